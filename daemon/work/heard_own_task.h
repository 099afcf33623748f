/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_own_task - "XONG 123/2026: ..." as a mail of its own: the task is found by the number
 */
#ifndef VT_WORK_HEARD_OWN_TASK_H
#define VT_WORK_HEARD_OWN_TASK_H

#include "work/heard_command.h"

/* NHẬN VIỆC, KHÔNG NHẬN, CHUYỂN, TIẾN ĐỘ, GIA HẠN, XONG. No token proves anything here: policy.conf
 * says whether it needs one, and a signature counts once. */
vt_hear_verb vt_heard_own_task;

#endif
