/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maildir_door - a watched Maildir, its messages claimed by rename
 *
 * A name in new/ is a stranger's; it is used for that one rename and never again. From then on the
 * message is called by its arrival id. The time of receipt is the time of the claim: it stands in
 * the id, so that a second try after a crash says the same.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "net/door.h"
#include "net/maildir.h"

/* Names read from new/ at a time: a flood must not fill our memory. */
#define SCAN_NAMES 4096

typedef struct maildir_door {
	vt_door door;
	vt_maildir maildir;
	char *private_path; /* PATH/.vanthu */
	int claimed;
	int inotify;       /* -1: polled */
	GQueue old_claims; /* char * ids found at the start */
	GPtrArray *names;  /* char *: seen in new/, oldest last */
} maildir_door;

static maildir_door *of(vt_door *door)
{
	return (maildir_door *)door; /* door is its first member */
}

static void door_free(maildir_door *d)
{
	if (d == NULL)
		return;
	vt_maildir_clear(&d->maildir);
	vt_fd_close(&d->claimed);
	vt_fd_close(&d->inotify);
	g_queue_clear_full(&d->old_claims, g_free);
	g_ptr_array_unref(d->names);
	g_free(d->private_path);
	g_free(d->door.account);
	g_free(d->door.own);
	g_free(d);
}

static void maildir_close(vt_door *door)
{
	door_free(of(door));
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_name_falling(gconstpointer a, gconstpointer b)
{
	return by_name(b, a);
}

/* Names in a directory that do not begin with a dot, at most max. */
static GPtrArray *names_in(int dir_fd, guint max, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	int copy = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;

	if (dir == NULL) {
		vt_error_errno(error, "cannot list a folder");
		vt_fd_close(&copy);
		return NULL;
	}
	for (const struct dirent *entry = readdir(dir); entry != NULL && names->len < max;
	     entry = readdir(dir))
		if (entry->d_name[0] != '.')
			g_ptr_array_add(names, g_strdup(entry->d_name));
	closedir(dir);
	return g_steal_pointer(&names);
}

static bool find_old_claims(maildir_door *d, GError **error)
{
	g_autoptr(GPtrArray) names = names_in(d->claimed, G_MAXUINT, error);

	if (names == NULL)
		return false;
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		if (vt_arrival_id_is(names->pdata[i]))
			g_queue_push_tail(&d->old_claims, g_strdup(names->pdata[i]));
	return true;
}

static void drain_inotify(maildir_door *d)
{
	char events[4096];

	while (d->inotify >= 0 && read(d->inotify, events, sizeof events) > 0)
		;
}

static int maildir_wake_fd(vt_door *door)
{
	return of(door)->inotify;
}

/* The claim's file, opened; anything but a plain file is an error that never goes away. */
static bool open_claim(maildir_door *d, const char *id, vt_claim *claim_out, GError **error)
{
	vt_autofd int fd = openat(d->claimed, id, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	g_strlcpy(claim_out->id, id, sizeof claim_out->id);
	if (fd < 0 || fstat(fd, &status) != 0)
		return vt_error_errno(error, "cannot open claim '%s'", id);
	if (!S_ISREG(status.st_mode))
		return vt_error_set(error, VT_NEVER, "claim '%s' is no plain file", id);
	claim_out->fd = vt_fd_steal(&fd);
	claim_out->bytes = (uint64_t)status.st_size;
	claim_out->received_at = vt_arrival_id_seconds(id);
	return true;
}

/* false with error: stuck. false without: somebody else took it, or the list is at its end. */
static bool claim_one(maildir_door *d, char id_out[VT_ARRIVAL_ID_BYTES + 1], GError **error)
{
	while (d->names->len > 0) {
		g_autofree char *name = g_ptr_array_steal_index(d->names, d->names->len - 1);

		vt_arrival_id(id_out);
		vt_crashpoint("intake.claiming");
		if (renameat(d->maildir.fresh, name, d->claimed, id_out) != 0) {
			if (errno == ENOENT)
				continue;
			return vt_error_errno(error, "cannot claim a message of '%s'",
					      d->door.account);
		}
		if (!vt_io_sync_dir(d->claimed, error) || !vt_io_sync_dir(d->maildir.fresh, error))
			return false;
		vt_crashpoint("intake.claimed");
		return true;
	}
	return false;
}

static bool scan(maildir_door *d, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	drain_inotify(d);
	names = names_in(d->maildir.fresh, SCAN_NAMES, error);
	if (names == NULL)
		return false;
	g_ptr_array_sort(names, by_name_falling);
	g_ptr_array_unref(d->names);
	d->names = g_steal_pointer(&names);
	return true;
}

static vt_knock maildir_next(vt_door *door, bool fresh, vt_claim *claim_out, GError **error)
{
	maildir_door *d = of(door);
	g_autofree char *old = g_queue_pop_head(&d->old_claims);
	char id[VT_ARRIVAL_ID_BYTES + 1];
	g_autoptr(GError) failure = NULL;

	if (old != NULL)
		return open_claim(d, old, claim_out, error) ? VT_CAME : VT_DOOR_STUCK;
	if (d->names->len == 0 && (!fresh || !scan(d, &failure))) {
		if (failure != NULL)
			g_propagate_error(error, g_steal_pointer(&failure));
		return fresh ? VT_DOOR_STUCK : VT_NOBODY_THERE;
	}
	if (!claim_one(d, id, &failure)) {
		if (failure == NULL)
			return VT_NOBODY_THERE;
		g_propagate_error(error, g_steal_pointer(&failure));
		return VT_DOOR_STUCK;
	}
	return open_claim(d, id, claim_out, error) ? VT_CAME : VT_DOOR_STUCK;
}

static bool maildir_keep(vt_door *door, const char *id, GError **error)
{
	maildir_door *d = of(door);

	g_assert(vt_arrival_id_is(id));
	vt_crashpoint("intake.forgetting");
	if (!vt_io_unlink(d->claimed, id, error) || !vt_io_sync_dir(d->claimed, error))
		return false;
	vt_crashpoint("intake.forgotten");
	return true;
}

static bool maildir_set_aside(vt_door *door, const char *id, const char *why, GError **error)
{
	maildir_door *d = of(door);
	g_autofree char *path = g_build_filename(d->private_path, why, NULL);
	vt_autofd int aside = vt_io_open_dir(path, true, 0700, error);

	if (aside < 0)
		return false;
	if (!vt_io_move(d->claimed, id, aside, id, error))
		return false;
	vt_crashpoint("intake.set-aside");
	return true;
}

static const vt_door_ops maildir_ops = {
	.name = "maildir",
	.wake_fd = maildir_wake_fd,
	.next = maildir_next,
	.keep = maildir_keep,
	.set_aside = maildir_set_aside,
	.close = maildir_close,
};

/* Without inotify (limits of the user, network file systems) the door is polled. */
static int watch_new(const char *path)
{
	g_autofree char *fresh = g_build_filename(path, "new", NULL);
	vt_autofd int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0
	    || inotify_add_watch(fd, fresh, IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE | IN_ONLYDIR)
		       < 0)
		return -1;
	return vt_fd_steal(&fd);
}

vt_door *vt_maildir_door_open(const char *path, const char *account, const char *own,
			      GError **error)
{
	maildir_door *d = g_new0(maildir_door, 1);
	g_autofree char *claimed = g_build_filename(path, ".vanthu", "claimed", NULL);

	d->door = (vt_door){ &maildir_ops, g_strdup(account), g_strdup(own) };
	d->maildir = (vt_maildir)VT_MAILDIR_INIT;
	d->private_path = g_build_filename(path, ".vanthu", NULL);
	d->claimed = d->inotify = -1;
	d->names = g_ptr_array_new_with_free_func(g_free);
	g_queue_init(&d->old_claims);
	if (!vt_maildir_open(path, &d->maildir, error)) {
		door_free(d);
		return NULL;
	}
	d->claimed = vt_io_open_dir(claimed, true, 0700, error);
	if (d->claimed < 0 || !find_old_claims(d, error)) {
		door_free(d);
		return NULL;
	}
	d->inotify = watch_new(path);
	return &d->door;
}
