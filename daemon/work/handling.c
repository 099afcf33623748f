/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handling - how well tasks were carried out
 */
#include "work/handling.h"

#include <string.h>

#include "base/clock.h"
#include "store/documents.h"

#define DAY 86400

static const struct {
	const char *name, *shown;
} handlings[] = {
	[VT_HANDLED_ON_TIME] = { "on-time", "đúng hạn" },
	[VT_HANDLED_LATE] = { "late", "trễ hạn" },
	[VT_HANDLING_IN_TIME] = { "in-time", "còn hạn" },
	[VT_HANDLING_OVERDUE] = { "overdue", "quá hạn" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(handlings) == VT_N_HANDLINGS);

const char *vt_handling_name(vt_handling handling)
{
	g_assert(handling < VT_N_HANDLINGS);
	return handlings[handling].name;
}

const char *vt_handling_shown(vt_handling handling)
{
	g_assert(handling < VT_N_HANDLINGS);
	return handlings[handling].shown;
}

/* What became of it later had not happened then. */
static bool is_over(const vt_task_row *task, int64_t at)
{
	return !vt_task_is_open(task->state) && task->state_at < at;
}

bool vt_handling_of(const vt_task_row *task, int64_t at, vt_handling *handling_out)
{
	bool over = is_over(task, at);
	bool dated = task->due_at != VT_TIME_NONE;

	if (task->given_at >= at || task->counts_at > at || (over && task->state != VT_TASK_DONE))
		return false;
	if (over)
		*handling_out = dated && task->state_at > task->due_at ? VT_HANDLED_LATE
								       : VT_HANDLED_ON_TIME;
	else
		*handling_out =
			dated && task->due_at < at ? VT_HANDLING_OVERDUE : VT_HANDLING_IN_TIME;
	return true;
}

int vt_handling_days(const vt_task_row *task, int64_t at)
{
	int64_t end = is_over(task, at) ? task->state_at : at;

	if (task->due_at == VT_TIME_NONE || end <= task->due_at)
		return 0;
	return (int)((vt_clock_day_begin(end) - vt_clock_day_begin(task->due_at)) / DAY);
}

/* ---- the tables ---- */

static void free_line(void *data)
{
	vt_handling_line *line = data;

	g_free(line->name);
	g_free(line);
}

void vt_handling_report_free(vt_handling_report *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref(report->units);
	g_ptr_array_unref(report->people);
	g_ptr_array_unref(report->types);
	g_clear_pointer(&report->tasks, g_ptr_array_unref);
	g_free(report);
}

static vt_handling_line *line_of(GPtrArray *lines, const char *name)
{
	for (guint i = 0; i < lines->len; i++) {
		vt_handling_line *line = g_ptr_array_index(lines, i);

		if (strcmp(line->name, name) == 0)
			return line;
	}
	vt_handling_line *line = g_new0(vt_handling_line, 1);
	line->name = g_strdup(name);
	g_ptr_array_add(lines, line);
	return line;
}

static void count(vt_handling_line *line, const vt_task_row *task, const vt_handling_period *period,
		  int64_t at)
{
	vt_handling handling = VT_HANDLING_IN_TIME;

	if (!vt_handling_of(task, at, &handling))
		return;
	if (task->role == VT_TASK_INFORM) {
		line->informed++;
		line->informed_seen +=
			task->state == VT_TASK_ACCEPTED || task->seen_at != VT_TIME_NONE;
		return;
	}
	line->total++;
	line->counts[handling]++;
	if (task->given_at >= period->from) {
		line->received++;
		return;
	}
	line->carried++;
	line->carried_overdue += task->due_at != VT_TIME_NONE && task->due_at < period->from;
}

static int by_name(const void *a, const void *b)
{
	const vt_handling_line *const *one = a, *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

static void add_sum(GPtrArray *lines, const char *name)
{
	vt_handling_line *sum = g_new0(vt_handling_line, 1);

	g_ptr_array_sort(lines, by_name);
	for (guint i = 0; i < lines->len; i++) {
		const vt_handling_line *line = g_ptr_array_index(lines, i);

		sum->carried += line->carried;
		sum->carried_overdue += line->carried_overdue;
		sum->received += line->received;
		sum->total += line->total;
		for (int c = 0; c < VT_N_HANDLINGS; c++)
			sum->counts[c] += line->counts[c];
		sum->informed += line->informed;
		sum->informed_seen += line->informed_seen;
	}
	sum->name = g_strdup(name);
	g_ptr_array_add(lines, sum);
}

/* Tasks of which a part was passed on, by id: the part counts for people. */
static GHashTable *passed_on(const GPtrArray *tasks)
{
	GHashTable *parents = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < tasks->len; i++) {
		vt_task_row *task = g_ptr_array_index(tasks, i);

		if (task->parent != 0)
			g_hash_table_add(parents, &task->parent);
	}
	return parents;
}

static bool count_task(vt_store *store, const vt_office *office, vt_handling_report *report,
		       const vt_handling_period *period, const vt_task_row *task, GError **error)
{
	const vt_person *person = vt_directory_person(office->directory, task->person);
	const char *unit = task->unit != NULL                       ? task->unit
			   : person != NULL && person->unit != NULL ? person->unit
								    : "";
	g_autoptr(vt_document) document = vt_documents_get(store, task->document, error);

	if (document == NULL)
		return false;
	count(line_of(report->units, unit), task, period, report->at);
	count(line_of(report->types, vt_document_text(document, VT_FIELD_TYPE)), task, period,
	      report->at);
	return true;
}

static bool fill(vt_store *store, const vt_office *office, vt_handling_report *report,
		 const vt_handling_period *period, GError **error)
{
	g_autoptr(GHashTable) parents = passed_on(report->tasks);

	for (guint i = 0; i < report->tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(report->tasks, i);
		const vt_person *person = vt_directory_person(office->directory, task->person);

		if (task->parent == 0 && !count_task(store, office, report, period, task, error))
			return false;
		if (!g_hash_table_contains(parents, &task->id))
			count(line_of(report->people, person != NULL ? person->name : task->person),
			      task, period, report->at);
	}
	return true;
}

/* Those that count at the end of the period. */
static void keep_counted(vt_handling_report *report)
{
	vt_handling handling;

	for (guint i = report->tasks->len; i > 0; i--) {
		if (!vt_handling_of(g_ptr_array_index(report->tasks, i - 1), report->at, &handling))
			g_ptr_array_remove_index(report->tasks, i - 1);
	}
}

vt_handling_report *vt_handling_make(vt_store *store, const vt_office *office,
				     const vt_handling_period *period, GError **error)
{
	g_autoptr(vt_handling_report) report = g_new0(vt_handling_report, 1);

	report->units = g_ptr_array_new_with_free_func(free_line);
	report->people = g_ptr_array_new_with_free_func(free_line);
	report->types = g_ptr_array_new_with_free_func(free_line);
	report->at = MIN(period->to, period->now);
	report->tasks = vt_tasks_between(store, period->own, period->from, report->at, error);
	if (report->tasks == NULL)
		return NULL;
	keep_counted(report);
	if (!fill(store, office, report, period, error))
		return NULL;
	add_sum(report->units, "Tổng cộng");
	add_sum(report->people, "Tổng cộng");
	add_sum(report->types, "Tổng cộng");
	return g_steal_pointer(&report);
}
