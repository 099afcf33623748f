/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_folder - folders of backups: listed, looked at, removed
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/files.h"
#include "store/snapshot.h"
#include "work/backup_private.h"

#define MAX_MANIFEST (1024u * 1024 * 1024)
#define MAX_COPY     (64ull * 1024 * 1024 * 1024)
#define FULL         "-full"
#define INCREMENTAL  "-incremental"
#define STAMP_CHARS  15 /* 20261122T020000 */

void vt_backup_result_init(vt_backup_result *result)
{
	*result = (vt_backup_result){ .faults = g_ptr_array_new_with_free_func(g_free),
				      .removed = g_ptr_array_new_with_free_func(g_free) };
}

void vt_backup_result_clear(vt_backup_result *result)
{
	g_clear_pointer(&result->name, g_free);
	g_clear_pointer(&result->faults, g_ptr_array_unref);
	g_clear_pointer(&result->removed, g_ptr_array_unref);
}

void vt_backup_say(vt_backup_tell *tell, void *data, const char *format, ...)
{
	va_list args;
	g_autofree char *line = NULL;

	if (tell == NULL)
		return;
	va_start(args, format);
	line = g_strdup_vprintf(format, args);
	va_end(args);
	tell(line, data);
}

void vt_backup_fault(vt_backup_result *result, const char *format, ...)
{
	va_list args;

	if (result->faults->len >= VT_BACKUP_FAULTS)
		return;
	va_start(args, format);
	g_ptr_array_add(result->faults, g_strdup_vprintf(format, args));
	va_end(args);
}

int vt_backup_lock(const char *path, const char *taken, GError **error)
{
	vt_autofd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		vt_error_errno(error, "cannot open '%s'", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		vt_error_set(error, VT_RETRY_LATER, "%s", taken);
		return -1;
	}
	return vt_fd_steal(&fd);
}

static bool is_full(const char *name)
{
	return g_str_has_suffix(name, FULL);
}

static bool is_name(const char *name)
{
	return strlen(name) > STAMP_CHARS && strspn(name, "0123456789T") == STAMP_CHARS
	       && (strcmp(name + STAMP_CHARS, FULL) == 0
		   || strcmp(name + STAMP_CHARS, INCREMENTAL) == 0);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *vt_backup_names(const char *to, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(to, 0, NULL);
	const char *name = NULL;

	if (dir == NULL) {
		vt_error_errno(error, "cannot list '%s'", to);
		return NULL;
	}
	while ((name = g_dir_read_name(dir)) != NULL)
		if (is_name(name))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return g_steal_pointer(&names);
}

vt_manifest *vt_backup_manifest(const char *folder, GError **error)
{
	const char *why = NULL;
	vt_manifest *manifest = NULL;
	g_autofree char *name = g_path_get_basename(folder);
	vt_autofd int dir = vt_io_open_dir(folder, false, 0700, error);
	g_autoptr(GBytes) bytes =
		dir >= 0 ? vt_io_read_file(dir, VT_MANIFEST_NAME, MAX_MANIFEST, error) : NULL;

	if (bytes == NULL)
		return NULL;
	/* Its name, given last, would have said that the disk has it all. */
	if (g_str_has_prefix(name, VT_BACKUP_TEMPORARY)) {
		vt_error_set(error, VT_NEVER, "'%s' was never finished", folder);
		return NULL;
	}
	manifest = vt_manifest_read(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &why);
	if (manifest == NULL)
		vt_error_set(error, VT_NEVER, "cannot read '%s/%s': %s", folder, VT_MANIFEST_NAME,
			     why);
	return manifest;
}

/* Of a name that is_name(). */
static int64_t made_at(const char *name)
{
	vt_date d = { 0 };
	int *const pieces[] = { &d.year, &d.month, &d.day, &d.hour, &d.minute, &d.second };
	static const unsigned starts[] = { 0, 4, 6, 9, 11, 13, STAMP_CHARS };

	for (unsigned i = 0; i < G_N_ELEMENTS(pieces); i++)
		for (unsigned at = starts[i]; at < starts[i + 1]; at++)
			if (g_ascii_isdigit(name[at]))
				*pieces[i] = *pieces[i] * 10 + (name[at] - '0');
	return vt_clock_from_vietnam(&d);
}

/* A name is given last of all: it alone says that there is one. */
int64_t vt_backup_newest(const char *to, bool full)
{
	g_autoptr(GPtrArray) names = vt_backup_names(to, NULL);

	for (guint i = names != NULL ? names->len : 0; i > 0; i--) {
		const char *name = g_ptr_array_index(names, i - 1);

		if (!full || is_full(name))
			return made_at(name);
	}
	return VT_TIME_NONE;
}

/* ---- removing ---- */

static bool remove_one(const char *path, bool is_dir, GError **error)
{
	if ((is_dir ? rmdir(path) : unlink(path)) == 0 || errno == ENOENT)
		return true;
	return vt_error_errno(error, "cannot remove '%s'", path);
}

bool vt_backup_remove(const char *path, GError **error)
{
	struct stat status;
	const char *name = NULL;
	g_autoptr(GDir) dir = NULL;

	if (lstat(path, &status) != 0)
		return errno == ENOENT || vt_error_errno(error, "cannot look at '%s'", path);
	if (!S_ISDIR(status.st_mode))
		return remove_one(path, false, error);
	dir = g_dir_open(path, 0, NULL);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		if (!vt_backup_remove(below, error))
			return false;
	}
	return remove_one(path, true, error);
}

bool vt_backup_sweep(const char *to, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(to, 0, NULL);
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_prefix(name, VT_BACKUP_TEMPORARY))
			g_ptr_array_add(left, g_build_filename(to, name, NULL));
	for (guint i = 0; i < left->len; i++)
		if (!vt_backup_remove(g_ptr_array_index(left, i), error))
			return false;
	return true;
}

/* No half backup is ever seen under a name that counts. */
static bool remove_whole(const char *to, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(to, name, NULL);
	g_autofree char *hidden = g_strconcat(to, "/" VT_BACKUP_TEMPORARY "old-", name, NULL);

	if (rename(path, hidden) != 0)
		return vt_error_errno(error, "cannot rename '%s'", path);
	return vt_backup_remove(hidden, error);
}

/* What has been sealed, by hand or by another look. */
typedef struct secrets {
	GArray *sealings;
	GHashTable *secret;
} secrets;

static void secrets_clear(secrets *s)
{
	g_clear_pointer(&s->sealings, g_array_unref);
	g_clear_pointer(&s->secret, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(secrets, secrets_clear)

/* It has the bytes, or was made after something of that message was known and before it was
 * sealed. What does not read is no backup, and might know anything. */
static bool knows_sealed(const char *to, const char *name, const secrets *s)
{
	g_autofree char *folder = g_build_filename(to, name, NULL);
	g_autoptr(vt_manifest) manifest = vt_backup_manifest(folder, NULL);

	for (guint i = 0; manifest != NULL && i < s->sealings->len; i++) {
		const vt_sealing *one = &g_array_index(s->sealings, vt_sealing, i);

		if (one->first <= manifest->ledger && manifest->ledger < one->sealed)
			return true;
	}
	for (guint i = 0; manifest != NULL && i < manifest->files->len; i++) {
		const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);

		if (file->id != NULL && g_hash_table_contains(s->secret, file->id))
			return true;
	}
	return manifest == NULL;
}

bool vt_backup_prune(vt_store *store, const vt_backup_order *order, vt_backup_result *result,
		     GError **error)
{
	g_autoptr(GPtrArray) names = vt_backup_names(order->to, error);
	g_auto(secrets) s = { NULL, NULL };
	int full = 0;

	if (names == NULL)
		return false;
	s.sealings = vt_snapshot_sealings(store, error);
	s.secret = s.sealings != NULL ? vt_snapshot_secret(store, error) : NULL;
	if (s.secret == NULL)
		return false;
	for (guint i = names->len > 0 ? names->len - 1 : 0; i > 0; i--) {
		const char *newer = g_ptr_array_index(names, i);
		const char *name = g_ptr_array_index(names, i - 1);

		full += is_full(newer);
		if (full < order->keep && !knows_sealed(order->to, name, &s))
			continue;
		if (!remove_whole(order->to, name, error))
			return false;
		g_ptr_array_add(result->removed, g_strdup(name));
	}
	return true;
}

/* ---- files ---- */

bool vt_backup_make_way(const char *dir, const char *path, GError **error)
{
	g_autofree char *whole = g_build_filename(dir, path, NULL);
	g_autofree char *folder = g_path_get_dirname(whole);

	if (g_mkdir_with_parents(folder, 0700) == 0)
		return true;
	return vt_error_errno(error, "cannot make '%s'", folder);
}

bool vt_backup_sync(const char *dir, GError **error)
{
	g_autoptr(GDir) list = g_dir_open(dir, 0, NULL);
	vt_autofd int fd = vt_io_open_dir(dir, false, 0700, error);
	const char *name = NULL;

	if (fd < 0)
		return false;
	while (list != NULL && (name = g_dir_read_name(list)) != NULL) {
		g_autofree char *below = g_build_filename(dir, name, NULL);

		if (g_file_test(below, G_FILE_TEST_IS_DIR) && !vt_backup_sync(below, error))
			return false;
	}
	return vt_io_sync_dir(fd, error);
}

static bool copy_file(const char *from, const char *to, GError **error)
{
	vt_autofd int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	vt_autofd int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

	if (out < 0)
		return vt_error_errno(error, "cannot copy '%s'", from);
	return vt_io_copy(in, out, MAX_COPY, NULL, error)
	       && (fsync(out) == 0 || vt_error_errno(error, "cannot sync '%s'", to));
}

bool vt_backup_take_over(const char *from, const char *to, const char *path, GError **error)
{
	g_autofree char *source = g_build_filename(from, path, NULL);
	g_autofree char *target = g_build_filename(to, path, NULL);

	return vt_backup_make_way(to, path, error)
	       && (link(source, target) == 0 || copy_file(source, target, error));
}

static bool look_at_file(const char *folder, const vt_manifest_file *file, vt_backup_result *result)
{
	g_autofree char *path = g_build_filename(folder, file->path, NULL);
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	g_autoptr(GError) fault = NULL;
	char sha256[VT_SHA256_HEX] = "";
	uint64_t bytes = 0;

	if (fd < 0)
		vt_backup_fault(result, "'%s' is missing", file->path);
	else if (!vt_files_hash(fd, sha256, &bytes, &fault))
		vt_backup_fault(result, "'%s': %s", file->path, fault->message);
	else if (bytes != file->bytes || strcmp(sha256, file->sha256) != 0)
		vt_backup_fault(result, "'%s' has changed: %" PRIu64 " bytes, SHA-256 %s",
				file->path, bytes, sha256);
	else
		return true;
	return false;
}

bool vt_backup_look(const char *folder, const vt_manifest *manifest, vt_backup_result *result,
		    GHashTable *good_out)
{
	bool good = true;

	for (guint i = 0; i < manifest->files->len; i++) {
		const vt_manifest_file *file = g_ptr_array_index(manifest->files, i);
		bool one = look_at_file(folder, file, result);

		good = good && one;
		if (one && good_out != NULL)
			g_hash_table_add(good_out, file->path);
		result->bytes += (int64_t)file->bytes;
	}
	return good;
}

void vt_backup_note(vt_backup_result *result, const vt_manifest *manifest)
{
	g_free(result->name);
	result->name = g_strdup(manifest->name);
	result->full = manifest->full;
	result->files = manifest->files->len;
	result->arrivals = manifest->arrivals;
	result->documents = manifest->documents;
	result->ledger = manifest->ledger;
	g_strlcpy(result->head, manifest->head, sizeof result->head);
	result->sealed = result->waiting = 0;
	for (guint i = 0; i < manifest->left_out->len; i++) {
		const char *line = g_ptr_array_index(manifest->left_out, i);

		result->sealed += g_str_has_suffix(line, " sealed");
		result->waiting += g_str_has_suffix(line, " waiting");
	}
}
