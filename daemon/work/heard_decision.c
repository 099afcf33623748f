/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_decision - a leader answers a phiếu trình: agrees, assigns, returns, asks
 *
 * What the answer means is read first (work/decision.h); then the policy is asked, and whether the
 * signature binds; then the tables change, in the act of the arrival. Below smime nothing counts
 * before undo-time is over: tasks and mails wait, and the answer holds HỦY.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/ledger.h"
#include "store/tasks.h"
#include "work/ask_clerk.h"
#include "work/asking.h"
#include "work/assign.h"
#include "work/decided.h"
#include "work/decision.h"
#include "work/enter.h"
#include "work/proofs.h"
#include "work/slip_mail.h"
#include "work/submit.h"

#define SHOWN_CHARS 400

typedef struct deciding {
	vt_hearing *h;
	vt_noticing n;
	vt_document *document;
	vt_proposal *shown;
	vt_decision d;
	char *number; /* "123/2026" */
	char *proof;
	int64_t counts_at;
} deciding;

static void deciding_clear(deciding *c)
{
	vt_document_free(c->document);
	vt_proposal_free(c->shown);
	vt_decision_clear(&c->d);
	g_free(c->number);
	g_free(c->proof);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(deciding, deciding_clear)

/* ---- what is answered ---- */

static char *candidates_of(const vt_decision *d)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < d->unclear->len; i++) {
		const vt_unclear *one = g_ptr_array_index(d->unclear, i);
		g_autofree char *name = vt_text_quoted(one->text, 120);

		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", name);
		for (guint c = 0; c < one->candidates->len && c < 6; c++)
			g_string_append_printf(text, "%s%s", c > 0 ? " / " : ": ",
					       (char *)g_ptr_array_index(one->candidates, c));
	}
	return g_string_free(text, FALSE);
}

static void say_unclear(deciding *c)
{
	g_autofree char *names = candidates_of(&c->d);
	g_autofree char *line =
		c->d.detail != NULL ? vt_text_quoted(c->d.detail, 120) : g_strdup("");

	vt_hearing_say(c->h, c->d.sentence, "so_den", c->number, "noi_dung",
		       *names != '\0' ? names : line, NULL);
}

/* Who decided without a signature can take it back for a while. */
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
	undo->document = c->document->id;
	undo->about = c->h->asking->id;
	undo->expires_at = c->counts_at;
	vt_mail_add(mail, "so_den", c->number);
	mail->document = c->document->id;
	return vt_asking_put(c->h->j->store, undo, links, mail, c->n.now, error);
}

/* One mail for what one answer decided, with the proof and when it counts. */
static bool confirm(deciding *c, const char *sentence, GError **error)
{
	const vt_directory *d = c->h->j->office->directory;
	const vt_proposal *p = c->d.proposal;
	g_autofree char *lead = vt_proposal_shown(d, p, VT_TASK_LEAD);
	g_autofree char *support = vt_proposal_shown(d, p, VT_TASK_SUPPORT);
	g_autofree char *inform = vt_proposal_shown(d, p, VT_TASK_INFORM);
	g_autofree char *due = vt_proposal_due_shown(p);
	g_autofree char *when = vt_clock_stamp_vietnam(c->counts_at);
	bool waits = c->counts_at > c->n.now;

	vt_hearing_say(c->h, sentence, "so_den", c->number, "chu_tri", lead, "phoi_hop",
		       *support != '\0' ? support : "-", "de_biet", *inform != '\0' ? inform : "-",
		       "han_giai_quyet", *due != '\0' ? due : "-", NULL);
	vt_hearing_say(c->h, waits ? "tl_hieu_luc_tu" : "tl_hieu_luc_ngay", "luc", when,
		       "chung_minh", c->proof, NULL);
	return offer_undo(c, error);
}

/* ---- acts ---- */

static bool remark(deciding *c, vt_remark_kind kind, const char *words, GError **error)
{
	const vt_remark one = { .document = c->document->id,
				.person = c->h->person->key,
				.on_behalf = (char *)(uintptr_t)vt_hearing_for_whom(c->h),
				.kind = kind,
				.words = (char *)(uintptr_t)words,
				.arrival = c->h->j->arrival->id,
				.proof = c->proof,
				.at = c->n.now };

	return *words == '\0' || vt_remarks_add(c->h->j->store, &one, error);
}

/* What those who carry it out read as the leader's words. */
static char *opinion_of(const deciding *c)
{
	const vt_proposal *p = c->d.proposal;
	bool is_new = strcmp(p->opinion, c->shown->opinion) != 0;

	if (is_new || *c->d.words == '\0')
		return is_new || c->d.meant == VT_MEANT_ASSIGN
			       ? g_strdup(p->opinion)
			       : vt_decided_opinion(&c->n, p->opinion);
	return g_strdup(c->d.words);
}

static bool give(deciding *c, GError **error)
{
	g_autofree char *opinion = opinion_of(c);
	const vt_assignment assignment = { .document = c->document,
					   .proposal = c->d.proposal,
					   .opinion = opinion,
					   .by = c->h->person->key,
					   .on_behalf = vt_hearing_for_whom(c->h),
					   .proof = c->proof,
					   .counts_at = c->counts_at };
	bool done = false;

	if (!remark(c, VT_REMARK_OPINION, c->h->said->words, error)
	    || !vt_assign(&c->n, &assignment, &done, error))
		return false;
	if (!done) {
		vt_hearing_say(c->h, "tl_het_hieu_luc", NULL);
		return true;
	}
	c->h->answer.decision = c->d.meant == VT_MEANT_AGREE ? "agree" : "adjust";
	return confirm(c, "tl_da_giao", error);
}

/* Returned, asked, or said in words that nobody may carry out as they are. */
static bool pass_to_clerk(deciding *c, vt_remark_kind kind, GError **error)
{
	const vt_clerk_question question = { .document = c->document,
					     .leader = c->h->person,
					     .kind = kind,
					     .words = kind == VT_REMARK_OPINION ? c->d.words
										: c->d.argument,
					     .proposal = c->shown,
					     .about = c->h->asking->id,
					     .due_at = c->counts_at };
	vt_stage stage = VT_STAGE_NONE, next = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (!vt_documents_stage(c->h->j->store, c->document->id, &stage, &due_at, error))
		return false;
	if (!vt_stage_after(stage, VT_STEP_RETURN, &next)) {
		vt_hearing_say(c->h, "tl_het_hieu_luc", NULL);
		return true;
	}
	if (kind == VT_REMARK_QUESTION) /* it is still before the leader */
		next = stage;
	c->h->answer.decision = kind == VT_REMARK_RETURN     ? "return"
				: kind == VT_REMARK_QUESTION ? "ask"
							     : "opinion";
	return remark(c, kind, question.words, error) && vt_ask_clerk(&c->n, &question, error)
	       && vt_documents_set_stage(c->h->j->store, c->document->id, next, due_at, error)
	       && confirm(c,
			  kind == VT_REMARK_RETURN     ? "tl_da_tra_lai"
			  : kind == VT_REMARK_QUESTION ? "tl_da_hoi"
						       : "tl_da_ghi_but_phe",
			  error);
}

static bool act(deciding *c, GError **error)
{
	switch (c->d.meant) {
	case VT_MEANT_AGREE:
	case VT_MEANT_ASSIGN:
		return give(c, error);
	case VT_MEANT_RETURN:
		return pass_to_clerk(c, VT_REMARK_RETURN, error);
	case VT_MEANT_ASK:
		return pass_to_clerk(c, VT_REMARK_QUESTION, error);
	case VT_MEANT_WORDS:
		return pass_to_clerk(c, VT_REMARK_OPINION, error);
	case VT_MEANT_UNCLEAR:
		break;
	}
	say_unclear(c);
	return true;
}

static vt_action action_of(vt_meant meant)
{
	static const vt_action actions[] = {
		[VT_MEANT_UNCLEAR] = VT_ACTION_ASK,   [VT_MEANT_AGREE] = VT_ACTION_AGREE,
		[VT_MEANT_ASSIGN] = VT_ACTION_ASSIGN, [VT_MEANT_RETURN] = VT_ACTION_RETURN,
		[VT_MEANT_ASK] = VT_ACTION_ASK,       [VT_MEANT_WORDS] = VT_ACTION_ASK,
	};

	return actions[meant];
}

/* What was shown is not what it is now: it is laid before him again. */
static bool is_changed(deciding *c, bool *changed_out, GError **error)
{
	char version[VT_SHA256_HEX];
	const vt_submission again = { .document = c->document,
				      .proposal = c->shown,
				      .by = c->document->by };
	bool done = false;

	*changed_out = false;
	if (!vt_submit_version(c->h->j->store, c->document, version, error))
		return false;
	if (g_str_equal(version, c->h->asking->version))
		return true;
	*changed_out = true;
	vt_hearing_say(c->h, "tl_van_ban_da_sua", "so_den", c->number, NULL);
	return c->h->trying || vt_submit(&c->n, &again, &done, error);
}

/* Read by the clerk; the question stays open. */
static bool pass_picture(deciding *c, GError **error)
{
	GError *fault = NULL;

	if (!vt_hearing_may(c->h, VT_ACTION_ASK, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	return c->h->trying || vt_slip_tell(c->h, c->document, c->shown, error);
}

static bool decide(deciding *c, GError **error)
{
	GError *fault = NULL;
	bool changed = false;
	int urgency = vt_urgency_parse(vt_document_text(c->document, VT_FIELD_URGENCY));

	if (c->d.meant == VT_MEANT_UNCLEAR && vt_slip_is(c->h))
		return pass_picture(c, error);
	if (c->d.meant == VT_MEANT_UNCLEAR) {
		say_unclear(c);
		return true;
	}
	if (!is_changed(c, &changed, error) || changed)
		return changed;
	if (!vt_hearing_may(c->h, action_of(c->d.meant), &fault)
	    || (!c->h->trying && !vt_hearing_binds(c->h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	c->counts_at = vt_hearing_counts_at(c->h, MAX(urgency, 0));
	if (!c->h->trying)
		return act(c, error);
	g_autofree char *lead =
		vt_proposal_shown(c->h->j->office->directory, c->d.proposal, VT_TASK_LEAD);
	vt_hearing_say(c->h, "tl_thu", "so_den", c->number, "chu_tri", lead, NULL);
	return true;
}

bool vt_hear_decision(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(deciding) c = { .h = h, .n = vt_hearing_noticing(h) };

	(void)handled_out;
	c.document = vt_documents_get(h->j->store, h->asking->document, error);
	if (c.document == NULL)
		return false;
	c.number = vt_enter_number(c.document);
	c.proof = vt_proofs_text(h->proofs);
	c.shown = vt_proposal_kept(h->asking->proposal);
	if (c.document->state != VT_DOCUMENT_ACTIVE) {
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
		return true;
	}
	vt_decision_read(h, c.shown, c.number, &c.d);
	return decide(&c, error);
}
