/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worktime - the hours an office works: weekends, holidays, swapped days (domain §10)
 *
 * Pure. Times are UTC seconds; days are those of Vietnam (+07:00). Holidays of the law are
 * computed for 2000..2099, lunar ones and days in lieu included; holidays.tsv adds swapped and
 * local days, and says where the government put Tết and the second day of 2 September.
 */
#ifndef VT_DOC_WORKTIME_H
#define VT_DOC_WORKTIME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

typedef struct vt_worktime vt_worktime;
/* Office hours in minutes of the day; 07:30-11:30 and 13:30-17:00 by default. */
typedef struct vt_work_hours {
	int morning, noon, afternoon, evening;
} vt_work_hours;
extern const vt_work_hours vt_work_hours_default;
/* One after the other? A half day has noon = afternoon. */
bool vt_work_hours_are_good(const vt_work_hours *hours);

/* holidays.tsv: day (YYYY-MM-DD), kind (off | work | name of a law's holiday moved), note. text
 * NULL = no file. Never NULL; faults with file:line. Names: new-year tet hung-kings reunification
 * labour national culture; the day is the first of that holiday in its year. */
vt_worktime *vt_worktime_parse(const char *text, size_t size, const char *file,
			       const vt_work_hours *hours, vt_faults *faults);
/* The same from a file. */
vt_worktime *vt_worktime_load(const char *path, const vt_work_hours *hours, vt_faults *faults);
void vt_worktime_free(vt_worktime *worktime);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_worktime, vt_worktime_free)

/* Is the Vietnamese day of that moment worked? */
bool vt_worktime_is_workday(const vt_worktime *worktime, int64_t at);
/* Why not: "Tết Nguyên đán", "Chủ nhật", the note of the file; NULL: it is worked. Borrowed. */
const char *vt_worktime_reason(const vt_worktime *worktime, int64_t at);
/* The moment after that many seconds of office time; at itself when seconds are 0 and it lies in
 * office time, else the next opening. */
int64_t vt_worktime_add(const vt_worktime *worktime, int64_t at, int64_t seconds);
/* End of office of the n-th workday after the day of at; 0 = that day itself or the next workday.
 */
int64_t vt_worktime_end_of_day(const vt_worktime *worktime, int64_t at, int days);
/* Twelve o'clock of the same day as vt_worktime_end_of_day(), whatever the office hours. */
int64_t vt_worktime_noon(const vt_worktime *worktime, int64_t at, int days);
/* Workdays after the day of from up to the day of to; negative when to lies before. */
int vt_worktime_days_between(const vt_worktime *worktime, int64_t from, int64_t to);
/* Opening of the next workday after the day of at. */
int64_t vt_worktime_next_opening(const vt_worktime *worktime, int64_t at);
/* Opening of the day of at, worked or not. */
int64_t vt_worktime_opening(const vt_worktime *worktime, int64_t at);

#endif
