/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_notes - what is known of a person besides directory.conf: one note of each kind
 */
#ifndef VT_STORE_PERSON_NOTES_H
#define VT_STORE_PERSON_NOTES_H

#include "base/clock.h"
#include "store/db.h"

#define VT_NOTE_LOCKED    "locked"    /* text: how it was asked for */
#define VT_NOTE_UNLOCK    "unlock"    /* text: person key of whoever asked first */
#define VT_NOTE_RIGHTS    "rights"    /* text: what directory.conf gave, a line each */
#define VT_NOTE_RIGHTS_BY "rights-by" /* text: person key of whoever asked for them by mail */
/* Of nobody, person "": the units that people had, a line each: "own unit" */
#define VT_NOTE_UNITS "units"
#define VT_NOTE_NEW   "new" /* nothing of that person counts yet */
/* text: SHA-256 of the certificate of his first signed reply, "" = it was not signed */
#define VT_NOTE_PIN_ASKED "pin-asked" /* not confirmed yet */
#define VT_NOTE_PIN       "pin"

typedef struct vt_person_note {
	char *text;
	int64_t at, until; /* until: of a certificate its last moment; VT_TIME_NONE = not known */
} vt_person_note;
void vt_person_note_clear(vt_person_note *note);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_person_note, vt_person_note_clear)

/* Replaces. Inside an act. */
bool vt_person_notes_set(vt_store *store, const char *person, const char *kind, const char *text,
			 int64_t now, GError **error);
bool vt_person_notes_put(vt_store *store, const char *person, const char *kind,
			 const vt_person_note *note, GError **error);
bool vt_person_notes_remove(vt_store *store, const char *person, const char *kind, GError **error);
/* note_out->text NULL: there is none. */
bool vt_person_notes_get(vt_store *store, const char *person, const char *kind,
			 vt_person_note *note_out, GError **error);

/* Of that kind: person -> text. NULL on failure. */
GHashTable *vt_person_notes_all(vt_store *store, const char *kind, GError **error);

/* Of that kind: person -> until, int64_t *, those that end by then. NULL on failure. */
GHashTable *vt_person_notes_ending(vt_store *store, const char *kind, int64_t by, GError **error);

#endif
