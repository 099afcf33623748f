/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_command - backups, asked for and by the clock
 *
 * Long work runs in a read-only child (design §6). The result of one made by the clock is mailed to
 * the administrator; who asks for one is told.
 */
#ifndef VT_PROC_BACKUP_COMMAND_H
#define VT_PROC_BACKUP_COMMAND_H

#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"
#include "work/backup.h"

/* backup [--full]; in a child */
vt_command_run vt_run_backup;
/* Table and texts of a result. */
void vt_reply_backup(vt_reply *reply, const vt_backup_result *result);

/* proc/registrar/backup_clock.c */
typedef struct vt_backup_clock vt_backup_clock;
vt_backup_clock *vt_backup_clock_new(void);
/* Ends the child under way. */
void vt_backup_clock_free(vt_backup_clock *clock);
/* From now on one is made whenever one is due, the first at once; nothing without a backup block.
 */
void vt_backup_clock_start(vt_registrar *registrar);

#endif
