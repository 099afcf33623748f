/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-late - what a leader has not confirmed (GHI Ý KIẾN) is on the office head's list
 */
#include "store/late.h"

#include "tests/unit/people.h"
#include "work/reminders.h"

static int64_t at(const char *text)
{
	g_autofree char *full = g_strdup_printf("%s:00+07:00", text);
	int64_t seconds = 0;

	g_assert_true(vt_clock_parse_iso(full, &seconds));
	return seconds;
}

/* How many mails the clock writes then. */
static unsigned look(bed *b, const char *when)
{
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	bed_begin(b);
	g_assert_true(vt_reminders_run(b->store, b->office, at(when), &n, &error));
	g_assert_no_error(error);
	bed_end(b, true);
	return n;
}

static void set_up(bed *b, const char *day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_CONFIRM, "kimson", "an");

	people_init(b);
	b->office->reminders = (vt_reminders_conf){ .confirm_days = 2 };
	bed_register(b, "A1", "453", at(day));
	asking->document = 1;
	asking->expires_at = VT_TIME_NONE;
	bed_begin(b);
	g_assert_true(vt_askings_insert(b->store, asking, NULL, at(day), &error));
	g_assert_no_error(error);
	bed_end(b, true);
}

#define ROWS                                                                                       \
	"SELECT count(*) FROM mail_value JOIN mail ON id = mail WHERE kind = 'cham-dang-ky'"       \
	" AND person = 'minh' AND value = 'lãnh đạo chưa xác nhận ý kiến do văn thư ghi'"

/* Two working days behind it, each day once, and no more once it is confirmed. */
static void test_opinion(void)
{
	g_autoptr(GError) error = NULL;
	const vt_asking_filter all = { .kind = VT_ASKING_CONFIRM };
	bed b;

	set_up(&b, "2026-11-02T10:00");
	g_assert_cmpuint(look(&b, "2026-11-04T16:00"), ==, 0);
	g_assert_cmpuint(look(&b, "2026-11-05T07:29"), ==, 0);
	g_assert_cmpuint(look(&b, "2026-11-05T07:30"), ==, 1);
	g_assert_cmpuint(look(&b, "2026-11-05T15:00"), ==, 0);
	g_assert_cmpint(people_count(&b, ROWS), ==, 1);
	g_assert_cmpuint(look(&b, "2026-11-06T08:00"), ==, 1);
	g_assert_cmpint(people_count(&b, ROWS), ==, 2);
	bed_begin(&b);
	g_assert_true(vt_askings_void(b.store, &all, "confirmed", NULL, &error));
	bed_end(&b, true);
	g_assert_cmpuint(look(&b, "2026-11-09T08:00"), ==, 0);
	bed_clear(&b);
}

/* A weekend is not counted, and 0 days are never. */
static void test_days(void)
{
	bed b;

	set_up(&b, "2026-11-06T10:00");
	g_assert_cmpuint(look(&b, "2026-11-10T16:00"), ==, 0);
	b.office->reminders.confirm_days = 0;
	g_assert_cmpuint(look(&b, "2026-11-11T08:00"), ==, 0);
	b.office->reminders.confirm_days = 2;
	g_assert_cmpuint(look(&b, "2026-11-11T08:00"), ==, 1);
	bed_clear(&b);
}

static void add_task(bed *b, const char *values)
{
	g_autofree char *sql = g_strdup_printf("INSERT INTO task (own, document, role, person, "
					       "state, state_at, given_by, given_at,"
					       " opinion, parent, counts_at, due_at) VALUES "
					       "('kimson', 1, 'lead', %s) RETURNING id",
					       values);

	bed_begin(b);
	people_count(b, sql);
	bed_end(b, true);
}

/* At any hour, minutes behind: whom it was passed on to, and the deadline. */
static void test_urgent(void)
{
	bed b;

	people_init(&b);
	b.office->reminders = (vt_reminders_conf){ .urgent_after = 1800 };
	bed_register(&b, "A1", "453", at("2026-11-06T19:00"));
	bed_begin(&b);
	people_count(&b, "UPDATE document SET urgency = 2, stage = 'worked-on' RETURNING 1");
	bed_end(&b, true);
	/* 2026-11-06 20:00 and 22:00 */
	add_task(&b, "'kien', 'passed', 1, 'an', 1, '', NULL, 1793970000, 1793977200");
	add_task(&b, "'hoa', 'given', 1, 'kien', 1, '', 1, 1793970000, 1793977200");
	g_assert_cmpuint(look(&b, "2026-11-06T20:29"), ==, 0);
	/* The office head, who has it now, and the head of his unit. */
	g_assert_cmpuint(look(&b, "2026-11-06T20:31"), ==, 3);
	g_assert_cmpuint(look(&b, "2026-11-06T22:29"), ==, 0);
	g_assert_cmpuint(look(&b, "2026-11-06T22:31"), ==, 3);
	g_assert_cmpuint(look(&b, "2026-11-07T22:31"), ==, 0);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM mail JOIN mail_value ON id = mail"
					 " WHERE kind = 'khan-cham' AND person = 'minh' AND value"
					 " IN ('người được chuyển việc chưa nhận việc',"
					 " 'đã quá thời hạn, chưa có kết quả')"),
			==, 2);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/late/opinion", test_opinion);
	g_test_add_func("/late/days", test_days);
	g_test_add_func("/late/urgent", test_urgent);
	return g_test_run();
}
