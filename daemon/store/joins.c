/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joins - messages whose files belong to the document of another one (GHÉP)
 */
#include "store/joins.h"

#include "store/arrivals.h"
#include "store/store_private.h"

bool vt_joins_add(vt_store *store, const char *arrival, const char *target, const char *person,
		  int64_t now, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO joined (arrival, target, person, at) VALUES (?1, ?2, ?3, ?4)");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_text(query, 2, target);
	vt_query_text(query, 3, person);
	vt_query_int(query, 4, now);
	return vt_query_run(query, error);
}

bool vt_joins_remove(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "DELETE FROM joined WHERE arrival = ?1");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	return vt_query_run(query, error);
}

bool vt_joins_target(vt_store *store, const char *arrival, char **target_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store,
		"WITH RECURSIVE way (target) AS (SELECT target FROM joined WHERE arrival = ?1"
		" UNION SELECT j.target FROM joined j JOIN way w ON j.arrival = w.target)"
		" SELECT target FROM way WHERE target NOT IN (SELECT arrival FROM joined)");
	GError *fault = NULL;

	vt_query_text(query, 1, arrival);
	if (vt_query_next(query, &fault))
		*target_out = vt_query_dup(query, 0);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

bool vt_joins_decided_since(vt_store *store, const char *arrival, int64_t id, bool *decided_out,
			    GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT count(*) FROM asking WHERE kind = 'form' AND arrival = ?1"
		       " AND id > ?2 AND state = 'decided'");
	int64_t count = 0;

	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, id);
	if (!vt_query_one(query, &count, error))
		return false;
	*decided_out = count > 0;
	return true;
}

GPtrArray *vt_joins_of(vt_store *store, const char *target, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(vt_query) query = vt_query_new(
		store, "WITH RECURSIVE tree (arrival, at) AS (SELECT arrival, at FROM joined"
		       " WHERE target = ?1 UNION SELECT j.arrival, j.at FROM joined j"
		       " JOIN tree t ON j.target = t.arrival) SELECT arrival FROM tree ORDER BY "
		       "at, arrival");
	GError *fault = NULL;

	vt_query_text(query, 1, target);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(ids, vt_query_dup(query, 0));
	if (fault == NULL)
		return g_steal_pointer(&ids);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_joins_arrivals(vt_store *store, const char *target, GError **error)
{
	g_autoptr(GPtrArray) ids = vt_joins_of(store, target, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_arrival_free);

	if (ids == NULL)
		return NULL;
	g_ptr_array_insert(ids, 0, g_strdup(target));
	for (guint i = 0; i < ids->len; i++) {
		vt_arrival *one = vt_arrivals_get(store, g_ptr_array_index(ids, i), error);

		if (one == NULL)
			return NULL;
		g_ptr_array_add(list, one);
	}
	return g_steal_pointer(&list);
}
