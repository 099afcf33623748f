/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remarks - what people said about a document or a task, verbatim
 */
#include "base/clock.h"
#include "store/store_private.h"
#include "store/tasks.h"

static const char *const kind_names[] = {
	[VT_REMARK_PROPOSAL] = "proposal", [VT_REMARK_OPINION] = "opinion",
	[VT_REMARK_RETURN] = "return",     [VT_REMARK_QUESTION] = "question",
	[VT_REMARK_ANSWER] = "answer",     [VT_REMARK_DECLINE] = "decline",
	[VT_REMARK_PROGRESS] = "progress", [VT_REMARK_MORE_TIME] = "more-time",
	[VT_REMARK_RESULT] = "result",     [VT_REMARK_NOTE] = "note",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == VT_N_REMARKS);

const char *vt_remark_name(vt_remark_kind kind)
{
	g_assert(kind < VT_N_REMARKS);
	return kind_names[kind];
}

void vt_remark_free(vt_remark *remark)
{
	if (remark == NULL)
		return;
	g_free(remark->person);
	g_free(remark->on_behalf);
	g_free(remark->words);
	g_free(remark->arrival);
	g_free(remark->proof);
	g_free(remark);
}

bool vt_remarks_add(vt_store *store, const vt_remark *remark, GError **error)
{
	static const char sql[] =
		"INSERT INTO remark (document, task, person, on_behalf, kind, words, arrival,"
		" proof, at) VALUES (nullif(?1, 0), nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, remark->document);
	vt_query_int(query, 2, remark->task);
	vt_query_text(query, 3, remark->person);
	vt_query_text(query, 4, remark->on_behalf);
	vt_query_text(query, 5, vt_remark_name(remark->kind));
	vt_query_text(query, 6, remark->words);
	vt_query_text(query, 7, remark->arrival);
	vt_query_text(query, 8, remark->proof);
	vt_query_int(query, 9, remark->at);
	return vt_query_run(query, error);
}

bool vt_tasks_strip(vt_store *store, int64_t document, int64_t now, GError **error)
{
	static const char *const sql[] = {
		"UPDATE remark SET words = '' WHERE document = ?1 AND ?2 <> 0",
		"UPDATE task SET opinion = '', result = NULL, answer = NULL"
		" WHERE document = ?1 AND ?2 <> 0",
		"UPDATE task SET state = 'withdrawn', state_at = ?2 WHERE document = ?1"
		" AND state NOT IN ('declined', 'done', 'withdrawn')",
		"UPDATE asking SET state = 'void', why = 'sealed'"
		" WHERE document = ?1 AND ?2 <> 0 AND task IS NOT NULL AND state = 'open'",
	};

	g_assert(store->in_act);
	for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
		g_autoptr(vt_query) query = vt_query_new(store, sql[i]);

		vt_query_int(query, 1, document);
		vt_query_int(query, 2, now);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

static vt_remark_kind find_kind(const char *name)
{
	for (int i = 0; i < VT_N_REMARKS; i++)
		if (g_str_equal(kind_names[i], name))
			return (vt_remark_kind)i;
	return VT_REMARK_NOTE;
}

GPtrArray *vt_remarks_of(vt_store *store, int64_t document, int64_t task, GError **error)
{
	static const char sql[] =
		"SELECT id, document, task, person, on_behalf, kind, words, arrival, proof, at"
		" FROM remark WHERE document = ?1 AND (?2 = 0 OR task = ?2) ORDER BY id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_remark_free);
	GError *fault = NULL;

	vt_query_int(query, 1, document);
	vt_query_int(query, 2, task);
	while (vt_query_next(query, &fault)) {
		vt_remark *remark = g_new0(vt_remark, 1);

		remark->id = vt_query_get_int(query, 0);
		remark->document = vt_query_get_int(query, 1);
		remark->task = vt_query_get_int(query, 2);
		remark->person = vt_query_dup(query, 3);
		remark->on_behalf = vt_query_dup(query, 4);
		remark->kind = find_kind(vt_query_get(query, 5));
		remark->words = vt_query_dup(query, 6);
		remark->arrival = vt_query_dup(query, 7);
		remark->proof = vt_query_dup(query, 8);
		remark->at = vt_query_get_int(query, 9);
		g_ptr_array_add(list, remark);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

char *vt_remarks_files(vt_store *store, const vt_remark *remark, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT coalesce(name, path) FROM part WHERE arrival = ?1"
				    " AND attachment = 1 ORDER BY position");
	g_autoptr(GString) names = g_string_new(NULL);
	GError *fault = NULL;

	vt_query_text(query, 1, remark->arrival);
	while (vt_query_next(query, &fault)) {
		g_autofree char *name = vt_query_dup(query, 0);

		g_string_append_printf(names, "%s%s", names->len > 0 ? "; " : "", name);
	}
	if (fault == NULL)
		return g_string_free(g_steal_pointer(&names), FALSE);
	g_propagate_error(error, fault);
	return NULL;
}
