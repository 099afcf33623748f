/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_spool - bytes first, envelope last
 */
#include "proc/intake/intake_spool.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "doc/arrived.h"
#include "net/heading.h"
#include "proc/intake/heading.h"

static bool is_there(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool grew_over(int fd, uint64_t max_bytes)
{
	struct stat status;

	return fstat(fd, &status) == 0 && (uint64_t)status.st_size > max_bytes;
}

static void note_heading(const vt_office *office, int fd, vt_arrived *arrived)
{
	g_autofree char *head = g_malloc(VT_HEADING_BYTES);
	ssize_t size = pread(fd, head, VT_HEADING_BYTES, 0);

	if (size > 0)
		vt_note_heading(office, head, (size_t)size, arrived);
}

static GBytes *envelope_of(const vt_office *office, const vt_door *door, const vt_claim *claim,
			   const vt_published *written)
{
	g_autoptr(vt_arrived) arrived = vt_arrived_new();

	arrived->id = g_strdup(claim->id);
	arrived->door = g_strdup(door->ops->name);
	arrived->account = g_strdup(door->account);
	arrived->own = g_strdup(door->own);
	arrived->mail_from = g_strdup(claim->mail_from);
	for (guint i = 0; claim->rcpt_to != NULL && i < claim->rcpt_to->len; i++)
		g_ptr_array_add(arrived->rcpt_to, g_strdup(claim->rcpt_to->pdata[i]));
	arrived->received_at = claim->received_at;
	arrived->bytes = written->bytes;
	g_strlcpy(arrived->sha256, written->sha256, sizeof arrived->sha256);
	note_heading(office, claim->fd, arrived);
	return vt_arrived_write(arrived);
}

vt_spooled vt_spool_take(const vt_office *office, int spool_dir, const vt_door *door,
			 const vt_claim *claim, GError **error)
{
	const uint64_t max_bytes = office->max_bytes;
	g_autofree char *eml = g_strdup_printf("%s.eml", claim->id);
	g_autofree char *env = g_strdup_printf("%s.env", claim->id);
	g_autoptr(GBytes) envelope = NULL;
	g_autoptr(GError) failure = NULL;
	vt_published written = { .bytes = 0 };

	if (claim->bytes > max_bytes)
		return VT_SPOOL_TOO_BIG;
	if (is_there(spool_dir, env) && is_there(spool_dir, eml))
		return VT_SPOOLED;
	if (!vt_io_publish_shared(spool_dir, eml, claim->fd, max_bytes, &written, &failure)) {
		if (grew_over(claim->fd, max_bytes))
			return VT_SPOOL_TOO_BIG;
		g_propagate_error(error, g_steal_pointer(&failure));
		return VT_SPOOL_FAILED;
	}
	vt_crashpoint("intake.eml");
	envelope = envelope_of(office, door, claim, &written);
	if (!vt_io_publish(spool_dir, env, envelope, 0640, error))
		return VT_SPOOL_FAILED;
	vt_crashpoint("intake.env");
	return VT_SPOOLED;
}

static DIR *list(int spool_dir)
{
	int copy = openat(spool_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;

	if (dir == NULL)
		vt_fd_close(&copy);
	return dir;
}

void vt_spool_each(int spool_dir, void (*tell)(const char *id, void *data), void *data)
{
	DIR *dir = list(spool_dir);

	if (dir == NULL)
		return;
	for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
		g_autofree char *id = g_strndup(entry->d_name, VT_ARRIVAL_ID_BYTES);
		g_autofree char *eml = g_strdup_printf("%s.eml", id);

		if (vt_arrival_id_is(id) && g_str_equal(entry->d_name + VT_ARRIVAL_ID_BYTES, ".env")
		    && is_there(spool_dir, eml))
			tell(id, data);
	}
	closedir(dir);
}

/* The draft (base/draft.h) of a process that is no more: each vanthu-imap writes there too. A
 * pid that was given to somebody else keeps its file until the next start. */
static bool is_orphan(const char *name)
{
	gint64 pid;

	if (!g_str_has_prefix(name, VT_DRAFT_PREFIX))
		return false;
	pid = g_ascii_strtoll(name + strlen(VT_DRAFT_PREFIX), NULL, 10);
	return pid <= 0 || pid > G_MAXINT || pid == getpid()
	       || (kill((pid_t)pid, 0) != 0 && errno == ESRCH);
}

void vt_spool_sweep(int spool_dir)
{
	DIR *dir = list(spool_dir);

	if (dir == NULL)
		return;
	for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
		if (is_orphan(entry->d_name))
			(void)vt_io_unlink(spool_dir, entry->d_name, NULL);
	closedir(dir);
}
