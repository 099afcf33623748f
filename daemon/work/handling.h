/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handling - how well tasks were carried out: đúng hạn, trễ hạn, còn hạn, quá hạn (domain §9.2)
 *
 * Counted are tasks given before the end of the period and not over before its beginning, as they
 * stood at its end. Units and types count what the leader gave (tasks without a parent); people
 * count what was carried out by a person (tasks of which no part was passed on), so the totals of
 * these tables may differ, while each is the sum of its own rows. To be informed is counted apart.
 */
#ifndef VT_WORK_HANDLING_H
#define VT_WORK_HANDLING_H

#include "doc/office.h"
#include "store/tasks.h"

typedef enum {
	VT_HANDLED_ON_TIME, /* done, not after the deadline */
	VT_HANDLED_LATE,
	VT_HANDLING_IN_TIME, /* open, the deadline is to come, or there is none */
	VT_HANDLING_OVERDUE,
	VT_N_HANDLINGS,
} vt_handling;
const char *vt_handling_name(vt_handling handling);  /* "on-time" */
const char *vt_handling_shown(vt_handling handling); /* "đúng hạn" */
/* How it stood at that moment. false: it did not count then (not given yet, taken back, declined).
 */
bool vt_handling_of(const vt_task_row *task, int64_t at, vt_handling *handling_out);
/* Days late or overdue, by the calendar; 0 = neither. */
int vt_handling_days(const vt_task_row *task, int64_t at);

typedef struct vt_handling_line {
	char *name;
	unsigned carried, carried_overdue; /* tồn kỳ trước, of which overdue when it began */
	unsigned received, total;          /* total = carried + received = sum of counts */
	unsigned counts[VT_N_HANDLINGS];
	unsigned informed, informed_seen; /* để biết, of which known */
} vt_handling_line;

typedef struct vt_handling_period {
	const char *own;
	int64_t from, to, now; /* from <= given_at < to; as it stood at to, or now if that is first
				*/
} vt_handling_period;
typedef struct vt_handling_report {
	GPtrArray *units, *people, *types; /* vt_handling_line *, by name; the sum last */
	GPtrArray *tasks;                  /* vt_task_row *: those that count */
	int64_t at;
} vt_handling_report;
vt_handling_report *vt_handling_make(vt_store *store, const vt_office *office,
				     const vt_handling_period *period, GError **error);
void vt_handling_report_free(vt_handling_report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_handling_report, vt_handling_report_free)

#endif
