/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_lmtp - the LMTP doors: sockets around the machine of net/lmtp, and the spool behind it
 *
 * What was said 250 to lies whole in spool/, bytes and envelope. Messages that became whole in one
 * round of the loop are made durable together.
 */
#ifndef VT_PROC_INTAKE_LMTP_H
#define VT_PROC_INTAKE_LMTP_H

#include "proc/proc.h"

typedef struct vt_lmtp_doors vt_lmtp_doors;

/* One line about each `lmtp` block that cannot be what it says. */
void vt_lmtp_doors_check(const vt_office *office, vt_faults *faults);
/* Takes the listeners this program was started with (proc/listener.h); one that a block names and
 * nobody opened is VT_NEVER. spool_dir is borrowed. told: called for each message that is safe.
 * NULL on failure. */
vt_lmtp_doors *vt_lmtp_doors_new(vt_run *run, int spool_dir,
				 void (*told)(vt_run *run, const char *id), GError **error);
void vt_lmtp_doors_free(vt_lmtp_doors *doors);
/* In the jail: begins to accept. */
void vt_lmtp_doors_open(vt_lmtp_doors *doors);
/* After each round of the loop. */
void vt_lmtp_doors_commit(vt_lmtp_doors *doors);
/* Accepts nobody any more; idle clients are sent away. true: nobody is left. */
bool vt_lmtp_doors_close(vt_lmtp_doors *doors);
/* Messages kept so far. */
unsigned vt_lmtp_doors_kept(const vt_lmtp_doors *doors);

#endif
