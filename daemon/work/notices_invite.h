/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_invite - the deadline of a task as a mail of its own that calendars understand
 */
#ifndef VT_WORK_NOTICES_INVITE_H
#define VT_WORK_NOTICES_INVITE_H

#include "store/tasks.h"
#include "work/notices.h"

#define VT_NOTICE_INVITE "lich-han" /* its kind in the outbox; such a mail is not signed */

/* Inside the act that gave, changed (task->sequence is greater then) or ended the task. To who
 * carries it out; answers come to a token of the task. Nothing without a deadline, for who is only
 * informed, or for somebody the directory does not know. */
bool vt_notices_invite(vt_store *store, const vt_office *office, const vt_task_row *task,
		       bool cancels, int64_t now, GError **error);
/* The text/calendar of such a mail, with what stands in it for people. Caller frees. */
char *vt_notice_calendar(const vt_office *office, const vt_mail *mail, const char *subject,
			 const char *body, bool *cancels_out, GError **error);

#endif
