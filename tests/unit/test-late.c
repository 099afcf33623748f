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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/late/opinion", test_opinion);
	g_test_add_func("/late/days", test_days);
	return g_test_run();
}
