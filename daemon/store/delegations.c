/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delegations - who acts for whom, in which form, from when to when (NĐ 30/2020 Đ13)
 */
#include "store/delegations.h"

#include "base/clock.h"
#include "store/store_private.h"

#define COLUMNS                                                                                    \
	"SELECT id, own, giver, taker, form, scope, from_at, to_at, arrival, given_at, ended_at"   \
	" FROM delegation"

void vt_delegation_free(vt_delegation *delegation)
{
	if (delegation == NULL)
		return;
	g_free(delegation->own);
	g_free(delegation->giver);
	g_free(delegation->taker);
	g_free(delegation->form);
	g_free(delegation->scope);
	g_free(delegation->arrival);
	g_free(delegation);
}

bool vt_delegation_holds(const vt_delegation *delegation, int64_t now)
{
	return delegation->ended_at == VT_TIME_NONE && delegation->from_at <= now
	       && now < delegation->to_at;
}

bool vt_delegations_insert(vt_store *store, vt_delegation *delegation, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO delegation (own, giver, taker, form, scope, from_at, to_at,"
		       " arrival, given_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
		       " RETURNING id");

	g_assert(store->in_act);
	vt_query_text(query, 1, delegation->own);
	vt_query_text(query, 2, delegation->giver);
	vt_query_text(query, 3, delegation->taker);
	vt_query_text(query, 4, delegation->form);
	vt_query_text(query, 5, delegation->scope);
	vt_query_int(query, 6, delegation->from_at);
	vt_query_int(query, 7, delegation->to_at);
	vt_query_text(query, 8, delegation->arrival);
	vt_query_int(query, 9, delegation->given_at);
	return vt_query_one(query, &delegation->id, error);
}

bool vt_delegations_end(vt_store *store, int64_t id, int64_t now, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "UPDATE delegation SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL");

	g_assert(store->in_act);
	vt_query_int(query, 1, id);
	vt_query_int(query, 2, now);
	return vt_query_run(query, error);
}

static vt_delegation *read_row(vt_query *query)
{
	vt_delegation *one = g_new0(vt_delegation, 1);

	one->id = vt_query_get_int(query, 0);
	one->own = vt_query_dup(query, 1);
	one->giver = vt_query_dup(query, 2);
	one->taker = vt_query_dup(query, 3);
	one->form = vt_query_dup(query, 4);
	one->scope = vt_query_dup(query, 5);
	one->from_at = vt_query_get_int(query, 6);
	one->to_at = vt_query_get_int(query, 7);
	one->arrival = vt_query_dup(query, 8);
	one->given_at = vt_query_get_int(query, 9);
	one->ended_at = vt_query_get_at(query, 10);
	return one;
}

vt_delegation *vt_delegations_get(vt_store *store, int64_t id, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, COLUMNS " WHERE id = ?1");

	vt_query_int(query, 1, id);
	return vt_query_next(query, error) ? read_row(query) : NULL;
}

GPtrArray *vt_delegations_list(vt_store *store, const char *giver, const char *taker,
			       GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, COLUMNS " WHERE (?1 IS NULL OR giver = ?1) AND (?2 IS NULL OR taker = ?2)"
			       " ORDER BY id DESC");
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_delegation_free);
	GError *fault = NULL;

	vt_query_text(query, 1, giver);
	vt_query_text(query, 2, taker);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}
