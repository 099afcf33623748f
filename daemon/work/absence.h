/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * absence - what a mailbox says by itself about a task: shown to him (ký nhận), or he is away
 *
 * A receipt (RFC 8098, displayed) of a mail about a task is his receipt of it, as his first act is.
 *
 * An automatic answer hints that who has a task is away.
 * No more than a hint: it changes nothing, and is told once for each task and person, to who gave
 * the task, while it has not been taken. Where directory.conf names a deputy he is offered.
 */
#ifndef VT_WORK_ABSENCE_H
#define VT_WORK_ABSENCE_H

#include "store/outbox.h"
#include "work/judging.h"

/* mail: of ours that was answered so. */
bool vt_absence_hint(vt_judging *j, const vt_mail *mail, GError **error);
bool vt_absence_seen(vt_judging *j, const vt_mail *mail, GError **error);

#endif
