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

	for (char *c = utf8; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	vt_text_cut(utf8, VT_MAX_DETAIL_BYTES);
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
 * ambiguity"). The first three for every part, all of them for a message, also one that is sent on
 * as message/rfc822. */
static const char *const decisive[] = {
	"Content-Type",
	"Content-Transfer-Encoding",
	"Content-Disposition",
	"From",
	"Sender",
	"Subject",
	"Date",
	"Message-ID",
	"MIME-Version",
	"To",
};
#define DECISIVE_OF_PARTS 3

static void count_decisive(vt_scan *scan, const vt_entity *entity, const vt_header *header,
			   unsigned *counts)
{
	bool message = !entity->parent || !g_str_has_prefix(entity->parent->type, "multipart/");
	size_t n = message ? G_N_ELEMENTS(decisive) : DECISIVE_OF_PARTS;

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
	vt_scan_hidden_header(scan, entity, where);
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
	vt_scan_hidden_outside(scan, from, to, whole);
}
