/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db - the one database and the folders beside it, opened by the registrar alone
 *
 * state/db/vanthu.db (SQLite, WAL, synchronous=FULL), state/spool (filled by intake), state/store,
 * state/sealed (0700), state/outbox. The wall between this folder and all others: nobody
 * outside store/ sees SQL or a type of SQLite.
 *
 * Work is done in batches of acts:
 *
 *	vt_batch_begin(store, &error)
 *		vt_act_begin(store, &error)            one SAVEPOINT
 *			... acts of work/, outbox rows ...
 *		vt_act_end(store, ok, &error)          read-back, then kept; or rolled back alone
 *		(more acts: at most VT_BATCH_ACTS, or VT_BATCH_US microseconds)
 *	vt_batch_commit(store, &error)                 one COMMIT, then the moves of files
 *
 * Nothing may be acknowledged, sent or shown before vt_batch_commit() returned true. Reading needs
 *no batch.
 */
#ifndef VT_STORE_DB_H
#define VT_STORE_DB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_BATCH_ACTS 16
#define VT_BATCH_US   20000

/* state/db/vanthu.db; its log has the suffix "-wal", the index of that "-shm". */
#define VT_DB_FOLDER "db"
#define VT_DB_FILE   "vanthu.db"

typedef struct vt_store vt_store;

/* Folder of a database that is being restored. While it holds one, files of the office are already
 * those of that database: with the old one nobody may go on. */
#define VT_STORE_BESIDE "db-restoring"

/* Opens or makes everything under the state folder; carries an older schema forward, a copy made
 * first (db/before-N.db). Newer schema, another program's file, or a restore that did not come to
 * its end: VT_NEVER. NULL on failure. */
vt_store *vt_store_open(const char *state, GError **error);
/* The same of state/NAME/VT_DB_FILE, while all other folders are the office's own: a restored
 * database is made ready beside the one that is there. */
vt_store *vt_store_open_beside(const char *state, const char *name, GError **error);
/* Read-only, for a child that searches, verifies or exports; every function that writes asserts. */
vt_store *vt_store_open_reader(const char *state, GError **error);
/* Rolls back what is open. NULL is fine. */
void vt_store_close(vt_store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_store, vt_store_close)

/* What stands there now, without opening for writing: 0 = no database yet. false: not readable or
 * not ours, or a restore was cut off. For vanthud -n. */
bool vt_store_schema(const char *state, int *found_out, int *known_out, GError **error);

/* All of these assert their order. On failure of begin nothing is open. */
bool vt_batch_begin(vt_store *store, GError **error);
bool vt_act_begin(vt_store *store, GError **error);
/*
 * keep: the rows touched are read back (no hole in a book, ledger chain, documents of drawn
 * numbers, outbox rows); a mismatch rolls back and is VT_NEVER. keep false rolls back and returns
 * true. Either way the act is over, and other acts of the batch stand.
 */
bool vt_act_end(vt_store *store, bool keep, GError **error);
/* A part of the act that is carried out only to see what would come of it: all of it is taken back,
 * the act goes on as it stood. After a failure in between the act itself must be rolled back. */
bool vt_trial_begin(vt_store *store, GError **error);
bool vt_trial_end(vt_store *store, GError **error);
/*
 * false: nothing of the batch happened (rolled back). true: it is durable; then files are moved as
 * the rows say (store/files.h). A move that fails does not fail the commit: vt_store_unsettled()
 * tells, the next commit or vt_files_reconcile() tries again.
 */
bool vt_batch_commit(vt_store *store, GError **error);
void vt_batch_abandon(vt_store *store);
bool vt_batch_is_open(const vt_store *store);
unsigned vt_batch_acts(const vt_store *store); /* kept so far in this batch */

/* Moves not yet done; fault_out (may be NULL) gets the text of the first, caller frees. */
unsigned vt_store_unsettled(vt_store *store, char **fault_out);

/* Empties the write-ahead log into the database and truncates it; VT_RETRY_LATER while a reader is
 * at work. No batch may be open. */
bool vt_store_checkpoint(vt_store *store, GError **error);
/* Removes the copies made before schema steps: they still hold what has been sealed since. */
bool vt_store_forget_copies(vt_store *store, GError **error);

#endif
