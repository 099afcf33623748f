/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-workflow - every legal step is here; every other pair is refused
 */
#include <glib.h>
#include <string.h>

#include "doc/workflow.h"

/* Rows: from; columns: submit agree return work finish reopen undo cancel; "-" = refused. */
static const char *const stage_steps[VT_N_STAGES][VT_N_STEPS + 1] = {
	{ "none", "submitted", "assigned", "-", "-", "-", "-", "-", "cancelled" },
	{ "registered", "submitted", "assigned", "-", "-", "finished", "-", "-", "cancelled" },
	{ "submitted", "submitted", "assigned", "returned", "-", "finished", "-", "-",
	  "cancelled" },
	{ "returned", "submitted", "-", "-", "-", "-", "-", "submitted", "cancelled" },
	{ "assigned", "-", "-", "-", "worked-on", "finished", "assigned", "submitted",
	  "cancelled" },
	{ "worked-on", "-", "-", "-", "worked-on", "finished", "assigned", "-", "cancelled" },
	{ "finished", "-", "-", "-", "-", "-", "assigned", "worked-on", "-" },
	{ "cancelled", "-", "-", "-", "-", "-", "-", "-", "-" },
};

static void test_stages(void)
{
	unsigned legal = 0;

	for (int from = 0; from < VT_N_STAGES; from++) {
		g_assert_cmpint(vt_stage_find(stage_steps[from][0]), ==, from);
		g_assert_cmpstr(vt_stage_name((vt_stage)from), ==, stage_steps[from][0]);
		for (int step = 0; step < VT_N_STEPS; step++) {
			const char *expected = stage_steps[from][step + 1];
			vt_stage next = VT_N_STAGES;
			bool good = vt_stage_after((vt_stage)from, (vt_step)step, &next);

			g_assert_cmpint(good, ==, strcmp(expected, "-") != 0);
			if (good)
				g_assert_cmpstr(vt_stage_name(next), ==, expected);
			else /* untouched */
				g_assert_cmpint(next, ==, VT_N_STAGES);
			legal += good;
		}
	}
	g_assert_cmpuint(legal, ==, 26);
	g_assert_cmpint(vt_stage_find("nowhere"), ==, -1);
}

static void test_status(void)
{
	static const int expected[] = { 0, 3, 3, 3, 4, 5, 6, 0 };

	for (int stage = 0; stage < VT_N_STAGES; stage++)
		g_assert_cmpint(vt_stage_status((vt_stage)stage), ==, expected[stage]);
}

/* What partners are told never goes back from 06, nor from 05 to 04 but by a leader's word. */
static void test_status_forward(void)
{
	for (int from = 0; from < VT_N_STAGES; from++) {
		for (int step = 0; step < VT_N_STEPS; step++) {
			vt_stage next = VT_STAGE_NONE;

			if (step == VT_STEP_REOPEN || step == VT_STEP_UNDO || step == VT_STEP_CANCEL
			    || !vt_stage_after((vt_stage)from, (vt_step)step, &next))
				continue;
			g_assert_cmpint(vt_stage_status(next), >=, vt_stage_status((vt_stage)from));
		}
	}
}

/* accept decline pass-on progress done withdraw give-back */
static const char *const task_steps[VT_N_TASK_STATES][VT_N_TASK_STEPS + 1] = {
	{ "given", "accepted", "declined", "passed", "worked-on", "done", "withdrawn", "-" },
	{ "accepted", "-", "declined", "passed", "worked-on", "done", "withdrawn", "-" },
	{ "declined", "-", "-", "-", "-", "-", "-", "-" },
	{ "passed", "-", "-", "passed", "passed", "done", "withdrawn", "accepted" },
	{ "worked-on", "-", "-", "passed", "worked-on", "done", "withdrawn", "-" },
	{ "done", "-", "-", "-", "-", "-", "-", "-" },
	{ "withdrawn", "-", "-", "-", "-", "-", "-", "-" },
};

static unsigned check_tasks(vt_task_role role, bool informed)
{
	unsigned legal = 0;

	for (int from = 0; from < VT_N_TASK_STATES; from++) {
		for (int step = 0; step < VT_N_TASK_STEPS; step++) {
			const char *expected = task_steps[from][step + 1];
			vt_task_state next = VT_N_TASK_STATES;
			bool good =
				vt_task_after(role, (vt_task_state)from, (vt_task_step)step, &next);

			if (informed)
				expected = from != VT_TASK_GIVEN           ? "-"
					   : step == VT_TASK_STEP_ACCEPT   ? "done"
					   : step == VT_TASK_STEP_WITHDRAW ? "withdrawn"
									   : "-";
			g_assert_cmpint(good, ==, strcmp(expected, "-") != 0);
			if (good)
				g_assert_cmpstr(vt_task_state_name(next), ==, expected);
			else
				g_assert_cmpint(next, ==, VT_N_TASK_STATES);
			legal += good;
		}
	}
	return legal;
}

static void test_tasks(void)
{
	g_assert_cmpuint(check_tasks(VT_TASK_LEAD, false), ==, 20);
	g_assert_cmpuint(check_tasks(VT_TASK_SUPPORT, false), ==, 20);
	g_assert_cmpuint(check_tasks(VT_TASK_INFORM, true), ==, 2);
}

static void test_names(void)
{
	for (int state = 0; state < VT_N_TASK_STATES; state++) {
		vt_task_state next;
		bool leads_on = false;

		g_assert_cmpstr(vt_task_state_name((vt_task_state)state), ==, task_steps[state][0]);
		g_assert_cmpint(vt_task_state_find(task_steps[state][0]), ==, state);
		/* What is over leads nowhere; what is open can be ended. */
		for (int step = 0; step < VT_N_TASK_STEPS; step++)
			leads_on |= vt_task_after(VT_TASK_LEAD, (vt_task_state)state,
						  (vt_task_step)step, &next);
		g_assert_cmpint(leads_on, ==, vt_task_is_open((vt_task_state)state));
	}
	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		g_assert_cmpint(vt_task_role_find(vt_task_role_name((vt_task_role)role)), ==, role);
	g_assert_cmpstr(vt_task_role_shown(VT_TASK_LEAD), ==, "chủ trì");
	g_assert_cmpint(vt_task_role_find(""), ==, -1);
	g_assert_cmpint(vt_task_state_find("open"), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workflow/stages", test_stages);
	g_test_add_func("/workflow/status", test_status);
	g_test_add_func("/workflow/status-forward", test_status_forward);
	g_test_add_func("/workflow/tasks", test_tasks);
	g_test_add_func("/workflow/names", test_names);
	return g_test_run();
}
