/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * holidays - the holidays of the law, a year at a time
 */
#include "doc/holidays.h"

#include <glib.h>

#include "base/clock.h"
#include "doc/lunar.h"

enum { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

const char *const vt_holiday_names[] = {
	[VT_HOLIDAY_NEW_YEAR] = "new-year",     [VT_HOLIDAY_TET] = "tet",
	[VT_HOLIDAY_HUNG_KINGS] = "hung-kings", [VT_HOLIDAY_REUNIFICATION] = "reunification",
	[VT_HOLIDAY_LABOUR] = "labour",         [VT_HOLIDAY_NATIONAL] = "national",
	[VT_HOLIDAY_CULTURE] = "culture",       [VT_N_HOLIDAYS] = NULL,
};

static const struct {
	const char *shown, *in_lieu;
	int days, month, day, since; /* month 0: lunar or moving */
} table[] = {
	[VT_HOLIDAY_NEW_YEAR] = { "Tết Dương lịch", "nghỉ bù Tết Dương lịch", 1, 1, 1, 0 },
	[VT_HOLIDAY_TET] = { "Tết Nguyên đán", "nghỉ bù Tết Nguyên đán", 5, 0, 0, 0 },
	[VT_HOLIDAY_HUNG_KINGS] = { "Giỗ Tổ Hùng Vương", "nghỉ bù Giỗ Tổ Hùng Vương", 1, 0, 0,
				    2007 },
	[VT_HOLIDAY_REUNIFICATION] = { "Ngày Chiến thắng 30/4", "nghỉ bù Ngày Chiến thắng 30/4", 1,
				       4, 30, 0 },
	[VT_HOLIDAY_LABOUR] = { "Ngày Quốc tế lao động 1/5", "nghỉ bù Ngày Quốc tế lao động 1/5", 1,
				5, 1, 0 },
	[VT_HOLIDAY_NATIONAL] = { "Quốc khánh", "nghỉ bù Quốc khánh", 2, 0, 0, 0 },
	[VT_HOLIDAY_CULTURE] = { "Ngày Văn hóa Việt Nam", "nghỉ bù Ngày Văn hóa Việt Nam", 1, 11,
				 24, 2026 },
};
G_STATIC_ASSERT(G_N_ELEMENTS(table) == VT_N_HOLIDAYS);

const char *vt_holiday_shown(vt_holiday holiday)
{
	g_assert(holiday < VT_N_HOLIDAYS);
	return table[holiday].shown;
}

const char *vt_holiday_in_lieu(vt_holiday holiday)
{
	g_assert(holiday < VT_N_HOLIDAYS);
	return table[holiday].in_lieu;
}

int vt_holiday_days(vt_holiday holiday, int year)
{
	g_assert(holiday < VT_N_HOLIDAYS);
	if (year < table[holiday].since)
		return 0;
	/* The second day came with the code of 2019, in force from 2021. */
	return holiday == VT_HOLIDAY_NATIONAL && year < 2021 ? 1 : table[holiday].days;
}

int vt_weekday(int64_t day)
{
	/* 1 January 1970 was a Thursday. */
	return (int)(((day + THURSDAY) % 7 + 7) % 7);
}

static int64_t day_of(int year, int month, int day)
{
	const vt_date date = { .year = year, .month = month, .day = day, .hour = 12 };
	int64_t seconds = vt_clock_from_vietnam(&date) + VT_VIETNAM_SECONDS;

	return (seconds - 12 * 3600) / 86400;
}

static int64_t first_of_national(int year)
{
	/* Of the two days, is the first one the day before? By the weekday of 2 September. */
	static const bool before[] = {
		[TUESDAY] = true,  [WEDNESDAY] = true, [FRIDAY] = true,
		[SATURDAY] = true, [SUNDAY] = false,
	};
	int64_t day = day_of(year, 9, 2);

	return vt_holiday_days(VT_HOLIDAY_NATIONAL, year) == 2 && before[vt_weekday(day)] ? day - 1
											  : day;
}

int64_t vt_holiday_first(vt_holiday holiday, int year)
{
	g_assert(holiday < VT_N_HOLIDAYS);
	if (holiday == VT_HOLIDAY_TET) {
		int64_t day = vt_lunar_day(year, 1, 1);

		return vt_weekday(day) == TUESDAY ? day - 1 : day - 2;
	}
	if (holiday == VT_HOLIDAY_HUNG_KINGS)
		return vt_lunar_day(year, 3, 10);
	if (holiday == VT_HOLIDAY_NATIONAL)
		return first_of_national(year);
	return day_of(year, table[holiday].month, table[holiday].day);
}
