/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recheck - messages that were concluded are looked at anew, with the trust and the time of now
 *
 * By command, every night, and after inspect came back (it begins anew when its trust has changed):
 * then of each signer the newest registered message. Arrivals go first.
 */
#ifndef VT_PROC_RECHECK_H
#define VT_PROC_RECHECK_H

#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"

typedef struct vt_rechecking vt_rechecking;
vt_rechecking *vt_rechecking_new(void);
void vt_rechecking_free(vt_rechecking *rechecking);

/* The newest message of every signer, unless it was received or looked at at due or later. */
void vt_recheck_signers(vt_registrar *registrar, int64_t due);
/* inspect is there: for the first time: what last night has missed; else all signers, soon. */
void vt_recheck_inspect_came(vt_registrar *registrar, int64_t last_night);
vt_command_run vt_run_recheck;

#endif
