/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_private - folders of backups; for work/backup*.c and work/restore*.c only
 */
#ifndef VT_WORK_BACKUP_PRIVATE_H
#define VT_WORK_BACKUP_PRIVATE_H

#include "work/backup.h"

#define VT_BACKUP_TEMPORARY ".tmp-"

void G_GNUC_PRINTF(3, 4) vt_backup_say(vt_backup_tell *tell, void *data, const char *format, ...);
/* A file that is held by flock until it is closed; taken: what is said when another holds it
 * (VT_RETRY_LATER). -1 with error. */
int vt_backup_lock(const char *path, const char *taken, GError **error);
/* Up to VT_BACKUP_FAULTS. */
void G_GNUC_PRINTF(2, 3) vt_backup_fault(vt_backup_result *result, const char *format, ...);
/* Names of whole backups in a folder, oldest first (char *). NULL with error. */
GPtrArray *vt_backup_names(const char *to, GError **error);
/* NULL with error. */
vt_manifest *vt_backup_manifest(const char *folder, GError **error);
/* The folder and all below; a link is removed, not followed. */
bool vt_backup_remove(const char *path, GError **error);
/* Everything a run that was killed has left. */
bool vt_backup_sweep(const char *to, GError **error);
/* The folders on the way to a file below dir; made when missing. */
bool vt_backup_make_way(const char *dir, const char *path, GError **error);
/* Folders below dir are on the disk with all their names. */
bool vt_backup_sync(const char *dir, GError **error);
/* Bytes of from/path as to/path: by a link, else (another file system, no links) a copy. */
bool vt_backup_take_over(const char *from, const char *to, const char *path, GError **error);
/* Every file of the manifest has its size and hash; bytes are counted. good_out: gets the paths
 * that are (char *); NULL = not wanted. */
bool vt_backup_look(const char *folder, const vt_manifest *manifest, vt_backup_result *result,
		    GHashTable *good_out);
/* name and counts of the manifest */
void vt_backup_note(vt_backup_result *result, const vt_manifest *manifest);
/* Removes all but `keep` full ones and what came after, and those that know what has been sealed
 * since they were made; never the newest. */
bool vt_backup_prune(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		     GError **error);

#endif
