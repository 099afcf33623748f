/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crashpoint - numbered durable steps, for proving that none loses anything
 */
#include "base/crashpoint.h"

#ifndef VT_CRASH_POINTS
typedef int vt_crashpoint_is_empty; /* ISO C wants a declaration in every file */
#else

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"

/* A program in its jail opens no file any more: the map is made before main(). */
typedef struct crash_map {
	int64_t left;
	int64_t used;
	char names[VT_CRASH_MAP_BYTES - 16];
} crash_map;
G_STATIC_ASSERT(sizeof(crash_map) == VT_CRASH_MAP_BYTES);

static crash_map *shared;

__attribute__((constructor)) static void map_shared(void)
{
	const char *path = g_getenv("VANTHU_CRASH_MAP");
	int vt_autofd fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *memory = MAP_FAILED;

	if (fd >= 0)
		memory = mmap(NULL, sizeof(crash_map), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	g_assert(path == NULL || memory != MAP_FAILED);
	if (memory != MAP_FAILED)
		shared = memory;
}

static void count_in_map(const char *name)
{
	int64_t size = (int64_t)strlen(name) + 1;
	int64_t at = __atomic_fetch_add(&shared->used, size, __ATOMIC_SEQ_CST);

	if (at >= 0 && at + size <= (int64_t)sizeof(shared->names)) {
		memcpy(shared->names + at, name, (size_t)size - 1);
		shared->names[at + size - 1] = '\n';
	}
	if (__atomic_fetch_sub(&shared->left, 1, __ATOMIC_SEQ_CST) != 1)
		return;
	raise(SIGKILL);
	__builtin_trap(); /* a jail that allows no signal */
}

static void append_name(const char *path, const char *name)
{
	g_autofree char *line = g_strconcat(name, "\n", NULL);
	int vt_autofd fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	/* One write, so that the lines of several programs do not mix. A test run without its
	 * log proves nothing: better no run at all. */
	g_assert(fd >= 0);
	g_assert(write(fd, line, strlen(line)) == (ssize_t)strlen(line));
}

/* True for the call that takes the number in the file from 1 to 0. */
static bool count_down(const char *path)
{
	char digits[24] = "";
	gint64 left;
	int vt_autofd fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return false; /* not set yet, or no more */
	while (flock(fd, LOCK_EX) < 0)
		; /* interrupted */
	ssize_t got = pread(fd, digits, sizeof(digits) - 1, 0);
	if (got <= 0)
		return false;
	left = g_ascii_strtoll(digits, NULL, 10);
	if (left <= 0)
		return false;
	int size = g_snprintf(digits, sizeof(digits), "%" G_GINT64_FORMAT "\n", left - 1);
	g_assert(ftruncate(fd, 0) == 0 && pwrite(fd, digits, (size_t)size, 0) == size);
	return left == 1;
}

void vt_crashpoint(const char *name)
{
	const char *log = g_getenv("VANTHU_CRASH_LOG");
	const char *at = g_getenv("VANTHU_CRASH_AT");

	if (shared != NULL) {
		count_in_map(name);
		return;
	}
	if (log)
		append_name(log, name);
	if (at && count_down(at))
		raise(SIGKILL);
}

#endif
