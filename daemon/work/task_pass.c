/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_pass - a unit head passes a task on; whoever has one asks for more time, and is answered
 *
 * Domain §12 (43): the deadline of a person does not lie behind that of the unit.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"
#include "work/asking.h"
#include "work/assign.h"
#include "work/decision.h"
#include "work/notices_invite.h"
#include "work/submit.h"
#include "work/task_change.h"
#include "work/task_over.h"
#include "work/task_work.h"

/* "Trần Văn Cường; hạn 25/11/2026" */
static char *behind_semicolon(const char *text, char **first_out)
{
	const char *semicolon = strchr(text, ';');

	*first_out =
		semicolon != NULL ? g_strndup(text, (gsize)(semicolon - text)) : g_strdup(text);
	return g_strdup(semicolon != NULL ? semicolon + 1 + strspn(semicolon + 1, " ") : "");
}

/* NULL: the answer says why. */
static vt_assignee *find_member(vt_task_work *w, const char *name)
{
	const vt_directory *d = w->n.office->directory;
	vt_unclear *unclear = NULL;
	vt_assignee *one = vt_assignee_find(d, w->task->own, name, &unclear);
	const vt_person *person = one != NULL ? vt_directory_person(d, one->person) : NULL;
	g_autofree char *shown = vt_text_quoted(name, 120);

	if (one == NULL)
		vt_task_work_say(w, "tl_ten_chua_ro", shown);
	else if (one->unit != NULL || g_strcmp0(person->unit, w->task->unit) != 0
		 || g_str_equal(person->key, w->h->person->key))
		vt_task_work_say(w, "tl_khong_thuoc_don_vi", shown);
	else
		return one;
	vt_unclear_free(unclear);
	vt_assignee_free(one);
	return NULL;
}

/* false: the answer says why. "" = that of the unit. */
static bool find_due(vt_task_work *w, const char *text, int64_t *due_out)
{
	g_autofree char *day = NULL;

	*due_out = w->task->due_at;
	if (*text == '\0')
		return true;
	if (!vt_proposal_read_day(text, w->n.now, &day)) {
		vt_task_work_say(w, "tl_ngay_sai", text);
		return false;
	}
	*due_out = vt_assign_due(w->n.office, day);
	if (w->task->due_at == VT_TIME_NONE || *due_out <= w->task->due_at)
		return true;
	g_autofree char *limit = vt_clock_day_vietnam(w->task->due_at);
	vt_task_work_say(w, "tl_han_sau_don_vi", limit);
	return false;
}

/* Who had it from this unit before has it no longer. */
static bool withdraw_before(vt_task_work *w, GError **error)
{
	g_autoptr(GPtrArray) all = vt_tasks_of_document(w->h->j->store, w->document->id, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		vt_task_row *child = g_ptr_array_index(all, i);

		if (child->parent == w->task->id
		    && !vt_task_withdraw(&w->n, child, "given-again", 0, NULL, error))
			return false;
	}
	return all != NULL;
}

static bool give(vt_task_work *w, const vt_assignee *who, int64_t due_at, GError **error)
{
	g_autoptr(vt_task_row) child = vt_task_row_new();
	g_autoptr(vt_proposal) proposal = vt_task_work_proposal(w, error);
	int urgency = vt_urgency_parse(vt_document_text(w->document, VT_FIELD_URGENCY));

	child->document = w->document->id;
	child->parent = w->task->id;
	child->own = g_strdup(w->task->own);
	child->role = w->task->role;
	child->person = g_strdup(who->person);
	child->state = VT_TASK_GIVEN;
	child->state_at = child->given_at = w->n.now;
	child->given_by = g_strdup(w->h->person->key);
	child->counts_at = vt_hearing_counts_at(w->h, MAX(urgency, 0));
	child->due_at = due_at;
	child->opinion = g_strdup(w->task->opinion);
	return proposal != NULL && withdraw_before(w, error)
	       && vt_tasks_insert(w->h->j->store, child, error)
	       && vt_assign_tell(&w->n, w->document, child, proposal, error);
}

bool vt_task_pass_on(vt_task_work *w, GError **error)
{
	g_autofree char *name = NULL;
	g_autofree char *day = behind_semicolon(w->argument, &name);
	int64_t due_at = VT_TIME_NONE;
	bool done = false;

	if (w->task->unit == NULL) {
		vt_task_work_say(w, "tl_khong_duoc_chuyen", NULL);
		return true;
	}
	vt_assignee *who = find_member(w, name);
	if (who == NULL || !find_due(w, day, &due_at)) {
		vt_assignee_free(who);
		return true;
	}
	bool good =
		vt_task_work_step(w, VT_TASK_STEP_PASS_ON, VT_REMARK_NOTE, &done, error)
		&& (!done
		    || (give(w, who, due_at, error) && vt_task_work_stage(w, VT_STEP_WORK, error)));
	g_autofree char *shown = vt_assignee_shown(w->n.office->directory, who);
	if (good && done)
		vt_task_work_say(w, "tl_da_chuyen", shown);
	vt_assignee_free(who);
	return good;
}

/* ---- more time ---- */

bool vt_task_ask_for_time(vt_task_work *w, const char *day, const char *reason, GError **error)
{
	const vt_person *giver = vt_directory_person(w->n.office->directory, w->task->given_by);
	g_autoptr(vt_mail) mail =
		giver != NULL ? vt_notice_to_person(&w->n, "xin-gia-han", w->task->own, giver)
			      : NULL;
	g_autoptr(vt_asking) asking =
		vt_asking_new(VT_ASKING_MORE_TIME, w->task->own, w->task->given_by);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(vt_proposal) wanted = vt_proposal_new();
	static const int verbs[] = { VT_VERB_AGREE, VT_VERB_RETURN };
	bool asked = false;

	if (mail == NULL)
		return true;
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	g_free(wanted->due);
	g_free(wanted->opinion);
	wanted->due = g_strdup(day);
	wanted->opinion = g_strdup(reason);
	asking->document = w->document->id;
	asking->task = w->task->id;
	asking->arrival = g_strdup(w->document->arrival);
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = vt_proposal_keep(wanted);
	if (!vt_task_is_asked(&w->n, w->task, asking->proposal, &asked, error))
		return false;
	if (asked)
		return true;
	if (!vt_submit_add_document(&w->n, mail, w->document, error))
		return false;
	g_ptr_array_set_size(mail->attachments, 0);
	g_autofree char *now_due = vt_clock_day_vietnam(w->task->due_at);
	g_autofree char *new_due = vt_proposal_due_shown(wanted);
	vt_mail_add(mail, "ten_nguoi_thuc_hien", w->h->person->name);
	vt_mail_add(mail, "chuc_vu_nguoi_thuc_hien", w->h->person->position);
	vt_mail_add(mail, "ngay_han", now_due);
	vt_mail_add(mail, "han_giai_quyet", new_due);
	vt_mail_add(mail, "y_kien", reason);
	return vt_asking_put(w->h->j->store, asking, links, mail, w->n.now, error)
	       && vt_notice_insert(&w->n, mail, error);
}

bool vt_task_more_time(vt_task_work *w, GError **error)
{
	g_autofree char *date = NULL;
	g_autofree char *reason = behind_semicolon(w->argument, &date);
	g_autofree char *day = NULL;

	if (!vt_task_is_open(w->task->state) || w->task->due_at == VT_TIME_NONE) {
		vt_task_work_say(w, "tl_viec_khong_the", vt_task_state_shown(w->task->state));
		return true;
	}
	if (!vt_proposal_read_day(date, w->n.now, &day)
	    || vt_assign_due(w->n.office, day) <= w->task->due_at) {
		vt_task_work_say(w, "tl_ngay_sai", date);
		return true;
	}
	if (*reason == '\0') {
		vt_task_work_say(w, "tl_ly_do_gia_han", NULL);
		return true;
	}
	vt_task_work_say(w, "tl_da_xin_gia_han", NULL);
	return vt_task_work_remark(w, VT_REMARK_MORE_TIME, error)
	       && vt_task_work_ledger(w, "more-time", error)
	       && vt_task_ask_for_time(w, day, reason, error);
}

/* ---- who gave it answers ---- */

/* The lead's deadline is the document's. */
static bool extend(vt_task_work *w, const vt_proposal *wanted, GError **error)
{
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	w->task->due_at = vt_assign_due(w->n.office, wanted->due);
	w->task->extended++;
	w->task->sequence++;
	if (!vt_tasks_update(w->h->j->store, w->task, error)
	    || !vt_documents_stage(w->h->j->store, w->document->id, &stage, &due_at, error))
		return false;
	if (w->task->role == VT_TASK_LEAD && w->task->parent == 0
	    && !vt_documents_set_stage(w->h->j->store, w->document->id, stage, w->task->due_at,
				       error))
		return false;
	return vt_notices_invite(w->h->j->store, w->n.office, w->task, false, w->n.now, error);
}

/* A unit cannot give more time than it has. */
static bool is_too_late(vt_task_work *w, const vt_proposal *wanted, bool *late_out, GError **error)
{
	*late_out = false;
	if (w->task->parent == 0)
		return true;
	g_autoptr(vt_task_row) parent = vt_tasks_get(w->h->j->store, w->task->parent, error);
	if (parent == NULL)
		return false;
	*late_out = parent->due_at != VT_TIME_NONE
		    && vt_assign_due(w->n.office, wanted->due) > parent->due_at;
	return true;
}

static bool keep_answer(vt_task_work *w, const char *act, GError **error)
{
	return vt_task_work_remark(w, VT_REMARK_ANSWER, error)
	       && vt_task_work_ledger(w, act, error);
}

static bool answer_time(vt_task_work *w, const vt_proposal *wanted, bool agrees, GError **error)
{
	bool late = false;

	if (agrees && !is_too_late(w, wanted, &late, error))
		return false;
	if (late) {
		vt_task_work_say(w, "tl_han_sau_don_vi", "");
		return true;
	}
	w->h->answer.decision = agrees ? "agree" : "return";
	vt_task_work_say(w, agrees ? "tl_da_gia_han" : "tl_khong_gia_han", NULL);
	return (!agrees || extend(w, wanted, error))
	       && keep_answer(w, agrees ? "extend" : "not-extended", error)
	       && vt_task_work_tell(w, w->task->person, agrees ? "bv_gia_han" : "bv_khong_gia_han",
				    NULL, error);
}

/* Whether somebody else is to have it (work/task_change.h). */
static bool answer_hands(vt_task_work *w, const vt_proposal *wanted, bool agrees, GError **error)
{
	GError *fault = NULL;

	if (agrees && !vt_task_change_hands(w, wanted, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	w->h->answer.decision = agrees ? "agree" : "return";
	vt_task_work_say(w, agrees ? "tl_da_doi_nguoi" : "tl_khong_doi_nguoi", NULL);
	return keep_answer(w, agrees ? "change-hands" : "same-hands", error)
	       && vt_task_work_tell(w, w->task->person, agrees ? "bv_doi_nguoi" : "bv_giu_nguoi",
				    NULL, error);
}

static bool answer(vt_task_work *w, bool agrees, GError **error)
{
	g_autoptr(vt_proposal) wanted = vt_proposal_kept(w->h->asking->proposal);

	return *wanted->due != '\0' ? answer_time(w, wanted, agrees, error)
				    : answer_hands(w, wanted, agrees, error);
}

bool vt_hear_more_time(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(vt_task_work) w = { 0 };
	const vt_instruction *yes = vt_decision_find(h, VT_VERB_AGREE);
	const vt_instruction *no = vt_decision_find(h, VT_VERB_RETURN);
	GError *fault = NULL;

	(void)handled_out;
	if (!vt_task_work_init(&w, h, error))
		return false;
	const vt_instruction *said = yes != NULL ? yes : no;
	bool unclear = said == NULL || (yes != NULL && no != NULL) || said->denied
		       || (*said->number != '\0' && !g_str_equal(said->number, w.number))
		       || (h->token_verb >= 0 && h->token_verb != (int)said->verb)
		       || (yes != NULL && *vt_decision_argument(yes) != '\0');
	if (unclear || !vt_task_is_open(w.task->state)) {
		vt_task_work_say(&w, unclear ? "tl_viec_khong_ro" : "tl_het_hieu_luc", NULL);
		return true;
	}
	bool leads = vt_person_has(h->person, VT_ROLE_LEADER);
	if (!vt_task_work_may(&w, leads ? VT_ACTION_ASSIGN : VT_ACTION_WORK, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	return h->trying || answer(&w, yes != NULL, error);
}
