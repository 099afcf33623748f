/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * io - bytes to and from descriptors and files, complete or absent
 *
 * vt_io_publish*(), and base/draft.h beneath them for bytes that come in pieces, are the only
 * functions of the project that make a new file appear under its final name: temporary name in the
 * same directory (VT_DRAFT_PREFIX), write, fsync, rename, fsync of the directory. Whoever waits for
 * bytes to be safe (250 at LMTP, an IMAP move, a Maildir unlink) waits for them to return true.
 */
#ifndef VT_BASE_IO_H
#define VT_BASE_IO_H

#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

static inline void vt_fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
static inline int vt_fd_steal(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}
/* int vt_autofd x = open(...): closed when it leaves the scope; give away with vt_fd_steal(&x). */
#define vt_autofd __attribute__((cleanup(vt_fd_close)))

/* All of size bytes, EINTR handled; end of file before that is an error (VT_NEVER). */
bool vt_io_read_full(int fd, void *buffer, size_t size, GError **error);
/* From offset on, as much as there is up to size; less than size: the file ends there. Leaves the
 * descriptor's position alone. */
bool vt_io_read_at(int fd, uint64_t offset, void *buffer, size_t size, size_t *got_out,
		   GError **error);
bool vt_io_write_full(int fd, const void *bytes, size_t size, GError **error);

/* The whole file (openat on dir_fd, AT_FDCWD allowed; O_NOFOLLOW); more than max_bytes is an error
 * (VT_NEVER). NULL on failure. */
GBytes *vt_io_read_file(int dir_fd, const char *name, size_t max_bytes, GError **error);
/* Everything from the descriptor's beginning (lseek 0) or, for a pipe, its rest. */
GBytes *vt_io_read_fd(int fd, size_t max_bytes, GError **error);
/* Read-only private mapping of the whole file behind fd (0 bytes = empty GBytes); fd may be closed
 * afterwards. */
GBytes *vt_io_map_fd(int fd, size_t max_bytes, GError **error);

bool vt_io_publish(int dir_fd, const char *name, GBytes *bytes, mode_t mode, GError **error);
#define VT_SHA256_HEX 65 /* 64 lower-case hex digits and NUL */
/* What was written. */
typedef struct vt_published {
	char sha256[VT_SHA256_HEX];
	uint64_t bytes;
} vt_published;
/* From in_fd's position to its end, piece by piece; more than max_bytes is an error (VT_NEVER).
 * What was written so far stays in out_fd. copied_out may be NULL. */
bool vt_io_copy(int in_fd, int out_fd, uint64_t max_bytes, vt_published *copied_out,
		GError **error);
/* Copies from in_fd's current position to its end; more than max_bytes: nothing is published,
 * VT_NEVER. Mode 0600: it came from outside. published_out may be NULL. */
bool vt_io_publish_copy(int dir_fd, const char *name, int in_fd, uint64_t max_bytes,
			vt_published *published_out, GError **error);
/* The same with mode 0640: whoever takes it from there may be another user of our group. */
bool vt_io_publish_shared(int dir_fd, const char *name, int in_fd, uint64_t max_bytes,
			  vt_published *published_out, GError **error);
/* fsync of a directory; rename/unlink are durable only after it. */
bool vt_io_sync_dir(int dir_fd, GError **error);
/* renameat + fsync of both directories. */
bool vt_io_move(int from_dir, const char *from, int to_dir, const char *to, GError **error);
bool vt_io_unlink(int dir_fd, const char *name, GError **error); /* ENOENT is success */

/* mkdir -p of one directory with this mode; opens it O_DIRECTORY. -1 on failure. */
int vt_io_open_dir(const char *path, bool create, mode_t mode, GError **error);

/* A memfd; vt_io_seal() forbids any further change, after which it may be handed to another
 * program. */
int vt_io_memfd(const char *name, GError **error);
bool vt_io_is_sealed(int fd); /* nobody can write, shrink or lengthen it any more */
bool vt_io_seal(int memfd, GError **error);
/* Convenience: sealed memfd with these bytes, -1 on failure. */
int vt_io_memfd_of(const char *name, GBytes *bytes, GError **error);

void vt_sha256_hex(const void *bytes, size_t size, char hex_out[VT_SHA256_HEX]);
/* Is text what vt_sha256_hex() writes: 64 lower-case digits, and no more? */
bool vt_sha256_is_hex(const char *text);

#endif
