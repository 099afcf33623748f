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
#include <unistd.h>

#include "base/io.h"

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

	if (log)
		append_name(log, name);
	if (at && count_down(at))
		raise(SIGKILL);
}

#endif
