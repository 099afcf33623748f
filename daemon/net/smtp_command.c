/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_command - commands and data, checked before they are said
 */
#include "net/smtp_command.h"

#include <string.h>

#include "base/limits.h"

#define MAX_LINE_BYTES 998 /* RFC 5321 §4.5.3.1.6, without CRLF */
/* RFC 5321 §4.5.3.1.4 and what SIZE, BODY, SMTPUTF8, RET and ENVID, or NOTIFY and ORCPT, add to
 * it (RFC 1870 §3, RFC 6152 §3, RFC 6531 §3.4, RFC 3461 §4: in all below 1,000). */
#define MAX_COMMAND_BYTES (512u + 1000u)

/* ---- the message ---- */

typedef struct looking {
	vt_smtp_look look;
	size_t line; /* bytes of the line so far */
	bool in_body;
} looking;

static void end_line(looking *l)
{
	if (l->line == 0)
		l->in_body = true;
	l->line = 0;
}

static const char *fault_at(const uint8_t *bytes, size_t size, size_t i, const looking *l)
{
	if (bytes[i] == '\0')
		return "the message holds a NUL";
	if ((bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'))
	    || (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')))
		return "the message holds a bare CR or LF";
	if (l->line >= MAX_LINE_BYTES && bytes[i] != '\r' && bytes[i] != '\n')
		return "the message holds a line of more than 998 bytes";
	return NULL;
}

vt_smtp_look vt_smtp_look_at(const uint8_t *bytes, size_t size)
{
	looking l = { .look = { .bytes = size } };

	for (size_t i = 0; i < size && l.look.fault == NULL; i++) {
		l.look.fault = fault_at(bytes, size, i, &l);
		if (bytes[i] == '\n')
			end_line(&l);
		else if (bytes[i] != '\r')
			l.line++;
		if (bytes[i] < 0x80)
			continue;
		if (l.in_body)
			l.look.body_8bit = true;
		else
			l.look.header_8bit = true;
	}
	if (l.look.fault == NULL && (size == 0 || bytes[size - 1] != '\n'))
		l.look.fault = "the message has no line end at its end";
	return l.look;
}

void vt_smtp_append_data(GByteArray *out, const uint8_t *bytes, size_t size)
{
	const uint8_t *at = bytes, *end = bytes + size;

	/* RFC 5321 §4.5.2: a line that begins with a dot gets one more. */
	while (at < end) {
		const uint8_t *line_end = memchr(at, '\n', (size_t)(end - at));
		size_t line = line_end != NULL ? (size_t)(line_end - at) + 1 : (size_t)(end - at);

		if (*at == '.')
			g_byte_array_append(out, (const guint8 *)".", 1);
		g_byte_array_append(out, at, (guint)line);
		at += line;
	}
	g_byte_array_append(out, (const guint8 *)".\r\n", 3);
}

/* ---- the envelope ---- */

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* Ours come from base/address.h and have this shape already; nothing else may pass here, whoever
 * calls. */
static bool is_path(const char *address)
{
	size_t size = strlen(address);
	const char *at = strrchr(address, '@');

	if (at == NULL || at == address || at[1] == '\0' || size > VT_MAX_SENDER_BYTES
	    || !g_utf8_validate(address, -1, NULL))
		return false;
	for (const char *c = address; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr("<>\"\\(),;:[]", *c) != NULL)
			return false;
	return true;
}

static bool is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

char *vt_smtp_xtext(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			g_string_append_c(out, (char)c);
		else
			g_string_append_printf(out, "+%02X", c);
	}
	return g_string_free(out, FALSE);
}

static char *refuse(GString *take_command, const char *why, const char **why_out)
{
	g_string_free(take_command, TRUE);
	*why_out = why;
	return NULL;
}

/* NULL: it may be said to that server. */
static const char *unsayable(const vt_smtp_envelope *envelope, const vt_smtp_look *look,
			     const vt_smtp_offers *offers)
{
	bool utf8 =
		look->header_8bit || !is_ascii(envelope->sender) || !is_ascii(envelope->recipient);

	if (look->fault != NULL)
		return look->fault;
	if (envelope->sender[0] != '\0' && !is_path(envelope->sender))
		return "the sender is no address that can be said in SMTP";
	if (utf8 && (offers->set & VT_SMTP_SMTPUTF8) == 0)
		return "the server does not take UTF-8 in headers or addresses (no SMTPUTF8)";
	/* Recoding would change bytes that are signed. */
	if ((look->body_8bit || utf8) && (offers->set & VT_SMTP_8BITMIME) == 0)
		return "the server does not take 8-bit text (no 8BITMIME), and signed text is not "
		       "recoded";
	if (offers->max_size != 0 && look->bytes > offers->max_size)
		return "the message is larger than the server takes (SIZE)";
	return NULL;
}

static bool wants_report(const vt_smtp_envelope *envelope, const vt_smtp_offers *offers)
{
	return (offers->set & VT_SMTP_DSN) != 0 && envelope->envid != NULL
	       && envelope->sender[0] != '\0';
}

char *vt_smtp_mail_from(const vt_smtp_envelope *envelope, const vt_smtp_look *look,
			const vt_smtp_offers *offers, const char **why_out)
{
	GString *command = g_string_new(NULL);
	const char *why = unsayable(envelope, look, offers);

	if (why != NULL)
		return refuse(command, why, why_out);
	g_string_append_printf(command, "MAIL FROM:<%s>", envelope->sender);
	if ((offers->set & VT_SMTP_SIZE) != 0)
		g_string_append_printf(command, " SIZE=%" G_GUINT64_FORMAT, look->bytes);
	if ((offers->set & VT_SMTP_8BITMIME) != 0 && (look->body_8bit || look->header_8bit))
		g_string_append(command, " BODY=8BITMIME");
	if (look->header_8bit || !is_ascii(envelope->sender) || !is_ascii(envelope->recipient))
		g_string_append(command, " SMTPUTF8");
	if (wants_report(envelope, offers)) {
		g_autofree char *envid = vt_smtp_xtext(envelope->envid);

		if (strlen(envid) > VT_MAX_ENVID_BYTES)
			return refuse(command, "the envelope's id is longer than 100 characters",
				      why_out);
		g_string_append_printf(command, " RET=HDRS ENVID=%s", envid);
	}
	g_string_append(command, "\r\n");
	if (command->len > MAX_COMMAND_BYTES)
		return refuse(command, "the sender is too long", why_out);
	return g_string_free(command, FALSE);
}

char *vt_smtp_rcpt_to(const vt_smtp_envelope *envelope, const vt_smtp_offers *offers,
		      const char **why_out)
{
	GString *command = g_string_new(NULL);

	if (!is_path(envelope->recipient))
		return refuse(command, "the recipient is no address that can be said in SMTP",
			      why_out);
	g_string_append_printf(command, "RCPT TO:<%s>", envelope->recipient);
	if (wants_report(envelope, offers)) {
		g_autofree char *orcpt = vt_smtp_xtext(envelope->recipient);

		g_string_append(command, " NOTIFY=SUCCESS,FAILURE,DELAY");
		/* The form for UTF-8 (RFC 6533 §3) is another one; ORCPT may be left out. */
		if (is_ascii(envelope->recipient))
			g_string_append_printf(command, " ORCPT=rfc822;%s", orcpt);
	}
	g_string_append(command, "\r\n");
	if (command->len > MAX_COMMAND_BYTES)
		return refuse(command, "the recipient is too long", why_out);
	return g_string_free(command, FALSE);
}

bool vt_smtp_is_helo(const char *name)
{
	return name[0] != '\0' && strlen(name) <= 255 && is_plain(name);
}
