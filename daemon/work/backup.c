/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup - one snapshot of the database and every file it names, complete or absent
 */
#include "work/backup.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "store/files.h"
#include "store/snapshot.h"
#include "work/backup_private.h"

#define LOCK       ".lock"
#define IMAP       "imap"
#define ATTEMPTS   5
#define TELL_EVERY 1000 /* files */
#define MAX_FILE   (1024ull * 1024 * 1024)

/* One attempt. */
typedef struct making {
	const vt_backup_order *order;
	vt_backup_result *result;
	vt_manifest *manifest;
	char *folder;      /* still under its temporary name */
	char *previous;    /* NULL: everything is copied */
	GHashTable *known; /* path -> vt_manifest_file * of the previous one, borrowed from: */
	vt_manifest *previous_manifest;
} making;

static void making_clear(making *m)
{
	vt_manifest_free(m->manifest);
	g_free(m->folder);
	g_free(m->previous);
	g_clear_pointer(&m->known, g_hash_table_unref);
	vt_manifest_free(m->previous_manifest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(making, making_clear)

static void tell_pages(int64_t done, int64_t all, void *data)
{
	const making *m = data;

	vt_backup_say(m->order->tell, m->order->data, "database: %" PRId64 " of %" PRId64 " pages",
		      done, all);
}

/* Where it lies now: a file follows its row only after the COMMIT. */
static int open_source(const making *m, const char *path, const char *id)
{
	g_autofree char *there = g_build_filename(m->order->state, path, NULL);
	const char *suffix = strrchr(path, '.');
	int fd = open(there, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT && id != NULL && suffix != NULL) {
		g_autofree char *spooled =
			g_strconcat(m->order->state, "/" VT_SPOOL "/", id, suffix, NULL);

		fd = open(spooled, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	}
	return fd;
}

static bool copy_in(making *m, const char *path, int in, vt_published *published, GError **error)
{
	g_autofree char *whole = g_build_filename(m->folder, path, NULL);
	vt_autofd int out = -1;

	if (!vt_backup_make_way(m->folder, path, error))
		return false;
	out = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return vt_error_errno(error, "cannot make '%s'", whole);
	if (!vt_io_copy(in, out, MAX_FILE, published, error)) {
		g_prefix_error(error, "'%s': ", whole);
		return false;
	}
	m->result->copied++;
	return fsync(out) == 0 || vt_error_errno(error, "cannot sync '%s'", whole);
}

/* What the one before has of the same bytes. Of another size it is spoiled. */
static bool link_known(making *m, const char *path, const char *sha256,
		       const vt_manifest_file **file_out)
{
	const vt_manifest_file *known =
		m->known != NULL ? g_hash_table_lookup(m->known, path) : NULL;
	g_autofree char *there = NULL;
	struct stat status;

	if (known == NULL || (sha256 != NULL && strcmp(known->sha256, sha256) != 0))
		return false;
	there = g_build_filename(m->previous, path, NULL);
	if (lstat(there, &status) != 0 || !S_ISREG(status.st_mode)
	    || (uint64_t)status.st_size != known->bytes
	    || !vt_backup_take_over(m->previous, m->folder, path, NULL))
		return false;
	*file_out = known;
	return true;
}

static bool bring(making *m, const vt_snapshot_file *file, GError **error)
{
	const vt_manifest_file *known = NULL;
	vt_published published = { .bytes = 0 };
	vt_autofd int in = -1;

	if (link_known(m, file->path, file->sha256, &known)) {
		vt_manifest_add(m->manifest, file->path, file->id, known->sha256, known->bytes);
		return true;
	}
	in = open_source(m, file->path, file->id);
	if (in < 0 && errno != ENOENT)
		return vt_error_errno(error, "cannot open '%s'", file->path);
	if (in < 0) {
		if (!file->passing)
			vt_backup_fault(m->result, "'%s' is missing in the office itself",
					file->path);
		return true;
	}
	if (!copy_in(m, file->path, in, &published, error))
		return false;
	if (file->sha256 != NULL && strcmp(file->sha256, published.sha256) != 0)
		vt_backup_fault(m->result, "'%s' has changed in the office itself: SHA-256 %s",
				file->path, published.sha256);
	vt_manifest_add(m->manifest, file->path, file->id, published.sha256, published.bytes);
	return true;
}

static bool bring_all(making *m, const vt_snapshot *snapshot, GError **error)
{
	for (guint i = 0; i < snapshot->files->len; i++) {
		if (!bring(m, g_ptr_array_index(snapshot->files, i), error))
			return false;
		vt_crashpoint("backup.file");
		if ((i + 1) % TELL_EVERY == 0)
			vt_backup_say(m->order->tell, m->order->data, "files: %u of %u", i + 1,
				      snapshot->files->len);
	}
	vt_backup_say(m->order->tell, m->order->data,
		      "files: %u of %u, %" PRId64 " copied, the others linked",
		      snapshot->files->len, snapshot->files->len, m->result->copied);
	return true;
}

/* What is known of mailboxes: small, and written over. */
static bool bring_mailboxes(making *m, GError **error)
{
	g_autofree char *folder = g_build_filename(m->order->state, IMAP, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(IMAP, name, NULL);
		vt_published published = { .bytes = 0 };
		vt_autofd int in =
			vt_manifest_path_is_plain(path) ? open_source(m, path, NULL) : -1;

		if (in < 0)
			continue;
		if (!copy_in(m, path, in, &published, error))
			return false;
		vt_manifest_add(m->manifest, path, NULL, published.sha256, published.bytes);
	}
	return true;
}

static bool note_database(making *m, const char *path, GError **error)
{
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	char sha256[VT_SHA256_HEX];
	uint64_t bytes = 0;

	if (fd < 0)
		return vt_error_errno(error, "cannot open '%s'", path);
	if (!vt_files_hash(fd, sha256, &bytes, error))
		return false;
	vt_manifest_add(m->manifest, VT_MANIFEST_DB, NULL, sha256, bytes);
	return true;
}

static void describe(making *m, const vt_snapshot *snapshot)
{
	m->manifest->arrivals = snapshot->arrivals;
	m->manifest->documents = snapshot->documents;
	m->manifest->ledger = snapshot->ledger;
	m->manifest->schema = snapshot->schema;
	m->manifest->head = g_strdup(snapshot->head);
	for (vt_left_out which = 0; which < VT_N_LEFT; which++)
		for (guint i = 0; i < snapshot->left_out[which]->len; i++)
			vt_manifest_leave_out(m->manifest,
					      g_ptr_array_index(snapshot->left_out[which], i),
					      vt_left_out_name(which));
}

static bool find_withdrawn(vt_store *store, const vt_snapshot *snapshot, bool *found_out,
			   GError **error)
{
	g_autoptr(GHashTable) ids = vt_snapshot_withdrawn(store, error);

	for (guint i = 0; ids != NULL && i < snapshot->files->len; i++) {
		const vt_snapshot_file *file = g_ptr_array_index(snapshot->files, i);

		if (file->id != NULL && g_hash_table_contains(ids, file->id))
			*found_out = true;
	}
	return ids != NULL;
}

/* again_out: something was sealed or removed meanwhile, the copy may hold it. */
static bool fill(vt_store *store, making *m, bool *again_out, GError **error)
{
	g_autofree char *db = g_build_filename(m->folder, VT_MANIFEST_DB, NULL);
	g_autoptr(vt_snapshot) snapshot = NULL;

	if (!vt_backup_make_way(m->folder, VT_MANIFEST_DB, error))
		return false;
	snapshot = vt_snapshot_copy(store, db, tell_pages, m, error);
	if (snapshot == NULL || !note_database(m, db, error))
		return false;
	vt_crashpoint("backup.database");
	describe(m, snapshot);
	return bring_all(m, snapshot, error) && bring_mailboxes(m, error)
	       && find_withdrawn(store, snapshot, again_out, error);
}

static bool name_it(making *m, GError **error)
{
	g_autofree char *text = vt_manifest_text(m->manifest);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	vt_autofd int folder = vt_io_open_dir(m->folder, false, 0700, error);
	vt_autofd int to = vt_io_open_dir(m->order->to, false, 0700, error);
	g_autofree char *temporary = g_path_get_basename(m->folder);

	if (folder < 0 || to < 0 || !vt_io_publish(folder, VT_MANIFEST_NAME, bytes, 0600, error)
	    || !vt_backup_sync(m->folder, error))
		return false;
	vt_crashpoint("backup.manifest");
	if (!vt_io_move(to, temporary, to, m->manifest->name, error))
		return false;
	vt_crashpoint("backup.named");
	return true;
}

/* The newest one that can be read is linked to. */
static void find_previous(making *m)
{
	g_autoptr(GPtrArray) names = vt_backup_names(m->order->to, NULL);

	for (guint i = names != NULL ? names->len : 0; i > 0 && m->previous == NULL; i--) {
		g_autofree char *folder =
			g_build_filename(m->order->to, g_ptr_array_index(names, i - 1), NULL);

		m->previous_manifest = vt_backup_manifest(folder, NULL);
		if (m->previous_manifest != NULL)
			m->previous = g_steal_pointer(&folder);
	}
	if (m->previous == NULL)
		return;
	m->known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < m->previous_manifest->files->len; i++) {
		vt_manifest_file *file = g_ptr_array_index(m->previous_manifest->files, i);

		g_hash_table_insert(m->known, file->path, file);
	}
}

/* Names rise with every backup, also within a second or after the clock was put back. */
static char *next_name(const making *m, int64_t *made_out)
{
	int64_t newest = vt_backup_newest(m->order->to, false);
	int64_t at = newest != VT_TIME_NONE ? MAX(m->order->now, newest + 1) : m->order->now;
	vt_date d = vt_clock_vietnam(at);

	*made_out = at;
	return g_strdup_printf("%04d%02d%02dT%02d%02d%02d-%s", d.year, d.month, d.day, d.hour,
			       d.minute, d.second, m->previous == NULL ? "full" : "incremental");
}

static bool try_once(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		     bool *again_out, GError **error)
{
	g_auto(making) m = { .order = order, .result = result, .manifest = vt_manifest_new() };

	if (!order->full)
		find_previous(&m);
	m.manifest->name = next_name(&m, &m.manifest->made);
	m.manifest->version = g_strdup(VT_VERSION);
	m.manifest->full = m.previous == NULL;
	m.folder = g_strconcat(order->to, "/" VT_BACKUP_TEMPORARY, m.manifest->name, NULL);
	result->copied = 0;
	g_ptr_array_set_size(result->faults, 0);
	if (!fill(store, &m, again_out, error) || (!*again_out && !name_it(&m, error))) {
		vt_backup_remove(m.folder, NULL);
		return false;
	}
	if (*again_out)
		return vt_backup_remove(m.folder, error);
	vt_backup_note(result, m.manifest);
	return true;
}

static bool look_over(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		      GError **error)
{
	g_autofree char *folder = g_build_filename(order->to, result->name, NULL);

	if (!vt_backup_check(folder, order->to, result, order->tell, order->data, error))
		return false;
	return result->faults->len > 0 || vt_backup_prune(store, order, result, error);
}

bool vt_backup_run(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		   GError **error)
{
	g_autofree char *path = g_build_filename(order->to, LOCK, NULL);
	g_autofree char *taken = g_strdup_printf("another backup is being made in '%s'", order->to);
	vt_autofd int held = vt_backup_lock(path, taken, error);
	bool again = true;

	if (held < 0 || !vt_backup_sweep(order->to, error))
		return false;
	for (int i = 0; again && i < ATTEMPTS; i++) {
		if (i > 0)
			vt_backup_say(order->tell, order->data,
				      "a message was sealed or removed meanwhile: begun anew");
		again = false;
		if (!try_once(store, order, result, &again, error))
			return false;
	}
	if (again)
		return vt_error_set(error, VT_RETRY_LATER,
				    "cannot make a backup: messages are being sealed all the time");
	return look_over(store, order, result, error);
}
