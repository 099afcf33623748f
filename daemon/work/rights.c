/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rights - who may see a document, and the note that he did
 */
#include "work/rights.h"

#include <string.h>

#include "base/text.h"
#include "store/ledger.h"
#include "store/outbox.h"

static const char *const names[] = {
	[VT_RIGHT_NONE] = "none", [VT_RIGHT_OFFICE] = "office", [VT_RIGHT_TASK] = "task",
	[VT_RIGHT_UNIT] = "unit", [VT_RIGHT_TOLD] = "told",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_RIGHTS);

/* Mails by which somebody is told of a document. */
static const char *const telling[] = { "thong-bao", "de-biet" };

const char *vt_right_name(vt_right right)
{
	g_assert(right < VT_N_RIGHTS);
	return names[right];
}

bool vt_right_is_office(const vt_person *person)
{
	return vt_person_has(person, VT_ROLE_CLERK) || vt_person_has(person, VT_ROLE_LEADER)
	       || vt_person_has(person, VT_ROLE_OFFICE_HEAD);
}

/* Units are named in directory.conf and by leaders; the spelling may differ. */
static bool same_unit(const char *one, const char *other)
{
	if (one == NULL || other == NULL || *one == '\0')
		return false;
	g_autofree char *a = vt_text_fold(one), *b = vt_text_fold(other);
	return strcmp(a, b) == 0;
}

/* What was taken back, declined, or may still be undone gives nothing. */
static bool stands(const vt_viewer *viewer, const vt_task_row *task)
{
	return task->state != VT_TASK_WITHDRAWN && task->state != VT_TASK_DECLINED
	       && task->counts_at <= viewer->now;
}

static vt_right of_task(const vt_viewer *viewer, const vt_task_row *task)
{
	const vt_person *person = viewer->person;
	const vt_person *whose = vt_directory_person(viewer->office->directory, task->person);

	if (!stands(viewer, task) || !g_str_equal(task->own, person->own))
		return VT_RIGHT_NONE;
	if (g_str_equal(task->person, person->key))
		return VT_RIGHT_TASK;
	if (vt_person_has(person, VT_ROLE_UNIT_HEAD)
	    && (same_unit(person->unit, task->unit)
		|| (whose != NULL && same_unit(person->unit, whose->unit))))
		return VT_RIGHT_UNIT;
	return VT_RIGHT_NONE;
}

bool vt_right_to_task(const vt_viewer *viewer, const vt_task_row *task)
{
	return of_task(viewer, task) != VT_RIGHT_NONE;
}

static bool by_tasks(const vt_viewer *viewer, int64_t document, vt_right *right, GError **error)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(viewer->store, document, error);

	for (guint i = 0; tasks != NULL && i < tasks->len; i++) {
		vt_right found = of_task(viewer, g_ptr_array_index(tasks, i));

		if (found != VT_RIGHT_NONE && (*right == VT_RIGHT_NONE || found < *right))
			*right = found;
	}
	return tasks != NULL;
}

static bool by_notices(const vt_viewer *viewer, int64_t document, vt_right *right, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(telling) && *right == VT_RIGHT_NONE; i++) {
		bool told = false;

		if (!vt_outbox_told(viewer->store, telling[i], document, viewer->person->key, &told,
				    error))
			return false;
		if (told)
			*right = VT_RIGHT_TOLD;
	}
	return true;
}

bool vt_right_to_id(const vt_viewer *viewer, int64_t document, vt_right *right_out, GError **error)
{
	vt_right right = VT_RIGHT_NONE;

	if (vt_right_is_office(viewer->person))
		right = VT_RIGHT_OFFICE;
	else if (!by_tasks(viewer, document, &right, error)
		 || !by_notices(viewer, document, &right, error))
		return false;
	*right_out = right;
	return true;
}

bool vt_right_to(const vt_viewer *viewer, const vt_document *document, vt_right *right_out,
		 GError **error)
{
	*right_out = VT_RIGHT_NONE;
	if (document->state == VT_DOCUMENT_SEALED
	    || g_strcmp0(document->own, viewer->person->own) != 0)
		return true;
	return vt_right_to_id(viewer, document->id, right_out, error);
}

bool vt_right_note_view(const vt_viewer *viewer, int64_t document, const char *how,
			const char *proof, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("view", viewer->person->key, proof, viewer->now);
	g_autofree char *subject = g_strdup_printf("document:%" G_GINT64_FORMAT, document);

	vt_entry_int(entry, "document", document);
	vt_entry_text(entry, "how", how);
	return vt_ledger_append(viewer->store, entry, subject, error);
}

/* ---- outgoing documents ---- */

bool vt_right_to_outgoing(const vt_viewer *viewer, const vt_outgoing *o)
{
	const vt_person *person = viewer->person;

	/* Without words it is sealed. */
	if (!g_str_equal(o->own, person->own) || *o->abstract == '\0')
		return false;
	if (vt_right_is_office(person) || g_str_equal(o->author, person->key)
	    || g_str_equal(o->signer, person->key) || g_strcmp0(o->approved_by, person->key) == 0
	    || same_unit(person->unit, o->unit))
		return true;
	for (guint i = 0; o->state == VT_OUTGOING_ISSUED && i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		if (g_str_equal(one->way, "inside")
		    && vt_directory_person_at(viewer->office->directory, one->address) == person)
			return true;
	}
	return false;
}

bool vt_right_note_outgoing(const vt_viewer *viewer, const vt_outgoing *o, const char *how,
			    const char *proof, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("view", viewer->person->key, proof, viewer->now);
	g_autofree char *subject = g_strdup_printf("outgoing:%" G_GINT64_FORMAT, o->id);

	vt_entry_int(entry, "outgoing", o->id);
	vt_entry_text(entry, "how", how);
	return vt_ledger_append(viewer->store, entry, subject, error);
}
