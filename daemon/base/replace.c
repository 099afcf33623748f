/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replace - a file an office edits gets new contents; what it held stays beside it
 */
#include "base/replace.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"

static char *kept_name(int dir, const char *name, int64_t now)
{
	vt_date d = vt_clock_vietnam(now);
	g_autofree char *stamped = g_strdup_printf("%s.%04d%02d%02dT%02d%02d%02d", name, d.year,
						   d.month, d.day, d.hour, d.minute, d.second);
	char *kept = g_strdup(stamped);

	for (unsigned n = 2; faccessat(dir, kept, F_OK, AT_SYMLINK_NOFOLLOW) == 0; n++) {
		g_free(kept);
		kept = g_strdup_printf("%s-%u", stamped, n);
	}
	return kept;
}

bool vt_replace_file(const vt_replacing *replacing, char **kept_out, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(replacing->path);
	g_autofree char *name = g_path_get_basename(replacing->path);
	g_autofree char *kept = NULL;
	vt_autofd int dir = vt_io_open_dir(folder, false, 0, error);
	struct stat status;

	if (dir < 0)
		return false;
	kept = kept_name(dir, name, replacing->now);
	if (fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return vt_error_errno(error, "cannot look at '%s'", replacing->path);
	if (!vt_io_publish(dir, kept, replacing->old, status.st_mode & 0777, error)
	    || !vt_io_publish(dir, name, replacing->new, status.st_mode & 0777, error))
		return false;
	/* Ours when root works for another: it stays his. */
	if (geteuid() == 0 && (status.st_uid != 0 || status.st_gid != getegid())
	    && (fchownat(dir, name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0
		|| fchownat(dir, kept, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0))
		return vt_error_errno(error, "cannot give '%s' to its owner", replacing->path);
	*kept_out = g_build_filename(folder, kept, NULL);
	return true;
}
