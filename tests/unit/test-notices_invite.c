/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-notices_invite - the deadline of a task as a mail for calendars
 */
#include "work/notices_invite.h"

#include <string.h>

#include "base/io.h"
#include "tests/unit/bed.h"
#include "work/asking.h"

#define DUE (NOON + 5 * 86400)

static void add_person(bed *b)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup("an");
	person->own = g_strdup("kimson");
	person->name = g_strdup("Nguyễn Văn An");
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup("an@kimson.example"));
	person->roles = 1u << VT_ROLE_STAFF;
	g_ptr_array_add(b->office->directory->people, person);
}

static vt_task_row *add_task(bed *b, vt_task_role role, int64_t due_at)
{
	vt_task_row *task = vt_task_row_new();

	task->own = g_strdup("kimson");
	task->document = 1;
	task->role = role;
	task->person = g_strdup("an");
	task->given_by = g_strdup("ct");
	task->opinion = g_strdup("");
	task->state_at = task->given_at = NOON;
	task->counts_at = NOON + 900;
	task->due_at = due_at;
	bed_begin(b);
	g_assert_true(vt_tasks_insert(b->store, task, NULL));
	bed_end(b, true);
	return task;
}

static void set_up(bed *b)
{
	g_autoptr(GError) error = NULL;

	bed_init(b);
	add_person(b);
	b->office->reply = (vt_reply_conf){ g_strdup("+"), true, true, 900 };
	b->office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(b->office, &error));
	g_assert_no_error(error);
	g_assert_cmpint(bed_register(b, "A1", "453", NOON), ==, 1);
}

/* The mail with that id; NULL: there is none. */
static vt_mail *invite(bed *b, const vt_task_row *task, bool cancels, int64_t id)
{
	g_autoptr(GError) error = NULL;

	bed_begin(b);
	g_assert_true(vt_notices_invite(b->store, b->office, task, cancels, NOON, &error));
	g_assert_no_error(error);
	bed_end(b, true);
	return vt_outbox_get(b->store, id, NULL);
}

static char *composed(bed *b, vt_mail *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	vt_autofd int fd = vt_io_memfd("entity", &error), out = vt_io_memfd("whole", &error);

	g_assert_true(vt_asking_mark(b->store, b->office, mail, &error));
	g_autoptr(vt_notice) notice = vt_notice_render(b->office, mail, files, fd, &error);
	g_assert_no_error(error);
	g_assert_false(vt_notice_is_signed(notice));
	g_autoptr(GBytes) bytes = vt_notice_message(notice, NULL, out, &error);
	g_assert_no_error(error);
	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* It stands alone, unsigned, goes when the task counts, and answers come to a token. */
static void test_request(void)
{
	bed b;

	set_up(&b);
	g_autoptr(vt_task_row) task = add_task(&b, VT_TASK_LEAD, DUE);
	g_autoptr(vt_mail) mail = invite(&b, task, false, 1);
	g_assert_cmpstr(mail->kind, ==, VT_NOTICE_INVITE);
	g_assert_cmpint(mail->due_at, ==, NOON + 900);
	g_assert_cmpint(mail->asking, >, 0);
	g_autofree char *text = composed(&b, mail);
	g_assert_nonnull(strstr(text, "\r\nContent-Type: multipart/alternative;"));
	g_assert_nonnull(strstr(text, "text/calendar; charset=UTF-8; method=REQUEST\r\n"));
	g_assert_nonnull(strstr(text, "\r\nReply-To: vanthu+"));
	bool cancels = true;
	g_autofree char *calendar = vt_notice_calendar(b.office, mail, "x", "y", &cancels, NULL);
	g_assert_false(cancels);
	g_assert_nonnull(strstr(calendar, "UID:task-1@kimson.example\r\n"));
	g_assert_nonnull(strstr(calendar, "SEQUENCE:0\r\n"));
	g_assert_nonnull(strstr(calendar, "DTSTART:20261127T050000Z\r\n"));
	g_auto(GStrv) folded = g_strsplit(calendar, "\r\n ", -1);
	g_autofree char *flat = g_strjoinv("", folded);
	g_assert_nonnull(strstr(flat, "mailto:vanthu+"));
	bed_clear(&b);
}

static void test_cancel(void)
{
	bed b;

	set_up(&b);
	g_autoptr(vt_task_row) task = add_task(&b, VT_TASK_SUPPORT, DUE);
	task->sequence = 2;
	g_autoptr(vt_mail) mail = invite(&b, task, true, 1);
	g_assert_cmpint(mail->asking, ==, 0);
	g_autofree char *text = composed(&b, mail);
	g_assert_nonnull(strstr(text, "method=CANCEL\r\n"));
	bed_clear(&b);
}

static void test_none(void)
{
	bed b;

	set_up(&b);
	g_autoptr(vt_task_row) informed = add_task(&b, VT_TASK_INFORM, DUE);
	g_autoptr(vt_task_row) endless = add_task(&b, VT_TASK_LEAD, VT_TIME_NONE);
	g_assert_null(invite(&b, informed, false, 1));
	g_assert_null(invite(&b, endless, false, 1));
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notices-invite/request", test_request);
	g_test_add_func("/notices-invite/cancel", test_cancel);
	g_test_add_func("/notices-invite/none", test_none);
	return g_test_run();
}
