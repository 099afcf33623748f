/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip - the command: test mails go out and come back, and what happened to them is told
 */
#ifndef VT_PROC_ROUNDTRIP_H
#define VT_PROC_ROUNDTRIP_H

#include "proc/registrar/command.h"

/* roundtrip [ADDRESS]: answered when all are back, refused or given up; exit status 0 good, 1
 * warnings, 2 faults. */
void vt_run_roundtrip(const vt_call *call);

#endif
