/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-handling - the four classes at their edges, and tables that are the sum of their rows
 */
#include "work/handling.h"

#include "tests/unit/bed.h"

#define DAY   86400
#define FROM  NOON
#define UNTIL (NOON + 10 * DAY)

static void test_classes(void)
{
	static const struct {
		vt_task_state state;
		int64_t state_at, due_at;
		bool counts;
		vt_handling handling;
		int days;
	} cases[] = {
		{ VT_TASK_DONE, NOON + DAY, NOON + DAY, true, VT_HANDLED_ON_TIME, 0 },
		{ VT_TASK_DONE, NOON + DAY + 1, NOON + DAY, true, VT_HANDLED_LATE, 0 },
		{ VT_TASK_DONE, NOON + 3 * DAY, NOON + DAY, true, VT_HANDLED_LATE, 2 },
		{ VT_TASK_DONE, NOON + DAY, VT_TIME_NONE, true, VT_HANDLED_ON_TIME, 0 },
		{ VT_TASK_GIVEN, NOON, UNTIL, true, VT_HANDLING_IN_TIME, 0 },
		{ VT_TASK_GIVEN, NOON, UNTIL - 1, true, VT_HANDLING_OVERDUE, 0 },
		{ VT_TASK_PASSED, NOON, UNTIL - 3 * DAY, true, VT_HANDLING_OVERDUE, 3 },
		{ VT_TASK_GIVEN, NOON, VT_TIME_NONE, true, VT_HANDLING_IN_TIME, 0 },
		/* Done after the moment that is looked at: open then. */
		{ VT_TASK_DONE, UNTIL + DAY, UNTIL - DAY, true, VT_HANDLING_OVERDUE, 1 },
		{ VT_TASK_WITHDRAWN, NOON + DAY, NOON, false, 0, 0 },
		{ VT_TASK_DECLINED, NOON + DAY, NOON, false, 0, 0 },
		{ VT_TASK_WITHDRAWN, UNTIL + DAY, UNTIL, true, VT_HANDLING_IN_TIME, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const vt_task_row task = { .state = cases[i].state,
					   .state_at = cases[i].state_at,
					   .due_at = cases[i].due_at,
					   .given_at = NOON - DAY,
					   .counts_at = NOON - DAY };
		vt_handling handling = VT_N_HANDLINGS;

		g_test_message("case %zu", i);
		g_assert_cmpint(vt_handling_of(&task, UNTIL, &handling), ==, cases[i].counts);
		if (!cases[i].counts)
			continue;
		g_assert_cmpint(handling, ==, cases[i].handling);
		g_assert_cmpint(vt_handling_days(&task, UNTIL), ==, cases[i].days);
	}
}

typedef struct given {
	const char *person, *unit;
	vt_task_role role;
	vt_task_state state;
	int64_t given_at, state_at, due_at, parent;
} given;

static void give(bed *b, const given *one)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_task_row) task = vt_task_row_new();

	task->own = g_strdup("kimson");
	task->document = 1;
	task->parent = one->parent;
	task->person = g_strdup(one->person);
	task->unit = g_strdup(one->unit);
	task->role = one->role;
	task->given_by = g_strdup("pct");
	task->state = one->state;
	task->state_at = one->state_at;
	task->given_at = task->counts_at = one->given_at;
	task->due_at = one->due_at;
	bed_begin(b);
	g_assert_true(vt_tasks_insert(b->store, task, &error));
	g_assert_no_error(error);
	bed_end(b, true);
}

static const vt_handling_line *line_of(const GPtrArray *lines, const char *name)
{
	for (guint i = 0; i < lines->len; i++) {
		const vt_handling_line *line = g_ptr_array_index(lines, i);

		if (g_str_equal(line->name, name))
			return line;
	}
	g_assert_not_reached();
}

static void check_sum(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const vt_handling_line *line = g_ptr_array_index(lines, i);
		unsigned sum = 0;

		for (int c = 0; c < VT_N_HANDLINGS; c++)
			sum += line->counts[c];
		g_assert_cmpuint(line->total, ==, sum);
		g_assert_cmpuint(line->total, ==, line->carried + line->received);
		g_assert_cmpuint(line->carried_overdue, <=, line->carried);
	}
}

static void test_tables(void)
{
	static const given all[] = {
		/* 1: of a unit, passed on to 2 */
		{ "head", "Nội vụ", VT_TASK_LEAD, VT_TASK_PASSED, FROM + 1, FROM + 2, UNTIL + DAY,
		  0 },
		{ "an", "Nội vụ", VT_TASK_LEAD, VT_TASK_WORKED_ON, FROM + 2, FROM + 3, UNTIL - DAY,
		  1 },
		/* carried over, overdue when the period began, done late in it */
		{ "an", "Nội vụ", VT_TASK_LEAD, VT_TASK_DONE, FROM - 5 * DAY, FROM + DAY,
		  FROM - DAY, 0 },
		/* over before the period */
		{ "an", "Nội vụ", VT_TASK_LEAD, VT_TASK_DONE, FROM - 5 * DAY, FROM - DAY, FROM, 0 },
		/* given after it */
		{ "an", "Nội vụ", VT_TASK_LEAD, VT_TASK_GIVEN, UNTIL, UNTIL, UNTIL + DAY, 0 },
		{ "binh", "Tài chính", VT_TASK_SUPPORT, VT_TASK_DONE, FROM + 1, FROM + DAY,
		  FROM + DAY, 0 },
		{ "binh", "Tài chính", VT_TASK_INFORM, VT_TASK_ACCEPTED, FROM + 1, FROM + 2,
		  VT_TIME_NONE, 0 },
		{ "binh", "Tài chính", VT_TASK_LEAD, VT_TASK_WITHDRAWN, FROM + 1, FROM + 2, FROM,
		  0 },
	};
	const vt_handling_period period = { "kimson", FROM, UNTIL, UNTIL + 5 * DAY };
	g_autoptr(GError) error = NULL;
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		give(&b, &all[i]);
	g_autoptr(vt_handling_report) report = vt_handling_make(b.store, b.office, &period, &error);
	g_assert_no_error(error);
	check_sum(report->units);
	check_sum(report->people);
	check_sum(report->types);
	const vt_handling_line *unit = line_of(report->units, "Nội vụ");
	g_assert_cmpuint(unit->total, ==, 2);
	g_assert_cmpuint(unit->carried, ==, 1);
	g_assert_cmpuint(unit->carried_overdue, ==, 1);
	g_assert_cmpuint(unit->counts[VT_HANDLED_LATE], ==, 1);
	g_assert_cmpuint(unit->counts[VT_HANDLING_IN_TIME], ==, 1);
	const vt_handling_line *other = line_of(report->units, "Tài chính");
	g_assert_cmpuint(other->total, ==, 1);
	g_assert_cmpuint(other->counts[VT_HANDLED_ON_TIME], ==, 1);
	g_assert_cmpuint(other->informed, ==, 1);
	g_assert_cmpuint(other->informed_seen, ==, 1);
	const vt_handling_line *an = line_of(report->people, "an");
	g_assert_cmpuint(an->total, ==, 2);
	g_assert_cmpuint(an->counts[VT_HANDLING_OVERDUE], ==, 1);
	for (guint i = 0; i < report->people->len; i++)
		g_assert_cmpstr(((vt_handling_line *)g_ptr_array_index(report->people, i))->name,
				!=, "head");
	g_assert_cmpuint(line_of(report->units, "Tổng cộng")->total, ==, 3);
	g_assert_cmpuint(line_of(report->types, "Tổng cộng")->total, ==, 3);
	g_assert_cmpuint(report->tasks->len, ==, 5);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/handling/classes", test_classes);
	g_test_add_func("/handling/tables", test_tables);
	return g_test_run();
}
