/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workflow - stages of an incoming document and states of a task, and which step may follow which
 */
#include "doc/workflow.h"

#include <glib.h>
#include <string.h>

/* ---- documents ---- */

/* next: indexed by step; 0 (VT_STAGE_NONE, which nothing leads to) = that step may not follow. */
typedef struct stage_row {
	const char *name, *shown;
	int status;
	vt_stage next[VT_N_STEPS];
} stage_row;

/* Domain §1.9: 03 -> 04, 05, 06; 04 -> 05 -> 06; 04 -> 06; withdrawn any time before 06. */
static const stage_row stages[] = {
	/* Registered before there was a workflow: it may enter it. */
	[VT_STAGE_NONE] = { "none",
			    "chưa theo dõi",
			    0,
			    { [VT_STEP_SUBMIT] = VT_STAGE_SUBMITTED,
			      [VT_STEP_AGREE] = VT_STAGE_ASSIGNED,
			      [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_REGISTERED] = { "registered",
				  "đã tiếp nhận",
				  3,
				  { [VT_STEP_SUBMIT] = VT_STAGE_SUBMITTED,
				    /* What the leader said before it was laid before him. */
				    [VT_STEP_AGREE] = VT_STAGE_ASSIGNED,
				    [VT_STEP_FINISH] = VT_STAGE_FINISHED,
				    [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_SUBMITTED] = { "submitted",
				 "đã trình, chờ chỉ đạo",
				 3,
				 { /* Another proposal, or another leader. */
				   [VT_STEP_SUBMIT] = VT_STAGE_SUBMITTED,
				   [VT_STEP_AGREE] = VT_STAGE_ASSIGNED,
				   [VT_STEP_RETURN] = VT_STAGE_RETURNED,
				   [VT_STEP_FINISH] = VT_STAGE_FINISHED,
				   [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_RETURNED] = { "returned",
				"lãnh đạo trả lại để bổ sung, làm rõ",
				3,
				{ [VT_STEP_SUBMIT] = VT_STAGE_SUBMITTED,
				  [VT_STEP_UNDO] = VT_STAGE_SUBMITTED,
				  [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_ASSIGNED] = { "assigned",
				"đã chuyển xử lý",
				4,
				{ [VT_STEP_WORK] = VT_STAGE_WORKED_ON,
				  [VT_STEP_FINISH] = VT_STAGE_FINISHED,
				  [VT_STEP_REOPEN] = VT_STAGE_ASSIGNED,
				  [VT_STEP_UNDO] = VT_STAGE_SUBMITTED,
				  [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_WORKED_ON] = { "worked-on",
				 "đang xử lý",
				 5,
				 { [VT_STEP_WORK] = VT_STAGE_WORKED_ON,
				   [VT_STEP_FINISH] = VT_STAGE_FINISHED,
				   [VT_STEP_REOPEN] = VT_STAGE_ASSIGNED,
				   [VT_STEP_CANCEL] = VT_STAGE_CANCELLED } },
	[VT_STAGE_FINISHED] = { "finished",
				"hoàn thành",
				6,
				{ [VT_STEP_REOPEN] = VT_STAGE_ASSIGNED,
				  [VT_STEP_UNDO] = VT_STAGE_WORKED_ON } },
	[VT_STAGE_CANCELLED] = { "cancelled", "đã hủy", 0, { 0 } },
};
G_STATIC_ASSERT(G_N_ELEMENTS(stages) == VT_N_STAGES);

const char *vt_stage_name(vt_stage stage)
{
	g_assert(stage < VT_N_STAGES);
	return stages[stage].name;
}

const char *vt_stage_shown(vt_stage stage)
{
	g_assert(stage < VT_N_STAGES);
	return stages[stage].shown;
}

int vt_stage_find(const char *name)
{
	for (int i = 0; i < VT_N_STAGES; i++)
		if (strcmp(stages[i].name, name) == 0)
			return i;
	return -1;
}

int vt_stage_status(vt_stage stage)
{
	g_assert(stage < VT_N_STAGES);
	return stages[stage].status;
}

bool vt_stage_after(vt_stage stage, vt_step step, vt_stage *next_out)
{
	g_assert(stage < VT_N_STAGES && step < VT_N_STEPS);
	if (stages[stage].next[step] == VT_STAGE_NONE)
		return false;
	*next_out = stages[stage].next[step];
	return true;
}

/* ---- tasks ---- */

static const struct {
	const char *name, *shown;
} roles[] = {
	[VT_TASK_LEAD] = { "lead", "chủ trì" },
	[VT_TASK_SUPPORT] = { "support", "phối hợp" },
	[VT_TASK_INFORM] = { "inform", "để biết" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(roles) == VT_N_TASK_ROLES);

/* next: state + 1 by step; 0 = that step may not follow. */
#define TO(state) ((state) + 1)
typedef struct task_row {
	const char *name, *shown;
	bool open;
	int next[VT_N_TASK_STEPS];
} task_row;

/* The first act accepts: whoever reports on it has taken it. */
static const task_row states[] = {
	[VT_TASK_GIVEN] = { "given",
			    "đã giao, chưa xác nhận",
			    true,
			    { [VT_TASK_STEP_ACCEPT] = TO(VT_TASK_ACCEPTED),
			      [VT_TASK_STEP_DECLINE] = TO(VT_TASK_DECLINED),
			      [VT_TASK_STEP_PASS_ON] = TO(VT_TASK_PASSED),
			      [VT_TASK_STEP_PROGRESS] = TO(VT_TASK_WORKED_ON),
			      [VT_TASK_STEP_DONE] = TO(VT_TASK_DONE),
			      [VT_TASK_STEP_WITHDRAW] = TO(VT_TASK_WITHDRAWN) } },
	[VT_TASK_ACCEPTED] = { "accepted",
			       "đã nhận việc",
			       true,
			       { [VT_TASK_STEP_DECLINE] = TO(VT_TASK_DECLINED),
				 [VT_TASK_STEP_PASS_ON] = TO(VT_TASK_PASSED),
				 [VT_TASK_STEP_PROGRESS] = TO(VT_TASK_WORKED_ON),
				 [VT_TASK_STEP_DONE] = TO(VT_TASK_DONE),
				 [VT_TASK_STEP_WITHDRAW] = TO(VT_TASK_WITHDRAWN) } },
	[VT_TASK_DECLINED] = { "declined", "không nhận", false, { 0 } },
	[VT_TASK_PASSED] = { "passed",
			     "đã chuyển cho người thực hiện",
			     true,
			     { [VT_TASK_STEP_PASS_ON] = TO(VT_TASK_PASSED),
			       [VT_TASK_STEP_PROGRESS] = TO(VT_TASK_PASSED),
			       [VT_TASK_STEP_DONE] = TO(VT_TASK_DONE),
			       [VT_TASK_STEP_WITHDRAW] = TO(VT_TASK_WITHDRAWN),
			       [VT_TASK_STEP_GIVE_BACK] = TO(VT_TASK_ACCEPTED) } },
	[VT_TASK_WORKED_ON] = { "worked-on",
				"đang thực hiện",
				true,
				{ [VT_TASK_STEP_PASS_ON] = TO(VT_TASK_PASSED),
				  [VT_TASK_STEP_PROGRESS] = TO(VT_TASK_WORKED_ON),
				  [VT_TASK_STEP_DONE] = TO(VT_TASK_DONE),
				  [VT_TASK_STEP_WITHDRAW] = TO(VT_TASK_WITHDRAWN) } },
	[VT_TASK_DONE] = { "done", "đã hoàn thành", false, { 0 } },
	[VT_TASK_WITHDRAWN] = { "withdrawn", "đã thu hồi", false, { 0 } },
};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == VT_N_TASK_STATES);

/* Who is informed says that he knows, and it is over. */
static const int informed[VT_N_TASK_STATES][VT_N_TASK_STEPS] = {
	[VT_TASK_GIVEN] = { [VT_TASK_STEP_ACCEPT] = TO(VT_TASK_DONE),
			    [VT_TASK_STEP_WITHDRAW] = TO(VT_TASK_WITHDRAWN) },
};

const char *vt_task_role_name(vt_task_role role)
{
	g_assert(role < VT_N_TASK_ROLES);
	return roles[role].name;
}

const char *vt_task_role_shown(vt_task_role role)
{
	g_assert(role < VT_N_TASK_ROLES);
	return roles[role].shown;
}

int vt_task_role_find(const char *name)
{
	for (int i = 0; i < VT_N_TASK_ROLES; i++)
		if (strcmp(roles[i].name, name) == 0)
			return i;
	return -1;
}

const char *vt_task_state_name(vt_task_state state)
{
	g_assert(state < VT_N_TASK_STATES);
	return states[state].name;
}

const char *vt_task_state_shown(vt_task_state state)
{
	g_assert(state < VT_N_TASK_STATES);
	return states[state].shown;
}

int vt_task_state_find(const char *name)
{
	for (int i = 0; i < VT_N_TASK_STATES; i++)
		if (strcmp(states[i].name, name) == 0)
			return i;
	return -1;
}

bool vt_task_is_open(vt_task_state state)
{
	g_assert(state < VT_N_TASK_STATES);
	return states[state].open;
}

bool vt_task_after(vt_task_role role, vt_task_state state, vt_task_step step,
		   vt_task_state *next_out)
{
	g_assert(role < VT_N_TASK_ROLES && state < VT_N_TASK_STATES && step < VT_N_TASK_STEPS);
	int next = role == VT_TASK_INFORM ? informed[state][step] : states[state].next[step];

	if (next == 0)
		return false;
	*next_out = (vt_task_state)(next - 1);
	return true;
}
