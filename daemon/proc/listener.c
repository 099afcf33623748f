/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listener - a socket that waits for clients: a path, or a port of the loopback
 */
#include "proc/listener.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "proc/place.h"

#define BACKLOG 128

/* What comes from another machine comes through its MTA. */
static bool read_place(const char *where, vt_place *out, GError **error)
{
	if (vt_place_read(where, out) && vt_place_is_here(out))
		return true;
	return vt_error_set(error, VT_NEVER,
			    "cannot listen at '%s': neither a path of at most %zu bytes nor a port "
			    "of the loopback, as 127.0.0.1:24",
			    where, sizeof out->address.path.sun_path - 1);
}

bool vt_listener_check(const char *where, GError **error)
{
	vt_place at;

	return read_place(where, &at, error);
}

/* Mode 0660 from its first moment. */
static bool bind_to(int fd, const vt_place *at)
{
	mode_t before = umask(0117);
	bool ok = bind(fd, &at->address.any, at->size) == 0;

	umask(before);
	return ok;
}

static bool give_to_group(const char *path, const char *group, GError **error)
{
	/* cppcheck-suppress getgrnamCalled; one thread */
	const struct group *entry = getgrnam(group);
	vt_autofd int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (entry == NULL)
		return vt_error_set(error, VT_NEVER,
				    "cannot give '%s' to group '%s': no such group", path, group);
	if (file < 0
	    || fchownat(file, "", (uid_t)-1, entry->gr_gid, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)
		       != 0)
		return vt_error_errno(error, "cannot give '%s' to group '%s'", path, group);
	return true;
}

int vt_listener_open(const char *where, const char *group, GError **error)
{
	const int on = 1;
	vt_place at;
	vt_autofd int fd = -1;

	if (!read_place(where, &at, error))
		return -1;
	fd = socket(at.address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && where[0] == '/')
		(void)unlink(where);
	else if (fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || !bind_to(fd, &at) || listen(fd, BACKLOG) != 0) {
		vt_error_errno(error, "cannot listen at '%s'", where);
		return -1;
	}
	if (where[0] == '/' && group != NULL && !give_to_group(where, group, error))
		return -1;
	return vt_fd_steal(&fd);
}

/* A path is compared as it was bound; of an address family the port and the host. */
static bool is_same(const vt_place *a, const vt_place *b)
{
	if (a->address.any.sa_family != b->address.any.sa_family)
		return false;
	if (a->address.any.sa_family == AF_UNIX)
		return strcmp(a->address.path.sun_path, b->address.path.sun_path) == 0;
	if (a->address.any.sa_family == AF_INET)
		return a->address.ip4.sin_port == b->address.ip4.sin_port
		       && a->address.ip4.sin_addr.s_addr == b->address.ip4.sin_addr.s_addr;
	return a->address.ip6.sin6_port == b->address.ip6.sin6_port
	       && memcmp(&a->address.ip6.sin6_addr, &b->address.ip6.sin6_addr,
			 sizeof a->address.ip6.sin6_addr)
			  == 0;
}

bool vt_listener_is(int fd, const char *where)
{
	vt_place wanted, found = { .size = sizeof found.address };
	int listens = 0;
	socklen_t size = sizeof listens;

	return read_place(where, &wanted, NULL)
	       && getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0
	       && getsockname(fd, &found.address.any, &found.size) == 0 && is_same(&wanted, &found);
}
