/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_hidden - the third look: files and parts in places where neither reading looks for any
 *
 * What a lenient reader may open all the same: files under base64 or uuencode in a text, a preamble
 * or a header, and lines that look like delimiters with the header of a part behind them. A mail
 * that was sent on within a text is common: its lines are harmless until they open a file.
 */
#include "mail/scan_reader.h"

#include <string.h>

#include "base/limits.h"

/* NUL is none of them. */
static bool one_of(uint8_t byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static bool is_base64(uint8_t byte)
{
	return g_ascii_isalnum(byte) || byte == '+' || byte == '/';
}

/* What files begin with, and the same under base64. */
static const struct {
	const char *raw;
	const char *coded;
} signatures[] = {
	{ "%PDF-", "JVBERi" },
	{ "PK\003\004", "UEsDBB" },
	{ "\xd0\xcf\x11\xe0\xa1\xb1", "0M8R4KGx" },
	{ "Rar!\032\a", "UmFyIRoH" },
	{ "7z\xbc\xaf\x27\x1c", "N3q8ryc" },
	{ "\177ELF", "f0VMR" },
	{ "{\\rtf1", "e1xydGYx" },
	{ "MZ\x90", "TVqQ" },
	{ NULL, "TVoA" },
	{ NULL, "TVpQ" },
};
#define CODED_RUN  60 /* base64 digits after such a beginning: no word, no token */
#define CODED_LINE 40 /* a line of it */
#define CODED_ROWS 3  /* such lines one after the other are no writing */

static bool coded_file_find(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
		size_t length = strlen(signatures[i].coded), at = 0;
		const uint8_t *hit;

		while (at < size
		       && (hit = memmem(bytes + at, size - at, signatures[i].coded, length))) {
			size_t start = (size_t)(hit - bytes), end = start;

			while (end < size && is_base64(bytes[end]))
				end++;
			if (end - start >= CODED_RUN
			    && (start == 0 || !is_base64(bytes[start - 1])))
				return true;
			at = end;
		}
	}
	return false;
}

/* At a line start only: a text may speak of such a file. */
static bool raw_file_find(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
		size_t at = 0, length = signatures[i].raw ? strlen(signatures[i].raw) : 0;
		const uint8_t *hit;

		while (length > 0 && at < size
		       && (hit = memmem(bytes + at, size - at, signatures[i].raw, length))) {
			at = (size_t)(hit - bytes) + 1;
			if (hit == bytes || hit[-1] == '\n' || hit[-1] == '\r')
				return true;
		}
	}
	return false;
}

static bool starts_with(const uint8_t *bytes, const vt_line *line, const char *prefix)
{
	size_t length = strlen(prefix);

	return line->end - line->start >= length
	       && g_ascii_strncasecmp((const char *)bytes + line->start, prefix, length) == 0;
}

static bool is_coded_line(const uint8_t *bytes, const vt_line *line)
{
	size_t at = line->start, end = line->end;

	while (end > at && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t'))
		end--;
	while (at < end && is_base64(bytes[at]))
		at++;
	return at == end && at - line->start >= CODED_LINE;
}

/* A row of one letter, a line of hexadecimal digits: no coded bytes, but zeros may stand among
 * them.
 */
static bool is_mixed_line(const uint8_t *bytes, const vt_line *line)
{
	bool upper = false, lower = false;

	for (size_t at = line->start; at < line->end && !(upper && lower); at++) {
		upper |= g_ascii_isupper(bytes[at]);
		lower |= g_ascii_islower(bytes[at]);
	}
	return upper && lower;
}

/* Armoured keys and certificates (RFC 7468, RFC 4880 §6.2) are text that people do send. */
static bool coded_lines_find(const uint8_t *bytes, size_t size)
{
	unsigned run = 0;
	bool armoured = false;
	vt_line line;

	for (size_t at = 0; vt_line_read(bytes, at, size, &line); at = line.next) {
		if (starts_with(bytes, &line, "-----BEGIN "))
			armoured = true;
		else if (starts_with(bytes, &line, "-----END "))
			armoured = false;
		if (armoured || !is_coded_line(bytes, &line))
			run = 0;
		else
			run += is_mixed_line(bytes, &line);
		if (run == CODED_ROWS)
			return true;
	}
	return false;
}

/* "begin 644 name", as programs older than MIME put files into text; some readers still take them
 * out. Returns the end of the name's line, 0 = no such line. */
static size_t uu_begin(const uint8_t *bytes, size_t size, size_t at)
{
	size_t digits = 0;
	vt_line line;

	if ((at > 0 && bytes[at - 1] != '\n' && bytes[at - 1] != '\r')
	    || !vt_line_read(bytes, at, size, &line))
		return 0;
	at += strlen("begin");
	if (starts_with(bytes, &line, "begin-base64"))
		at += strlen("-base64");
	if (at >= line.end || bytes[at++] != ' ')
		return 0;
	while (at + digits < line.end && bytes[at + digits] >= '0' && bytes[at + digits] <= '7')
		digits++;
	if (digits < 3 || digits > 4 || at + digits + 1 >= line.end || bytes[at + digits] != ' ')
		return 0;
	return line.next;
}

/* The first character says how many bytes the line holds. */
static bool is_uu_line(const uint8_t *bytes, const vt_line *line)
{
	size_t length = line->end - line->start, holds;

	if (length < 2)
		return false;
	for (size_t i = line->start; i < line->end; i++)
		if (bytes[i] < ' ' || bytes[i] > '`')
			return false;
	holds = (size_t)(bytes[line->start] - ' ') & 63;
	/* blanks at the end get lost on the way */
	return holds > 0 && length - 1 + 3 >= (holds + 2) / 3 * 4
	       && length - 1 <= (holds + 2) / 3 * 4 + 1;
}

/* xxencode and "begin-base64" write letters and digits, one word a line. */
static bool is_word_line(const uint8_t *bytes, const vt_line *line)
{
	size_t at = line->start;

	while (at < line->end && (is_base64(bytes[at]) || one_of(bytes[at], "-=")))
		at++;
	return at == line->end && at - line->start >= 5;
}

static bool uuencoded_find(const uint8_t *bytes, size_t size)
{
	size_t at = 0;
	const uint8_t *hit;
	vt_line line;

	while (at < size && (hit = memmem(bytes + at, size - at, "begin", strlen("begin")))) {
		size_t start = (size_t)(hit - bytes), next = uu_begin(bytes, size, start);

		if (next > 0 && vt_line_read(bytes, next, size, &line)
		    && (is_uu_line(bytes, &line) || is_word_line(bytes, &line)))
			return true;
		at = start + 1;
	}
	return false;
}

/* The first lines of encodings that readers of newsgroups know. */
static bool news_file_find(const uint8_t *bytes, size_t size)
{
	static const char *const marks[] = { "=ybegin ",
					     "(This file must be converted with BinHex" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		const uint8_t *hit = memmem(bytes, size, marks[i], strlen(marks[i]));

		if (hit && (hit == bytes || hit[-1] == '\n' || hit[-1] == '\r'))
			return true;
	}
	return false;
}

/* A line as the most lenient reader cuts it: CR alone ends it, too. */
static bool lenient_line(const uint8_t *bytes, size_t at, size_t size, vt_line *line_out)
{
	size_t end = at;

	if (at >= size)
		return false;
	while (end < size && bytes[end] != '\n' && bytes[end] != '\r')
		end++;
	*line_out = (vt_line){ .start = at, .end = end, .next = MIN(end + 1, size) };
	if (end + 1 < size && bytes[end] == '\r' && bytes[end + 1] == '\n')
		line_out->next++;
	return true;
}

#define MAX_FIELD_LOOK 300 /* of a line that may be a field of a part */

/* The line as lower-case text, bounded; NULs end it. */
static void line_lower(const uint8_t *bytes, const vt_line *line, char lower[MAX_FIELD_LOOK])
{
	size_t length = MIN(line->end - line->start, (size_t)MAX_FIELD_LOOK - 1);

	for (size_t i = 0; i < length; i++)
		lower[i] = g_ascii_tolower((char)bytes[line->start + i]);
	lower[length] = '\0';
}

static bool is_dashed(const uint8_t *bytes, const vt_line *line)
{
	return line->end - line->start > 2 && bytes[line->start] == '-'
	       && bytes[line->start + 1] == '-';
}

static const char *field_value(const char *line, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(line, name, length) != 0)
		return NULL;
	line += length + strspn(line + length, " \t");
	return *line == ':' ? line + 1 + strspn(line + 1, " \t") : NULL;
}

/* Would a reader that takes this line for a field of a part make a file of the part? */
static bool is_file_field(const char *lower)
{
	static const char *const plain[] = { "7bit", "8bit", "binary", "7-bit", "8-bit" };
	const char *type = field_value(lower, "content-type");
	const char *encoding = field_value(lower, "content-transfer-encoding");

	if (type)
		return strstr(type, "name")
		       || !(g_str_has_prefix(type, "text/") || g_str_has_prefix(type, "multipart/")
			    || g_str_has_prefix(type, "message/"));
	for (size_t i = 0; encoding && i < G_N_ELEMENTS(plain); i++)
		if (g_str_has_prefix(encoding, plain[i]))
			return false;
	if (encoding)
		return !g_str_has_prefix(encoding, "quoted-printable");
	const char *disposition = field_value(lower, "content-disposition");
	return disposition && (strstr(disposition, "attachment") || strstr(disposition, "name"));
}

static bool is_fieldish(const char *lower)
{
	size_t length = strcspn(lower, ": \t");

	return length > 0 && lower[length + strspn(lower + length, " \t")] == ':';
}

#define MAX_BLOCK_LINES 40

/* The lines from 'at' on are fields of a part that is a file. */
static bool block_opens_file(const uint8_t *bytes, size_t at, size_t size)
{
	char lower[MAX_FIELD_LOOK];
	vt_line line;

	for (unsigned i = 0; i < MAX_BLOCK_LINES && lenient_line(bytes, at, size, &line); i++) {
		bool folded = line.start < line.end && one_of(bytes[line.start], " \t") && i > 0;

		if (is_dashed(bytes, &line)) /* another delimiter: its own block */
			return false;
		line_lower(bytes, &line, lower);
		if (folded ? strstr(lower, "name") != NULL : is_file_field(lower))
			return true;
		if (!folded && !is_fieldish(lower))
			return false;
		at = line.next;
	}
	return false;
}

#define MAX_BOUNDARIES 32

/* What stands behind the word boundary, which ended before from; NULL = no value of one. */
static char *boundary_behind(const uint8_t *bytes, size_t from, size_t limit)
{
	size_t end;

	while (from < limit && one_of(bytes[from], "*0123456789 \t\r\n"))
		from++;
	if (from >= limit || bytes[from] != '=')
		return NULL;
	do
		from++;
	while (from < limit && one_of(bytes[from], " \t\r\n\"'"));
	for (end = from;
	     end < limit && end - from <= VT_MAX_BOUNDARY_BYTES && !one_of(bytes[end], "\r\n\";");)
		end++;
	while (end > from && one_of(bytes[end - 1], " \t'"))
		end--;
	return end > from && end - from <= VT_MAX_BOUNDARY_BYTES
		       ? g_strndup((const char *)bytes + from, end - from)
		       : NULL;
}

/* boundary=, as leniently as anybody reads it: quotes of any kind, RFC 2231 stars, in any field. */
static void boundaries_collect(const vt_scan *scan, const vt_entity *entity, GPtrArray *all)
{
	const uint8_t *bytes = scan->bytes;

	for (size_t at = entity->header; at + 8 < entity->body && all->len < MAX_BOUNDARIES; at++) {
		char *found = NULL;

		if ((bytes[at] == 'b' || bytes[at] == 'B')
		    && g_ascii_strncasecmp((const char *)bytes + at, "boundary", 8) == 0)
			found = boundary_behind(bytes, at + 8, entity->body);
		if (found != NULL)
			g_ptr_array_add(all, found);
	}
	for (unsigned i = 0; entity->children && i < entity->children->len; i++)
		boundaries_collect(scan, g_ptr_array_index(entity->children, i), all);
}

/* "--" and one of these boundaries, whatever closes it. */
static bool is_delimiter_of(const uint8_t *bytes, const vt_line *line, const GPtrArray *boundaries)
{
	size_t start = line->start + 2, end = line->end;

	while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t'))
		end--;
	for (unsigned i = 0; i < boundaries->len; i++) {
		const char *boundary = g_ptr_array_index(boundaries, i);
		size_t length = strlen(boundary);
		bool same =
			end - start >= length
			&& g_ascii_strncasecmp((const char *)bytes + start, boundary, length) == 0;
		if (same
		    && (end - start == length
			|| (end - start == length + 2 && memcmp(bytes + end - 2, "--", 2) == 0)))
			return true;
	}
	return false;
}

/* A delimiter of the message where it delimits nothing, or any line like one that opens a file. */
static bool delimiter_in(const uint8_t *bytes, size_t size, const GPtrArray *boundaries)
{
	vt_line line;

	for (size_t at = 0; lenient_line(bytes, at, size, &line); at = line.next)
		if (is_dashed(bytes, &line)
		    && (is_delimiter_of(bytes, &line, boundaries)
			|| block_opens_file(bytes, line.next, size)))
			return true;
	return false;
}

static bool is_texty(const vt_entity *leaf)
{
	return g_str_has_prefix(leaf->type, "text/") || g_str_has_prefix(leaf->type, "message/");
}

/* base64 holds no dash: its own reader says so. */
static void strays_look(vt_scan *scan, const vt_entity *entity, const GPtrArray *boundaries)
{
	size_t size = entity->end - entity->body;

	for (unsigned i = 0; entity->children && i < entity->children->len; i++)
		strays_look(scan, g_ptr_array_index(entity->children, i), boundaries);
	/* the message's own layer is opened and read by itself (RFC 8551 §3.5.2) */
	bool layer = entity == scan->root && g_str_has_suffix(entity->type, "pkcs7-mime");
	if (layer || entity->children || entity->encoding == VT_ENC_BASE64
	    || g_str_has_prefix(entity->type, "multipart/"))
		return;
	if (delimiter_in(scan->bytes + entity->body, size, boundaries))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "delimiter in part %s", entity->path);
}

void vt_scan_hidden_strays(vt_scan *scan)
{
	g_autoptr(GPtrArray) boundaries = g_ptr_array_new_with_free_func(g_free);

	boundaries_collect(scan, scan->root, boundaries);
	strays_look(scan, scan->root, boundaries);
}

static bool part_header_find(const uint8_t *bytes, size_t size)
{
	vt_line line;

	for (size_t at = 0; lenient_line(bytes, at, size, &line); at = line.next)
		if (starts_with(bytes, &line, "Content-"))
			return true;
	return false;
}

/* A part folded into a field. "h=Content-Type:To" of a DKIM signature has no such value. */
static bool folded_part_find(const uint8_t *bytes, size_t size)
{
	char lower[MAX_FIELD_LOOK];
	vt_line line;

	for (size_t at = 0; lenient_line(bytes, at, size, &line); at = line.next) {
		const char *type, *disposition;

		line_lower(bytes, &line, lower);
		const char *text = lower + strspn(lower, " \t");
		if (text == lower)
			continue;
		type = field_value(text, "content-type");
		disposition = field_value(text, "content-disposition");
		if ((type && strchr(type, '/')) || (disposition && strstr(disposition, "name")))
			return true;
	}
	return false;
}

void vt_scan_hidden_header(vt_scan *scan, const vt_entity *entity, const char *where)
{
	const uint8_t *bytes = scan->bytes + entity->header;
	size_t size = entity->body - entity->header;

	if (coded_file_find(bytes, size) || raw_file_find(bytes, size))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "file in the %s", where);
	else if (folded_part_find(bytes, size))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "part header in the %s", where);
}

void vt_scan_hidden_outside(vt_scan *scan, size_t from, size_t to, const char *where)
{
	const uint8_t *bytes = scan->bytes + from;
	size_t size = to - from;

	if (raw_file_find(bytes, size) || coded_file_find(bytes, size)
	    || coded_lines_find(bytes, size) || uuencoded_find(bytes, size)
	    || news_file_find(bytes, size))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "file in the %s", where);
	else if (part_header_find(bytes, size))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "part header in the %s", where);
}

/* Text as it is after decoding. A file of text is a file already: lines of base64 may be its
 * business. */
void vt_scan_hidden_text(vt_scan *scan, const vt_entity *leaf, const uint8_t *bytes, size_t size)
{
	bool written = !leaf->name && g_strcmp0(leaf->disposition, "attachment") != 0
		       && strcmp(leaf->type, "text/html") != 0;

	if (!is_texty(leaf))
		return;
	if (uuencoded_find(bytes, size) || news_file_find(bytes, size))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "uuencoded file in part %s", leaf->path);
	if (coded_file_find(bytes, size) || (written && coded_lines_find(bytes, size)))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "base64 in part %s", leaf->path);
	if (written && size > 0 && raw_file_find(bytes + 1, size - 1))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "file in the text of part %s", leaf->path);
	if (leaf->encoding == VT_ENC_QP || leaf->encoding == VT_ENC_BASE64) {
		g_autoptr(GPtrArray) none = g_ptr_array_new();

		if (delimiter_in(bytes, size, none))
			vt_scan_odd(scan, VT_ODD_HIDDEN, "delimiter in the text of part %s",
				    leaf->path);
	}
}
