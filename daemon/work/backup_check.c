/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_check - a backup opened, walked and counted, in a folder that goes away again
 */
#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/arrivals.h"
#include "store/snapshot.h"
#include "work/backup_private.h"
#include "work/verify.h"

/* The folders of a state directory; links to the files of the backup, but the database, into which
 * opening writes, is a copy. */
static bool build(const char *folder, const char *scratch, const vt_manifest *manifest,
		  GHashTable *good, GError **error)
{
	g_autofree char *db = g_build_filename(folder, VT_MANIFEST_DB, NULL);
	g_autofree char *db_dir = g_build_filename(scratch, VT_DB_FOLDER, NULL);
	vt_autofd int in = open(db, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	vt_autofd int out = vt_io_open_dir(db_dir, true, 0700, error);

	if (in < 0)
		return vt_error_errno(error, "cannot open '%s'", db);
	if (out < 0 || !vt_io_publish_copy(out, VT_DB_FILE, in, INT64_MAX, NULL, error))
		return false;
	for (guint i = 0; i < manifest->files->len; i++) {
		const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);

		if (strcmp(file->path, VT_MANIFEST_DB) != 0
		    && g_hash_table_contains(good, file->path)
		    && !vt_backup_take_over(folder, scratch, file->path, error))
			return false;
	}
	return true;
}

static void compare(vt_backup_result *result, const char *what, int64_t found, int64_t told)
{
	if (found != told)
		vt_backup_fault(result, "%" PRId64 " %s, the manifest says %" PRId64, found, what,
				told);
}

static bool walk(const char *scratch, const vt_manifest *manifest, vt_backup_result *result,
		 GError **error)
{
	g_autoptr(vt_store) store = vt_store_open(scratch, error);
	vt_verification found = { 0 };
	vt_arrival_counts counts = { 0 };

	if (store == NULL || !vt_store_integrity(store, result->faults, error)
	    || !vt_arrivals_count(store, NULL, 0, G_MAXINT64, &counts, error)
	    || !vt_verify_backup(store, manifest->head, &found, error))
		return false;
	for (guint i = 0; i < found.faults->len; i++)
		vt_backup_fault(result, "%s", (const char *)g_ptr_array_index(found.faults, i));
	compare(result, "messages", counts.total, manifest->arrivals);
	compare(result, "lines of the ledger", found.lines, manifest->ledger);
	compare(result, "entries in the register", found.documents, manifest->documents);
	if (strcmp(found.head, manifest->head) != 0)
		vt_backup_fault(result, "the ledger ends in %s, the manifest says %s", found.head,
				manifest->head);
	vt_verification_clear(&found);
	return true;
}

/* A database that does not open is a fault of the backup, not of the looking. */
static bool open_copy(const char *folder, const char *scratch, const vt_manifest *manifest,
		      GHashTable *good, vt_backup_result *result, GError **error)
{
	g_autoptr(GError) fault = NULL;

	if (!build(folder, scratch, manifest, good, error))
		return false;
	if (walk(scratch, manifest, result, &fault))
		return true;
	if (fault->code == VT_RETRY_LATER) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	vt_backup_fault(result, "%s", fault->message);
	return true;
}

bool vt_backup_check(const char *folder, const char *scratch, vt_backup_result *result,
		     vt_backup_tell *tell, void *data, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(vt_manifest) manifest = vt_backup_manifest(folder, &fault);
	g_autoptr(GHashTable) good = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *temporary =
		g_strdup_printf("%s/" VT_BACKUP_TEMPORARY "check-%d", scratch, (int)getpid());

	if (manifest == NULL) {
		vt_backup_fault(result, "'%s' is no whole backup: %s", folder, fault->message);
		return true;
	}
	vt_backup_note(result, manifest);
	vt_backup_say(tell, data, "checking %u files of '%s'", manifest->files->len,
		      manifest->name);
	vt_backup_look(folder, manifest, result, good);
	if (!g_hash_table_contains(good, VT_MANIFEST_DB))
		return true;
	vt_backup_say(tell, data, "opening the copy, walking ledger and register");
	bool done = vt_backup_remove(temporary, error)
		    && open_copy(folder, temporary, manifest, good, result, error);
	return vt_backup_remove(temporary, done ? error : NULL) && done;
}
