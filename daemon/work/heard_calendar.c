/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_calendar - the calendar of who carries a task out answers its invitation
 */
#include "work/heard_calendar.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/ledger.h"
#include "work/assign.h"
#include "work/task_change.h"
#include "work/task_work.h"

/* The UID of notices_invite.c: it speaks of this task. */
static bool is_of(const vt_task_work *w, const vt_calendar_said *said)
{
	g_autofree char *uid = g_strdup_printf("task-%" PRId64 "@", w->task->id);

	return g_str_has_prefix(said->uid, uid);
}

/* His first sign is the receipt. */
static bool sign_for(vt_task_work *w, const vt_calendar_said *said, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("calendar", w->h->person->key, w->proof, w->n.now);
	g_autofree char *subject = g_strdup_printf("document:%" PRId64, w->document->id);

	vt_entry_int(entry, "document", w->document->id);
	vt_entry_int(entry, "task", w->task->id);
	vt_entry_text(entry, "answer", vt_calendar_name(said->answer));
	vt_entry_text(entry, "arrival", w->h->j->arrival->id);
	if (!vt_ledger_append(w->n.store, entry, subject, error))
		return false;
	if (w->task->seen_at != VT_TIME_NONE)
		return true;
	w->task->seen_at = w->h->j->arrival->received_at;
	w->task->seen_how = g_strdup("receipt");
	return vt_tasks_update(w->n.store, w->task, error);
}

/* What he wrote there, else that it came from a calendar. */
static char *reason_of(const vt_task_work *w, const vt_calendar_said *said, const char *sentence)
{
	return *said->comment != '\0' ? g_strdup(said->comment)
				      : vt_notice_sentence(&w->n, sentence);
}

/* An earlier time, or none that reads, asks for nothing. */
static bool ask_for_time(vt_task_work *w, const vt_calendar_said *said, GError **error)
{
	g_autofree char *reason = reason_of(w, said, "lich_doi_gio");

	if (said->at == VT_TIME_NONE || w->task->due_at == VT_TIME_NONE)
		return true;
	vt_date date = vt_clock_vietnam(said->at);
	g_autofree char *day = g_strdup_printf("%04d-%02d-%02d", date.year, date.month, date.day);

	if (vt_assign_due(w->n.office, day) <= w->task->due_at)
		return true;
	return vt_task_ask_for_time(w, day, reason, error);
}

static bool ask_to_let_go(vt_task_work *w, const vt_calendar_said *said, GError **error)
{
	g_autofree char *reason = reason_of(w, said, "lich_tu_choi");
	const vt_task_question question = { .document = w->document,
					    .task = w->task,
					    .person = w->h->person,
					    .sentence = "dn_tu_choi",
					    .reason = reason };

	return vt_task_ask_giver(&w->n, &question, error);
}

bool vt_heard_calendar(vt_hearing *h, GError **error)
{
	const vt_calendar_said *said = &h->said->calendar;
	g_auto(vt_task_work) w = { 0 };

	if (!vt_task_work_init(&w, h, error))
		return false;
	/* RFC 5546 §2.1.5: an answer to what was changed since says nothing of what it is now. */
	bool is_old = said->sequence < w.task->sequence || h->asking->state != VT_ASKING_OPEN;

	if (!is_of(&w, said) || h->trying)
		return true;
	if (!sign_for(&w, said, error))
		return false;
	if (is_old || !vt_task_is_open(w.task->state))
		return true;
	if (said->answer == VT_CALENDAR_COUNTERED)
		return ask_for_time(&w, said, error);
	return said->answer != VT_CALENDAR_DECLINED || ask_to_let_go(&w, said, error);
}
