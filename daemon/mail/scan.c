/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan - the structure of a message: entities, boundaries, part numbers
 */
#include "mail/scan.h"

#include <string.h>

#include "base/limits.h"
#include "mail/scan_reader.h"

/* Recursion is bounded by VT_MAX_DEPTH, work by VT_MAX_DEPTH passes over the bytes. */
static vt_entity *entity_read(vt_scan *scan, const vt_entity *parent, size_t from, size_t to);

static void entity_free(void *data)
{
	vt_entity *entity = data;

	if (!entity)
		return;
	g_clear_pointer(&entity->children, g_ptr_array_unref);
	g_free(entity->type);
	g_free(entity->boundary);
	g_free(entity->protocol);
	g_free(entity->smime_type);
	g_free(entity->charset);
	g_free(entity->name);
	g_free(entity->disposition);
	g_free(entity);
}

static void oddity_free(void *data)
{
	vt_oddity *oddity = data;

	g_free(oddity->detail);
	g_free(oddity);
}

static bool is_multipart(const vt_entity *entity)
{
	return g_str_has_prefix(entity->type, "multipart/");
}

/* RFC 2046 §5.2.1, RFC 6532 §3.7, and the names older software used. */
static bool is_message(const vt_entity *entity)
{
	static const char *const types[] = { "message/rfc822", "message/global", "message/rfc2822",
					     "message/news" };

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(entity->type, types[i]) == 0)
			return true;
	return false;
}

typedef struct delimiter {
	size_t start; /* of its line */
	size_t next;  /* of the line after it */
	bool last;    /* "--" follows the boundary */
} delimiter;

static bool is_blank(const uint8_t *bytes, size_t from, size_t to)
{
	while (from < to && (bytes[from] == ' ' || bytes[from] == '\t'))
		from++;
	return from == to;
}

/* RFC 2046 §5.1.1: at a line start, the whole boundary, then blanks or "--" and blanks, nothing
 * else. What goes on otherwise is another boundary, of which this one is a prefix. */
static bool delimiter_find(const vt_scan *scan, const char *dashed, size_t from, size_t to,
			   delimiter *found_out)
{
	const size_t length = strlen(dashed);
	size_t at = from;

	while (at < to) {
		const uint8_t *hit = memmem(scan->bytes + at, to - at, dashed, length);
		vt_line line;

		if (!hit)
			return false;
		size_t start = (size_t)(hit - scan->bytes);
		/* one hit a line at most: a line of dashes must not cost its square */
		vt_line_read(scan->bytes, start, to, &line);
		at = line.next;
		if (start > from && scan->bytes[start - 1] != '\n')
			continue;
		if (line.end == line.next && scan->bytes[line.end - 1] == '\r')
			line.end--; /* cut off between CR and LF */
		size_t rest = start + length;
		bool last = line.end - rest >= 2 && memcmp(scan->bytes + rest, "--", 2) == 0;
		if (!is_blank(scan->bytes, rest + (last ? 2 : 0), line.end))
			continue;
		*found_out = (delimiter){ .start = start, .next = line.next, .last = last };
		return true;
	}
	return false;
}

/* The line end before a delimiter belongs to the delimiter. */
static size_t before_line_end(const vt_scan *scan, size_t from, size_t to)
{
	if (to > from && scan->bytes[to - 1] == '\n') {
		to--;
		if (to > from && scan->bytes[to - 1] == '\r')
			to--;
	}
	return to;
}

static void parts_note(vt_scan *scan)
{
	vt_scan_odd(scan, VT_ODD_PARTS, "more than %d parts or %d containers", VT_MAX_PARTS,
		    VT_MAX_CONTAINERS);
}

static bool child_add(vt_scan *scan, vt_entity *entity, size_t from, size_t to)
{
	if (entity->depth >= VT_MAX_DEPTH) {
		vt_scan_odd(scan, VT_ODD_DEPTH, "%s", entity->type);
		return false;
	}
	/* what a child is shows only once it is read: a container more than may be stays shut */
	if (scan->n_parts >= VT_MAX_PARTS || scan->n_containers > VT_MAX_CONTAINERS) {
		parts_note(scan);
		return false;
	}
	g_ptr_array_add(entity->children, entity_read(scan, entity, from, to));
	return true;
}

/* A reader that knows CRLF alone sees no delimiter before a bare LF: those of one message must all
 * end the same way. */
static void line_end_note(vt_scan *scan, size_t next)
{
	if (next == 0 || scan->bytes[next - 1] != '\n')
		return;
	scan->line_ends |= next > 1 && scan->bytes[next - 2] == '\r' ? 2u : 1u;
	if (scan->line_ends == 3)
		vt_scan_odd(scan, VT_ODD_LINE_ENDS, "between parts");
}

static void line_ends_note(vt_scan *scan, const vt_entity *entity)
{
	vt_line line;

	for (size_t at = entity->header; vt_line_read(scan->bytes, at, entity->body, &line);
	     at = line.next)
		line_end_note(scan, line.next);
}

static bool boundary_is_reused(const vt_entity *entity)
{
	for (const vt_entity *up = entity->parent; up; up = up->parent)
		if (g_strcmp0(up->boundary, entity->boundary) == 0)
			return true;
	return false;
}

static void epilogue_look(vt_scan *scan, const vt_entity *entity, const char *dashed, size_t from)
{
	delimiter again;

	if (delimiter_find(scan, dashed, from, entity->end, &again))
		vt_scan_odd(scan, VT_ODD_HIDDEN, "delimiter after the last boundary");
	vt_scan_look_outside(scan, entity, from, entity->end, "epilogue");
}

static void multipart_split(vt_scan *scan, vt_entity *entity)
{
	entity->children = g_ptr_array_new_with_free_func(entity_free);
	if (!entity->boundary) {
		vt_scan_look_outside(scan, entity, entity->body, entity->end, "multipart");
		return;
	}
	if (boundary_is_reused(entity))
		vt_scan_odd(scan, VT_ODD_BOUNDARY_REUSED, "%s", entity->boundary);

	g_autofree char *dashed = g_strconcat("--", entity->boundary, NULL);
	delimiter here, next;
	if (!delimiter_find(scan, dashed, entity->body, entity->end, &here)) {
		vt_scan_odd(scan, VT_ODD_BOUNDARY_UNUSED, "%s", entity->type);
		vt_scan_look_outside(scan, entity, entity->body, entity->end, "multipart");
		return;
	}
	vt_scan_look_outside(scan, entity, entity->body, here.start, "preamble");
	if (here.last)
		vt_scan_odd(scan, VT_ODD_BOUNDARY_UNUSED, "no part before the last boundary");

	if (here.start > entity->body) /* else it ends the header, which relays change */
		line_end_note(scan, here.start);
	line_end_note(scan, here.next);
	while (!here.last) {
		bool found = delimiter_find(scan, dashed, here.next, entity->end, &next);
		size_t to = found ? before_line_end(scan, here.next, next.start) : entity->end;

		if (!child_add(scan, entity, here.next, to))
			return;
		if (!found) {
			vt_scan_odd(scan, VT_ODD_NO_FINAL_BOUNDARY, "%s", entity->type);
			return;
		}
		here = next;
		line_end_note(scan, here.start);
		line_end_note(scan, here.next);
	}
	epilogue_look(scan, entity, dashed, here.next);
}

static void message_open(vt_scan *scan, vt_entity *entity)
{
	entity->children = g_ptr_array_new_with_free_func(entity_free);
	if (!child_add(scan, entity, entity->body, entity->end))
		g_clear_pointer(&entity->children, g_ptr_array_unref);
}

/* The blank line that ends the header; none: the header is all there is. */
static void header_end(const vt_scan *scan, vt_entity *entity)
{
	vt_line line;
	size_t at = entity->header;

	while (vt_line_read(scan->bytes, at, entity->end, &line)) {
		at = line.next;
		if (line.start == line.end)
			break;
	}
	entity->body = at;
}

static vt_entity *entity_read(vt_scan *scan, const vt_entity *parent, size_t from, size_t to)
{
	vt_entity *entity = g_new0(vt_entity, 1);
	bool in_digest = parent && strcmp(parent->type, "multipart/digest") == 0;

	entity->parent = parent;
	entity->depth = parent ? parent->depth + 1 : 0;
	entity->header = from;
	entity->end = to;
	header_end(scan, entity);
	vt_scan_look_header(scan, entity);
	vt_scan_describe(scan, entity, in_digest);
	if (parent && is_multipart(parent))
		line_ends_note(scan, entity);

	bool encoded = entity->encoding == VT_ENC_BASE64 || entity->encoding == VT_ENC_QP;
	if (encoded && (is_multipart(entity) || is_message(entity)))
		vt_scan_odd(scan, VT_ODD_ENCODED_MULTIPART, "%s", entity->type);
	bool opens = is_multipart(entity) || (is_message(entity) && !encoded);
	if (!opens)
		scan->n_parts++;
	else if (parent && ++scan->n_containers > VT_MAX_CONTAINERS) {
		parts_note(scan);
		return entity;
	}
	/* RFC 2045 §6.4 forbids it; readers ignore the encoding of a multipart and keep an encoded
	 * message shut. */
	if (is_multipart(entity))
		multipart_split(scan, entity);
	else if (is_message(entity) && !encoded)
		message_open(scan, entity);
	else
		vt_scan_look_body(scan, entity);
	return entity;
}

static void path_set(vt_entity *entity, const char *prefix, unsigned index)
{
	int length = g_snprintf(entity->path, sizeof(entity->path), "%s%s%u", prefix,
				*prefix ? "." : "", index);

	/* Ten numbers that count at most VT_MAX_PARTS + VT_MAX_CONTAINERS fit 29 bytes. */
	g_assert(length > 0 && (size_t)length < sizeof(entity->path));
}

static void number_message(vt_entity *entity, const char *prefix);

/* RFC 3501 §6.4.5: parts of a multipart count from 1; a message at P has its parts below P. */
static void number_part(vt_entity *entity)
{
	if (!entity->children)
		return;
	if (!is_multipart(entity)) {
		number_message(g_ptr_array_index(entity->children, 0), entity->path);
		return;
	}
	for (unsigned i = 0; i < entity->children->len; i++) {
		vt_entity *child = g_ptr_array_index(entity->children, i);

		path_set(child, entity->path, i + 1);
		number_part(child);
	}
}

static void number_message(vt_entity *entity, const char *prefix)
{
	if (is_multipart(entity))
		g_strlcpy(entity->path, prefix, sizeof(entity->path));
	else
		path_set(entity, prefix, 1);
	number_part(entity);
}

/* Where the header starts: an mbox line and leading blank lines are odd, not the message. */
static size_t header_start(vt_scan *scan)
{
	size_t at = 0;
	vt_line line;

	if (scan->size >= 5 && memcmp(scan->bytes, "From ", 5) == 0) {
		vt_scan_odd(scan, VT_ODD_MBOX_FROM, "%s", "");
		vt_line_read(scan->bytes, 0, scan->size, &line);
		at = line.next;
	}
	size_t first = at;

	while (vt_line_read(scan->bytes, at, scan->size, &line) && line.start == line.end)
		at = line.next;
	if (at > first)
		vt_scan_odd(scan, VT_ODD_LEADING_BLANK, "%s", "");
	return at;
}

static bool has_field(const vt_scan *scan)
{
	vt_header header;

	for (size_t at = scan->root->header; vt_header_read(scan, at, scan->root->body, &header);
	     at = header.next)
		if (!header.broken)
			return true;
	return false;
}

vt_scan *vt_scan_new(const void *bytes, size_t size)
{
	vt_scan *scan = g_new0(vt_scan, 1);

	g_assert(bytes || size == 0);
	scan->bytes = bytes ? bytes : (const uint8_t *)"";
	scan->size = size;
	scan->oddities = g_ptr_array_new_with_free_func(oddity_free);
	scan->root = entity_read(scan, NULL, header_start(scan), size);
	if (!has_field(scan))
		vt_scan_odd(scan, VT_ODD_EMPTY, "%s", size == 0 ? "no bytes" : "no header field");
	number_message(scan->root, "");
	vt_scan_hidden_strays(scan);
	return scan;
}

void vt_scan_free(vt_scan *scan)
{
	if (!scan)
		return;
	entity_free(scan->root);
	g_ptr_array_unref(scan->oddities);
	g_free(scan);
}

static void leaves_collect(vt_entity *entity, GPtrArray *leaves)
{
	if (!entity->children) {
		g_ptr_array_add(leaves, entity);
		return;
	}
	for (unsigned i = 0; i < entity->children->len; i++)
		leaves_collect(g_ptr_array_index(entity->children, i), leaves);
}

GPtrArray *vt_scan_leaves(const vt_scan *scan)
{
	GPtrArray *leaves = g_ptr_array_new();

	leaves_collect(scan->root, leaves);
	return leaves;
}

const vt_entity *vt_scan_find(const vt_scan *scan, const char *path)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);

	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);

		if (strcmp(leaf->path, path) == 0)
			return leaf;
	}
	return NULL;
}
