/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_search - one edit after the other, then two at once, until the digest agrees or the limit
 * is met
 */
#include <string.h>

#include "base/limits.h"
#include "filters/gateway.h"
#include "filters/gateway_private.h"

/* A footer in a mail whose files were wrapped anew: so many edits with each width. */
#define WRAP_EDITS 8
/* Two texts of a letter, plain and HTML, get the same footer: so many of their edits are tried
 * together, of so many texts. */
#define PAIR_EDITS 16
#define PAIR_TEXTS 4

typedef struct search {
	const vt_cms *cms;
	vt_gateway_entity *entity;
	GPtrArray *heads; /* vt_cms_claim * of all bytes before a unit, made when asked for */
	vt_gateway_tally tally;
	char *found;
} search;

static const vt_gateway_unit *unit_at(const search *s, guint i)
{
	return g_ptr_array_index(s->entity->units, i);
}

static void add_range(search *s, vt_cms_claim *claim, size_t from, size_t to)
{
	vt_gateway_hash(&s->tally, claim, s->entity->bytes + from, to - from);
}

/* The last unit that begins at or before the offset; -1 = none does. */
static int unit_before(const search *s, size_t offset)
{
	int found = -1;

	for (guint i = 0; i < s->entity->units->len && unit_at(s, i)->from <= offset; i++)
		found = (int)i;
	return found;
}

/* Bytes that a variant which begins to differ there will cost. */
static bool is_affordable(const search *s, size_t offset)
{
	size_t ready = s->heads->len == 0 ? 0 : unit_at(s, s->heads->len - 1)->from;
	int unit = unit_before(s, offset);
	size_t from = unit < 0 ? 0 : unit_at(s, (guint)unit)->from;

	return s->entity->size - MIN(ready, from) <= s->tally.most - s->tally.hashed
	       && s->tally.variants < VT_MAX_GATEWAY_VARIANTS;
}

static const vt_cms_claim *head_of(search *s, guint unit)
{
	while (s->heads->len <= unit) {
		guint i = s->heads->len;
		vt_cms_claim *next = i == 0 ? vt_cms_claim_new(s->cms)
					    : vt_cms_claim_copy(g_ptr_array_index(s->heads, i - 1));

		add_range(s, next, i == 0 ? 0 : unit_at(s, i - 1)->from, unit_at(s, i)->from);
		g_ptr_array_add(s->heads, next);
	}
	return g_ptr_array_index(s->heads, unit);
}

/* After all bytes before the offset, as they stand. */
static vt_cms_claim *claim_at(search *s, size_t offset)
{
	int unit = unit_before(s, offset);
	vt_cms_claim *claim =
		unit < 0 ? vt_cms_claim_new(s->cms) : vt_cms_claim_copy(head_of(s, (guint)unit));

	add_range(s, claim, unit < 0 ? 0 : unit_at(s, (guint)unit)->from, offset);
	return claim;
}

/* One variant is written but for what follows: is it what was signed? */
static bool holds(search *s, vt_cms_claim *claim, size_t rest)
{
	add_range(s, claim, rest, s->entity->size);
	s->tally.variants++;
	return !s->tally.full && vt_cms_claim_holds(claim);
}

static void try_all(search *s, const vt_gateway_edit *all)
{
	g_autoptr(vt_cms_claim) claim = claim_at(s, 0);
	vt_gateway_edit edit, last = *all;
	unsigned n_changed = 0;
	size_t at = 0;

	for (guint i = 0; i < s->entity->units->len; i++) {
		if (!vt_gateway_edit_of(s->entity, all, i, &edit))
			continue;
		add_range(s, claim, at, edit.start);
		at = edit.start;
		if (!vt_gateway_write(s->entity, &edit, &s->tally, claim))
			continue;
		at = edit.next;
		n_changed++;
		last = edit;
	}
	if (n_changed > 0 && holds(s, claim, at))
		s->found = vt_gateway_describe(s->entity, n_changed == 1 ? &last : all);
}

static void try_one(search *s, const vt_gateway_edit *edit)
{
	g_autoptr(vt_cms_claim) claim = NULL;

	if (!is_affordable(s, edit->start))
		return;
	if (edit->form >= VT_EDIT_ALL_TEXT) {
		try_all(s, edit);
		return;
	}
	claim = claim_at(s, edit->start);
	if (vt_gateway_write(s->entity, edit, &s->tally, claim) && holds(s, claim, edit->next))
		s->found = vt_gateway_describe(s->entity, edit);
}

/* The next one to try when it stopped before the end. */
static guint try_each(search *s, guint from, uint64_t most)
{
	const GArray *edits = s->entity->edits;

	s->tally.most = most;
	s->tally.full = false;
	for (; from < edits->len && s->found == NULL && !s->tally.full; from++)
		try_one(s, &g_array_index(edits, vt_gateway_edit, from));
	return from;
}

static void try_second(search *s, const vt_gateway_edit *first, const GPtrArray *seconds)
{
	const vt_gateway_edit *any = g_ptr_array_index(seconds, 0);
	g_autoptr(vt_cms_claim) claim = NULL;

	if (!is_affordable(s, first->start))
		return;
	claim = claim_at(s, first->start);
	if (!vt_gateway_write(s->entity, first, &s->tally, claim))
		return;
	add_range(s, claim, first->next, any->start);
	for (guint i = 0; i < seconds->len && s->found == NULL && !s->tally.full; i++) {
		const vt_gateway_edit *second = g_ptr_array_index(seconds, i);
		g_autoptr(vt_cms_claim) copy = vt_cms_claim_copy(claim);
		g_autofree char *one = NULL, *other = NULL;

		if (!is_affordable(s, second->start)
		    || !vt_gateway_write(s->entity, second, &s->tally, copy)
		    || !holds(s, copy, second->next))
			continue;
		one = vt_gateway_describe(s->entity, first);
		other = vt_gateway_describe(s->entity, second);
		s->found = g_strconcat(one, "; ", other, NULL);
	}
}

/* Of the first texts the likeliest edits; GPtrArray * of borrowed vt_gateway_edit *. */
static GPtrArray *texts_of(const search *s)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	const GArray *edits = s->entity->edits;

	for (guint i = 0; i < s->entity->units->len && texts->len < PAIR_TEXTS; i++) {
		GPtrArray *own;

		if (!unit_at(s, i)->is_text)
			continue;
		own = g_ptr_array_new();
		for (guint k = 0; k < edits->len && own->len < PAIR_EDITS; k++) {
			vt_gateway_edit *edit = &g_array_index(edits, vt_gateway_edit, k);

			if (edit->unit == i && edit->n_cuts > 0)
				g_ptr_array_add(own, edit);
		}
		if (own->len > 0)
			g_ptr_array_add(texts, own);
		else
			g_ptr_array_unref(own);
	}
	return texts;
}

static void try_pairs(search *s, const GPtrArray *texts)
{
	for (guint i = 0; i + 1 < texts->len; i++)
		for (guint k = i + 1; k < texts->len; k++) {
			const GPtrArray *firsts = g_ptr_array_index(texts, i);

			for (guint f = 0; f < firsts->len && s->found == NULL && !s->tally.full;
			     f++)
				try_second(s, g_ptr_array_index(firsts, f),
					   g_ptr_array_index(texts, k));
		}
}

/* The edit, and every base64 behind it at another width. */
static void try_rewrapped(search *s, const vt_gateway_edit *first, const vt_gateway_edit *all)
{
	g_autoptr(vt_cms_claim) claim = NULL;
	g_autofree char *one = NULL, *other = NULL;
	vt_gateway_edit edit;
	size_t at = first->next;
	bool changed = false;

	if (!is_affordable(s, first->start))
		return;
	claim = claim_at(s, first->start);
	if (!vt_gateway_write(s->entity, first, &s->tally, claim))
		return;
	for (guint i = first->unit + 1; i < s->entity->units->len; i++) {
		if (!vt_gateway_edit_of(s->entity, all, i, &edit)
		    || unit_at(s, i)->width == edit.width)
			continue;
		add_range(s, claim, at, edit.start);
		vt_gateway_write(s->entity, &edit, &s->tally, claim);
		at = edit.next;
		changed = true;
	}
	if (!changed || !holds(s, claim, at))
		return;
	one = vt_gateway_describe(s->entity, first);
	other = vt_gateway_describe(s->entity, all);
	s->found = g_strconcat(one, "; ", other, NULL);
}

static void try_wraps(search *s, const GPtrArray *texts)
{
	const GArray *edits = s->entity->edits;

	for (guint i = 0; i < edits->len; i++) {
		const vt_gateway_edit *all = &g_array_index(edits, vt_gateway_edit, i);

		if (all->form != VT_EDIT_ALL_REWRAP)
			continue;
		for (guint t = 0; t < texts->len; t++) {
			const GPtrArray *firsts = g_ptr_array_index(texts, t);

			for (guint f = 0; f < firsts->len && f < WRAP_EDITS && s->found == NULL
					  && !s->tally.full;
			     f++)
				try_rewrapped(s, g_ptr_array_index(firsts, f), all);
		}
	}
}

static void free_claim(void *claim)
{
	vt_cms_claim_free(claim);
}

char *vt_gateway_undo(const vt_cms *cms, const void *bytes, size_t size, vt_gateway_cost *cost_out)
{
	g_autoptr(vt_gateway_entity) entity = NULL;
	g_autoptr(GPtrArray) texts = NULL;
	search s = { .cms = cms };
	guint next;

	if (cms->claimed == NULL || size == 0)
		return NULL;
	entity = vt_gateway_entity_new(bytes, size);
	s.entity = entity;
	s.heads = g_ptr_array_new_with_free_func(free_claim);
	texts = texts_of(&s);
	next = try_each(&s, 0,
			texts->len > 1 ? VT_MAX_GATEWAY_BYTES / 2 : VT_MAX_GATEWAY_BYTES / 8 * 7);
	s.tally.most = VT_MAX_GATEWAY_BYTES;
	s.tally.full = false;
	try_pairs(&s, texts);
	try_wraps(&s, texts);
	try_each(&s, next, VT_MAX_GATEWAY_BYTES);
	if (cost_out != NULL)
		*cost_out = (vt_gateway_cost){ s.tally.hashed, s.tally.variants };
	g_ptr_array_unref(s.heads);
	return s.found;
}
