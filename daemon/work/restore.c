/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - the database beside the old one, the files, one rename, in this order
 *
 * From the first to the last the office does not start (store/db.h); who was cut off begins anew.
 */
#include "work/restore.h"

#include <errno.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "store/tokens_renew.h"
#include "store/documents.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/snapshot.h"
#include "work/backup_private.h"
#include "work/outcome.h"
#include "work/restore_newer.h"

#define ACT "restore"

void vt_restored_init(vt_restored *restored)
{
	*restored = (vt_restored){ .missing = g_ptr_array_new_with_free_func(g_free) };
	vt_backup_result_init(&restored->backup);
}

void vt_restored_clear(vt_restored *restored)
{
	vt_backup_result_clear(&restored->backup);
	g_clear_pointer(&restored->missing, g_ptr_array_unref);
}

/* The lock of vanthud itself (proc/vanthud/vanthud.c). */
static int lock(const char *state, GError **error)
{
	g_autofree char *run = g_build_filename(state, "run", NULL);
	g_autofree char *path = g_build_filename(run, "vanthud.lock", NULL);
	vt_autofd int dir = vt_io_open_dir(run, true, 0750, error);

	if (dir < 0)
		return -1;
	return vt_backup_lock(
		path, "the office is running: stop vanthud before anything is restored", error);
}

/* ---- files ---- */

static bool has_hash(const char *path, const vt_manifest_file *file)
{
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char sha256[VT_SHA256_HEX] = "";
	uint64_t bytes = 0;

	return fd >= 0 && vt_files_hash(fd, sha256, &bytes, NULL) && bytes == file->bytes
	       && strcmp(sha256, file->sha256) == 0;
}

/* What is good stays. Of what changes (imap/) the office's own is the newer. */
static bool stays(const char *path, const vt_manifest_file *file)
{
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return false;
	return g_str_has_prefix(file->path, "imap/") || has_hash(path, file);
}

static bool put(const vt_restore_order *order, const vt_manifest_file *file, GError **error)
{
	g_autofree char *source = g_build_filename(order->from, file->path, NULL);
	g_autofree char *target = g_build_filename(order->state, file->path, NULL);
	g_autofree char *folder = g_path_get_dirname(target);
	g_autofree char *name = g_path_get_basename(target);
	vt_autofd int in = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	vt_autofd int dir = vt_io_open_dir(folder, true, 0700, error);

	if (in < 0)
		return vt_error_errno(error, "cannot open '%s'", source);
	return dir >= 0 && vt_backup_sweep(folder, error)
	       && vt_io_publish_copy(dir, name, in, INT64_MAX, NULL, error);
}

static bool put_all(const vt_restore_order *order, const vt_manifest *manifest, GHashTable *good,
		    vt_restored *out, GError **error)
{
	for (guint i = 0; i < manifest->files->len; i++) {
		const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);
		g_autofree char *target = g_build_filename(order->state, file->path, NULL);

		if (strcmp(file->path, VT_MANIFEST_DB) == 0
		    || !g_hash_table_contains(good, file->path))
			continue;
		if (stays(target, file)) {
			out->kept++;
			continue;
		}
		if (!put(order, file, error))
			return false;
		out->put++;
		vt_crashpoint("restore.file");
	}
	vt_backup_say(order->tell, order->data,
		      "%" PRId64 " files put back, %" PRId64 " were there", out->put, out->kept);
	return true;
}

/* ---- the database ---- */

static bool copy_database(const vt_restore_order *order, GError **error)
{
	g_autofree char *folder = g_build_filename(order->state, VT_STORE_BESIDE, NULL);
	g_autofree char *source = g_build_filename(order->from, VT_MANIFEST_DB, NULL);
	vt_autofd int in = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	vt_autofd int dir = -1;

	if (in < 0)
		return vt_error_errno(error, "cannot open '%s'", source);
	if (!vt_backup_remove(folder, error))
		return false;
	dir = vt_io_open_dir(folder, true, 0700, error);
	return dir >= 0 && vt_io_publish_copy(dir, VT_DB_FILE, in, INT64_MAX, NULL, error);
}

static bool write_ledger(vt_store *store, const vt_restore_order *order, const vt_restored *out,
			 GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(ACT, VT_BY_ITSELF, "", order->now);

	vt_entry_text(entry, "backup", out->backup.name);
	vt_entry_text(entry, "head", out->backup.head);
	vt_entry_int(entry, "files", out->put);
	vt_entry_int(entry, "again", out->again);
	vt_entry_int(entry, "resealed", out->resealed);
	vt_entry_int(entry, "missing", out->missing->len);
	vt_entry_int(entry, "composed-again", out->composed_again);
	vt_entry_int(entry, "asked-again", out->asked_again);
	return vt_ledger_append(store, entry, NULL, error);
}

/* What the lost days may have used is asked anew, with other tokens (design §5). */
static bool act(vt_store *store, const vt_restore_order *order, vt_restored *out, GError **error)
{
	return vt_restore_reseal(store, order, out, error)
	       && vt_snapshot_compose_again(store, &out->composed_again, error)
	       && vt_tokens_renew(store, order->now, &out->asked_again, error)
	       && write_ledger(store, order, out, error);
}

static bool bring_up(vt_store *store, const vt_restore_order *order, vt_restored *out,
		     GError **error)
{
	if (!vt_restore_newer(store, order, out, error) || !vt_restore_missing(store, out, error)
	    || !vt_batch_begin(store, error))
		return false;
	if (!vt_act_begin(store, error)) {
		vt_batch_abandon(store);
		return false;
	}
	bool done = act(store, order, out, error);
	done = vt_act_end(store, done, done ? error : NULL) && done;
	if (!done) {
		vt_batch_abandon(store);
		return false;
	}
	return vt_batch_commit(store, error) && vt_store_forget_copies(store, error)
	       && vt_store_checkpoint(store, error);
}

static bool prepare(const vt_restore_order *order, const vt_manifest *manifest, GHashTable *good,
		    vt_restored *out, GError **error)
{
	g_autofree char *beside = g_build_filename(order->state, VT_STORE_BESIDE, NULL);
	g_autoptr(vt_store) store = NULL;

	if (copy_database(order, error) && put_all(order, manifest, good, out, error))
		store = vt_store_open_beside(order->state, VT_STORE_BESIDE, error);
	if (store != NULL)
		return bring_up(store, order, out, error);
	/* Nothing that the old database names is gone: the office may go on with it. */
	vt_backup_remove(beside, NULL);
	return false;
}

/* ---- the change ---- */

/* The old log must not be found beside the new database. */
static bool put_aside(int db, const char *name, const char *aside, GError **error)
{
	if (renameat(db, name, db, aside) == 0 || errno == ENOENT)
		return true;
	return vt_error_errno(error, "cannot rename '%s'", name);
}

static bool change_over(const vt_restore_order *order, GError **error)
{
	g_autofree char *db_path = g_build_filename(order->state, VT_DB_FOLDER, NULL);
	g_autofree char *beside_path = g_build_filename(order->state, VT_STORE_BESIDE, NULL);
	g_autofree char *aside = g_strdup_printf("before-restore-%" PRId64 ".db", order->now);
	g_autofree char *wal = g_strconcat(aside, "-wal", NULL);
	g_autofree char *shm = g_strconcat(aside, "-shm", NULL);
	vt_autofd int db = vt_io_open_dir(db_path, true, 0700, error);
	vt_autofd int beside = vt_io_open_dir(beside_path, false, 0700, error);

	if (db < 0 || beside < 0)
		return false;
	if (linkat(db, VT_DB_FILE, db, aside, 0) != 0 && errno != ENOENT && errno != EEXIST)
		return vt_error_errno(error, "cannot put the old database aside");
	if (!put_aside(db, VT_DB_FILE "-wal", wal, error)
	    || !put_aside(db, VT_DB_FILE "-shm", shm, error))
		return false;
	vt_crashpoint("restore.aside");
	if (faccessat(beside, VT_TOKEN_KEY, F_OK, AT_SYMLINK_NOFOLLOW) == 0
	    && !vt_io_move(beside, VT_TOKEN_KEY, db, VT_TOKEN_KEY, error))
		return false;
	if (!vt_io_move(beside, VT_DB_FILE, db, VT_DB_FILE, error))
		return false;
	vt_crashpoint("restore.changed");
	return vt_backup_remove(beside_path, error);
}

static bool look(const vt_restore_order *order, const vt_manifest *manifest, GHashTable *good,
		 vt_restored *out, GError **error)
{
	vt_backup_note(&out->backup, manifest);
	vt_backup_say(order->tell, order->data, "checking %u files of '%s'", manifest->files->len,
		      manifest->name);
	if (vt_backup_look(order->from, manifest, &out->backup, good))
		return true;
	if (!g_hash_table_contains(good, VT_MANIFEST_DB))
		return vt_error_set(error, VT_NEVER, "the database of '%s' is spoiled: %s",
				    manifest->name,
				    (const char *)g_ptr_array_index(out->backup.faults, 0));
	return order->damaged
	       || vt_error_set(error, VT_NEVER,
			       "'%s' has spoiled files, the first: %s; take another backup, or "
			       "--damaged to go on without them",
			       manifest->name,
			       (const char *)g_ptr_array_index(out->backup.faults, 0));
}

bool vt_restore(const vt_restore_order *order, vt_restored *out, GError **error)
{
	g_autoptr(GHashTable) good = g_hash_table_new(g_str_hash, g_str_equal);
	vt_autofd int held = lock(order->state, error);
	g_autoptr(vt_manifest) manifest = held >= 0 ? vt_backup_manifest(order->from, error) : NULL;

	return manifest != NULL && look(order, manifest, good, out, error)
	       && prepare(order, manifest, good, out, error) && change_over(order, error);
}
