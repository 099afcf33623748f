/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap - connected, verified, logged in, waiting
 */
#include "net/etpan/imap.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "net/etpan/imap_private.h"
#include "net/scram.h"

#define GOODBYE_MS  2000
#define WORDS_CHARS 160

char *vt_imap_words(const char *said)
{
	g_autofree char *valid = g_utf8_make_valid(said != NULL ? said : "", -1);

	for (char *at = valid; *at != '\0'; at++)
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	return g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), WORDS_CHARS));
}

void vt_imap_begin(vt_imap *imap, uint64_t max_bytes)
{
	vt_low_begin(&imap->low, imap->command_ms, max_bytes, true);
}

/* Codes after which server and we still speak of the same thing: it said NO. */
static bool is_refusal(int code)
{
	switch (code) {
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_BAD_STATE:
	case MAILIMAP_ERROR_CONNECTION_REFUSED:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_FATAL:
	case MAILIMAP_ERROR_PROTOCOL:
	case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
	case MAILIMAP_ERROR_INVAL:
	case MAILIMAP_ERROR_SSL:
	case MAILIMAP_ERROR_NEEDS_MORE_DATA:
		return false;
	default:
		return true;
	}
}

bool vt_imap_judge(vt_imap *imap, int code, const char *what, GError **error)
{
	const char *peer = vt_stream_peer(imap->low.stream);
	g_autofree char *words = NULL;

	if (code == MAILIMAP_NO_ERROR || code == MAILIMAP_NO_ERROR_AUTHENTICATED
	    || code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return true;
	if (!is_refusal(code))
		imap->is_lost = true;
	if (imap->low.cause != NULL) {
		g_propagate_prefixed_error(error, g_error_copy(imap->low.cause), "%s: ", what);
		return false;
	}
	if (code == MAILIMAP_ERROR_PARSE || code == MAILIMAP_ERROR_NEEDS_MORE_DATA)
		return vt_error_set(error, VT_RETRY_LATER, "%s: %s: the answer does not read", what,
				    peer);
	words = vt_imap_words(imap->session->imap_response);
	return vt_error_set(error, VT_RETRY_LATER, "%s: %s says no: %s", what, peer, words);
}

static bool has_capability(const struct mailimap_capability_data *data, const char *name)
{
	for (clistiter *at = clist_begin(data->cap_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_capability *one = clist_content(at);
		const char *there = one->cap_type == MAILIMAP_CAPABILITY_NAME
					    ? one->cap_data.cap_name
					    : one->cap_data.cap_auth_type;
		bool is_auth = one->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE;

		if (is_auth == g_str_has_prefix(name, "AUTH=") && there != NULL
		    && g_ascii_strcasecmp(there, is_auth ? name + strlen("AUTH=") : name) == 0)
			return true;
	}
	return false;
}

static bool ask_capabilities(vt_imap *imap, GError **error)
{
	struct mailimap_capability_data *data = NULL;

	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_capability(imap->session, &data),
			   "cannot ask what it can do", error))
		return false;
	imap->has_idle = has_capability(data, "IDLE");
	imap->has_move = has_capability(data, "MOVE");
	imap->has_uidplus = has_capability(data, "UIDPLUS");
	imap->has_namespace = has_capability(data, "NAMESPACE");
	imap->has_plain = has_capability(data, "AUTH=PLAIN");
	imap->has_scram = has_capability(data, "AUTH=" VT_SCRAM_MECHANISM);
	imap->has_first_word = has_capability(data, "SASL-IR");
	imap->has_starttls = has_capability(data, "STARTTLS");
	imap->no_login = has_capability(data, "LOGINDISABLED");
	mailimap_capability_data_free(data);
	return true;
}

/* Half-open connections: noticed by the system within two minutes, even while we only wait. */
static void keep_alive(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },           { IPPROTO_TCP, TCP_KEEPIDLE, 60 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 15 },        { IPPROTO_TCP, TCP_KEEPCNT, 4 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, 120000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		(void)setsockopt(fd, options[i].level, options[i].name, &options[i].value,
				 sizeof options[i].value);
}

static bool start_tls(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	vt_stream_begin(imap->low.stream, imap->command_ms, 0);
	return vt_stream_start_tls(imap->low.stream, server->tls, error);
}

/* RFC 3501 §6.2.1, and what was said in the clear counts for nothing. */
static bool upgrade(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	const char *peer = vt_stream_peer(imap->low.stream);

	if (!ask_capabilities(imap, error))
		return false;
	if (!imap->has_starttls) {
		imap->is_lost = true;
		return vt_error_set(error, VT_NEVER, "%s: the server offers no STARTTLS", peer);
	}
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_starttls(imap->session), "cannot begin TLS", error)) {
		imap->is_lost = true;
		return false;
	}
	if (imap->session->imap_stream->read_buffer_len != 0) {
		imap->is_lost = true;
		return vt_error_set(error, VT_NEVER, "%s: the server speaks before TLS begins",
				    peer);
	}
	if (start_tls(imap, server, error))
		return true;
	imap->is_lost = true;
	return false;
}

static bool greet(vt_imap *imap, const vt_imap_server *server, mailstream *stream, GError **error)
{
	int code;

	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	code = mailimap_connect(imap->session, stream);
	if (!vt_imap_judge(imap, code, "no greeting", error)) {
		imap->is_lost = true;
		return false;
	}
	/* Whoever is logged in before TLS, or before we said who we are, is not us. */
	if (code != MAILIMAP_NO_ERROR_AUTHENTICATED)
		return true;
	imap->is_lost = true;
	return vt_error_set(error, VT_NEVER, "%s: the server greets with PREAUTH", server->host);
}

/* What it can do is asked again: much is offered only to whom it knows. */
static bool log_in(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	return ask_capabilities(imap, error) && vt_imap_log_in(imap, server, error)
	       && ask_capabilities(imap, error);
}

vt_imap *vt_imap_open(const vt_imap_server *server, GError **error)
{
	g_autoptr(vt_imap) imap = g_new0(vt_imap, 1);
	vt_stream *stream = vt_stream_open(server->host, server->port, server->command_ms,
					   server->cancel_fd, error);
	mailstream *wrapped;

	if (stream == NULL)
		return NULL;
	keep_alive(vt_stream_fd(stream));
	imap->command_ms = server->command_ms;
	imap->session = mailimap_new(0, NULL);
	g_assert(imap->session != NULL);
	wrapped = vt_low_open(&imap->low, stream);
	if (!server->has_starttls && !start_tls(imap, server, error)) {
		mailstream_close(wrapped);
		imap->is_lost = true;
		return NULL;
	}
	if (!greet(imap, server, wrapped, error)
	    || (server->has_starttls && !upgrade(imap, server, error))
	    || !log_in(imap, server, error))
		return NULL;
	return g_steal_pointer(&imap);
}

void vt_imap_close(vt_imap *imap)
{
	if (imap == NULL)
		return;
	if (imap->low.stream != NULL)
		vt_low_begin(&imap->low, GOODBYE_MS, VT_IMAP_ANSWER_BYTES, true);
	if (imap->session != NULL && imap->session->imap_stream != NULL && !imap->is_lost) {
		if (imap->is_idling)
			(void)mailimap_idle_done(imap->session);
		(void)mailimap_logout(imap->session);
	}
	/* mailimap_free() would say goodbye to a server that does not listen. */
	if (imap->session != NULL && imap->session->imap_stream != NULL) {
		mailstream_close(imap->session->imap_stream);
		imap->session->imap_stream = NULL;
	}
	if (imap->session != NULL)
		mailimap_free(imap->session);
	vt_low_clear(&imap->low);
	g_free(imap);
}

bool vt_imap_is_lost(const vt_imap *imap)
{
	return imap->is_lost;
}

bool vt_imap_has_idle(const vt_imap *imap)
{
	return imap->has_idle;
}

const char *vt_imap_way_in(const vt_imap *imap)
{
	return imap->by_scram ? "scram-sha-256" : "plain";
}

bool vt_imap_has_move(const vt_imap *imap)
{
	return imap->has_move;
}

const char *vt_imap_key(const vt_imap *imap)
{
	return vt_stream_key(imap->low.stream);
}

bool vt_imap_validity(const vt_imap *imap, int64_t *from_out, int64_t *until_out)
{
	return vt_stream_validity(imap->low.stream, from_out, until_out);
}

/* --- waiting --- */

bool vt_imap_idle(vt_imap *imap, GError **error)
{
	/* libetpan dereferences the folder that is not there. */
	g_assert(imap->is_selected && !imap->is_idling);
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_idle(imap->session), "cannot wait", error))
		return false;
	imap->is_idling = true;
	return true;
}

bool vt_imap_idle_done(vt_imap *imap, GError **error)
{
	g_assert(imap->is_idling);
	imap->is_idling = false;
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	return vt_imap_judge(imap, mailimap_idle_done(imap->session), "cannot wait", error);
}

int vt_imap_fd(const vt_imap *imap)
{
	return vt_stream_fd(imap->low.stream);
}

bool vt_imap_has_pending(const vt_imap *imap)
{
	return imap->session->imap_stream->read_buffer_len > 0
	       || vt_stream_has_pending(imap->low.stream);
}
