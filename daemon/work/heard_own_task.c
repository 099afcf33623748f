/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_own_task - "XONG 123/2026: ..." as a mail of its own: the task is found by the number
 */
#include "work/heard_own_task.h"

#include "store/tasks.h"
#include "work/enter.h"
#include "work/heard_entry.h"

/* Of several (a unit's, and a person's of it) the one that was given last; of who is informed only
 * when there is no other. 0 = none is open. */
static bool find_task(const vt_hearing *h, int64_t document, int64_t *task_out, GError **error)
{
	g_autoptr(GPtrArray) all = vt_tasks_of_document(h->j->store, document, error);
	const vt_task_row *found = NULL;

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const vt_task_row *task = g_ptr_array_index(all, i);

		if (!g_str_equal(task->person, h->person->key) || !vt_task_is_open(task->state)
		    || task->counts_at > h->j->seen->now
		    || (found != NULL && task->role == VT_TASK_INFORM))
			continue;
		found = task;
	}
	*task_out = found != NULL ? found->id : 0;
	return all != NULL;
}

/* The question of its first mail, which is open as long as the task is. */
static bool find_question(vt_hearing *h, int64_t document, GError **error)
{
	int64_t task = 0;

	if (!find_task(h, document, &task, error))
		return false;
	if (task == 0)
		return true;
	const vt_asking_filter filter = {
		.kind = VT_ASKING_TASK, .person = h->person->key, .document = document, .task = task
	};
	g_autoptr(GPtrArray) open = vt_askings_open(h->j->store, &filter, error);
	if (open != NULL && open->len > 0)
		h->asking = g_ptr_array_steal_index(open, 0);
	return open != NULL;
}

bool vt_heard_own_task(vt_hearing *h, const vt_instruction *one, GError **error)
{
	GError *fault = NULL;
	g_autofree char *rest = NULL;
	g_autoptr(vt_document) document = vt_heard_document(h, one, &rest, &fault);
	bool handled = true;

	if (fault != NULL)
		g_propagate_error(error, fault);
	if (document == NULL)
		return fault == NULL;
	if (!find_question(h, document->id, error))
		return false;
	if (h->asking == NULL) {
		g_autofree char *number = vt_enter_number(document);

		vt_hearing_say(h, "tl_khong_co_viec", "so_den", number, NULL);
		return true;
	}
	if (h->trying)
		return true;
	/* What it is about stands in the signed text; the same signature does nothing twice. */
	if (!vt_hearing_is_first(h, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	h->is_bound = true;
	return vt_hear_task(h, &handled, error);
}
