/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tasks - tasks and remarks come back as they were written; the stage of a document
 */
#include "store/tasks.h"

#include "base/error.h"
#include "store/documents.h"
#include "tests/unit/bed.h"

static vt_task_row *new_task(int64_t document, const char *person, int64_t due_at)
{
	vt_task_row *task = vt_task_row_new();

	task->own = g_strdup("kimson");
	task->document = document;
	task->person = g_strdup(person);
	task->given_by = g_strdup("pct");
	task->opinion = g_strdup("Giao đồng chí nghiên cứu,\ntham mưu");
	task->state_at = task->given_at = task->counts_at = NOON;
	task->due_at = due_at;
	return task;
}

static int64_t add_task(bed *b, vt_task_row *task)
{
	g_autoptr(GError) error = NULL;

	bed_begin(b);
	g_assert_true(vt_tasks_insert(b->store, task, &error));
	g_assert_no_error(error);
	bed_end(b, true);
	return task->id;
}

static void test_round_trip(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_autoptr(vt_task_row) unit = new_task(1, "truong", VT_TIME_NONE);
	g_autoptr(vt_task_row) task = new_task(1, "an", NOON + 86400);
	unit->unit = g_strdup("Phòng Nội vụ");
	add_task(&b, unit);
	task->parent = unit->id;
	task->role = VT_TASK_SUPPORT;
	task->on_behalf = g_strdup("KT. ct");
	add_task(&b, task);
	task->state = VT_TASK_DONE;
	task->result = g_strdup("đã trả lời");
	task->answer = g_strdup("12/UBND-VP");
	task->seen_at = NOON + 5;
	task->seen_how = g_strdup("answer");
	task->extended = 2;
	task->sequence = 3;
	bed_begin(&b);
	g_assert_true(vt_tasks_update(b.store, task, &error));
	bed_end(&b, true);
	g_autoptr(vt_task_row) read = vt_tasks_get(b.store, task->id, &error);
	g_assert_no_error(error);
	g_assert_cmpint(read->parent, ==, unit->id);
	g_assert_cmpint(read->document, ==, 1);
	g_assert_cmpint(read->role, ==, VT_TASK_SUPPORT);
	g_assert_cmpint(read->state, ==, VT_TASK_DONE);
	g_assert_null(read->unit);
	g_assert_cmpstr(read->person, ==, "an");
	g_assert_cmpstr(read->on_behalf, ==, "KT. ct");
	g_assert_cmpstr(read->opinion, ==, task->opinion);
	g_assert_cmpstr(read->answer, ==, "12/UBND-VP");
	g_assert_cmpstr(read->seen_how, ==, "answer");
	g_assert_cmpint(read->seen_at, ==, NOON + 5);
	g_assert_cmpint(read->due_at, ==, NOON + 86400);
	g_assert_cmpint(read->extended, ==, 2);
	g_assert_cmpint(read->sequence, ==, 3);
	g_assert_null(vt_tasks_get(b.store, 77, &error));
	g_assert_no_error(error);
	g_autoptr(GPtrArray) both = vt_tasks_of_document(b.store, 1, &error);
	g_assert_cmpuint(both->len, ==, 2);
	g_assert_cmpint(((vt_task_row *)both->pdata[0])->due_at, ==, VT_TIME_NONE);
	bed_clear(&b);
}

static unsigned count(bed *b, const vt_task_filter *filter)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = vt_tasks_list(b->store, filter, 100, &error);

	g_assert_no_error(error);
	return list->len;
}

static void test_filter(void)
{
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	/* One in each state: those that the list calls open are those of doc/workflow. */
	unsigned open = 0;
	for (int state = 0; state < VT_N_TASK_STATES; state++) {
		g_autoptr(vt_task_row) task =
			new_task(1, state % 2 ? "an" : "binh", NOON + state * 3600);

		task->state = (vt_task_state)state;
		task->unit = g_strdup(state == 0 ? "Văn phòng" : NULL);
		add_task(&b, task);
		open += vt_task_is_open(task->state);
	}
	vt_task_filter filter = { .due_before = VT_TIME_NONE };
	g_assert_cmpuint(count(&b, &filter), ==, VT_N_TASK_STATES);
	filter.open = true;
	g_assert_cmpuint(count(&b, &filter), ==, open);
	g_autoptr(GPtrArray) list = vt_tasks_list(b.store, &filter, 100, NULL);
	for (guint i = 0; i < list->len; i++)
		g_assert_true(vt_task_is_open(((vt_task_row *)list->pdata[i])->state));
	filter.due_before = NOON + 3600;
	g_assert_cmpuint(count(&b, &filter), ==, 1);
	filter = (vt_task_filter){ .person = "an", .due_before = VT_TIME_NONE };
	g_assert_cmpuint(count(&b, &filter), ==, 3);
	filter = (vt_task_filter){ .unit = "Văn phòng", .due_before = VT_TIME_NONE };
	g_assert_cmpuint(count(&b, &filter), ==, 1);
	filter = (vt_task_filter){ .own = "phuhoa", .due_before = VT_TIME_NONE };
	g_assert_cmpuint(count(&b, &filter), ==, 0);
	bed_clear(&b);
}

static void test_remarks(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_autoptr(vt_task_row) task = new_task(1, "an", VT_TIME_NONE);
	add_task(&b, task);
	char person[] = "an", words[] = "Đã làm việc với Sở\n  nguyên văn", proof[] = "smime";
	bed_begin(&b);
	for (int kind = 0; kind < VT_N_REMARKS; kind++) {
		const vt_remark remark = { .document = 1,
					   .task = kind % 2 ? task->id : 0,
					   .person = person,
					   .kind = (vt_remark_kind)kind,
					   .words = words,
					   .proof = proof,
					   .at = NOON + kind };

		g_assert_true(vt_remarks_add(b.store, &remark, &error));
	}
	bed_end(&b, true);
	g_autoptr(GPtrArray) all = vt_remarks_of(b.store, 1, 0, &error);
	g_assert_cmpuint(all->len, ==, VT_N_REMARKS);
	for (int kind = 0; kind < VT_N_REMARKS; kind++) {
		const vt_remark *remark = all->pdata[kind];

		g_assert_cmpint(remark->kind, ==, kind);
		g_assert_cmpstr(remark->words, ==, words);
		g_assert_null(remark->arrival);
	}
	g_autoptr(GPtrArray) some = vt_remarks_of(b.store, 1, task->id, &error);
	g_assert_cmpuint(some->len, ==, VT_N_REMARKS / 2);
	bed_clear(&b);
}

static void test_stage(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = 0;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_assert_true(vt_documents_stage(b.store, 1, &stage, &due_at, &error));
	g_assert_cmpint(stage, ==, VT_STAGE_REGISTERED);
	g_assert_cmpint(due_at, ==, VT_TIME_NONE);
	bed_begin(&b);
	g_assert_true(vt_documents_set_stage(b.store, 1, VT_STAGE_ASSIGNED, NOON + 86400, &error));
	bed_end(&b, true);
	g_assert_true(vt_documents_stage(b.store, 1, &stage, &due_at, &error));
	g_assert_cmpint(stage, ==, VT_STAGE_ASSIGNED);
	g_assert_cmpint(due_at, ==, NOON + 86400);
	g_assert_false(vt_documents_stage(b.store, 9, &stage, &due_at, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tasks/round-trip", test_round_trip);
	g_test_add_func("/tasks/filter", test_filter);
	g_test_add_func("/tasks/remarks", test_remarks);
	g_test_add_func("/tasks/stage", test_stage);
	return g_test_run();
}
