/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_work - what the functions share that hear of a task: who is told, and what is kept
 */
#ifndef VT_WORK_TASK_WORK_H
#define VT_WORK_TASK_WORK_H

#include "store/tasks.h"
#include "work/hearing.h"
#include "work/notices_private.h"

/* A task somebody writes about. */
typedef struct vt_task_work {
	vt_hearing *h;
	vt_noticing n;
	vt_document *document;
	vt_task_row *task;
	char *number; /* "123/2026" */
	char *proof;
	const char *argument; /* of what was said */
} vt_task_work;
/* false: our failure. */
bool vt_task_work_init(vt_task_work *w, vt_hearing *h, GError **error);
void vt_task_work_clear(vt_task_work *w);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_task_work, vt_task_work_clear)

/* Policy and signature. false with *error unset: the answer says what is missing. */
bool vt_task_work_may(vt_task_work *w, vt_action action, GError **error);
/* The step, the first act as receipt (ký nhận), the words verbatim, a line in the ledger.
 * done_out false: the step may not follow, the answer says so. */
bool vt_task_work_step(vt_task_work *w, vt_task_step step, vt_remark_kind kind, bool *done_out,
		       GError **error);
bool vt_task_work_remark(vt_task_work *w, vt_remark_kind kind, GError **error);
bool vt_task_work_ledger(vt_task_work *w, const char *act, GError **error);
/* The document's stage follows its lead. */
bool vt_task_work_stage(vt_task_work *w, vt_step step, GError **error);
/* "bao-viec" to a person: what was said about the task; to a leader who gave it a row of his next
 * list (work/submit.h). parent: his own task, which he can end with
 * the link; NULL = none. */
bool vt_task_work_tell(vt_task_work *w, const char *person, const char *sentence,
		       const vt_task_row *parent, GError **error);
/* As it was given: the proposal that the first mail about it showed. NULL with error. */
vt_proposal *vt_task_work_proposal(vt_task_work *w, GError **error);
/* What a person of a unit does not carry out is the unit's again. sentence: its head is told so;
 * NULL = he knows. */
bool vt_task_work_give_back(vt_task_work *w, const char *sentence, GError **error);
/* Nobody leads: it is laid before who gave it again, with the words of who had it. */
bool vt_task_work_submit_again(vt_task_work *w, const vt_person *who, const char *words,
			       GError **error);
/* The answer: "Đã ghi nhận ..." */
void vt_task_work_say(vt_task_work *w, const char *sentence, const char *detail);

/* task_pass.c: to a person of the unit, and another deadline. */
bool vt_task_pass_on(vt_task_work *w, GError **error);
bool vt_task_more_time(vt_task_work *w, GError **error);

#endif
