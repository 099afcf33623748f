/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock - UTC seconds inside, Vietnam time outside
 */
#include "base/clock.h"

#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define DAY_SECONDS 86400
/* 0001-01-01 and 9999-12-31 with a day to spare for the shift by seven hours: what lies beyond is
 * shown as these. */
#define EARLIEST (INT64_C(-62135596800) + DAY_SECONDS)
#define LATEST   (INT64_C(253402300799) - DAY_SECONDS)

int64_t vt_clock_now(void)
{
	return vt_clock_now_us() / G_USEC_PER_SEC;
}

int64_t vt_clock_now_us(void)
{
	return g_get_real_time();
}

bool vt_clock_is_synchronised(void)
{
	struct timex state;

	memset(&state, 0, sizeof(state));
	return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}

/* Days since 1970-01-01 of a Gregorian date; month 1..12, any day. Years are counted from March,
 * so that the leap day is the last of its year. */
static int64_t days_from_civil(int64_t year, int month, int64_t day)
{
	int64_t shifted = month <= 2 ? year - 1 : year;
	int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int64_t year_of_era = shifted - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
	       - 719468;
}

static void civil_from_days(int64_t days, vt_date *date)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;

	date->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
	date->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	date->year = (int)(year_of_era + era * 400 + (date->month <= 2));
}

static vt_date broken_down(int64_t at, int offset)
{
	int64_t local = CLAMP(at, EARLIEST, LATEST) + offset;
	int64_t days = (local >= 0 ? local : local - (DAY_SECONDS - 1)) / DAY_SECONDS;
	int second = (int)(local - days * DAY_SECONDS);
	vt_date date = { 0 };

	civil_from_days(days, &date);
	date.hour = second / 3600;
	date.minute = second / 60 % 60;
	date.second = second % 60;
	return date;
}

vt_date vt_clock_vietnam(int64_t at)
{
	return broken_down(at, VT_VIETNAM_SECONDS);
}

int64_t vt_clock_from_vietnam(const vt_date *d)
{
	int64_t months = (int64_t)d->year * 12 + d->month - 1;
	int64_t year = (months >= 0 ? months : months - 11) / 12;
	int month = (int)(months - year * 12) + 1;

	return days_from_civil(year, month, d->day) * DAY_SECONDS + (int64_t)d->hour * 3600
	       + (int64_t)d->minute * 60 + d->second - VT_VIETNAM_SECONDS;
}

int64_t vt_clock_day_begin(int64_t at)
{
	vt_date d = vt_clock_vietnam(at);

	d.hour = d.minute = d.second = 0;
	return vt_clock_from_vietnam(&d);
}

static bool day_exists(int year, int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1
	       && day <= g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
}

void vt_clock_keep_zone(void)
{
	tzset();
}

int64_t vt_clock_from_local(const vt_date *d)
{
	struct tm broken = { .tm_year = d->year - 1900,
			     .tm_mon = d->month - 1,
			     .tm_mday = d->day,
			     .tm_hour = d->hour,
			     .tm_min = d->minute,
			     .tm_sec = d->second,
			     .tm_isdst = -1 };

	return (int64_t)mktime(&broken);
}

bool vt_clock_is_date(int year, int month, int day)
{
	return year >= 1900 && year <= 2199 && day_exists(year, month, day);
}

char *vt_clock_iso(int64_t at)
{
	if (at == VT_TIME_NONE)
		return g_strdup("");
	vt_date d = broken_down(at, 0);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day, d.hour,
			       d.minute, d.second);
}

char *vt_clock_iso_vietnam(int64_t at)
{
	if (at == VT_TIME_NONE)
		return g_strdup("");
	vt_date d = vt_clock_vietnam(at);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d+07:00", d.year, d.month, d.day,
			       d.hour, d.minute, d.second);
}

char *vt_clock_day_vietnam(int64_t at)
{
	if (at == VT_TIME_NONE)
		return g_strdup("");
	vt_date d = vt_clock_vietnam(at);
	return g_strdup_printf("%02d/%02d/%04d", d.day, d.month, d.year);
}

char *vt_clock_hour_vietnam(int64_t at)
{
	if (at == VT_TIME_NONE)
		return g_strdup("");
	vt_date d = vt_clock_vietnam(at);
	return g_strdup_printf("%02d giờ %02d", d.hour, d.minute);
}

char *vt_clock_stamp_vietnam(int64_t at)
{
	if (at == VT_TIME_NONE)
		return g_strdup("");
	vt_date d = vt_clock_vietnam(at);
	return g_strdup_printf("%02d/%02d/%04d %02d:%02d", d.day, d.month, d.year, d.hour,
			       d.minute);
}

/* Exactly count digits; moves the cursor behind them. */
static bool take_number(const char **cursor, int count, int *value_out)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!g_ascii_isdigit((*cursor)[i]))
			return false;
		value = value * 10 + ((*cursor)[i] - '0');
	}
	*cursor += count;
	*value_out = value;
	return true;
}

static bool take_char(const char **cursor, char expected)
{
	if (**cursor != expected)
		return false;
	(*cursor)++;
	return true;
}

/* hh:mm[:ss[.digits]]; a fraction is dropped, we count whole seconds. */
static bool take_time(const char **cursor, vt_date *d)
{
	if (!take_number(cursor, 2, &d->hour) || !take_char(cursor, ':')
	    || !take_number(cursor, 2, &d->minute))
		return false;
	if (take_char(cursor, ':')) {
		if (!take_number(cursor, 2, &d->second))
			return false;
		if (take_char(cursor, '.')) {
			if (!g_ascii_isdigit(**cursor))
				return false;
			while (g_ascii_isdigit(**cursor))
				(*cursor)++;
		}
	}
	return d->hour <= 23 && d->minute <= 59 && d->second <= 59;
}

static bool take_offset(const char **cursor, int *offset_out)
{
	int hours, minutes;
	int sign = **cursor == '-' ? -1 : 1;

	if (take_char(cursor, 'Z')) {
		*offset_out = 0;
		return true;
	}
	if (!take_char(cursor, '+') && !take_char(cursor, '-'))
		return false;
	if (!take_number(cursor, 2, &hours) || !take_char(cursor, ':')
	    || !take_number(cursor, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset_out = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool vt_clock_parse_iso(const char *text, int64_t *at_out)
{
	vt_date d = { 0 };
	int offset = VT_VIETNAM_SECONDS;

	if (!take_number(&text, 4, &d.year) || !take_char(&text, '-')
	    || !take_number(&text, 2, &d.month) || !take_char(&text, '-')
	    || !take_number(&text, 2, &d.day) || d.year < 1 || !day_exists(d.year, d.month, d.day))
		return false;
	if (*text != '\0'
	    && (!take_char(&text, 'T') || !take_time(&text, &d) || !take_offset(&text, &offset)))
		return false;
	if (*text != '\0')
		return false;
	*at_out = vt_clock_from_vietnam(&d) + VT_VIETNAM_SECONDS - offset;
	return true;
}
