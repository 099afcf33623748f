/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_calendar - the calendar of who carries a task out answers its invitation
 *
 * Nobody signs such an answer, and some calendars write it as an automatic mail. It comes to the
 * token of the task from the address it was given to; that is all that is known of it, so it binds
 * nobody (RFC 5546 §3.2): it is a receipt (ký nhận), and another time or a refusal becomes a
 * question to who gave the task. Whoever answered is not answered.
 */
#ifndef VT_WORK_HEARD_CALENDAR_H
#define VT_WORK_HEARD_CALENDAR_H

#include "work/hearing.h"

/* h->asking is of a task, h->person is who was asked. */
bool vt_heard_calendar(vt_hearing *h, GError **error);

#endif
