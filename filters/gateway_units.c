/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_units - the signed entity in the ranges that a gateway changes as one
 */
#include <string.h>

#include "base/limits.h"
#include "filters/gateway_private.h"

static void unit_free(void *data)
{
	vt_gateway_unit *unit = data;

	g_free(unit->place);
	g_clear_pointer(&unit->text, g_bytes_unref);
	g_clear_pointer(&unit->crlf, g_bytes_unref);
	g_clear_pointer(&unit->lf, g_bytes_unref);
	g_free(unit);
}

static GBytes *without_cr(GBytes *text)
{
	gsize size, used = 0;
	const uint8_t *in = g_bytes_get_data(text, &size);
	uint8_t *out = g_malloc(size + 1);

	for (gsize i = 0; i < size; i++)
		if (in[i] != '\r' || i + 1 == size || in[i + 1] != '\n')
			out[used++] = in[i];
	return g_bytes_new_take(out, used);
}

static void look_at_base64(const vt_gateway_entity *entity, vt_gateway_unit *unit)
{
	const uint8_t *body = entity->bytes + unit->body;
	size_t size = unit->to - unit->body;
	const uint8_t *end = memchr(body, '\r', size);

	if (size == 0)
		return;
	unit->width = end == NULL || end == body ? size : (size_t)(end - body);
	while (size >= 2 && memcmp(body + size - 2, "\r\n", 2) == 0) {
		unit->tails++;
		size -= 2;
	}
}

/* Texts, and what came in quoted-printable: nobody but a gateway does that to a file. */
static void look_at_text(vt_gateway_entity *entity, vt_gateway_unit *unit, unsigned *n_texts)
{
	const vt_entity *leaf = unit->entity;
	gsize size;
	const void *bytes;

	if (!g_str_has_prefix(leaf->type, "text/") && leaf->encoding != VT_ENC_QP)
		return;
	if (leaf->end - leaf->body > VT_MAX_GATEWAY_TEXT || *n_texts >= VT_MAX_GATEWAY_LEAVES)
		return;
	++*n_texts;
	unit->is_text = true;
	unit->text = vt_scan_decode(entity->scan, leaf);
	bytes = g_bytes_get_data(unit->text, &size);
	unit->crlf = vt_scan_canonical(bytes, size);
	unit->lf = without_cr(unit->text);
}

/* The paths of the whole message: the signed entity is its first part. */
static char *place_of(const vt_gateway_entity *entity, const vt_entity *part)
{
	bool below = g_str_has_prefix(entity->scan->root->type, "multipart/");

	if (part == entity->scan->root && below)
		return g_strdup("part 1");
	return g_strdup_printf("part %s%s", below ? "1." : "", part->path);
}

static vt_gateway_unit *add(vt_gateway_entity *entity, const vt_entity *part, size_t from,
			    size_t body, size_t to)
{
	vt_gateway_unit *unit = g_new0(vt_gateway_unit, 1);

	*unit = (vt_gateway_unit){ .from = from, .body = body, .to = to, .entity = part };
	g_ptr_array_add(entity->units, unit);
	return unit;
}

static void collect(vt_gateway_entity *entity, const vt_entity *part, unsigned *n_texts)
{
	bool inner = part->children != NULL && part->children->len > 0;
	vt_gateway_unit *unit =
		add(entity, part, part->header, part->body, inner ? part->body : part->end);

	unit->place = place_of(entity, part);
	if (!inner) {
		if (part->encoding == VT_ENC_BASE64)
			look_at_base64(entity, unit);
		look_at_text(entity, unit, n_texts);
		return;
	}
	for (guint i = 0; i < part->children->len; i++)
		collect(entity, g_ptr_array_index(part->children, i), n_texts);
}

/* What naive programs write: before the first part, or behind the last one. */
static void add_outside(vt_gateway_entity *entity)
{
	const vt_entity *root = entity->scan->root, *first, *last;

	if (root->children == NULL || root->children->len == 0
	    || !g_str_has_prefix(root->type, "multipart/"))
		return;
	first = g_ptr_array_index(root->children, 0);
	last = g_ptr_array_index(root->children, root->children->len - 1);
	add(entity, NULL, last->end, last->end, root->end)->place =
		g_strdup("the lines behind the last part");
	g_ptr_array_insert(entity->units, 1, g_new0(vt_gateway_unit, 1));
	*(vt_gateway_unit *)g_ptr_array_index(entity->units, 1) =
		(vt_gateway_unit){ .from = root->body,
				   .body = root->body,
				   .to = first->header,
				   .place = g_strdup("the lines before the first part") };
}

vt_gateway_entity *vt_gateway_entity_new(const uint8_t *bytes, size_t size)
{
	vt_gateway_entity *entity = g_new0(vt_gateway_entity, 1);
	unsigned n_texts = 0;

	entity->bytes = bytes;
	entity->size = size;
	entity->scan = vt_scan_new(bytes, size);
	entity->units = g_ptr_array_new_with_free_func(unit_free);
	collect(entity, entity->scan->root, &n_texts);
	add_outside(entity);
	vt_gateway_edits_make(entity);
	return entity;
}

void vt_gateway_entity_free(vt_gateway_entity *entity)
{
	if (entity == NULL)
		return;
	g_array_unref(entity->edits);
	g_ptr_array_unref(entity->units);
	vt_scan_free(entity->scan);
	g_free(entity);
}

static void say_lines(GString *out, const vt_gateway_unit *unit, const vt_gateway_cut *cut,
		      const uint8_t *text)
{
	unsigned lines = vt_gateway_lines(text, cut->from, cut->to);

	if (out->len > 0)
		g_string_append(out, "; ");
	if (lines == 0)
		g_string_append_printf(out, "blank lines in %s", unit->place);
	else
		g_string_append_printf(out, "%s of %u line%s in %s",
				       cut->front ? "banner" : "footer", lines,
				       lines == 1 ? "" : "s", unit->place);
}

static void say_form(GString *out, const vt_gateway_unit *unit, const vt_gateway_edit *edit)
{
	static const char *const now[] = {
		[VT_ENC_7BIT] = "7bit",           [VT_ENC_8BIT] = "8bit",
		[VT_ENC_BINARY] = "binary",       [VT_ENC_BASE64] = "base64",
		[VT_ENC_QP] = "quoted-printable", [VT_ENC_UNKNOWN] = "another way",
	};
	static const char *const forms[VT_N_EDITS] = {
		[VT_EDIT_REWRAP] = "base64 lines of another width in",
		[VT_EDIT_BLANKS] = "blanks at line ends in",
		[VT_EDIT_DASHES] = "blanks at line ends lost in",
		[VT_EDIT_GONE] = "an added",
		[VT_EDIT_ALONE] = "a part put around",
	};
	static const char *const wholes[VT_N_EDITS] = {
		[VT_EDIT_ALL_TEXT] = "text parts re-encoded",
		[VT_EDIT_ALL_REWRAP] = "base64 lines of another width in all parts",
		[VT_EDIT_ALL_FOLD] = "headers of all parts folded anew",
	};
	bool encoded = edit->head == VT_HEAD_BASE64 || edit->form == VT_EDIT_TEXT;

	if (wholes[edit->form] != NULL)
		g_string_append(out, wholes[edit->form]);
	else if (forms[edit->form] != NULL)
		g_string_append_printf(out, "%s %s", forms[edit->form], unit->place);
	else if (encoded)
		g_string_append_printf(out, "%s re-encoded %s", unit->place,
				       now[unit->entity->encoding]);
	else if (edit->head >= VT_HEAD_FOLD)
		g_string_append_printf(out, "header of %s folded anew", unit->place);
	else if (edit->head >= VT_HEAD_DROP)
		g_string_append_printf(out, "a field added to the header of %s", unit->place);
}

char *vt_gateway_describe(const vt_gateway_entity *entity, const vt_gateway_edit *edit)
{
	const vt_gateway_unit *unit = g_ptr_array_index(entity->units, edit->unit);
	const uint8_t *text = edit->source != NULL ? g_bytes_get_data(edit->source, NULL)
						   : entity->bytes + unit->body;
	GString *out = g_string_new(NULL);

	say_form(out, unit, edit);
	for (unsigned i = 0; i < edit->n_cuts; i++)
		say_lines(out, unit, &edit->cuts[i], text);
	return g_string_free(out, FALSE);
}
