/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draft - a file that is still being written, under a name that nobody reads
 */
#include "base/draft.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"

/* Files from which on one syncfs(2) beats an fsync each (libraries §5: 2,390 a second against
 * 1,113). */
#define SYNCFS_FROM 8
#define TEMP_TRIES  100 /* names a crashed process with our pid may have left */

void vt_draft_clear(vt_draft *draft)
{
	vt_fd_close(&draft->fd);
	if (draft->temp[0] != '\0')
		unlinkat(draft->dir_fd, draft->temp, 0);
	draft->temp[0] = '\0';
}

bool vt_draft_open(vt_draft *draft, int dir_fd, const char *name, GError **error)
{
	static gint counter;

	*draft = (vt_draft){ .dir_fd = dir_fd, .fd = -1 };
	if (name[0] == '\0' || strchr(name, '/'))
		return vt_error_set(error, VT_NEVER, "cannot publish '%s': not a plain file name",
				    name);
	for (int tries = 0; tries < TEMP_TRIES; tries++) {
		snprintf(draft->temp, sizeof(draft->temp), VT_DRAFT_PREFIX "%ld-%d", (long)getpid(),
			 g_atomic_int_add(&counter, 1));
		draft->fd = openat(dir_fd, draft->temp,
				   O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (draft->fd >= 0)
			return true;
		if (errno != EEXIST && errno != EINTR)
			break;
	}
	draft->temp[0] = '\0';
	return vt_error_errno(error, "cannot create a file for '%s'", name);
}

bool vt_draft_write(vt_draft *draft, const void *bytes, size_t size, GError **error)
{
	draft->bytes += size;
	return vt_io_write_full(draft->fd, bytes, size, error);
}

static bool set_mode(const vt_draft *draft, mode_t mode, GError **error)
{
	/* Not left to the umask: the reader may be another user of our group. */
	if (fchmod(draft->fd, mode) < 0)
		return vt_error_errno(error, "cannot set the mode of '%s'", draft->temp);
	return true;
}

/* close() is where NFS reports a full disk. */
static bool close_draft(vt_draft *draft, GError **error)
{
	if (close(vt_fd_steal(&draft->fd)) < 0)
		return vt_error_errno(error, "cannot close '%s'", draft->temp);
	return true;
}

bool vt_draft_sync(vt_draft *draft, mode_t mode, GError **error)
{
	if (!set_mode(draft, mode, error))
		return false;
	if (fsync(draft->fd) < 0)
		return vt_error_errno(error, "cannot sync '%s'", draft->temp);
	return close_draft(draft, error);
}

bool vt_drafts_sync(const GPtrArray *drafts, int dir_fd, mode_t mode, GError **error)
{
	if (drafts->len < SYNCFS_FROM) {
		for (guint i = 0; i < drafts->len; i++)
			if (!vt_draft_sync(drafts->pdata[i], mode, error))
				return false;
		return true;
	}
	for (guint i = 0; i < drafts->len; i++)
		if (!set_mode(drafts->pdata[i], mode, error))
			return false;
	/* Linux 5.8 and later report here what could not be written. */
	if (syncfs(dir_fd) < 0)
		return vt_error_errno(error, "cannot sync the folder of %u files", drafts->len);
	for (guint i = 0; i < drafts->len; i++)
		if (!close_draft(drafts->pdata[i], error))
			return false;
	return true;
}

bool vt_draft_name(vt_draft *draft, const char *name, GError **error)
{
	if (renameat(draft->dir_fd, draft->temp, draft->dir_fd, name) < 0)
		return vt_error_errno(error, "cannot rename to '%s'", name);
	draft->temp[0] = '\0';
	return true;
}

bool vt_draft_publish(vt_draft *draft, const char *name, mode_t mode, GError **error)
{
	if (!vt_draft_sync(draft, mode, error))
		return false;
	vt_crashpoint("publish.written");
	if (!vt_draft_name(draft, name, error))
		return false;
	vt_crashpoint("publish.renamed");
	return vt_io_sync_dir(draft->dir_fd, error);
}

int vt_draft_nameless(int dir_fd, GError **error)
{
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	/* Not O_TMPFILE: NFS has none. */
	return vt_draft_open(&draft, dir_fd, "nameless", error) ? vt_fd_steal(&draft.fd) : -1;
}
