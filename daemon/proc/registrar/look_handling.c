/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_handling - sổ theo dõi giải quyết văn bản đến: seven columns of NĐ 30/2020 Phụ lục IV
 *
 * A document stands in it once somebody has to carry it out.
 */
#include <string.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/tasks.h"
#include "work/handling.h"

static const vt_column columns[] = {
	{ "#arrival-number", "Số đến" },
	{ "document", "Tên loại, số, ký hiệu, ngày tháng văn bản và cơ quan ban hành" },
	{ "receivers", "Đơn vị hoặc người nhận" },
	{ "due", "Thời hạn giải quyết" },
	{ "progress", "Tiến độ giải quyết" },
	{ "answer", "Số, ký hiệu văn bản trả lời" },
	{ "note", "Ghi chú" },
};

static char *document_of(const vt_document *document)
{
	const char *notation = vt_document_text(document, VT_FIELD_NOTATION);
	g_autofree char *day = vt_look_shown_day(vt_document_text(document, VT_FIELD_ISSUED));

	return g_strdup_printf("%s %s%s%s%s%s; %s", vt_document_text(document, VT_FIELD_TYPE),
			       vt_document_text(document, VT_FIELD_NUMBER),
			       *notation != '\0' ? "/" : "", notation, *day != '\0' ? " ngày " : "",
			       day, vt_document_text(document, VT_FIELD_ISSUER));
}

static bool is_shown(const vt_task_row *task)
{
	return task->state != VT_TASK_WITHDRAWN && task->state != VT_TASK_DECLINED
	       && task->role != VT_TASK_INFORM;
}

/* "chủ trì: Phòng Nội vụ; phối hợp: Phòng Tài chính" */
static char *receivers_of(const vt_call *call, const GPtrArray *tasks)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);
		const vt_person *person =
			vt_directory_person(call->office->directory, task->person);
		const char *name = person != NULL ? person->name : task->person;

		if (is_shown(task))
			g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "; " : "",
					       vt_task_role_shown(task->role),
					       task->unit != NULL ? task->unit : name);
	}
	return g_string_free(text, FALSE);
}

/* The one that is in charge as a whole. */
static const vt_task_row *lead_of(const GPtrArray *tasks)
{
	const vt_task_row *lead = NULL;

	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);

		if (is_shown(task) && task->role == VT_TASK_LEAD && task->parent == 0)
			lead = task;
	}
	return lead;
}

/* The stage, and what was reported last. */
static char *progress_of(const vt_call *call, const vt_document *document)
{
	g_autoptr(GPtrArray) remarks = vt_remarks_of(call->store, document->id, 0, NULL);
	const vt_remark *last = NULL;
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	for (guint i = 0; remarks != NULL && i < remarks->len; i++) {
		const vt_remark *remark = g_ptr_array_index(remarks, i);

		if (remark->kind == VT_REMARK_PROGRESS || remark->kind == VT_REMARK_RESULT)
			last = remark;
	}
	if (!vt_documents_stage(call->store, document->id, &stage, &due_at, NULL))
		return g_strdup("");
	return g_strdup_printf("%s%s%s", vt_stage_shown(stage), last != NULL ? "; " : "",
			       last != NULL ? last->words : "");
}

static char *note_of(const vt_call *call, const vt_document *document, const vt_task_row *lead)
{
	g_autofree char *note = vt_register_note(document);
	vt_handling handling = VT_HANDLING_IN_TIME;

	if (lead == NULL || !vt_handling_of(lead, call->now, &handling))
		return g_steal_pointer(&note);
	return g_strdup_printf("%s%s%s", vt_handling_shown(handling), *note != '\0' ? "; " : "",
			       note);
}

static bool handling_cells(const vt_call *call, const vt_document *document, char **cells)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(call->store, document->id, NULL);

	if (tasks == NULL || tasks->len == 0 || document->state == VT_DOCUMENT_SEALED)
		return false;
	const vt_task_row *lead = lead_of(tasks);
	cells[0] = g_strdup_printf("%" G_GINT64_FORMAT, document->number);
	cells[1] = document_of(document);
	cells[2] = receivers_of(call, tasks);
	cells[3] = vt_clock_day_vietnam(lead != NULL ? lead->due_at : VT_TIME_NONE);
	cells[4] = progress_of(call, document);
	cells[5] = g_strdup(lead != NULL && lead->answer != NULL ? lead->answer : "");
	cells[6] = note_of(call, document, lead);
	return true;
}

const vt_book_print vt_handling_form = {
	.title = "handling",
	.heading = "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN",
	.columns = columns,
	.n_columns = G_N_ELEMENTS(columns),
	.cells = handling_cells,
};
