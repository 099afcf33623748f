/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - the way of an outgoing document: unit head, office, who signs; then its number
 */
#include "work/outgoing.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/ledger.h"
#include "work/proofs.h"

/* ---- who ---- */

static const vt_person *head_of_unit(const vt_directory *d, const vt_outgoing *o)
{
	for (guint i = 0; o->unit != NULL && *o->unit != '\0' && i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);

		if (g_str_equal(person->own, o->own) && g_strcmp0(person->unit, o->unit) == 0
		    && vt_person_has(person, VT_ROLE_UNIT_HEAD))
			return person;
	}
	return NULL;
}

/* Nobody checks his own draft, and who signs need not agree twice. */
static const vt_person *unless_concerned(const vt_person *person, const vt_outgoing *o)
{
	if (person == NULL || g_str_equal(person->key, o->author)
	    || g_str_equal(person->key, o->signer))
		return NULL;
	return person;
}

const vt_person *vt_outgoing_stands_before(const vt_office *office, const vt_outgoing *o,
					   vt_outgoing_state state)
{
	const vt_directory *d = office->directory;
	const vt_person *unit = unless_concerned(head_of_unit(d, o), o);

	switch (state) {
	case VT_OUTGOING_UNIT:
		return unit;
	case VT_OUTGOING_OFFICE: {
		const vt_person *head =
			unless_concerned(vt_directory_first(d, o->own, VT_ROLE_OFFICE_HEAD), o);

		return head != unit ? head : NULL;
	}
	case VT_OUTGOING_LEADER:
		return vt_directory_person(d, o->signer);
	case VT_OUTGOING_RETURNED:
	case VT_OUTGOING_NUMBERED:
	case VT_OUTGOING_COMPARED:
	case VT_OUTGOING_ISSUED:
	case VT_OUTGOING_DROPPED:
	case VT_OUTGOING_VOID:
	case VT_OUTGOING_RECALLED:
	case VT_N_OUTGOING_STATES:
		break;
	}
	return NULL;
}

/* ---- what is written ---- */

static bool write_ledger(const vt_outgoing_way *way, const char *act, const char *reason,
			 GError **error)
{
	const vt_outgoing *o = way->o;
	g_autoptr(vt_entry) entry = vt_entry_new(act, way->by->person, way->by->proof, way->by->at);
	g_autofree char *subject = vt_outgoing_subject(o);

	vt_entry_int(entry, "outgoing", o->id);
	vt_entry_int(entry, "version", o->version);
	vt_entry_text(entry, "sha256", o->version_sha256);
	vt_entry_text(entry, "state", vt_outgoing_state_name(o->state));
	if (way->by->arrival != NULL)
		vt_entry_text(entry, "arrival", way->by->arrival);
	vt_entry_text(entry, "on-behalf", way->by->on_behalf);
	if (o->number != 0) {
		vt_entry_text(entry, "book", o->book);
		vt_entry_int(entry, "year", o->year);
		vt_entry_int(entry, "number", o->number);
		vt_entry_text(entry, "notation", o->notation);
	}
	if (reason != NULL)
		vt_entry_reason(entry, reason);
	return vt_ledger_append(way->n.store, entry, subject, error);
}

static bool void_all(const vt_outgoing_way *way, int kind, const char *why, GError **error)
{
	const vt_asking_filter filter = { .kind = kind, .outgoing = way->o->id };

	return vt_askings_void(way->n.store, &filter, why, NULL, error);
}

/* false with *error: that step may not follow. */
static bool step(const vt_outgoing_way *way, vt_outgoing_step next, GError **error)
{
	if (!vt_outgoing_after(way->o->state, next, &way->o->state))
		return vt_error_set(error, VT_NEVER,
				    "outgoing document %" G_GINT64_FORMAT " is '%s'", way->o->id,
				    vt_outgoing_state_name(way->o->state));
	way->o->state_at = way->by->at;
	return true;
}

/* ---- the way ---- */

/* To the first that somebody stands for; the leader is never passed over. */
static bool go_on(vt_outgoing_way *way, GError **error)
{
	const vt_person *person = NULL;

	while ((person = vt_outgoing_stands_before(way->n.office, way->o, way->o->state)) == NULL
	       && way->o->state < VT_OUTGOING_LEADER)
		if (!step(way, VT_OUTGOING_STEP_AGREE, error))
			return false;
	return vt_outgoings_change(way->n.store, way->o, error)
	       && (person == NULL || vt_outgoing_ask(way, person, error));
}

bool vt_outgoing_begin(vt_outgoing_way *way, GError **error)
{
	way->o->state = VT_OUTGOING_UNIT;
	way->o->state_at = way->by->at;
	return void_all(way, VT_ASKING_OUTGOING, "new-version", error)
	       && void_all(way, VT_ASKING_DRAFT, "new-version", error)
	       && void_all(way, VT_ASKING_UNDO, "new-version", error)
	       && write_ledger(way, "draft", NULL, error) && go_on(way, error);
}

static bool approve(vt_outgoing_way *way, GError **error)
{
	const vt_outgoing_told told = { .sentence = "dt_da_cap_so", .due_at = way->by->at };

	return vt_outgoing_number(&way->n, way->o, way->by, error)
	       && void_all(way, VT_ASKING_DRAFT, "numbered", error)
	       && write_ledger(way, "number-outgoing", NULL, error)
	       && vt_outgoing_tell_clerk(&way->n, way->o, NULL, error)
	       && vt_outgoing_tell_author(&way->n, way->o, &told, error);
}

bool vt_outgoing_agree(vt_outgoing_way *way, const char *words, GError **error)
{
	bool is_last = way->o->state == VT_OUTGOING_LEADER;

	if (!vt_outgoings_opine(way->n.store, way->o, "agree", words, way->by, error)
	    || !write_ledger(way, "agree-draft", NULL, error)
	    || !step(way, VT_OUTGOING_STEP_AGREE, error))
		return false;
	return is_last ? approve(way, error) : go_on(way, error);
}

bool vt_outgoing_return(vt_outgoing_way *way, const char *reason, GError **error)
{
	const vt_outgoing_told told = { .sentence = "dt_bi_tra_lai",
					.words = reason,
					.due_at = way->counts_at };

	if (!vt_outgoings_opine(way->n.store, way->o, "return", reason, way->by, error)
	    || !step(way, VT_OUTGOING_STEP_RETURN, error))
		return false;
	vt_judging_put(&way->o->end_reason, reason);
	return write_ledger(way, "return-draft", reason, error)
	       && vt_outgoings_change(way->n.store, way->o, error)
	       && void_all(way, VT_ASKING_DRAFT, "returned", error)
	       && vt_outgoing_tell_author(&way->n, way->o, &told, error);
}

bool vt_outgoing_ask_author(vt_outgoing_way *way, const vt_asking *asked, const char *question,
			    GError **error)
{
	const vt_outgoing_told told = { .sentence = "dt_co_cau_hoi",
					.words = question,
					.about = asked->id,
					.due_at = way->by->at };

	return vt_outgoings_opine(way->n.store, way->o, "ask", question, way->by, error)
	       && write_ledger(way, "ask-draft", NULL, error)
	       && vt_outgoing_tell_author(&way->n, way->o, &told, error);
}

bool vt_outgoing_ask_again(vt_outgoing_way *way, GError **error)
{
	const vt_person *person = vt_outgoing_stands_before(way->n.office, way->o, way->o->state);

	return vt_outgoings_opine(way->n.store, way->o, "answer", way->answer, way->by, error)
	       && write_ledger(way, "answer-draft", NULL, error)
	       && void_all(way, VT_ASKING_OUTGOING, "answered", error)
	       && (person == NULL || vt_outgoing_ask(way, person, error));
}

/* It ends here: nobody is asked any more. */
static bool end(vt_outgoing_way *way, vt_outgoing_step last, const char *act, const char *reason,
		GError **error)
{
	if (!step(way, last, error))
		return false;
	vt_judging_put(&way->o->end_reason, reason);
	return void_all(way, -1, act, error) && write_ledger(way, act, reason, error)
	       && vt_outgoings_change(way->n.store, way->o, error);
}

bool vt_outgoing_drop(vt_outgoing_way *way, const char *reason, GError **error)
{
	return vt_outgoings_opine(way->n.store, way->o, "drop", reason, way->by, error)
	       && end(way, VT_OUTGOING_STEP_DROP, "drop-draft", reason, error);
}

bool vt_outgoing_void(vt_outgoing_way *way, const char *reason, GError **error)
{
	const vt_outgoing_told told = { .sentence = "dt_bi_huy_so",
					.words = reason,
					.due_at = way->by->at };

	return vt_outgoings_opine(way->n.store, way->o, "void", reason, way->by, error)
	       && end(way, VT_OUTGOING_STEP_VOID, "void-outgoing", reason, error)
	       && vt_outgoing_tell_author(&way->n, way->o, &told, error);
}

/* ---- undone ---- */

bool vt_outgoing_undo(vt_hearing *h, const vt_asking *decided, GError **error)
{
	g_autofree char *proof = vt_proofs_text(h->proofs);
	const vt_outgoing_by by = { h->person->key, NULL, proof, h->j->arrival->id,
				    h->j->seen->now };
	g_autoptr(vt_outgoing) o = vt_outgoings_get(h->j->store, decided->outgoing, error);
	int state = vt_outgoing_state_find(decided->proposal);
	vt_outgoing_way way = {
		.n = { h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now },
		.o = o,
		.by = &by,
	};

	if (o == NULL)
		return false;
	/* Meanwhile another version came, or its number was drawn: nothing to take back. */
	if (state < 0 || o->state > VT_OUTGOING_RETURNED
	    || !g_str_equal(o->version_sha256, decided->version))
		return vt_error_set(error, VT_NEVER, "what was decided is overtaken");
	o->state = (vt_outgoing_state)state;
	o->state_at = by.at;
	g_clear_pointer(&o->end_reason, g_free);
	return void_all(&way, VT_ASKING_OUTGOING, "undone", error)
	       && void_all(&way, VT_ASKING_DRAFT, "undone", error)
	       && vt_outgoings_opine(way.n.store, o, "undo", "", &by, error)
	       && vt_outgoings_change(way.n.store, o, error)
	       && write_ledger(&way, "undo-draft", NULL, error)
	       && vt_askings_reopen(way.n.store, decided->id, error);
}
