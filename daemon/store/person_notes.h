/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_notes - what is known of a person besides directory.conf: one note of each kind
 */
#ifndef VT_STORE_PERSON_NOTES_H
#define VT_STORE_PERSON_NOTES_H

#include "store/db.h"

#define VT_NOTE_LOCKED "locked" /* text: how it was asked for */
#define VT_NOTE_UNLOCK "unlock" /* text: person key of whoever asked first */

typedef struct vt_person_note {
	char *text;
	int64_t at;
} vt_person_note;
void vt_person_note_clear(vt_person_note *note);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_person_note, vt_person_note_clear)

/* Replaces. Inside an act. */
bool vt_person_notes_set(vt_store *store, const char *person, const char *kind, const char *text,
			 int64_t now, GError **error);
bool vt_person_notes_remove(vt_store *store, const char *person, const char *kind, GError **error);
/* note_out->text NULL: there is none. */
bool vt_person_notes_get(vt_store *store, const char *person, const char *kind,
			 vt_person_note *note_out, GError **error);

#endif
