/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_clerk - what a leader returns, asks or says in free words comes to the clerk, who answers
 */
#ifndef VT_WORK_ASK_CLERK_H
#define VT_WORK_ASK_CLERK_H

#include "store/askings.h"
#include "store/tasks.h"
#include "work/notices_private.h"

typedef struct vt_clerk_question {
	const vt_document *document;
	const vt_person *leader;
	vt_remark_kind kind;         /* VT_REMARK_RETURN, _QUESTION or _OPINION */
	const char *words;           /* verbatim */
	const vt_proposal *proposal; /* as it was shown */
	int64_t about;               /* the leader's question */
	int64_t due_at;              /* the mail goes then */
} vt_clerk_question;

/* VT_ASKING_QUESTION: whatever the clerk answers comes to the leader as a phiếu trình again. Inside
 * an act. */
bool vt_ask_clerk(const vt_noticing *n, const vt_clerk_question *question, GError **error);
/* Who registered it, if he still is a clerk; else the first clerk, else the head of the office. */
const vt_person *vt_clerk_of(const vt_office *office, const vt_document *document);

#endif
