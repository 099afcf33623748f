/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listener - a socket that waits for clients: a path, or a port of the loopback
 *
 * Written "/path/to.sock", "127.0.0.1:24", "[::1]:24". vanthud opens it, or gets it from systemd
 * (sd_listen_fds(3)), and hands it to the program at work behind it; so a restart of that program
 * refuses nobody. The receiver knows each by its own name, getsockname(2), not by its number.
 */
#ifndef VT_PROC_LISTENER_H
#define VT_PROC_LISTENER_H

#include <glib.h>
#include <stdbool.h>

/* Descriptors from this one on are listeners, up to VT_MAX_LISTENERS; the rest is not there. */
#define VT_FD_LISTENERS  5
#define VT_MAX_LISTENERS 8

/* false: not in that form, not of the loopback, or too long. */
bool vt_listener_check(const char *where, GError **error);
/* Non-blocking, close-on-exec. A path: mode 0660, group (NULL = ours), what lies there is replaced.
 * -1 on failure. */
int vt_listener_open(const char *where, const char *group, GError **error);
/* Is fd a listening socket at this place? */
bool vt_listener_is(int fd, const char *where);

#endif
