/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup - copies of the register and its files, each whole in a folder of its own
 *
 *	TO/20261122T020000-full/         manifest.jsonl  db.sqlite  store/  evidence/  outbox/ imap/
 *	TO/20261123T023000-incremental/  the same; what was in the one before is a hard link to it
 *	TO/.lock  TO/.tmp-...            who works here; what is not complete
 *
 * The database is one snapshot; stored files never change, so those its rows name are the same
 * moment. A folder without a manifest under its final name does not exist. Sealed originals are in
 * none of them, nor are messages nobody has judged yet: their ids alone (doc/manifest.h). When a
 * message is sealed by a person later, the backups that knew it go as soon as a newer one is proved
 * good.
 */
#ifndef VT_WORK_BACKUP_H
#define VT_WORK_BACKUP_H

#include "base/io.h"
#include "doc/manifest.h"
#include "store/db.h"

#define VT_BACKUP_FAULTS 20 /* told at most; there may be more */

typedef void vt_backup_tell(const char *line, void *data);

typedef struct vt_backup_order {
	const char *to, *state; /* folders; to exists */
	bool full;
	int keep; /* full ones */
	int64_t now;
	vt_backup_tell *tell; /* progress, in English; may be NULL */
	void *data;
} vt_backup_order;

typedef struct vt_backup_result {
	char *name; /* NULL: none was made */
	bool full;
	int64_t files, copied, bytes; /* copied: not taken over by a link; bytes: of all */
	int64_t arrivals, documents, ledger;
	int64_t sealed, waiting; /* without bytes */
	char head[VT_SHA256_HEX];
	GPtrArray *faults;  /* char *, English; empty = good */
	GPtrArray *removed; /* char *: names of older ones */
} vt_backup_result;
void vt_backup_result_init(vt_backup_result *result);
void vt_backup_result_clear(vt_backup_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_backup_result, vt_backup_result_clear)

/* Makes one, looks it over (vt_backup_check()) and removes what is too old when it is good. store:
 * a reader. Without an older one it is full in any case. false: there is none, *error says why
 * (VT_RETRY_LATER: disk full, another is being made). */
bool vt_backup_run(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		   GError **error);

/* Proves one: every file by its hash, then the copy is opened in a folder of its own below scratch,
 * walked as `verify` does, and counted. Faults are in result. false: it could not be looked at. */
bool vt_backup_check(const char *folder, const char *scratch, vt_backup_result *result,
		     vt_backup_tell *tell, void *data, GError **error);

/* When the newest of this kind (full, or any) was made; VT_TIME_NONE: there is none. */
int64_t vt_backup_newest(const char *to, bool full);

#endif
