/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - an office begins again from a backup, and says what that cost
 *
 * Nothing of what lies in the state folder is thrown away. The database that is there stays as
 * db/before-restore-TIME.db until the next sealing. What arrived after the backup was made and
 * still lies in store/ goes back to spool/, is inspected again at the next start and registered
 * under new numbers; what lies in spool/ stays. What was sealed since is sealed again.
 */
#ifndef VT_WORK_RESTORE_H
#define VT_WORK_RESTORE_H

#include "work/backup.h"

typedef struct vt_restore_order {
	const char *from, *state; /* folder of one backup; state folder, which exists */
	bool damaged;             /* go on without files of the backup that are spoiled */
	int64_t now;
	vt_backup_tell *tell;
	void *data;
} vt_restore_order;

typedef struct vt_restored {
	vt_backup_result backup; /* what was restored; faults: of its files */
	int64_t put, kept;       /* files put there; files that were there already */
	unsigned again;          /* messages newer than the backup, back in spool/ */
	unsigned resealed;       /* sealed after the backup was made */
	unsigned composed_again; /* mails whose bytes are written anew */
	unsigned asked_again;    /* notices of open questions, with other tokens */
	GPtrArray *missing;      /* char *: "ID WHY": messages without bytes now */
} vt_restored;
void vt_restored_init(vt_restored *restored);
void vt_restored_clear(vt_restored *restored);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_restored, vt_restored_clear)

/* The office must not run: its lock is held meanwhile. false: the office is as it was, but for
 * files added to store/ (a backup with faults: VT_NEVER, they stand in out). */
bool vt_restore(const vt_restore_order *order, vt_restored *out, GError **error);

#endif
