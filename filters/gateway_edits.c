/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_edits - every change of a gateway that can be undone, in the order of likelihood
 */
#include <string.h>

#include "base/limits.h"
#include "filters/gateway_private.h"

#define UNLIKELY VT_GATEWAY_UNLIKELY
/* Two cuts of one text: so many of each kind. */
#define PAIRS 6
/* Cuts tried together with another encoding. */
#define FEW_CUTS    24
#define MOST_FIELDS (VT_HEAD_FOLD - VT_HEAD_DROP)
#define N_FOLDS     (VT_N_HEADS - VT_HEAD_FOLD)

static const unsigned widths[] = { 76, 72, 64, 60 };

static vt_gateway_edit *add(vt_gateway_entity *entity, unsigned unit, vt_gateway_form form,
			    unsigned rank)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
	vt_gateway_edit edit = { .form = form,
				 .unit = unit,
				 .start = u->from,
				 .next = u->to,
				 .rank = rank,
				 .width = widths[0],
				 .tails = u->tails };

	g_array_append_val(entity->edits, edit);
	return &g_array_index(entity->edits, vt_gateway_edit, entity->edits->len - 1);
}

static void add_cut(vt_gateway_entity *entity, unsigned unit, const vt_gateway_edit *like,
		    const vt_gateway_cut *cut, unsigned rank)
{
	vt_gateway_edit *edit = add(entity, unit, like->form, cut->rank + rank);

	edit->head = like->head;
	edit->source = like->source;
	edit->width = like->width;
	edit->n_cuts = 1;
	edit->cuts[0] = *cut;
}

/* A banner and a footer at once. */
static void add_pairs(vt_gateway_entity *entity, unsigned unit, const vt_gateway_edit *like,
		      const GArray *cuts, unsigned rank)
{
	unsigned fronts = 0;

	for (guint i = 0; i < cuts->len && fronts < PAIRS; i++) {
		const vt_gateway_cut *front = &g_array_index(cuts, vt_gateway_cut, i);
		unsigned backs = 0;

		if (!front->front)
			continue;
		fronts++;
		for (guint k = 0; k < cuts->len && backs < PAIRS; k++) {
			const vt_gateway_cut *back = &g_array_index(cuts, vt_gateway_cut, k);
			vt_gateway_edit *last;

			if (back->front || back->plus_line || back->from < front->to)
				continue;
			backs++;
			add_cut(entity, unit, like, front, rank + back->rank);
			last = &g_array_index(entity->edits, vt_gateway_edit,
					      entity->edits->len - 1);
			last->cuts[last->n_cuts++] = *back;
		}
	}
}

static void add_cuts(vt_gateway_entity *entity, unsigned unit, const vt_gateway_edit *like,
		     unsigned most, unsigned rank)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
	const uint8_t *text = entity->bytes + u->body;
	gsize size = u->to - u->body;
	bool is_html = u->entity != NULL && strcmp(u->entity->type, "text/html") == 0;
	g_autoptr(GArray) cuts = NULL;

	if (like->source != NULL)
		text = g_bytes_get_data(like->source, &size);
	cuts = vt_gateway_cuts(text, size, is_html);
	for (guint i = 0; i < cuts->len && i < most; i++)
		add_cut(entity, unit, like, &g_array_index(cuts, vt_gateway_cut, i), rank);
	if (most > FEW_CUTS)
		add_pairs(entity, unit, like, cuts, rank + 2 * UNLIKELY);
}

/* 8bit became quoted-printable or base64. */
static void add_decoded(vt_gateway_entity *entity, unsigned unit, bool cut, unsigned rank)
{
	static const unsigned heads[] = { VT_HEAD_8BIT, VT_HEAD_NO_ENCODING, VT_HEAD_7BIT };
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);

	for (unsigned i = 0; i < G_N_ELEMENTS(heads); i++) {
		vt_gateway_edit like, *edit = add(entity, unit, VT_EDIT_TEXT, rank + 30 + i);

		edit->head = heads[i];
		edit->source = u->crlf;
		like = *edit;
		if (cut)
			add_cuts(entity, unit, &like, FEW_CUTS, rank + (i + 1) * UNLIKELY);
	}
}

/* Another encoding became base64 or the other way round: our base64 of its text is the signed one.
 */
static void add_base64(vt_gateway_entity *entity, unsigned unit, bool cut, unsigned rank)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
	GBytes *const sources[] = { u->crlf, u->lf };

	for (unsigned i = 0; i < G_N_ELEMENTS(sources) * G_N_ELEMENTS(widths) * 2; i++) {
		vt_gateway_edit like, *edit = add(entity, unit, VT_EDIT_BASE64, rank + 100 + i);

		edit->head = VT_HEAD_BASE64;
		edit->source = sources[i & 1];
		edit->tails = i >> 1 & 1;
		edit->width = widths[i >> 2];
		like = *edit;
		if (cut && i < 2)
			add_cuts(entity, unit, &like, FEW_CUTS / 2, rank + 5 * UNLIKELY);
	}
}

/* A gateway decoded it, wrote into it and encoded it again. */
static void add_inside_base64(vt_gateway_entity *entity, unsigned unit, unsigned rank)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);

	for (unsigned i = 0; i < G_N_ELEMENTS(widths); i++) {
		bool same = u->width == widths[i];
		vt_gateway_edit like = { .form = VT_EDIT_BASE64,
					 .source = u->text,
					 .width = widths[i] };

		add_cuts(entity, unit, &like, same ? G_MAXUINT : FEW_CUTS,
			 rank + (same ? 0 : 4 * UNLIKELY));
	}
}

static void add_rewraps(vt_gateway_entity *entity, unsigned unit)
{
	for (unsigned i = 0; i < 2 * G_N_ELEMENTS(widths); i++) {
		const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
		unsigned other = i / G_N_ELEMENTS(widths);
		vt_gateway_edit *edit =
			add(entity, unit, VT_EDIT_REWRAP, 60 + i + other * 2 * UNLIKELY);

		edit->width = widths[i % G_N_ELEMENTS(widths)];
		if (other != 0)
			edit->tails = u->tails == 0 ? 1 : 0;
	}
}

static void add_text(vt_gateway_entity *entity, unsigned unit)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
	const vt_entity *leaf = u->entity;
	bool cut = strcmp(leaf->type, "text/plain") == 0 || strcmp(leaf->type, "text/html") == 0;
	bool attached = g_strcmp0(leaf->disposition, "attachment") == 0 || leaf->name != NULL;
	unsigned rank = attached ? 5 * UNLIKELY : 0;
	vt_gateway_edit raw = { .form = VT_EDIT_RAW };

	if (cut && leaf->encoding != VT_ENC_BASE64)
		add_cuts(entity, unit, &raw, G_MAXUINT, rank);
	if (leaf->encoding != VT_ENC_BASE64) {
		add(entity, unit, VT_EDIT_DASHES, rank + 2 * UNLIKELY);
		add(entity, unit, VT_EDIT_BLANKS, rank + 2 * UNLIKELY + 1);
	}
	if (u->text == NULL)
		return;
	if (leaf->encoding == VT_ENC_QP || leaf->encoding == VT_ENC_BASE64)
		add_decoded(entity, unit, cut, rank);
	if (leaf->encoding == VT_ENC_BASE64 && cut)
		add_inside_base64(entity, unit, rank);
	if (leaf->encoding != VT_ENC_BASE64)
		add_base64(entity, unit, cut, rank);
}

static void add_heads(vt_gateway_entity *entity, unsigned unit)
{
	for (unsigned i = 0; i < N_FOLDS; i++)
		add(entity, unit, VT_EDIT_RAW, 3 * UNLIKELY + i)->head = VT_HEAD_FOLD + i;
	for (unsigned i = 0; i < MOST_FIELDS; i++)
		add(entity, unit, VT_EDIT_RAW, 3 * UNLIKELY - 20 + i)->head = VT_HEAD_DROP + i;
}

/* A text of a gateway's own: nobody's document is taken for one. */
static bool may_be_added(const vt_entity *part)
{
	return (strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0)
	       && part->name == NULL && g_strcmp0(part->disposition, "attachment") != 0
	       && part->end - part->header <= VT_MAX_GATEWAY_TEXT;
}

static unsigned unit_of(const vt_gateway_entity *entity, const vt_entity *part)
{
	for (guint i = 0; i < entity->units->len; i++) {
		const vt_gateway_unit *unit = g_ptr_array_index(entity->units, i);

		if (unit->entity == part)
			return i;
	}
	return 0;
}

/* A part put first or last, of the signed multipart or around it. */
static void add_parts(vt_gateway_entity *entity)
{
	const vt_entity *root = entity->scan->root;
	const GPtrArray *parts = root->children;
	const vt_entity *first, *second, *last;
	vt_gateway_edit *edit;

	if (parts == NULL || parts->len < 2 || !g_str_has_prefix(root->type, "multipart/"))
		return;
	first = g_ptr_array_index(parts, 0);
	second = g_ptr_array_index(parts, 1);
	last = g_ptr_array_index(parts, parts->len - 1);
	if (may_be_added(last)) {
		const vt_entity *before = g_ptr_array_index(parts, parts->len - 2);

		edit = add(entity, unit_of(entity, last), VT_EDIT_GONE, 70);
		edit->start = before->end;
		edit->next = last->end;
	}
	if (may_be_added(first)) {
		edit = add(entity, unit_of(entity, first), VT_EDIT_GONE, 71);
		edit->start = first->header;
		edit->next = second->header;
	}
	for (unsigned i = 0; parts->len == 2 && i < 2; i++) {
		const vt_entity *kept = i == 0 ? first : second;

		if (!may_be_added(i == 0 ? last : first))
			continue;
		edit = add(entity, unit_of(entity, kept), VT_EDIT_ALONE, 72 + i);
		edit->start = 0;
		edit->next = entity->size;
	}
}

static void add_all(vt_gateway_entity *entity)
{
	static const unsigned heads[] = { VT_HEAD_8BIT, VT_HEAD_NO_ENCODING, VT_HEAD_7BIT };

	for (unsigned i = 0; i < G_N_ELEMENTS(heads); i++)
		add(entity, 0, VT_EDIT_ALL_TEXT, 40 + i)->head = heads[i];
	for (unsigned i = 0; i < G_N_ELEMENTS(widths); i++)
		add(entity, 0, VT_EDIT_ALL_REWRAP, 50 + i)->width = widths[i];
	for (unsigned i = 0; i < N_FOLDS; i++)
		add(entity, 0, VT_EDIT_ALL_FOLD, UNLIKELY + 20 + i)->head = VT_HEAD_FOLD + i;
}

static int by_rank(gconstpointer a, gconstpointer b)
{
	const vt_gateway_edit *one = a, *other = b;

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	return one->unit < other->unit ? -1 : one->unit > other->unit;
}

void vt_gateway_edits_make(vt_gateway_entity *entity)
{
	entity->edits = g_array_new(FALSE, TRUE, sizeof(vt_gateway_edit));
	for (guint i = 0; i < entity->units->len; i++) {
		const vt_gateway_unit *unit = g_ptr_array_index(entity->units, i);
		vt_gateway_edit raw = { .form = VT_EDIT_RAW };

		if (unit->entity == NULL) {
			add_cuts(entity, i, &raw, G_MAXUINT, UNLIKELY / 2);
			continue;
		}
		add_heads(entity, i);
		if (unit->width > 0)
			add_rewraps(entity, i);
		if (unit->is_text)
			add_text(entity, i);
	}
	add_parts(entity);
	add_all(entity);
	g_array_sort(entity->edits, by_rank);
}

bool vt_gateway_edit_of(const vt_gateway_entity *entity, const vt_gateway_edit *all, unsigned unit,
			vt_gateway_edit *out)
{
	const vt_gateway_unit *u = g_ptr_array_index(entity->units, unit);
	vt_gateway_edit edit = *all;

	edit.unit = unit;
	edit.start = u->from;
	edit.next = u->to;
	edit.tails = u->tails;
	if (u->entity == NULL)
		return false;
	if (all->form == VT_EDIT_ALL_REWRAP && u->width > 0)
		edit.form = VT_EDIT_REWRAP;
	else if (all->form == VT_EDIT_ALL_FOLD)
		edit.form = VT_EDIT_RAW;
	else if (all->form == VT_EDIT_ALL_TEXT && u->is_text && u->crlf != NULL
		 && (u->entity->encoding == VT_ENC_QP || u->entity->encoding == VT_ENC_BASE64))
		edit.form = VT_EDIT_TEXT;
	else
		return false;
	edit.source = edit.form == VT_EDIT_TEXT ? u->crlf : NULL;
	*out = edit;
	return true;
}
