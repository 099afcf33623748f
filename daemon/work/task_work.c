/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_work - what the functions share that hear of a task: who is told, and what is kept
 */
#include "work/task_work.h"

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "store/ledger.h"
#include "work/asking.h"
#include "work/enter.h"
#include "work/proofs.h"
#include "work/status_mail.h"
#include "work/submit.h"

bool vt_task_work_init(vt_task_work *w, vt_hearing *h, GError **error)
{
	*w = (vt_task_work){ .h = h, .n = vt_hearing_noticing(h) };
	w->task = vt_tasks_get(h->j->store, h->asking->task, error);
	w->document =
		w->task != NULL ? vt_documents_get(h->j->store, w->task->document, error) : NULL;
	if (w->document == NULL)
		return false;
	w->number = vt_enter_number(w->document);
	w->proof = vt_proofs_text(h->proofs);
	w->argument = "";
	return true;
}

void vt_task_work_clear(vt_task_work *w)
{
	vt_task_row_free(w->task);
	vt_document_free(w->document);
	g_free(w->number);
	g_free(w->proof);
}

bool vt_task_work_may(vt_task_work *w, vt_action action, GError **error)
{
	return vt_hearing_may(w->h, action, error)
	       && (w->h->trying || vt_hearing_binds(w->h, error));
}

void vt_task_work_say(vt_task_work *w, const char *sentence, const char *detail)
{
	vt_hearing_say(w->h, sentence, "so_den", w->number, "noi_dung",
		       detail != NULL ? detail : "", NULL);
}

bool vt_task_work_remark(vt_task_work *w, vt_remark_kind kind, GError **error)
{
	const vt_remark remark = { .document = w->document->id,
				   .task = w->task->id,
				   .person = w->h->person->key,
				   .kind = kind,
				   .words = w->h->said->words,
				   .arrival = w->h->j->arrival->id,
				   .proof = w->proof,
				   .at = w->n.now };

	return vt_remarks_add(w->h->j->store, &remark, error);
}

bool vt_task_work_ledger(vt_task_work *w, const char *act, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, w->h->person->key, w->proof, w->n.now);
	g_autofree char *subject = vt_enter_subject(w->document->id);

	vt_entry_int(entry, "document", w->document->id);
	vt_entry_int(entry, "task", w->task->id);
	vt_entry_text(entry, "state", vt_task_state_name(w->task->state));
	vt_entry_text(entry, "arrival", w->h->j->arrival->id);
	return vt_ledger_append(w->h->j->store, entry, subject, error);
}

bool vt_task_work_step(vt_task_work *w, vt_task_step step, vt_remark_kind kind, bool *done_out,
		       GError **error)
{
	vt_task_row *task = w->task;

	*done_out = vt_task_after(task->role, task->state, step, &task->state);
	if (!*done_out) {
		vt_task_work_say(w, "tl_viec_khong_the", vt_task_state_shown(task->state));
		return true;
	}
	task->state_at = w->n.now;
	if (task->seen_at == VT_TIME_NONE) {
		task->seen_at = w->h->j->arrival->received_at;
		task->seen_how = g_strdup("answer");
	}
	return vt_tasks_update(w->h->j->store, task, error) && vt_task_work_remark(w, kind, error)
	       && vt_task_work_ledger(w, "task", error);
}

bool vt_task_work_stage(vt_task_work *w, vt_step step, GError **error)
{
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (w->task->role != VT_TASK_LEAD)
		return true;
	if (!vt_documents_stage(w->h->j->store, w->document->id, &stage, &due_at, error))
		return false;
	return !vt_stage_after(stage, step, &stage)
	       || vt_stage_set(&w->n, w->document->id, stage, due_at, w->n.now, error);
}

/* Who may end his own task with what he is told gets a link for it. */
static bool ask_parent(vt_task_work *w, const vt_task_row *parent, vt_mail *mail, GError **error)
{
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_TASK, parent->own, parent->person);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	int verb = VT_VERB_DONE;

	g_array_append_val(links, verb);
	asking->document = parent->document;
	asking->task = parent->id;
	asking->arrival = g_strdup(w->document->arrival);
	asking->expires_at = VT_TIME_NONE;
	return vt_asking_put(w->h->j->store, asking, links, mail, w->n.now, error);
}

bool vt_task_work_tell(vt_task_work *w, const char *person_key, const char *sentence,
		       const vt_task_row *parent, GError **error)
{
	const vt_person *person = vt_directory_person(w->n.office->directory, person_key);
	g_autoptr(vt_mail) mail =
		person != NULL ? vt_notice_to_person(&w->n, "bao-viec", w->task->own, person)
			       : NULL;
	g_autofree char *text = vt_notice_sentence(&w->n, sentence);

	if (mail == NULL)
		return true;
	if (g_str_equal(person_key, w->task->given_by)
	    && vt_submit_takes_news(&w->n, w->document, person_key)) {
		const vt_news news = { .document = w->document,
				       .who = w->h->person->name,
				       .sentence = text,
				       .words = w->h->said->words };

		return vt_submit_news(&w->n, &news, person_key, error);
	}
	if (!vt_submit_add_document(&w->n, mail, w->document, error))
		return false;
	g_ptr_array_set_size(mail->attachments, 0);
	vt_mail_add(mail, "ten_nguoi_thuc_hien", w->h->person->name);
	vt_mail_add(mail, "chuc_vu_nguoi_thuc_hien", w->h->person->position);
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(w->task->role));
	vt_mail_add(mail, "cau_tinh_trang", text);
	vt_mail_add(mail, "y_kien", w->h->said->words);
	if (parent != NULL && !ask_parent(w, parent, mail, error))
		return false;
	return vt_notice_insert(&w->n, mail, error);
}

vt_proposal *vt_task_work_proposal(vt_task_work *w, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_asking) first = vt_askings_first_of(w->n.store, w->task->id, &fault);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return NULL;
	}
	return vt_proposal_kept(first != NULL ? first->proposal : "");
}

bool vt_task_work_give_back(vt_task_work *w, const char *sentence, GError **error)
{
	g_autoptr(vt_task_row) parent = vt_tasks_get(w->n.store, w->task->parent, error);

	if (parent == NULL)
		return false;
	if (vt_task_after(parent->role, parent->state, VT_TASK_STEP_GIVE_BACK, &parent->state)
	    && !vt_tasks_update(w->n.store, parent, error))
		return false;
	return sentence == NULL || vt_task_work_tell(w, parent->person, sentence, NULL, error);
}

bool vt_task_work_submit_again(vt_task_work *w, const vt_person *who, const char *words,
			       GError **error)
{
	g_autoptr(vt_proposal) proposal = vt_task_work_proposal(w, error);
	g_autofree char *answer = g_strdup_printf("%s: %s", who->name, words);
	const vt_submission again = { .document = w->document,
				      .proposal = proposal,
				      .by = who->key,
				      .answer = answer,
				      .leader = w->task->given_by,
				      .is_declined = true };
	bool done = false;

	return proposal != NULL && vt_submit(&w->n, &again, &done, error);
}
