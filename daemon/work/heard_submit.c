/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_submit - TRÌNH 123/2026 [name]: the clerk lays a registered document before the leader
 *
 * GHI Ý KIẾN 123/2026: what the leader said by telephone or wrote on paper, signed by the clerk; it
 * counts, marked so, and the leader confirms or denies it.
 */
#include "work/heard_submit.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "store/tasks.h"
#include "work/asking.h"
#include "work/assign.h"
#include "work/decision.h"
#include "work/enter.h"
#include "work/heard_entry.h"
#include "work/proofs.h"
#include "work/submit.h"

typedef struct command {
	vt_hearing *h;
	vt_noticing n;
	vt_document *document;
	vt_proposal *proposal;
	GPtrArray *unclear; /* vt_unclear * */
	char *rest, *number, *proof;
} command;

static void command_clear(command *c)
{
	vt_document_free(c->document);
	vt_proposal_free(c->proposal);
	g_ptr_array_unref(c->unclear);
	g_free(c->rest);
	g_free(c->number);
	g_free(c->proof);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(command, command_clear)

static void say(command *c, const char *sentence, const char *detail)
{
	vt_hearing_say(c->h, sentence, "so_den", c->number, "noi_dung", detail, NULL);
}

/* What was proposed last stands, lines of this mail change it. */
static bool take_proposal(command *c, GError **error)
{
	const vt_asking_filter filter = { .kind = VT_ASKING_DECIDE, .document = c->document->id };
	g_autoptr(GPtrArray) open = vt_askings_open(c->h->j->store, &filter, error);

	if (open == NULL)
		return false;
	const vt_asking *last = open->len > 0 ? g_ptr_array_index(open, open->len - 1) : NULL;
	c->proposal = vt_proposal_kept(last != NULL ? last->proposal : "");
	vt_decision_change(c->h, c->proposal, c->unclear);
	return true;
}

/* done_out: the answer says what is wrong. */
static bool begin(command *c, vt_hearing *h, const vt_instruction *one, bool *done_out,
		  GError **error)
{
	GError *fault = NULL;

	c->h = h;
	c->n = vt_hearing_noticing(h);
	c->unclear = g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	c->proof = vt_proofs_text(h->proofs);
	c->document = vt_heard_document(h, one, &c->rest, &fault);
	*done_out = c->document == NULL;
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (*done_out)
		return true;
	c->number = vt_enter_number(c->document);
	return take_proposal(c, error);
}

static bool is_unclear(command *c)
{
	if (c->unclear->len == 0)
		return false;
	const vt_unclear *one = g_ptr_array_index(c->unclear, 0);
	g_autofree char *shown = vt_text_quoted(one->text, 120);
	say(c, "tl_ten_chua_ro", shown);
	return true;
}

/* "TRÌNH 123/2026 Lê Văn An" */
static void take_leader(command *c)
{
	vt_unclear *why = NULL;

	if (*c->rest == '\0')
		return;
	vt_assignee *one =
		vt_assignee_find(c->n.office->directory, c->h->person->own, c->rest, &why);
	if (one == NULL) {
		g_ptr_array_add(c->unclear, why);
		return;
	}
	g_free(c->proposal->leader);
	c->proposal->leader = g_strdup(one->person);
	vt_assignee_free(one);
}

bool vt_heard_submit(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_auto(command) c = { 0 };
	GError *fault = NULL;
	bool done = false;

	if (!begin(&c, h, one, &done, error) || done)
		return done;
	take_leader(&c);
	if (is_unclear(&c))
		return true;
	if (!vt_hearing_may(h, VT_ACTION_SUBMIT, &fault)
	    || (!h->trying && !vt_hearing_binds(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	const vt_submission submission = { .document = c.document,
					   .proposal = c.proposal,
					   .by = h->person->key };
	if (!h->trying && !vt_submit(&c.n, &submission, &done, error))
		return false;
	say(&c, done || h->trying ? "tl_da_trinh" : "tl_khong_trinh_duoc", "");
	return true;
}

/* ---- GHI Ý KIẾN ---- */

static bool ask_leader(command *c, const vt_person *leader, GError **error)
{
	g_autoptr(vt_mail) mail =
		vt_notice_to_person(&c->n, "xac-nhan-y-kien", c->document->own, leader);
	g_autoptr(vt_asking) asking =
		vt_asking_new(VT_ASKING_CONFIRM, c->document->own, leader->key);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	static const int verbs[] = { VT_VERB_CONFIRM, VT_VERB_DENY };

	if (mail == NULL)
		return true;
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->document = c->document->id;
	asking->arrival = g_strdup(c->document->arrival);
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = vt_proposal_keep(c->proposal);
	if (!vt_submit_add_document(&c->n, mail, c->document, error))
		return false;
	vt_submit_add_proposal(&c->n, mail, c->proposal);
	vt_mail_add(mail, "y_kien", c->h->said->words);
	vt_mail_add(mail, "ten_lanh_dao", leader->name);
	vt_mail_add(mail, "chuc_vu_lanh_dao", leader->position);
	return vt_asking_put(c->h->j->store, asking, links, mail, c->n.now, error)
	       && vt_notice_insert(&c->n, mail, error);
}

static bool note(command *c, const vt_person *leader, GError **error)
{
	const vt_remark remark = { .document = c->document->id,
				   .person = c->h->person->key,
				   .on_behalf = leader->key,
				   .kind = VT_REMARK_OPINION,
				   .words = c->h->said->words,
				   .arrival = c->h->j->arrival->id,
				   .proof = c->proof,
				   .at = c->n.now };
	const vt_assignment assignment = { .document = c->document,
					   .proposal = c->proposal,
					   .opinion = *c->proposal->opinion != '\0'
							      ? c->proposal->opinion
							      : c->rest,
					   .by = c->h->person->key,
					   .on_behalf = leader->key,
					   .proof = c->proof,
					   .counts_at = c->n.now };
	const vt_asking_filter asked = { .kind = VT_ASKING_DECIDE, .document = c->document->id };
	bool done = true;

	if (!vt_remarks_add(c->h->j->store, &remark, error)
	    || (!vt_proposal_is_empty(c->proposal) && !vt_assign(&c->n, &assignment, &done, error)))
		return false;
	if (!done) {
		say(c, "tl_het_hieu_luc", "");
		return true;
	}
	say(c, "tl_da_ghi_y_kien", leader->name);
	return vt_askings_void(c->h->j->store, &asked, "noted", NULL, error)
	       && ask_leader(c, leader, error);
}

bool vt_heard_note_opinion(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_auto(command) c = { 0 };
	GError *fault = NULL;
	bool done = false;

	if (!begin(&c, h, one, &done, error) || done)
		return done;
	const vt_submission whose = { .document = c.document, .proposal = c.proposal };
	const vt_person *leader = vt_submit_decider(h->j->office, &whose);
	if (is_unclear(&c))
		return true;
	if (leader == NULL || (*c.rest == '\0' && vt_proposal_is_empty(c.proposal))) {
		say(&c, "tl_chua_hieu", "");
		return true;
	}
	if (!vt_hearing_may(h, VT_ACTION_NOTE_OPINION, &fault)
	    || (!h->trying && !vt_hearing_binds(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (!h->trying)
		return note(&c, leader, error);
	say(&c, "tl_thu", "");
	return true;
}
