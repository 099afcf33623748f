/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publish - a file appears under its final name whole and durable, or not at all
 */
#include "base/io.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"

#define CHUNK_BYTES ((size_t)128 * 1024)
#define TEMP_TRIES  100 /* names a crashed process with our pid may have left */

/* A file under its temporary name; what is not committed disappears with the scope. */
typedef struct pending {
	int dir_fd;
	int fd;
	char temp[64];
} pending;

static void pending_drop(pending *file)
{
	if (file->fd < 0)
		return;
	vt_fd_close(&file->fd);
	if (file->temp[0] != '\0')
		unlinkat(file->dir_fd, file->temp, 0);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pending, pending_drop)

static bool pending_open(pending *file, int dir_fd, const char *name, GError **error)
{
	static gint counter;

	file->dir_fd = dir_fd;
	if (name[0] == '\0' || strchr(name, '/'))
		return vt_error_set(error, VT_NEVER, "cannot publish '%s': not a plain file name",
				    name);
	for (int tries = 0; tries < TEMP_TRIES; tries++) {
		snprintf(file->temp, sizeof(file->temp), ".tmp-%ld-%d", (long)getpid(),
			 g_atomic_int_add(&counter, 1));
		file->fd = openat(dir_fd, file->temp,
				  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (file->fd >= 0)
			return true;
		if (errno != EEXIST && errno != EINTR)
			break;
	}
	return vt_error_errno(error, "cannot create a file for '%s'", name);
}

static bool pending_commit(pending *file, const char *name, mode_t mode, GError **error)
{
	/* Not left to the umask: the reader may be another user of our group. */
	if (fchmod(file->fd, mode) < 0)
		return vt_error_errno(error, "cannot set the mode of '%s'", name);
	if (fsync(file->fd) < 0)
		return vt_error_errno(error, "cannot sync '%s'", name);
	/* close() is where NFS reports a full disk. */
	if (close(vt_fd_steal(&file->fd)) < 0) {
		vt_error_errno(error, "cannot close '%s'", name);
		unlinkat(file->dir_fd, file->temp, 0);
		return false;
	}
	vt_crashpoint("publish.written");
	if (renameat(file->dir_fd, file->temp, file->dir_fd, name) < 0) {
		vt_error_errno(error, "cannot rename to '%s'", name);
		unlinkat(file->dir_fd, file->temp, 0);
		return false;
	}
	vt_crashpoint("publish.renamed");
	return vt_io_sync_dir(file->dir_fd, error);
}

bool vt_io_publish(int dir_fd, const char *name, GBytes *bytes, mode_t mode, GError **error)
{
	size_t size;
	const void *start = g_bytes_get_data(bytes, &size);
	g_auto(pending) file = { .fd = -1 };

	if (!pending_open(&file, dir_fd, name, error))
		return false;
	if (!vt_io_write_full(file.fd, start, size, error)) {
		g_prefix_error(error, "'%s': ", name);
		return false;
	}
	return pending_commit(&file, name, mode, error);
}

static bool copy_rest(int in_fd, int out_fd, uint64_t max_bytes, GChecksum *sum, uint64_t *size_out,
		      GError **error)
{
	g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
	uint64_t done = 0;

	for (;;) {
		ssize_t got = read(in_fd, chunk, CHUNK_BYTES);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vt_error_errno(error, "cannot read");
		if (got == 0)
			break;
		if ((uint64_t)got > max_bytes - done)
			return vt_error_set(error, VT_NEVER,
					    "cannot copy: more than %" G_GUINT64_FORMAT " bytes",
					    max_bytes);
		if (!vt_io_write_full(out_fd, chunk, (size_t)got, error))
			return false;
		g_checksum_update(sum, chunk, got);
		done += (uint64_t)got;
	}
	*size_out = done;
	return true;
}

bool vt_io_publish_copy(int dir_fd, const char *name, int in_fd, uint64_t max_bytes,
			vt_published *published_out, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_auto(pending) file = { .fd = -1 };
	uint64_t size = 0;

	if (!pending_open(&file, dir_fd, name, error))
		return false;
	if (!copy_rest(in_fd, file.fd, max_bytes, sum, &size, error)) {
		g_prefix_error(error, "'%s': ", name);
		return false;
	}
	if (!pending_commit(&file, name, 0600, error))
		return false;
	if (published_out) {
		g_strlcpy(published_out->sha256, g_checksum_get_string(sum),
			  sizeof published_out->sha256);
		published_out->bytes = size;
	}
	return true;
}
