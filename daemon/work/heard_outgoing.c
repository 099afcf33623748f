/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_outgoing - unit head, office and who signs answer a draft: ĐỒNG Ý, TRẢ LẠI, HỎI
 *
 * What is agreed to is the version that was shown, by its hash. Below smime nothing is told before
 * undo-time is over; the approval of who signs draws a number, which nothing takes back, so it
 * counts at once, and the shipped policy wants a signature for it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/asking.h"
#include "work/decision.h"
#include "work/delegating.h"
#include "work/heard_drafts.h"
#include "work/on_behalf.h"
#include "work/outgoing.h"
#include "work/proofs.h"

#define SHOWN_CHARS 120

typedef struct deciding {
	vt_hearing *h;
	vt_noticing n;
	vt_outgoing *o;
	vt_verb verb;
	const vt_instruction *said;
	char *proof;
	int64_t counts_at;
} deciding;

static void deciding_clear(deciding *c)
{
	vt_outgoing_free(c->o);
	g_free(c->proof);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(deciding, deciding_clear)

static void say(deciding *c, const char *sentence)
{
	g_autofree char *shown = vt_outgoing_shown(c->o);

	vt_hearing_say(c->h, sentence, "noi_dung", shown, NULL);
}

/* Exactly one of the three; none or several are asked back. */
static bool choose(deciding *c)
{
	static const vt_verb verbs[] = { VT_VERB_AGREE, VT_VERB_RETURN, VT_VERB_ASK };

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const vt_instruction *one = vt_decision_find(c->h, verbs[i]);

		if (one == NULL && verbs[i] == VT_VERB_AGREE)
			one = vt_decision_find(c->h, VT_VERB_OK);
		if (one == NULL)
			continue;
		if (c->said != NULL || one->denied
		    || (c->h->token_verb >= 0 && c->h->token_verb != (int)one->verb))
			return false;
		c->said = one;
		c->verb = verbs[i];
	}
	return c->said != NULL;
}

static bool is_current(const deciding *c)
{
	return g_str_equal(c->h->asking->version, c->o->version_sha256)
	       && g_str_equal(c->h->asking->proposal, vt_outgoing_state_name(c->o->state));
}

static vt_action action_of(const deciding *c)
{
	if (c->o->state != VT_OUTGOING_LEADER)
		return VT_ACTION_CHECK_DRAFT;
	return c->verb == VT_VERB_AGREE    ? VT_ACTION_ISSUE
	       : c->verb == VT_VERB_RETURN ? VT_ACTION_RETURN
					   : VT_ACTION_ASK;
}

/* ---- carried out ---- */

static bool offer_undo(deciding *c, GError **error)
{
	vt_mail *mail = c->h->answer.mail;
	g_autoptr(vt_asking) undo =
		vt_asking_new(VT_ASKING_UNDO, c->h->asking->own, c->h->person->key);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	int verb = VT_VERB_UNDO;

	if (mail == NULL || c->counts_at <= c->n.now)
		return true;
	g_array_append_val(links, verb);
	undo->outgoing = c->o->id;
	undo->about = c->h->asking->id;
	undo->expires_at = c->counts_at;
	return vt_asking_put(c->n.store, undo, links, mail, c->n.now, error);
}

static bool confirm(deciding *c, const char *sentence, GError **error)
{
	g_autofree char *when = vt_clock_stamp_vietnam(c->counts_at);

	say(c, sentence);
	vt_hearing_say(c->h, c->counts_at > c->n.now ? "tl_hieu_luc_tu" : "tl_hieu_luc_ngay", "luc",
		       when, "chung_minh", c->proof, NULL);
	return offer_undo(c, error);
}

static bool agree(deciding *c, vt_outgoing_way *way, GError **error)
{
	g_autofree char *words = vt_decision_words(c->h);
	bool is_last = c->o->state == VT_OUTGOING_LEADER;

	c->h->answer.decision = "agree";
	if (is_last)
		c->counts_at = way->counts_at = c->n.now;
	return vt_outgoing_agree(way, words, error)
	       && confirm(c, is_last ? "dt_da_duyet" : "dt_da_dong_y", error);
}

static bool send_back(deciding *c, vt_outgoing_way *way, GError **error)
{
	const char *reason = vt_decision_argument(c->said);

	if (vt_text_chars(reason) < VT_OUTGOING_SHORT_REASON) {
		g_autofree char *shown = vt_text_quoted(reason, SHOWN_CHARS);

		vt_hearing_say(c->h, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
		return true;
	}
	c->h->answer.decision = "return";
	return vt_outgoing_return(way, reason, error) && confirm(c, "dt_da_tra_lai", error);
}

/* The question stays open: it may still be decided without the answer. */
static bool ask(deciding *c, vt_outgoing_way *way, GError **error)
{
	const char *question = vt_decision_argument(c->said);

	if (*question == '\0') {
		say(c, "dt_thieu_cau_hoi");
		return true;
	}
	say(c, "dt_da_hoi");
	return vt_outgoing_ask_author(way, c->h->asking, question, error)
	       && vt_on_behalf_tell(c->h, vt_verb_get(c->verb)->name, error);
}

static bool act(deciding *c, GError **error)
{
	const vt_outgoing_by by = { c->h->person->key, vt_hearing_for_whom(c->h), c->proof,
				    c->h->j->arrival->id, c->n.now };
	vt_outgoing_way way = { .n = c->n, .o = c->o, .by = &by, .counts_at = c->counts_at };

	if (c->verb == VT_VERB_AGREE)
		return agree(c, &way, error);
	return c->verb == VT_VERB_RETURN ? send_back(c, &way, error) : ask(c, &way, error);
}

/* What it draws its number from may have gone from books.conf meanwhile. */
static bool has_book(const deciding *c)
{
	g_autofree char *folded = vt_text_fold(c->o->type);

	return vt_office_outgoing_book(c->n.office, c->o->own, folded) != NULL
	       && vt_office_type(c->n.office, folded) != NULL;
}

static bool decide(deciding *c, GError **error)
{
	GError *fault = NULL;

	if (!vt_hearing_may(c->h, action_of(c), &fault)
	    || (!c->h->trying && !vt_hearing_binds(c->h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	c->counts_at = vt_hearing_counts_at(c->h, c->o->urgency);
	if (!c->h->trying)
		return act(c, error);
	vt_hearing_say(c->h, "phieu_thu", "noi_dung", vt_verb_get(c->verb)->written, NULL);
	return true;
}

/* Who acts for the leader signs in his place; he checks no draft for him, and signs none of his
 * own. */
static bool is_beyond(const deciding *c)
{
	return c->h->on_behalf != NULL
	       && (c->o->state != VT_OUTGOING_LEADER
		   || g_str_equal(c->o->author, c->h->person->key));
}

static void refuse_delegate(deciding *c)
{
	g_autofree char *shown = vt_delegating_shown(&c->n, c->h->delegation);

	c->h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(c->h, "tl_uq_ngoai", "uq_nguoi_giao", c->h->on_behalf->name, "noi_dung",
		       shown, NULL);
}

bool vt_hear_outgoing(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(deciding)
		c = { .h = h,
		      .n = { h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now } };

	(void)handled_out;
	c.proof = vt_proofs_text(h->proofs);
	c.o = vt_outgoings_get(h->j->store, h->asking->outgoing, error);
	if (c.o == NULL)
		return false;
	if (!is_current(&c))
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
	else if (is_beyond(&c))
		refuse_delegate(&c);
	else if (h->said->too_much || h->said->body == VT_BODY_HIDDEN || !choose(&c))
		vt_hearing_ask_back(h, "dt_chua_ro");
	else if (c.o->state == VT_OUTGOING_LEADER && !has_book(&c))
		vt_hearing_say(h, "dt_khong_co_so", NULL);
	else
		return decide(&c, error);
	return true;
}

/* ---- HỦY SỐ ĐI ---- */

static bool void_it(vt_hearing *h, vt_outgoing *o, const char *reason, GError **error)
{
	g_autofree char *proof = vt_proofs_text(h->proofs);
	const vt_outgoing_by by = { h->person->key, NULL, proof, h->j->arrival->id,
				    h->j->seen->now };
	vt_outgoing_way way = {
		.n = { h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now },
		.o = o,
		.by = &by,
	};
	g_autofree char *shown = vt_outgoing_shown(o);

	vt_hearing_say(h, h->trying ? "phieu_thu" : "dt_da_huy_so", "noi_dung", shown, NULL);
	return h->trying || vt_outgoing_void(&way, reason, error);
}

bool vt_heard_void_outgoing(vt_hearing *h, const vt_instruction *one, GError **error)
{
	bool apart = *one->number != '\0';
	const char *rest = "";
	vt_outgoing_state next = VT_OUTGOING_VOID;
	GError *fault = NULL;
	g_autoptr(vt_outgoing) o =
		vt_outgoing_find(h->j->store, h->person->own, apart ? one->number : one->argument,
				 h->j->seen->now, &rest, &fault);
	g_autofree char *shown = vt_text_quoted(one->line, SHOWN_CHARS);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (o == NULL) {
		vt_hearing_say(h, "dt_khong_co", "noi_dung", shown, NULL);
		return true;
	}
	rest = apart ? one->argument : rest;
	g_autofree char *reason = vt_text_tidy(rest + strspn(rest, " :;,.-"));
	if (!vt_outgoing_after(o->state, VT_OUTGOING_STEP_VOID, &next))
		vt_hearing_say(h, "dt_da_xong", "noi_dung", vt_outgoing_state_shown(o->state),
			       NULL);
	else if (vt_text_chars(reason) < VT_OUTGOING_SHORT_REASON)
		vt_hearing_say(h, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
	else if (vt_hearing_may(h, VT_ACTION_VOID, &fault)
		 && (h->trying || vt_hearing_is_first(h, &fault)))
		return void_it(h, o, reason, error);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}
