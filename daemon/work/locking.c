/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * locking - a person takes back what may be done in his name
 */
#include "work/locking.h"

#include "base/clock.h"
#include "store/ledger.h"
#include "store/person_notes.h"

static bool write_ledger(vt_store *store, const char *act, const vt_actor *actor,
			 const char *person, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);

	vt_entry_text(entry, "person", person);
	vt_entry_reason(entry, actor->reason);
	return vt_ledger_append(store, entry, NULL, error);
}

bool vt_locking_lock(vt_hearing *h, GError **error)
{
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(h, &proof);

	vt_hearing_say(h, "tl_khoa_xong", NULL);
	return vt_person_notes_set(h->j->store, h->person->key, VT_NOTE_LOCKED, h->j->arrival->id,
				   actor.now, error)
	       && vt_person_notes_remove(h->j->store, h->person->key, VT_NOTE_UNLOCK, error)
	       && write_ledger(h->j->store, "lock", &actor, h->person->key, error);
}

bool vt_locking_since(vt_store *store, const char *person, int64_t *since_out, GError **error)
{
	g_auto(vt_person_note) note = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(store, person, VT_NOTE_LOCKED, &note, error))
		return false;
	*since_out = note.text != NULL ? note.at : VT_TIME_NONE;
	return true;
}

bool vt_locking_asked_by(vt_store *store, const char *person, char **asker_out, GError **error)
{
	g_auto(vt_person_note) note = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(store, person, VT_NOTE_UNLOCK, &note, error))
		return false;
	*asker_out = g_steal_pointer(&note.text);
	return true;
}

bool vt_locking_deny(vt_store *store, const vt_actor *actor, const char *person, GError **error)
{
	return vt_person_notes_remove(store, person, VT_NOTE_UNLOCK, error)
	       && write_ledger(store, "deny-unlock", actor, person, error);
}

static bool unlock_now(vt_store *store, const vt_actor *actor, const char *person,
		       vt_outcome *outcome, GError **error)
{
	return vt_person_notes_remove(store, person, VT_NOTE_LOCKED, error)
	       && vt_person_notes_remove(store, person, VT_NOTE_UNLOCK, error)
	       && write_ledger(store, "unlock", actor, person, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_locking_unlock(vt_store *store, const vt_actor *actor, const char *person,
		       vt_outcome *outcome, GError **error)
{
	g_auto(vt_person_note) asked = { NULL, 0, VT_TIME_NONE };
	int64_t since = VT_TIME_NONE;

	if (actor->reason == NULL || *actor->reason == '\0')
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	if (!vt_locking_since(store, person, &since, error)
	    || !vt_person_notes_get(store, person, VT_NOTE_UNLOCK, &asked, error))
		return false;
	if (since == VT_TIME_NONE)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	if (g_str_equal(actor->person, person)
	    || (asked.text != NULL && g_str_equal(asked.text, actor->person)))
		return vt_outcome_set(outcome, VT_SAME_PERSON, actor->person);
	if (asked.text != NULL)
		return unlock_now(store, actor, person, outcome, error);
	return vt_person_notes_set(store, person, VT_NOTE_UNLOCK, actor->person, actor->now, error)
	       && write_ledger(store, "ask-unlock", actor, person, error)
	       && vt_outcome_set(outcome, VT_SECOND_PERSON, actor->person);
}
