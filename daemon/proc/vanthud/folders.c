/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folders - the state directory: what is in it, who may enter, to whom it belongs
 */
#include "proc/vanthud/folders.h"

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"
#include "proc/user.h"

/* shared: the mode when the other program has a user of its own; the folder is then of the primary
 * group of that user. run/ is where a group may reach the control socket, and stays ours: root
 * makes the socket there, and nobody may slip it a link. */
typedef struct folder {
	const char *name;
	mode_t mode, shared;
	vt_program other;
	bool ours;
} folder;

static const folder folders[] = {
	{ .name = "", .mode = 0750 },
	{ .name = "spool", .mode = 0700, .shared = 0770, .other = VT_PROGRAM_INTAKE },
	{ .name = "store", .mode = 0700 },
	{ .name = "sealed", .mode = 0700 },
	{ .name = "outbox", .mode = 0700, .shared = 0750, .other = VT_PROGRAM_DISPATCH },
	{ .name = "db", .mode = 0700 },
	{ .name = "trust", .mode = 0750 },
	{ .name = "trust/roots", .mode = 0750 },
	{ .name = "trust/intermediates", .mode = 0750 },
	{ .name = "trust/crls", .mode = 0750 },
	{ .name = "run", .mode = 0750, .ours = true },
	{ .name = "token", .mode = 0700, .shared = 0770, .other = VT_PROGRAM_TOKEN },
	{ .name = "imap", .mode = 0700, .shared = 0770, .other = VT_PROGRAM_IMAP },
};

typedef struct wish {
	uid_t uid;
	gid_t gid;
	mode_t mode;
} wish;

static bool find_user(const char *user, wish *wish_out, GError **error)
{
	const struct passwd *entry = getpwnam(user);

	if (entry == NULL)
		return vt_error_set(error, VT_NEVER, "cannot find user '%s'", user);
	wish_out->uid = entry->pw_uid;
	wish_out->gid = entry->pw_gid;
	return true;
}

bool vt_give_to_user(int fd, const char *user, bool group_only, GError **error)
{
	wish w = { .uid = 0 };

	if (geteuid() != 0 || user == NULL)
		return true;
	if (!find_user(user, &w, error))
		return false;
	if (fchownat(fd, "", group_only ? (uid_t)-1 : w.uid, w.gid, AT_EMPTY_PATH) != 0)
		return vt_error_errno(error, "cannot give a file to '%s'", user);
	return true;
}

/* What is right is left alone: we may lack the right to change it. */
static bool fulfil(int fd, const char *path, const wish *w, GError **error)
{
	struct stat status;
	/* fchmod(2) wants more than O_PATH, and a name may have become another file. */
	g_autofree char *itself = g_strdup_printf("/proc/self/fd/%d", fd);

	if (fstat(fd, &status) != 0)
		return vt_error_errno(error, "cannot look at '%s'", path);
	if ((status.st_uid != w->uid || status.st_gid != w->gid)
	    && fchownat(fd, "", w->uid, w->gid, AT_EMPTY_PATH) != 0)
		return vt_error_errno(error, "cannot give '%s' to its user", path);
	if ((status.st_mode & 07777) != w->mode && chmod(itself, w->mode) != 0)
		return vt_error_errno(error, "cannot set the mode of '%s'", path);
	return true;
}

/* A lock that another user made: of an office that was not started by root before. */
static bool take_over(int run_fd, GError **error)
{
	vt_autofd int lock = openat(run_fd, "vanthud.lock", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (lock < 0 || fstat(lock, &status) != 0 || status.st_uid == 0)
		return true;
	return fchownat(lock, "", 0, (gid_t)-1, AT_EMPTY_PATH) == 0
	       || vt_error_errno(error, "cannot take over 'run/vanthud.lock'");
}

static bool give(const vt_office *office, const folder *f, bool is_new, int fd, GError **error)
{
	const char *user = vt_user_of(office, VT_PROGRAM_REGISTRAR);
	const char *other = f->shared != 0 ? vt_user_of(office, f->other) : user;
	bool apart = g_strcmp0(user, other) != 0;
	wish w = { .mode = apart ? f->shared : f->mode };
	wish of_other = { .uid = 0 };

	if (geteuid() != 0 || user == NULL || !(is_new || apart || f->ours))
		return true;
	if (!find_user(user, &w, error) || !find_user(other, &of_other, error))
		return false;
	if (apart)
		w.gid = of_other.gid;
	if (f->ours)
		w.uid = 0;
	return fulfil(fd, f->name, &w, error) && (!f->ours || take_over(fd, error));
}

/* Root without CAP_DAC_OVERRIDE may make sure of a folder that he may not look into. */
static int open_itself(const char *path)
{
	return open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int open_folder(const char *path, mode_t mode, bool *is_new_out, GError **error)
{
	int fd = open_itself(path);

	*is_new_out = fd < 0 && errno == ENOENT;
	if (*is_new_out) {
		vt_autofd int made = vt_io_open_dir(path, true, mode, error);

		if (made < 0)
			return -1;
		fd = open_itself(path);
	}
	if (fd < 0)
		vt_error_errno(error, "cannot open directory '%s'", path);
	return fd;
}

static bool is_link(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

/* A link: whoever put it there sees to its rights; nothing is given away through it. */
static bool make_one(const vt_office *office, const folder *f, GError **error)
{
	g_autofree char *path = g_build_filename(office->state, f->name, NULL);
	bool is_new;
	vt_autofd int fd = -1;

	if (is_link(path))
		return true;
	fd = open_folder(path, f->mode, &is_new, error);
	return fd >= 0 && give(office, f, is_new, fd, error);
}

bool vt_folders_make(const vt_office *office, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!make_one(office, &folders[i], error))
			return false;
	return true;
}
