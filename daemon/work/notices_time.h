/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_time - what people hear because time has passed (work/reminders.c says when)
 */
#ifndef VT_WORK_NOTICES_TIME_H
#define VT_WORK_NOTICES_TIME_H

#include "store/late.h"
#include "store/tasks.h"
#include "work/notices_private.h"
#include "work/reminders.h"

/* A task near its deadline or behind it; all borrowed. */
typedef struct vt_reminder {
	const vt_task_row *task;
	const vt_document *document;
	const vt_person *person; /* who carries it out */
	bool overdue;
	int days;                  /* working days left, or over */
	const vt_person *superior; /* who hears, too; NULL = nobody */
	int64_t report_at;         /* when he will; VT_TIME_NONE = now */
} vt_reminder;

/* "nhac-han" to who carries it out: it asks, with links for XONG, TIẾN ĐỘ and GIA HẠN. */
bool vt_notice_reminder(const vt_noticing *n, const vt_reminder *reminder, GError **error);
/* "nhac-han-cap-tren" to one above. */
bool vt_notice_reminder_above(const vt_noticing *n, const vt_reminder *reminder,
			      const vt_person *to, GError **error);
/* "cham-dang-ky" to the office head: vt_late *, of that own agency. */
bool vt_notice_clerk_late(const vt_noticing *n, const char *own, const GPtrArray *late,
			  GError **error);
/* "overdue by so many working days", as a sentence about who has the task. */
char *vt_notice_overdue_shown(const vt_noticing *n, int days);
/* "khan-cham" to that person; NULL = to the office head. */
bool vt_notice_urgent_late(const vt_noticing *n, const char *own, const vt_late *late,
			   const vt_person *to, GError **error);
/* "viec-tuan": vt_task_row *, open ones, the oldest deadline first. */
bool vt_notice_week(const vt_noticing *n, const vt_person *to, const GPtrArray *tasks,
		    GError **error);

/* "chung-thu-het-han": owner is whose certificate it is, as people call him. */
bool vt_notice_certificate_ends(const vt_noticing *n, vt_mail *mail, const char *owner,
				const vt_pin_ending *pin, GError **error);

#endif
