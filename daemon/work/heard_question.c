/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_question - the clerk answers what a leader returned, asked or said in free words
 *
 * Whatever the clerk answers goes to the leader as the phiếu trình again: the words verbatim, lines
 * CHỦ TRÌ ... as another proposal. So one "yes" of the leader is enough.
 */
#include <string.h>

#include "base/text.h"
#include "store/tasks.h"
#include "work/decision.h"
#include "work/enter.h"
#include "work/proofs.h"
#include "work/submit.h"

typedef struct answering {
	vt_hearing *h;
	vt_document *document;
	vt_proposal *proposal;
	GPtrArray *unclear; /* vt_unclear * */
	char *words;
} answering;

static void answering_clear(answering *a)
{
	vt_document_free(a->document);
	vt_proposal_free(a->proposal);
	g_ptr_array_unref(a->unclear);
	g_free(a->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answering, answering_clear)

/* The leader who asked is the one who gets the answer. */
static bool aim(answering *a, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_asking) asked = vt_askings_get(a->h->j->store, a->h->asking->about, &fault);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (asked != NULL) {
		g_free(a->proposal->leader);
		a->proposal->leader = g_strdup(asked->person);
	}
	return true;
}

static bool submit(answering *a, GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = vt_proofs_text(h->proofs);
	g_autofree char *number = vt_enter_number(a->document);
	const vt_remark remark = { .document = a->document->id,
				   .person = h->person->key,
				   .on_behalf = (char *)(guintptr)vt_hearing_for_whom(h),
				   .kind = VT_REMARK_ANSWER,
				   .words = h->said->words,
				   .arrival = h->j->arrival->id,
				   .proof = proof,
				   .at = n.now };
	const vt_submission submission = { .document = a->document,
					   .proposal = a->proposal,
					   .by = h->person->key,
					   .answer = *a->words != '\0' ? a->words : NULL };
	bool done = false;

	if (!vt_remarks_add(n.store, &remark, error) || !aim(a, error)
	    || !vt_submit(&n, &submission, &done, error))
		return false;
	if (done)
		h->answer.decision = "submit";
	vt_hearing_say(h, done ? "tl_da_trinh_lai" : "tl_het_hieu_luc", "so_den", number, NULL);
	return true;
}

/* true: the answer says what is not clear. */
static bool is_unclear(answering *a)
{
	g_autofree char *number = vt_enter_number(a->document);
	const vt_unclear *name = a->unclear->len > 0 ? g_ptr_array_index(a->unclear, 0) : NULL;
	g_autofree char *shown = name != NULL ? vt_text_quoted(name->text, 120) : g_strdup("");

	if (name != NULL)
		vt_hearing_say(a->h, "tl_ten_chua_ro", "so_den", number, "noi_dung", shown, NULL);
	else if (*a->h->said->words == '\0' || a->h->said->too_much)
		vt_hearing_say(a->h, "tl_chua_hieu", "so_den", number, "noi_dung", "", NULL);
	else
		return false;
	return true;
}

bool vt_hear_question(vt_hearing *h, bool *handled_out, GError **error)
{
	GError *fault = NULL;
	g_auto(answering) a = { .h = h };

	(void)handled_out;
	a.unclear = g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	a.proposal = vt_proposal_kept(h->asking->proposal);
	a.words = vt_decision_words(h);
	a.document = vt_documents_get(h->j->store, h->asking->document, error);
	if (a.document == NULL)
		return false;
	vt_decision_change(h, a.proposal, a.unclear);
	if (is_unclear(&a))
		return true;
	if (!vt_hearing_may(h, VT_ACTION_SUBMIT, &fault)
	    || (!h->trying && !vt_hearing_binds(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	return h->trying || submit(&a, error);
}
