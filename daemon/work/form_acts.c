/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_acts - what a clerk's answer to a form does
 */
#include "work/form_acts.h"

#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/asking.h"
#include "work/clerk.h"
#include "work/correcting.h"
#include "work/enter.h"
#include "work/form_mail.h"
#include "work/proofs.h"
#include "work/seal.h"

#define SHOWN_CHARS 120

void vt_form_fault(vt_form_answer *a, const char *sentence, ...)
{
	va_list list;

	va_start(list, sentence);
	g_ptr_array_add(a->faults, vt_hearing_sentence(a->h, sentence, list));
	va_end(list);
}

bool vt_form_says_not_secret(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	return g_str_equal(folded, "khong mat");
}

bool vt_form_may(vt_form_answer *a, vt_action action, vt_verb verb, GError **error)
{
	vt_hearing *h = a->h;

	if (!vt_hearing_may(h, action, error))
		return false;
	if (h->trying) {
		vt_hearing_say(h, "phieu_thu", "noi_dung", vt_verb_get(verb)->written, NULL);
		return false;
	}
	return vt_hearing_binds(h, error);
}

static bool failed(GError **error)
{
	return error != NULL && *error != NULL;
}

/* What goes out because of it waits until it counts. */
static bool delay_notices(vt_hearing *h, int64_t document, int64_t counts_at, GError **error)
{
	if (counts_at <= h->j->seen->now)
		return true;
	g_autoptr(GPtrArray) mails =
		vt_outbox_about(h->j->store, h->asking->arrival, document, error);
	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		if (mail->state != VT_MAIL_DRAFT || mail->made_at < h->j->seen->now
		    || (document != 0 ? mail->document != document : mail->asking != 0))
			continue;
		if (!vt_outbox_postpone(h->j->store, mail->id, counts_at, error))
			return false;
	}
	return mails != NULL;
}

bool vt_form_offer_undo(vt_hearing *h, int64_t document, int64_t counts_at, GError **error)
{
	static const int verb = VT_VERB_UNDO;
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(vt_asking) undo = vt_asking_new(VT_ASKING_UNDO, h->asking->own, h->person->key);
	g_autofree char *until = vt_clock_stamp_vietnam(counts_at);

	if (counts_at <= h->j->seen->now || h->answer.mail == NULL)
		return true;
	g_array_append_val(links, verb);
	undo->about = h->asking->id;
	g_free(undo->version); /* so that its reference is its own */
	undo->version =
		g_strdup_printf("%" G_GINT64_FORMAT " %s", h->asking->id, h->j->arrival->id);
	undo->arrival = g_strdup(h->asking->arrival);
	undo->document = document;
	undo->expires_at = counts_at;
	vt_hearing_say(h, "phieu_huy_duoc", "gio", until, NULL);
	return vt_asking_put(h->j->store, undo, links, h->answer.mail, h->j->seen->now, error);
}

static bool finish(vt_form_answer *a, vt_verb verb, int64_t document, int urgency, GError **error)
{
	vt_hearing *h = a->h;
	int64_t counts_at = vt_hearing_counts_at(h, urgency);

	g_autofree char *proof = vt_proofs_text(h->proofs);

	h->answer.decision = vt_verb_get(verb)->name;
	vt_hearing_say(h, "phieu_chung_minh", "chung_minh", proof, NULL);
	if (h->asking->arrival != NULL && !vt_form_is_of_piece(h->asking)
	    && !vt_form_close(h->j->store, h->asking->arrival, h->asking->id, "decided", error))
		return false;
	return delay_notices(h, document, counts_at, error)
	       && vt_form_offer_undo(h, document, counts_at, error);
}

/* ---- register ---- */

static bool is_dash(const char *text)
{
	return g_str_equal(text, "-") || g_str_equal(text, "–") || g_str_equal(text, "—");
}

static void check_line(vt_form_answer *a, vt_form_key key)
{
	static const vt_form_key required[] = { VT_FORM_NUMBER, VT_FORM_NOTATION, VT_FORM_ISSUED,
						VT_FORM_TYPE,   VT_FORM_ISSUER,   VT_FORM_SUBJECT };
	const char *text = a->meant->lines[key], *label = vt_form_get(key)->label;
	int field = vt_form_get(key)->field;
	g_autofree char *normal = NULL;
	bool wanted = false;

	for (size_t i = 0; i < G_N_ELEMENTS(required); i++)
		wanted |= required[i] == key;
	bool never_none = key == VT_FORM_ISSUER || key == VT_FORM_SUBJECT;
	if (wanted && (*text == '\0' || (never_none && is_dash(text))))
		vt_form_fault(a, "phieu_thieu_dong", "dong", label, NULL);
	if (field < 0 || *text == '\0' || is_dash(text)
	    || vt_field_normal((vt_field)field, text, &normal, NULL))
		return;
	g_autofree char *shown = vt_text_quoted(text, SHOWN_CHARS);
	vt_form_fault(a, "phieu_dong_sai", "dong", label, "noi_dung", shown, NULL);
}

/* Exactly the form: a line that is empty there is no field of the document, whatever was found. The
 * day of arrival counts to the second where nobody changed it. */
static void fill_entry(const vt_form_answer *a, vt_entry_form *entry)
{
	*entry = (vt_entry_form){ .arrival = a->h->asking->arrival,
				  .not_secret = true,
				  .own = a->h->asking->own };
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;
		const char *text = a->meant->lines[i];

		if (field < 0
		    || (i == VT_FORM_ARRIVED
			&& (*text == '\0' || g_str_equal(text, a->sent->lines[i]))))
			continue;
		entry->fields[field] = is_dash(text) ? "" : text;
	}
}

/* Of a scan that was cut one document has the message; the others name it. */
static bool choose_row(const vt_form_answer *a, vt_entry_form *entry, GError **error)
{
	const vt_asking *asking = a->h->asking;
	GError *fault = NULL;

	if (!vt_form_is_of_piece(asking))
		return true;
	g_autoptr(vt_document) first =
		vt_documents_of_arrival(a->h->j->store, asking->arrival, &fault);
	if (first != NULL) {
		entry->arrival = NULL;
		entry->fields[VT_FIELD_ARRIVED] = a->meant->lines[VT_FORM_ARRIVED];
	}
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

static void tell_outcome(vt_form_answer *a, const vt_outcome *outcome)
{
	g_autofree char *sentence = vt_outcome_sentence(outcome);

	if (outcome->code == VT_ALREADY_REGISTERED)
		vt_form_fault(a, "phieu_da_dang_ky", "so_den", outcome->detail, NULL);
	else if (outcome->code == VT_NEEDS_RELEASE)
		vt_form_fault(a, "phieu_can_cho_phep", NULL);
	else
		vt_form_fault(a, "phieu_khong_duoc", "noi_dung", sentence, NULL);
}

/* A message that is proved wrong is registered by who signs for it (issue: release of a forgery).
 */
static bool is_bad(const vt_hearing *h, bool *bad_out, GError **error)
{
	*bad_out = false;
	if (h->asking->arrival == NULL || (h->proofs & 1u << VT_PROOF_SMIME) != 0)
		return true;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(h->j->store, h->asking->arrival, error);
	*bad_out = arrival != NULL && arrival->verdict == VT_BAD;
	return arrival != NULL;
}

static bool registered(vt_form_answer *a, const vt_entered *entered, GError **error)
{
	vt_hearing *h = a->h;
	const vt_document *document = entered->document;
	g_autofree char *number = vt_enter_number(document);
	int urgency = vt_urgency_parse(vt_document_text(document, VT_FIELD_URGENCY));

	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	g_autoptr(vt_proposal) proposal = vt_proposal_of_form(
		h->j->office->directory, document->own, a->meant, h->j->seen->now, unclear);

	g_free(proposal->by);
	proposal->by = g_strdup(h->person->key);
	if (!vt_notices_entered(h->j->store, h->j->office, document, proposal, h->j->seen->now,
				error))
		return false;
	vt_hearing_say(h, "phieu_da_vao_so", "so_den", number, NULL);
	h->asking->document = document->id;
	if (document->arrival == NULL && h->asking->arrival != NULL
	    && !vt_documents_cut_from(h->j->store, document->id, h->asking->arrival, error))
		return false;
	return finish(a, VT_VERB_OK, document->id, urgency, error);
}

/* Names and days of what is proposed, before the document has a number. */
static void check_proposal(vt_form_answer *a)
{
	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	g_autoptr(vt_proposal) proposal =
		vt_proposal_of_form(a->h->j->office->directory, a->h->asking->own, a->meant,
				    a->h->j->seen->now, unclear);

	for (guint i = 0; proposal != NULL && i < unclear->len; i++) {
		const vt_unclear *one = g_ptr_array_index(unclear, i);
		g_autofree char *shown = vt_text_quoted(one->text, SHOWN_CHARS);

		vt_form_fault(a, "phieu_de_xuat_sai", "noi_dung", shown, NULL);
	}
}

bool vt_form_register(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_entry_form entry;
	vt_entered entered;
	bool bad = false;

	for (int i = 0; i < VT_N_FORM_LINES; i++)
		check_line(a, (vt_form_key)i);
	check_proposal(a);
	if (!is_bad(h, &bad, error))
		return false;
	if (bad)
		vt_form_fault(a, "phieu_can_ky_so", NULL);
	if (a->faults->len > 0)
		return true;
	if (!vt_form_may(a, VT_ACTION_REGISTER, VT_VERB_OK, error))
		return !failed(error);
	fill_entry(a, &entry);
	if (!choose_row(a, &entry, error))
		return false;
	if (!vt_clerk_register(h->j->store, h->j->office, &actor, &entry, &entered, error))
		return false;
	bool good = true;
	if (entered.outcome.code != VT_DONE)
		tell_outcome(a, &entered.outcome);
	else
		good = registered(a, &entered, error);
	vt_entered_clear(&entered);
	return good;
}

/* ---- correct ---- */

bool vt_form_correct(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	const char *fields[VT_N_FIELDS] = { NULL };
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	for (int i = 0; i < VT_N_FORM_LINES; i++)
		check_line(a, (vt_form_key)i);
	if (a->faults->len > 0)
		return true;
	if (!vt_form_may(a, VT_ACTION_REGISTER, VT_VERB_CORRECT, error))
		return !failed(error);
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;
		const char *text = a->meant->lines[i];

		if (field >= 0 && !g_str_equal(text, a->sent->lines[i]))
			fields[field] = is_dash(text) ? "" : text;
	}
	actor.reason = h->asking->version;
	if (!vt_correct(h->j->store, &actor, h->asking->document, fields, &outcome, error))
		return false;
	if (outcome.code == VT_DONE || outcome.code == VT_NOTHING_TO_DO) {
		vt_hearing_say(h, outcome.code == VT_DONE ? "phieu_da_sua" : "phieu_khong_khac",
			       NULL);
		h->answer.decision = vt_verb_get(VT_VERB_OK)->name;
	} else {
		tell_outcome(a, &outcome);
	}
	vt_outcome_clear(&outcome);
	return true;
}

/* ---- everything else ---- */

static bool lacks_reason(vt_form_answer *a)
{
	g_autofree char *tidy = vt_text_tidy(a->reason != NULL ? a->reason : "");

	if (vt_text_chars(tidy) >= VT_SHORT_REASON)
		return false;
	g_autofree char *shown = vt_text_quoted(tidy, SHOWN_CHARS);
	vt_form_fault(a, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
	return true;
}

/* Outcome VT_DONE: what is said and decided; else a fault. */
static bool conclude(vt_form_answer *a, vt_outcome *outcome, vt_verb verb, const char *sentence,
		     GError **error)
{
	bool good = true;

	if (outcome->code != VT_DONE) {
		tell_outcome(a, outcome);
	} else {
		vt_hearing_say(a->h, sentence, NULL);
		good = finish(a, verb, 0, 0, error);
	}
	vt_outcome_clear(outcome);
	return good;
}

bool vt_form_refuse(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	if (lacks_reason(a))
		return true;
	if (h->asking->arrival == NULL || vt_form_is_of_piece(h->asking))
		return vt_form_drop(a, error); /* paper goes back by hand */
	if (!vt_form_may(a, VT_ACTION_REFUSE, VT_VERB_RETURN, error))
		return !failed(error);
	actor.reason = a->reason;
	if (!vt_clerk_refuse(h->j->store, &actor, h->asking->arrival, &outcome, error)
	    || (outcome.code == VT_DONE
		&& !vt_notices_refused(h->j->store, h->j->office, h->asking->arrival, &actor,
				       error)))
		return false;
	return conclude(a, &outcome, VT_VERB_RETURN, "phieu_da_tra_lai", error);
}

/* Pages of a scan: the message itself is dropped with the last of them, if none was registered. */
static bool drops_message(const vt_hearing *h, bool *drops_out, GError **error)
{
	const vt_asking_filter others = { .kind = VT_ASKING_FORM,
					  .arrival = h->asking->arrival,
					  .except = h->asking->id };
	GError *fault = NULL;

	*drops_out = h->asking->arrival != NULL;
	if (!*drops_out || !vt_form_is_of_piece(h->asking))
		return true;
	g_autoptr(GPtrArray) open = vt_askings_open(h->j->store, &others, error);
	g_autoptr(vt_document) document =
		vt_documents_of_arrival(h->j->store, h->asking->arrival, &fault);
	*drops_out = open != NULL && open->len == 0 && document == NULL;
	if (fault != NULL)
		g_propagate_error(error, fault);
	return open != NULL && fault == NULL;
}

bool vt_form_drop(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	if (lacks_reason(a))
		return true;
	if (!vt_form_may(a, VT_ACTION_REFUSE, VT_VERB_DROP, error))
		return !failed(error);
	actor.reason = a->reason;
	bool message = false;
	if (!drops_message(h, &message, error))
		return false;
	if (message && !vt_clerk_drop(h->j->store, &actor, h->asking->arrival, &outcome, error))
		return false;
	return conclude(a, &outcome, VT_VERB_DROP, "phieu_da_bo", error);
}

/* Who may release is seldom the clerk: the form that counts now comes to him at once. */
static bool tell_clerk(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_person *clerk =
		vt_directory_first(h->j->office->directory, h->asking->own, VT_ROLE_CLERK);

	if (a->goes_on || clerk == NULL || g_str_equal(clerk->key, h->person->key))
		return true;
	const vt_asking_filter old = { .kind = VT_ASKING_FORM,
				       .arrival = h->asking->arrival,
				       .person = clerk->key };
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(h->j->store, h->asking->arrival, error);
	return arrival != NULL && vt_askings_void(h->j->store, &old, "released", NULL, error)
	       && vt_form_tell(&n, arrival, VT_ROLE_CLERK, 1, error);
}

bool vt_form_release(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	if (lacks_reason(a) || h->asking->arrival == NULL)
		return true;
	if (!vt_form_may(a, VT_ACTION_RELEASE, VT_VERB_RELEASE, error))
		return !failed(error);
	actor.reason = a->reason;
	if (!vt_clerk_release(h->j->store, &actor, h->asking->arrival, &outcome, error))
		return false;
	bool done = outcome.code == VT_DONE;
	if (!done && outcome.code != VT_NOTHING_TO_DO)
		tell_outcome(a, &outcome);
	else
		vt_hearing_say(h, "phieu_da_cho_phep", NULL);
	vt_outcome_clear(&outcome);
	return !done || tell_clerk(a, error);
}

bool vt_form_seal(vt_form_answer *a, GError **error)
{
	vt_hearing *h = a->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *proof = NULL, *reason = vt_notice_sentence(&n, "phieu_ly_do_mat");
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_sealed sealed;

	if (!vt_form_may(a, VT_ACTION_SEAL, VT_VERB_SECRET, error))
		return !failed(error);
	actor.reason = reason;
	/* Of the form of an entry: the entry, and what it came with. */
	if (h->asking->arrival != NULL || h->asking->document != 0) {
		if (!vt_seal(h->j->store, &actor,
			     h->asking->document == 0 ? h->asking->arrival : NULL,
			     h->asking->document, &sealed, error))
			return false;
		bool good = sealed.outcome.code != VT_DONE
			    || vt_notices_sealed(h->j->store, h->j->office, sealed.arrivals,
						 h->j->seen->now, error);
		if (sealed.outcome.code != VT_DONE)
			tell_outcome(a, &sealed.outcome);
		vt_sealed_clear(&sealed);
		if (!good || a->faults->len > 0)
			return good;
		/* The answer quotes the form: it goes the same way, after it is concluded. */
		h->j->conclusion->seals = true;
	}
	vt_hearing_say(h, "phieu_da_niem_phong", NULL);
	if (h->answer.mail != NULL)
		g_clear_pointer(&h->answer.mail->arrival, g_free);
	h->answer.decision = vt_verb_get(VT_VERB_SECRET)->name;
	return h->asking->arrival == NULL
	       || vt_form_close(h->j->store, h->asking->arrival, h->asking->id, "sealed", error);
}
