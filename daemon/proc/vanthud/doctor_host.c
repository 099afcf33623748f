/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor_host - what the machine gives us
 */
#include "proc/vanthud/doctor_host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/sandbox.h"
#include "proc/probe.h"

#define MIB           ((uint64_t)1024 * 1024)
#define LEAST_FREE    (256 * MIB)
#define LITTLE_FREE   (2048 * MIB)
#define FEW_FILES     1024
#define MAX_HOSTS     (256u * 1024)
#define POSTCONF      "/usr/sbin/postconf"
#define POSTCONF_NAME "postfix"

static void look_at_lock(const vt_office *office)
{
	g_autofree char *path = g_build_filename(office->run, "vanthud.lock", NULL);
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 && errno == EACCES)
		vt_probe_say(VT_HEALTH_WARNING, "office",
			     "run doctor as root or as the office's user",
			     "cannot look at the lock '%s'", path);
	else if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0)
		vt_probe_say(VT_HEALTH_WARNING, "office", "start vanthud",
			     "the office is not running");
	else
		vt_probe_say(VT_HEALTH_GOOD, "office", NULL, "the office is running");
}

static void look_at_disk(const vt_office *office)
{
	struct statvfs fs;
	uint64_t bytes;

	if (statvfs(office->state, &fs) != 0) {
		vt_probe_say(VT_HEALTH_WARNING, "disk", "start vanthud once: it makes the folder",
			     "cannot look at '%s': %s", office->state, g_strerror(errno));
		return;
	}
	bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (bytes < LEAST_FREE || (fs.f_files > 0 && fs.f_favail < FEW_FILES))
		vt_probe_say(VT_HEALTH_FAULT, "disk",
			     "make room: without it mail is refused for now",
			     "%" G_GUINT64_FORMAT " MiB and %" G_GUINT64_FORMAT
			     " files are left below '%s'",
			     bytes / MIB, (uint64_t)fs.f_favail, office->state);
	else if (bytes < LITTLE_FREE || bytes / fs.f_frsize < fs.f_blocks / 20)
		vt_probe_say(VT_HEALTH_WARNING, "disk", "make room",
			     "%" G_GUINT64_FORMAT " MiB are left below '%s'", bytes / MIB,
			     office->state);
	else
		vt_probe_say(VT_HEALTH_GOOD, "disk", NULL, "%" G_GUINT64_FORMAT " MiB are free",
			     bytes / MIB);
}

static void look_at_clock(const vt_office *office)
{
	(void)office;
	if (vt_clock_is_synchronised())
		vt_probe_say(VT_HEALTH_GOOD, "clock", NULL, "the clock is synchronised");
	else
		vt_probe_say(VT_HEALTH_WARNING, "clock", "run chrony or systemd-timesyncd",
			     "the clock is not synchronised: times of receipt are evidence");
}

static void look_at_limits(const vt_office *office)
{
	struct rlimit files = { 0, 0 };

	(void)office;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FEW_FILES)
		vt_probe_say(VT_HEALTH_WARNING, "limits",
			     "LimitNOFILE=4096 in the unit, or ulimit -n",
			     "a program may open %" G_GUINT64_FORMAT " files only",
			     (uint64_t)files.rlim_cur);
	else
		vt_probe_say(VT_HEALTH_GOOD, "limits", NULL,
			     "a program may open %" G_GUINT64_FORMAT " files",
			     (uint64_t)files.rlim_cur);
}

/* Made, never entered. */
static void look_at_jail(const vt_office *office)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_sandbox) jail = vt_sandbox_new(
		VT_MAY_DELIVER, &(vt_path){ office->state, VT_PATH_READ | VT_PATH_OPTIONAL }, 1,
		&error);

	if (jail == NULL)
		vt_probe_say(VT_HEALTH_FAULT, "jail", "a kernel with seccomp is needed", "%s",
			     error->message);
	else if (vt_sandbox_landlock_abi(jail) == 0)
		vt_probe_say(VT_HEALTH_WARNING, "jail",
			     "a kernel from 5.13 on with landlock in lsm=, see vanthud(8)",
			     "no Landlock here: files are kept apart by seccomp and users alone");
	else
		vt_probe_say(VT_HEALTH_GOOD, "jail", NULL, "seccomp, and Landlock %d",
			     vt_sandbox_landlock_abi(jail));
}

static bool stands_in_hosts(const char *name)
{
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, "/etc/hosts", MAX_HOSTS, NULL);
	gsize size = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *text = g_strndup(data != NULL ? data : "", size);
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);

	for (char **word = words; *word != NULL; word++)
		if (g_ascii_strcasecmp(*word, name) == 0)
			return true;
	return false;
}

/* A name that only DNS knows stops the mail when DNS does. */
static void look_at_name(const vt_block *block, const char *kind)
{
	const char *server = vt_block_text(block, "server");
	const char *name = vt_block_name(block);
	g_autofree char *about = g_strdup_printf("%s%s%s name", kind, name != NULL ? " " : "",
						 name != NULL ? name : "");
	unsigned char room[sizeof(struct in6_addr)];

	if (server == NULL || server[0] == '/')
		return;
	if (inet_pton(AF_INET, server, room) == 1 || inet_pton(AF_INET6, server, room) == 1
	    || stands_in_hosts(server))
		vt_probe_say(VT_HEALTH_GOOD, about, NULL, "%s is known without DNS", server);
	else
		vt_probe_say(VT_HEALTH_GOOD, about,
			     "a line in /etc/hosts, if DNS is not to be relied on",
			     "%s is found by DNS alone", server);
}

static void look_at_names(const vt_office *office)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "imap"); i++)
		look_at_name(vt_settings_nth(office->settings, "imap", i), "imap");
	if (office->by_smtp)
		look_at_name(vt_settings_one(office->settings, "smtp"), "smtp");
}

/* NULL: postconf does not say. */
static char *postfix_value(const char *name)
{
	const char *const argv[] = { POSTCONF, "-h", name, NULL };
	g_auto(GStrv) copy = g_strdupv((char **)(uintptr_t)argv);
	char *output = NULL;
	int status = 0;

	if (!g_spawn_sync(NULL, copy, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
			  &status, NULL)
	    || status != 0)
		g_clear_pointer(&output, g_free);
	return output != NULL ? g_strstrip(output) : NULL;
}

static void look_at_postfix(const vt_office *office)
{
	g_autofree char *size = NULL;
	g_autofree char *delimiter = NULL;

	if (vt_settings_count(office->settings, "lmtp") == 0 || access(POSTCONF, X_OK) != 0)
		return;
	size = postfix_value("message_size_limit");
	delimiter = postfix_value("recipient_delimiter");
	if (size == NULL || delimiter == NULL) {
		vt_probe_say(VT_HEALTH_WARNING, POSTCONF_NAME, "run doctor as root",
			     "Postfix is here, but postconf says nothing");
		return;
	}
	if (g_ascii_strtoull(size, NULL, 10) != office->max_bytes)
		vt_probe_say(VT_HEALTH_WARNING, POSTCONF_NAME,
			     "make them equal, see config/postfix/main.cf",
			     "message_size_limit is %s, intake.max-bytes %" G_GUINT64_FORMAT
			     ": what we refuse becomes a bounce",
			     size, office->max_bytes);
	if (strchr(delimiter, '+') == NULL)
		vt_probe_say(VT_HEALTH_WARNING, POSTCONF_NAME, "recipient_delimiter = +",
			     "addresses with a token (vanthu+TOKEN@) are not delivered");
	if (g_ascii_strtoull(size, NULL, 10) == office->max_bytes && strchr(delimiter, '+') != NULL)
		vt_probe_say(VT_HEALTH_GOOD, POSTCONF_NAME, NULL, "size and delimiter fit");
}

void vt_doctor_host(const vt_office *office)
{
	static void (*const looks[])(const vt_office *) = {
		look_at_lock, look_at_disk,  look_at_clock,   look_at_limits,
		look_at_jail, look_at_names, look_at_postfix,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(looks); i++)
		looks[i](office);
}
