/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schedule - a moment that comes again
 */
#include "doc/schedule.h"

#include <glib.h>
#include <string.h>

#include "base/clock.h"
#include "base/settings_value.h"

#define DAY 86400
/* 1 January 1970 was a Thursday. */
#define EPOCH_WEEKDAY 3

static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
				    "friday", "saturday", "sunday" };

static bool read_hour(const char *text, int *minute_out)
{
	static const vt_key key = { .name = "hour", .type = VT_SET_HOUR };
	int64_t minute = 0;
	bool good = vt_value_number(&key, text, &minute, NULL);

	if (good)
		*minute_out = (int)minute;
	return good;
}

bool vt_span_read(const char *text, int64_t *seconds_out)
{
	static const vt_key key = {
		.name = "span", .type = VT_SET_SPAN, .min = 0, .max = 3660LL * DAY
	};

	return *text != '\0' && vt_value_number(&key, text, seconds_out, NULL);
}

static int find_day(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(days); i++)
		if (strcmp(days[i], name) == 0)
			return (int)i;
	return -1;
}

bool vt_schedule_read(const char *text, vt_schedule *out)
{
	vt_schedule schedule = { .weekday = VT_EVERY_DAY };
	g_auto(GStrv) words = g_strsplit(text, " ", 2);

	if (words[0] != NULL && words[1] != NULL) {
		schedule.weekday = find_day(words[0]);
		if (schedule.weekday < 0 || !read_hour(words[1], &schedule.minute))
			return false;
	} else if (!read_hour(text, &schedule.minute)
		   && (!vt_span_read(text, &schedule.span) || schedule.span == 0
		       || schedule.span > 366LL * DAY)) {
		return false;
	}
	*out = schedule;
	return true;
}

static int64_t floor_day(int64_t seconds)
{
	int64_t day = seconds / DAY;

	return seconds % DAY < 0 ? day - 1 : day;
}

int64_t vt_schedule_next(const vt_schedule *schedule, int64_t after)
{
	int64_t local = after + VT_VIETNAM_SECONDS;
	int64_t day = floor_day(local);

	if (schedule->span > 0)
		return after + schedule->span;
	for (;; day++) {
		int64_t moment = day * DAY + schedule->minute * 60LL;
		int64_t weekday = ((day % 7) + 7 + EPOCH_WEEKDAY) % 7;

		if (moment > local
		    && (schedule->weekday == VT_EVERY_DAY || weekday == schedule->weekday))
			return moment - VT_VIETNAM_SECONDS;
	}
}
