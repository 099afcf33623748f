/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_over - a task that is over asks nothing any more, and leaves the calendar
 *
 * Whatever ended it: done, declined, withdrawn, given to somebody else, its document void. Its
 * questions and those about its deadline are void, mails of theirs that have not gone do not go,
 * and an invitation that went is cancelled. Reminders look at open tasks only (work/reminders.h).
 */
#ifndef VT_WORK_TASK_OVER_H
#define VT_WORK_TASK_OVER_H

#include "store/tasks.h"
#include "work/notices_private.h"

/* Inside the act that ended it; its state is the caller's to write. why: a word for the questions.
 * except: id of a question that is being decided, 0 = none. */
bool vt_task_over(const vt_noticing *n, vt_task_row *task, const char *why, int64_t except,
		  GError **error);
/* The step WITHDRAW and all that; withdrawn_out (may be NULL) false: it was over before. */
bool vt_task_withdraw(const vt_noticing *n, vt_task_row *task, const char *why, int64_t except,
		      bool *withdrawn_out, GError **error);

/* After the document was sealed (vt_tasks_strip() withdrew its tasks): what calendars hold of it
 * goes, by mails that say no more than its number. */
bool vt_task_leave_calendars(const vt_noticing *n, const char *arrival, GError **error);

#endif
