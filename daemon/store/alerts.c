/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alerts - what an arrival resembles, linked to what is registered
 */
#include "store/documents.h"

#include "store/store_private.h"

static const char *const names[] = {
	[VT_ALERT_BYTES] = "bytes",
	[VT_ALERT_SIGNATURE] = "signature",
	[VT_ALERT_NUMBER] = "number",
	[VT_ALERT_ATTACHMENT] = "attachment",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_ALERTS);

const char *vt_alert_name(vt_alert_kind kind)
{
	g_assert(kind < VT_N_ALERTS);
	return names[kind];
}

void vt_alert_free(vt_alert *alert)
{
	if (!alert)
		return;
	g_free(alert->arrival);
	g_free(alert->detail);
	g_free(alert);
}

bool vt_documents_link(vt_store *store, const char *arrival, const vt_alert *alert, int64_t now,
		       GError **error)
{
	static const char sql[] =
		"INSERT INTO alert (arrival, kind, document, resembles, detail, at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_text(query, 2, vt_alert_name(alert->kind));
	vt_query_int(query, 3, alert->document);
	vt_query_text(query, 4, alert->arrival ? alert->arrival : "");
	vt_query_text(query, 5, alert->detail ? alert->detail : "");
	vt_query_int(query, 6, now);
	return vt_query_run(query, error);
}

/* Takes query: kind, document, arrival, year, number, detail. */
static GPtrArray *read_all(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_alert_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_alert *alert = g_new0(vt_alert, 1);

		for (unsigned i = 0; i < VT_N_ALERTS; i++)
			if (strcmp(names[i], vt_query_get(query, 0)) == 0)
				alert->kind = (vt_alert_kind)i;
		alert->document = vt_query_get_int(query, 1);
		alert->arrival = vt_query_dup(query, 2);
		alert->year = (int)vt_query_get_int(query, 3);
		alert->number = vt_query_get_int(query, 4);
		alert->detail = vt_query_dup(query, 5);
		g_ptr_array_add(list, alert);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_documents_alerts(vt_store *store, const char *arrival, GError **error)
{
	vt_query *query = vt_query_new(
		store, "SELECT kind, document, nullif(resembles, ''), d.year, d.number, detail"
		       " FROM alert LEFT JOIN document d ON d.id = document"
		       " WHERE alert.arrival = ?1 ORDER BY at, kind");

	vt_query_text(query, 1, arrival);
	return read_all(query, error);
}

GPtrArray *vt_documents_linked(vt_store *store, int64_t document, GError **error)
{
	vt_query *query =
		vt_query_new(store, "SELECT kind, document, alert.arrival, d.year, d.number, detail"
				    " FROM alert JOIN document d ON d.id = document"
				    " WHERE document = ?1 ORDER BY at, kind");

	vt_query_int(query, 1, document);
	return read_all(query, error);
}
