/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dates - dates as documents write them
 *
 * Pure. Everything found is a date of the calendar between 1945 and 2099, as YYYY-MM-DD; the caller
 * frees it.
 */
#ifndef VT_FILTERS_DATES_H
#define VT_FILTERS_DATES_H

/* "ngày 05 tháng 01 năm 2020" (NĐ 30/2020 PL I.II.4) anywhere in folded text; NULL = none, or its
 * blanks are not filled in. */
char *vt_dates_words(const char *folded);
/* "29/4/2026", "29-04-2026", "29.4.2026" at the very beginning of text. */
char *vt_dates_digits(const char *text);
/* The one term that a text sets: "trước ngày 15/5/2026", "chậm nhất ngày ...", "hạn cuối ...". NULL
 * = none or several. */
char *vt_dates_due(const char *folded);

#endif
