/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_change - who gave a task is asked whether somebody else should have it, and says so
 */
#include "work/task_change.h"

#include "base/clock.h"
#include "doc/verb.h"
#include "work/asking.h"
#include "work/assign.h"
#include "work/submit.h"
#include "work/task_over.h"

/* ---- he is asked ---- */

bool vt_task_is_asked(const vt_noticing *n, const vt_task_row *task, const char *proposal,
		      bool *asked_out, GError **error)
{
	const vt_asking_filter filter = { .kind = VT_ASKING_MORE_TIME,
					  .document = task->document,
					  .task = task->id };
	g_autoptr(GPtrArray) open = vt_askings_open(n->store, &filter, error);

	*asked_out = false;
	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *one = g_ptr_array_index(open, i);

		*asked_out |= g_str_equal(one->proposal, proposal);
	}
	return open != NULL;
}

/* What "đồng ý" means; an empty one is told apart from the day of "xin gia hạn" by having none. */
static char *proposal_of(const vt_task_question *q)
{
	g_autoptr(vt_proposal) wanted = vt_proposal_new();

	g_free(wanted->opinion);
	wanted->opinion = g_strdup(q->reason != NULL ? q->reason : "");
	if (q->deputy != NULL) {
		vt_assignee *one = g_new0(vt_assignee, 1);

		one->person = g_strdup(q->deputy->key);
		g_ptr_array_add(wanted->who[VT_TASK_LEAD], one);
	}
	return vt_proposal_keep(wanted);
}

static bool put_question(const vt_noticing *n, const vt_task_question *q, char *take_proposal,
			 vt_mail *mail, GError **error)
{
	static const int verbs[] = { VT_VERB_AGREE, VT_VERB_RETURN };
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(vt_asking) asking =
		vt_asking_new(VT_ASKING_MORE_TIME, q->task->own, q->task->given_by);

	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->document = q->document->id;
	asking->task = q->task->id;
	asking->arrival = g_strdup(q->document->arrival);
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = take_proposal;
	return vt_asking_put(n->store, asking, links, mail, n->now, error);
}

static void add_values(const vt_noticing *n, const vt_task_question *q, vt_mail *mail)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *due = vt_clock_day_vietnam(q->task->due_at);
	g_autofree char *said = vt_notice_sentence(n, q->sentence);

	vt_filling_add(values, "ten_nguoi_thay", q->deputy != NULL ? q->deputy->name : "");
	g_autofree char *yes = vt_templates_sentence(
		n->templates, vt_notice_language(n),
		q->deputy != NULL ? "dn_giao_nguoi_thay" : "dn_cho_thoi", values);
	vt_mail_add(mail, "ten_nguoi_thuc_hien", q->person->name);
	vt_mail_add(mail, "chuc_vu_nguoi_thuc_hien", q->person->position);
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(q->task->role));
	vt_mail_add(mail, "cau_tinh_trang", said);
	vt_mail_add(mail, "cau_dong_y", yes);
	if (q->reason != NULL)
		vt_notice_add_quoted(mail, "y_kien", q->reason, 500);
	if (*due != '\0')
		vt_mail_add(mail, "ngay_han", due);
}

bool vt_task_ask_giver(const vt_noticing *n, const vt_task_question *q, GError **error)
{
	const vt_person *giver = vt_directory_person(n->office->directory, q->task->given_by);
	g_autofree char *proposal = proposal_of(q);
	bool asked = false;

	if (!vt_task_is_asked(n, q->task, proposal, &asked, error))
		return false;
	g_autoptr(vt_mail) mail = giver != NULL && !asked
					  ? vt_notice_to_person(n, "doi-nguoi", q->task->own, giver)
					  : NULL;
	if (mail == NULL)
		return true;
	if (!vt_submit_add_document(n, mail, q->document, error))
		return false;
	g_ptr_array_set_size(mail->attachments, 0);
	add_values(n, q, mail);
	return (q->is_hint || put_question(n, q, g_steal_pointer(&proposal), mail, error))
	       && vt_notice_insert(n, mail, error);
}

/* ---- he agrees ---- */

static void refuse_state(vt_task_work *w)
{
	vt_task_work_say(w, "tl_viec_khong_the", vt_task_state_shown(w->task->state));
}

/* The same task, of somebody else. */
static bool hand_over(vt_task_work *w, const vt_assignee *who, GError **error)
{
	g_autoptr(vt_task_row) next = vt_task_row_new();
	g_autoptr(vt_proposal) proposal = vt_task_work_proposal(w, error);
	int urgency = vt_urgency_parse(vt_document_text(w->document, VT_FIELD_URGENCY));
	bool withdrawn = false;

	if (proposal == NULL
	    || !vt_task_withdraw(&w->n, w->task, "given-again", w->h->asking->id, &withdrawn,
				 error))
		return false;
	if (!withdrawn) {
		refuse_state(w);
		return false;
	}
	next->document = w->task->document;
	next->parent = w->task->parent;
	next->own = g_strdup(w->task->own);
	next->role = w->task->role;
	next->unit = g_strdup(w->task->unit);
	next->person = g_strdup(who->person);
	next->state = VT_TASK_GIVEN;
	next->state_at = next->given_at = w->n.now;
	next->given_by = g_strdup(w->h->person->key);
	next->on_behalf = g_strdup(w->task->on_behalf);
	next->counts_at = vt_hearing_counts_at(w->h, MAX(urgency, 0));
	next->due_at = w->task->due_at;
	next->opinion = g_strdup(w->task->opinion);
	return vt_tasks_insert(w->n.store, next, error)
	       && vt_assign_tell(&w->n, w->document, next, proposal, error);
}

/* Of a unit's person: the unit has it again. Of who leads: it is laid before the leader anew. */
static bool let_go(vt_task_work *w, const char *reason, GError **error)
{
	const vt_person *who = vt_directory_person(w->n.office->directory, w->task->person);

	if (!vt_task_after(w->task->role, w->task->state, VT_TASK_STEP_DECLINE, &w->task->state)) {
		refuse_state(w);
		return false;
	}
	w->task->state_at = w->n.now;
	if (!vt_tasks_update(w->n.store, w->task, error)
	    || !vt_task_over(&w->n, w->task, "task-over", w->h->asking->id, error))
		return false;
	if (w->task->parent != 0)
		return vt_task_work_give_back(w, NULL, error);
	return w->task->role != VT_TASK_LEAD || who == NULL
	       || vt_task_work_submit_again(w, who, reason, error);
}

bool vt_task_change_hands(vt_task_work *w, const vt_proposal *wanted, GError **error)
{
	return wanted->who[VT_TASK_LEAD]->len > 0
		       ? hand_over(w, g_ptr_array_index(wanted->who[VT_TASK_LEAD], 0), error)
		       : let_go(w, wanted->opinion, error);
}
