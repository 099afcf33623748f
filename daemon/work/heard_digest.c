/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_digest - one answer to many questions: each row goes to the function of its own question
 *
 * "1, 3, 5 đồng ý; 2 trả lại: ..." are instructions that name rows, "3: Số 123, OK KHÔNG MẬT" is a
 * line of its own (work/digest_said.h). One mail answers all; what can be undone is a row of the
 * question that it puts.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/answering.h"
#include "work/asking.h"
#include "work/delegating.h"
#include "work/digest_said.h"
#include "work/form_mail.h"
#include "work/hearing.h"
#include "work/misuse.h"
#include "work/proofs.h"

#define MOST_ROWS 60

typedef struct digest {
	vt_hearing *h;
	vt_asking *undo; /* of the answer; NULL until something can be undone */
	int undo_rows;
	int64_t undo_until;
	bool found; /* some row was named */
} digest;

/* ---- one row ---- */

static void tell_row(digest *d, int row, const char *text)
{
	g_autofree char *number = g_strdup_printf("%d", row);

	vt_hearing_say(d->h, "phieu_so", "dong", number, "noi_dung", text, NULL);
}

static void tell_sentence(digest *d, int row, const char *sentence)
{
	const vt_noticing n = vt_hearing_noticing(d->h);
	g_autofree char *text = vt_notice_sentence(&n, sentence);

	tell_row(d, row, text);
}

/* HỦY of that row is a row of the answer. */
static bool keep_undo(digest *d, int row, int64_t undo, GError **error)
{
	vt_hearing *h = d->h;
	g_autoptr(vt_asking) one = vt_askings_get(h->j->store, undo, error);

	if (one == NULL)
		return false;
	if (d->undo == NULL) {
		d->undo = vt_asking_new(VT_ASKING_DIGEST, h->asking->own, h->person->key);
		g_free(d->undo->version);
		d->undo->version = g_strdup(h->j->arrival->id);
		if (!vt_askings_insert(h->j->store, d->undo, NULL, h->j->seen->now, error))
			return false;
	}
	d->undo_until = one->expires_at;
	return vt_askings_add_row(h->j->store, d->undo->id, row, undo, error);
}

/* What the row's own function said goes into the one answer; a form that came back goes alone. */
static bool take_answer(digest *d, int row, vt_hearing *sub, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(d->h);
	vt_mail *mail = sub->answer.mail;

	if (mail == NULL)
		return true;
	if (!g_str_equal(mail->kind, "tra-loi")) {
		tell_sentence(d, row, "phieu_da_gui_lai");
		return vt_notice_insert(&n, mail, error);
	}
	for (guint i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (g_str_equal(value->key, "tl_cau"))
			tell_row(d, row, value->text);
	}
	return mail->asking == 0 || keep_undo(d, row, mail->asking, error);
}

static bool send_whole(digest *d, int row, const vt_asking *asking, GError **error)
{
	vt_hearing *h = d->h;
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_asking_filter old = { .kind = -1, .only = asking->id };
	g_autoptr(vt_form) form = vt_form_kept(asking->proposal);
	g_autoptr(vt_arrival) arrival =
		asking->arrival != NULL ? vt_arrivals_get(h->j->store, asking->arrival, error)
					: NULL;
	const vt_form_ask ask = {
		.own = asking->own, .person = h->person, .arrival = arrival, .form = form
	};
	g_autoptr(vt_mail) mail = NULL;
	int64_t id = 0;

	if (form == NULL || (asking->arrival != NULL && arrival == NULL))
		return form == NULL;
	tell_sentence(d, row, "phieu_da_gui_lai");
	return vt_askings_void(h->j->store, &old, "asked again", NULL, error)
	       && vt_form_put(&n, &ask, &id, &mail, error)
	       && (mail == NULL || vt_notice_insert(&n, mail, error));
}

static bool hear_row(digest *d, int row, vt_asking *asking, const vt_said *said, GError **error)
{
	vt_hearing sub = *d->h;
	vt_hear *one = vt_answering_hear_of(asking->kind);
	bool handled = true;

	if (one == NULL || asking->kind == VT_ASKING_DIGEST)
		return true;
	sub.asking = asking;
	sub.said = said;
	sub.token_verb = -1;
	sub.is_bound = true;
	sub.answer = (vt_answer){ .state = VT_STATE_ACTED };
	bool good =
		one(&sub, &handled, error)
		&& (sub.answer.decision == NULL || sub.trying || vt_answering_decide(&sub, error))
		&& take_answer(d, row, &sub, error);
	vt_mail_free(sub.answer.mail);
	return good;
}

/* Who acts for another: as far as he may in what that row is about. */
static bool hear_row_of(digest *d, int row, vt_asking *asking, const vt_said *said, GError **error)
{
	vt_hearing *h = d->h;
	vt_delegation *whole = h->delegation;
	vt_delegated_by by = { VT_DELEGATED_YES, NULL };
	bool good = true;

	if (h->on_behalf == NULL)
		return hear_row(d, row, asking, said, error);
	if (!vt_delegating_look(h->j->store, asking, h->person->key, h->j->seen->now, &by, error))
		return false;
	h->delegation = by.one;
	if (by.found == VT_DELEGATED_YES)
		good = hear_row(d, row, asking, said, error);
	else
		tell_sentence(d, row, "phieu_uq_ngoai");
	h->delegation = whole;
	vt_delegation_free(by.one);
	return good;
}

static bool look_at_row(digest *d, int row, vt_asking *asking, GError **error)
{
	bool whole = false;
	g_autoptr(vt_said) said =
		vt_digest_said(d->h->said, row, asking->kind == VT_ASKING_FORM, &whole);

	if (said == NULL)
		return true;
	d->found = true;
	if (vt_answering_is_closed(asking, d->h->j->seen->now)) {
		tell_sentence(d, row, "phieu_da_xong");
		return true;
	}
	if (whole && asking->kind == VT_ASKING_FORM && !d->h->trying)
		return send_whole(d, row, asking, error);
	return hear_row_of(d, row, asking, said, error);
}

/* ---- */

static bool look_at_rows(digest *d, bool *open_out, GError **error)
{
	vt_hearing *h = d->h;

	*open_out = false;
	for (int row = 1; row <= MOST_ROWS; row++) {
		GError *fault = NULL;
		g_autoptr(vt_asking) asking =
			vt_askings_of_row(h->j->store, h->asking->id, row, &fault);

		if (fault != NULL) {
			g_propagate_error(error, fault);
			return false;
		}
		if (asking == NULL) /* what can be undone are some rows of a list */
			continue;
		if (!look_at_row(d, row, asking, error))
			return false;
		g_autoptr(vt_asking) after = vt_askings_get(h->j->store, asking->id, error);
		if (after == NULL)
			return false;
		*open_out |= !vt_answering_is_closed(after, h->j->seen->now);
	}
	return true;
}

static void offer_undo(digest *d)
{
	g_autofree char *until = d->undo != NULL ? vt_clock_stamp_vietnam(d->undo_until) : NULL;

	if (d->undo == NULL)
		return;
	vt_hearing_say(d->h, "phieu_huy_bang", "gio", until, NULL);
	if (d->h->answer.mail != NULL)
		d->h->answer.mail->asking = d->undo->id;
}

/* What is lacking, as policy.conf has it for the first row. */
static const char *proof_wanted(vt_hearing *h)
{
	g_autoptr(vt_asking) first = vt_askings_of_row(h->j->store, h->asking->id, 1, NULL);

	if (first != NULL && first->kind == VT_ASKING_DECIDE)
		return vt_hearing_proof_wanted(h, VT_ACTION_AGREE);
	if (first != NULL && first->kind == VT_ASKING_FORM)
		return vt_hearing_proof_wanted(h, VT_ACTION_REGISTER);
	return "tl_thieu_chung_minh";
}

/* Somebody wrote the person's address: that is one attempt, not one a row. */
static bool refuse_unproved(vt_hearing *h, GError **error)
{
	vt_misuse misuse = { VT_MISUSE_PROOF, h->person->key, h->person->own, 0 };

	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, proof_wanted(h), "dia_chi_nguoi_nhan",
		       g_ptr_array_index(h->person->addresses, 0), NULL);
	return vt_misuse_note(h->j->store, h->j->office, &misuse, h->j->seen->now, error);
}

bool vt_hear_digest(vt_hearing *h, bool *handled_out, GError **error)
{
	digest d = { .h = h };
	bool open = false;

	(void)handled_out;
	if ((h->proofs & VT_PROOFS_OF_PERSON) == 0)
		return refuse_unproved(h, error);
	if (!h->trying && !vt_hearing_binds(h, error))
		return error == NULL || *error == NULL;
	bool good = look_at_rows(&d, &open, error);
	if (good && !d.found)
		vt_hearing_ask_back(h, "phieu_khong_ro");
	if (good && d.found && !open && !h->trying)
		h->answer.decision = vt_verb_get(VT_VERB_OK)->name;
	if (good)
		offer_undo(&d);
	/* A row was sealed, and this letter with it: what is said of the other rows is not. */
	if (h->j->conclusion->seals && h->answer.mail != NULL)
		g_clear_pointer(&h->answer.mail->arrival, g_free);
	vt_asking_free(d.undo);
	return good;
}
