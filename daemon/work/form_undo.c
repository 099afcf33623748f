/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_undo - what a clerk's answer to a form did is taken back
 */
#include "work/form_acts.h"

#include "base/clock.h"
#include "doc/verb.h"
#include "store/joins.h"
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

/* ---- TÁCH and GHÉP ---- */

/* The form is the whole scan's again; those of its pieces ask no more. */
static bool undo_split(vt_hearing *h, const vt_asking *decided, GError **error)
{
	bool later = false;

	if (!vt_joins_decided_since(h->j->store, decided->arrival, decided->id, &later, error))
		return false;
	if (later) {
		vt_hearing_say(h, "phieu_khong_huy_tach", NULL);
		return true;
	}
	return vt_form_close(h->j->store, decided->arrival, decided->id, "undone", error)
	       && vt_askings_reopen(h->j->store, decided->id, error);
}

static gint64 pages_of(const vt_form *form)
{
	gint64 pages = 0;

	return form != NULL && form->lines[VT_FORM_PAGES] != NULL
			       && g_ascii_string_to_signed(form->lines[VT_FORM_PAGES], 10, 1,
							   G_MAXINT32, &pages, NULL)
		       ? pages
		       : 0;
}

/* The form of the other message comes anew, without these pages. */
static bool ask_alone(vt_hearing *h, const vt_asking *both, const vt_asking *decided,
		      GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_form) form = vt_form_kept(both->proposal);
	g_autoptr(vt_form) mine = vt_form_kept(decided->proposal);
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(h->j->store, both->arrival, error);
	const vt_form_ask ask = {
		.own = both->own, .person = h->person, .arrival = arrival, .form = form
	};
	gint64 left = pages_of(form) - pages_of(mine);
	g_autoptr(vt_mail) mail = NULL;
	int64_t id = 0;

	if (arrival == NULL || form == NULL)
		return arrival != NULL;
	if (pages_of(mine) > 0 && left > 0) {
		g_free(form->lines[VT_FORM_PAGES]);
		form->lines[VT_FORM_PAGES] = g_strdup_printf("%" G_GINT64_FORMAT, left);
	}
	return vt_form_close(h->j->store, arrival->id, 0, "undone", error)
	       && vt_form_put(&n, &ask, &id, &mail, error)
	       && (mail == NULL || vt_notice_insert(&n, mail, error));
}

/* The message is one of its own again, as long as nothing was decided of both. */
static bool undo_join(vt_hearing *h, const vt_actor *actor, const vt_asking *decided,
		      GError **error)
{
	vt_store *store = h->j->store;
	g_autofree char *target = NULL;
	vt_outcome outcome = { VT_DONE, NULL };

	if (!vt_joins_target(store, decided->arrival, &target, error))
		return false;
	const vt_asking_filter filter = { .kind = VT_ASKING_FORM, .arrival = target };
	g_autoptr(GPtrArray) open =
		target != NULL ? vt_askings_open(store, &filter, error) : g_ptr_array_new();
	if (open == NULL)
		return false;
	if (open->len != 1 || vt_form_is_of_piece(g_ptr_array_index(open, 0))) {
		vt_hearing_say(h, "phieu_khong_huy_ghep", NULL);
		return true;
	}
	bool good = vt_joins_remove(store, decided->arrival, error)
		    && vt_clerk_hold_again(store, actor, decided->arrival, &outcome, error)
		    && ask_alone(h, g_ptr_array_index(open, 0), decided, error)
		    && vt_askings_reopen(store, decided->id, error);
	vt_outcome_clear(&outcome);
	return good;
}

static bool is_decision(const vt_asking *decided, vt_verb verb)
{
	return g_strcmp0(decided->decision, vt_verb_get(verb)->name) == 0;
}

bool vt_form_undo(vt_hearing *h, const vt_asking *decided, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL, *reason = vt_notice_sentence(&n, "phieu_ly_do_huy");
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };
	int64_t document = h->asking->document;

	actor.reason = reason;
	if (is_decision(decided, VT_VERB_SPLIT))
		return undo_split(h, decided, error);
	if (is_decision(decided, VT_VERB_JOIN))
		return undo_join(h, &actor, decided, error);
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
