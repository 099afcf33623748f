/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp_command - one command line, read strictly, and its reply
 */
#include "net/lmtp_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/address.h"
#include "base/limits.h"

static bool has_more(char *argument)
{
	return argument != NULL && *argument != '\0';
}

static void do_lhlo(vt_lmtp *lmtp, char *argument, GString *out)
{
	if (!has_more(argument)) {
		vt_lmtp_blame(lmtp, 501, "5.5.4", "LHLO needs a host name", out);
		return;
	}
	vt_lmtp_reset(lmtp);
	lmtp->greeted = true;
	g_string_append_printf(out,
			       "250-%s\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n"
			       "250-8BITMIME\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n"
			       "250 SIZE %" PRIu64 "\r\n",
			       lmtp->house->name, lmtp->house->max_bytes);
}

/* "<path>" at the head of *at, which then stands behind it; NULL = none. Caller frees. */
static char *take_path(char **at)
{
	char *begin = *at + strspn(*at, " "), *end = NULL;
	bool quoted = false;

	if (*begin != '<')
		return NULL;
	for (end = begin + 1; *end != '\0' && (quoted || *end != '>'); end++) {
		if (quoted && *end == '\\' && end[1] != '\0')
			end++;
		else if (*end == '"')
			quoted = !quoted;
	}
	if (*end != '>' || (end[1] != '\0' && end[1] != ' '))
		return NULL;
	*at = end + 1;
	begin++;
	/* RFC 5321 §C: a source route is read and forgotten. */
	if (*begin == '@' && memchr(begin, ':', (size_t)(end - begin)) != NULL)
		begin = strchr(begin, ':') + 1;
	return g_strndup(begin, (gsize)(end - begin));
}

/* It becomes a line of the envelope and of logs, nothing more: only form is asked for. */
static bool is_sender(const char *path)
{
	if (strlen(path) > VT_MAX_SENDER_BYTES || !g_utf8_validate(path, -1, NULL))
		return false;
	for (const char *at = path; *at != '\0'; at = g_utf8_next_char(at))
		if (!g_unichar_isprint(g_utf8_get_char(at)))
			return false;
	return *path == '\0' || strchr(path, '@') != NULL;
}

typedef enum { PARAMETER_GOOD, PARAMETER_BAD, PARAMETER_BIG } parameter_state;

static parameter_state judge_parameter(const vt_lmtp *lmtp, const char *parameter)
{
	static const char *const flags[] = { "BODY=7BIT", "BODY=8BITMIME", "SMTPUTF8" };
	guint64 size = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (g_ascii_strcasecmp(parameter, flags[i]) == 0)
			return PARAMETER_GOOD;
	if (g_ascii_strncasecmp(parameter, "SIZE=", 5) != 0
	    || !g_ascii_string_to_unsigned(parameter + 5, 10, 0, G_MAXUINT64, &size, NULL))
		return PARAMETER_BAD;
	return size > lmtp->house->max_bytes ? PARAMETER_BIG : PARAMETER_GOOD;
}

static parameter_state judge_parameters(const vt_lmtp *lmtp, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	parameter_state worst = PARAMETER_GOOD;

	for (unsigned i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0' && worst == PARAMETER_GOOD)
			worst = judge_parameter(lmtp, words[i]);
	return worst;
}

static void do_mail(vt_lmtp *lmtp, char *argument, GString *out)
{
	g_autofree char *path = NULL;
	parameter_state parameters;

	if (!lmtp->greeted || lmtp->has_sender) {
		vt_lmtp_blame(lmtp, 503, "5.5.1", lmtp->greeted ? "MAIL again" : "LHLO first", out);
		return;
	}
	if (argument != NULL && g_ascii_strncasecmp(argument, "FROM:", 5) == 0) {
		argument += 5;
		path = take_path(&argument);
	}
	if (path == NULL || !is_sender(path)) {
		vt_lmtp_blame(lmtp, 501, "5.1.7", "MAIL FROM:<address>", out);
		return;
	}
	parameters = judge_parameters(lmtp, argument);
	if (parameters == PARAMETER_BIG) {
		vt_lmtp_say(out, 552, "5.3.4", "message is larger than is taken here");
	} else if (parameters == PARAMETER_BAD) {
		vt_lmtp_blame(lmtp, 555, "5.5.4", "parameter not known", out);
	} else {
		lmtp->envelope.mail_from = g_steal_pointer(&path);
		lmtp->has_sender = true;
		vt_lmtp_say(out, 250, "2.1.0", "sender taken");
	}
}

static void do_rcpt(vt_lmtp *lmtp, char *argument, GString *out)
{
	g_autofree char *path = NULL;
	g_autofree char *normal = NULL;

	if (!lmtp->has_sender || lmtp->has_begun || lmtp->spoilt != VT_SPOILT_NOT) {
		vt_lmtp_blame(lmtp, 503, "5.5.1", "MAIL first", out);
		return;
	}
	if (argument != NULL && g_ascii_strncasecmp(argument, "TO:", 3) == 0) {
		argument += 3;
		path = take_path(&argument);
	}
	if (path == NULL || *(argument + strspn(argument, " ")) != '\0') {
		vt_lmtp_blame(lmtp, 501, "5.1.3", "RCPT TO:<address> without parameters", out);
		return;
	}
	normal = vt_address_normal(path, -1);
	if (normal == NULL || !lmtp->house->knows(normal, lmtp->house->data)) {
		vt_lmtp_blame(lmtp, 550, "5.1.1", "nobody here under this address", out);
	} else if (lmtp->envelope.rcpt_to->len >= VT_MAX_ENVELOPE_RECIPIENTS) {
		/* RFC 5321 §4.5.3.1.10: the MTA sends the rest in another transaction. */
		vt_lmtp_say(out, 452, "4.5.3", "too many recipients");
	} else {
		g_ptr_array_add(lmtp->envelope.rcpt_to, g_steal_pointer(&normal));
		vt_lmtp_say(out, 250, "2.1.5", "recipient taken");
	}
}

/* RFC 2033 §4.2: without a recipient there would be no reply at all. */
static const char *why_no_message(const vt_lmtp *lmtp)
{
	if (!lmtp->has_sender)
		return "MAIL first";
	return lmtp->envelope.rcpt_to->len == 0 ? "no valid recipient" : NULL;
}

static void do_data(vt_lmtp *lmtp, char *argument, GString *out)
{
	const char *why = why_no_message(lmtp);

	if (has_more(argument)) {
		vt_lmtp_blame(lmtp, 501, "5.5.4", "DATA stands alone", out);
	} else if (why != NULL || lmtp->has_begun || lmtp->spoilt != VT_SPOILT_NOT) {
		vt_lmtp_blame(lmtp, 503, "5.5.1", why != NULL ? why : "BDAT goes on", out);
	} else {
		vt_lmtp_begin(lmtp);
		lmtp->mode = VT_LMTP_DATA;
		g_string_append(out, "354 end with CRLF.CRLF\r\n");
	}
}

/* RFC 3030 §2. The bytes of a refused chunk come all the same and are swallowed. */
static void do_bdat(vt_lmtp *lmtp, char *argument, GString *out)
{
	g_auto(GStrv) words = g_strsplit(argument != NULL ? argument : "", " ", 3);
	unsigned n = g_strv_length(words);
	guint64 size = 0;
	bool last = n == 2 && g_ascii_strcasecmp(words[1], "LAST") == 0;

	if (n == 0 || n > 2 || (n == 2 && !last)
	    || !g_ascii_string_to_unsigned(words[0], 10, 0, G_MAXINT64, &size, NULL)) {
		/* How much follows is not known: nothing after this can be understood. */
		vt_lmtp_end(lmtp, "BDAT size [LAST]", out);
		return;
	}
	lmtp->chunk_left = size;
	lmtp->last_chunk = last;
	lmtp->refusal = why_no_message(lmtp);
	lmtp->chunk_refused = lmtp->refusal != NULL;
	if (!lmtp->chunk_refused && !lmtp->has_begun && lmtp->spoilt == VT_SPOILT_NOT)
		vt_lmtp_begin(lmtp);
	lmtp->mode = VT_LMTP_CHUNK;
}

static void do_rset(vt_lmtp *lmtp, char *argument, GString *out)
{
	(void)argument;
	vt_lmtp_reset(lmtp);
	vt_lmtp_say(out, 250, "2.0.0", "forgotten");
}

static void do_noop(vt_lmtp *lmtp, char *argument, GString *out)
{
	(void)lmtp;
	(void)argument;
	vt_lmtp_say(out, 250, "2.0.0", "nothing done");
}

static void do_vrfy(vt_lmtp *lmtp, char *argument, GString *out)
{
	(void)lmtp;
	(void)argument;
	vt_lmtp_say(out, 252, "2.5.0", "send it and see");
}

static void do_quit(vt_lmtp *lmtp, char *argument, GString *out)
{
	(void)argument;
	vt_lmtp_reset(lmtp);
	lmtp->mode = VT_LMTP_OVER;
	vt_lmtp_say(out, 221, "2.0.0", "goodbye");
}

static const struct {
	const char *name;
	void (*run)(vt_lmtp *lmtp, char *argument, GString *out);
} commands[] = {
	{ "LHLO", do_lhlo }, { "MAIL", do_mail }, { "RCPT", do_rcpt },
	{ "DATA", do_data }, { "BDAT", do_bdat }, { "RSET", do_rset },
	{ "NOOP", do_noop }, { "VRFY", do_vrfy }, { "QUIT", do_quit },
};

void vt_lmtp_command(vt_lmtp *lmtp, char *line, GString *out)
{
	size_t length = strcspn(line, " ");
	char *argument = line[length] == ' ' ? line + length + 1 : NULL;

	line[length] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (g_ascii_strcasecmp(line, commands[i].name) == 0) {
			commands[i].run(lmtp, argument, out);
			return;
		}
	vt_lmtp_blame(lmtp, 500, "5.5.1", "command not known; this is LMTP", out);
}
