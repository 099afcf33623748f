/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tasks - who carries out a document, until when, and where it stands
 */
#include "store/tasks.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/store_private.h"

vt_task_row *vt_task_row_new(void)
{
	vt_task_row *task = g_new0(vt_task_row, 1);

	task->state_at = task->given_at = task->counts_at = VT_TIME_NONE;
	task->due_at = task->seen_at = VT_TIME_NONE;
	return task;
}

void vt_task_row_free(vt_task_row *task)
{
	if (task == NULL)
		return;
	char *texts[] = { task->own,      task->unit,      task->person,
			  task->given_by, task->on_behalf, task->opinion,
			  task->result,   task->answer,    task->seen_how };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(task);
}

/* What both statements write, from parameter 2 on. */
static void bind_row(vt_query *query, const vt_task_row *task)
{
	vt_query_text(query, 2, task->unit);
	vt_query_text(query, 3, task->person);
	vt_query_text(query, 4, vt_task_state_name(task->state));
	vt_query_int(query, 5, task->state_at);
	vt_query_text(query, 6, task->given_by);
	vt_query_text(query, 7, task->on_behalf);
	vt_query_int(query, 8, task->given_at);
	vt_query_int(query, 9, task->counts_at);
	vt_query_at(query, 10, task->due_at);
	vt_query_text(query, 11, task->opinion != NULL ? task->opinion : "");
	vt_query_text(query, 12, task->result);
	vt_query_text(query, 13, task->answer);
	vt_query_at(query, 14, task->seen_at);
	vt_query_text(query, 15, task->seen_how);
	vt_query_int(query, 16, task->extended);
	vt_query_int(query, 17, task->sequence);
}

bool vt_tasks_insert(vt_store *store, vt_task_row *task, GError **error)
{
	static const char sql[] =
		"INSERT INTO task (own, unit, person, state, state_at, given_by, on_behalf,"
		" given_at, counts_at, due_at, opinion, result, answer, seen_at, seen_how,"
		" extended, sequence, document, parent, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		" ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, nullif(?19, 0), ?20)"
		" RETURNING id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act && task->id == 0);
	vt_query_text(query, 1, task->own);
	bind_row(query, task);
	vt_query_int(query, 18, task->document);
	vt_query_int(query, 19, task->parent);
	vt_query_text(query, 20, vt_task_role_name(task->role));
	return vt_query_one(query, &task->id, error);
}

bool vt_tasks_update(vt_store *store, const vt_task_row *task, GError **error)
{
	static const char sql[] =
		"UPDATE task SET unit = ?2, person = ?3, state = ?4, state_at = ?5, given_by = ?6,"
		" on_behalf = ?7, given_at = ?8, counts_at = ?9, due_at = ?10, opinion = ?11,"
		" result = ?12, answer = ?13, seen_at = ?14, seen_how = ?15, extended = ?16,"
		" sequence = ?17 WHERE id = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, task->id);
	bind_row(query, task);
	if (!vt_query_run(query, error))
		return false;
	return vt_store_changes(store) == 1
	       || vt_error_set(error, VT_NEVER, "no task %" PRId64, task->id);
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
	"SELECT own, unit, person, given_by, on_behalf, opinion, result, answer, seen_how, id,"    \
	" document, parent, role, state, state_at, given_at, counts_at, due_at, seen_at,"          \
	" extended, sequence FROM task "

static vt_task_row *read_row(vt_query *query)
{
	vt_task_row *task = vt_task_row_new();
	char **const texts[] = { &task->own,      &task->unit,      &task->person,
				 &task->given_by, &task->on_behalf, &task->opinion,
				 &task->result,   &task->answer,    &task->seen_how };
	int column = 0;

	for (; column < (int)G_N_ELEMENTS(texts); column++)
		*texts[column] = vt_query_dup(query, column);
	task->id = vt_query_get_int(query, column++);
	task->document = vt_query_get_int(query, column++);
	task->parent = vt_query_get_int(query, column++);
	int role = vt_task_role_find(vt_query_get(query, column++));
	int state = vt_task_state_find(vt_query_get(query, column++));
	task->role = (vt_task_role)MAX(role, 0);
	task->state = (vt_task_state)MAX(state, 0);
	task->state_at = vt_query_get_at(query, column++);
	task->given_at = vt_query_get_at(query, column++);
	task->counts_at = vt_query_get_at(query, column++);
	task->due_at = vt_query_get_at(query, column++);
	task->seen_at = vt_query_get_at(query, column++);
	task->extended = (int)vt_query_get_int(query, column++);
	task->sequence = (int)vt_query_get_int(query, column++);
	return task;
}

/* Takes query. */
static GPtrArray *read_all(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_task_row_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

vt_task_row *vt_tasks_get(vt_store *store, int64_t id, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, COLUMNS "WHERE id = ?1");

	vt_query_int(query, 1, id);
	return vt_query_next(query, error) ? read_row(query) : NULL;
}

GPtrArray *vt_tasks_of_document(vt_store *store, int64_t document, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE document = ?1 ORDER BY id");

	vt_query_int(query, 1, document);
	return read_all(query, error);
}

GPtrArray *vt_tasks_list(vt_store *store, const vt_task_filter *filter, unsigned limit,
			 GError **error)
{
	/* The states that are over are those of doc/workflow.c; a test holds them together. */
	vt_query *query = vt_query_new(
		store, COLUMNS
		"WHERE (?1 IS NULL OR own = ?1) AND (?2 IS NULL OR person = ?2)"
		" AND (?3 IS NULL OR unit = ?3)"
		" AND (?4 = 0 OR state NOT IN ('declined', 'done', 'withdrawn'))"
		" AND (?5 IS NULL OR due_at < ?5) ORDER BY due_at IS NULL, due_at, id LIMIT ?6");

	vt_query_text(query, 1, filter->own);
	vt_query_text(query, 2, filter->person);
	vt_query_text(query, 3, filter->unit);
	vt_query_int(query, 4, filter->open);
	vt_query_at(query, 5, filter->due_before);
	vt_query_int(query, 6, limit);
	return read_all(query, error);
}

GPtrArray *vt_tasks_between(vt_store *store, const char *own, int64_t from, int64_t to,
			    GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE own = ?1 AND given_at < ?3 AND (state_at >= ?2"
			       " OR state NOT IN ('declined', 'done', 'withdrawn')) ORDER BY id");

	vt_query_text(query, 1, own);
	vt_query_int(query, 2, from);
	vt_query_int(query, 3, to);
	return read_all(query, error);
}

/* ---- where a document stands ---- */

bool vt_documents_set_stage(vt_store *store, int64_t document, vt_stage stage, int64_t due_at,
			    GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE document SET stage = ?2, due_at = ?3 WHERE id = ?1");

	g_assert(store->in_act);
	vt_query_int(query, 1, document);
	vt_query_text(query, 2, stage == VT_STAGE_NONE ? NULL : vt_stage_name(stage));
	vt_query_at(query, 3, due_at);
	if (!vt_query_run(query, error))
		return false;
	return vt_store_changes(store) == 1
	       || vt_error_set(error, VT_NEVER, "no document %" PRId64, document);
}

bool vt_documents_stage(vt_store *store, int64_t document, vt_stage *stage_out, int64_t *due_at_out,
			GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT stage, due_at FROM document WHERE id = ?1");
	GError *fault = NULL;
	const char *name = NULL;

	vt_query_int(query, 1, document);
	if (!vt_query_next(query, &fault)) {
		if (fault == NULL)
			return vt_error_set(error, VT_NEVER, "no document %" PRId64, document);
		g_propagate_error(error, fault);
		return false;
	}
	name = vt_query_get(query, 0);
	*stage_out = name == NULL ? VT_STAGE_NONE : (vt_stage)MAX(vt_stage_find(name), 0);
	*due_at_out = vt_query_get_at(query, 1);
	return true;
}
