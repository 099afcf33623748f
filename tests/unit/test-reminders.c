/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-reminders - who hears of what is late, and when; each thing once; nothing behind completion
 */
#include "work/reminders.h"

#include <string.h>

#include "base/io.h"
#include "store/outbox.h"
#include "store/tasks.h"
#include "tests/unit/bed.h"
#include "work/asking.h"
#include "work/notices.h"

typedef struct fixture {
	bed b;
} fixture;

static int64_t at(const char *text)
{
	g_autofree char *full = g_strdup_printf("%s:00+07:00", text);
	int64_t seconds = 0;

	g_assert_true(vt_clock_parse_iso(full, &seconds));
	return seconds;
}

static void add_person(fixture *f, const char *key, const char *unit, vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup_printf("Đồng chí %s", key);
	person->position = g_strdup("Chuyên viên");
	person->unit = g_strdup(unit);
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	person->roles = 1u << role;
	g_ptr_array_add(f->b.office->directory->people, person);
}

static void set_up(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	bed_init(&f->b);
	f->b.office->reminders = (vt_reminders_conf){ .clerk_days = 1,
						      .before = 1,
						      .unit_head_after = 3,
						      .office_head_after = 5,
						      .urgent_after = 1800,
						      .week_list = true };
	add_person(f, "clerk", "Văn phòng", VT_ROLE_CLERK);
	add_person(f, "leader", NULL, VT_ROLE_LEADER);
	add_person(f, "chief", "Văn phòng", VT_ROLE_OFFICE_HEAD);
	add_person(f, "head", "Phòng Nội vụ", VT_ROLE_UNIT_HEAD);
	add_person(f, "an", "Phòng Nội vụ", VT_ROLE_STAFF);
	f->b.office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(f->b.office, &error));
	g_assert_no_error(error);
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	bed_clear(&f->b);
}

/* The clock looks twice: what it did once it does not do again. How many mails. */
static unsigned look(fixture *f, const char *when)
{
	g_autoptr(GError) error = NULL;
	unsigned n = 0, again = 77;

	bed_begin(&f->b);
	g_assert_true(vt_reminders_run(f->b.store, f->b.office, at(when), &n, &error));
	g_assert_no_error(error);
	g_assert_true(vt_reminders_run(f->b.store, f->b.office, at(when), &again, &error));
	g_assert_cmpuint(again, ==, 0);
	bed_end(&f->b, true);
	return n;
}

/* The newest mail, which must be this one; NULL kind: there is none. */
static vt_mail *newest(fixture *f, const char *kind, const char *to)
{
	vt_mail *found = NULL, *mail = NULL;

	for (int64_t id = 1; (mail = vt_outbox_get(f->b.store, id, NULL)) != NULL; id++) {
		g_autofree char *key = g_strndup(mail->recipient, strcspn(mail->recipient, "@"));

		if (strcmp(mail->kind, kind) == 0 && strcmp(key, to) == 0) {
			vt_mail_free(found);
			found = mail;
		} else {
			vt_mail_free(mail);
		}
	}
	g_assert_nonnull(found);
	return found;
}

static void assert_value(const vt_mail *mail, const char *key, const char *expected)
{
	g_assert_cmpstr(vt_mail_value_of(mail, key), ==, expected);
}

static void check_newest(fixture *f, const char *kind, const char *to, const char *key,
			 const char *expected)
{
	g_autoptr(vt_mail) mail = newest(f, kind, to);

	assert_value(mail, key, expected);
}

static int64_t give(fixture *f, const char *person, const char *given, const char *due,
		    vt_task_role role)
{
	g_autoptr(vt_task_row) task = vt_task_row_new();
	g_autoptr(GError) error = NULL;

	task->own = g_strdup("kimson");
	task->document = 1;
	task->person = g_strdup(person);
	task->given_by = g_strdup("leader");
	task->opinion = g_strdup("");
	task->role = role;
	task->state_at = task->given_at = task->counts_at = at(given);
	task->due_at = due != NULL ? at(due) : VT_TIME_NONE;
	bed_begin(&f->b);
	g_assert_true(vt_tasks_insert(f->b.store, task, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	return task->id;
}

static void change(fixture *f, int64_t id, vt_task_state state, const char *due)
{
	g_autoptr(vt_task_row) task = vt_tasks_get(f->b.store, id, NULL);

	task->state = state;
	if (due != NULL)
		task->due_at = at(due);
	bed_begin(&f->b);
	g_assert_true(vt_tasks_update(f->b.store, task, NULL));
	bed_end(&f->b, true);
}

static void stage(fixture *f, vt_stage stage)
{
	bed_begin(&f->b);
	g_assert_true(vt_documents_set_stage(f->b.store, 1, stage, VT_TIME_NONE, NULL));
	bed_end(&f->b, true);
}

/* Document 1, assigned, and no list of the week in the way. */
static void begin_task(fixture *f)
{
	bed_register(&f->b, "A1", "453", at("2026-11-02T08:00"));
	stage(f, VT_STAGE_ASSIGNED);
	f->b.office->reminders.week_list = false;
}

/* Due on Monday, 16 November, 17:00. */
static void test_deadline(fixture *f, const void *data)
{
	(void)data;
	begin_task(f);
	give(f, "an", "2026-11-03T09:00", "2026-11-16T17:00", VT_TASK_LEAD);
	give(f, "an", "2026-11-03T09:00", "2026-11-16T17:00", VT_TASK_INFORM);
	g_assert_cmpuint(look(f, "2026-11-12T09:00"), ==, 0);
	/* Friday before: from the opening on. */
	g_assert_cmpuint(look(f, "2026-11-13T07:29"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-13T07:30"), ==, 1);
	g_autoptr(vt_mail) mail = newest(f, "nhac-han", "an");
	assert_value(mail, "so_ngay_con_lai", "1");
	assert_value(mail, "so_ngay_qua_han", "");
	assert_value(mail, "cau_buoc_tiep_theo", "");
	assert_value(mail, "gio_han", "17 giờ 00");
	assert_value(mail, "han_ngan", "16/11");
	assert_value(mail, "ten_nguoi_giao", "Đồng chí leader");
	assert_value(mail, "cau_tinh_trang",
		     "Văn bản sau đây được giao đồng chí chủ trì giải quyết, còn 1 ngày làm việc "
		     "là đến hạn. Đến 07 giờ 30 ngày 13/11/2026, hệ thống chưa ghi nhận kết quả "
		     "giải quyết.");
	g_assert_cmpint(mail->asking, >, 0);
	g_assert_cmpuint(look(f, "2026-11-16T16:59"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-16T17:30"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-17T07:30"), ==, 1);
	check_newest(f, "nhac-han", "an", "so_ngay_qua_han", "1");
	check_newest(f, "nhac-han", "an", "cau_buoc_tiep_theo",
		     "Sau 07 giờ 30 ngày 19/11/2026, nếu chưa có kết quả, hệ thống sẽ báo cáo "
		     "đồng chí Đồng chí head, Chuyên viên.");
	g_assert_cmpuint(look(f, "2026-11-18T09:00"), ==, 0);
	/* To the head of the unit and again to the assignee. */
	g_assert_cmpuint(look(f, "2026-11-19T07:30"), ==, 2);
	check_newest(f, "nhac-han-cap-tren", "head", "so_ngay_qua_han", "3");
	check_newest(f, "nhac-han-cap-tren", "head", "ten_nguoi_thuc_hien", "Đồng chí an");
	check_newest(f, "nhac-han", "an", "cau_buoc_tiep_theo",
		     "Thư này đồng thời được gửi đồng chí Đồng chí head, Chuyên viên, để theo dõi, "
		     "chỉ đạo.");
	/* 21 and 22 are a weekend: the fifth workday is the 23rd. */
	g_assert_cmpuint(look(f, "2026-11-20T09:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-23T07:30"), ==, 2);
	check_newest(f, "nhac-han-cap-tren", "chief", "so_ngay_qua_han", "5");
	g_assert_cmpuint(look(f, "2026-12-23T07:30"), ==, 0);
}

static void test_stops(fixture *f, const void *data)
{
	int64_t done, extended;

	(void)data;
	begin_task(f);
	done = give(f, "an", "2026-11-03T09:00", "2026-11-10T17:00", VT_TASK_LEAD);
	extended = give(f, "an", "2026-11-03T09:00", "2026-11-10T17:00", VT_TASK_SUPPORT);
	give(f, "an", "2026-11-03T09:00", NULL, VT_TASK_SUPPORT);
	g_assert_cmpuint(look(f, "2026-11-11T08:00"), ==, 2);
	change(f, done, VT_TASK_DONE, NULL);
	/* Another deadline begins anew. */
	change(f, extended, VT_TASK_WORKED_ON, "2026-11-20T17:00");
	g_assert_cmpuint(look(f, "2026-11-18T08:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-19T08:00"), ==, 1);
	check_newest(f, "nhac-han", "an", "so_ngay_con_lai", "1");
	change(f, extended, VT_TASK_WITHDRAWN, NULL);
	g_assert_cmpuint(look(f, "2026-11-30T08:00"), ==, 0);
}

static void test_special(fixture *f, const void *data)
{
	int64_t unit;

	(void)data;
	begin_task(f);
	/* Given on the eve: the mail that gave it says as much. */
	give(f, "an", "2026-11-09T15:00", "2026-11-10T17:00", VT_TASK_LEAD);
	g_assert_cmpuint(look(f, "2026-11-10T08:00"), ==, 0);
	/* A head is not his own superior; nobody was there for a week: all steps in one look. */
	unit = give(f, "head", "2026-11-03T09:00", "2026-11-10T17:00", VT_TASK_LEAD);
	g_assert_cmpuint(look(f, "2026-11-10T09:00"), ==, 1);
	change(f, 1, VT_TASK_DONE, NULL);
	g_assert_cmpuint(look(f, "2026-11-20T08:00"), ==, 2);
	check_newest(f, "nhac-han-cap-tren", "chief", "so_ngay_qua_han", "8");
	/* Passed on to a person: his alone. */
	change(f, unit, VT_TASK_PASSED, "2026-11-26T17:00");
	g_autoptr(vt_task_row) child = vt_tasks_get(f->b.store, 1, NULL);
	child->id = 0;
	child->parent = unit;
	child->state = VT_TASK_GIVEN;
	child->due_at = at("2026-11-26T17:00");
	bed_begin(&f->b);
	g_assert_true(vt_tasks_insert(f->b.store, child, NULL));
	bed_end(&f->b, true);
	g_assert_cmpuint(look(f, "2026-11-25T08:00"), ==, 1);
	check_newest(f, "nhac-han", "an", "so_ngay_con_lai", "1");
	/* What may still be undone does not count yet. */
	change(f, child->id, VT_TASK_DONE, NULL);
	change(f, unit, VT_TASK_DONE, NULL);
	give(f, "an", "2026-12-30T09:00", "2026-12-01T17:00", VT_TASK_LEAD);
	g_assert_cmpuint(look(f, "2026-12-10T08:00"), ==, 0);
}

/* 2026-11-20 is a Friday, the 24th a holiday. */
static void test_clerk_limit(fixture *f, const void *data)
{
	(void)data;
	f->b.office->reminders.week_list = false;
	bed_register(&f->b, "A1", "1", at("2026-11-20T10:00"));
	bed_register(&f->b, "A2", "2", at("2026-11-20T17:30"));
	/* On Monday it is late in the evening; told on the next workday. */
	g_assert_cmpuint(look(f, "2026-11-23T16:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-23T18:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-24T08:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-25T07:29"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-25T07:30"), ==, 1);
	check_newest(f, "cham-dang-ky", "chief", "so_viec", "1");
	check_newest(f, "cham-dang-ky", "chief", "cham_viec", "chưa được trình");
	/* The other one, that came after office hours, a day later; once a day. */
	g_assert_cmpuint(look(f, "2026-11-25T15:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-26T08:00"), ==, 1);
	check_newest(f, "cham-dang-ky", "chief", "so_viec", "2");
	stage(f, VT_STAGE_SUBMITTED);
	g_assert_cmpuint(look(f, "2026-11-27T08:00"), ==, 1);
	check_newest(f, "cham-dang-ky", "chief", "so_viec", "1");
	/* Nobody to submit to: registered is all there is to do. */
	g_ptr_array_remove_index(f->b.office->directory->people, 1);
	g_assert_cmpuint(look(f, "2026-11-30T08:00"), ==, 0);
}

static void test_held(fixture *f, const void *data)
{
	vt_conclusion conclusion;
	bed_report report;

	(void)data;
	f->b.office->reminders.week_list = false;
	bed_arrive(&f->b, "A1", "a scan", at("2026-11-18T10:00"));
	bed_report_init(&report, "1");
	bed_field(&report, VT_FIELD_SUBJECT, "chuyện không ai được đọc", 10);
	bed_field(&report, VT_FIELD_URGENCY, "2", 90);
	bed_conclude(&f->b, "A1", &report, at("2026-11-18T10:00"), &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_HELD);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	g_assert_cmpuint(look(f, "2026-11-18T10:29"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-18T10:31"), ==, 1);
	g_autoptr(vt_mail) mail = newest(f, "khan-cham", "chief");
	assert_value(mail, "khan_viec", "chưa được văn thư đăng ký");
	assert_value(mail, "muc_do_khan", "Thượng khẩn");
	assert_value(mail, "khan_tieu_de", "Thư đến A1");
	for (guint i = 0; i < mail->values->len; i++)
		g_assert_null(
			strstr(((const vt_mail_value *)mail->values->pdata[i])->text, "chuyện"));
	g_assert_cmpuint(look(f, "2026-11-19T18:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-20T08:00"), ==, 1);
	check_newest(f, "cham-dang-ky", "chief", "cham_viec", "chưa được văn thư đăng ký");
}

static void register_urgent(fixture *f, const char *when)
{
	bed_report report;
	vt_conclusion conclusion;

	bed_arrive(&f->b, "A1", "urgent", at(when));
	bed_report_init(&report, "1");
	bed_field(&report, VT_FIELD_URGENCY, "3", 100);
	bed_conclude(&f->b, "A1", &report, at(when), &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_REGISTERED);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

static void test_urgent(fixture *f, const void *data)
{
	int64_t task;

	(void)data;
	f->b.office->reminders.week_list = false;
	f->b.office->reminders.clerk_days = 0;
	register_urgent(f, "2026-11-21T20:00");
	g_assert_cmpuint(look(f, "2026-11-21T20:29"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-21T20:31"), ==, 1);
	check_newest(f, "khan-cham", "chief", "khan_viec", "chưa được trình");
	check_newest(f, "khan-cham", "chief", "the_khan", "[HỎA TỐC]");
	check_newest(f, "khan-cham", "chief", "so_phut", "31");
	stage(f, VT_STAGE_ASSIGNED);
	task = give(f, "an", "2026-11-21T21:00", "2026-11-30T17:00", VT_TASK_LEAD);
	g_assert_cmpuint(look(f, "2026-11-21T21:20"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-21T21:31"), ==, 3); /* and who has it, and his head */
	check_newest(f, "khan-cham", "an", "khan_viec", "người chủ trì chưa nhận việc");
	change(f, task, VT_TASK_ACCEPTED, NULL);
	g_assert_cmpuint(look(f, "2026-11-22T21:31"), ==, 0);
}

static void test_week(fixture *f, const void *data)
{
	(void)data;
	f->b.office->reminders.clerk_days = 0;
	f->b.office->reminders.before = 0;
	f->b.office->reminders.unit_head_after = f->b.office->reminders.office_head_after = 0;
	bed_register(&f->b, "A1", "453", at("2026-11-02T08:00"));
	give(f, "an", "2026-11-03T09:00", "2026-11-13T17:00", VT_TASK_LEAD);
	give(f, "clerk", "2026-11-03T09:00", "2026-11-18T17:00", VT_TASK_SUPPORT);
	give(f, "leader", "2026-11-03T09:00", NULL, VT_TASK_INFORM);
	/* Monday: both lists, and the reminder of the one that is overdue since Friday. */
	g_assert_cmpuint(look(f, "2026-11-16T07:00"), ==, 0);
	g_assert_cmpuint(look(f, "2026-11-16T07:30"), ==, 3);
	g_autoptr(vt_mail) mail = newest(f, "viec-tuan", "head");
	assert_value(mail, "so_viec", "1");
	assert_value(mail, "so_qua_han", "1");
	assert_value(mail, "vi_nguoi", "Đồng chí an");
	assert_value(mail, "vi_con", "QUÁ HẠN 1 ngày làm việc");
	check_newest(f, "viec-tuan", "chief", "so_viec", "2");
	g_assert_cmpuint(look(f, "2026-11-20T07:30"), ==, 1);
	g_assert_cmpuint(look(f, "2026-11-23T07:30"), ==, 2);
	/* Tết: the first workday of its week is a Thursday. */
	g_assert_cmpuint(look(f, "2027-02-08T09:00"), ==, 0);
	g_assert_cmpuint(look(f, "2027-02-10T09:00"), ==, 0);
	g_assert_cmpuint(look(f, "2027-02-11T09:00"), ==, 2);
}

static unsigned look_at(fixture *f, const GPtrArray *pins, const char *when)
{
	unsigned n = 0, again = 77;

	bed_begin(&f->b);
	g_assert_true(vt_reminders_certificates(f->b.store, f->b.office, pins, at(when), &n, NULL));
	g_assert_true(
		vt_reminders_certificates(f->b.store, f->b.office, pins, at(when), &again, NULL));
	g_assert_cmpuint(again, ==, 0);
	bed_end(&f->b, true);
	return n;
}

static void add_pin(GPtrArray *pins, const char *owner, const char *sha256, const char *until)
{
	vt_pin_ending *pin = g_new0(vt_pin_ending, 1);

	pin->owner = g_strdup(owner);
	pin->sha256 = g_strdup(sha256);
	pin->subject = g_strdup("CN=x");
	pin->until = at(until);
	g_ptr_array_add(pins, pin);
}

static void test_certificates(fixture *f, const void *data)
{
	g_autoptr(GPtrArray) pins =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_pin_ending_free);

	(void)data;
	add_pin(pins, "an", "aa", "2027-01-31T12:00");
	add_pin(pins, "nobody", "bb", "2027-01-31T12:00");
	g_assert_cmpuint(look_at(f, pins, "2026-12-02T11:00"), ==, 0);
	g_assert_cmpuint(look_at(f, pins, "2026-12-02T12:00"), ==, 2);
	check_newest(f, "chung-thu-het-han", "an", "so_ngay_con_lai", "60");
	/* Both the 30 and the 7 days passed unseen: one mail. */
	g_assert_cmpuint(look_at(f, pins, "2027-01-29T11:00"), ==, 2);
	check_newest(f, "chung-thu-het-han", "an", "so_ngay_con_lai", "2");
	check_newest(f, "chung-thu-het-han", "an", "ngay_het_han", "31/01/2027");
	g_assert_cmpuint(look_at(f, pins, "2027-02-11T11:00"), ==, 0);
	add_pin(pins, "head", "cc", "2027-03-01T12:00");
	add_pin(pins, "head", "dd", "2028-03-01T12:00");
	g_assert_cmpuint(look_at(f, pins, "2027-02-25T11:00"), ==, 0);
}

/* The words of a mail as it leaves, unfolded and decoded. */
static char *text_of(fixture *f, vt_mail *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	vt_autofd int fd = vt_io_memfd("entity", &error), out = vt_io_memfd("whole", &error);

	g_assert_true(vt_asking_mark(f->b.store, f->b.office, mail, &error));
	g_autoptr(vt_notice) notice = vt_notice_render(f->b.office, mail, files, fd, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) bytes = vt_notice_message(notice, NULL, out, &error);
	g_assert_no_error(error);
	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* Every mail can be composed, in both languages; the one that asks has its links and its tag. */
static void test_composed(fixture *f, const void *data)
{
	static const char *const kinds[] = { "nhac-han", "nhac-han-cap-tren", "cham-dang-ky",
					     "viec-tuan" };
	static const char *const people[] = { "an", "head", "chief", "head" };
	static const char *const links[] = { "lien_ket_xong", "lien_ket_tien_do",
					     "lien_ket_gia_han" };

	(void)data;
	f->b.office->reply = (vt_reply_conf){ g_strdup("+"), true, true, 900 };
	bed_register(&f->b, "A1", "453", at("2026-11-02T08:00"));
	give(f, "an", "2026-11-03T09:00", "2026-11-10T17:00", VT_TASK_LEAD);
	g_assert_cmpuint(look(f, "2026-11-16T08:00"), ==, 5);
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		for (int english = 0; english < 2; english++) {
			g_autoptr(vt_mail) mail = newest(f, kinds[i], people[i]);

			g_free(mail->language);
			mail->language = g_strdup(english ? "en" : "vi");
			g_autofree char *text = text_of(f, mail);
			g_assert_nonnull(strstr(text, "Subject: "));
			g_assert_null(strstr(text, "{"));
			if (i > 0)
				continue;
			g_assert_nonnull(strstr(text, "Reply-To: "));
			for (size_t k = 0; k < G_N_ELEMENTS(links); k++)
				g_assert_cmpuint(strlen(vt_mail_value_of(mail, links[k])), >, 20);
			g_assert_true(
				g_str_has_prefix(vt_mail_value_of(mail, "ma_tham_chieu"), "VT-"));
		}
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(fixture *, const void *);
	} tests[] = {
		{ "/reminders/deadline", test_deadline },
		{ "/reminders/stops", test_stops },
		{ "/reminders/special", test_special },
		{ "/reminders/clerk", test_clerk_limit },
		{ "/reminders/held", test_held },
		{ "/reminders/urgent", test_urgent },
		{ "/reminders/week", test_week },
		{ "/reminders/composed", test_composed },
		{ "/reminders/certificates", test_certificates },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
