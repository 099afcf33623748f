/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_command - vanthuctl backup: who asks for one is told what it came to
 *
 * Long work runs in a read-only child (design §6).
 */
#ifndef VT_PROC_BACKUP_COMMAND_H
#define VT_PROC_BACKUP_COMMAND_H

#include "proc/registrar/command.h"
#include "work/backup.h"

/* backup [--full]; in a child */
vt_command_run vt_run_backup;
/* Table and texts of a result. */
void vt_reply_backup(vt_reply *reply, const vt_backup_result *result);

#endif
