/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * holidays - the holidays of the law, a year at a time (Bộ luật Lao động 2019 Đ112; domain §10)
 *
 * Pure. Days are days since 1970-01-01.
 */
#ifndef VT_DOC_HOLIDAYS_H
#define VT_DOC_HOLIDAYS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
	VT_HOLIDAY_NEW_YEAR,
	VT_HOLIDAY_TET, /* five days */
	VT_HOLIDAY_HUNG_KINGS,
	VT_HOLIDAY_REUNIFICATION,
	VT_HOLIDAY_LABOUR,
	VT_HOLIDAY_NATIONAL, /* two days: 2 September and the one before or after */
	VT_HOLIDAY_CULTURE,  /* from 2026: Nghị quyết 28/2026/QH16 */
	VT_N_HOLIDAYS,
} vt_holiday;

/* Ends with NULL, by vt_holiday: as holidays.tsv names them. */
extern const char *const vt_holiday_names[];
const char *vt_holiday_shown(vt_holiday holiday);   /* "Tết Nguyên đán" */
const char *vt_holiday_in_lieu(vt_holiday holiday); /* "nghỉ bù Tết Nguyên đán" */
/* How many days it has in that year; 0 = it is none yet. */
int vt_holiday_days(vt_holiday holiday, int year);
/* Its first day as far as the law goes. Tết: two days of the old year and three of the new one, or
 * one and four where that makes a whole week; 2 September: the neighbour that is a workday, of two
 * the one at the weekend. The government decides otherwise now and then: holidays.tsv. */
int64_t vt_holiday_first(vt_holiday holiday, int year);
/* 0 = Monday. */
int vt_weekday(int64_t day);

#endif
