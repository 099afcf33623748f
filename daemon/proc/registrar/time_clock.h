/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_clock - the registrar's clock for people: every minute what is due is looked up
 */
#ifndef VT_PROC_TIME_CLOCK_H
#define VT_PROC_TIME_CLOCK_H

#include "proc/registrar/registrar.h"

/* From now on work/reminders.h is asked, the first time at once. */
void vt_time_clock_start(vt_registrar *registrar);

#endif
