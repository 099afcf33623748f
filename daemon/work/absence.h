/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * absence - an automatic answer hints that who has a task is away
 *
 * No more than a hint: it changes nothing, and is told once for each task and person, to who gave
 * the task, while it has not been taken. Where directory.conf names a deputy he is offered.
 */
#ifndef VT_WORK_ABSENCE_H
#define VT_WORK_ABSENCE_H

#include "store/outbox.h"
#include "work/judging.h"

/* mail: of ours that was answered so. */
bool vt_absence_hint(vt_judging *j, const vt_mail *mail, GError **error);

#endif
