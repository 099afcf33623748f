/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_place - folders and files of an office that is set up, each opened once and then known by
 * its descriptor
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "ctl/setup_private.h"

#define FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static bool give(int fd, const char *shown, const struct passwd *user, GError **error)
{
	return user == NULL || fchown(fd, user->pw_uid, user->pw_gid) == 0
	       || vt_error_errno(error, "cannot give '%s' to '%s'", shown, user->pw_name);
}

int vt_setup_open_folder(const char *path, const struct passwd *user, GError **error)
{
	vt_autofd int fd = vt_io_open_dir(path, true, 0750, error);

	return fd >= 0 && give(fd, path, user, error) ? vt_fd_steal(&fd) : -1;
}

int vt_setup_open_below(int dir, const char *name, const char *shown, const struct passwd *user,
			GError **error)
{
	vt_autofd int fd = -1;

	if (mkdirat(dir, name, 0750) != 0 && errno != EEXIST) {
		vt_error_errno(error, "cannot make folder '%s'", shown);
		return -1;
	}
	fd = openat(dir, name, FOLDER);
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
		vt_error_set(error, VT_NEVER, "cannot set up: '%s' is there and no folder", shown);
	else if (fd < 0)
		vt_error_errno(error, "cannot open '%s'", shown);
	return fd >= 0 && give(fd, shown, user, error) ? vt_fd_steal(&fd) : -1;
}

int vt_setup_open_own(int dir, const char *name, const char *shown, GError **error)
{
	vt_autofd int fd = -1;
	struct stat status;

	if (mkdirat(dir, name, 0700) != 0) {
		if (errno == EEXIST)
			vt_error_set(error, VT_NEVER,
				     "cannot set up: '%s' is there already, of a setup that did "
				     "not end; remove it",
				     shown);
		else
			vt_error_errno(error, "cannot make folder '%s'", shown);
		return -1;
	}
	fd = openat(dir, name, FOLDER);
	if (fd < 0 || fstat(fd, &status) != 0 || status.st_uid != geteuid()
	    || (status.st_mode & 07777) != 0700) {
		vt_error_set(error, VT_NEVER, "cannot set up: '%s' is not the folder we made",
			     shown);
		return -1;
	}
	if (fchmod(fd, 0711) != 0) {
		vt_error_errno(error, "cannot set the mode of '%s'", shown);
		return -1;
	}
	return vt_fd_steal(&fd);
}

bool vt_setup_write(int dir, const char *name, GBytes *bytes, mode_t mode,
		    const struct passwd *user, GError **error)
{
	g_auto(vt_draft) draft = VT_DRAFT_INIT;
	size_t size;
	const void *start = g_bytes_get_data(bytes, &size);

	return vt_draft_open(&draft, dir, name, error) && vt_draft_write(&draft, start, size, error)
	       && give(draft.fd, name, user, error) && vt_draft_publish(&draft, name, mode, error);
}

bool vt_setup_give_file(int dir, const char *name, mode_t mode, const struct passwd *user,
			GError **error)
{
	vt_autofd int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return vt_error_errno(error, "cannot open '%s'", name);
	return give(fd, name, user, error)
	       && (fchmod(fd, mode) == 0
		   || vt_error_errno(error, "cannot set the mode of '%s'", name));
}
