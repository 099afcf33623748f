/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-clock - Vietnam time, leap days, and what is no time
 */
#include "base/clock.h"

#define AT 1795351833 /* 2026-11-22T12:50:33Z */

static void is_text(char *text, const char *expected)
{
	g_autofree char *owned = text;

	g_assert_cmpstr(owned, ==, expected);
}

static void test_shapes(void)
{
	is_text(vt_clock_iso(AT), "2026-11-22T12:50:33Z");
	is_text(vt_clock_iso_vietnam(AT), "2026-11-22T19:50:33+07:00");
	is_text(vt_clock_day_vietnam(AT), "22/11/2026");
	is_text(vt_clock_hour_vietnam(AT), "19 giờ 50");
	is_text(vt_clock_stamp_vietnam(AT), "22/11/2026 19:50");
	is_text(vt_clock_hour_vietnam(AT - 11 * 3600 - 45 * 60), "08 giờ 05");
	is_text(vt_clock_iso(VT_TIME_NONE), "");
	is_text(vt_clock_iso_vietnam(VT_TIME_NONE), "");
	is_text(vt_clock_day_vietnam(VT_TIME_NONE), "");
	is_text(vt_clock_hour_vietnam(VT_TIME_NONE), "");
	is_text(vt_clock_stamp_vietnam(VT_TIME_NONE), "");
	is_text(vt_clock_iso(0), "1970-01-01T00:00:00Z");
	is_text(vt_clock_iso(-1), "1969-12-31T23:59:59Z");
	/* a certificate without an end, RFC 5280 4.1.2.5 */
	is_text(vt_clock_iso(INT64_MAX), "9999-12-30T23:59:59Z");
	is_text(vt_clock_iso_vietnam(INT64_MAX), "9999-12-31T06:59:59+07:00");
	is_text(vt_clock_iso(INT64_MIN + 1), "0001-01-02T00:00:00Z");
}

static void test_round(void)
{
	/* every day of 400 years, at seven hours around midnight */
	for (int64_t at = -2208988800; at < 10413792000; at += 86400 - 3600) {
		vt_date d = vt_clock_vietnam(at);
		g_autoptr(GDateTime) other = g_date_time_new_from_unix_utc(at + VT_VIETNAM_SECONDS);

		g_assert_cmpint(vt_clock_from_vietnam(&d), ==, at);
		g_assert_cmpint(d.year, ==, g_date_time_get_year(other));
		g_assert_cmpint(d.month, ==, g_date_time_get_month(other));
		g_assert_cmpint(d.day, ==, g_date_time_get_day_of_month(other));
		g_assert_cmpint(d.hour, ==, g_date_time_get_hour(other));
	}
}

static void test_rolls(void)
{
	vt_date d = { .year = 2026, .month = 1, .day = 32 };
	vt_date back = { .year = 2026, .month = 3, .day = 0 };
	vt_date months = { .year = 2026, .month = 14, .day = 1 };
	vt_date before = { .year = 2026, .month = 0, .day = 1 };

	is_text(vt_clock_day_vietnam(vt_clock_from_vietnam(&d)), "01/02/2026");
	is_text(vt_clock_day_vietnam(vt_clock_from_vietnam(&back)), "28/02/2026");
	is_text(vt_clock_day_vietnam(vt_clock_from_vietnam(&months)), "01/02/2027");
	is_text(vt_clock_day_vietnam(vt_clock_from_vietnam(&before)), "01/12/2025");
	is_text(vt_clock_iso_vietnam(vt_clock_day_begin(vt_clock_from_vietnam(&d) - 1)),
		"2026-01-31T00:00:00+07:00");
	is_text(vt_clock_iso_vietnam(vt_clock_day_begin(vt_clock_from_vietnam(&d))),
		"2026-02-01T00:00:00+07:00");
}

static void test_dates(void)
{
	g_assert_true(vt_clock_is_date(1900, 1, 1));
	g_assert_false(vt_clock_is_date(1899, 12, 31));
	g_assert_true(vt_clock_is_date(2199, 12, 31));
	g_assert_false(vt_clock_is_date(2200, 1, 1));
	g_assert_true(vt_clock_is_date(2024, 2, 29));
	g_assert_false(vt_clock_is_date(2026, 2, 29));
	g_assert_true(vt_clock_is_date(2000, 2, 29));
	g_assert_false(vt_clock_is_date(1900, 2, 29));
	g_assert_false(vt_clock_is_date(2026, 4, 31));
	g_assert_false(vt_clock_is_date(2026, 0, 1));
	g_assert_false(vt_clock_is_date(2026, 13, 1));
	g_assert_false(vt_clock_is_date(2026, 1, 0));
}

static void test_parse(void)
{
	static const char *const bad[] = {
		"",
		"2026",
		"2026-11",
		"2026-11-31",
		"2026-1-1",
		"2026-11-22T",
		"2026-11-22T12:50:33",
		"2026-11-22 12:50:33Z",
		"2026-11-22T24:00:00Z",
		"2026-11-22T12:60:00Z",
		"2026-11-22T12:50:60Z",
		"2026-11-22T12:50:33.Z",
		"2026-11-22T12:50:33Zx",
		"2026-11-22T12:50:33+0700",
		"2026-11-22T12:50:33+24:00",
		"2026-11-22Z",
		" 2026-11-22",
		"0000-01-01",
		"22/11/2026",
	};
	int64_t at;

	g_assert_true(vt_clock_parse_iso("2026-11-22T12:50:33Z", &at) && at == AT);
	g_assert_true(vt_clock_parse_iso("2026-11-22T19:50:33+07:00", &at) && at == AT);
	g_assert_true(vt_clock_parse_iso("2026-11-22T07:20:33.999-05:30", &at) && at == AT);
	g_assert_true(vt_clock_parse_iso("2026-11-22T12:50Z", &at) && at == AT - 33);
	g_assert_true(vt_clock_parse_iso("2026-11-22", &at));
	is_text(vt_clock_iso_vietnam(at), "2026-11-22T00:00:00+07:00");
	at = 7;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_assert_false(vt_clock_parse_iso(bad[i], &at));
		g_assert_cmpint(at, ==, 7);
	}
}

static void test_now(void)
{
	int64_t us = vt_clock_now_us();

	g_assert_cmpint(ABS(vt_clock_now() - us / G_USEC_PER_SEC), <=, 1);
	vt_clock_is_synchronised(); /* either answer */
}

/* What another program on this machine wrote: the zone counts, summer time too. */
static void test_local(void)
{
	static const struct {
		const char *zone, *at;
		vt_date date;
	} cases[] = {
		{ "UTC0", "2026-11-21T09:31:22Z", { 2026, 11, 21, 9, 31, 22 } },
		{ "<+07>-7", "2026-11-21T02:31:22Z", { 2026, 11, 21, 9, 31, 22 } },
		{ "PST8PDT,M3.2.0,M11.1.0", "2026-11-21T17:31:22Z", { 2026, 11, 21, 9, 31, 22 } },
		{ "PST8PDT,M3.2.0,M11.1.0", "2026-07-21T16:31:22Z", { 2026, 7, 21, 9, 31, 22 } },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = NULL;

		g_setenv("TZ", cases[i].zone, TRUE);
		vt_clock_keep_zone();
		shown = vt_clock_iso(vt_clock_from_local(&cases[i].date));
		g_assert_cmpstr(shown, ==, cases[i].at);
	}
	g_unsetenv("TZ");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock/shapes", test_shapes);
	g_test_add_func("/clock/round", test_round);
	g_test_add_func("/clock/rolls", test_rolls);
	g_test_add_func("/clock/dates", test_dates);
	g_test_add_func("/clock/parse", test_parse);
	g_test_add_func("/clock/now", test_now);
	g_test_add_func("/clock/local", test_local);
	return g_test_run();
}
