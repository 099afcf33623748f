/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders - the clock for people: what is due is looked up, each thing goes once
 *
 * Clerk limits (NĐ 30/2020 Đ22-24), escalation of urgent ones, deadlines of tasks, the lists of a
 * week. Nothing is scheduled: what the tables say now decides, and table clock says what went
 * before. So a task that is done, extended or undone is not reminded of.
 */
#ifndef VT_WORK_REMINDERS_H
#define VT_WORK_REMINDERS_H

#include "doc/office.h"
#include "store/db.h"

/* So many mails a call at most, so that an act stays short. */
#define VT_REMINDERS_AT_ONCE 50

/* Inside an act. *n_out: mails written; VT_REMINDERS_AT_ONCE or more: there may be more to do. */
bool vt_reminders_run(vt_store *store, const vt_office *office, int64_t now, unsigned *n_out,
		      GError **error);

/* A certificate that directory.conf pins to an agency or a person. */
typedef struct vt_pin_ending {
	char *owner, *sha256, *subject;
	int64_t until;
} vt_pin_ending;
void vt_pin_ending_free(vt_pin_ending *pin);
/* Inside an act. pins: vt_pin_ending *; those that a second person confirmed come from the store.
 * 60, 30 and 7 days before its end the person himself is told, of an agency's the clerks; one that
 * has a successor is left alone. */
bool vt_reminders_certificates(vt_store *store, const vt_office *office, const GPtrArray *pins,
			       int64_t now, unsigned *n_out, GError **error);

#endif
