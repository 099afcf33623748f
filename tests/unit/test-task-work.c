/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-task-work - who carries a document out writes about it */
#include <string.h>

#include "store/tasks.h"
#include "tests/unit/people.h"
#include "work/notices.h"

#define LATER (NOON + 3600)

/* A document given to Phòng Kinh tế, supported by Phòng Tài chính, Phạm Văn Minh informed. */
static void give(bed *b)
{
	g_autoptr(GError) error = NULL;
	people_letter letter = { .from = "an",
				 .verb = -1,
				 .smime = true,
				 .at = LATER,
				 .text = "CHỦ TRÌ: Phòng Kinh tế\nPHỐI HỢP: TCKH\n"
					 "ĐỂ BIẾT: Phạm Văn Minh\nHẠN: 4/12\nÝ KIẾN: Tham mưu" };

	people_init(b);
	bed_register(b, "D1", "D1", NOON);
	g_autoptr(vt_document) document = vt_documents_of_arrival(b->store, "D1", &error);
	bed_begin(b);
	vt_notices_registered(b->store, b->office, document, NOON, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	g_autoptr(vt_asking) asking = people_asked(b, VT_ASKING_DECIDE, "an");
	letter.asking = asking->id;
	g_assert_cmpstr(people_write(b, &letter), ==, "acted");
	g_assert_cmpint(people_count(b, "SELECT count(*) FROM task"), ==, 3);
}

static void write_about(bed *b, const char *person, const char *text, int64_t at)
{
	g_autoptr(vt_asking) asking = people_asked(b, VT_ASKING_TASK, person);

	g_assert_nonnull(asking);
	const people_letter letter = {
		.from = person, .text = text, .asking = asking->id, .verb = -1, .at = at
	};
	people_write(b, &letter);
}

static void task_is(bed *b, const char *person, const char *state)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT count(*) FROM task WHERE person = '%s' AND state = '%s'", person, state);

	g_test_message("%s %s", person, state);
	g_assert_cmpint(people_count(b, sql), ==, 1);
}

static void stage_is(bed *b, const char *stage)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT count(*) FROM document WHERE stage = '%s'", stage);

	g_assert_cmpint(people_count(b, sql), ==, 1);
}

static void test_done(void)
{
	bed b;

	give(&b);
	write_about(&b, "kien", "NHẬN VIỆC", LATER + 60);
	task_is(&b, "kien", "accepted");
	stage_is(&b, "worked-on");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE seen_how = 'answer'"
					 " AND person = 'kien'"),
			==, 1);
	write_about(&b, "kien", "TIẾN ĐỘ: đã có dự thảo", LATER + 120);
	task_is(&b, "kien", "worked-on");
	write_about(&b, "kien", "Gửi kèm dự thảo lần 2", LATER + 180);
	task_is(&b, "kien", "worked-on");
	write_about(&b, "kien", "XONG", LATER + 240);
	task_is(&b, "kien", "worked-on");
	write_about(&b, "kien", "XONG: 45/UBND-KT ngày 02/12/2026", LATER + 300);
	task_is(&b, "kien", "done");
	stage_is(&b, "finished"); /* support does not block, nor who is informed */
	task_is(&b, "duc", "given");
	g_autofree char *told = people_heard(&b, "an", "bao-viec", "y_kien");
	g_assert_nonnull(strstr(told, "45/UBND-KT"));
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE answer IS NOT NULL"), ==,
			1);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM remark WHERE task IS NOT NULL"), ==,
			4);
	g_assert_null(people_asked(&b, VT_ASKING_TASK, "kien"));
	bed_verify(&b);
	bed_clear(&b);
}

/* A leader who reads at set hours reads there what became of the work that he gave. */
static void test_news(void)
{
	static const int hour = 13 * 60 + 30;
	bed b;

	give(&b);
	b.office->submit_at = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_val(b.office->submit_at, hour);
	write_about(&b, "kien", "NHẬN VIỆC", LATER + 60);
	write_about(&b, "kien", "TIẾN ĐỘ: đã có dự thảo", LATER + 120);
	write_about(&b, "kien", "XONG: 45/UBND-KT ngày 02/12/2026", LATER + 300);
	g_autofree char *told = people_heard(&b, "an", "danh-sach-trinh", "bt_y_kien");
	g_assert_nonnull(strstr(told, "đã có dự thảo"));
	g_assert_nonnull(strstr(told, "45/UBND-KT"));
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM mail WHERE kind = 'bao-viec'"), ==,
			0);
	g_assert_cmpint(
		people_count(&b, "SELECT count(*) FROM mail WHERE kind = 'danh-sach-trinh'"), ==,
		1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_informed(void)
{
	bed b;

	give(&b);
	write_about(&b, "minh", "XONG: đã đọc", LATER + 60);
	task_is(&b, "minh", "given");
	write_about(&b, "minh", "NHẬN VIỆC", LATER + 120);
	task_is(&b, "minh", "done");
	stage_is(&b, "assigned");
	bed_verify(&b);
	bed_clear(&b);
}

static void test_decline(void)
{
	bed b;

	give(&b);
	write_about(&b, "kien", "KHÔNG NHẬN: bận", LATER + 60);
	task_is(&b, "kien", "given");
	write_about(&b, "kien", "KHÔNG NHẬN: không thuộc lĩnh vực của phòng", LATER + 120);
	task_is(&b, "kien", "declined");
	/* It is before the leader again, who gives it to another. */
	g_autoptr(vt_asking) asking = people_asked(&b, VT_ASKING_DECIDE, "an");
	g_assert_nonnull(asking);
	const people_letter letter = { .from = "an",
				       .text = "CHỦ TRÌ: TCKH",
				       .asking = asking->id,
				       .verb = -1,
				       .at = LATER + 180 };
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE person = 'duc'"
					 " AND role = 'lead' AND state = 'given'"),
			==, 1);
	stage_is(&b, "assigned");
	bed_verify(&b);
	bed_clear(&b);
}

static void test_pass_on(void)
{
	bed b;

	give(&b);
	write_about(&b, "kien", "CHUYỂN: Đỗ Minh Đức", LATER + 60);
	task_is(&b, "kien", "given"); /* of another unit */
	write_about(&b, "kien", "CHUYỂN: Nguyễn Thị Hoa; hạn 10/12", LATER + 120);
	task_is(&b, "kien", "given"); /* behind the unit's deadline */
	write_about(&b, "kien", "CHUYỂN: Hoa; hạn 2/12", LATER + 180);
	task_is(&b, "kien", "passed");
	task_is(&b, "hoa", "given");
	g_autofree char *day = people_heard(&b, "hoa", "giao-viec", "ngay_han");
	g_assert_cmpstr(day, ==, "02/12/2026");
	write_about(&b, "hoa", "CHUYỂN: Kiên", LATER + 240);
	task_is(&b, "hoa", "given"); /* a person does not pass on */
	write_about(&b, "hoa", "GIA HẠN: 9/12; chờ số liệu", LATER + 260);
	g_autoptr(vt_asking) more = people_asked(&b, VT_ASKING_MORE_TIME, "kien");
	people_letter letter = {
		.from = "kien", .text = "Đồng ý", .asking = more->id, .verb = -1, .at = LATER + 280
	};
	people_write(&b, &letter); /* not behind the unit's */
	g_assert_cmpint(people_count(&b, "SELECT sum(extended) FROM task"), ==, 0);
	write_about(&b, "hoa", "XONG: đã soạn tờ trình", LATER + 300);
	task_is(&b, "hoa", "done");
	task_is(&b, "kien", "passed"); /* the head reports for the unit */
	write_about(&b, "kien", "XONG: đã trình", LATER + 360);
	task_is(&b, "kien", "done");
	stage_is(&b, "finished");
	bed_verify(&b);
	bed_clear(&b);
}

static void test_more_time(void)
{
	bed b;
	people_letter letter = { .from = "an", .verb = -1, .at = LATER + 120 };

	give(&b);
	write_about(&b, "kien", "GIA HẠN: 11/12/2026; chờ ý kiến của Sở", LATER + 60);
	g_autoptr(vt_asking) first = people_asked(&b, VT_ASKING_MORE_TIME, "an");
	letter.asking = first->id;
	letter.text = "TRẢ LẠI: làm đúng hạn";
	people_write(&b, &letter);
	g_assert_cmpint(people_count(&b, "SELECT sum(extended) FROM task"), ==, 0);
	write_about(&b, "kien", "GIA HẠN: 11/12/2026; chờ ý kiến của Sở", LATER + 180);
	g_autoptr(vt_asking) second = people_asked(&b, VT_ASKING_MORE_TIME, "an");
	letter.asking = second->id;
	letter.text = "Đồng ý";
	letter.at = LATER + 240;
	people_write(&b, &letter);
	g_assert_cmpint(people_count(&b, "SELECT sum(extended) FROM task"), ==, 1);
	/* 11/12/2026 17:00 in Vietnam: of the task and of the document. */
	g_assert_cmpint(people_count(&b, "SELECT due_at FROM task WHERE person = 'kien'"), ==,
			people_count(&b, "SELECT due_at FROM document"));
	bed_verify(&b);
	bed_clear(&b);
}

#define STATUSES "SELECT count(*) FROM mail WHERE kind = 'trang-thai'"

/* The agency hears of its document. */
static void give_told(bed *b, int status_from)
{
	vt_agency *agency = g_new0(vt_agency, 1);

	give(b);
	agency->key = g_strdup("sonoivu");
	agency->name = g_strdup("Sở Nội vụ");
	agency->addresses = g_ptr_array_new_with_free_func(g_free);
	agency->aliases = g_ptr_array_new();
	agency->certificates = g_ptr_array_new();
	g_ptr_array_add(agency->addresses, g_strdup("vanthu@sonoivu.example"));
	g_ptr_array_add(b->office->directory->agencies, agency);
	b->office->status_from = status_from;
}

/* Each once, none below what was told, and nobody hears whose mail gets no receipt. */
static void test_status(void)
{
	bed b;

	give_told(&b, 4);
	write_about(&b, "kien", "NHẬN VIỆC", LATER + 60);
	g_assert_cmpint(people_count(&b, STATUSES " AND recipient LIKE '%sonoivu%'"), ==, 1);
	write_about(&b, "kien", "TIẾN ĐỘ: đã có dự thảo", LATER + 120);
	g_assert_cmpint(people_count(&b, STATUSES), ==, 1);
	write_about(&b, "kien", "XONG: 45/UBND-KT", LATER + 180);
	g_assert_cmpint(people_count(&b, STATUSES), ==, 2);
	stage_is(&b, "finished");
	bed_clear(&b);

	give_told(&b, 4);
	bed_begin(&b);
	people_count(&b, "UPDATE arrival SET mail_from = '' WHERE id = 'D1' RETURNING 1");
	bed_end(&b, true);
	write_about(&b, "kien", "XONG: 45/UBND-KT", LATER + 60);
	stage_is(&b, "finished");
	g_assert_cmpint(people_count(&b, STATUSES), ==, 0);
	bed_clear(&b);

	give_told(&b, 6);
	write_about(&b, "kien", "NHẬN VIỆC", LATER + 60);
	g_assert_cmpint(people_count(&b, STATUSES), ==, 0);
	write_about(&b, "kien", "XONG: 45/UBND-KT", LATER + 120);
	g_assert_cmpint(people_count(&b, STATUSES), ==, 1);
	bed_clear(&b);
}

/* A mail of its own, without any token: the number says which task. */
static void test_own_mail(void)
{
	static const struct {
		const char *from, *text, *state;
	} rows[] = {
		{ "hoa", "XONG 1/2026: 45/UBND-KT", "given" },
		{ "kien", "XONG 2/2026: 45/UBND-KT", "given" },
		{ "kien", "NHẬN VIỆC 1/2026", "accepted" },
		{ "kien", "TIẾN ĐỘ 1/2026: đã có dự thảo", "worked-on" },
		{ "kien", "XONG 1/2026: 45/UBND-KT", "done" },
	};
	bed b;

	give(&b);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const people_letter letter = { .from = rows[i].from,
					       .text = rows[i].text,
					       .verb = -1,
					       .at = LATER + (int64_t)(60 * i) };

		people_write(&b, &letter);
		task_is(&b, "kien", rows[i].state);
	}
	stage_is(&b, "finished");
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/task-work/done", test_done);
	g_test_add_func("/task-work/news", test_news);
	g_test_add_func("/task-work/informed", test_informed);
	g_test_add_func("/task-work/decline", test_decline);
	g_test_add_func("/task-work/pass-on", test_pass_on);
	g_test_add_func("/task-work/more-time", test_more_time);
	g_test_add_func("/task-work/status", test_status);
	g_test_add_func("/task-work/own-mail", test_own_mail);
	return g_test_run();
}
