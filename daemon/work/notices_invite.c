/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_invite - the deadline of a task as a mail of its own that calendars understand
 */
#include "work/notices_invite.h"

#include <inttypes.h>

#include "base/address.h"
#include "base/clock.h"
#include "mail/invite.h"
#include "work/asking.h"
#include "work/notices_private.h"

/* Values that no template shows. */
#define VALUE_UID      "lich_uid"
#define VALUE_SEQUENCE "lich_thu_tu"
#define VALUE_DUE      "lich_luc"
#define VALUE_CANCELS  "lich_huy"

#define ALARM_BEFORE 86400

static void add_number(vt_mail *mail, const char *key, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, number);

	vt_mail_add(mail, key, text);
}

static void add_shown(const vt_noticing *n, vt_mail *mail, const vt_task_row *task, bool cancels)
{
	g_autofree char *hour = vt_notice_hour(n, task->due_at);
	g_autofree char *day = vt_clock_day_vietnam(task->due_at);
	g_autofree char *tag = vt_notice_sentence(n, cancels ? "lich_the_huy" : "lich_the");
	g_autofree char *text = vt_notice_sentence(n, cancels ? "lich_cau_huy" : "lich_cau");

	vt_mail_add(mail, "gio_han", hour);
	vt_mail_add(mail, "ngay_han", day);
	vt_mail_add(mail, "the_lich", tag);
	vt_mail_add(mail, "cau_lich", text);
	vt_mail_add(mail, "vai_tro", vt_task_role_shown(task->role));
}

/* The same UID for the life of the task. */
static void add_event(const vt_noticing *n, vt_mail *mail, const vt_task_row *task, bool cancels)
{
	const vt_own *own = vt_directory_own(n->office->directory, task->own);
	g_autofree char *uid =
		g_strdup_printf("task-%" PRId64 "@%s", task->id, vt_address_domain(own->robot));

	vt_mail_add(mail, VALUE_UID, uid);
	add_number(mail, VALUE_SEQUENCE, task->sequence);
	add_number(mail, VALUE_DUE, task->due_at);
	add_number(mail, VALUE_CANCELS, cancels);
}

/* What calendars answer (ACCEPTED, DECLINED) comes to a token of the task. */
static bool ask(const vt_noticing *n, vt_mail *mail, const vt_task_row *task, GError **error)
{
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_TASK, task->own, task->person);

	asking->document = task->document;
	asking->task = task->id;
	g_free(asking->proposal);
	asking->proposal =
		g_strdup_printf("task: %" PRId64 "\ndue: %" PRId64 "\n", task->id, task->due_at);
	return vt_asking_put(n->store, asking, NULL, mail, n->now, error);
}

bool vt_notices_invite(vt_store *store, const vt_office *office, const vt_task_row *task,
		       bool cancels, int64_t now, GError **error)
{
	const vt_noticing n = { office, vt_notice_templates(), store, now };
	const vt_person *person = vt_directory_person(office->directory, task->person);

	if (person == NULL || task->due_at == VT_TIME_NONE || task->role == VT_TASK_INFORM)
		return true;
	g_autoptr(vt_document) document = vt_documents_get(store, task->document, error);
	if (document == NULL)
		return false;
	g_autoptr(vt_mail) mail = vt_notice_to_person(&n, VT_NOTICE_INVITE, task->own, person);
	if (mail == NULL)
		return true;
	mail->document = document->id;
	mail->arrival = g_strdup(document->arrival);
	/* Not before the task counts: until then it may be undone. */
	mail->due_at = MAX(task->counts_at, now);
	vt_notice_add_document(&n, mail, document, NULL, NULL);
	add_shown(&n, mail, task, cancels);
	add_event(&n, mail, task, cancels);
	return (cancels || ask(&n, mail, task, error)) && vt_notice_insert(&n, mail, error);
}

char *vt_notice_calendar(const vt_office *office, const vt_mail *mail, const char *subject,
			 const char *body, bool *cancels_out, GError **error)
{
	const vt_own *own = vt_directory_own(office->directory, mail->own);
	const vt_person *person =
		mail->person != NULL ? vt_directory_person(office->directory, mail->person) : NULL;
	const vt_invite invite = {
		.cancels = g_str_equal(vt_mail_value_of(mail, VALUE_CANCELS), "1"),
		.uid = vt_mail_value_of(mail, VALUE_UID),
		.sequence = (int)g_ascii_strtoll(vt_mail_value_of(mail, VALUE_SEQUENCE), NULL, 10),
		.made_at = mail->due_at,
		.due_at = g_ascii_strtoll(vt_mail_value_of(mail, VALUE_DUE), NULL, 10),
		.alarm_before = ALARM_BEFORE,
		.summary = subject,
		.description = body,
		.organizer = mail->reply_to != NULL ? mail->reply_to : mail->sender,
		.organizer_name = own != NULL ? own->name : NULL,
		.attendee = mail->recipient,
		.attendee_name = person != NULL ? person->name : NULL,
	};

	*cancels_out = invite.cancels;
	return vt_invite_text(&invite, error);
}
