/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assign - a decision becomes tasks, and each of them a mail that asks (giao việc)
 */
#include "work/assign.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "doc/verb.h"
#include "store/ledger.h"
#include "work/asking.h"
#include "work/enter.h"
#include "work/notices_invite.h"
#include "work/status_mail.h"
#include "work/submit.h"
#include "work/task_over.h"

#define CLOSING (17 * 3600) /* of an office whose hours nobody knows */

int64_t vt_assign_due(const vt_office *office, const char *day)
{
	int64_t begin = VT_TIME_NONE;

	if (day == NULL || !vt_clock_parse_iso(day, &begin))
		return VT_TIME_NONE;
	return office->worktime != NULL ? vt_worktime_end_of_day(office->worktime, begin, 0)
					: begin + CLOSING;
}

/* ---- the mail ---- */

static void add_day(vt_mail *mail, const vt_noticing *n, int64_t due_at)
{
	vt_date d = vt_clock_vietnam(due_at);
	g_autofree char *hour = vt_notice_hour(n, due_at);
	g_autofree char *day = vt_clock_day_vietnam(due_at);
	g_autofree char *brief = g_strdup_printf("%02d/%02d", d.day, d.month);

	vt_mail_add(mail, "gio_han", hour);
	vt_mail_add(mail, "ngay_han", day);
	vt_mail_add(mail, "han_ngan", brief);
	if (n->office->worktime == NULL)
		return;
	g_autofree char *left = g_strdup_printf(
		"%d", vt_worktime_days_between(n->office->worktime, n->now, due_at));
	vt_mail_add(mail, "so_ngay_con_lai", left);
}

static void add_giver(vt_mail *mail, const vt_noticing *n, const vt_task_row *task)
{
	const vt_person *giver = vt_directory_person(n->office->directory, task->given_by);
	const vt_person *whose =
		task->on_behalf != NULL ? vt_directory_person(n->office->directory, task->on_behalf)
					: NULL;
	g_autofree char *day = vt_clock_day_vietnam(task->given_at);

	vt_mail_add(mail, "ten_nguoi_giao", giver != NULL ? giver->name : task->given_by);
	vt_mail_add(mail, "chuc_vu_nguoi_giao",
		    giver != NULL && *giver->position != '\0' ? giver->position : "-");
	vt_mail_add(mail, "ngay_chi_dao", day);
	if (whose != NULL)
		vt_mail_add(mail, "thay_mat", whose->name);
}

static void add_limit(vt_mail *mail, const vt_noticing *n, const vt_task_row *task)
{
	int64_t limit = n->office->worktime != NULL
				? vt_worktime_end_of_day(n->office->worktime, task->counts_at, 1)
				: task->counts_at + 86400;
	g_autofree char *stamp = vt_clock_stamp_vietnam(limit);

	vt_mail_add(mail, "han_xac_nhan", stamp);
}

/* Only a unit passes on; who is informed only says that he knows. */
static GArray *links_of(const vt_task_row *task)
{
	static const vt_verb verbs[] = { VT_VERB_ACCEPT, VT_VERB_DECLINE, VT_VERB_PASS_ON };
	GArray *links = g_array_new(FALSE, FALSE, sizeof(int));

	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		int verb = (int)verbs[i];
		bool fits = verbs[i] == VT_VERB_ACCEPT
			    || (task->role != VT_TASK_INFORM
				&& (verbs[i] != VT_VERB_PASS_ON || task->unit != NULL));

		if (fits)
			g_array_append_val(links, verb);
	}
	return links;
}

static vt_asking *make_question(const vt_task_row *task, const vt_document *document,
				const vt_proposal *proposal)
{
	vt_asking *asking = vt_asking_new(VT_ASKING_TASK, task->own, task->person);

	asking->document = document->id;
	asking->task = task->id;
	asking->arrival = g_strdup(document->arrival);
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = vt_proposal_keep(proposal);
	return asking;
}

bool vt_assign_tell(const vt_noticing *n, const vt_document *document, const vt_task_row *task,
		    const vt_proposal *proposal, GError **error)
{
	const vt_person *person = vt_directory_person(n->office->directory, task->person);
	bool informs = task->role == VT_TASK_INFORM;
	g_autoptr(vt_mail) mail = person != NULL ? vt_notice_to_person(
					  n, informs ? "de-biet" : "giao-viec", task->own, person)
						 : NULL;
	g_autoptr(vt_asking) asking = make_question(task, document, proposal);
	g_autoptr(GArray) links = links_of(task);

	if (mail == NULL)
		return true;
	if (!vt_submit_add_document(n, mail, document, error))
		return false;
	vt_submit_add_proposal(n, mail, proposal);
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(task->role));
	vt_mail_add(mail, "but_phe", task->opinion);
	add_giver(mail, n, task);
	add_limit(mail, n, task);
	if (task->due_at != VT_TIME_NONE)
		add_day(mail, n, task->due_at);
	mail->due_at = task->counts_at;
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error)
	       && (task->due_at <= n->now
		   || vt_notices_invite(n->store, n->office, task, false, n->now, error));
}

/* ---- the tasks ---- */

static vt_task_row *make_task(const vt_noticing *n, const vt_assignment *a, vt_task_role role,
			      const vt_assignee *who)
{
	vt_task_row *task = vt_task_row_new();

	task->document = a->document->id;
	task->own = g_strdup(a->document->own);
	task->role = role;
	task->unit = g_strdup(who->unit);
	task->person = g_strdup(who->person);
	task->state = VT_TASK_GIVEN;
	task->state_at = task->given_at = n->now;
	task->given_by = g_strdup(a->by);
	task->on_behalf = g_strdup(a->on_behalf);
	task->counts_at = a->counts_at;
	task->opinion = g_strdup(a->opinion);
	if (role != VT_TASK_INFORM)
		task->due_at = vt_assign_due(n->office, a->proposal->due);
	return task;
}

static bool give(const vt_noticing *n, const vt_assignment *a, vt_task_role role,
		 const vt_assignee *who, GError **error)
{
	g_autoptr(vt_task_row) task = make_task(n, a, role, who);

	return vt_tasks_insert(n->store, task, error)
	       && vt_assign_tell(n, a->document, task, a->proposal, error);
}

bool vt_assign_withdraw(const vt_noticing *n, int64_t document, const char *why,
			unsigned *count_out, GError **error)
{
	g_autoptr(GPtrArray) tasks = vt_tasks_of_document(n->store, document, error);
	unsigned count = 0;

	for (guint i = 0; tasks != NULL && i < tasks->len; i++) {
		bool withdrawn = false;

		if (!vt_task_withdraw(n, g_ptr_array_index(tasks, i), why, 0, &withdrawn, error))
			return false;
		count += withdrawn;
	}
	if (count_out != NULL)
		*count_out = count;
	return tasks != NULL;
}

bool vt_assign_cancel(const vt_noticing *n, int64_t document, const char *why, GError **error)
{
	const vt_asking_filter all = { .kind = -1, .document = document };
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (!vt_assign_withdraw(n, document, why, NULL, error)
	    || !vt_askings_void(n->store, &all, why, NULL, error)
	    || !vt_documents_stage(n->store, document, &stage, &due_at, error))
		return false;
	return !vt_stage_after(stage, VT_STEP_CANCEL, &stage)
	       || vt_documents_set_stage(n->store, document, stage, VT_TIME_NONE, error);
}

static bool write_ledger(const vt_noticing *n, const vt_assignment *a, GError **error)
{
	const vt_assignee *lead = g_ptr_array_index(a->proposal->who[VT_TASK_LEAD], 0);
	g_autoptr(vt_entry) entry = vt_entry_new("assign", a->by, a->proof, n->now);
	g_autofree char *subject = vt_enter_subject(a->document->id);

	vt_entry_int(entry, "document", a->document->id);
	vt_entry_text(entry, "lead", lead->person);
	vt_entry_text(entry, "on-behalf", a->on_behalf);
	vt_entry_int(entry, "support", a->proposal->who[VT_TASK_SUPPORT]->len);
	vt_entry_int(entry, "inform", a->proposal->who[VT_TASK_INFORM]->len);
	vt_entry_text(entry, "due", *a->proposal->due != '\0' ? a->proposal->due : NULL);
	vt_entry_int(entry, "counts", a->counts_at);
	return vt_ledger_append(n->store, entry, subject, error);
}

static bool give_all(const vt_noticing *n, const vt_assignment *a, GError **error)
{
	for (int role = 0; role < VT_N_TASK_ROLES; role++) {
		const GPtrArray *who = a->proposal->who[role];

		for (guint i = 0; i < who->len; i++)
			if (!give(n, a, (vt_task_role)role, g_ptr_array_index(who, i), error))
				return false;
	}
	return true;
}

bool vt_assign(const vt_noticing *n, const vt_assignment *a, bool *done_out, GError **error)
{
	vt_stage stage = VT_STAGE_NONE, next = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	g_assert(!vt_proposal_is_empty(a->proposal));
	*done_out = false;
	if (!vt_documents_stage(n->store, a->document->id, &stage, &due_at, error))
		return false;
	if (!vt_stage_after(stage, VT_STEP_AGREE, &next)
	    && !vt_stage_after(stage, VT_STEP_REOPEN, &next))
		return true;
	due_at = vt_assign_due(n->office, a->proposal->due);
	*done_out = vt_assign_withdraw(n, a->document->id, "given-again", NULL, error)
		    && give_all(n, a, error)
		    && vt_stage_set(n, a->document->id, next, due_at, a->counts_at, error)
		    && write_ledger(n, a, error);
	return *done_out;
}
