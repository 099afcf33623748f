/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * footing - does what a person does count at all?
 */
#include "work/footing.h"

#include "base/clock.h"
#include "store/person_notes.h"

/* What directory.conf says of him may be younger than the last look at it. */
static bool is_new(vt_store *store, const char *person, bool *new_out, GError **error)
{
	g_autoptr(GHashTable) noted = vt_person_notes_all(store, VT_NOTE_RIGHTS, error);
	g_auto(vt_person_note) note = { NULL, 0, VT_TIME_NONE };

	if (noted == NULL || !vt_person_notes_get(store, person, VT_NOTE_NEW, &note, error))
		return false;
	*new_out = note.text != NULL
		   || (g_hash_table_size(noted) > 0 && !g_hash_table_contains(noted, person));
	return true;
}

bool vt_footing_of(vt_store *store, const char *person, vt_footing *footing_out, int64_t *since_out,
		   GError **error)
{
	g_auto(vt_person_note) locked = { NULL, 0, VT_TIME_NONE };
	bool new = false;

	if (!vt_person_notes_get(store, person, VT_NOTE_LOCKED, &locked, error)
	    || !is_new(store, person, &new, error))
		return false;
	*footing_out = locked.text != NULL ? VT_FOOTING_LOCKED
		       : new               ? VT_FOOTING_NEW
					   : VT_FOOTING_GOOD;
	if (since_out != NULL)
		*since_out = locked.text != NULL ? locked.at : VT_TIME_NONE;
	return true;
}
