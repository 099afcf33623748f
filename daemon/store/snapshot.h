/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot - the database as it stands at one moment, and the files its rows name
 *
 * For backup and restore. The copy is one plain file without a log beside it. Of a message that is
 * sealed, or not judged yet, only the id is told: its bytes are in no backup.
 */
#ifndef VT_STORE_SNAPSHOT_H
#define VT_STORE_SNAPSHOT_H

#include "base/io.h"
#include "store/db.h"

typedef struct vt_snapshot_file {
	char *path;   /* below the state folder: "store/ab/....eml" */
	char *id;     /* of an arrival; NULL */
	char *sha256; /* NULL: no row says */
	bool passing; /* outbox/: may have been sent and dropped since */
} vt_snapshot_file;

/* Why the bytes of a message are in no backup. */
typedef enum { VT_LEFT_SEALED, VT_LEFT_WAITING, VT_LEFT_GONE, VT_N_LEFT } vt_left_out;
const char *vt_left_out_name(vt_left_out which); /* sealed waiting gone */

typedef struct vt_snapshot {
	int64_t arrivals, documents, ledger, schema;
	char head[VT_SHA256_HEX];
	GPtrArray *files;               /* vt_snapshot_file * */
	GPtrArray *left_out[VT_N_LEFT]; /* char *: ids */
} vt_snapshot;

vt_snapshot *vt_snapshot_new(void);
void vt_snapshot_free(vt_snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_snapshot, vt_snapshot_free)

typedef void vt_snapshot_progress(int64_t done, int64_t all, void *data);
/* Copies into a file that is not there yet, by SQLite's online backup: writers go on meanwhile.
 * progress: pages; may be NULL. NULL with error; what was written so far stays. */
vt_snapshot *vt_snapshot_copy(vt_store *store, const char *path, vt_snapshot_progress *progress,
			      void *data, GError **error);
/* Ids (char *) of messages that are secret, or whose bytes are gone: a copy that holds the bytes of
 * one holds what it must not. */
GHashTable *vt_snapshot_withdrawn(vt_store *store, GError **error);
/* Of these the secret ones alone. */
GHashTable *vt_snapshot_secret(vt_store *store, GError **error);

/* One that a person sealed: the ledger's lines from (first heard of) to below (sealed) knew it. */
typedef struct vt_sealing {
	int64_t first, sealed;
} vt_sealing;
GArray *vt_snapshot_sealings(vt_store *store, GError **error);

/* Is every page of the database sound, and every reference kept? Texts are appended to faults. */
bool vt_store_integrity(vt_store *store, GPtrArray *faults, GError **error);

/* Inside an act. Mail that was composed and whose bytes are not in outbox/ is a draft again, and
 * goes out once more under its old Message-ID; n_out: how many. What was sent stays sent, and its
 * bytes are gone. */
bool vt_snapshot_compose_again(vt_store *store, unsigned *n_out, GError **error);

#endif
