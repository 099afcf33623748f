/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_task - who carries a document out writes about it: accepts, declines, reports, is done
 *
 * The question of a task stays open until the task is over, so that the same mail can be answered
 * again. Each act is kept verbatim; the first one is the receipt (ký nhận).
 */
#include <string.h>

#include "base/text.h"
#include "work/assign.h"
#include "work/decision.h"
#include "work/submit.h"
#include "work/task_over.h"
#include "work/task_work.h"

#define SHORT_REASON 10 /* characters */

static bool accept(vt_task_work *w, GError **error)
{
	bool done = false;

	if (!vt_task_work_step(w, VT_TASK_STEP_ACCEPT, VT_REMARK_NOTE, &done, error))
		return false;
	if (!done)
		return true;
	vt_task_work_say(w, w->task->role == VT_TASK_INFORM ? "tl_da_biet" : "tl_da_nhan_viec",
			 NULL);
	return vt_task_work_stage(w, VT_STEP_WORK, error);
}

static bool progress(vt_task_work *w, GError **error)
{
	bool done = false;

	if (!vt_task_work_step(w, VT_TASK_STEP_PROGRESS, VT_REMARK_PROGRESS, &done, error))
		return false;
	if (!done)
		return true;
	vt_task_work_say(w, "tl_da_ghi_tien_do", NULL);
	return vt_task_work_stage(w, VT_STEP_WORK, error)
	       && (!vt_submit_takes_news(&w->n, w->document, w->task->given_by)
		   || vt_task_work_tell(w, w->task->given_by, "bv_tien_do", NULL, error));
}

/* Other mails that ask about the same task ask nothing any more. */
static bool close_others(vt_task_work *w, GError **error)
{
	return vt_task_over(&w->n, w->task, "task-over", w->h->asking->id, error);
}

/* What a person of the unit declined is the unit's again; what the unit declines, the leader's. */
static bool give_back(vt_task_work *w, GError **error)
{
	if (w->task->parent != 0)
		return vt_task_work_give_back(w, "bv_khong_nhan", error);
	if (w->task->role != VT_TASK_LEAD)
		return vt_task_work_tell(w, w->task->given_by, "bv_khong_nhan", NULL, error);
	return vt_task_work_submit_again(w, w->h->person, w->h->said->words, error);
}

static bool decline(vt_task_work *w, GError **error)
{
	bool done = false;

	if (vt_text_chars(w->argument) < SHORT_REASON) {
		vt_task_work_say(w, "tl_ly_do_khong_nhan", NULL);
		return true;
	}
	if (!vt_task_work_step(w, VT_TASK_STEP_DECLINE, VT_REMARK_DECLINE, &done, error))
		return false;
	if (!done)
		return true;
	w->h->answer.decision = "decline";
	vt_task_work_say(w, "tl_da_khong_nhan", NULL);
	return close_others(w, error) && give_back(w, error);
}

/* "12/QĐ-UBND ngày ..." is the answering document; anything else a result. */
static void take_result(vt_task_work *w)
{
	const char *text = w->argument + strspn(w->argument, "0123456789");
	bool is_number = text > w->argument && *text == '/' && g_ascii_isalnum(text[1]);
	char **field = is_number ? &w->task->answer : &w->task->result;

	g_free(*field);
	*field = g_strdup(w->argument);
}

/* Tasks that a person of the unit still had with it. */
static bool end_children(vt_task_work *w, GError **error)
{
	g_autoptr(GPtrArray) all = vt_tasks_of_document(w->h->j->store, w->document->id, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		vt_task_row *child = g_ptr_array_index(all, i);

		if (child->parent == w->task->id
		    && !vt_task_withdraw(&w->n, child, "task-over", 0, NULL, error))
			return false;
	}
	return all != NULL;
}

static bool finish(vt_task_work *w, GError **error)
{
	bool done = false;

	if (*w->argument == '\0') {
		vt_task_work_say(w, "tl_thieu_ket_qua", NULL);
		return true;
	}
	take_result(w);
	if (!vt_task_work_step(w, VT_TASK_STEP_DONE, VT_REMARK_RESULT, &done, error))
		return false;
	if (!done)
		return true;
	w->h->answer.decision = "done";
	vt_task_work_say(w, "tl_da_xong", NULL);
	if (!close_others(w, error) || !end_children(w, error))
		return false;
	if (w->task->parent != 0) {
		g_autoptr(vt_task_row) parent = vt_tasks_get(w->n.store, w->task->parent, error);

		return parent != NULL
		       && vt_task_work_tell(w, parent->person, "bv_xong_don_vi", parent, error);
	}
	return vt_task_work_stage(w, VT_STEP_FINISH, error)
	       && vt_task_work_tell(w, w->task->given_by, "bv_xong", NULL, error);
}

static const struct {
	vt_verb verb;
	bool (*act)(vt_task_work *w, GError **error);
} acts[] = {
	{ VT_VERB_ACCEPT, accept },
	{ VT_VERB_DECLINE, decline },
	{ VT_VERB_PASS_ON, vt_task_pass_on },
	{ VT_VERB_PROGRESS, progress },
	{ VT_VERB_MORE_TIME, vt_task_more_time },
	{ VT_VERB_DONE, finish },
};

/* Words without an instruction change nothing, and are kept. */
static bool note(vt_task_work *w, GError **error)
{
	if (*w->h->said->words == '\0') {
		vt_hearing_ask_back(w->h, "tl_chua_hieu");
		return true;
	}
	vt_task_work_say(w, "tl_da_luu_noi_dung", NULL);
	return w->h->trying || vt_task_work_remark(w, VT_REMARK_NOTE, error);
}

/* The one thing that was said; -1 = nothing, -2 = several, or with a condition, or of another
 * document. */
static int choose(vt_task_work *w, const vt_instruction **said_out)
{
	int chosen = -1;

	for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
		const vt_instruction *one = vt_decision_find(w->h, acts[i].verb);

		if (one == NULL)
			continue;
		if (chosen != -1 || one->denied
		    || (*one->number != '\0' && !g_str_equal(one->number, w->number))
		    || (w->h->token_verb >= 0 && w->h->token_verb != (int)one->verb))
			return -2;
		chosen = (int)i;
		*said_out = one;
	}
	return chosen;
}

bool vt_hear_task(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(vt_task_work) w = { 0 };
	const vt_instruction *said = NULL;
	GError *fault = NULL;

	(void)handled_out;
	if (!vt_task_work_init(&w, h, error))
		return false;
	int chosen = choose(&w, &said);
	if (chosen == -2 || h->said->too_much || h->said->body == VT_BODY_HIDDEN) {
		vt_task_work_say(&w, "tl_viec_khong_ro", NULL);
		return true;
	}
	if (!vt_task_work_may(&w, VT_ACTION_WORK, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (chosen < 0)
		return note(&w, error);
	w.argument = vt_decision_argument(said);
	if (!h->trying)
		return acts[chosen].act(&w, error);
	vt_task_work_say(&w, "tl_thu", NULL);
	return true;
}
