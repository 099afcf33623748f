/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rates - how often something happened lately
 */
#include "store/rates.h"

#include "store/store_private.h"

bool vt_rates_note(vt_store *store, const char *what, const char *key, int64_t now, GError **error)
{
	static const char sql[] = "INSERT INTO rate (what, key, at) VALUES (?1, ?2, ?3)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, what);
	vt_query_text(query, 2, key);
	vt_query_int(query, 3, now);
	return vt_query_run(query, error);
}

bool vt_rates_count(vt_store *store, const char *what, const char *key, int64_t since,
		    unsigned *n_out, GError **error)
{
	static const char sql[] =
		"SELECT count(*) FROM rate WHERE what = ?1 AND key = ?2 AND at > ?3";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t n = 0;

	vt_query_text(query, 1, what);
	vt_query_text(query, 2, key);
	vt_query_int(query, 3, since);
	if (!vt_query_one(query, &n, error))
		return false;
	*n_out = (unsigned)n;
	return true;
}

bool vt_rates_forget(vt_store *store, int64_t before, GError **error)
{
	static const char sql[] = "DELETE FROM rate WHERE at <= ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, before);
	return vt_query_run(query, error);
}
