/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend - mail that was given up goes out once more
 */
#include "work/resend.h"

#include "base/error.h"
#include "store/deliveries.h"
#include "store/ledger.h"
#include "store/outbox.h"

/* Of one act; the rest is the next act's. */
#define MOST_AT_ONCE 1000

static bool resend(vt_store *store, const vt_actor *actor, const vt_mail *mail, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("resend", actor->person, actor->proof, actor->now);

	vt_entry_int(entry, "mail", mail->id);
	vt_entry_text(entry, "own", mail->own);
	vt_entry_text(entry, "message-id", mail->message_id);
	return vt_outbox_resend(store, mail->id, actor->now, error)
	       && vt_deliveries_forget(store, mail->id, error)
	       && vt_ledger_append(store, entry, mail->arrival, error);
}

static bool resend_all(vt_store *store, const vt_actor *actor, unsigned *n_out, GError **error)
{
	g_autoptr(GPtrArray) failed =
		vt_outbox_list(store, actor->own, VT_MAIL_FAILED, MOST_AT_ONCE, error);

	for (guint i = 0; failed != NULL && i < failed->len; i++)
		if (!resend(store, actor, g_ptr_array_index(failed, i), error))
			return false;
	if (failed == NULL)
		return false;
	*n_out = failed->len;
	return true;
}

/* Sent, and a report says that it failed; its bytes are still there. */
static bool was_returned(vt_store *store, const vt_mail *mail)
{
	g_autoptr(GPtrArray) rows = vt_deliveries_of(store, mail->id, NULL);

	return mail->state == VT_MAIL_SENT && mail->file != NULL && rows != NULL
	       && vt_deliveries_sum(rows) == VT_DELIVERY_FAILED;
}

bool vt_resend(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
	       unsigned *n_out, GError **error)
{
	g_autoptr(vt_mail) mail = NULL;
	g_autoptr(GError) cause = NULL;
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, id);

	*n_out = 0;
	if (id == 0)
		return resend_all(store, actor, n_out, error)
		       && vt_outcome_set(outcome, *n_out > 0 ? VT_DONE : VT_NOTHING_TO_DO, NULL);
	mail = vt_outbox_get(store, id, &cause);
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	if (mail == NULL || (actor->own != NULL && g_strcmp0(mail->own, actor->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, name);
	if (mail->state != VT_MAIL_FAILED && !was_returned(store, mail))
		return vt_outcome_set(outcome, VT_WRONG_STATE, vt_mail_state_name(mail->state));
	*n_out = 1;
	return resend(store, actor, mail, error) && vt_outcome_set(outcome, VT_DONE, NULL);
}
