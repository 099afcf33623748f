/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assign - a decision becomes tasks, and each of them a mail that asks (giao việc)
 */
#ifndef VT_WORK_ASSIGN_H
#define VT_WORK_ASSIGN_H

#include "store/askings.h"
#include "store/tasks.h"
#include "work/notices_private.h"

typedef struct vt_assignment {
	const vt_document *document;
	const vt_proposal *proposal; /* with somebody who leads */
	const char *opinion;         /* bút phê as it is shown to who carries it out */
	const char *by, *on_behalf;  /* keys; on_behalf NULL = in his own name */
	const char *proof;
	int64_t counts_at; /* the mails go then */
} vt_assignment;

/* Tasks that were given before and are not over are withdrawn; the stage of the document follows.
 * done_out false: the document is not at a stage for it; nothing was done. Inside an act. */
bool vt_assign(const vt_noticing *n, const vt_assignment *assignment, bool *done_out,
	       GError **error);
/* A task (inserted already) as mail: "giao-viec", or "de-biet" to who is only informed; and its
 * deadline, if there is one to come, as an invitation. */
bool vt_assign_tell(const vt_noticing *n, const vt_document *document, const vt_task_row *task,
		    const vt_proposal *proposal, GError **error);
/* Whatever is open of the document is withdrawn, its questions are void, mails that have not gone
 * do not go. count_out may be NULL. */
bool vt_assign_withdraw(const vt_noticing *n, int64_t document, const char *why,
			unsigned *count_out, GError **error);
/* The document counts no more (void): the same, whatever else is asked about it, and its stage. */
bool vt_assign_cancel(const vt_noticing *n, int64_t document, const char *why, GError **error);
/* End of office of that day (YYYY-MM-DD); VT_TIME_NONE for "". */
int64_t vt_assign_due(const vt_office *office, const char *day);

#endif
