/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_clock - backups at their hour
 *
 * Each is made in a read-only child (proc/registrar/side.h); what it came to is mailed to the
 * administrator.
 */
#ifndef VT_PROC_BACKUP_CLOCK_H
#define VT_PROC_BACKUP_CLOCK_H

#include "proc/registrar/registrar.h"

typedef struct vt_backup_clock vt_backup_clock;
vt_backup_clock *vt_backup_clock_new(void);
/* Ends the child under way. */
void vt_backup_clock_free(vt_backup_clock *clock);
/* From now on one is made whenever one is due, the first at once; nothing without a backup block.
 */
void vt_backup_clock_start(vt_registrar *registrar);

#endif
