/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-schedule - moments that come again, in Vietnam's hours
 */
#include <glib.h>

#include "base/clock.h"
#include "doc/schedule.h"

static void check_next(const char *text, const char *after, const char *expected)
{
	vt_schedule schedule;
	int64_t at = 0;
	g_autofree char *next = NULL;

	g_assert_true(vt_schedule_read(text, &schedule));
	g_assert_true(vt_clock_parse_iso(after, &at));
	next = vt_clock_iso_vietnam(vt_schedule_next(&schedule, at));
	g_assert_cmpstr(next, ==, expected);
}

static void test_next(void)
{
	/* 22 November 2026 is a Sunday. */
	check_next("sunday 02:00", "2026-11-21T23:00:00+07:00", "2026-11-22T02:00:00+07:00");
	check_next("sunday 02:00", "2026-11-22T02:00:00+07:00", "2026-11-29T02:00:00+07:00");
	check_next("sunday 02:00", "2026-11-22T01:59:59+07:00", "2026-11-22T02:00:00+07:00");
	check_next("monday 00:00", "2026-11-22T19:00:00Z", "2026-11-30T00:00:00+07:00");
	check_next("02:00", "2026-11-22T02:00:00+07:00", "2026-11-23T02:00:00+07:00");
	check_next("02:00", "2026-12-31T18:00:00+07:00", "2027-01-01T02:00:00+07:00");
	check_next("12h", "2026-11-22T02:00:00+07:00", "2026-11-22T14:00:00+07:00");
}

static void test_read(void)
{
	static const char *const bad[] = {
		"",       "someday 02:00", "sunday",       "sunday 25:00",
		"24:00x", "sunday  02:00", "02:00 sunday", "0s",
		"800d",   "Sunday 02:00"
	};
	vt_schedule schedule = { .minute = 77 };

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(vt_schedule_read(bad[i], &schedule));
	g_assert_cmpint(schedule.minute, ==, 77);
	g_assert_true(vt_schedule_read("7d", &schedule));
	g_assert_cmpint(schedule.span, ==, 7 * 86400);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/schedule/next", test_next);
	g_test_add_func("/schedule/read", test_read);
	return g_test_run();
}
