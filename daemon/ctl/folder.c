/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder - files that the registrar hands over
 */
#include "ctl/folder.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

#define MAX_NAME 120

const char *vt_folder_asked(const char *const *arguments)
{
	for (const char *const *argument = arguments; *argument != NULL; argument++) {
		if (g_str_has_prefix(*argument, "--to="))
			return *argument + strlen("--to=");
		if (strcmp(*argument, "--to") == 0)
			return argument[1];
	}
	return NULL;
}

static bool is_plain(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && size <= MAX_NAME && name[0] != '.'
	       && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
			  == size;
}

bool vt_folder_put(const char *folder, const char *name, int fd, GError **error)
{
	vt_autofd int dir = -1;

	if (!is_plain(name))
		return vt_error_set(error, VT_NEVER, "'%s' is no name for a file", name);
	dir = vt_io_open_dir(folder, true, 0700, error);
	if (dir < 0)
		return false;
	if (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return vt_error_set(error, VT_NEVER, "cannot write '%s/%s': it is there already",
				    folder, name);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return vt_error_errno(error, "cannot read '%s'", name);
	if (!vt_io_publish_copy(dir, name, fd, VT_MAX_MESSAGE_BYTES, NULL, error))
		return false;
	if (g_str_has_suffix(name, ".sh") && fchmodat(dir, name, 0700, 0) != 0)
		return vt_error_errno(error, "cannot make '%s' executable", name);
	return true;
}
