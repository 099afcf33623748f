/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend_command - vanthuctl resend: mail that was given up, or held in a rehearsal, goes out;
 * vanthuctl queue drop: it never will
 */
#ifndef VT_PROC_RESEND_COMMAND_H
#define VT_PROC_RESEND_COMMAND_H

#include "proc/registrar/command.h"

void vt_run_resend(const vt_call *call);
void vt_run_queue_drop(const vt_call *call);

#endif
