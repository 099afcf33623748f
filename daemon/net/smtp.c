/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp - one session with a submission server
 */
#include "net/smtp.h"

#include <poll.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "net/scram.h"
#include "net/stream.h"

/* All that one command may bring: 128 lines of 2 KiB, and three replies at a time. */
#define MAX_ANSWER_BYTES (1024u * 1024)
/* Slower than this a message does not get through in the time it has. */
#define SLOWEST_BYTES_A_MS 8
#define GOODBYE_MS         1000
#define MAX_INITIAL_BYTES  500 /* of AUTH with its response in one line (RFC 4954 §4) */

struct vt_smtp {
	const vt_smtp_setup *setup;
	vt_stream *stream;
	vt_smtp_reader *reader;
	vt_smtp_offers offers;
	int cancel_fd;
	bool broken, early;
};

static bool is_cancelled(const vt_smtp *smtp)
{
	struct pollfd item = { smtp->cancel_fd, POLLIN, 0 };

	return smtp->cancel_fd >= 0 && poll(&item, 1, 0) > 0;
}

/* The connection is no good any more; nothing of this is the message's fault. */
static bool broken(vt_smtp *smtp, const char *doing, const char *why, GError **error)
{
	smtp->broken = true;
	return vt_error_set(error, is_cancelled(smtp) ? VT_RETRY_NOW : VT_RETRY_LATER, "%s: %s",
			    doing, why);
}

/* The server said no. For a message a 5yz is final, but not 530 to 538: those are about our login
 * (RFC 4954 §6). */
static bool refused(vt_smtp *smtp, const char *doing, const vt_smtp_reply *reply, bool of_message,
		    GError **error)
{
	g_autofree char *words = vt_smtp_reply_text(reply);
	bool is_final =
		reply->code >= 500 && of_message && !(reply->code >= 530 && reply->code <= 538);

	/* RFC 5321 §3.8: 421 at any time. What is neither a yes nor a no is no SMTP. */
	if (reply->code == 421 || reply->code < 400)
		smtp->broken = true;
	return vt_error_set(error, is_final ? VT_NEVER : VT_RETRY_LATER, "%s: %s: %s",
			    vt_stream_peer(smtp->stream), doing, words);
}

static bool read_reply(vt_smtp *smtp, const char *doing, vt_smtp_reply *reply_out, GError **error)
{
	for (;;) {
		uint8_t room[4096];
		const char *why = NULL;
		g_autoptr(GError) cause = NULL;
		ssize_t n;

		if (vt_smtp_reader_next(smtp->reader, reply_out, &why))
			return true;
		if (why != NULL)
			return broken(smtp, doing, why, error);
		n = vt_stream_read(smtp->stream, room, sizeof room, &cause);
		if (n < 0)
			return broken(smtp, doing, cause->message, error);
		vt_smtp_reader_feed(smtp->reader, room, (size_t)n);
	}
}

static bool say(vt_smtp *smtp, const char *doing, const void *bytes, size_t size, GError **error)
{
	g_autoptr(GError) cause = NULL;

	if (vt_stream_write(smtp->stream, bytes, size, &cause))
		return true;
	return broken(smtp, doing, cause->message, error);
}

/* One reply of that class, 2 or 3, outside of any message. */
static bool expect(vt_smtp *smtp, const char *doing, int class, vt_smtp_reply *reply_out,
		   GError **error)
{
	g_auto(vt_smtp_reply) reply = { 0 };

	if (!read_reply(smtp, doing, &reply, error))
		return false;
	if (reply.code / 100 != class)
		return refused(smtp, doing, &reply, false, error);
	if (reply_out != NULL) {
		*reply_out = reply;
		reply = (vt_smtp_reply){ 0 };
	}
	return true;
}

/* line ends with CRLF; what of it may be told stands in doing. */
static bool command(vt_smtp *smtp, const char *doing, const char *line, int class, GError **error)
{
	vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
	return say(smtp, doing, line, strlen(line), error)
	       && expect(smtp, doing, class, NULL, error);
}

/* ---- until messages may be sent ---- */

static bool hello(vt_smtp *smtp, GError **error)
{
	g_autofree char *line = g_strdup_printf("EHLO %s\r\n", smtp->setup->helo);
	g_auto(vt_smtp_reply) reply = { 0 };

	vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
	if (!say(smtp, "EHLO", line, strlen(line), error)
	    || !expect(smtp, "EHLO", 2, &reply, error))
		return false;
	smtp->offers = vt_smtp_offers_of(&reply);
	return true;
}

static bool handshake(vt_smtp *smtp, GError **error)
{
	g_autoptr(GError) cause = NULL;

	vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, 0);
	if (vt_stream_start_tls(smtp->stream, smtp->setup->tls, &cause))
		return true;
	return broken(smtp, "TLS", cause->message, error);
}

/* RFC 3207; what the server said before is forgotten, and there is no way on without it. */
static bool start_tls(vt_smtp *smtp, GError **error)
{
	const char *peer = vt_stream_peer(smtp->stream);

	if ((smtp->offers.set & VT_SMTP_STARTTLS) == 0)
		return vt_error_set(error, VT_RETRY_LATER,
				    "%s: the server offers no STARTTLS, and nothing is sent in the "
				    "clear",
				    peer);
	if (!command(smtp, "STARTTLS", "STARTTLS\r\n", 2, error))
		return false;
	if (vt_smtp_reader_rest(smtp->reader) > 0)
		return broken(smtp, peer, "the server speaks before TLS begins", error);
	smtp->offers = (vt_smtp_offers){ 0 };
	return handshake(smtp, error) && hello(smtp, error);
}

/* A secret as one line; doing never holds it. */
static bool answer(vt_smtp *smtp, const char *head, const char *secret, int class, GError **error)
{
	char *line = g_strconcat(head, secret, "\r\n", NULL);
	bool done = command(smtp, "AUTH", line, class, error);

	vt_sasl_wipe(line);
	return done;
}

static bool auth_plain(vt_smtp *smtp, GError **error)
{
	char *secret = vt_sasl_plain(smtp->setup->user, smtp->setup->password);
	bool done = strlen(secret) <= MAX_INITIAL_BYTES
			    ? answer(smtp, "AUTH PLAIN ", secret, 2, error)
			    : command(smtp, "AUTH", "AUTH PLAIN\r\n", 3, error)
				      && answer(smtp, "", secret, 2, error);

	vt_sasl_wipe(secret);
	return done;
}

static bool auth_login(vt_smtp *smtp, GError **error)
{
	const char *user = smtp->setup->user, *password = smtp->setup->password;
	char *first = g_base64_encode((const guchar *)user, strlen(user));
	char *second = g_base64_encode((const guchar *)password, strlen(password));
	bool done = command(smtp, "AUTH", "AUTH LOGIN\r\n", 3, error)
		    && answer(smtp, "", first, 3, error) && answer(smtp, "", second, 2, error);

	vt_sasl_wipe(first);
	vt_sasl_wipe(second);
	return done;
}

/* A challenge (334), decoded. */
static char *challenge(vt_smtp *smtp, const char *line, GError **error)
{
	g_auto(vt_smtp_reply) reply = { 0 };
	char *text = NULL;

	vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
	if (!say(smtp, "AUTH", line, strlen(line), error)
	    || !expect(smtp, "AUTH", 3, &reply, error))
		return NULL;
	text = vt_scram_decode(g_ptr_array_index(reply.lines, 0));
	if (text == NULL)
		broken(smtp, "AUTH", "SCRAM: what the server says is no base64", error);
	return text;
}

static char *auth_line(const char *head, const char *text)
{
	g_autofree char *coded = vt_scram_encode(text);

	return g_strconcat(head, coded, "\r\n", NULL);
}

/* Whatever is wrong with what the server says, nothing more is said to it. */
static bool auth_scram(vt_smtp *smtp, GError **error)
{
	static const char head[] = "AUTH " VT_SCRAM_MECHANISM " ";
	const vt_smtp_setup *setup = smtp->setup;
	g_autoptr(GError) cause = NULL;
	g_autoptr(vt_scram) scram = vt_scram_new(setup->user, setup->password, NULL, &cause);
	g_autofree char *hello_line = scram != NULL ? auth_line(head, vt_scram_first(scram)) : NULL;
	g_autofree char *first = hello_line != NULL ? challenge(smtp, hello_line, error) : NULL;
	g_autofree char *answer_text = NULL;
	g_autofree char *answer_line = NULL;
	g_autofree char *final = NULL;

	if (scram != NULL && first == NULL)
		return false;
	answer_text = scram != NULL ? vt_scram_answer(scram, first, &cause) : NULL;
	if (answer_text == NULL)
		return broken(smtp, "AUTH", cause->message, error);
	answer_line = auth_line("", answer_text);
	final = challenge(smtp, answer_line, error);
	if (final == NULL)
		return false;
	if (!vt_scram_verify(scram, final, &cause))
		return broken(smtp, "AUTH", cause->message, error);
	return command(smtp, "AUTH", "\r\n", 2, error);
}

static bool log_in(vt_smtp *smtp, GError **error)
{
	if (smtp->setup->user == NULL)
		return true;
	g_assert(vt_stream_is_tls(smtp->stream));
	if ((smtp->offers.set & VT_SMTP_AUTH_SCRAM) != 0 && !smtp->setup->plain_only)
		return auth_scram(smtp, error);
	if ((smtp->offers.set & VT_SMTP_AUTH_PLAIN) != 0)
		return auth_plain(smtp, error);
	if ((smtp->offers.set & VT_SMTP_AUTH_LOGIN) != 0)
		return auth_login(smtp, error);
	return vt_error_set(error, VT_RETRY_LATER, "%s: the server takes no password (%s)",
			    vt_stream_peer(smtp->stream),
			    (smtp->offers.set & VT_SMTP_AUTH) != 0 ? "neither PLAIN nor LOGIN"
								   : "no AUTH");
}

static bool begin(vt_smtp *smtp, GError **error)
{
	const vt_smtp_setup *setup = smtp->setup;

	if (setup->mode == VT_SMTP_IMPLICIT_TLS && !handshake(smtp, error))
		return false;
	vt_stream_begin(smtp->stream, setup->timeout_ms, MAX_ANSWER_BYTES);
	return expect(smtp, "greeting", 2, NULL, error) && hello(smtp, error)
	       && (setup->mode != VT_SMTP_WITH_STARTTLS || start_tls(smtp, error))
	       && log_in(smtp, error);
}

vt_smtp *vt_smtp_open(const vt_smtp_setup *setup, int cancel_fd, GError **error)
{
	g_autoptr(vt_smtp) smtp = g_new0(vt_smtp, 1);
	g_autoptr(GError) cause = NULL;

	smtp->setup = setup;
	smtp->cancel_fd = cancel_fd;
	smtp->reader = vt_smtp_reader_new();
	smtp->stream =
		vt_stream_open(setup->server, setup->port, setup->timeout_ms, cancel_fd, &cause);
	/* A server that cannot be reached is nobody's last word. */
	if (smtp->stream == NULL)
		broken(smtp, "connect", cause->message, error);
	else if (begin(smtp, error))
		return g_steal_pointer(&smtp);
	smtp->broken = true;
	return NULL;
}

void vt_smtp_close(vt_smtp *smtp)
{
	static const char quit[] = "QUIT\r\n";

	if (smtp == NULL)
		return;
	if (smtp->stream != NULL && !smtp->broken) {
		vt_stream_begin(smtp->stream, GOODBYE_MS, 0);
		vt_stream_write(smtp->stream, quit, sizeof quit - 1, NULL);
	}
	vt_stream_close(smtp->stream);
	vt_smtp_reader_free(smtp->reader);
	g_free(smtp);
}

/* ---- a message ---- */

/* One step of a message and what was answered. */
typedef struct step {
	const char *doing;
	const char *line;
	int class;
	vt_smtp_reply reply;
} step;
enum { MAIL, RCPT, DATA, N_STEPS };

static bool is_answered_well(const step *s)
{
	return s->reply.code / 100 == s->class;
}

/* RFC 2920 §3.1: all at once where the server can, else each after the answer before. */
static bool say_envelope(vt_smtp *smtp, step *steps, GError **error)
{
	bool at_once = (smtp->offers.set & VT_SMTP_PIPELINING) != 0;

	if (at_once) {
		g_autofree char *all =
			g_strconcat(steps[MAIL].line, steps[RCPT].line, steps[DATA].line, NULL);

		vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
		if (!say(smtp, "MAIL", all, strlen(all), error))
			return false;
	}
	for (unsigned i = 0; i < N_STEPS; i++) {
		step *s = &steps[i];

		if (!at_once) {
			vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
			if (!say(smtp, s->doing, s->line, strlen(s->line), error))
				return false;
		}
		if (!read_reply(smtp, s->doing, &s->reply, error))
			return false;
		/* Behind a 421 nothing more comes. */
		if (s->reply.code == 421 || (!at_once && !is_answered_well(s)))
			return true;
	}
	return true;
}

/* RFC 2920 §3.1: a server that has no recipient may still have said 354; one dot ends that. */
static bool leave_data(vt_smtp *smtp, GError **error)
{
	static const char end[] = ".\r\n";
	g_auto(vt_smtp_reply) reply = { 0 };

	vt_stream_begin(smtp->stream, smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
	return say(smtp, "DATA", end, sizeof end - 1, error)
	       && read_reply(smtp, "DATA", &reply, error);
}

/* The first that was refused tells why; the connection is then free for the next message. */
static bool refuse_steps(vt_smtp *smtp, const step *steps, GError **error)
{
	unsigned i = 0;

	while (is_answered_well(&steps[i]))
		i++;
	refused(smtp, steps[i].doing, &steps[i].reply, true, error);
	/* A server that still has a recipient would take the dot for an empty message. */
	if (i < DATA && is_answered_well(&steps[DATA])) {
		if (is_answered_well(&steps[RCPT]))
			smtp->broken = true;
		else if (!smtp->broken)
			leave_data(smtp, NULL);
	}
	if (!smtp->broken)
		vt_smtp_reset(smtp);
	return false;
}

static bool send_data(vt_smtp *smtp, GBytes *message, GError **error)
{
	g_auto(vt_smtp_reply) reply = { 0 };
	size_t size;
	const uint8_t *bytes = g_bytes_get_data(message, &size);
	/* Room for the dots of all but the oddest message. */
	g_autoptr(GByteArray) data =
		g_byte_array_sized_new((guint)MIN(size + size / 64 + 64, G_MAXUINT / 2));
	int64_t patience = smtp->setup->timeout_ms + (int64_t)size / SLOWEST_BYTES_A_MS;

	vt_smtp_append_data(data, bytes, size);
	vt_stream_begin(smtp->stream, patience, MAX_ANSWER_BYTES);
	/* Short of its end nobody takes a message over; with its last byte written, who knows. */
	if (!say(smtp, "data", data->data, data->len - 3, error))
		return false;
	smtp->early = false;
	vt_stream_begin(smtp->stream, 2 * smtp->setup->timeout_ms, MAX_ANSWER_BYTES);
	if (!say(smtp, "end of data", data->data + data->len - 3, 3, error)
	    || !read_reply(smtp, "end of data", &reply, error))
		return false;
	return reply.code / 100 == 2 || refused(smtp, "end of data", &reply, true, error);
}

static bool run_steps(vt_smtp *smtp, step *steps, GBytes *message, GError **error)
{
	if (!say_envelope(smtp, steps, error))
		return false;
	for (unsigned i = 0; i < N_STEPS; i++)
		if (!is_answered_well(&steps[i]))
			return refuse_steps(smtp, steps, error);
	return send_data(smtp, message, error);
}

bool vt_smtp_send(vt_smtp *smtp, const vt_smtp_envelope *envelope, GBytes *message, GError **error)
{
	size_t size;
	const void *bytes = g_bytes_get_data(message, &size);
	vt_smtp_look look = vt_smtp_look_at(bytes, size);
	const char *why = NULL;
	g_autofree char *mail = vt_smtp_mail_from(envelope, &look, &smtp->offers, &why);
	g_autofree char *rcpt =
		mail != NULL ? vt_smtp_rcpt_to(envelope, &smtp->offers, &why) : NULL;
	step steps[N_STEPS] = { [MAIL] = { "MAIL", mail, 2, { 0 } },
				[RCPT] = { "RCPT", rcpt, 2, { 0 } },
				[DATA] = { "DATA", "DATA\r\n", 3, { 0 } } };
	bool sent;

	smtp->early = true;
	if (rcpt == NULL)
		return vt_error_set(error, VT_NEVER, "%s: %s", vt_stream_peer(smtp->stream), why);
	sent = run_steps(smtp, steps, message, error);
	for (unsigned i = 0; i < N_STEPS; i++)
		vt_smtp_reply_clear(&steps[i].reply);
	return sent;
}

bool vt_smtp_is_open(const vt_smtp *smtp)
{
	struct pollfd item = { vt_stream_fd(smtp->stream), POLLIN, 0 };

	/* TLS has records of its own (tickets), which are read with the next answer; an end of the
	 * stream is seen at the next command, and that message is then said anew. */
	if (vt_stream_is_tls(smtp->stream))
		return !smtp->broken && vt_smtp_reader_rest(smtp->reader) == 0;
	return !smtp->broken && vt_smtp_reader_rest(smtp->reader) == 0 && poll(&item, 1, 0) == 0;
}

bool vt_smtp_was_early(const vt_smtp *smtp)
{
	return smtp->early;
}

bool vt_smtp_reset(vt_smtp *smtp)
{
	return command(smtp, "RSET", "RSET\r\n", 2, NULL);
}

/* ---- asked by doctor ---- */

bool vt_smtp_would_take(vt_smtp *smtp, const char *sender, const char *recipient, GError **error)
{
	const vt_smtp_envelope envelope = { .sender = sender, .recipient = recipient };
	const vt_smtp_look look = { .bytes = 0 };
	vt_smtp_offers offers = smtp->offers;
	const char *why = NULL;
	g_autofree char *mail = NULL;
	g_autofree char *rcpt = NULL;
	bool taken;

	offers.set &= ~(unsigned)VT_SMTP_SIZE; /* of no message in particular */
	mail = vt_smtp_mail_from(&envelope, &look, &offers, &why);
	rcpt = mail != NULL ? vt_smtp_rcpt_to(&envelope, &offers, &why) : NULL;
	if (rcpt == NULL)
		return vt_error_set(error, VT_NEVER, "%s: %s", vt_stream_peer(smtp->stream), why);
	taken = command(smtp, "MAIL", mail, 2, error) && command(smtp, "RCPT", rcpt, 2, error);
	if (!smtp->broken)
		vt_smtp_reset(smtp);
	return taken;
}

const vt_smtp_offers *vt_smtp_get_offers(const vt_smtp *smtp)
{
	return &smtp->offers;
}

const vt_stream *vt_smtp_get_stream(const vt_smtp *smtp)
{
	return smtp->stream;
}
