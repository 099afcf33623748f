/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaving - a person, or a unit, is in directory.conf no more
 */
#include "work/leaving.h"

#include <string.h>

#include "base/clock.h"
#include "store/askings.h"
#include "store/delegations.h"
#include "store/ledger.h"
#include "store/person_notes.h"
#include "store/tasks.h"
#include "work/assign.h"
#include "work/enter.h"
#include "work/judging.h"
#include "work/task_over.h"

#define MOST_TASKS 10000

/* ---- tasks ---- */

static const vt_person *head_for(const vt_noticing *n, const vt_task_row *task)
{
	const vt_directory *d = n->office->directory;
	const vt_person *giver = vt_directory_person(d, task->given_by);

	for (guint i = 0; task->unit != NULL && i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (g_str_equal(person->own, task->own) && g_str_equal(person->unit, task->unit)
		    && vt_person_has(person, VT_ROLE_UNIT_HEAD))
			return person;
	}
	/* Of a person in a unit: the head who had passed it on. */
	if (task->parent != 0 && giver != NULL)
		return giver;
	const vt_person *head = vt_directory_first(d, task->own, VT_ROLE_OFFICE_HEAD);
	return head != NULL ? head : giver;
}

/* unit: that has ended, NULL. */
static bool write_ledger(const vt_noticing *n, const vt_task_row *task, const char *before,
			 const char *unit, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("task-to-head", VT_BY_ITSELF, "", n->now);
	g_autofree char *subject = vt_enter_subject(task->document);

	vt_entry_int(entry, "document", task->document);
	vt_entry_int(entry, "task", task->id);
	vt_entry_text(entry, "before", before);
	if (unit != NULL)
		vt_entry_text(entry, "unit", unit);
	vt_entry_text(entry, "person", task->person);
	return vt_ledger_append(n->store, entry, subject, error);
}

static bool hand_over(const vt_noticing *n, vt_task_row *task, bool unit_ended, GError **error)
{
	const vt_person *head = head_for(n, task);
	g_autofree char *before = g_strdup(task->person);
	g_autofree char *unit = unit_ended ? g_strdup(task->unit) : NULL;
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_proposal) proposal = vt_proposal_new();

	/* Whoever has it already keeps it, with what he was asked. */
	if (unit_ended && (head == NULL || g_str_equal(head->key, before)))
		return true;
	if (!vt_task_over(n, task, unit_ended ? "unit-ended" : "person-left", 0, error))
		return false;
	if (head == NULL || g_str_equal(head->key, before))
		return true;
	document = vt_documents_get(n->store, task->document, error);
	if (document == NULL)
		return false;
	vt_judging_put(&task->person, head->key);
	/* So that he may give it on. */
	if (unit_ended || (task->unit == NULL && *head->unit != '\0'))
		vt_judging_put(&task->unit, *head->unit != '\0' ? head->unit : NULL);
	return vt_tasks_update(n->store, task, error) && write_ledger(n, task, before, unit, error)
	       && vt_assign_tell(n, document, task, proposal, error);
}

static bool hand_over_all(const vt_noticing *n, const char *person, GError **error)
{
	const vt_task_filter filter = { .person = person,
					.open = true,
					.due_before = VT_TIME_NONE };
	g_autoptr(GPtrArray) tasks = vt_tasks_list(n->store, &filter, MOST_TASKS, error);

	for (guint i = 0; tasks != NULL && i < tasks->len; i++)
		if (!hand_over(n, g_ptr_array_index(tasks, i), false, error))
			return false;
	return tasks != NULL;
}

/* ---- units ---- */

/* "kimson Phòng Văn hóa" a line. */
static char *units_of(const vt_directory *d)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);
		char *line = g_strdup_printf("%s %s", person->own, person->unit);

		if (*person->unit != '\0' && !g_hash_table_contains(seen, line))
			g_string_append_printf(text, "%s\n", line);
		g_hash_table_add(seen, line);
	}
	return g_string_free(text, FALSE);
}

static bool end_unit(const vt_noticing *n, const char *line, GError **error)
{
	const char *blank = strchr(line, ' ');
	g_autofree char *own = g_strndup(line, (gsize)(blank - line));
	const vt_task_filter filter = {
		.own = own, .unit = blank + 1, .open = true, .due_before = VT_TIME_NONE
	};
	g_autoptr(GPtrArray) tasks = vt_tasks_list(n->store, &filter, MOST_TASKS, error);
	g_autoptr(vt_entry) entry = vt_entry_new("unit-ended", VT_BY_ITSELF, "", n->now);

	for (guint i = 0; tasks != NULL && i < tasks->len; i++)
		if (!hand_over(n, g_ptr_array_index(tasks, i), true, error))
			return false;
	vt_entry_text(entry, "own", own);
	vt_entry_text(entry, "unit", blank + 1);
	return tasks != NULL && vt_ledger_append(n->store, entry, NULL, error);
}

bool vt_leaving_units(const vt_noticing *n, unsigned *n_out, GError **error)
{
	g_auto(vt_person_note) before = { NULL, 0, VT_TIME_NONE };
	g_autofree char *now = units_of(n->office->directory);
	g_auto(GStrv) of_now = g_strsplit(now, "\n", -1);

	*n_out = 0;
	if (!vt_person_notes_get(n->store, "", VT_NOTE_UNITS, &before, error))
		return false;
	g_auto(GStrv) lines = g_strsplit(before.text != NULL ? before.text : "", "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		if (strchr(*line, ' ') == NULL
		    || g_strv_contains((const char *const *)of_now, *line))
			continue;
		++*n_out;
		if (!end_unit(n, *line, error))
			return false;
	}
	return g_strcmp0(before.text, now) == 0
	       || vt_person_notes_set(n->store, "", VT_NOTE_UNITS, now, n->now, error);
}

/* ---- */

static bool end_delegations(const vt_noticing *n, const char *giver, const char *taker,
			    GError **error)
{
	g_autoptr(GPtrArray) list = vt_delegations_list(n->store, giver, taker, error);

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const vt_delegation *one = g_ptr_array_index(list, i);

		if (!vt_delegations_end(n->store, one->id, n->now, error))
			return false;
	}
	return list != NULL;
}

bool vt_leaving(const vt_noticing *n, const char *person, GError **error)
{
	static const char *const kinds[] = { VT_NOTE_RIGHTS, VT_NOTE_NEW, VT_NOTE_PIN,
					     VT_NOTE_PIN_ASKED, VT_NOTE_RIGHTS_BY };
	const vt_asking_filter asked = { .kind = -1, .person = person };
	g_autoptr(vt_entry) entry = vt_entry_new("leave", VT_BY_ITSELF, "", n->now);

	vt_entry_text(entry, "person", person);
	if (!hand_over_all(n, person, error)
	    || !vt_askings_void(n->store, &asked, "person-left", NULL, error)
	    || !end_delegations(n, person, NULL, error) || !end_delegations(n, NULL, person, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (!vt_person_notes_remove(n->store, person, kinds[i], error))
			return false;
	return vt_ledger_append(n->store, entry, NULL, error);
}
