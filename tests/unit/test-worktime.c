/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-worktime - lunar days, holidays of the law, the shipped holidays.tsv, sums of office time
 *
 * Vectors of domain §10 and §12.34.
 */
#include <string.h>

#include "base/clock.h"
#include "base/settings.h"
#include "doc/holidays.h"
#include "doc/lunar.h"
#include "doc/worktime.h"

static int64_t at(const char *text)
{
	int64_t seconds = 0;

	g_assert_true(vt_clock_parse_iso(text, &seconds));
	return seconds;
}

static int64_t day_number(const char *text)
{
	return (at(text) + VT_VIETNAM_SECONDS) / 86400;
}

static void test_lunar(void)
{
	static const struct {
		int year;
		const char *tet, *hung_kings;
	} known[] = {
		{ 2025, "2025-01-29", "2025-04-07" }, { 2026, "2026-02-17", "2026-04-26" },
		{ 2027, "2027-02-06", "2027-04-16" }, { 2028, "2028-01-26", "2028-04-04" },
		{ 2029, "2029-02-13", "2029-04-23" }, { 2030, "2030-02-02", "2030-04-12" },
		{ 2031, "2031-01-23", "2031-04-01" }, { 2032, "2032-02-11", "2032-04-19" },
		{ 2033, "2033-01-31", "2033-04-09" }, { 2034, "2034-02-19", "2034-04-28" },
		{ 2035, "2035-02-08", "2035-04-17" }, { 2036, "2036-01-28", "2036-04-06" },
		{ 2037, "2037-02-15", "2037-04-24" }, { 2038, "2038-02-04", "2038-04-13" },
		{ 2039, "2039-01-24", "2039-04-03" }, { 2040, "2040-02-12", "2040-04-20" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++) {
		g_assert_cmpint(vt_lunar_day(known[i].year, 1, 1), ==, day_number(known[i].tet));
		g_assert_cmpint(vt_lunar_day(known[i].year, 3, 10), ==,
				day_number(known[i].hung_kings));
	}
	/* Where Vietnam and China part: Beijing had 1985-02-20, 2007-02-18 and has 2030-02-03. */
	g_assert_cmpint(vt_lunar_day(1985, 1, 1), ==, day_number("1985-01-21"));
	g_assert_cmpint(vt_lunar_day(2007, 1, 1), ==, day_number("2007-02-17"));
	g_assert_cmpint(vt_lunar_day(2024, 1, 1), ==, day_number("2024-02-10"));
	/* Behind a leap month: 2025 has two sixth months, Trung thu was on 6 October. */
	g_assert_cmpint(vt_lunar_day(2025, 8, 15), ==, day_number("2025-10-06"));
	g_assert_cmpint(vt_lunar_day(2026, 12, 29), ==, day_number("2027-02-05"));
}

static vt_worktime *shipped(void)
{
	const char *source = g_getenv("VT_SOURCE");
	g_autofree char *path =
		g_build_filename(source != NULL ? source : ".", "config", "holidays.tsv", NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_worktime *worktime = vt_worktime_load(path, &vt_work_hours_default, faults);

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_test_message("%s", vt_faults_get(faults, i));
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	return worktime;
}

static vt_worktime *plain(void)
{
	g_autoptr(vt_faults) faults = vt_faults_new();

	return vt_worktime_parse(NULL, 0, "-", &vt_work_hours_default, faults);
}

static void check_reason(const vt_worktime *worktime, const char *day, const char *reason)
{
	g_assert_cmpstr(vt_worktime_reason(worktime, at(day)), ==, reason);
	g_assert_cmpint(vt_worktime_is_workday(worktime, at(day)), ==, reason == NULL);
	/* The whole Vietnamese day. */
	g_assert_cmpint(vt_worktime_is_workday(worktime, at(day) + 86399), ==, reason == NULL);
}

static void test_vectors(void)
{
	static const struct {
		const char *day, *reason;
	} days[] = {
		{ "2026-01-01", "Tết Dương lịch" },
		{ "2026-01-02", "nghỉ hoán đổi dịp Tết Dương lịch, làm bù thứ Bảy 10/01/2026" },
		{ "2026-01-05", NULL },
		{ "2026-01-10", NULL },
		{ "2026-01-11", "Chủ nhật" },
		{ "2026-01-17", "thứ Bảy" },
		{ "2026-02-13", NULL },
		{ "2026-02-14", "thứ Bảy" },
		{ "2026-02-15", "Chủ nhật" },
		{ "2026-02-16", "Tết Nguyên đán" },
		{ "2026-02-17", "Tết Nguyên đán" },
		{ "2026-02-18", "Tết Nguyên đán" },
		{ "2026-02-19", "Tết Nguyên đán" },
		{ "2026-02-20", "Tết Nguyên đán" },
		{ "2026-02-21", "thứ Bảy" },
		{ "2026-02-22", "Chủ nhật" },
		{ "2026-02-23", NULL },
		{ "2026-04-26", "Giỗ Tổ Hùng Vương" },
		{ "2026-04-27", "nghỉ bù Giỗ Tổ Hùng Vương" },
		{ "2026-04-28", NULL },
		{ "2026-04-30", "Ngày Chiến thắng 30/4" },
		{ "2026-05-01", "Ngày Quốc tế lao động 1/5" },
		{ "2026-11-24", "Ngày Văn hóa Việt Nam" },
		{ "2026-11-25", NULL },
		{ "2025-11-24", NULL },
		/* A table seen elsewhere has mùng 1 on the 27th: off, but as the 28th of the old
		 * year. */
		{ "2025-01-24", NULL },
		{ "2025-01-27", "Tết Nguyên đán" },
		{ "2025-01-31", "Tết Nguyên đán" },
		{ "2025-02-03", NULL },
		{ "2025-04-26", NULL },
		{ "2025-09-01", "Quốc khánh" },
		{ "2025-09-02", "Quốc khánh" },
		{ "2025-09-03", NULL },
		{ "2027-02-06", "Tết Nguyên đán" },
		{ "2030-02-02", "Tết Nguyên đán" },
	};
	g_autoptr(vt_worktime) worktime = shipped();

	for (unsigned i = 0; i < G_N_ELEMENTS(days); i++)
		check_reason(worktime, days[i].day, days[i].reason);
}

/* What the law alone gives: all of 12 days (11 before 2026), made good when they fall on a weekend.
 */
static void test_law(void)
{
	g_autoptr(vt_worktime) worktime = plain();

	check_reason(worktime, "2026-01-02", NULL);
	check_reason(worktime, "2026-01-10", "thứ Bảy");
	/* 2023: 1 January was a Sunday. */
	check_reason(worktime, "2023-01-02", "nghỉ bù Tết Dương lịch");
	/* 2033: a Saturday and a Sunday. */
	check_reason(worktime, "2033-05-02", "nghỉ bù Ngày Chiến thắng 30/4");
	check_reason(worktime, "2033-05-03", "nghỉ bù Ngày Quốc tế lao động 1/5");
	check_reason(worktime, "2033-05-04", NULL);
	/* 2 September with its neighbour, as it was. */
	check_reason(worktime, "2021-09-03", "Quốc khánh");
	check_reason(worktime, "2022-09-01", "Quốc khánh");
	check_reason(worktime, "2023-09-01", "Quốc khánh");
	check_reason(worktime, "2023-09-04", "nghỉ bù Quốc khánh");
	check_reason(worktime, "2024-09-03", "Quốc khánh");
	/* Tết 2024 as it was: 8 to 14 February. */
	check_reason(worktime, "2024-02-07", NULL);
	check_reason(worktime, "2024-02-08", "Tết Nguyên đán");
	check_reason(worktime, "2024-02-14", "nghỉ bù Tết Nguyên đán");
	check_reason(worktime, "2024-02-15", NULL);
	for (int year = 2021; year < 2099; year++) {
		int days = 0, off = 0;

		for (int i = 0; i < VT_N_HOLIDAYS; i++)
			days += vt_holiday_days((vt_holiday)i, year);
		g_assert_cmpint(days, ==, year < 2026 ? 11 : 12);
		/* Of Monday to Friday exactly as many are off. */
		for (int64_t day = vt_holiday_first(VT_HOLIDAY_NEW_YEAR, year);
		     day < vt_holiday_first(VT_HOLIDAY_NEW_YEAR, year + 1); day++)
			off += vt_weekday(day) < 5
			       && !vt_worktime_is_workday(worktime, day * 86400);
		/* Two holidays on one day (Giỗ Tổ on 30/4) count once. */
		g_assert_cmpint(off, <=, days);
		g_assert_cmpint(off, >=, days - 1);
	}
}

static void check_add(const vt_worktime *worktime, const char *from, int64_t minutes,
		      const char *expected)
{
	g_autofree char *got =
		vt_clock_iso_vietnam(vt_worktime_add(worktime, at(from), minutes * 60));
	g_autofree char *full = g_strdup_printf("%s:00+07:00", expected);

	g_assert_cmpstr(got, ==, full);
}

static void test_add(void)
{
	g_autoptr(vt_worktime) worktime = shipped();

	check_add(worktime, "2026-11-23T09:00:00+07:00", 0, "2026-11-23T09:00");
	check_add(worktime, "2026-11-23T09:00:00+07:00", 15, "2026-11-23T09:15");
	check_add(worktime, "2026-11-23T11:20:00+07:00", 10, "2026-11-23T11:30");
	check_add(worktime, "2026-11-23T11:20:00+07:00", 15, "2026-11-23T13:35");
	check_add(worktime, "2026-11-23T11:30:00+07:00", 0, "2026-11-23T13:30");
	check_add(worktime, "2026-11-23T12:00:00+07:00", 15, "2026-11-23T13:45");
	check_add(worktime, "2026-11-23T05:00:00+07:00", 15, "2026-11-23T07:45");
	/* Behind 24/11. */
	check_add(worktime, "2026-11-23T16:50:00+07:00", 15, "2026-11-25T07:35");
	check_add(worktime, "2026-11-23T17:00:00+07:00", 0, "2026-11-25T07:30");
	check_add(worktime, "2026-11-24T09:00:00+07:00", 15, "2026-11-25T07:45");
	/* A working Saturday, then a Sunday. */
	check_add(worktime, "2026-01-09T16:45:00+07:00", 30, "2026-01-10T07:45");
	check_add(worktime, "2026-01-10T16:45:00+07:00", 30, "2026-01-12T07:45");
	/* Two days of 450 minutes across Tết. */
	check_add(worktime, "2026-02-13T07:30:00+07:00", 900, "2026-02-23T17:00");
}

static void test_days(void)
{
	g_autoptr(vt_worktime) worktime = shipped();
	int64_t friday = at("2026-11-20T10:00:00+07:00"), monday = at("2026-11-23T01:00:00+07:00");
	int64_t holiday = at("2026-11-24T23:59:59+07:00"), later = at("2026-11-25T00:00:00+07:00");

	g_assert_cmpint(vt_worktime_days_between(worktime, friday, friday + 3600), ==, 0);
	g_assert_cmpint(vt_worktime_days_between(worktime, friday, monday), ==, 1);
	g_assert_cmpint(vt_worktime_days_between(worktime, friday, holiday), ==, 1);
	g_assert_cmpint(vt_worktime_days_between(worktime, friday, later), ==, 2);
	g_assert_cmpint(vt_worktime_days_between(worktime, later, friday), ==, -2);
	g_assert_cmpint(vt_worktime_end_of_day(worktime, monday, 0), ==,
			at("2026-11-23T17:00:00+07:00"));
	g_assert_cmpint(vt_worktime_end_of_day(worktime, monday, 1), ==,
			at("2026-11-25T17:00:00+07:00"));
	g_assert_cmpint(vt_worktime_end_of_day(worktime, holiday, 0), ==,
			at("2026-11-25T17:00:00+07:00"));
	g_assert_cmpint(vt_worktime_end_of_day(worktime, holiday, 1), ==,
			at("2026-11-25T17:00:00+07:00"));
	g_assert_cmpint(vt_worktime_end_of_day(worktime, friday, 5), ==,
			at("2026-11-30T17:00:00+07:00"));
	g_assert_cmpint(vt_worktime_noon(worktime, monday, 1), ==, at("2026-11-25T12:00:00+07:00"));
	g_assert_cmpint(vt_worktime_noon(worktime, holiday, 0), ==,
			at("2026-11-25T12:00:00+07:00"));
	g_assert_cmpint(vt_worktime_next_opening(worktime, friday), ==,
			at("2026-11-23T07:30:00+07:00"));
	g_assert_cmpint(vt_worktime_next_opening(worktime, monday), ==,
			at("2026-11-25T07:30:00+07:00"));
	g_assert_cmpint(vt_worktime_opening(worktime, holiday), ==,
			at("2026-11-24T07:30:00+07:00"));
}

static void test_file(void)
{
	static const struct {
		const char *row, *fault;
	} cases[] = {
		{ "2027-02-30\toff\tx", "h.tsv:3: '2027-02-30' is no day" },
		{ "27/01/2027\toff\tx", "is no day" },
		{ "1999-01-01\toff\tx", "is no day from 2000-01-01" },
		{ "2027-01-04\tof\tx", "h.tsv:3: unknown kind 'of', did you mean 'off'?" },
		{ "2027-01-04\tTet\tx", "unknown kind 'Tet', did you mean 'tet'?" },
		{ "2027-01-04\toff\t", "is off without a note" },
		{ "2026-12-25\twork\t", "h.tsv:3: day 2026-12-25 stands twice" },
		{ "2027-09-04\ttet\t", "'tet' of 2027 cannot be so far" },
		{ "2025-11-24\tculture\t", "'culture' of 2025 is no holiday yet" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vt_faults) faults = vt_faults_new();
		g_autofree char *text = g_strdup_printf(
			"day\tkind\tnote\n2026-12-25\toff\tngày địa phương\n%s\n", cases[i].row);
		g_autoptr(vt_worktime) worktime = vt_worktime_parse(text, strlen(text), "h.tsv",
								    &vt_work_hours_default, faults);

		g_assert_cmpuint(vt_faults_count(faults), ==, 1);
		g_test_message("%s", vt_faults_get(faults, 0));
		g_assert_nonnull(strstr(vt_faults_get(faults, 0), cases[i].fault));
		check_reason(worktime, "2026-12-25", "ngày địa phương");
	}
}

/* A swapped day may lie where the law would make a holiday good, and Tết may be moved. */
static void test_file_over_law(void)
{
	static const char text[] = "day\tkind\tnote\n"
				   "2027-02-05\ttet\t\n"
				   "2027-02-10\twork\tlocal\n"
				   "2027-05-03\toff\tđịa phương\n";
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_worktime) worktime = vt_worktime_parse(
		text, strlen(text), "h.tsv", &(vt_work_hours){ 420, 690, 690, 990 }, faults);

	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	check_reason(worktime, "2027-02-04", NULL);
	check_reason(worktime, "2027-02-05", "Tết Nguyên đán");
	check_reason(worktime, "2027-02-09", "Tết Nguyên đán");
	check_reason(worktime, "2027-02-10", NULL);
	check_reason(worktime, "2027-02-11", "nghỉ bù Tết Nguyên đán");
	check_reason(worktime, "2027-02-12", "nghỉ bù Tết Nguyên đán");
	check_reason(worktime, "2027-02-15", NULL);
	/* 1 May 2027 is a Saturday. */
	check_reason(worktime, "2027-05-03", "địa phương");
	check_reason(worktime, "2027-05-04", "nghỉ bù Ngày Quốc tế lao động 1/5");
	/* A day without a break. */
	check_add(worktime, "2026-11-23T11:20:00+07:00", 15, "2026-11-23T11:35");
	check_add(worktime, "2026-11-23T16:30:00+07:00", 0, "2026-11-25T07:00");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/worktime/lunar", test_lunar);
	g_test_add_func("/worktime/vectors", test_vectors);
	g_test_add_func("/worktime/law", test_law);
	g_test_add_func("/worktime/add", test_add);
	g_test_add_func("/worktime/days", test_days);
	g_test_add_func("/worktime/file", test_file);
	g_test_add_func("/worktime/file-over-law", test_file_over_law);
	return g_test_run();
}
