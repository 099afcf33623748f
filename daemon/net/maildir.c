/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maildir - tmp/ first, new/ when it is whole
 */
#include "net/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"

void vt_maildir_clear(vt_maildir *maildir)
{
	vt_fd_close(&maildir->root);
	vt_fd_close(&maildir->tmp);
	vt_fd_close(&maildir->fresh);
	vt_fd_close(&maildir->cur);
}

static int open_inside(const char *path, const char *name, GError **error)
{
	g_autofree char *inside = g_build_filename(path, name, NULL);

	return vt_io_open_dir(inside, true, 0700, error);
}

bool vt_maildir_open(const char *path, vt_maildir *maildir_out, GError **error)
{
	g_auto(vt_maildir) maildir = VT_MAILDIR_INIT;

	maildir.root = vt_io_open_dir(path, true, 0700, error);
	if (maildir.root < 0)
		return false;
	maildir.tmp = open_inside(path, "tmp", error);
	if (maildir.tmp < 0)
		return false;
	maildir.fresh = open_inside(path, "new", error);
	if (maildir.fresh < 0)
		return false;
	maildir.cur = open_inside(path, "cur", error);
	if (maildir.cur < 0)
		return false;
	*maildir_out = maildir;
	/* Given away: what leaves the scope is an empty one. */
	maildir = (vt_maildir)VT_MAILDIR_INIT; // NOLINT(clang-analyzer-deadcode.DeadStores)
	return true;
}

/* NAME or NAME:2,FLAGS */
static bool is_seen_as(const char *entry, const char *name)
{
	size_t size = strlen(name);

	return strncmp(entry, name, size) == 0 && (entry[size] == '\0' || entry[size] == ':');
}

static bool cur_has(int cur, const char *name)
{
	int copy = openat(cur, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	bool found = false;

	if (dir == NULL) {
		vt_fd_close(&copy);
		return false;
	}
	for (const struct dirent *entry = readdir(dir); entry != NULL && !found;
	     entry = readdir(dir))
		found = is_seen_as(entry->d_name, name);
	closedir(dir);
	return found;
}

bool vt_maildir_has(const vt_maildir *maildir, const char *name)
{
	return faccessat(maildir->fresh, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
	       || cur_has(maildir->cur, name);
}

bool vt_maildir_deliver(const vt_maildir *maildir, const char *name, int in_fd, GError **error)
{
	if (!vt_io_publish_copy(maildir->tmp, name, in_fd, G_MAXINT64, NULL, error))
		return false;
	vt_crashpoint("maildir.written");
	if (!vt_io_move(maildir->tmp, name, maildir->fresh, name, error))
		return false;
	vt_crashpoint("maildir.delivered");
	return true;
}
