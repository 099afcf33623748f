/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lunar - days of the Vietnamese lunar calendar
 *
 * The algorithm of Hồ Ngọc Đức (after Meeus), at UTC+7: where a new moon falls between 23:00 and
 * midnight in Hà Nội, the Chinese calendar is a day or a month apart (1985, 2007, 2030).
 */
#ifndef VT_DOC_LUNAR_H
#define VT_DOC_LUNAR_H

#include <stdint.h>

/* The day of that lunar date (no leap month), in days since 1970-01-01. year: the one in which its
 * Tết lies; month 1..12, day 1..30. Right for 1900..2199. */
int64_t vt_lunar_day(int year, int month, int day);

#endif
