/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schedule - a moment that comes again: "sunday 02:00", "02:00" or a span as "12h"
 *
 * Hours are those of Vietnam. Pure: the caller says what time it is.
 */
#ifndef VT_DOC_SCHEDULE_H
#define VT_DOC_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#define VT_EVERY_DAY (-1)

typedef struct vt_schedule {
	int weekday;  /* 0 = Monday ... 6; VT_EVERY_DAY */
	int minute;   /* of the day */
	int64_t span; /* seconds from one to the next; 0: weekday and minute count */
} vt_schedule;

/* false: in none of these forms, or a span above a year; out is untouched. */
bool vt_schedule_read(const char *text, vt_schedule *out);
/* "10m", up to ten years: seconds. false: no such span; out is untouched. */
bool vt_span_read(const char *text, int64_t *seconds_out);
/* The first such moment later than after. */
int64_t vt_schedule_next(const vt_schedule *schedule, int64_t after);

#endif
