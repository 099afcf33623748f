/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_undo - what a clerk's answer to a form did is taken back
 */
#include "work/form_acts.h"

#include "base/clock.h"
#include "store/tasks.h"
#include "work/assign.h"
#include "work/clerk.h"
#include "work/form_mail.h"
#include "work/notices_private.h"

/* What has not gone goes nowhere. */
static bool withdraw(vt_hearing *h, const char *arrival, int64_t document, const char *why,
		     GError **error)
{
	g_autoptr(GPtrArray) mails = vt_outbox_about(h->j->store, arrival, document, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		if (mail->state != VT_MAIL_DRAFT
		    || (document != 0 ? mail->document != document : mail->asking != 0)
		    || (document == 0 && mail->due_at <= h->j->seen->now))
			continue;
		if (!vt_outbox_withdraw(h->j->store, mail->id, why, error))
			return false;
	}
	return mails != NULL;
}

/* Of a scan that was cut another document may have the message. */
static bool has_message(vt_store *store, const vt_asking *decided, bool *has_out, GError **error)
{
	GError *fault = NULL;

	if (!vt_form_is_of_piece(decided))
		return true;
	g_autoptr(vt_document) other = vt_documents_of_arrival(store, decided->arrival, &fault);
	*has_out = other == NULL;
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

bool vt_form_undo(vt_hearing *h, const vt_asking *decided, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL, *reason = vt_notice_sentence(&n, "phieu_ly_do_huy");
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };
	int64_t document = h->asking->document;

	actor.reason = reason;
	if (!withdraw(h, decided->arrival, document, reason, error))
		return false;
	const vt_asking_filter laid = { .kind = VT_ASKING_DECIDE, .document = document };
	if (document != 0
	    && (!vt_askings_void(h->j->store, &laid, "undone", NULL, error)
		|| !vt_assign_withdraw(&n, document, "undone", NULL, error)
		|| !vt_documents_set_stage(h->j->store, document, VT_STAGE_CANCELLED, VT_TIME_NONE,
					   error)
		|| !vt_clerk_void(h->j->store, &actor, document, &outcome, error)
		|| !vt_documents_detach(h->j->store, document, error)))
		return false;
	bool message = decided->arrival != NULL;
	if (message && !has_message(h->j->store, decided, &message, error))
		return false;
	if (message && outcome.code == VT_DONE
	    && !vt_clerk_hold_again(h->j->store, &actor, decided->arrival, &outcome, error))
		return false;
	vt_outcome_clear(&outcome);
	return vt_askings_reopen(h->j->store, decided->id, error);
}
