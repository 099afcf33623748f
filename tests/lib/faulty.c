/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faulty - a library to be preloaded: file operations fail now and then (tests/lib/faults.py)
 *
 * VANTHU_FAULTS: words "NAME=ERRNO/N": of calls of that sort on regular files, one of N at random
 * fails with that number and does nothing. NAME: open write fsync rename map fork; "short=0/N": a
 * write takes half of its bytes. "spare=M/1": the first M of these calls of a process are spared,
 * for what fails then only starts it anew.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN, WRITE, FSYNC, RENAME, MAP, FORK, SHORT, SPARE, N_SORTS };
static const char *const names[N_SORTS] = { "open", "write", "fsync", "rename",
					    "map",  "fork",  "short", "spare" };
static int numbers[N_SORTS];
static unsigned one_of[N_SORTS], calls;
static unsigned long long state;

__attribute__((constructor)) static void read_faults(void)
{
	const char *text = getenv("VANTHU_FAULTS");
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	state = (unsigned long long)now.tv_nsec * 2654435761u + (unsigned long long)getpid();
	for (int i = 0; text != NULL && i < N_SORTS; i++) {
		const char *at = strstr(text, names[i]);

		if (at != NULL)
			sscanf(at + strlen(names[i]), "=%d/%u", &numbers[i], &one_of[i]);
	}
}

static bool strikes(int sort)
{
	if (one_of[sort] == 0 || ++calls <= (unsigned)numbers[SPARE])
		return false;
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	if ((state >> 33) % one_of[sort] != 0)
		return false;
	errno = numbers[sort];
	return true;
}

static bool is_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

#define REAL(type, name, ...)                                                                      \
	static type (*real)(__VA_ARGS__);                                                          \
	if (real == NULL)                                                                          \
	*(void **)&real = dlsym(RTLD_NEXT, name)

int openat(int dir, const char *path, int flags, ...)
{
	REAL(int, "openat", int, const char *, int, ...);
	va_list list;
	mode_t mode;

	va_start(list, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
	va_end(list);
	return strikes(OPEN) ? -1 : real(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	REAL(int, "openat64", int, const char *, int, ...);
	va_list list;
	mode_t mode;

	va_start(list, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
	va_end(list);
	return strikes(OPEN) ? -1 : real(dir, path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	REAL(ssize_t, "write", int, const void *, size_t);

	if (!is_file(fd) || fd == STDERR_FILENO)
		return real(fd, bytes, size);
	if (strikes(WRITE))
		return -1;
	return real(fd, bytes, size > 1 && strikes(SHORT) ? size / 2 : size);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	REAL(ssize_t, "writev", int, const struct iovec *, int);

	return is_file(fd) && strikes(WRITE) ? -1 : real(fd, parts, n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);

	if (strikes(WRITE))
		return -1;
	return real(fd, bytes, size > 1 && strikes(SHORT) ? size / 2 : size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return pwrite64(fd, bytes, size, at);
}

int fsync(int fd)
{
	REAL(int, "fsync", int);

	return strikes(FSYNC) ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(int, "fdatasync", int);

	return strikes(FSYNC) ? -1 : real(fd);
}

int renameat(int from, const char *old, int to, const char *new)
{
	REAL(int, "renameat", int, const char *, int, const char *);

	return strikes(RENAME) ? -1 : real(from, old, to, new);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	REAL(int, "renameat2", int, const char *, int, const char *, unsigned);

	return strikes(RENAME) ? -1 : real(from, old, to, new, flags);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
	REAL(int, "linkat", int, const char *, int, const char *, int);

	return strikes(RENAME) ? -1 : real(from, old, to, new, flags);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	REAL(void *, "mmap", void *, size_t, int, int, int, off_t);

	return fd >= 0 && strikes(MAP) ? MAP_FAILED : real(at, size, protection, flags, fd, offset);
}

pid_t fork(void)
{
	REAL(pid_t, "fork", void);

	return strikes(FORK) ? -1 : real();
}
