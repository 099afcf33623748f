/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_reply - replies out of bytes, offers out of a reply
 */
#include "net/smtp_reply.h"

#include <string.h>

#include "net/scram.h"

struct vt_smtp_reader {
	GByteArray *bytes;
	size_t at;        /* what stands before is read */
	int code;         /* of the reply under way, 0 = none */
	GPtrArray *lines; /* of the reply under way */
	const char *fault;
};

void vt_smtp_reply_clear(vt_smtp_reply *reply)
{
	g_clear_pointer(&reply->lines, g_ptr_array_unref);
	reply->code = 0;
}

static GPtrArray *new_lines(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

vt_smtp_reader *vt_smtp_reader_new(void)
{
	vt_smtp_reader *reader = g_new0(vt_smtp_reader, 1);

	reader->bytes = g_byte_array_new();
	reader->lines = new_lines();
	return reader;
}

void vt_smtp_reader_free(vt_smtp_reader *reader)
{
	if (reader == NULL)
		return;
	g_byte_array_unref(reader->bytes);
	g_ptr_array_unref(reader->lines);
	g_free(reader);
}

void vt_smtp_reader_feed(vt_smtp_reader *reader, const uint8_t *bytes, size_t size)
{
	g_byte_array_remove_range(reader->bytes, 0, (guint)reader->at);
	reader->at = 0;
	g_byte_array_append(reader->bytes, bytes, (guint)size);
}

size_t vt_smtp_reader_rest(const vt_smtp_reader *reader)
{
	return reader->bytes->len - reader->at;
}

static bool spoil(vt_smtp_reader *reader, const char *why)
{
	reader->fault = why;
	return false;
}

/* 2yz to 5yz, y 0 to 5 (RFC 5321 §4.2); 1yz does not exist in SMTP. */
static int code_of(const char *line, size_t size)
{
	if (size < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '5'
	    || !g_ascii_isdigit(line[2]) || (size > 3 && line[3] != ' ' && line[3] != '-'))
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* One line without its end. */
static bool take_line(vt_smtp_reader *reader, const char *line, size_t size, bool *last_out)
{
	int code = code_of(line, size);

	if (code == 0)
		return spoil(reader, "the server does not speak SMTP");
	if (reader->code != 0 && code != reader->code)
		return spoil(reader, "the server's reply has two codes");
	if (memchr(line, '\0', size) != NULL || memchr(line, '\r', size) != NULL)
		return spoil(reader, "the server's reply holds a NUL or a bare CR");
	if (reader->lines->len >= VT_MAX_REPLY_LINES)
		return spoil(reader, "the server's reply has too many lines");
	reader->code = code;
	g_ptr_array_add(reader->lines, size > 4 ? g_strndup(line + 4, size - 4) : g_strdup(""));
	*last_out = size == 3 || line[3] == ' ';
	return true;
}

bool vt_smtp_reader_next(vt_smtp_reader *reader, vt_smtp_reply *reply_out, const char **why_out)
{
	bool last = false;

	while (reader->fault == NULL && !last) {
		const char *from = (const char *)reader->bytes->data + reader->at;
		size_t rest = vt_smtp_reader_rest(reader);
		const char *end = rest > 0 ? memchr(from, '\n', rest) : NULL;
		size_t size = end != NULL ? (size_t)(end - from) : rest;

		if (size > VT_MAX_REPLY_LINE_BYTES) {
			spoil(reader, "the server's reply has a line that is too long");
			break;
		}
		if (end == NULL)
			break;
		reader->at += size + 1;
		if (size > 0 && from[size - 1] == '\r')
			size--;
		if (!take_line(reader, from, size, &last))
			break;
	}
	*why_out = reader->fault;
	if (reader->fault != NULL || !last)
		return false;
	*reply_out = (vt_smtp_reply){ reader->code, reader->lines };
	reader->code = 0;
	reader->lines = new_lines();
	return true;
}

/* A status (RFC 3463) that the line before began with too is said once. */
static const char *without_status(const char *line, const char *status, size_t size)
{
	if (size > 0 && strncmp(line, status, size) == 0 && line[size] == ' ')
		return line + size + 1;
	return line;
}

/* Printable, valid, bounded: it goes into the register, the log and a mail. */
static char *for_people(GString *take_text)
{
	g_autofree char *valid = g_utf8_make_valid(take_text->str, (gssize)take_text->len);
	GString *out = g_string_new(NULL);

	g_string_free(take_text, TRUE);
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		const char *end = g_utf8_next_char(at);

		if (out->len + (size_t)(end - at) > VT_MAX_REPLY_TEXT_BYTES)
			break;
		if (g_unichar_isprint(c))
			g_string_append_len(out, at, end - at);
		else
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

char *vt_smtp_reply_text(const vt_smtp_reply *reply)
{
	GString *text = g_string_new(NULL);
	const char *status = "";
	size_t size = 0;

	g_string_append_printf(text, "%d", reply->code);
	for (guint i = 0; reply->lines != NULL && i < reply->lines->len; i++) {
		const char *line = g_ptr_array_index(reply->lines, i);

		if (i > 0)
			line = without_status(line, status, size);
		if (*line != '\0')
			g_string_append_printf(text, " %s", line);
		if (i > 0)
			continue;
		status = line;
		size = strspn(line, "0123456789.");
	}
	return for_people(text);
}

static bool is_word(const char *at, size_t size, const char *word)
{
	return size == strlen(word) && g_ascii_strncasecmp(at, word, size) == 0;
}

/* Blank or tab between them, however many (a tab made libetpan's parser loop for ever). */
static unsigned offers_of_auth(const char *at)
{
	unsigned set = VT_SMTP_AUTH;

	for (;;) {
		size_t size;

		at += strspn(at, " \t=");
		size = strcspn(at, " \t=");
		if (size == 0)
			return set;
		if (is_word(at, size, "PLAIN"))
			set |= VT_SMTP_AUTH_PLAIN;
		else if (is_word(at, size, "LOGIN"))
			set |= VT_SMTP_AUTH_LOGIN;
		else if (is_word(at, size, VT_SCRAM_MECHANISM))
			set |= VT_SMTP_AUTH_SCRAM;
		at += size;
	}
}

static void read_offer(const char *line, vt_smtp_offers *offers)
{
	static const struct {
		const char *word;
		unsigned offer;
	} plain[] = {
		{ "PIPELINING", VT_SMTP_PIPELINING },
		{ "8BITMIME", VT_SMTP_8BITMIME },
		{ "SMTPUTF8", VT_SMTP_SMTPUTF8 },
		{ "SIZE", VT_SMTP_SIZE },
		{ "DSN", VT_SMTP_DSN },
		{ "STARTTLS", VT_SMTP_STARTTLS },
	};
	/* "AUTH=" is an old form that some servers say besides. */
	size_t size = strcspn(line, " \t=");

	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
		if (is_word(line, size, plain[i].word))
			offers->set |= plain[i].offer;
	if (is_word(line, size, "AUTH"))
		offers->set |= offers_of_auth(line + size);
	if (is_word(line, size, "SIZE")) {
		const char *number = line + size + strspn(line + size, " \t");

		if (strlen(number) <= 20 && strspn(number, "0123456789") == strlen(number))
			offers->max_size = g_ascii_strtoull(number, NULL, 10);
	}
}

vt_smtp_offers vt_smtp_offers_of(const vt_smtp_reply *ehlo)
{
	vt_smtp_offers offers = { 0 };

	for (guint i = 1; ehlo->lines != NULL && i < ehlo->lines->len; i++)
		read_offer(g_ptr_array_index(ehlo->lines, i), &offers);
	return offers;
}
