/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * io - bytes to and from descriptors and files, complete or absent
 */
#include "base/io.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/error.h"

#define CHUNK_BYTES ((size_t)128 * 1024)

/* One read, restarted when a signal interrupts it. */
static ssize_t read_some(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR);
	return got;
}

bool vt_io_read_full(int fd, void *buffer, size_t size, GError **error)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read_some(fd, (char *)buffer + done, size - done);

		if (got < 0)
			return vt_error_errno(error, "cannot read");
		if (got == 0)
			return vt_error_set(error, VT_NEVER,
					    "cannot read: end of file after %zu of %zu bytes", done,
					    size);
		done += (size_t)got;
	}
	return true;
}

bool vt_io_read_at(int fd, uint64_t offset, void *buffer, size_t size, size_t *got_out,
		   GError **error)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = pread(fd, (char *)buffer + got, size - got, (off_t)(offset + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return vt_error_errno(error, "cannot read");
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*got_out = got;
	return true;
}

bool vt_io_write_full(int fd, const void *bytes, size_t size, GError **error)
{
	size_t done = 0;

	while (done < size) {
		ssize_t put = write(fd, (const char *)bytes + done, size - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return vt_error_errno(error, "cannot write");
		done += (size_t)put;
	}
	return true;
}

/* From the current position to the end; one byte beyond max_bytes is enough to refuse. */
static GBytes *read_rest(int fd, size_t max_bytes, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);

	for (;;) {
		size_t room = max_bytes - all->len;
		size_t want = room < CHUNK_BYTES ? room + 1 : CHUNK_BYTES;
		ssize_t got = read_some(fd, chunk, want);

		if (got < 0) {
			vt_error_errno(error, "cannot read");
			return NULL;
		}
		if (got == 0)
			return g_byte_array_free_to_bytes(g_steal_pointer(&all));
		if ((size_t)got > room) {
			vt_error_set(error, VT_NEVER, "cannot read: more than %zu bytes",
				     max_bytes);
			return NULL;
		}
		g_byte_array_append(all, chunk, (guint)got);
	}
}

GBytes *vt_io_read_file(int dir_fd, const char *name, size_t max_bytes, GError **error)
{
	struct stat status;
	/* O_NONBLOCK: a pipe somebody left there must not hang us. */
	int vt_autofd fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &status) < 0) {
		vt_error_errno(error, "cannot open '%s'", name);
		return NULL;
	}
	if (!S_ISREG(status.st_mode)) {
		vt_error_set(error, VT_NEVER, "cannot read '%s': not a regular file", name);
		return NULL;
	}
	GBytes *bytes = read_rest(fd, max_bytes, error);
	if (!bytes)
		g_prefix_error(error, "'%s': ", name);
	return bytes;
}

GBytes *vt_io_read_fd(int fd, size_t max_bytes, GError **error)
{
	if (lseek(fd, 0, SEEK_SET) < 0 && errno != ESPIPE) {
		vt_error_errno(error, "cannot rewind");
		return NULL;
	}
	return read_rest(fd, max_bytes, error);
}

typedef struct mapping {
	void *start;
	size_t size;
} mapping;

static void mapping_free(void *data)
{
	mapping *map = data;

	munmap(map->start, map->size);
	g_free(map);
}

GBytes *vt_io_map_fd(int fd, size_t max_bytes, GError **error)
{
	struct stat status;

	if (fstat(fd, &status) < 0) {
		vt_error_errno(error, "cannot stat");
		return NULL;
	}
	if (!S_ISREG(status.st_mode)) {
		vt_error_set(error, VT_NEVER, "cannot map: not a regular file");
		return NULL;
	}
	if ((uint64_t)status.st_size > max_bytes) {
		vt_error_set(error, VT_NEVER, "cannot map: more than %zu bytes", max_bytes);
		return NULL;
	}
	if (status.st_size == 0)
		return g_bytes_new(NULL, 0);
	size_t size = (size_t)status.st_size;
	void *start = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (start == MAP_FAILED) {
		vt_error_errno(error, "cannot map");
		return NULL;
	}
	mapping *map = g_new(mapping, 1);
	*map = (mapping){ .start = start, .size = size };
	return g_bytes_new_with_free_func(start, size, mapping_free, map);
}

bool vt_io_sync_dir(int dir_fd, GError **error)
{
	if (fsync(dir_fd) < 0)
		return vt_error_errno(error, "cannot sync directory");
	return true;
}

bool vt_io_move(int from_dir, const char *from, int to_dir, const char *to, GError **error)
{
	if (renameat(from_dir, from, to_dir, to) < 0)
		return vt_error_errno(error, "cannot rename '%s' to '%s'", from, to);
	/* The new name first: a power cut in between leaves the file under both, never none. */
	if (!vt_io_sync_dir(to_dir, error))
		return false;
	return from_dir == to_dir || vt_io_sync_dir(from_dir, error);
}

bool vt_io_unlink(int dir_fd, const char *name, GError **error)
{
	if (unlinkat(dir_fd, name, 0) < 0 && errno != ENOENT)
		return vt_error_errno(error, "cannot remove '%s'", name);
	return true;
}

static bool sync_parent(const char *path, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(path);
	int vt_autofd fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return vt_error_errno(error, "cannot open '%s'", parent);
	return vt_io_sync_dir(fd, error);
}

static bool make_dirs(const char *path, mode_t mode, GError **error)
{
	int made = mkdir(path, mode);

	if (made < 0 && errno == ENOENT) {
		g_autofree char *parent = g_path_get_dirname(path);

		/* An empty path, or a working directory that is gone: nothing above can be made. */
		if (strcmp(parent, path) == 0 || strcmp(parent, ".") == 0)
			return vt_error_errno(error, "cannot make directory '%s'", path);
		if (!make_dirs(parent, mode, error))
			return false;
		made = mkdir(path, mode);
	}
	if (made < 0 && errno == EEXIST)
		return true;
	/* The umask is for people's files; who may enter ours is decided by mode alone. */
	if (made < 0 || chmod(path, mode) < 0)
		return vt_error_errno(error, "cannot make directory '%s'", path);
	return sync_parent(path, error);
}

int vt_io_open_dir(const char *path, bool create, mode_t mode, GError **error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && create) {
		if (!make_dirs(path, mode, error))
			return -1;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0)
		vt_error_errno(error, "cannot open directory '%s'", path);
	return fd;
}

int vt_io_memfd(const char *name, GError **error)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		vt_error_errno(error, "cannot create memfd '%s'", name);
	return fd;
}

bool vt_io_is_sealed(int fd)
{
	const int needed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	int seals = fcntl(fd, F_GET_SEALS);

	return seals >= 0 && (seals & needed) == needed;
}

bool vt_io_seal(int memfd, GError **error)
{
	if (fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
		return vt_error_errno(error, "cannot seal memfd");
	return true;
}

int vt_io_memfd_of(const char *name, GBytes *bytes, GError **error)
{
	size_t size;
	const void *start = g_bytes_get_data(bytes, &size);
	int vt_autofd fd = vt_io_memfd(name, error);

	if (fd < 0 || !vt_io_write_full(fd, start, size, error) || !vt_io_seal(fd, error))
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0) {
		vt_error_errno(error, "cannot rewind memfd '%s'", name);
		return -1;
	}
	return vt_fd_steal(&fd);
}

void vt_sha256_hex(const void *bytes, size_t size, char hex_out[VT_SHA256_HEX])
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_assert(size <= G_MAXSSIZE);
	if (size > 0)
		g_checksum_update(sum, bytes, (gssize)size);
	memcpy(hex_out, g_checksum_get_string(sum), VT_SHA256_HEX);
}

bool vt_sha256_is_hex(const char *text)
{
	return strlen(text) == VT_SHA256_HEX - 1
	       && strspn(text, "0123456789abcdef") == VT_SHA256_HEX - 1;
}
