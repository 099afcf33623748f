/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_work - what became of a document: stage, tasks, what people said; and the register of it
 */
#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/tasks.h"

static const char *name_of(const vt_call *call, const char *key)
{
	const vt_person *person = vt_directory_person(call->office->directory, key);

	return person != NULL ? person->name : key;
}

static void put_tasks(const vt_call *call, int64_t document)
{
	static const vt_column columns[] = {
		{ "#task", "Việc" },
		{ "role", "Vai trò" },
		{ "unit", "Đơn vị" },
		{ "person", "Người thực hiện" },
		{ "given-by", "Người giao" },
		{ "on-behalf", "Thay mặt" },
		{ "due", "Hạn" },
		{ "state", "Tình trạng" },
		{ "seen", "Ký nhận" },
		{ "answer", "Văn bản trả lời" },
		{ "result", "Kết quả" },
	};
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(call->store, document, NULL);

	if (tasks == NULL || tasks->len == 0)
		return;
	vt_reply_table(call->reply, "tasks", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, task->id);
		g_autofree char *due = vt_clock_stamp_vietnam(task->due_at);
		g_autofree char *seen = vt_clock_stamp_vietnam(task->seen_at);
		const char *cells[] = { id,
					vt_task_role_name(task->role),
					task->unit,
					task->person,
					task->given_by,
					task->on_behalf,
					due,
					vt_task_state_name(task->state),
					seen,
					task->answer,
					task->result };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void put_remarks(const vt_call *call, int64_t document)
{
	static const vt_column columns[] = {
		{ "at", "Lúc" },           { "person", "Người" },      { "on-behalf", "Thay mặt" },
		{ "kind", "Loại" },        { "proof", "Chứng minh" },  { "arrival", "Mã thư" },
		{ "words", "Nguyên văn" }, { "files", "Tệp gửi kèm" },
	};
	g_autoptr(GPtrArray) remarks = vt_remarks_of(call->store, document, 0, NULL);

	if (remarks == NULL || remarks->len == 0)
		return;
	vt_reply_table(call->reply, "remarks", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < remarks->len; i++) {
		const vt_remark *one = g_ptr_array_index(remarks, i);
		g_autofree char *at = vt_clock_stamp_vietnam(one->at);
		g_autofree char *files = vt_remarks_files(call->store, one, NULL);
		const char *cells[] = {
			at,         one->person,  one->on_behalf, vt_remark_name(one->kind),
			one->proof, one->arrival, one->words,     files
		};

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

void vt_look_work(const vt_call *call, int64_t document)
{
	put_tasks(call, document);
	put_remarks(call, document);
}

/* Tasks of the leader that were not taken back; of a unit its name. */
static bool is_listed(const vt_task_row *task)
{
	return task->parent == 0 && task->state != VT_TASK_WITHDRAWN
	       && task->state != VT_TASK_DECLINED;
}

void vt_look_passed(const vt_call *call, int64_t document, vt_passed *out)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(call->store, document, NULL);
	g_autoptr(GString) to = g_string_new(NULL);
	g_autoptr(GString) signed_for = g_string_new(NULL);

	*out = (vt_passed){ .at = VT_TIME_NONE };
	for (guint i = 0; tasks != NULL && i < tasks->len; i++) {
		const vt_task_row *task = g_ptr_array_index(tasks, i);
		const char *name = task->unit != NULL ? task->unit : name_of(call, task->person);

		if (!is_listed(task))
			continue;
		g_string_append_printf(to, "%s%s", to->len > 0 ? "; " : "", name);
		out->at = task->counts_at;
		if (task->seen_at == VT_TIME_NONE)
			continue;
		g_autofree char *day = vt_clock_day_vietnam(task->seen_at);
		g_string_append_printf(signed_for, "%s%s %s", signed_for->len > 0 ? "; " : "",
				       name_of(call, task->person), day);
	}
	out->to = g_strdup(to->str);
	out->signed_for = g_strdup(signed_for->str);
}

void vt_passed_clear(vt_passed *passed)
{
	g_free(passed->to);
	g_free(passed->signed_for);
}
