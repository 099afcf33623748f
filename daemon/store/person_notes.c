/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_notes - what is known of a person besides directory.conf
 */
#include "store/person_notes.h"

#include <string.h>

#include "store/store_private.h"

void vt_person_note_clear(vt_person_note *note)
{
	g_clear_pointer(&note->text, g_free);
}

bool vt_person_notes_put(vt_store *store, const char *person, const char *kind,
			 const vt_person_note *note, GError **error)
{
	static const char sql[] = "INSERT INTO person_note (person, kind, text, at, until)"
				  " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (person, kind)"
				  " DO UPDATE SET text = ?3, at = ?4, until = ?5";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, person);
	vt_query_text(query, 2, kind);
	vt_query_text(query, 3, note->text);
	vt_query_int(query, 4, note->at);
	vt_query_at(query, 5, note->until);
	return vt_query_run(query, error);
}

bool vt_person_notes_set(vt_store *store, const char *person, const char *kind, const char *text,
			 int64_t now, GError **error)
{
	const vt_person_note note = { (char *)(guintptr)text, now, VT_TIME_NONE };

	return vt_person_notes_put(store, person, kind, &note, error);
}

bool vt_person_notes_remove(vt_store *store, const char *person, const char *kind, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "DELETE FROM person_note WHERE person = ?1 AND kind = ?2");

	g_assert(store->in_act);
	vt_query_text(query, 1, person);
	vt_query_text(query, 2, kind);
	return vt_query_run(query, error);
}

bool vt_person_notes_get(vt_store *store, const char *person, const char *kind,
			 vt_person_note *note_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT text, at, until FROM person_note WHERE person = ?1 AND kind = ?2");
	GError *fault = NULL;

	memset(note_out, 0, sizeof(*note_out));
	note_out->until = VT_TIME_NONE;
	vt_query_text(query, 1, person);
	vt_query_text(query, 2, kind);
	if (vt_query_next(query, &fault)) {
		note_out->text = vt_query_dup(query, 0);
		note_out->at = vt_query_get_int(query, 1);
		note_out->until = vt_query_get_at(query, 2);
	}
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}

GHashTable *vt_person_notes_all(vt_store *store, const char *kind, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT person, text FROM person_note WHERE kind = ?1");
	g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GError *fault = NULL;

	vt_query_text(query, 1, kind);
	while (vt_query_next(query, &fault))
		g_hash_table_insert(all, vt_query_dup(query, 0), vt_query_dup(query, 1));
	if (fault == NULL)
		return g_steal_pointer(&all);
	g_propagate_error(error, fault);
	return NULL;
}

GHashTable *vt_person_notes_ending(vt_store *store, const char *kind, int64_t by, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT person, until FROM person_note WHERE kind = ?1 AND until <= ?2");
	g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GError *fault = NULL;

	vt_query_text(query, 1, kind);
	vt_query_int(query, 2, by);
	while (vt_query_next(query, &fault)) {
		int64_t until = vt_query_get_int(query, 1);

		g_hash_table_insert(all, vt_query_dup(query, 0), g_memdup2(&until, sizeof(until)));
	}
	if (fault == NULL)
		return g_steal_pointer(&all);
	g_propagate_error(error, fault);
	return NULL;
}
