/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_undo - HỦY: what was decided below smime is taken back, while it does not count yet
 */
#include "doc/instruction.h"
#include "store/documents.h"
#include "work/decided.h"
#include "work/form_acts.h"
#include "work/hearing.h"
#include "work/on_behalf.h"
#include "work/outgoing.h"
#include "work/proofs.h"

/* What each kind of decided question does to be open again; NULL = it cannot be undone. */
typedef bool undo_one(vt_hearing *h, const vt_asking *decided, GError **error);
static undo_one *const undoes[VT_N_ASKINGS] = {
	[VT_ASKING_FORM] = vt_form_undo,
	[VT_ASKING_DECIDE] = vt_decided_undo,
	[VT_ASKING_OUTGOING] = vt_outgoing_undo,
};

/* Void or sealed by another way since: nothing is left to undo, least of all a seal. */
static bool is_overtaken(vt_hearing *h, const vt_asking *decided, bool *overtaken_out,
			 GError **error)
{
	GError *fault = NULL;

	*overtaken_out = decided == NULL || decided->state != VT_ASKING_DECIDED
			 || undoes[decided->kind] == NULL;
	if (*overtaken_out || h->asking->document == 0)
		return true;
	g_autoptr(vt_document) document =
		vt_documents_get(h->j->store, h->asking->document, &fault);
	*overtaken_out = document == NULL || document->state != VT_DOCUMENT_ACTIVE;
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* "HỦY MA VT-... nhưng thôi": in the text of a link, whose subject says HỦY alone. */
static bool is_taken_back(const vt_said *said)
{
	for (guint i = 0; i < said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(said->instructions, i);

		if (one->verb == VT_VERB_UNDO
		    && (one->denied || vt_instruction_is_denied_by(one->argument)))
			return true;
	}
	return false;
}

bool vt_hear_undo(vt_hearing *h, bool *handled_out, GError **error)
{
	const vt_instruction *said = vt_hearing_find(h, VT_VERB_UNDO);
	GError *fault = NULL;

	(void)handled_out;
	if (said == NULL || is_taken_back(h->said)) {
		vt_hearing_ask_back(h, "tl_chua_hieu");
		return true;
	}
	if ((h->proofs & VT_PROOFS_OF_PERSON) == 0) {
		h->answer.state = VT_STATE_REFUSED;
		vt_hearing_say(h, "tl_thieu_chung_minh", "dia_chi_nguoi_nhan",
			       g_ptr_array_index(h->person->addresses, 0), NULL);
		return true;
	}
	g_autoptr(vt_asking) decided = vt_askings_get(h->j->store, h->asking->about, &fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	bool overtaken = false;
	if (!is_overtaken(h, decided, &overtaken, error))
		return false;
	if (overtaken) {
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
		return true;
	}
	/* What it answers prints no reference; a signature takes back once all the same. */
	if (!h->trying && !vt_hearing_is_first(h, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (!h->trying && !undoes[decided->kind](h, decided, error))
		return false;
	if (h->answer.mail != NULL) /* it is too late, and that is said */
		return true;
	if (!h->trying && !vt_on_behalf_tell_undone(h, decided, error))
		return false;
	h->answer.decision = "undo";
	vt_hearing_say(h, "tl_da_huy", NULL);
	return true;
}
