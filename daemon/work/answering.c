/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answering - a person of the office writes to us: who it is, what was asked, who hears it
 */
#include "work/answering.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/said_token.h"
#include "store/ledger.h"
#include "store/person_notes.h"
#include "store/rates.h"
#include "work/delegating.h"
#include "work/heard_calendar.h"
#include "work/heard_command.h"
#include "work/heard_drafts.h"
#include "work/hearing.h"
#include "work/misuse.h"
#include "work/notices_private.h"
#include "work/on_behalf.h"
#include "work/proofs.h"
#include "work/second.h"
#include "work/trying.h"
#include "work/wrong_thread.h"
#include "work/footing.h"

#define HOUR 3600

/* A kind without a function yet is a document to whoever looks at it. */
static vt_hear *const hears[VT_N_ASKINGS] = {
	[VT_ASKING_FORM] = vt_hear_form,           [VT_ASKING_DIGEST] = vt_hear_digest,
	[VT_ASKING_DECIDE] = vt_hear_decision,     [VT_ASKING_TASK] = vt_hear_task,
	[VT_ASKING_MORE_TIME] = vt_hear_more_time, [VT_ASKING_QUESTION] = vt_hear_question,
	[VT_ASKING_UNDO] = vt_hear_undo,           [VT_ASKING_CONFIRM] = vt_hear_confirm,
	[VT_ASKING_PERSON] = vt_hear_person,       [VT_ASKING_OUTGOING] = vt_hear_outgoing,
	[VT_ASKING_DRAFT] = vt_hear_draft,         [VT_ASKING_ISSUE] = vt_hear_issue,
	[VT_ASKING_COMPARE] = vt_hear_compare,     [VT_ASKING_REPLY] = vt_hear_reply,
};

vt_hear *vt_answering_hear_of(vt_asking_kind kind)
{
	return hears[kind];
}

/* ---- the question ---- */

typedef vt_asking *find_asking(vt_store *store, const char *name, int *verb_out, GError **error);

static vt_asking *by_tag(vt_store *store, const char *tag, int *verb_out, GError **error)
{
	(void)verb_out;
	if (strlen(tag) == VT_TOKEN_CHARS)
		return vt_askings_by_token(store, tag, verb_out, error);
	return vt_askings_by_tag(store, tag, error);
}

static vt_asking *by_mail(vt_store *store, const char *id, int *verb_out, GError **error)
{
	(void)verb_out;
	return vt_askings_by_mail(store, id, error);
}

/* The first of the names that opens a question. */
static bool find_among(vt_hearing *h, const GPtrArray *names, find_asking *find, GError **error)
{
	GError *fault = NULL;

	for (guint i = 0; names != NULL && i < names->len && h->asking == NULL; i++) {
		h->asking = find(h->j->store, g_ptr_array_index(names, i), &h->token_verb, &fault);
		if (fault != NULL) {
			g_propagate_error(error, fault);
			return false;
		}
	}
	return true;
}

/* A blind copy, or what an alias of ours was written to. */
static bool find_in_envelope(vt_hearing *h, GError **error)
{
	const vt_envelope *envelope = h->j->seen->envelope;
	const GPtrArray *recipients = envelope != NULL ? envelope->recipients : NULL;
	g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; recipients != NULL && i < recipients->len; i++) {
		char *token = vt_said_token(h->j->office, g_ptr_array_index(recipients, i));

		if (token != NULL)
			g_ptr_array_add(tokens, token);
	}
	return find_among(h, tokens, vt_askings_by_token, error);
}

/* Any of them serves: many servers take no subaddresses, and some clients drop References. */
static bool find_question(vt_hearing *h, GError **error)
{
	h->token_verb = -1;
	return find_among(h, h->said->tokens, vt_askings_by_token, error)
	       && find_in_envelope(h, error) && find_among(h, h->said->tags, by_tag, error)
	       && find_among(h, h->said->answered, by_mail, error);
}

/* ---- the answer ---- */

/* Two machines that answer each other fill no mailbox: what decides nothing is answered so often
 * an hour, and no more. What anybody can write under a person's address is counted apart, so that
 * he is still answered himself. */
static bool may_answer(vt_hearing *h, const vt_noticing *n, bool *may_out, GError **error)
{
	const char *what = (h->proofs & VT_PROOFS_OF_PERSON) != 0 ? "answer" : "answer-unproved";
	unsigned count = 0;

	*may_out = true;
	/* What asks again takes the place of a question that is void now: without it nobody is
	 * asked any more. */
	if (h->answer.decision != NULL || (h->asking != NULL && h->answer.mail->asking != 0))
		return true;
	if (!vt_rates_count(n->store, what, h->person->key, n->now - HOUR, &count, error))
		return false;
	*may_out = count < vt_notice_limit_of(n, VT_LIMIT_ANSWERS);
	return !*may_out || vt_rates_note(n->store, what, h->person->key, n->now, error);
}

static bool send_answer(vt_hearing *h, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	bool may = false;

	if (h->answer.mail == NULL)
		return true;
	return may_answer(h, &n, &may, error)
	       && (!may || vt_notice_insert(&n, h->answer.mail, error));
}

bool vt_answering_decide(vt_hearing *h, GError **error)
{
	vt_asking *asking = h->asking;
	g_autofree char *proofs = vt_proofs_text(h->proofs);
	g_autoptr(vt_entry) entry = vt_entry_new("decide", h->person->key, proofs, h->j->seen->now);
	g_autofree char *subject =
		asking->document != 0
			? g_strdup_printf("document:%" G_GINT64_FORMAT, asking->document)
		: asking->outgoing != 0
			? g_strdup_printf("outgoing:%" G_GINT64_FORMAT, asking->outgoing)
			: g_strdup(asking->arrival);
	char reference[VT_REFERENCE_CHARS + 1];

	if (!vt_askings_reference(h->j->store, asking, reference, error))
		return false;
	vt_judging_put(&asking->decision, h->answer.decision);
	vt_judging_put(&asking->decided_by, h->person->key);
	vt_judging_put(&asking->decided_arrival, h->j->arrival->id);
	vt_judging_put(&asking->proof, proofs);
	asking->decided_at = h->j->seen->now;
	vt_entry_int(entry, "question", asking->id);
	vt_entry_text(entry, "kind", vt_asking_kind_name(asking->kind));
	vt_entry_text(entry, "decision", asking->decision);
	vt_entry_text(entry, "arrival", h->j->arrival->id);
	vt_entry_text(entry, "reference", reference);
	vt_entry_text(entry, "on-behalf", vt_hearing_for_whom(h));
	if (h->delegation != NULL) {
		vt_entry_text(entry, "form", h->delegation->form);
		vt_entry_int(entry, "delegation", h->delegation->id);
	}
	return vt_askings_decide(h->j->store, asking, error)
	       && vt_ledger_append(h->j->store, entry, subject, error)
	       && vt_on_behalf_tell(h, asking->decision, error);
}

static bool finish(vt_hearing *h, GError **error)
{
	if (h->answer.decision != NULL && h->asking != NULL && !h->trying
	    && !vt_answering_decide(h, error))
		return false;
	if (h->answer.decision != NULL && h->on_behalf != NULL)
		vt_hearing_say(h, "tl_thay_mat", "uq_hinh_thuc", h->delegation->form,
			       "uq_nguoi_giao", h->on_behalf->name, NULL);
	vt_judging_reason(h->j, VT_REASON_PERSON, h->person->key);
	return send_answer(h, error) && vt_judging_finish(h->j, h->answer.state, error);
}

/* ---- who may not be heard ---- */

/* Somebody else's question: the token stays good, and its owner learns which address counts. */
static bool refuse_stranger(vt_hearing *h, GError **error)
{
	const vt_person *asked = vt_directory_person(h->j->office->directory, h->asking->person);
	const char *from = h->j->arrival->from != NULL ? h->j->arrival->from : "";
	vt_misuse misuse = { VT_MISUSE_TOKEN, from, h->asking->own, 0 };

	if (asked == NULL)
		return vt_judging_finish(h->j, VT_STATE_HELD, error);
	vt_hearing his = vt_wrong_thread(h);
	bool told = send_answer(&his, error);
	vt_mail_free(his.answer.mail);
	h->person = asked;
	h->answer.state = VT_STATE_REFUSED;
	g_autofree char *shown = vt_text_quoted(from, 120);
	vt_hearing_say(h, "tl_khac_nguoi", "dia_chi_gui", shown, "dia_chi_nguoi_nhan",
		       g_ptr_array_index(asked->addresses, 0), NULL);
	return told && vt_misuse_note(h->j->store, h->j->office, &misuse, h->j->seen->now, error)
	       && finish(h, error);
}

/* Who wrote was let act for another once, but not now or not in this: the question stays open. */
static bool refuse_delegate(vt_hearing *h, vt_delegated why, GError **error)
{
	static const char *const sentences[] = {
		[VT_DELEGATED_NO] = "tl_khac_nguoi",    [VT_DELEGATED_YES] = "tl_khac_nguoi",
		[VT_DELEGATED_ENDED] = "tl_uq_het_han", [VT_DELEGATED_EARLY] = "tl_uq_chua_den",
		[VT_DELEGATED_BEYOND] = "tl_uq_ngoai",  [VT_DELEGATED_LOCKED] = "tl_uq_bi_khoa",
	};
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *shown = vt_delegating_shown(&n, h->delegation);

	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, sentences[why], "uq_nguoi_giao", h->on_behalf->name, "noi_dung", shown,
		       NULL);
	return finish(h, error);
}

/* Decided, void or too late: what happened is said, not an error. */
static bool answer_closed(vt_hearing *h, GError **error)
{
	const vt_asking *asking = h->asking;
	bool decided = asking->state == VT_ASKING_DECIDED;
	int verb = decided ? vt_verb_find_name(asking->decision) : -1;
	g_autofree char *when = decided ? vt_clock_stamp_vietnam(asking->decided_at) : g_strdup("");

	vt_hearing_say(h, decided ? "tl_da_ghi_nhan_luc" : "tl_het_hieu_luc", "luc", when,
		       "quyet_dinh", verb >= 0 ? vt_verb_get((vt_verb)verb)->written : "", NULL);
	return finish(h, error);
}

bool vt_answering_is_closed(const vt_asking *asking, int64_t now)
{
	/* What can be undone says so itself. */
	return asking->state != VT_ASKING_OPEN
	       || (asking->expires_at != VT_TIME_NONE && asking->expires_at <= now);
}

/* Without a question: a scan, a command, or files to be looked at as a document. */
static bool hear_unasked(vt_hearing *h, bool *handled_out, GError **error)
{
	const vt_instruction *draft = vt_heard_draft_of(h);

	if (draft != NULL) {
		*handled_out = true;
		return vt_heard_draft(h, draft, error);
	}
	/* "Gửi 5 văn bản đến" above a clerk's files is no command. */
	if (!vt_hear_scan(h, handled_out, error)
	    || (!*handled_out && !vt_heard_command(h, handled_out, error)))
		return false;
	if (*handled_out)
		return true;
	*handled_out = h->j->seen->contents->main_part < 0 && *h->said->words != '\0';
	return !*handled_out || vt_heard_nothing(h, error);
}

/* People answer the last mail they find: files without a word that answers anything, in the thread
 * of a question that is over, are new ones; where files are the answer they come too late. */
static bool begins_anew(const vt_hearing *h)
{
	return h->asking != NULL && h->asking->kind != VT_ASKING_ISSUE
	       && h->asking->kind != VT_ASKING_DRAFT
	       && vt_answering_is_closed(h->asking, h->j->seen->now)
	       && h->j->seen->contents->main_part >= 0 && h->said->instructions->len == 0
	       && h->said->forms->len + h->said->torn->len == 0;
}

static void begin_anew(vt_hearing *h)
{
	g_clear_pointer(&h->asking, vt_asking_free);
	g_clear_pointer(&h->delegation, vt_delegation_free);
	h->on_behalf = NULL;
	h->proofs &= ~(1u << VT_PROOF_TOKEN);
}

static bool hear(vt_hearing *h, bool *done_out, GError **error)
{
	const vt_instruction *tried = vt_trying_find(h);
	vt_hear *one = h->asking != NULL ? hears[h->asking->kind] : hear_unasked;
	bool handled = one != NULL;

	if (h->asking != NULL && one != NULL
	    && vt_answering_is_closed(h->asking, h->j->seen->now)) {
		*done_out = true;
		return answer_closed(h, error);
	}
	if (tried != NULL && one != NULL) {
		*done_out = true;
		return vt_trying_hear(h, tried, one, error) && finish(h, error);
	}
	if (one != NULL && !one(h, &handled, error))
		return false;
	*done_out = handled;
	return !handled || finish(h, error);
}

/* Nothing counts of a person who locked himself. */
static bool refuse_locked(vt_hearing *h, int64_t since, GError **error)
{
	g_autofree char *when = vt_clock_stamp_vietnam(since);

	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, "tl_da_khoa", "luc", when, NULL);
	return finish(h, error);
}

/* The certificate that a second person confirmed is pinned. */
static bool take_pin(vt_hearing *h, GError **error)
{
	const vt_identity *identity = h->j->seen->identity;
	g_auto(vt_person_note) pin = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(h->j->store, h->person->key, VT_NOTE_PIN, &pin, error))
		return false;
	if ((h->proofs & 1u << VT_PROOF_SMIME) == 0)
		return true;
	if (g_strcmp0(pin.text, identity->signer_sha256) == 0)
		h->proofs |= 1u << VT_PROOF_PINNED;
	return pin.text == NULL || (h->proofs & 1u << VT_PROOF_PINNED) != 0
	       || vt_second_certificate(h, error);
}

/* Who is new is heard when he answers the welcome, or locks himself, and says no more before a
 * second person has confirmed that it is he. */
static bool hear_new(vt_hearing *h, bool *done_out, GError **error)
{
	bool locks = h->asking == NULL && vt_heard_is_lock(h), handled = false;

	if (h->asking != NULL && vt_second_is_own_join(h->j->office, h->asking))
		return hear(h, done_out, error);
	*done_out = true;
	if (locks)
		return vt_heard_command(h, &handled, error) && finish(h, error);
	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, "tl_chua_nhan_dien", NULL);
	return finish(h, error);
}

static bool hear_person(vt_hearing *h, bool *done_out, GError **error)
{
	vt_footing footing = VT_FOOTING_NEW;
	int64_t since = VT_TIME_NONE;

	if (!vt_footing_of(h->j->store, h->person->key, &footing, &since, error))
		return false;
	if (footing == VT_FOOTING_LOCKED) {
		*done_out = true;
		return refuse_locked(h, since, error);
	}
	if (!take_pin(h, error))
		return false;
	if (begins_anew(h))
		begin_anew(h);
	return footing == VT_FOOTING_NEW ? hear_new(h, done_out, error) : hear(h, done_out, error);
}

/* Somebody else was asked: only who acts for him is heard. */
static bool hear_other(vt_hearing *h, bool *done_out, GError **error)
{
	vt_delegated_by by = { VT_DELEGATED_NO, NULL };

	if (h->person != NULL
	    && !vt_delegating_look(h->j->store, h->asking, h->person->key, h->j->seen->now, &by,
				   error))
		return false;
	h->delegation = by.one;
	if (by.found != VT_DELEGATED_NO)
		h->on_behalf = vt_directory_person(h->j->office->directory, h->delegation->giver);
	if (h->on_behalf == NULL) {
		*done_out = true;
		return refuse_stranger(h, error);
	}
	h->proofs |= 1u << VT_PROOF_TOKEN;
	if (by.found == VT_DELEGATED_YES)
		return hear_person(h, done_out, error);
	*done_out = true;
	return refuse_delegate(h, by.found, error);
}

/* A mail that is secret is heard only where MẬT is what may be answered; "MẬT: ..." above an issue
 * version is a mark of secrecy. */
static bool may_answer_secret(const vt_asking *asking)
{
	return asking != NULL
	       && (asking->kind == VT_ASKING_FORM || asking->kind == VT_ASKING_DIGEST);
}

static bool conclude(vt_judging *j, bool only_asked, bool *done_out, GError **error)
{
	vt_hearing h = { .j = j,
			 .said = j->seen->contents->said,
			 .answer = { .state = VT_STATE_ACTED } };
	bool done = false;

	*done_out = false;
	if (h.said == NULL || j->arrival->from == NULL || !find_question(&h, error))
		return h.said == NULL || j->arrival->from == NULL;
	h.person = vt_directory_person_at(j->office->directory, j->arrival->from);
	h.proofs = vt_proofs_of(j->office, j->seen->identity);
	bool heard = !only_asked || may_answer_secret(h.asking);
	if (heard && h.asking != NULL
	    && (h.person == NULL || !g_str_equal(h.person->key, h.asking->person))) {
		done = hear_other(&h, done_out, error);
	} else if (heard && h.person != NULL) {
		h.proofs |= h.asking != NULL ? 1u << VT_PROOF_TOKEN : 0;
		done = hear_person(&h, done_out, error);
	} else {
		done = true;
	}
	vt_asking_free(h.asking);
	vt_delegation_free(h.delegation);
	vt_mail_free(h.answer.mail);
	return done;
}

/* Of the one who was asked; whoever is new or locked himself says nothing. */
static bool is_calendar_of(const vt_hearing *h)
{
	return h->asking != NULL && h->asking->kind == VT_ASKING_TASK && h->person != NULL
	       && g_str_equal(h->person->key, h->asking->person) && !h->said->too_much;
}

static bool hear_calendar(vt_hearing *h, GError **error)
{
	vt_footing footing = VT_FOOTING_NEW;

	h->proofs = vt_proofs_of(h->j->office, h->j->seen->identity) | 1u << VT_PROOF_TOKEN;
	if (!vt_footing_of(h->j->store, h->person->key, &footing, NULL, error)
	    || (footing == VT_FOOTING_GOOD && !vt_heard_calendar(h, error)))
		return false;
	if (footing != VT_FOOTING_GOOD)
		h->answer.state = VT_STATE_IGNORED;
	return finish(h, error);
}

bool vt_answering_conclude_calendar(vt_judging *j, bool *done_out, GError **error)
{
	vt_hearing h = { .j = j,
			 .said = j->seen->contents->said,
			 .answer = { .state = VT_STATE_ACTED } };
	bool ours = j->seen->contents->own_purpose || vt_judging_found(j, VT_CODE_OUR_NOTICE)
		    || vt_judging_found(j, VT_CODE_OUR_ADDRESS);
	bool good = true;

	*done_out = false;
	if (ours || h.said == NULL || h.said->calendar.answer == VT_CALENDAR_NONE
	    || j->arrival->from == NULL)
		return true;
	good = find_question(&h, error);
	h.person = vt_directory_person_at(j->office->directory, j->arrival->from);
	if (good && is_calendar_of(&h)) {
		*done_out = true;
		good = hear_calendar(&h, error);
	}
	vt_asking_free(h.asking);
	vt_mail_free(h.answer.mail);
	return good;
}

bool vt_answering_conclude(vt_judging *j, bool *done_out, GError **error)
{
	return conclude(j, false, done_out, error);
}

bool vt_answering_conclude_asked(vt_judging *j, bool *done_out, GError **error)
{
	return conclude(j, true, done_out, error);
}
