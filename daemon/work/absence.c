/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * absence - what a mailbox says by itself about a task: shown to him, or he is away
 */
#include "work/absence.h"

#include <inttypes.h>

#include "base/clock.h"
#include "store/late.h"
#include "work/footing.h"
#include "work/task_change.h"

/* The task that the mail to him asks about; NULL with error unset: none. */
static vt_task_row *task_of(vt_judging *j, const vt_mail *mail, GError **error)
{
	g_autoptr(vt_asking) asking =
		mail->asking != 0 ? vt_askings_get(j->store, mail->asking, error) : NULL;
	g_autoptr(vt_task_row) task =
		asking != NULL && asking->kind == VT_ASKING_TASK && asking->task != 0
			? vt_tasks_get(j->store, asking->task, error)
			: NULL;

	if (task == NULL || g_strcmp0(task->person, mail->person) != 0)
		return NULL;
	return g_steal_pointer(&task);
}

/* Whoever got the mail forwarded has its name, too. */
static bool is_of(const vt_judging *j, const char *key)
{
	const vt_person *person =
		j->arrival->from != NULL
			? vt_directory_person_at(j->office->directory, j->arrival->from)
			: NULL;

	return person != NULL && g_str_equal(person->key, key);
}

bool vt_absence_seen(vt_judging *j, const vt_mail *mail, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_task_row) task = task_of(j, mail, &fault);
	vt_footing footing = VT_FOOTING_NEW;

	if (fault != NULL)
		g_propagate_error(error, fault);
	if (task == NULL || task->seen_at != VT_TIME_NONE || !is_of(j, task->person))
		return fault == NULL;
	if (!vt_footing_of(j->store, task->person, &footing, NULL, error))
		return false;
	/* The mailbox may be in other hands. */
	if (footing != VT_FOOTING_GOOD)
		return true;
	task->seen_at = j->arrival->received_at;
	task->seen_how = g_strdup("receipt");
	return vt_tasks_update(j->store, task, error);
}

static bool is_first(vt_judging *j, const vt_task_row *task, bool *first_out, GError **error)
{
	g_autofree char *key = g_strdup_printf("%" PRId64, task->id);
	const vt_ring ring = { "absent", key, task->person };

	return vt_rings_first(j->store, &ring, j->seen->now, first_out, error);
}

/* Nobody stands in for himself, nor for who gave it to him. */
static const vt_person *deputy_of(const vt_directory *d, const vt_person *person,
				  const vt_task_row *task)
{
	const vt_person *deputy =
		person->deputy != NULL ? vt_directory_person(d, person->deputy) : NULL;

	return deputy != NULL && deputy != person && !g_str_equal(deputy->key, task->given_by)
		       ? deputy
		       : NULL;
}

bool vt_absence_hint(vt_judging *j, const vt_mail *mail, GError **error)
{
	const vt_noticing n = { j->office, vt_notice_templates(), j->store, j->seen->now };
	GError *fault = NULL;
	g_autoptr(vt_task_row) task = task_of(j, mail, &fault);
	bool first = false;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	/* While it is his to do, taken or not. */
	bool waits = task != NULL && vt_task_is_open(task->state) && task->role != VT_TASK_INFORM;
	const vt_person *person =
		waits ? vt_directory_person(j->office->directory, task->person) : NULL;
	if (person == NULL)
		return true;
	if (!is_first(j, task, &first, error))
		return false;
	if (!first)
		return true;
	g_autoptr(vt_document) document = vt_documents_get(j->store, task->document, error);
	const vt_person *deputy = deputy_of(j->office->directory, person, task);
	const vt_task_question question = { .document = document,
					    .task = task,
					    .person = person,
					    .sentence = "dn_vang_mat",
					    .deputy = deputy,
					    .is_hint = deputy == NULL };
	return document != NULL && vt_task_ask_giver(&n, &question, error);
}
