/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * late - what waits for a person for too long, and what the clock has done about it
 */
#include "store/late.h"

#include <inttypes.h>

#include "doc/fields.h"
#include "store/store_private.h"

#define STAGE_HELD    "held" /* of what is no document yet */
#define STAGE_OPINION "unconfirmed"
#define STAGE_TAKEN   "not-taken"
#define STAGE_OVERDUE "overdue"

static const char *const kinds[] = {
	[VT_LATE_STEP] = "", /* its own stage */
	[VT_LATE_OPINION] = STAGE_OPINION,
	[VT_LATE_NOT_TAKEN] = STAGE_TAKEN,
	[VT_LATE_OVERDUE] = STAGE_OVERDUE,
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == VT_N_LATES);

bool vt_rings_first(vt_store *store, const vt_ring *ring, int64_t now, bool *first_out,
		    GError **error)
{
	static const char sql[] = "INSERT INTO clock (what, key, stage, at)"
				  " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, ring->what);
	vt_query_text(query, 2, ring->key);
	vt_query_text(query, 3, ring->stage);
	vt_query_int(query, 4, now);
	if (!vt_query_run(query, error))
		return false;
	*first_out = vt_store_changes(store) == 1;
	return true;
}

bool vt_rings_has(vt_store *store, const vt_ring *ring, bool *has_out, GError **error)
{
	static const char sql[] =
		"SELECT count(*) FROM clock WHERE what = ?1 AND key = ?2 AND stage = ?3";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t count = 0;

	vt_query_text(query, 1, ring->what);
	vt_query_text(query, 2, ring->key);
	vt_query_text(query, 3, ring->stage);
	if (!vt_query_one(query, &count, error))
		return false;
	*has_out = count > 0;
	return true;
}

void vt_late_free(vt_late *late)
{
	if (late == NULL)
		return;
	g_free(late->arrival);
	g_free(late);
}

char *vt_late_key(const vt_late *late)
{
	return late->document > 0 ? g_strdup_printf("document:%" PRId64, late->document)
				  : g_strdup_printf("arrival:%s", late->arrival);
}

const char *vt_late_stage(const vt_late *late)
{
	if (late->kind != VT_LATE_STEP)
		return kinds[late->kind];
	return late->document > 0 ? vt_stage_name(late->stage) : STAGE_HELD;
}

/* Takes query: arrival, document, stage, since, urgency. */
static GPtrArray *read_all(vt_query *take_query, const vt_late_filter *filter, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_late_free);
	GError *fault = NULL;

	vt_query_text(query, 1, filter->own);
	vt_query_int(query, 2, filter->before);
	vt_query_int(query, 3, filter->documents);
	vt_query_int(query, 4, filter->limit);
	while (vt_query_next(query, &fault)) {
		vt_late *late = g_new0(vt_late, 1);
		const char *stage = vt_query_get(query, 2), *urgency = vt_query_get(query, 4);
		int found = stage != NULL ? vt_stage_find(stage) : 0;

		late->arrival = vt_query_dup(query, 0);
		late->document = vt_query_get_int(query, 1);
		late->stage = (vt_stage)MAX(found, 0);
		for (int kind = VT_LATE_OPINION; kind < VT_N_LATES; kind++)
			if (g_strcmp0(stage, kinds[kind]) == 0)
				late->kind = (vt_late_kind)kind;
		late->since = vt_query_get_int(query, 3);
		late->urgency = urgency != NULL ? MAX(vt_urgency_parse(urgency), 0) : 0;
		g_ptr_array_add(list, late);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_late_clerk(vt_store *store, const vt_late_filter *filter, GError **error)
{
	static const char sql[] =
		"SELECT id, 0, NULL, received_at, NULL FROM arrival WHERE state = 'held'"
		" AND secret = 0 AND (own = ?1 OR own IS NULL) AND received_at < ?2"
		" UNION ALL SELECT coalesce(arrival, of_arrival), id, stage, registered_at, NULL "
		"FROM document"
		" WHERE own = ?1 AND stage = 'registered' AND state = 'active' AND ?3 = 1"
		" AND registered_at < ?2 ORDER BY 4 LIMIT ?4";

	return read_all(vt_query_new(store, sql), filter, error);
}

GPtrArray *vt_late_opinions(vt_store *store, const vt_late_filter *filter, GError **error)
{
	static const char sql[] =
		"SELECT coalesce(document.arrival, document.of_arrival), document.id, "
		"'" STAGE_OPINION "', made_at, NULL FROM asking"
		" JOIN document ON document.id = asking.document WHERE asking.kind = 'confirm'"
		" AND asking.state = 'open' AND asking.own = ?1 AND document.state = 'active'"
		" AND made_at < ?2 AND ?3 IS NOT NULL ORDER BY made_at LIMIT ?4";

	return read_all(vt_query_new(store, sql), filter, error);
}

GPtrArray *vt_late_urgent(vt_store *store, const vt_late_filter *filter, GError **error)
{
	static const char sql[] =
		"SELECT id, 0 AS document, NULL, received_at, value FROM arrival"
		" JOIN arrival_field ON arrival = id AND field = 'urgency'"
		" WHERE state = 'held' AND secret = 0 AND (own = ?1 OR own IS NULL)"
		" AND received_at < ?2 AND value NOT IN ('0', 'Thường') AND NOT EXISTS"
		" (SELECT 1 FROM clock WHERE what = '" VT_RING_URGENT "'"
		"  AND key = 'arrival:' || id AND stage = '" STAGE_HELD "')"
		" UNION ALL SELECT coalesce(arrival, of_arrival), id, stage, CASE stage"
		"  WHEN 'submitted' THEN coalesce((SELECT max(made_at) FROM asking"
		"   WHERE asking.document = d.id AND kind = 'decide'), registered_at)"
		"  WHEN 'returned' THEN coalesce((SELECT max(at) FROM remark"
		"   WHERE remark.document = d.id AND kind = 'return'), registered_at)"
		"  WHEN 'assigned' THEN (SELECT min(counts_at) FROM task"
		"   WHERE task.document = d.id AND role = 'lead' AND task.state = 'given')"
		"  ELSE registered_at END AS since, urgency FROM document AS d"
		" WHERE own = ?1 AND urgency > 0 AND state = 'active' AND since < ?2"
		" AND (stage IN ('submitted', 'returned', 'assigned')"
		"  OR stage = 'registered' AND ?3 = 1) AND NOT EXISTS"
		" (SELECT 1 FROM clock WHERE what = '" VT_RING_URGENT "'"
		"  AND key = 'document:' || d.id AND clock.stage = d.stage)"
		" UNION ALL SELECT coalesce(arrival, of_arrival), d.id, late, min(since), urgency "
		"FROM document AS d"
		" JOIN (SELECT document, '" STAGE_TAKEN "' AS late, counts_at AS since FROM task"
		"  WHERE role = 'lead' AND parent IS NOT NULL AND state = 'given'"
		"  UNION ALL SELECT document, '" STAGE_OVERDUE "', due_at FROM task"
		"  WHERE role = 'lead' AND due_at IS NOT NULL"
		"  AND state NOT IN ('declined', 'done', 'withdrawn')) ON document = d.id"
		" WHERE own = ?1 AND urgency > 0 AND d.state = 'active' AND since < ?2"
		" AND stage IN ('assigned', 'worked-on') AND NOT EXISTS"
		" (SELECT 1 FROM clock WHERE what = '" VT_RING_URGENT "'"
		"  AND key = 'document:' || d.id AND clock.stage = late)"
		" GROUP BY d.id, late ORDER BY 4 LIMIT ?4";

	return read_all(vt_query_new(store, sql), filter, error);
}
