/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workflow - stages of an incoming document and states of a task, and which step may follow which
 *
 * QĐ 28/2018 Đ10.2.h, domain §1.9 and §7.3. One table each; what is not in it is refused.
 */
#ifndef VT_DOC_WORKFLOW_H
#define VT_DOC_WORKFLOW_H

#include <stdbool.h>

typedef enum {
	VT_STAGE_NONE,
	VT_STAGE_REGISTERED, /* 03 đã tiếp nhận */
	VT_STAGE_SUBMITTED,  /* trình, chờ chỉ đạo */
	VT_STAGE_RETURNED,   /* by the leader, to the clerk: bổ sung, làm rõ */
	VT_STAGE_ASSIGNED,   /* 04 đã chuyển xử lý */
	VT_STAGE_WORKED_ON,  /* 05 đang xử lý */
	VT_STAGE_FINISHED,   /* 06 hoàn thành */
	VT_STAGE_CANCELLED,  /* hủy, thu hồi */
	VT_N_STAGES,
} vt_stage;

typedef enum {
	VT_STEP_SUBMIT,
	VT_STEP_AGREE,
	VT_STEP_RETURN,
	VT_STEP_WORK,
	VT_STEP_FINISH,
	VT_STEP_REOPEN, /* the leader gives it again, or an act was undone */
	VT_STEP_UNDO,
	VT_STEP_CANCEL,
	VT_N_STEPS,
} vt_step;

const char *vt_stage_name(vt_stage stage);  /* kebab-case, as stored */
const char *vt_stage_shown(vt_stage stage); /* Vietnamese */
int vt_stage_find(const char *name);        /* -1 */
int vt_stage_status(vt_stage stage);        /* 3..6 of domain §1.9; 0 = none is told */
/* false: that step may not follow; next_out untouched. */
bool vt_stage_after(vt_stage stage, vt_step step, vt_stage *next_out);

typedef enum { VT_TASK_LEAD, VT_TASK_SUPPORT, VT_TASK_INFORM, VT_N_TASK_ROLES } vt_task_role;
typedef enum {
	VT_TASK_GIVEN,
	VT_TASK_ACCEPTED,
	VT_TASK_DECLINED, /* over; whoever gave it must give it anew */
	VT_TASK_PASSED,   /* a unit's: a person of it carries it out */
	VT_TASK_WORKED_ON,
	VT_TASK_DONE,      /* over */
	VT_TASK_WITHDRAWN, /* over */
	VT_N_TASK_STATES,
} vt_task_state;
typedef enum {
	VT_TASK_STEP_ACCEPT,
	VT_TASK_STEP_DECLINE,
	VT_TASK_STEP_PASS_ON,
	VT_TASK_STEP_PROGRESS,
	VT_TASK_STEP_DONE,
	VT_TASK_STEP_WITHDRAW,
	VT_TASK_STEP_GIVE_BACK, /* what a person of the unit declined is the unit's again */
	VT_N_TASK_STEPS,
} vt_task_step;
const char *vt_task_role_name(vt_task_role role);
const char *vt_task_role_shown(vt_task_role role); /* "chủ trì" */
int vt_task_role_find(const char *name);
const char *vt_task_state_name(vt_task_state state);
const char *vt_task_state_shown(vt_task_state state);
int vt_task_state_find(const char *name);
bool vt_task_is_open(vt_task_state state);
/* To be informed is never carried out: only ACCEPT ("đã biết") and WITHDRAW are its steps. */
bool vt_task_after(vt_task_role role, vt_task_state state, vt_task_step step,
		   vt_task_state *next_out);

#endif
