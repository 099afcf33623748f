/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worktime - the hours an office works: weekends, holidays, swapped days
 */
#include "doc/worktime.h"

#include <string.h>

#include "base/clock.h"
#include "base/settings_value.h"
#include "doc/holidays.h"

#define DAY        86400
#define NOON       (12 * 60)
#define FIRST_YEAR 2000
#define LAST_YEAR  2099
/* A holiday that was moved farther is one that was mistyped. */
#define MAX_MOVED 31

const vt_work_hours vt_work_hours_default = { 7 * 60 + 30, 11 * 60 + 30, 13 * 60 + 30, 17 * 60 };

/* Why a day is off, or that it is worked whatever the calendar says. */
typedef struct marked_day {
	bool is_worked;
	char *reason;
} marked_day;

struct vt_worktime {
	vt_work_hours hours;
	GHashTable *days; /* day number -> marked_day */
};

typedef struct moves {
	int64_t first[LAST_YEAR - FIRST_YEAR + 1][VT_N_HOLIDAYS]; /* VT_TIME_NONE = not moved */
} moves;

static int64_t day_of(int64_t at)
{
	int64_t local = at + VT_VIETNAM_SECONDS;

	return local / DAY - (local % DAY < 0);
}

static int64_t moment(int64_t day, int minute)
{
	return day * DAY + minute * 60 - VT_VIETNAM_SECONDS;
}

static void marked_free(void *data)
{
	marked_day *marked = data;

	g_free(marked->reason);
	g_free(marked);
}

static const marked_day *find(const vt_worktime *worktime, int64_t day)
{
	return g_hash_table_lookup(worktime->days, &day);
}

static void mark(vt_worktime *worktime, int64_t day, bool is_worked, const char *reason)
{
	marked_day *marked = g_new0(marked_day, 1);
	int64_t *key = g_new(int64_t, 1);

	*key = day;
	marked->is_worked = is_worked;
	marked->reason = g_strdup(reason);
	g_hash_table_replace(worktime->days, key, marked);
}

static bool is_rest(int64_t day)
{
	return vt_weekday(day) >= 5;
}

static bool is_worked(const vt_worktime *worktime, int64_t day)
{
	const marked_day *marked = find(worktime, day);

	return marked != NULL ? marked->is_worked : !is_rest(day);
}

/* ---- holidays.tsv ---- */

static bool read_day(const char *text, vt_date *date_out, int64_t *day_out)
{
	int64_t at = 0;

	/* A bare date and nothing else. */
	if (strlen(text) != 10 || !vt_clock_parse_iso(text, &at))
		return false;
	*date_out = vt_clock_vietnam(at);
	*day_out = day_of(at);
	return date_out->year >= FIRST_YEAR && date_out->year <= LAST_YEAR;
}

/* A row of the table that is being read. */
typedef struct reading {
	vt_worktime *worktime;
	moves *moved;
	const vt_table *table;
	vt_faults *faults;
	unsigned row;
} reading;

static unsigned line_of(const reading *r)
{
	return vt_table_line(r->table, r->row);
}

static void read_move(const reading *r, int holiday, int year, int64_t day)
{
	int64_t *first = &r->moved->first[year - FIRST_YEAR][holiday];
	int64_t known = vt_holiday_first((vt_holiday)holiday, year);
	const char *fault = NULL;

	if (*first != VT_TIME_NONE)
		fault = "stands twice";
	else if (vt_holiday_days((vt_holiday)holiday, year) == 0)
		fault = "is no holiday yet";
	else if (ABS(day - known) > MAX_MOVED)
		fault = "cannot be so far from its day";
	else
		*first = day;
	if (fault != NULL)
		vt_faults_add(r->faults, vt_table_file(r->table), line_of(r), "'%s' of %d %s",
			      vt_holiday_names[holiday], year, fault);
}

static int find_kind(const char *name)
{
	for (int i = 0; i < VT_N_HOLIDAYS; i++)
		if (strcmp(vt_holiday_names[i], name) == 0)
			return i;
	return -1;
}

static void unknown_kind(const reading *r, const char *kind)
{
	const char *known[VT_N_HOLIDAYS + 3] = { "off", "work" };

	for (int i = 0; i < VT_N_HOLIDAYS; i++)
		known[i + 2] = vt_holiday_names[i];
	g_autofree char *text = vt_value_unknown("kind", kind, known);
	vt_faults_add(r->faults, vt_table_file(r->table), line_of(r), "%s", text);
}

static void read_row(const reading *r)
{
	const char *text = vt_table_cell(r->table, r->row, 0);
	const char *kind = vt_table_cell(r->table, r->row, 1);
	const char *note = vt_table_cell(r->table, r->row, 2);
	const char *file = vt_table_file(r->table);
	bool works = strcmp(kind, "work") == 0;
	int holiday = find_kind(kind);
	vt_date date = { 0 };
	int64_t day = 0;

	if (!read_day(text, &date, &day))
		vt_faults_add(r->faults, file, line_of(r),
			      "'%s' is no day from %d-01-01 to %d-12-31", text, FIRST_YEAR,
			      LAST_YEAR);
	else if (holiday >= 0)
		read_move(r, holiday, date.year, day);
	else if (!works && strcmp(kind, "off") != 0)
		unknown_kind(r, kind);
	else if (find(r->worktime, day) != NULL)
		vt_faults_add(r->faults, file, line_of(r), "day %s stands twice", text);
	else if (!works && *note == '\0')
		vt_faults_add(r->faults, file, line_of(r), "day %s is off without a note", text);
	else
		mark(r->worktime, day, works, note);
}

static void read_rows(reading *r)
{
	for (r->row = 0; r->row < vt_table_rows(r->table); r->row++)
		read_row(r);
}

/* ---- the law's calendar, below what the file says ---- */

static void mark_year(vt_worktime *worktime, int year, const moves *moved)
{
	const int64_t *first = moved->first[year - FIRST_YEAR];
	int64_t begin[VT_N_HOLIDAYS];

	for (int i = 0; i < VT_N_HOLIDAYS; i++) {
		begin[i] =
			first[i] != VT_TIME_NONE ? first[i] : vt_holiday_first((vt_holiday)i, year);
		for (int n = 0; n < vt_holiday_days((vt_holiday)i, year); n++)
			if (find(worktime, begin[i] + n) == NULL)
				mark(worktime, begin[i] + n, false,
				     vt_holiday_shown((vt_holiday)i));
	}
	/* One in the weekly rest is made good on the next day that would be worked (Đ111.3). */
	for (int i = 0; i < VT_N_HOLIDAYS; i++) {
		for (int n = 0; n < vt_holiday_days((vt_holiday)i, year); n++) {
			int64_t day = begin[i] + n;

			if (!is_rest(day))
				continue;
			while (!is_worked(worktime, day) || find(worktime, day) != NULL)
				day++;
			mark(worktime, day, false, vt_holiday_in_lieu((vt_holiday)i));
		}
	}
}

static vt_worktime *worktime_new(const vt_work_hours *hours, const vt_table *table,
				 vt_faults *faults)
{
	vt_worktime *worktime = g_new0(vt_worktime, 1);
	g_autofree moves *moved = g_new(moves, 1);

	g_assert(vt_work_hours_are_good(hours));
	worktime->hours = *hours;
	worktime->days = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, marked_free);
	for (int year = 0; year <= LAST_YEAR - FIRST_YEAR; year++)
		for (int i = 0; i < VT_N_HOLIDAYS; i++)
			moved->first[year][i] = VT_TIME_NONE;
	if (table != NULL)
		read_rows(&(reading){ worktime, moved, table, faults, 0 });
	for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
		mark_year(worktime, year, moved);
	return worktime;
}

static const char *const columns[] = { "day", "kind", "note", NULL };

vt_worktime *vt_worktime_parse(const char *text, size_t size, const char *file,
			       const vt_work_hours *hours, vt_faults *faults)
{
	g_autoptr(vt_table) table =
		text != NULL ? vt_table_parse(text, size, file, columns, faults) : NULL;

	return worktime_new(hours, table, faults);
}

vt_worktime *vt_worktime_load(const char *path, const vt_work_hours *hours, vt_faults *faults)
{
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	return worktime_new(hours, table, faults);
}

void vt_worktime_free(vt_worktime *worktime)
{
	if (worktime == NULL)
		return;
	g_hash_table_unref(worktime->days);
	g_free(worktime);
}

/* ---- asking ---- */

bool vt_work_hours_are_good(const vt_work_hours *hours)
{
	return hours->morning >= 0 && hours->morning < hours->noon
	       && hours->noon <= hours->afternoon && hours->afternoon < hours->evening
	       && hours->evening <= 24 * 60;
}

bool vt_worktime_is_workday(const vt_worktime *worktime, int64_t at)
{
	return is_worked(worktime, day_of(at));
}

const char *vt_worktime_reason(const vt_worktime *worktime, int64_t at)
{
	static const char *const rest[] = { "thứ Bảy", "Chủ nhật" };
	int64_t day = day_of(at);
	const marked_day *marked = find(worktime, day);

	if (is_worked(worktime, day))
		return NULL;
	return marked != NULL ? marked->reason : rest[vt_weekday(day) - 5];
}

static int64_t next_workday(const vt_worktime *worktime, int64_t day)
{
	do
		day++;
	while (!is_worked(worktime, day));
	return day;
}

/* What is left of a half day from then on is used up; true: nothing is left over. */
static bool use(int64_t *at, int64_t *seconds, int64_t begin, int64_t end)
{
	int64_t from = MAX(*at, begin);

	if (from >= end)
		return false;
	if (*seconds <= end - from) {
		*at = from + *seconds;
		return true;
	}
	*seconds -= end - from;
	return false;
}

int64_t vt_worktime_add(const vt_worktime *worktime, int64_t at, int64_t seconds)
{
	const vt_work_hours *h = &worktime->hours;
	int64_t day = day_of(at);

	g_assert(seconds >= 0);
	if (!is_worked(worktime, day))
		day = next_workday(worktime, day);
	for (;; day = next_workday(worktime, day)) {
		if (use(&at, &seconds, moment(day, h->morning), moment(day, h->noon))
		    || use(&at, &seconds, moment(day, h->afternoon), moment(day, h->evening)))
			return at;
	}
}

int64_t vt_worktime_end_of_day(const vt_worktime *worktime, int64_t at, int days)
{
	int64_t day = day_of(at);

	g_assert(days >= 0);
	if (days == 0 && !is_worked(worktime, day))
		days = 1;
	for (int i = 0; i < days; i++)
		day = next_workday(worktime, day);
	return moment(day, worktime->hours.evening);
}

int64_t vt_worktime_noon(const vt_worktime *worktime, int64_t at, int days)
{
	int64_t evening = vt_worktime_end_of_day(worktime, at, days);

	return moment(day_of(evening), NOON);
}

int vt_worktime_days_between(const vt_worktime *worktime, int64_t from, int64_t to)
{
	int64_t begin = day_of(MIN(from, to)), end = day_of(MAX(from, to));
	int count = 0;

	for (int64_t day = begin + 1; day <= end; day++)
		count += is_worked(worktime, day);
	return to < from ? -count : count;
}

int64_t vt_worktime_next_opening(const vt_worktime *worktime, int64_t at)
{
	return moment(next_workday(worktime, day_of(at)), worktime->hours.morning);
}

int64_t vt_worktime_opening(const vt_worktime *worktime, int64_t at)
{
	return moment(day_of(at), worktime->hours.morning);
}
