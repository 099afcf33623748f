/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot - the database as it stands at one moment, and the files its rows name
 */
#include "store/snapshot.h"

#include "base/error.h"
#include "store/evidence.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/store_private.h"

#define PAGES_A_STEP 512

static void file_free(void *data)
{
	vt_snapshot_file *file = data;

	g_free(file->path);
	g_free(file->id);
	g_free(file->sha256);
	g_free(file);
}

vt_snapshot *vt_snapshot_new(void)
{
	vt_snapshot *snapshot = g_new0(vt_snapshot, 1);

	snapshot->files = g_ptr_array_new_with_free_func(file_free);
	for (unsigned i = 0; i < G_N_ELEMENTS(snapshot->left_out); i++)
		snapshot->left_out[i] = g_ptr_array_new_with_free_func(g_free);
	return snapshot;
}

void vt_snapshot_free(vt_snapshot *snapshot)
{
	if (!snapshot)
		return;
	g_ptr_array_unref(snapshot->files);
	for (unsigned i = 0; i < G_N_ELEMENTS(snapshot->left_out); i++)
		g_ptr_array_unref(snapshot->left_out[i]);
	g_free(snapshot);
}

const char *vt_left_out_name(vt_left_out which)
{
	static const char *const names[] = {
		[VT_LEFT_SEALED] = "sealed", [VT_LEFT_WAITING] = "waiting", [VT_LEFT_GONE] = "gone"
	};

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_LEFT);
	g_assert(which < VT_N_LEFT);
	return names[which];
}

/* ---- what the rows name ---- */

static vt_snapshot_file *add_file(vt_snapshot *snapshot, char *take_path, const char *id,
				  const char *sha256)
{
	vt_snapshot_file *file = g_new0(vt_snapshot_file, 1);

	file->path = take_path;
	file->id = g_strdup(id);
	file->sha256 = g_strdup(sha256);
	g_ptr_array_add(snapshot->files, file);
	return file;
}

static bool list_messages(vt_store *store, vt_snapshot *snapshot, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT id, sha256, place, (SELECT min(sequence) FROM arrival b WHERE"
		       " b.sha256 = a.sha256 AND b.place = 'store') = sequence FROM arrival a"
		       " ORDER BY sequence");
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		const char *id = vt_query_get(query, 0);
		const char *sha256 = vt_query_get(query, 1);
		const char *place = vt_query_get(query, 2);

		if (strcmp(place, vt_place_name(VT_PLACE_STORE)) == 0) {
			if (vt_query_get_int(query, 3))
				add_file(snapshot,
					 g_strdup_printf(VT_STORED "/%.2s/%s.eml", sha256, sha256),
					 id, sha256);
			add_file(snapshot, g_strdup_printf(VT_STORED "/%.2s/%s.env", sha256, id),
				 id, NULL);
			continue;
		}
		vt_left_out why =
			strcmp(place, vt_place_name(VT_PLACE_SEALED)) == 0  ? VT_LEFT_SEALED
			: strcmp(place, vt_place_name(VT_PLACE_SPOOL)) == 0 ? VT_LEFT_WAITING
									    : VT_LEFT_GONE;
		g_ptr_array_add(snapshot->left_out[why], g_strdup(id));
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static bool list_evidence(vt_store *store, vt_snapshot *snapshot, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "SELECT sha256 FROM evidence");
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		const char *sha256 = vt_query_get(query, 0);

		add_file(snapshot, g_strconcat(VT_EVIDENCE_FOLDER "/", sha256, ".der", NULL), NULL,
			 sha256);
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static bool list_mail(vt_store *store, vt_snapshot *snapshot, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT file, sha256 FROM mail WHERE file IS NOT NULL"
				    " AND sha256 IS NOT NULL AND state IN ('composed', 'failed')");
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		add_file(snapshot, g_strconcat(VT_OUTBOX "/", vt_query_get(query, 0), NULL), NULL,
			 vt_query_get(query, 1))
			->passing = true;
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static bool count(vt_store *store, const char *sql, int64_t *n_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	return vt_query_one(query, n_out, error);
}

static bool look(vt_store *store, vt_snapshot *snapshot, GError **error)
{
	return count(store, "SELECT count(*) FROM arrival", &snapshot->arrivals, error)
	       && count(store, "SELECT count(*) FROM document", &snapshot->documents, error)
	       && count(store, "SELECT user_version FROM pragma_user_version", &snapshot->schema,
			error)
	       && vt_ledger_head(store, &snapshot->ledger, snapshot->head, error)
	       && list_messages(store, snapshot, error) && list_evidence(store, snapshot, error)
	       && list_mail(store, snapshot, error);
}

/* ---- copying ---- */

/* The source stands still: it is read within one transaction. */
static bool copy_pages(vt_store *store, sqlite3 *to, vt_snapshot_progress *progress, void *data,
		       GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", store->db, "main");
	int result = SQLITE_OK;

	while (backup
	       && (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED)) {
		result = sqlite3_backup_step(backup, PAGES_A_STEP);
		int all = sqlite3_backup_pagecount(backup);

		if (progress)
			progress(all - sqlite3_backup_remaining(backup), all, data);
	}
	int finished = sqlite3_backup_finish(backup);
	if (result == SQLITE_DONE && finished == SQLITE_OK)
		return true;
	return vt_store_fault(to, result != SQLITE_OK && result != SQLITE_DONE ? result : finished,
			      "copy the database", error);
}

/* One file, no log beside it, on the disk. */
static bool settle(sqlite3 *db, GError **error)
{
	int result = sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

	return result == SQLITE_OK
	       || vt_store_fault(db, result, "settle the copy of the database", error);
}

static bool copy_to(vt_store *store, const char *path, vt_snapshot_progress *progress, void *data,
		    GError **error)
{
	sqlite3 *to = NULL;
	int result = sqlite3_open_v2(path, &to,
				     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					     | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
				     NULL);
	bool done = result == SQLITE_OK || vt_store_fault(to, result, "make the copy", error);

	done = done && copy_pages(store, to, progress, data, error) && settle(to, error);
	sqlite3_close_v2(to);
	if (!done)
		return false;
	int vt_autofd fd = open(path, O_RDONLY | O_CLOEXEC);
	return (fd >= 0 && fsync(fd) == 0) || vt_error_errno(error, "cannot sync '%s'", path);
}

vt_snapshot *vt_snapshot_copy(vt_store *store, const char *path, vt_snapshot_progress *progress,
			      void *data, GError **error)
{
	g_autoptr(vt_snapshot) snapshot = vt_snapshot_new();
	g_autoptr(vt_query) begin = vt_query_new(store, "BEGIN");
	g_autoptr(vt_query) end = vt_query_new(store, "COMMIT");

	g_assert(store->reader);
	if (!vt_query_run(begin, error))
		return NULL;
	bool done = look(store, snapshot, error) && copy_to(store, path, progress, data, error);
	return vt_query_run(end, done ? error : NULL) && done ? g_steal_pointer(&snapshot) : NULL;
}

static GHashTable *ids_of(vt_store *store, const char *sql, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		g_hash_table_add(ids, vt_query_dup(query, 0));
	if (!fault)
		return g_steal_pointer(&ids);
	g_propagate_error(error, fault);
	return NULL;
}

GHashTable *vt_snapshot_withdrawn(vt_store *store, GError **error)
{
	return ids_of(store, "SELECT id FROM arrival WHERE secret = 1 OR place = 'gone'", error);
}

GHashTable *vt_snapshot_secret(vt_store *store, GError **error)
{
	return ids_of(store, "SELECT id FROM arrival WHERE secret = 1", error);
}

GArray *vt_snapshot_sealings(vt_store *store, GError **error)
{
	/* All messages of the same bytes were sealed together (work/seal.c). */
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT s.seq, (SELECT min(l.seq) FROM ledger l WHERE l.subject = s.subject"
		       " OR l.subject IN (SELECT b.id FROM arrival a JOIN arrival b"
		       "  ON b.sha256 = a.sha256 WHERE a.id = s.subject))"
		       " FROM ledger s WHERE s.line GLOB '{\"act\":\"seal\",*'");
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(vt_sealing));
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_sealing one = { .sealed = vt_query_get_int(query, 0),
				   .first = vt_query_get_int(query, 1) };

		g_array_append_val(list, one);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

/* ---- looking a copy over ---- */

bool vt_store_integrity(vt_store *store, GPtrArray *faults, GError **error)
{
	g_autoptr(vt_query) pages = vt_query_new(store, "PRAGMA integrity_check(20)");
	g_autoptr(vt_query) references =
		vt_query_new(store, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 20");
	GError *fault = NULL;

	while (vt_query_next(pages, &fault))
		if (strcmp(vt_query_get(pages, 0), "ok") != 0)
			g_ptr_array_add(faults,
					g_strdup_printf("database: %s", vt_query_get(pages, 0)));
	while (!fault && vt_query_next(references, &fault))
		g_ptr_array_add(faults, g_strdup_printf("database: a row of '%s' refers to none",
							vt_query_get(references, 0)));
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_snapshot_compose_again(vt_store *store, unsigned *n_out, GError **error)
{
	g_autoptr(vt_query) filed = vt_query_new(
		store, "SELECT id, file, state = 'sent' FROM mail WHERE"
		       " state IN ('composed', 'failed', 'sent') AND file IS NOT NULL");
	g_autoptr(vt_query) again = vt_query_new(
		store, "UPDATE mail SET state = CASE state WHEN 'composed' THEN 'draft'"
		       " ELSE state END, file = NULL, sha256 = NULL, bytes = 0"
		       " WHERE id = ?1");
	GError *fault = NULL;

	g_assert(store->in_act);
	*n_out = 0;
	while (vt_query_next(filed, &fault)) {
		int64_t id = vt_query_get_int(filed, 0);
		bool is_sent = vt_query_get_int(filed, 2) != 0;

		if (faccessat(store->outbox, vt_query_get(filed, 1), F_OK, AT_SYMLINK_NOFOLLOW)
		    == 0)
			continue;
		vt_query_int(again, 1, id);
		if (is_sent ? !vt_outbox_forget_file(store, id, error)
			    : !vt_query_run(again, error))
			return false;
		*n_out += !is_sent;
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}
