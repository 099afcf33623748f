/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_person - what is written about the rights of people: MỞ KHÓA, and the second person's word
 */
#include "work/heard_person.h"

#include <string.h>

#include "store/person_notes.h"
#include "work/decision.h"
#include "work/second.h"

/* ---- MỞ KHÓA nam@kimson.example: reason ---- */

/* Key or address; the reason stands behind it. Caller frees. */
static char *first_word(const char *argument, const char **rest_out)
{
	size_t length = strcspn(argument, " :;,\t");

	*rest_out = argument + length + strspn(argument + length, " :;,\t");
	return g_strndup(argument, length);
}

static const vt_person *person_of(const vt_office *office, const char *name)
{
	const vt_person *person = vt_directory_person_at(office->directory, name);

	return person != NULL ? person : vt_directory_person(office->directory, name);
}

bool vt_heard_unlock(vt_hearing *h, const vt_instruction *one, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	g_auto(vt_outcome) outcome = { VT_DONE, NULL };
	GError *fault = NULL;
	g_autofree char *name = first_word(one->argument, &actor.reason);
	const vt_person *person = person_of(h->j->office, name);

	/* An old signature would be the second person for whoever kept it. */
	if (!vt_hearing_may(h, VT_ACTION_UNLOCK, &fault)
	    || (!h->trying && !vt_hearing_is_first(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (h->trying)
		return true;
	if (!vt_second_unlock(&n, &actor, person != NULL ? person->key : name, 0, &outcome, error))
		return false;
	g_autofree char *text = vt_outcome_sentence(&outcome);
	vt_hearing_say(h, "tl_quyen", "noi_dung", text, NULL);
	return true;
}

/* ---- the second person ---- */

static bool confirm(vt_hearing *h, const vt_second_asked *asked, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	g_auto(vt_outcome) outcome = { VT_DONE, NULL };

	actor.reason = asked->reason;
	if (!vt_second_unlock(&n, &actor, asked->person->key, h->asking->id, &outcome, error))
		return false;
	g_autofree char *text = vt_outcome_sentence(&outcome);
	if (outcome.code == VT_DONE)
		vt_hearing_say(h, "tl_quyen_xac_nhan", "xq_nguoi", asked->person->name, NULL);
	else
		vt_hearing_say(h, "tl_quyen", "noi_dung", text, NULL);
	return true;
}

static bool deny(vt_hearing *h, const vt_second_asked *asked, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(h, &proof);

	vt_hearing_say(h, "tl_quyen_khong", "xq_nguoi", asked->person->name, NULL);
	return vt_second_deny(&n, &actor, asked->person->key, error);
}

/* What holds already. */
static bool settle(vt_hearing *h, const vt_second_asked *asked, bool confirmed, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(h, &proof);

	vt_hearing_say(h, confirmed ? "tl_da_xac_nhan_viec" : "tl_khong_xac_nhan_viec", "xq_nguoi",
		       asked->person->name, NULL);
	return vt_second_settle(&n, &actor, asked, confirmed, error);
}

/* Who is new says that it is he; the certificate counts when a second person knows it, too. */
static bool join(vt_hearing *h, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_identity *identity = h->j->seen->identity;
	bool is_signed = (h->proofs & 1u << VT_PROOF_SMIME) != 0;
	const char *pin = is_signed ? identity->signer_sha256 : "";
	g_autoptr(vt_filling) values = vt_filling_new();
	GError *fault = NULL;

	if (!vt_hearing_may(h, VT_ACTION_JOIN, &fault) || !vt_hearing_binds(h, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	vt_filling_add(values, "xq_chung_thu", is_signed ? pin : "-");
	vt_filling_add(values, "xq_can_cu",
		       h->person->document != NULL ? h->person->document : "-");
	g_autofree char *detail = vt_templates_sentence(n.templates, vt_notice_language(&n),
							"xq_moi_chung_thu", values);
	const vt_second_matter matter = { VT_SECOND_JOIN, 0, h->person, h->person->key, detail };
	h->answer.decision = vt_verb_get(VT_VERB_CONFIRM)->name;
	vt_hearing_say(h, "tl_moi_cho", NULL);
	const vt_person_note note = { (char *)(guintptr)pin, n.now,
				      is_signed ? identity->signer_until : VT_TIME_NONE };
	return vt_person_notes_put(n.store, h->person->key, VT_NOTE_PIN_ASKED, &note, error)
	       && vt_second_tell(&n, &matter, error);
}

bool vt_hear_person(vt_hearing *h, bool *handled_out, GError **error)
{
	const vt_instruction *yes = vt_decision_find(h, VT_VERB_CONFIRM);
	const vt_instruction *no = vt_decision_find(h, VT_VERB_DENY);
	const vt_instruction *said = yes != NULL ? yes : no;
	g_auto(vt_second_asked) asked = { 0 };
	GError *fault = NULL;

	(void)handled_out;
	if (!vt_second_read(h->j->office, h->asking, &asked) || asked.person == NULL) {
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
		return true;
	}
	if (said == NULL || (yes != NULL && (no != NULL || yes->denied))
	    || (h->token_verb >= 0 && h->token_verb != (int)said->verb)) {
		vt_hearing_ask_back(h, "tl_quyen_khong_ro");
		return true;
	}
	if (asked.what == VT_SECOND_JOIN && asked.person == h->person) {
		if (yes != NULL)
			return join(h, error);
		vt_hearing_ask_back(h, "tl_quyen_khong_ro");
		return true;
	}
	if (!vt_hearing_may(h, VT_ACTION_SECOND, &fault) || !vt_hearing_binds(h, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (h->trying)
		return true;
	h->answer.decision = vt_verb_get(said->verb)->name;
	if (asked.what != VT_SECOND_UNLOCK)
		return settle(h, &asked, yes != NULL, error);
	return yes != NULL ? confirm(h, &asked, error) : deny(h, &asked, error);
}
