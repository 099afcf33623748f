/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_login - the best way in that the server offers: SCRAM-SHA-256, then PLAIN, then LOGIN
 *
 * SCRAM is spoken past libetpan, whose AUTHENTICATE would go through Cyrus SASL and its plug-ins:
 * between two commands nothing of ours or theirs is in the air.
 */
#include <string.h>

#include "base/error.h"
#include "net/etpan/imap_private.h"
#include "net/sasl.h"
#include "net/scram.h"

#define TAG       "VTL1"
#define MAX_LINES 50

/* --- SCRAM --- */

typedef enum { SAID_MORE, SAID_OK, SAID_NO } said;

static bool lose(vt_imap *imap, const char *why, GError **error)
{
	imap->is_lost = true;
	if (imap->low.cause != NULL) {
		g_propagate_prefixed_error(error, g_error_copy(imap->low.cause), "cannot log in: ");
		return false;
	}
	return vt_error_set(error, VT_RETRY_LATER, "cannot log in: %s: %s",
			    vt_stream_peer(imap->low.stream), why);
}

static bool say(vt_imap *imap, const char *line, GError **error)
{
	mailstream *stream = imap->session->imap_stream;
	size_t size = strlen(line);

	if (mailstream_write(stream, line, size) == (ssize_t)size && mailstream_flush(stream) == 0)
		return true;
	return lose(imap, "nothing can be said", error);
}

/* The next line that is about us. text_out: what stands behind "+ " or the tag; caller frees. */
static bool listen(vt_imap *imap, said *said_out, char **text_out, GError **error)
{
	MMAPString *room = mmap_string_new("");
	const char *line = NULL;
	bool found = false;

	for (unsigned i = 0; i < MAX_LINES && !found; i++) {
		mmap_string_truncate(room, 0);
		line = mailstream_read_line_remove_eol(imap->session->imap_stream, room);
		if (line == NULL || strlen(line) != room->len)
			break;
		found = true;
		if (line[0] == '+')
			*said_out = SAID_MORE;
		else if (g_str_has_prefix(line, TAG " OK"))
			*said_out = SAID_OK;
		else if (g_str_has_prefix(line, TAG " "))
			*said_out = SAID_NO;
		else
			found = false;
		if (!found && !g_str_has_prefix(line, "* "))
			break;
	}
	if (found)
		*text_out =
			g_strstrip(g_strdup(line + (*said_out == SAID_MORE ? 1 : strlen(TAG " "))));
	mmap_string_free(room);
	return found || lose(imap, "the answer does not read", error);
}

/* RFC 3501 §6.2.2: a login that we break off. */
static void give_up(vt_imap *imap)
{
	g_autofree char *text = NULL;
	said what;

	if (!imap->is_lost && say(imap, "*\r\n", NULL))
		(void)listen(imap, &what, &text, NULL);
	imap->is_lost = true;
}

/* Says line, and wants a challenge (SAID_MORE) or the end (SAID_OK). */
static bool exchange(vt_imap *imap, const char *line, said wanted, char **text_out, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;
	said got = SAID_NO;

	if (!say(imap, line, error) || !listen(imap, &got, &text, error))
		return false;
	if (got == wanted) {
		*text_out = g_steal_pointer(&text);
		return true;
	}
	if (got != SAID_NO) {
		/* In, without having proved that it knows us: whoever that is. */
		give_up(imap);
		return vt_error_set(error, VT_NEVER,
				    "cannot log in: %s: the server leaves SCRAM early",
				    vt_stream_peer(imap->low.stream));
	}
	g_assert(text != NULL);
	shown = vt_imap_words(text);
	return vt_error_set(error, VT_NEVER, "cannot log in: %s says no: %s",
			    vt_stream_peer(imap->low.stream), shown);
}

static bool fail(vt_imap *imap, GError *take_cause, GError **error)
{
	give_up(imap);
	if (take_cause != NULL)
		g_propagate_error(error, take_cause);
	else
		vt_error_set(error, VT_NEVER, "SCRAM: what the server says is no base64");
	g_prefix_error(error, "cannot log in: %s: ", vt_stream_peer(imap->low.stream));
	return false;
}

static bool begin(vt_imap *imap, const vt_scram *scram, char **challenge_out, GError **error)
{
	g_autofree char *first = vt_scram_encode(vt_scram_first(scram));
	g_autofree char *line = NULL;
	g_autofree char *nothing = NULL;

	if (imap->has_first_word) {
		line = g_strconcat(TAG " AUTHENTICATE " VT_SCRAM_MECHANISM " ", first, "\r\n",
				   NULL);
		return exchange(imap, line, SAID_MORE, challenge_out, error);
	}
	line = g_strconcat(first, "\r\n", NULL);
	return exchange(imap, TAG " AUTHENTICATE " VT_SCRAM_MECHANISM "\r\n", SAID_MORE, &nothing,
			error)
	       && exchange(imap, line, SAID_MORE, challenge_out, error);
}

/* The server's challenge answered, its proof checked. */
static bool finish(vt_imap *imap, vt_scram *scram, const char *challenge, GError **error)
{
	g_autofree char *first = vt_scram_decode(challenge);
	g_autofree char *proof = NULL;
	g_autofree char *final = NULL;
	g_autofree char *end = NULL;
	GError *cause = NULL;
	char *answer = first != NULL ? vt_scram_answer(scram, first, &cause) : NULL;
	char *coded = answer != NULL ? vt_scram_encode(answer) : NULL;
	char *line = coded != NULL ? g_strconcat(coded, "\r\n", NULL) : NULL;
	bool said_it = line != NULL && exchange(imap, line, SAID_MORE, &proof, error);
	bool was_refused = line == NULL;

	vt_sasl_wipe(answer);
	vt_sasl_wipe(coded);
	vt_sasl_wipe(line);
	if (was_refused)
		return fail(imap, cause, error);
	if (!said_it)
		return false;
	final = vt_scram_decode(proof);
	if (final == NULL || !vt_scram_verify(scram, final, &cause))
		return fail(imap, cause, error);
	return exchange(imap, "\r\n", SAID_OK, &end, error);
}

static bool log_in_scram(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	g_autoptr(vt_scram) scram = vt_scram_new(server->user, server->password, NULL, error);
	g_autofree char *challenge = NULL;

	if (scram == NULL)
		return false;
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!begin(imap, scram, &challenge, error) || !finish(imap, scram, challenge, error))
		return false;
	imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return true;
}

/* --- the password itself, inside TLS --- */

/* SASL PLAIN with its first word (RFC 4616, RFC 4959): any password in UTF-8. */
static int log_in_plain(vt_imap *imap, const vt_imap_server *server)
{
	char *word = vt_sasl_plain(server->user, server->password);
	char *command = g_strconcat("AUTHENTICATE PLAIN ", word, NULL);
	int code = mailimap_custom_command(imap->session, command);

	if (code == MAILIMAP_NO_ERROR)
		imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	vt_sasl_wipe(word);
	vt_sasl_wipe(command);
	return code;
}

static bool log_in_openly(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	GError *cause = NULL;
	int code;

	if (imap->no_login && !(imap->has_plain && imap->has_first_word))
		return vt_error_set(error, VT_NEVER, "%s: the server offers no login we know",
				    vt_stream_peer(imap->low.stream));
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	code = imap->has_plain && imap->has_first_word
		       ? log_in_plain(imap, server)
		       : mailimap_login(imap->session, server->user, server->password);
	if (vt_imap_judge(imap, code, "cannot log in", &cause))
		return true;
	if (!imap->is_lost)
		cause->code = VT_NEVER;
	g_propagate_error(error, cause);
	return false;
}

bool vt_imap_log_in(vt_imap *imap, const vt_imap_server *server, GError **error)
{
	imap->by_scram = imap->has_scram && !server->plain_only;
	return imap->by_scram ? log_in_scram(imap, server, error)
			      : log_in_openly(imap, server, error);
}
