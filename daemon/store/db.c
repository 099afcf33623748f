/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db - the one database and the folders beside it; batches and acts
 */
#include "store/db.h"

#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "store/evidence.h"
#include "store/files.h"
#include "store/store_private.h"

#define BUSY_MILLISECONDS 10000
/* A reader that does not end must not keep the whole office waiting. */
#define CHECKPOINT_MILLISECONDS 200

static void finalize(void *statement)
{
	sqlite3_finalize(statement);
}

static void drawn_free(void *data)
{
	vt_drawn *drawn = data;

	g_free(drawn->own);
	g_free(drawn->book);
	g_free(drawn);
}

static vt_store *store_new(const char *state, bool reader)
{
	vt_store *store = g_new0(vt_store, 1);

	store->state = g_strdup(state);
	store->reader = reader;
	store->spool = store->stored = store->sealed = store->outbox = -1;
	store->evidence = store->db_dir = -1;
	store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
	store->drawn = g_ptr_array_new_with_free_func(drawn_free);
	store->mails = g_array_new(FALSE, FALSE, sizeof(int64_t));
	store->effects = g_ptr_array_new_with_free_func((GDestroyNotify)vt_effect_free);
	return store;
}

void vt_store_close(vt_store *store)
{
	if (!store)
		return;
	if (store->in_batch)
		vt_batch_abandon(store);
	g_hash_table_unref(store->statements);
	sqlite3_close_v2(store->db);
	vt_fd_close(&store->spool);
	vt_fd_close(&store->stored);
	vt_fd_close(&store->sealed);
	vt_fd_close(&store->outbox);
	vt_fd_close(&store->evidence);
	vt_fd_close(&store->db_dir);
	g_ptr_array_unref(store->drawn);
	g_array_unref(store->mails);
	g_ptr_array_unref(store->effects);
	g_free(store->fault);
	g_free(store->state);
	g_free(store);
}

static bool open_folder(const vt_store *store, const char *name, mode_t mode, int *fd_out,
			GError **error)
{
	g_autofree char *path = g_build_filename(store->state, name, NULL);

	*fd_out = vt_io_open_dir(path, !store->reader, mode, error);
	return *fd_out >= 0;
}

static bool open_folders(vt_store *store, GError **error)
{
	return open_folder(store, VT_SPOOL, 0770, &store->spool, error)
	       && open_folder(store, VT_STORED, 0700, &store->stored, error)
	       && open_folder(store, VT_SEALED, 0700, &store->sealed, error)
	       && open_folder(store, VT_OUTBOX, 0750, &store->outbox, error)
	       && open_folder(store, VT_EVIDENCE_FOLDER, 0700, &store->evidence, error)
	       && open_folder(store, store->db_name, 0700, &store->db_dir, error);
}

static bool configure(sqlite3 *db, bool reader, GError **error)
{
	static const char *const pragmas[] = {
		"PRAGMA journal_mode = WAL",   "PRAGMA synchronous = FULL",
		"PRAGMA foreign_keys = ON",    "PRAGMA secure_delete = ON",
		"PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY",
		"PRAGMA cell_size_check = ON",
	};
	int result = SQLITE_OK;

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, BUSY_MILLISECONDS);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	for (unsigned i = reader ? 2 : 0; result == SQLITE_OK && i < G_N_ELEMENTS(pragmas); i++)
		result = sqlite3_exec(db, pragmas[i], NULL, NULL, NULL);
	if (result == SQLITE_OK && reader)
		result = sqlite3_exec(db, "PRAGMA query_only = ON", NULL, NULL, NULL);
	return result == SQLITE_OK || vt_store_fault(db, result, "set up the database", error);
}

static bool open_database(vt_store *store, GError **error)
{
	g_autofree char *folder = g_build_filename(store->state, store->db_name, NULL);
	g_autofree char *path = g_build_filename(folder, VT_DB_FILE, NULL);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;

	/* A reader of a WAL database opens read-write for the shared memory; query_only keeps it
	 * honest. */
	if (!store->reader)
		flags |= SQLITE_OPEN_CREATE;
	int result = sqlite3_open_v2(path, &store->db, flags, NULL);
	if (result != SQLITE_OK) {
		g_autofree char *what = g_strdup_printf("open '%s'", path);
		return vt_store_fault(store->db, result, what, error);
	}
	if (!configure(store->db, store->reader, error))
		return false;
	if (!store->reader)
		return vt_schema_open(store->db, folder, error);
	int version = 0;
	if (!vt_schema_found(store->db, &version, error))
		return false;
	return version == vt_schema_version()
	       || vt_error_set(error, VT_NEVER, "cannot read '%s': its schema is %d, not %d", path,
			       version, vt_schema_version());
}

static bool open_all(vt_store *store, GError **error)
{
	if (!store->reader) {
		int vt_autofd top = vt_io_open_dir(store->state, true, 0750, error);
		if (top < 0)
			return false;
	}
	if (!open_folders(store, error))
		return false;
	/* A folder that somebody made beforehand, with his own idea of who may look in. */
	if (!store->reader
	    && (fchmod(store->sealed, 0700) != 0 || fchmod(store->db_dir, 0700) != 0))
		return vt_error_errno(error, "cannot close '%s' to others", VT_SEALED);
	if (!open_database(store, error))
		return false;
	/* The folders and the database's name are durable before anything is promised. */
	return store->reader || vt_io_sync_dir(store->db_dir, error);
}

static vt_store *store_open(const char *state, bool reader, const char *db_name, GError **error)
{
	vt_store *store = store_new(state, reader);

	store->db_name = db_name;
	if (open_all(store, error))
		return store;
	vt_store_close(store);
	return NULL;
}

static bool is_whole(const char *state, GError **error)
{
	g_autofree char *beside = g_build_filename(state, VT_STORE_BESIDE, VT_DB_FILE, NULL);

	return !g_file_test(beside, G_FILE_TEST_EXISTS)
	       || vt_error_set(error, VT_NEVER,
			       "a restore did not come to its end, '%s' is left: run vanthuctl "
			       "restore again",
			       beside);
}

vt_store *vt_store_open(const char *state, GError **error)
{
	if (!is_whole(state, error))
		return NULL;
	return store_open(state, false, VT_DB_FOLDER, error);
}

vt_store *vt_store_open_reader(const char *state, GError **error)
{
	return store_open(state, true, VT_DB_FOLDER, error);
}

vt_store *vt_store_open_beside(const char *state, const char *name, GError **error)
{
	return store_open(state, false, name, error);
}

bool vt_store_schema(const char *state, int *found_out, int *known_out, GError **error)
{
	g_autofree char *path = g_build_filename(state, VT_DB_FOLDER, VT_DB_FILE, NULL);
	sqlite3 *db = NULL;
	bool good = is_whole(state, error);
	int found = 0;

	if (good && g_file_test(path, G_FILE_TEST_EXISTS)) {
		int result = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);

		good = result == SQLITE_OK ? vt_schema_found(db, &found, error)
					   : vt_store_fault(db, result, "open the database", error);
		sqlite3_close_v2(db);
	}
	if (good) {
		*found_out = found;
		*known_out = vt_schema_version();
	}
	return good;
}

static bool run(vt_store *store, const char *sql, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	return vt_query_run(query, error);
}

bool vt_batch_begin(vt_store *store, GError **error)
{
	g_assert(!store->reader && !store->in_batch);
	if (!run(store, "BEGIN IMMEDIATE", error))
		return false;
	store->in_batch = true;
	store->acts = 0;
	store->effects_settled = store->effects->len;
	return true;
}

bool vt_batch_is_open(const vt_store *store)
{
	return store->in_batch;
}

unsigned vt_batch_acts(const vt_store *store)
{
	return store->acts;
}

bool vt_act_begin(vt_store *store, GError **error)
{
	g_assert(store->in_batch && !store->in_act);
	if (!vt_ledger_last(store, &store->ledger_before, error)
	    || !run(store, "SAVEPOINT act", error))
		return false;
	store->in_act = true;
	store->effects_at_act = store->effects->len;
	g_ptr_array_set_size(store->drawn, 0);
	g_array_set_size(store->mails, 0);
	return true;
}

static bool act_undo(vt_store *store, GError **error)
{
	g_ptr_array_set_size(store->effects, (int)store->effects_at_act);
	return run(store, "ROLLBACK TO act", error) && run(store, "RELEASE act", error);
}

bool vt_trial_begin(vt_store *store, GError **error)
{
	g_assert(store->in_act);
	store->effects_at_trial = store->effects->len;
	store->drawn_at_trial = store->drawn->len;
	store->mails_at_trial = store->mails->len;
	return run(store, "SAVEPOINT trial", error);
}

bool vt_trial_end(vt_store *store, GError **error)
{
	g_assert(store->in_act);
	g_ptr_array_set_size(store->effects, (int)store->effects_at_trial);
	g_ptr_array_set_size(store->drawn, (int)store->drawn_at_trial);
	g_array_set_size(store->mails, store->mails_at_trial);
	return run(store, "ROLLBACK TO trial", error) && run(store, "RELEASE trial", error);
}

bool vt_act_end(vt_store *store, bool keep, GError **error)
{
	g_assert(store->in_act);
	store->in_act = false;
	/* An I/O fault may have rolled back the whole batch already. */
	if (sqlite3_get_autocommit(store->db))
		return vt_error_set(error, VT_RETRY_LATER,
				    "cannot keep the act: the batch was rolled back");
	if (!keep)
		return act_undo(store, error);
	if (vt_books_read_back(store, error) && vt_ledger_read_back(store, error)
	    && vt_outbox_read_back(store, error) && run(store, "RELEASE act", error)) {
		store->acts++;
		return true;
	}
	act_undo(store, NULL);
	return false;
}

/* Moves of files, oldest first; what fails stays for the next time. */
static void settle(vt_store *store)
{
	unsigned done = 0;

	g_clear_pointer(&store->fault, g_free);
	while (done < store->effects->len) {
		g_autoptr(GError) error = NULL;

		if (vt_effect_run(store, g_ptr_array_index(store->effects, done), &error)) {
			g_ptr_array_remove_index(store->effects, done);
			continue;
		}
		if (!store->fault)
			store->fault = g_strdup(error->message);
		done++;
	}
}

bool vt_batch_commit(vt_store *store, GError **error)
{
	g_assert(store->in_batch && !store->in_act);
	vt_crashpoint("store.commit.before");
	if (sqlite3_get_autocommit(store->db)) {
		vt_batch_abandon(store);
		return vt_error_set(error, VT_RETRY_LATER,
				    "cannot commit: the batch was rolled back");
	}
	if (!run(store, "COMMIT", error)) {
		vt_batch_abandon(store);
		return false;
	}
	store->in_batch = false;
	vt_crashpoint("store.commit.after");
	settle(store);
	return true;
}

void vt_batch_abandon(vt_store *store)
{
	g_assert(store->in_batch);
	if (!sqlite3_get_autocommit(store->db))
		run(store, "ROLLBACK", NULL);
	store->in_batch = store->in_act = false;
	g_ptr_array_set_size(store->effects, (int)store->effects_settled);
}

unsigned vt_store_unsettled(vt_store *store, char **fault_out)
{
	if (fault_out)
		*fault_out = g_strdup(store->fault);
	return store->effects->len;
}

bool vt_store_checkpoint(vt_store *store, GError **error)
{
	int frames = 0, moved = 0;

	g_assert(!store->in_batch && !store->reader);
	sqlite3_busy_timeout(store->db, CHECKPOINT_MILLISECONDS);
	int result = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &frames,
					       &moved);
	sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
	return result == SQLITE_OK
	       || vt_store_fault(store->db, result, "empty the write-ahead log", error);
}

bool vt_store_forget_copies(vt_store *store, GError **error)
{
	g_autofree char *folder = g_build_filename(store->state, store->db_name, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = NULL;

	g_assert(!store->reader);
	if (!dir)
		return vt_error_errno(error, "cannot list '%s'", folder);
	while ((name = g_dir_read_name(dir)))
		if (g_str_has_prefix(name, "before-") && !vt_io_unlink(store->db_dir, name, error))
			return false;
	return vt_io_sync_dir(store->db_dir, error);
}
