/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify - one datagram
 */
#include "proc/vanthud/notify.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/io.h"

static struct sockaddr_un listener;
static socklen_t listener_size; /* 0 = nobody listens */
static int64_t watchdog_us;

/* sd_watchdog_enabled(3): another pid means that it is not meant for us. */
static void read_watchdog(void)
{
	const char *whom = g_getenv("WATCHDOG_PID"), *time = g_getenv("WATCHDOG_USEC");
	guint64 pid = 0, us = 0;

	if (time != NULL && g_ascii_string_to_unsigned(time, 10, 1, G_MAXINT64, &us, NULL)
	    && (whom == NULL
		|| (g_ascii_string_to_unsigned(whom, 10, 1, G_MAXINT, &pid, NULL)
		    && pid == (guint64)getpid())))
		watchdog_us = (int64_t)us;
	g_unsetenv("WATCHDOG_PID");
	g_unsetenv("WATCHDOG_USEC");
}

void vt_notify_init(void)
{
	const char *path = g_getenv("NOTIFY_SOCKET");
	size_t size = path != NULL ? strlen(path) : 0;

	if (size > 1 && size < sizeof listener.sun_path && (path[0] == '/' || path[0] == '@')) {
		listener.sun_family = AF_UNIX;
		g_strlcpy(listener.sun_path, path, sizeof listener.sun_path);
		if (path[0] == '@') /* an abstract name */
			listener.sun_path[0] = '\0';
		listener_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
	}
	g_unsetenv("NOTIFY_SOCKET");
	read_watchdog();
}

int64_t vt_notify_watchdog(void)
{
	return watchdog_us;
}

void vt_notify(const char *state)
{
	vt_autofd int fd = -1;

	if (listener_size == 0)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL,
			      (const struct sockaddr *)&listener, listener_size);
}
