/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_tasks - vanthuctl tasks, and report tasks: who has what to do, and how well it went
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/tasks.h"
#include "work/handling.h"

#define DAY 86400

static const vt_column task_columns[] = {
	{ "#task", "Việc" },
	{ "number", "Số đến" },
	{ "subject", "Trích yếu" },
	{ "role", "Vai trò" },
	{ "unit", "Đơn vị" },
	{ "person", "Người thực hiện" },
	{ "given-by", "Người giao" },
	{ "given", "Ngày giao" },
	{ "due", "Hạn" },
	{ "state", "Tình trạng" },
	{ "class", "Xếp loại" },
	{ "finished", "Hoàn thành" },
	{ "#days", "Số ngày trễ" },
	{ "answer", "Văn bản trả lời" },
	{ "#parent", "Thuộc việc" },
};

static bool task_row(const vt_call *call, const vt_task_row *task, int64_t at, GError **error)
{
	g_autoptr(vt_document) document = vt_documents_get(call->store, task->document, error);
	vt_handling handling = VT_HANDLING_IN_TIME;

	if (document == NULL)
		return false;
	bool counts = vt_handling_of(task, at, &handling) && task->role != VT_TASK_INFORM;
	bool sealed = document->state == VT_DOCUMENT_SEALED;
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, task->id);
	g_autofree char *number =
		g_strdup_printf("%" G_GINT64_FORMAT "/%d", document->number, document->year);
	g_autofree char *given = vt_clock_stamp_vietnam(task->given_at);
	g_autofree char *due = vt_clock_stamp_vietnam(task->due_at);
	g_autofree char *finished =
		vt_clock_stamp_vietnam(task->state == VT_TASK_DONE ? task->state_at : VT_TIME_NONE);
	g_autofree char *days = g_strdup_printf("%d", counts ? vt_handling_days(task, at) : 0);
	g_autofree char *parent = g_strdup_printf("%" G_GINT64_FORMAT, task->parent);
	const char *cells[] = {
		id,
		number,
		vt_document_text(document, VT_FIELD_SUBJECT),
		vt_task_role_name(task->role),
		task->unit,
		task->person,
		task->given_by,
		given,
		due,
		vt_task_state_name(task->state),
		counts ? vt_handling_name(handling) : "",
		finished,
		days,
		sealed ? "" : task->answer,
		parent,
	};
	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	return true;
}

static void put_tasks(const vt_call *call, const GPtrArray *tasks, int64_t at, const char *class)
{
	g_autoptr(GError) error = NULL;

	vt_reply_table(call->reply, "tasks", task_columns, G_N_ELEMENTS(task_columns));
	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);
		vt_handling handling = VT_HANDLING_IN_TIME;

		if (class != NULL
		    && (task->role == VT_TASK_INFORM || !vt_handling_of(task, at, &handling)
			|| strcmp(class, vt_handling_name(handling)) != 0))
			continue;
		if (!task_row(call, task, at, &error)) {
			vt_look_gone(call, error);
			return;
		}
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

void vt_run_tasks(const vt_call *call)
{
	bool overdue = vt_call_option(call, "overdue") != NULL;
	const vt_task_filter filter = { .own = call->own,
					.person = vt_call_option(call, "person"),
					.unit = vt_call_option(call, "unit"),
					.open = overdue || vt_call_option(call, "all") == NULL,
					.due_before = overdue ? call->now : VT_TIME_NONE };
	g_autoptr(GError) error = NULL;

	if (filter.person != NULL
	    && vt_directory_person(call->office->directory, filter.person) == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "no person '%s' in the directory",
			     filter.person);
		return;
	}
	g_autoptr(GPtrArray) tasks = vt_tasks_list(call->store, &filter, VT_LOOK_LIMIT, &error);
	if (tasks == NULL)
		vt_call_failed(call, error);
	else
		put_tasks(call, tasks, call->now,
			  overdue ? vt_handling_name(VT_HANDLING_OVERDUE) : NULL);
}

/* --- report tasks --- */

static void put_lines(const vt_call *call, const char *title, const char *label,
		      const GPtrArray *lines)
{
	const vt_column columns[] = {
		{ "name", label },
		{ "#carried", "Tồn kỳ trước" },
		{ "#carried-overdue", "Tồn quá hạn" },
		{ "#received", "Nhận trong kỳ" },
		{ "#total", "Tổng phải xử lý" },
		{ "#on-time", "Đúng hạn" },
		{ "#late", "Trễ hạn" },
		{ "#in-time", "Còn hạn" },
		{ "#overdue", "Quá hạn" },
		{ "#informed", "Để biết" },
		{ "#informed-seen", "Đã biết" },
	};

	vt_reply_table(call->reply, title, columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < lines->len; i++) {
		const vt_handling_line *line = g_ptr_array_index(lines, i);
		const unsigned numbers[] = {
			line->carried,
			line->carried_overdue,
			line->received,
			line->total,
			line->counts[VT_HANDLED_ON_TIME],
			line->counts[VT_HANDLED_LATE],
			line->counts[VT_HANDLING_IN_TIME],
			line->counts[VT_HANDLING_OVERDUE],
			line->informed,
			line->informed_seen,
		};
		char texts[G_N_ELEMENTS(numbers)][16];
		const char *cells[G_N_ELEMENTS(columns)] = { line->name };

		for (size_t c = 0; c < G_N_ELEMENTS(numbers); c++) {
			g_snprintf(texts[c], sizeof(texts[c]), "%u", numbers[c]);
			cells[c + 1] = texts[c];
		}
		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void put_period(const vt_call *call, const vt_handling_period *period, int64_t at)
{
	static const vt_column columns[] = {
		{ "own", "Cơ quan" },
		{ "from", "Từ ngày" },
		{ "to", "Đến ngày" },
		{ "at", "Tính đến" },
	};
	g_autofree char *from = vt_clock_day_vietnam(period->from);
	g_autofree char *to = vt_clock_day_vietnam(period->to - DAY);
	g_autofree char *as_of = vt_clock_stamp_vietnam(at);
	const char *cells[] = { period->own, from, to, as_of };

	vt_reply_table(call->reply, "period", columns, G_N_ELEMENTS(columns));
	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

/* Without --from: this month. */
static bool take_period(const vt_call *call, vt_handling_period *period)
{
	vt_date month = vt_clock_vietnam(call->now);
	vt_register_range range = { 0 };

	if (!vt_look_day(call, "from", 0, &period->from)
	    || !vt_look_day(call, "to", DAY, &period->to) || !vt_look_own(call, &range))
		return false;
	month.day = 1;
	month.hour = month.minute = month.second = 0;
	if (period->from == 0)
		period->from = vt_clock_from_vietnam(&month);
	if (period->to == 0)
		period->to = vt_clock_day_begin(call->now) + DAY;
	period->own = range.own->key;
	period->now = call->now;
	if (period->from < period->to)
		return true;
	vt_reply_end(call->reply, EX_USAGE, "--from lies after --to");
	return false;
}

void vt_run_report_tasks(const vt_call *call)
{
	vt_handling_period period = { 0 };
	g_autoptr(GError) error = NULL;

	if (!take_period(call, &period))
		return;
	g_autoptr(vt_handling_report) report =
		vt_handling_make(call->store, call->office, &period, &error);
	if (report == NULL) {
		vt_call_failed(call, error);
		return;
	}
	put_period(call, &period, report->at);
	put_lines(call, "units", "Đơn vị", report->units);
	put_lines(call, "people", "Người thực hiện", report->people);
	put_lines(call, "types", "Tên loại", report->types);
	if (vt_call_option(call, "rows") != NULL)
		put_tasks(call, report->tasks, report->at, NULL);
	vt_reply_end(call->reply, EX_OK, NULL);
}
