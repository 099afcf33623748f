/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock - UTC seconds inside, Vietnam time (+07:00, no summer time) outside; the zone of this
 * machine only to read what another program wrote in it
 * QĐ 28/2018 Đ14.4: times are Vietnam time, ISO 8601.
 */
#ifndef VT_BASE_CLOCK_H
#define VT_BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_TIME_NONE       INT64_MIN /* "not known", wherever a time is int64_t */
#define VT_VIETNAM_SECONDS (7 * 3600)

int64_t vt_clock_now(void);          /* CLOCK_REALTIME, seconds */
int64_t vt_clock_now_us(void);       /* microseconds; for ids and rates */
bool vt_clock_is_synchronised(void); /* adjtimex: false when STA_UNSYNC */

typedef struct vt_date {
	int year, month, day; /* 1..12, 1..31 */
	int hour, minute, second;
} vt_date;
vt_date vt_clock_vietnam(int64_t at);            /* broken down in +07:00 */
int64_t vt_clock_from_vietnam(const vt_date *d); /* inverse; days out of range roll over */
int64_t vt_clock_day_begin(int64_t at);          /* 00:00:00 of that day in +07:00 */
/* The time zone of this machine (TZ, /etc/localtime) is read, once: for a program whose jail hides
 * the file later. */
void vt_clock_keep_zone(void);
/* d in that zone. An hour that summer time leaves out or has twice is one of the two. */
int64_t vt_clock_from_local(const vt_date *d);
bool vt_clock_is_date(int year, int month, int day); /* Gregorian, 1900..2199 */

/* All return new strings; VT_TIME_NONE gives "" */
char *vt_clock_iso(int64_t at);           /* 2026-11-22T12:50:33Z */
char *vt_clock_iso_vietnam(int64_t at);   /* 2026-11-22T19:50:33+07:00 */
char *vt_clock_day_vietnam(int64_t at);   /* 22/11/2026 */
char *vt_clock_hour_vietnam(int64_t at);  /* 19 giờ 50 */
char *vt_clock_stamp_vietnam(int64_t at); /* 22/11/2026 19:50 */
/* ISO 8601 with Z or ±hh:mm, or a bare date (00:00:00 of that day in +07:00). false: not a time. */
bool vt_clock_parse_iso(const char *text, int64_t *at_out);

#endif
