/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_reply - the clerk says what a recipient's answer is: a receipt, a new document, or nothing
 */
#include <string.h>

#include "base/text.h"
#include "store/ledger.h"
#include "work/clerk.h"
#include "work/decision.h"
#include "work/form_mail.h"
#include "work/outgoing_name.h"
#include "work/replies.h"

/* One answer of a clerk about one reply. */
typedef struct answering {
	vt_hearing *h;
	vt_outgoing *o;
	vt_outgoing_reply *reply;
	vt_arrival *arrival; /* the reply itself */
	const vt_instruction *said;
} answering;

static void answering_clear(answering *a)
{
	vt_outgoing_free(a->o);
	vt_outgoing_reply_free(a->reply);
	vt_arrival_free(a->arrival);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answering, answering_clear)

/* Exactly one of the three; none or several are asked back. */
static bool choose(answering *a)
{
	static const vt_verb verbs[] = { VT_VERB_NOTE_RECEIVED, VT_VERB_NEW_DOCUMENT,
					 VT_VERB_DROP };

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const vt_instruction *one = vt_decision_find(a->h, verbs[i]);

		if (one == NULL)
			continue;
		if (a->said != NULL || one->denied
		    || (a->h->token_verb >= 0 && a->h->token_verb != (int)one->verb))
			return false;
		a->said = one;
	}
	return a->said != NULL;
}

static bool write_ledger(const answering *a, const vt_outgoing_recipient *recipient,
			 const vt_actor *actor, GError **error)
{
	g_autoptr(vt_entry) entry =
		vt_entry_new("recipient", actor->person, actor->proof, actor->now);
	g_autofree char *subject = vt_outgoing_subject(a->o);

	vt_entry_int(entry, "outgoing", a->o->id);
	vt_entry_int(entry, "recipient", recipient->position);
	vt_entry_text(entry, "state", vt_recipient_state_name(recipient->state));
	vt_entry_text(entry, "arrival", a->reply->arrival);
	return vt_ledger_append(a->h->j->store, entry, subject, error);
}

/* A state only rises: what its own server told of it counts for more. */
static bool set_received(const answering *a, const vt_actor *actor, GError **error)
{
	for (guint i = 0; i < a->o->recipients->len; i++) {
		vt_outgoing_recipient *one = g_ptr_array_index(a->o->recipients, i);

		if (one->position != a->reply->position || one->state >= VT_RECIPIENT_RECEIVED)
			continue;
		one->state = VT_RECIPIENT_RECEIVED;
		one->state_at = a->reply->at;
		return vt_outgoings_set_recipient(a->h->j->store, a->o->id, one, error)
		       && write_ledger(a, one, actor, error);
	}
	return true;
}

/* false with *error unset: the answer says why it cannot be. */
static bool conclude(const answering *a, const vt_actor *actor, vt_state state, GError **error)
{
	g_auto(vt_outcome) outcome = { VT_DONE, NULL };

	if (!vt_clerk_decide(a->h->j->store, actor, a->reply->arrival, state, &outcome, error))
		return false;
	if (outcome.code != VT_DONE)
		vt_hearing_say(a->h, "tl_het_hieu_luc", NULL);
	return outcome.code == VT_DONE;
}

static bool note(answering *a, vt_state state, vt_actor *actor, GError **error)
{
	g_autofree char *number = vt_outgoing_shown(a->o);
	bool received = state == VT_STATE_ACTED;
	GError *fault = NULL;

	if (!conclude(a, actor, state, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	a->h->answer.decision = vt_verb_get(a->said->verb)->name;
	vt_hearing_say(a->h, received ? "hd_da_ghi_nhan" : "hd_da_bo", "noi_dung", number, NULL);
	return vt_outgoing_replies_set(a->h->j->store, a->reply->arrival, VT_REPLY_NOTED, error)
	       && (!received || set_received(a, actor, error));
}

/* From here on it is a held message like any other: the clerk gets its form. */
static bool make_document(answering *a, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(a->h);
	g_autofree char *number = vt_outgoing_shown(a->o);

	if (a->arrival->state != VT_STATE_HELD) {
		vt_hearing_say(a->h, "tl_het_hieu_luc", NULL);
		return true;
	}
	a->h->answer.decision = vt_verb_get(a->said->verb)->name;
	vt_hearing_say(a->h, "hd_la_van_ban_moi", "noi_dung", number, NULL);
	return vt_outgoing_replies_set(n.store, a->reply->arrival, VT_REPLY_DOCUMENT, error)
	       && (!n.office->forms || vt_form_tell(&n, a->arrival, VT_ROLE_CLERK, 1, error));
}

static bool act(answering *a, GError **error)
{
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(a->h, &proof);
	g_autofree char *number = vt_outgoing_shown(a->o);

	actor.reason = number;
	if (a->said->verb == VT_VERB_NOTE_RECEIVED)
		return note(a, VT_STATE_ACTED, &actor, error);
	if (a->said->verb == VT_VERB_NEW_DOCUMENT)
		return make_document(a, error);
	actor.reason = vt_decision_argument(a->said);
	if (vt_text_chars(actor.reason) >= VT_SHORT_REASON)
		return note(a, VT_STATE_IGNORED, &actor, error);
	vt_hearing_say(a->h, "phieu_ly_do_ngan", "noi_dung", actor.reason, NULL);
	return true;
}

static bool read_all(answering *a, GError **error)
{
	const vt_asking *asking = a->h->asking;
	vt_store *store = a->h->j->store;

	a->o = vt_outgoings_get(store, asking->outgoing, error);
	a->reply = a->o != NULL ? vt_outgoing_replies_get(store, asking->arrival, error) : NULL;
	a->arrival = a->reply != NULL ? vt_arrivals_get(store, asking->arrival, error) : NULL;
	return a->arrival != NULL;
}

bool vt_hear_reply(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(answering) a = { .h = h };
	GError *fault = NULL;

	(void)handled_out;
	if (!read_all(&a, error))
		return false;
	if (h->said->too_much || h->said->body == VT_BODY_HIDDEN || !choose(&a)) {
		vt_hearing_ask_back(h, "hd_chua_ro");
		return true;
	}
	if (!vt_hearing_may(h, VT_ACTION_REGISTER, &fault)
	    || (!h->trying && !vt_hearing_binds(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (!h->trying)
		return act(&a, error);
	vt_hearing_say(h, "phieu_thu", "noi_dung", vt_verb_get(a.said->verb)->written, NULL);
	return true;
}
