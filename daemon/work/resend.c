/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend - mail that was given up or held goes out, or never will
 */
#include "work/resend.h"

#include "base/error.h"
#include "store/deliveries.h"
#include "store/ledger.h"
#include "store/outbox.h"

static bool note(vt_store *store, const vt_actor *actor, const char *act, const vt_mail *mail,
		 GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);

	vt_entry_int(entry, "mail", mail->id);
	vt_entry_text(entry, "own", mail->own);
	vt_entry_text(entry, "message-id", mail->message_id);
	vt_entry_reason(entry, actor->reason);
	return vt_ledger_append(store, entry, mail->arrival, error);
}

static bool resend(vt_store *store, const vt_actor *actor, const vt_mail *mail, GError **error)
{
	bool done = mail->state == VT_MAIL_HELD
			    ? vt_outbox_let_go(store, mail->id, actor->now, error)
			    : vt_outbox_resend(store, mail->id, actor->now, error);

	return done && vt_deliveries_forget(store, mail->id, error)
	       && note(store, actor, "resend", mail, error);
}

/* Sent, and a report says that it failed; its bytes are still there. */
static bool was_returned(vt_store *store, const vt_mail *mail)
{
	g_autoptr(GPtrArray) rows = vt_deliveries_of(store, mail->id, NULL);

	return mail->state == VT_MAIL_SENT && mail->file != NULL && rows != NULL
	       && vt_deliveries_sum(rows) == VT_DELIVERY_FAILED;
}

bool vt_resend(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
	       GError **error)
{
	g_autoptr(vt_mail) mail = NULL;
	g_autoptr(GError) cause = NULL;
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, id);

	mail = vt_outbox_get(store, id, &cause);
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	if (mail == NULL || (actor->own != NULL && g_strcmp0(mail->own, actor->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, name);
	if (mail->state != VT_MAIL_FAILED && mail->state != VT_MAIL_HELD
	    && !was_returned(store, mail))
		return vt_outcome_set(outcome, VT_WRONG_STATE, vt_mail_state_name(mail->state));
	return resend(store, actor, mail, error) && vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_resend_all(vt_store *store, const vt_actor *actor, vt_resend_which which,
		   vt_outcome *outcome, unsigned *n_out, GError **error)
{
	vt_mail_state state = which == VT_RESEND_HELD ? VT_MAIL_HELD : VT_MAIL_FAILED;
	g_autoptr(GPtrArray) mails =
		vt_outbox_list(store, actor->own, (int)state, VT_RESEND_AT_ONCE, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++)
		if (!resend(store, actor, g_ptr_array_index(mails, i), error))
			return false;
	if (mails == NULL)
		return false;
	*n_out = mails->len;
	return vt_outcome_set(outcome, *n_out > 0 ? VT_DONE : VT_NOTHING_TO_DO, NULL);
}

bool vt_drop_held(vt_store *store, const vt_actor *actor, vt_outcome *outcome, unsigned *n_out,
		  GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	*n_out = 0;
	if (actor->reason == NULL || *actor->reason == '\0')
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	mails = vt_outbox_list(store, actor->own, VT_MAIL_HELD, VT_RESEND_AT_ONCE, error);
	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		if (!vt_outbox_withdraw(store, mail->id, "dropped after a rehearsal", error)
		    || !note(store, actor, "drop-mail", mail, error))
			return false;
	}
	if (mails == NULL)
		return false;
	*n_out = mails->len;
	return vt_outcome_set(outcome, *n_out > 0 ? VT_DONE : VT_NOTHING_TO_DO, NULL);
}
