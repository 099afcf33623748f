/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_confirm - the leader confirms or denies what the clerk wrote down for him (GHI Ý KIẾN)
 */
#include "base/clock.h"
#include "store/tasks.h"
#include "work/ask_clerk.h"
#include "work/assign.h"
#include "work/decision.h"
#include "work/enter.h"
#include "work/notices_invite.h"
#include "work/proofs.h"
#include "work/status_mail.h"

typedef struct confirming {
	vt_hearing *h;
	vt_noticing n;
	vt_document *document;
	char *number, *proof;
} confirming;

static void confirming_clear(confirming *c)
{
	vt_document_free(c->document);
	g_free(c->number);
	g_free(c->proof);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(confirming, confirming_clear)

static bool remark(confirming *c, GError **error)
{
	const vt_remark one = { .document = c->document->id,
				.person = c->h->person->key,
				.on_behalf = (char *)(guintptr)vt_hearing_for_whom(c->h),
				.kind = VT_REMARK_ANSWER,
				.words = c->h->said->words,
				.arrival = c->h->j->arrival->id,
				.proof = c->proof,
				.at = c->n.now };

	return vt_remarks_add(c->h->j->store, &one, error);
}

/* Who got the task without a deadline has no invitation that could be cancelled. */
static bool tell_one(confirming *c, const vt_task_row *task, GError **error)
{
	const vt_person *person = vt_directory_person(c->h->j->office->directory, task->person);
	bool told = false, invited = false;

	if (person == NULL || task->state == VT_TASK_WITHDRAWN)
		return true;
	if (!vt_outbox_gone_for_task(c->n.store, "giao-viec", task->id, &told, error)
	    || !vt_outbox_gone_for_task(c->n.store, VT_NOTICE_INVITE, task->id, &invited, error))
		return false;
	if (!told || invited)
		return true;
	g_autoptr(vt_mail) mail = vt_notice_to_person(&c->n, "thu-hoi-viec", task->own, person);
	if (mail == NULL)
		return true;
	mail->document = c->document->id;
	mail->arrival = g_strdup(c->document->arrival);
	vt_notice_add_document(&c->n, mail, c->document, NULL, NULL);
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(task->role));
	return vt_notice_insert(&c->n, mail, error);
}

static bool tell_withdrawn(confirming *c, GError **error)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(c->n.store, c->document->id, error);

	for (guint i = 0; tasks != NULL && i < tasks->len; i++)
		if (!tell_one(c, g_ptr_array_index(tasks, i), error))
			return false;
	return tasks != NULL;
}

/* He never said so: nobody carries it out, and the clerk hears of it. */
static bool deny(confirming *c, GError **error)
{
	g_autoptr(vt_proposal) proposal = vt_proposal_kept(c->h->asking->proposal);
	const vt_clerk_question question = { .document = c->document,
					     .leader = c->h->on_behalf != NULL ? c->h->on_behalf
									       : c->h->person,
					     .kind = VT_REMARK_RETURN,
					     .words = c->h->said->words,
					     .proposal = proposal,
					     .about = c->h->asking->id,
					     .due_at = c->n.now };
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (!tell_withdrawn(c, error)
	    || !vt_assign_withdraw(&c->n, c->document->id, "denied", NULL, error)
	    || !vt_status_withdraw(&c->n, c->document->id, error)
	    || !vt_documents_stage(c->h->j->store, c->document->id, &stage, &due_at, error))
		return false;
	if (vt_stage_after(stage, VT_STEP_UNDO, &stage)
	    && !vt_documents_set_stage(c->h->j->store, c->document->id, stage, VT_TIME_NONE, error))
		return false;
	return vt_ask_clerk(&c->n, &question, error);
}

bool vt_hear_confirm(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(confirming) c = { .h = h, .n = vt_hearing_noticing(h) };
	const vt_instruction *yes = vt_decision_find(h, VT_VERB_CONFIRM);
	const vt_instruction *no = vt_decision_find(h, VT_VERB_DENY);
	GError *fault = NULL;

	(void)handled_out;
	c.document = vt_documents_get(h->j->store, h->asking->document, error);
	if (c.document == NULL)
		return false;
	c.number = vt_enter_number(c.document);
	c.proof = vt_proofs_text(h->proofs);
	const vt_instruction *said = yes != NULL ? yes : no;
	/* Whatever else stands with it, a denial is one. */
	if (said == NULL || (yes != NULL && (no != NULL || yes->denied))
	    || (*said->number != '\0' && !g_str_equal(said->number, c.number))
	    || (h->token_verb >= 0 && h->token_verb != (int)said->verb)) {
		vt_hearing_say(h, "tl_viec_khong_ro", "so_den", c.number, "noi_dung", "", NULL);
		return true;
	}
	if (!vt_hearing_may(h, VT_ACTION_ASSIGN, &fault)
	    || (!h->trying && !vt_hearing_binds(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	vt_hearing_say(h, yes != NULL ? "tl_da_xac_nhan" : "tl_khong_xac_nhan", "so_den", c.number,
		       NULL);
	h->answer.decision = yes != NULL ? "confirm" : "deny";
	return h->trying || (remark(&c, error) && (yes != NULL || deny(&c, error)));
}
