/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listeners - the sockets of lmtp and metrics blocks: from systemd where it made them, else our own
 */
#include "proc/vanthud/listeners.h"

#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"

#define FIRST_HANDED 3
/* Above every number that a program is started with. */
#define HIGH (VT_FD_LISTENERS + VT_MAX_LISTENERS + 8)

unsigned vt_listeners_handed(void)
{
	guint64 pid = 0, n = 0;
	const char *for_whom = g_getenv("LISTEN_PID"), *how_many = g_getenv("LISTEN_FDS");

	if (for_whom == NULL || how_many == NULL
	    || !g_ascii_string_to_unsigned(for_whom, 10, 1, G_MAXINT, &pid, NULL)
	    || !g_ascii_string_to_unsigned(how_many, 10, 0, 1024, &n, NULL))
		return 0;
	return pid == (guint64)getpid() ? (unsigned)n : 0;
}

static bool is_listening(int fd)
{
	int listens = 0;
	socklen_t size = sizeof listens;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

void vt_listeners_take(vt_listeners *listeners, unsigned n_handed)
{
	for (unsigned i = 0; i < n_handed; i++) {
		vt_autofd int handed = FIRST_HANDED + (int)i;
		int high;

		if (!is_listening(handed) || listeners->n == VT_MAX_LISTENERS)
			continue;
		high = fcntl(handed, F_DUPFD_CLOEXEC, HIGH);
		if (high < 0)
			continue;
		(void)fcntl(high, F_SETFL, fcntl(high, F_GETFL) | O_NONBLOCK);
		listeners->fds[listeners->n++] = high;
	}
}

/* Those of the lmtp blocks, then that of metrics. NULL: there is none. */
static const char *place_of(const vt_office *office, unsigned i, const char **group_out)
{
	unsigned n_lmtp = vt_settings_count(office->settings, "lmtp");
	const vt_block *block = i < n_lmtp ? vt_settings_nth(office->settings, "lmtp", i)
					   : vt_settings_one(office->settings, "metrics");

	*group_out = vt_block_text(block, "group");
	return vt_block_text(block, "listen");
}

static int find(const vt_listeners *listeners, const char *where)
{
	for (unsigned i = 0; i < listeners->n; i++)
		if (vt_listener_is(listeners->fds[i], where))
			return listeners->fds[i];
	return -1;
}

static int open_high(const char *where, const char *group, GError **error)
{
	vt_autofd int fd = vt_listener_open(where, group, error);
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, HIGH);

	if (fd >= 0 && high < 0)
		vt_error_errno(error, "cannot listen at '%s'", where);
	return high;
}

static bool is_in(const vt_listeners *listeners, int fd)
{
	for (unsigned i = 0; i < listeners->n; i++)
		if (listeners->fds[i] == fd)
			return true;
	return false;
}

/* Closes what a has and b has not. */
static void close_others(vt_listeners *a, const vt_listeners *b)
{
	for (unsigned i = 0; i < a->n; i++)
		if (!is_in(b, a->fds[i]))
			vt_fd_close(&a->fds[i]);
}

bool vt_listeners_match(vt_listeners *listeners, const vt_office *office, GError **error)
{
	vt_listeners wanted = { .n = 0 };
	unsigned n = MIN(vt_settings_count(office->settings, "lmtp") + 1, VT_MAX_LISTENERS);

	for (unsigned i = 0; i < n; i++) {
		const char *group, *where = place_of(office, i, &group);
		int fd;

		if (where == NULL)
			continue;
		fd = find(listeners, where);
		if (fd < 0)
			fd = open_high(where, group, error);
		if (fd < 0) {
			close_others(&wanted, listeners);
			return false;
		}
		wanted.fds[wanted.n++] = fd;
	}
	close_others(listeners, &wanted);
	*listeners = wanted;
	return true;
}

void vt_listeners_close(vt_listeners *listeners)
{
	for (unsigned i = 0; i < listeners->n; i++)
		vt_fd_close(&listeners->fds[i]);
	listeners->n = 0;
}
