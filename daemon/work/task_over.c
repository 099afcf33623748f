/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_over - a task that is over asks nothing any more, and leaves the calendar
 */
#include "work/task_over.h"

#include "store/askings.h"
#include "work/notices_invite.h"

static bool void_questions(const vt_noticing *n, const vt_task_row *task, const char *why,
			   int64_t except, GError **error)
{
	static const vt_asking_kind kinds[] = { VT_ASKING_TASK, VT_ASKING_MORE_TIME };

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const vt_asking_filter filter = { .kind = (int)kinds[i],
						  .document = task->document,
						  .task = task->id,
						  .except = except };

		if (!vt_askings_void(n->store, &filter, why, NULL, error))
			return false;
	}
	return true;
}

/* Only what went can be cancelled: nobody is told of what he has never seen. */
static bool cancel_invitation(const vt_noticing *n, vt_task_row *task, GError **error)
{
	bool gone = false;

	if (!vt_outbox_gone_for_task(n->store, VT_NOTICE_INVITE, task->id, &gone, error))
		return false;
	if (!gone)
		return true;
	task->sequence++;
	return vt_tasks_update(n->store, task, error)
	       && vt_notices_invite(n->store, n->office, task, true, n->now, error);
}

bool vt_task_over(const vt_noticing *n, vt_task_row *task, const char *why, int64_t except,
		  GError **error)
{
	return void_questions(n, task, why, except, error) && cancel_invitation(n, task, error);
}

bool vt_task_withdraw(const vt_noticing *n, vt_task_row *task, const char *why, int64_t except,
		      bool *withdrawn_out, GError **error)
{
	bool open = vt_task_after(task->role, task->state, VT_TASK_STEP_WITHDRAW, &task->state);

	if (withdrawn_out != NULL)
		*withdrawn_out = open;
	if (!open)
		return true;
	task->state_at = n->now;
	return vt_tasks_update(n->store, task, error) && vt_task_over(n, task, why, except, error);
}

static bool leave_calendars(const vt_noticing *n, int64_t document, GError **error)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(n->store, document, error);

	for (guint i = 0; tasks != NULL && i < tasks->len; i++) {
		vt_task_row *task = g_ptr_array_index(tasks, i);

		if (task->state == VT_TASK_WITHDRAWN && task->state_at == n->now
		    && !cancel_invitation(n, task, error))
			return false;
	}
	return tasks != NULL;
}

bool vt_task_leave_calendars(const vt_noticing *n, const char *arrival, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(n->store, arrival, &fault);
	g_autoptr(GPtrArray) beside =
		fault == NULL ? vt_documents_beside(n->store, arrival, &fault) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document != NULL && !leave_calendars(n, document->id, error))
		return false;
	for (guint i = 0; i < beside->len; i++) {
		const vt_document *one = g_ptr_array_index(beside, i);

		if (!leave_calendars(n, one->id, error))
			return false;
	}
	return true;
}
