/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_strip - what an outgoing document says is taken out of the tables: it is sealed
 */
#include "store/askings.h"
#include "store/outgoing.h"
#include "store/search_outgoing.h"
#include "store/store_private.h"

GArray *vt_outgoings_of_arrival(vt_store *store, const char *arrival, GError **error)
{
	static const char sql[] = "SELECT outgoing FROM outgoing_version WHERE arrival = ?1"
				  " UNION SELECT outgoing FROM outgoing_file WHERE arrival = ?1"
				  " UNION SELECT outgoing FROM issue_version WHERE arrival = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(int64_t));
	GError *fault = NULL;

	vt_query_text(query, 1, arrival);
	while (vt_query_next(query, &fault)) {
		int64_t id = vt_query_get_int(query, 0);

		g_array_append_val(list, id);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_outgoings_strip(vt_store *store, int64_t outgoing, int64_t now, GError **error)
{
	/* The states are those of doc/outgoing.c that DROP and VOID may follow; a test holds them
	 * together. */
	static const char *const sql[] = {
		"UPDATE outgoing SET state_at = ?2 WHERE id = ?1"
		" AND state IN ('unit', 'office', 'leader', 'returned', 'numbered', 'compared')",
		"UPDATE outgoing SET abstract = '', paper_reason = NULL, end_reason = NULL,"
		" state = CASE WHEN state IN ('unit', 'office', 'leader', 'returned')"
		" THEN 'dropped' WHEN state IN ('numbered', 'compared') THEN 'void' ELSE state END"
		" WHERE id = ?1 AND ?2 <> 0",
		"UPDATE outgoing_file SET name = '' WHERE outgoing = ?1 AND ?2 <> 0",
		"UPDATE outgoing_opinion SET words = '' WHERE outgoing = ?1 AND ?2 <> 0",
		"UPDATE asking SET proposal = '' WHERE outgoing = ?1 AND ?2 <> 0",
	};
	const vt_asking_filter filter = { .kind = -1, .outgoing = outgoing };

	g_assert(store->in_act);
	for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
		g_autoptr(vt_query) query = vt_query_new(store, sql[i]);

		vt_query_int(query, 1, outgoing);
		vt_query_int(query, 2, now);
		if (!vt_query_run(query, error))
			return false;
	}
	return vt_search_outgoing_remove(store, outgoing, error)
	       && vt_askings_void(store, &filter, "sealed", NULL, error);
}
