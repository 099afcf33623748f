/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_odd - oddities: how they are kept, and the looks at bytes that find them
 */
#include "mail/scan_reader.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

#define MAX_OF_A_KIND 8 /* half a million bad lines are one fact */

/* One line of UTF-8 of at most VT_MAX_DETAIL_BYTES. */
static char *detail_make(const char *raw)
{
	g_autofree char *utf8 = vt_text_utf8(raw, -1);
	size_t length = strlen(utf8);

	for (char *c = utf8; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	if (length > VT_MAX_DETAIL_BYTES)
		*g_utf8_find_prev_char(utf8, utf8 + VT_MAX_DETAIL_BYTES + 1) = '\0';
	return g_steal_pointer(&utf8);
}

static bool is_full(const vt_scan *scan, vt_odd odd)
{
	unsigned kin = 0;

	for (unsigned i = 0; i < scan->oddities->len; i++)
		kin += ((const vt_oddity *)g_ptr_array_index(scan->oddities, i))->odd == odd;
	return kin >= MAX_OF_A_KIND;
}

void vt_scan_odd(vt_scan *scan, vt_odd odd, const char *format, ...)
{
	va_list arguments;

	/* before anything is formatted: there may be one at every line of 64 MiB */
	if (is_full(scan, odd))
		return;
	va_start(arguments, format);
	g_autofree char *raw = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *detail = detail_make(raw);
	for (unsigned i = 0; i < scan->oddities->len; i++) {
		const vt_oddity *other = g_ptr_array_index(scan->oddities, i);

		if (other->odd == odd && strcmp(other->detail, detail) == 0)
			return;
	}
	vt_oddity *oddity = g_new(vt_oddity, 1);
	oddity->odd = odd;
	oddity->detail = g_steal_pointer(&detail);
	g_ptr_array_add(scan->oddities, oddity);
}

bool vt_scan_has(const vt_scan *scan, vt_odd odd)
{
	for (unsigned i = 0; i < scan->oddities->len; i++)
		if (((const vt_oddity *)g_ptr_array_index(scan->oddities, i))->odd == odd)
			return true;
	return false;
}

static bool has_bare_cr(const vt_scan *scan, size_t from, size_t to)
{
	while (from < to) {
		const uint8_t *cr = memchr(scan->bytes + from, '\r', to - from);

		if (!cr)
			return false;
		from = (size_t)(cr - scan->bytes) + 1;
		if (from >= scan->size || scan->bytes[from] != '\n')
			return true;
	}
	return false;
}

static void look_controls(vt_scan *scan, size_t from, size_t to, const char *where)
{
	if (from >= to)
		return;
	if (memchr(scan->bytes + from, '\0', to - from))
		vt_scan_odd(scan, VT_ODD_NUL, "%s", where);
	if (has_bare_cr(scan, from, to))
		vt_scan_odd(scan, VT_ODD_BARE_CR, "%s", where);
}

static void look_lines(vt_scan *scan, size_t from, size_t to, const char *where)
{
	vt_line line;

	while (to - from > VT_MAX_LINE_BYTES && vt_line_read(scan->bytes, from, to, &line)) {
		if (line.end - line.start > VT_MAX_LINE_BYTES) {
			vt_scan_odd(scan, VT_ODD_LONG_LINE, "%s", where);
			return;
		}
		from = line.next;
	}
}

static char *place(const vt_entity *entity, const char *what)
{
	return entity->parent ? g_strdup_printf("%s of a part at level %u", what, entity->depth)
			      : g_strdup_printf("%s of the message", what);
}

/* Fields that decide what a reader shows; two of them are two readings (pitfalls §2.2 "MIME
 * ambiguity"). The first three for every part, all of them for the message itself. */
static const char *const decisive[] = {
	"Content-Type",
	"Content-Transfer-Encoding",
	"Content-Disposition",
	"From",
	"Sender",
	"Subject",
	"Date",
	"Message-ID",
};
#define DECISIVE_OF_PARTS 3

static void count_decisive(vt_scan *scan, const vt_entity *entity, const vt_header *header,
			   unsigned *counts)
{
	size_t n = entity->parent ? DECISIVE_OF_PARTS : G_N_ELEMENTS(decisive);

	for (size_t i = 0; i < n; i++)
		if (vt_header_is(scan, header, decisive[i]) && ++counts[i] == 2)
			vt_scan_odd(scan, VT_ODD_DUPLICATE_HEADER, "%s", decisive[i]);
}

/* Continuation lines of blanks alone end the header for some readers. */
static bool has_blank_line(const vt_scan *scan, const vt_header *header)
{
	vt_line line;
	size_t at = header->value;

	for (bool first = true; vt_line_read(scan->bytes, at, header->value_end, &line);
	     first = false) {
		size_t from = line.start;

		while (from < line.end && (scan->bytes[from] == ' ' || scan->bytes[from] == '\t'))
			from++;
		if (from == line.end && !first)
			return true;
		at = line.next;
	}
	return false;
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
	{ "MZ\x90", "TVqQ" },
	{ NULL, "TVoA" },
	{ NULL, "TVpQ" },
};
#define CODED_RUN 60 /* base64 digits after such a beginning: no word, no token */

static bool has_coded_file(const vt_scan *scan, size_t from, size_t to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
		size_t length = strlen(signatures[i].coded), at = from;
		const uint8_t *hit;

		while (at < to
		       && (hit = memmem(scan->bytes + at, to - at, signatures[i].coded, length))) {
			size_t start = (size_t)(hit - scan->bytes), end = start;

			while (end < to && is_base64(scan->bytes[end]))
				end++;
			if (end - start >= CODED_RUN
			    && (start == from || !is_base64(scan->bytes[start - 1])))
				return true;
			at = end;
		}
	}
	return false;
}

static bool has_raw_file(const vt_scan *scan, size_t from, size_t to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++)
		if (signatures[i].raw
		    && memmem(scan->bytes + from, to - from, signatures[i].raw,
			      strlen(signatures[i].raw)))
			return true;
	return false;
}

/* Three lines of base64 one after the other. */
static bool has_coded_lines(const vt_scan *scan, size_t from, size_t to)
{
	vt_line line;
	unsigned run = 0;

	for (; vt_line_read(scan->bytes, from, to, &line); from = line.next) {
		size_t at = line.start;

		while (at < line.end && is_base64(scan->bytes[at]))
			at++;
		run = at == line.end && at - line.start >= 40 ? run + 1 : 0;
		if (run == 3)
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

	if ((at > 0 && bytes[at - 1] != '\n') || !vt_line_read(bytes, at, size, &line))
		return 0;
	at += strlen("begin ");
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

bool vt_scan_has_uuencoded(const uint8_t *bytes, size_t size)
{
	size_t at = 0;
	const uint8_t *hit;
	vt_line line;

	while (at < size && (hit = memmem(bytes + at, size - at, "begin ", strlen("begin ")))) {
		size_t start = (size_t)(hit - bytes), next = uu_begin(bytes, size, start);

		if (next > 0 && vt_line_read(bytes, next, size, &line) && is_uu_line(bytes, &line))
			return true;
		at = start + 1;
	}
	return false;
}

static bool has_part_header(const vt_scan *scan, size_t from, size_t to)
{
	vt_line line;

	for (; vt_line_read(scan->bytes, from, to, &line); from = line.next)
		if (line.end - line.start > 8
		    && g_ascii_strncasecmp((const char *)scan->bytes + line.start, "Content-", 8)
			       == 0)
			return true;
	return false;
}

void vt_scan_look_header(vt_scan *scan, const vt_entity *entity)
{
	g_autofree char *where = place(entity, "header");
	unsigned counts[G_N_ELEMENTS(decisive)] = { 0 }, fields = 0;
	vt_header header;

	if (entity->body - entity->header > VT_MAX_HEADER_BYTES)
		vt_scan_odd(scan, VT_ODD_HEADER_SIZE, "%s", where);
	for (size_t at = entity->header; vt_header_read(scan, at, entity->body, &header);
	     at = header.next) {
		/* held for it: what stands in millions more of them decides nothing */
		if (++fields > VT_MAX_HEADERS)
			break;
		if (header.broken || header.spaced || has_blank_line(scan, &header))
			vt_scan_odd(scan, VT_ODD_HEADER_LINE, "%s, line %u", where, fields);
		count_decisive(scan, entity, &header, counts);
	}
	if (fields > VT_MAX_HEADERS)
		vt_scan_odd(scan, VT_ODD_HEADER_COUNT, "%s: more than %d", where, VT_MAX_HEADERS);
	look_controls(scan, entity->header, entity->body, where);
	look_lines(scan, entity->header, entity->body, where);
	if (has_coded_file(scan, entity->header, entity->body))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "file in the %s", where);
}

void vt_scan_look_body(vt_scan *scan, const vt_entity *leaf)
{
	g_autofree char *where = place(leaf, "body");
	bool raw = leaf->encoding == VT_ENC_BINARY && !g_str_has_prefix(leaf->type, "text/");

	if (raw)
		return;
	/* base64 has its own, stricter reader */
	if (leaf->encoding != VT_ENC_BASE64)
		look_controls(scan, leaf->body, leaf->end, where);
	look_lines(scan, leaf->body, leaf->end, where);
}

void vt_scan_look_outside(vt_scan *scan, const vt_entity *multipart, size_t from, size_t to,
			  const char *where)
{
	g_autofree char *whole = place(multipart, where);

	if (from >= to)
		return;
	look_controls(scan, from, to, whole);
	look_lines(scan, from, to, whole);
	if (has_raw_file(scan, from, to) || has_coded_file(scan, from, to)
	    || has_coded_lines(scan, from, to)
	    || vt_scan_has_uuencoded(scan->bytes + from, to - from))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "file in the %s", whole);
	else if (has_part_header(scan, from, to))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "part header in the %s", whole);
}
