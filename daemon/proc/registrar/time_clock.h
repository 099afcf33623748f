/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_clock - the registrar's clock for people: every minute what is due is looked up
 */
#ifndef VT_PROC_TIME_CLOCK_H
#define VT_PROC_TIME_CLOCK_H

#include "proc/registrar/registrar.h"

typedef struct vt_time_clock vt_time_clock;
vt_time_clock *vt_time_clock_new(void);
void vt_time_clock_free(vt_time_clock *clock);
/* From now on work/reminders.h is asked, the first time at once. */
void vt_time_clock_start(vt_registrar *registrar);
/* inspect has come: what it said of pinned certificates before is over. */
void vt_time_clock_inspect_came(vt_registrar *registrar);
/* VT_KIND_PINNED */
void vt_on_pinned(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
