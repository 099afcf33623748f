/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_header - header fields of a mail that we write
 */
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/text.h"
#include "mail/compose_private.h"

#define WORD_BYTES      45 /* of text in one encoded word: 60 of base64, 72 with its marks */
#define VALUE_BYTES     2000
#define ID_BYTES        250
#define NAME_BYTES      180 /* of a file name: ext4 allows 255, mail programs add things */
#define PARAMETER_BYTES 50  /* of one piece of filename*N*, before the line gets too long */

static bool printable(const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (*at < 0x20 || *at == 0x7f)
			return false;
	}
	return true;
}

static bool refuse(GError **error, const char *name, const char *why)
{
	return vt_error_set(error, VT_NEVER, "cannot write header '%s': %s", name, why);
}

bool vt_header_token(GString *out, const char *name, const char *ascii, GError **error)
{
	if (!printable(ascii) || !g_str_is_ascii(ascii))
		return refuse(error, name, "control or foreign character");
	if (strlen(ascii) > 900)
		return refuse(error, name, "too long");
	g_string_append_printf(out, "%s: %s\r\n", name, ascii);
	return true;
}

/* Bytes of whole characters, at most max. */
static size_t whole_characters(const char *text, size_t size, size_t max)
{
	const char *end = text + max;

	if (size <= max)
		return size;
	while (end > text && ((unsigned char)*end & 0xc0) == 0x80)
		end--;
	return (size_t)(end - text);
}

/* column: how much of the first line is taken; no line passes 76 (RFC 2047 §2). */
static void append_words(GString *out, const char *text, size_t column)
{
	size_t left = strlen(text);
	size_t most = MIN(WORD_BYTES, (76 - 12 - column) / 4 * 3);

	while (left > 0) {
		size_t size = whole_characters(text, left, most);
		g_autofree char *word = g_base64_encode((const guchar *)text, size);

		g_string_append_printf(out, "=?UTF-8?B?%s?=", word);
		text += size;
		left -= size;
		most = WORD_BYTES;
		if (left > 0)
			g_string_append(out, "\r\n ");
	}
}

static bool check_text(const char *name, const char *utf8, GError **error)
{
	if (!g_utf8_validate(utf8, -1, NULL))
		return refuse(error, name, "not UTF-8");
	for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
			return refuse(error, name, "control character");
	}
	return strlen(utf8) <= VALUE_BYTES || refuse(error, name, "too long");
}

/* Short plain ASCII stands as it is; what looks like an encoded word is encoded. */
static bool is_plain(const char *text)
{
	return g_str_is_ascii(text) && strlen(text) <= 60 && strstr(text, "=?") == NULL;
}

bool vt_header_text(GString *out, const char *name, const char *utf8, GError **error)
{
	if (!check_text(name, utf8, error))
		return false;
	g_string_append_printf(out, "%s: ", name);
	if (is_plain(utf8))
		g_string_append(out, utf8);
	else
		append_words(out, utf8, strlen(name) + 2);
	g_string_append(out, "\r\n");
	return true;
}

/* A quoted-string for ASCII (RFC 5322 §3.2.4), encoded words for the rest. */
static void append_display(GString *out, const char *display, size_t column)
{
	if (!is_plain(display)) {
		append_words(out, display, column);
		return;
	}
	g_string_append_c(out, '"');
	for (const char *at = display; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
}

bool vt_header_address(GString *out, const char *name, const char *display, const char *address,
		       GError **error)
{
	g_autofree char *normal = vt_address_normal(address, -1);

	if (normal == NULL)
		return refuse(error, name, "not an address");
	if (display == NULL || *display == '\0') {
		g_string_append_printf(out, "%s: %s\r\n", name, normal);
		return true;
	}
	if (!check_text(name, display, error))
		return false;
	g_string_append_printf(out, "%s: ", name);
	append_display(out, display, strlen(name) + 2);
	g_string_append_printf(out, "\r\n <%s>\r\n", normal);
	return true;
}

bool vt_header_date(GString *out, const char *name, int64_t at, GError **error)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };

	if (at < 0 || at > 7258118400) /* 2200: beyond it our dates are no dates */
		return refuse(error, name, "time out of range");
	vt_date d = vt_clock_vietnam(at);
	int64_t day = (at + VT_VIETNAM_SECONDS) / 86400; /* 1970-01-01 was a Thursday */
	g_string_append_printf(out, "%s: %s, %d %s %d %02d:%02d:%02d +0700\r\n", name,
			       days[day % 7], d.day, months[d.month - 1], d.year, d.hour, d.minute,
			       d.second);
	return true;
}

bool vt_compose_id_is_valid(const char *id)
{
	size_t size = strlen(id);
	const char *at = strchr(id, '@');

	if (size < 5 || size > ID_BYTES || id[0] != '<' || id[size - 1] != '>')
		return false;
	for (size_t i = 1; i + 1 < size; i++) {
		if (id[i] <= ' ' || id[i] >= 0x7f || strchr("<>()[]\\,;:\"", id[i]) != NULL)
			return false;
	}
	return at != NULL && at > id + 1 && at[1] != '>' && strchr(at + 1, '@') == NULL;
}

void vt_header_ids(GString *out, const char *name, const char *list)
{
	g_auto(GStrv) words = g_strsplit_set(list, " \t\r\n", -1);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (char **word = words; *word != NULL; word++) {
		if (vt_compose_id_is_valid(*word))
			g_ptr_array_add(ids, *word);
	}
	while (ids->len > VT_COMPOSE_MAX_REFERENCES)
		g_ptr_array_remove_index(ids, 1);
	if (ids->len == 0)
		return;
	g_string_append_printf(out, "%s:", name);
	for (unsigned i = 0; i < ids->len; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? " " : "\r\n ",
				       (const char *)g_ptr_array_index(ids, i));
	g_string_append(out, "\r\n");
}

/* Characters that hide or reorder what a file name says (Unicode Bidi, zero width). */
static bool hides(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT
	       || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR
	       || c == 0xfffd;
}

char *vt_compose_file_name(const char *name)
{
	g_autofree char *utf8 = vt_text_utf8(name, -1);
	GString *safe = g_string_new(NULL);

	for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		bool odd = hides(c) || (c < 0x80 && strchr("/\\:*?\"<>|;%'", (int)c) != NULL)
			   || (safe->len == 0 && (c == '.' || c == '-' || c == ' '));

		if (odd)
			g_string_append_c(safe, '_');
		else
			g_string_append_unichar(safe, c);
	}
	if (safe->len > NAME_BYTES) { /* the ending says what it is: keep it */
		size_t tail = whole_characters(safe->str, safe->len, safe->len - 20);
		g_autofree char *ending = g_strdup(safe->str + tail);

		g_string_truncate(safe, whole_characters(safe->str, safe->len, NAME_BYTES - 30));
		g_string_append_printf(safe, "_%s", ending);
	}
	if (safe->len == 0)
		g_string_append(safe, "_");
	return g_string_free(safe, FALSE);
}

static void append_escaped(GString *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_')
			g_string_append_c(out, (char)c);
		else
			g_string_append_printf(out, "%%%02X", c);
	}
}

/* At most 16 bytes a piece: 48 when all are escaped. */
void vt_header_filename(GString *out, const char *name)
{
	size_t left = strlen(name);

	if (g_str_is_ascii(name) && left <= 60) {
		g_string_append_printf(out, ";\r\n\tfilename=\"%s\"", name);
		return;
	}
	for (unsigned piece = 0; left > 0; piece++) {
		size_t size = whole_characters(name, left, PARAMETER_BYTES / 3);

		g_string_append_printf(out, ";\r\n\tfilename*%u*=%s", piece,
				       piece == 0 ? "UTF-8''" : "");
		append_escaped(out, name, size);
		name += size;
		left -= size;
	}
}

char *vt_compose_boundary(const char *message_id, const char *use)
{
	g_autofree char *seed = g_strdup_printf("%s %s", use, message_id);
	char hex[VT_SHA256_HEX];

	vt_sha256_hex(seed, strlen(seed), hex);
	return g_strdup_printf("=_%s_%.32s", use, hex);
}
