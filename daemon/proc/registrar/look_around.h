/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_around - every intake is asked to look at its doors
 */
#ifndef VT_PROC_LOOK_AROUND_H
#define VT_PROC_LOOK_AROUND_H

#include "proc/registrar/registrar.h"

/* 0: vanthu-intake is not there. */
uint64_t vt_look_around(vt_registrar *registrar);
/* Has each that is there now answered that request? */
bool vt_looked_around(vt_registrar *registrar, uint64_t wanted);
void vt_on_looked_around(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
