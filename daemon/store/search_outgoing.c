/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search_outgoing - folded words of outgoing documents
 */
#include "store/search_outgoing.h"

#include "base/text.h"
#include "store/search_private.h"
#include "store/store_private.h"

static bool run_for(vt_store *store, const char *sql, int64_t outgoing, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, outgoing);
	return vt_query_run(query, error);
}

bool vt_search_outgoing_remove(vt_store *store, int64_t outgoing, GError **error)
{
	/* A word is taken out of FTS5 only by saying what was put in. */
	return run_for(store,
		       "INSERT INTO outgoing_index (outgoing_index, rowid, words)"
		       " SELECT 'delete', outgoing, words FROM outgoing_text WHERE outgoing = ?1",
		       outgoing, error)
	       && run_for(store, "DELETE FROM outgoing_text WHERE outgoing = ?1", outgoing, error);
}

static char *words_of(const vt_outgoing *o)
{
	g_autoptr(GString) all = g_string_new(NULL);

	if (o->number != 0)
		g_string_append_printf(all, "%02" G_GINT64_FORMAT "/%s %" G_GINT64_FORMAT "/%d\n",
				       o->number, o->notation, o->number, o->year);
	g_string_append_printf(all, "%s\n%s\n", o->type, o->abstract);
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		g_string_append_printf(all, "%s\n", one->name);
	}
	return vt_text_fold(all->str);
}

bool vt_search_outgoing_put(vt_store *store, const vt_outgoing *o, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "INSERT INTO outgoing_text (outgoing, words) VALUES (?1, ?2)");
	g_autofree char *words = words_of(o);

	if (!vt_search_outgoing_remove(store, o->id, error))
		return false;
	vt_query_int(query, 1, o->id);
	vt_query_text(query, 2, words);
	return vt_query_run(query, error)
	       && run_for(store,
			  "INSERT INTO outgoing_index (rowid, words)"
			  " SELECT outgoing, words FROM outgoing_text WHERE outgoing = ?1",
			  o->id, error);
}

bool vt_search_outgoing_fill(vt_store *store, unsigned *n_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT id FROM outgoing WHERE abstract <> ''"
		       " AND id NOT IN (SELECT outgoing FROM outgoing_text) ORDER BY id");
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		int64_t id = vt_query_get_int(query, 0);

		g_array_append_val(ids, id);
	}
	for (guint i = 0; fault == NULL && i < ids->len; i++) {
		g_autoptr(vt_outgoing) o =
			vt_outgoings_get(store, g_array_index(ids, int64_t, i), &fault);

		if (o != NULL && !vt_search_outgoing_put(store, o, &fault))
			break;
	}
	*n_out = ids->len;
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_search_outgoing(vt_store *store, const vt_search_outgoing_for *what, unsigned most,
			vt_search_hits *hits_out, GError **error)
{
	static const char sql[] =
		"SELECT o.id FROM outgoing_index i JOIN outgoing o ON o.id = i.rowid"
		" WHERE outgoing_index MATCH ?1 AND o.own = ?2 ORDER BY i.rowid DESC";
	g_autofree char *match = vt_search_match(what->words);
	vt_search_hits hits = { g_array_new(FALSE, FALSE, sizeof(int64_t)), 0 };
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	unsigned looked = 0;
	GError *fault = NULL;

	vt_query_text(query, 1, match);
	vt_query_text(query, 2, what->own);
	while (match != NULL && hits.total < VT_SEARCH_MOST && looked++ < VT_SEARCH_LOOKED
	       && vt_query_next(query, &fault)) {
		int64_t id = vt_query_get_int(query, 0);

		if (what->shows != NULL && !what->shows(id, what->data))
			continue;
		if (hits.total++ < most)
			g_array_append_val(hits.ids, id);
	}
	if (fault != NULL) {
		g_array_unref(hits.ids);
		g_propagate_error(error, fault);
		return false;
	}
	*hits_out = hits;
	return true;
}
