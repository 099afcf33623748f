/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_change - who gave a task is asked whether somebody else should have it, and says so
 *
 * One kind of question for all that is wanted of him (VT_ASKING_MORE_TIME); its proposal says what:
 * a day = another deadline; a person who leads = the task goes to him; neither = who has it is let
 * go.
 */
#ifndef VT_WORK_TASK_CHANGE_H
#define VT_WORK_TASK_CHANGE_H

#include "work/task_work.h"

typedef struct vt_task_question {
	const vt_document *document;
	const vt_task_row *task;
	const vt_person *person; /* who has the task */
	const char *sentence;    /* key: what is the matter with him */
	const char *reason;      /* his words; NULL = none */
	const vt_person *deputy; /* who would have it instead; NULL: he is let go */
	bool is_hint;            /* nothing can be done by a link: it is only told */
} vt_task_question;
/* "doi-nguoi" to who gave the task. Not twice the same while he has not answered. */
bool vt_task_ask_giver(const vt_noticing *n, const vt_task_question *question, GError **error);
/* "xin-gia-han": another deadline (YYYY-MM-DD); not twice the same either. task_pass.c. */
bool vt_task_ask_for_time(vt_task_work *w, const char *day, const char *reason, GError **error);

/* He agreed: it is let go, or goes to the deputy, as wanted says. false with *error unset: the
 * answer says why not. */
bool vt_task_change_hands(vt_task_work *w, const vt_proposal *wanted, GError **error);
/* Is that question open about the task? */
bool vt_task_is_asked(const vt_noticing *n, const vt_task_row *task, const char *proposal,
		      bool *asked_out, GError **error);

#endif
