/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_write - an edited unit into the digest, every byte counted
 */
#include <string.h>

#include "filters/gateway_private.h"

void vt_gateway_hash(vt_gateway_tally *tally, vt_cms_claim *claim, const void *bytes, size_t size)
{
	if (tally->full || size > tally->most - tally->hashed) {
		tally->full = true;
		return;
	}
	tally->hashed += size;
	vt_cms_claim_add(claim, bytes, size);
}

/* Base64 digits into lines of a width; hashed in blocks, as single lines cost more. */
typedef struct wrapper {
	vt_gateway_tally *tally;
	vt_cms_claim *claim;
	unsigned width, column;
	size_t used;
	char buffer[8192];
} wrapper;

static void wrapper_flush(wrapper *w)
{
	vt_gateway_hash(w->tally, w->claim, w->buffer, w->used);
	w->used = 0;
}

static void wrapper_put(wrapper *w, const char *digits, size_t size)
{
	g_assert(w->width > 0);
	while (size > 0 && !w->tally->full) {
		size_t n;

		if (sizeof(w->buffer) - w->used < 4)
			wrapper_flush(w);
		if (w->column == w->width) {
			w->buffer[w->used++] = '\r';
			w->buffer[w->used++] = '\n';
			w->column = 0;
		}
		n = MIN(size, MIN((size_t)(w->width - w->column), sizeof(w->buffer) - w->used));
		memcpy(w->buffer + w->used, digits, n);
		w->used += n;
		w->column += (unsigned)n;
		digits += n;
		size -= n;
	}
}

static void wrapper_end(wrapper *w, unsigned tails)
{
	wrapper_flush(w);
	for (unsigned i = 0; i < tails; i++)
		vt_gateway_hash(w->tally, w->claim, "\r\n", 2);
}

static void rewrap(wrapper *w, const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end && !w->tally->full) {
		size_t n = 0;

		while (at + n < end && strchr("\r\n \t", at[n]) == NULL)
			n++;
		wrapper_put(w, at, n);
		at += n;
		while (at < end && (*at == '\0' || strchr("\r\n \t", *at) != NULL))
			at++;
	}
}

static void hash_cut(const vt_gateway_edit *edit, const uint8_t *text, size_t size,
		     vt_gateway_tally *tally, vt_cms_claim *claim)
{
	size_t at = 0;

	for (unsigned i = 0; i < edit->n_cuts; i++) {
		vt_gateway_hash(tally, claim, text + at, edit->cuts[i].from - at);
		if (edit->cuts[i].plus_line)
			vt_gateway_hash(tally, claim, "\r\n", 2);
		at = edit->cuts[i].to;
	}
	vt_gateway_hash(tally, claim, text + at, size - at);
}

static void hash_base64(const vt_gateway_edit *edit, wrapper *w)
{
	gsize size;
	const uint8_t *text = g_bytes_get_data(edit->source, &size);
	g_autoptr(GByteArray) left = g_byte_array_sized_new((guint)size);
	g_autofree char *digits = NULL;
	size_t at = 0;

	for (unsigned i = 0; i < edit->n_cuts; i++) {
		g_byte_array_append(left, text + at, (guint)(edit->cuts[i].from - at));
		if (edit->cuts[i].plus_line)
			g_byte_array_append(left, (const guint8 *)"\r\n", 2);
		at = edit->cuts[i].to;
	}
	g_byte_array_append(left, text + at, (guint)(size - at));
	digits = g_base64_encode(left->data, left->len);
	wrapper_put(w, digits, strlen(digits));
	wrapper_end(w, edit->tails);
}

/* Line by line: blanks at their ends off, or the one of "-- " back. False: nothing changed. */
static bool hash_lines(vt_gateway_form form, const uint8_t *text, size_t size,
		       vt_gateway_tally *tally, vt_cms_claim *claim)
{
	g_autoptr(GByteArray) out = g_byte_array_sized_new((guint)(size + 16));
	bool changed = false;

	for (size_t at = 0; at < size;) {
		const uint8_t *newline = memchr(text + at, '\n', size - at);
		size_t next = newline == NULL ? size : (size_t)(newline - text) + 1, end = next;

		while (end > at && strchr("\r\n", text[end - 1]) != NULL && text[end - 1] != '\0')
			end--;
		if (form == VT_EDIT_DASHES) {
			bool bare = end - at == 2 && memcmp(text + at, "--", 2) == 0;

			g_byte_array_append(out, text + at, (guint)(end - at));
			if (bare)
				g_byte_array_append(out, (const guint8 *)" ", 1);
			changed = changed || bare;
		} else {
			size_t stop = end;

			while (stop > at && (text[stop - 1] == ' ' || text[stop - 1] == '\t'))
				stop--;
			g_byte_array_append(out, text + at, (guint)(stop - at));
			changed = changed || stop < end;
		}
		g_byte_array_append(out, text + end, (guint)(next - end));
		at = next;
	}
	if (changed)
		vt_gateway_hash(tally, claim, out->data, out->len);
	return changed;
}

static bool hash_header(const uint8_t *bytes, size_t size, unsigned head, vt_gateway_tally *tally,
			vt_cms_claim *claim)
{
	GString *other;

	if (head == VT_HEAD_KEEP) {
		vt_gateway_hash(tally, claim, bytes, size);
		return true;
	}
	other = vt_gateway_header(bytes, size, head);
	if (other == NULL)
		return false;
	vt_gateway_hash(tally, claim, other->str, other->len);
	g_string_free(other, TRUE);
	return true;
}

bool vt_gateway_write(const vt_gateway_entity *entity, const vt_gateway_edit *edit,
		      vt_gateway_tally *tally, vt_cms_claim *claim)
{
	const vt_gateway_unit *unit = g_ptr_array_index(entity->units, edit->unit);
	const uint8_t *body = entity->bytes + unit->body, *text = body;
	gsize size = unit->to - unit->body;
	wrapper w = { .tally = tally, .claim = claim, .width = edit->width };

	if (edit->form == VT_EDIT_GONE)
		return true;
	if (edit->form == VT_EDIT_ALONE) {
		vt_gateway_hash(tally, claim, entity->bytes + unit->from, unit->to - unit->from);
		return true;
	}
	if (!hash_header(entity->bytes + unit->from, unit->body - unit->from, edit->head, tally,
			 claim))
		return false;
	if (edit->source != NULL && edit->form == VT_EDIT_TEXT)
		text = g_bytes_get_data(edit->source, &size);
	if (edit->form == VT_EDIT_BASE64) {
		hash_base64(edit, &w);
	} else if (edit->form == VT_EDIT_REWRAP) {
		rewrap(&w, (const char *)body, size);
		wrapper_end(&w, edit->tails);
	} else if (edit->form == VT_EDIT_BLANKS || edit->form == VT_EDIT_DASHES) {
		return hash_lines(edit->form, text, size, tally, claim);
	} else {
		hash_cut(edit, text, size, tally, claim);
	}
	return true;
}
