/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthud - the supervisor: checks the set-up, makes folders, lock and control socket, keeps the
 * programs running
 */
#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "doc/office.h"
#include "proc/environment.h"
#include "proc/vanthud/children.h"
#include "proc/vanthud/doctor.h"
#include "proc/vanthud/dump.h"
#include "proc/vanthud/folders.h"
#include "proc/vanthud/listeners.h"
#include "proc/vanthud/notify.h"
#include "proc/vanthud/service.h"
#include "proc/vanthud/vanthud_check.h"
#include "wire/kinds.h"

/* Faults of changed files in one go. */
#define MAX_TOLD 20

static const char program_name[] = "vanthud";

typedef struct arguments {
	const char *conf;
	bool check, dump, folders, doctor, deep;
	int exit_status; /* >= 0: say no more, exit */
} arguments;

static arguments read_arguments(int argc, char **argv)
{
	arguments a = { .exit_status = -1 };
	bool good = true;

	for (int i = 1; i < argc && good; i++) {
		if (g_str_equal(argv[i], "--version"))
			return (arguments){ .exit_status = vt_say_version(program_name) };
		if (g_str_equal(argv[i], "--help"))
			return (arguments){ .exit_status = vt_say_usage(program_name, 1) };
		if (g_str_equal(argv[i], "-n") || g_str_equal(argv[i], "-t"))
			a.check = true;
		else if (g_str_equal(argv[i], "-T"))
			a.dump = true;
		else if (g_str_equal(argv[i], "-m"))
			a.folders = true;
		else if (g_str_equal(argv[i], "--doctor"))
			a.doctor = true;
		else if (g_str_equal(argv[i], "--deep") && a.doctor)
			a.deep = true;
		else if (g_str_equal(argv[i], "-c") && i + 1 < argc)
			a.conf = argv[++i];
		else
			good = g_str_equal(argv[i], "-f") || g_str_equal(argv[i], "-F");
	}
	if (a.conf == NULL)
		a.conf = VT_SYSCONFDIR "/vanthu/vanthu.conf";
	if (!good) {
		vt_say_usage(program_name, STDERR_FILENO);
		a.exit_status = EX_USAGE;
	}
	return a;
}

/* Held by flock as long as we live; the pid in it is for people. */
static int take_lock(const vt_office *office, GError **error)
{
	g_autofree char *path = g_build_filename(office->run, "vanthud.lock", NULL);
	vt_autofd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	char held_by[32] = "";

	if (fd < 0) {
		vt_error_errno(error, "cannot open '%s'", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (pread(fd, held_by, sizeof held_by - 1, 0) < 0)
			held_by[0] = '\0';
		g_strchomp(held_by);
		vt_error_set(error, VT_RETRY_LATER,
			     "cannot lock '%s': vanthud with pid %s holds it", path, held_by);
		return -1;
	}
	g_snprintf(held_by, sizeof held_by, "%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || !vt_io_write_full(fd, held_by, strlen(held_by), NULL)) {
		vt_error_errno(error, "cannot write '%s'", path);
		return -1;
	}
	return vt_fd_steal(&fd);
}

/* Mode 0660 from its first moment. */
static bool bind_private(int fd, const struct sockaddr_un *address)
{
	mode_t before = umask(0117);
	bool ok = bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;

	umask(before);
	return ok;
}

static int open_control(const vt_office *office, GError **error)
{
	const char *user = vt_block_text(vt_settings_one(office->settings, "office"), "user");
	g_autofree char *path = g_build_filename(office->run, "control.sock", NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	vt_autofd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	vt_autofd int file = -1;

	if (strlen(path) >= sizeof address.sun_path) {
		vt_error_set(error, VT_NEVER,
			     "cannot make socket '%s': the path is longer than %zu bytes", path,
			     sizeof address.sun_path - 1);
		return -1;
	}
	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	/* We hold the lock: what lies there is left from a dead one. */
	(void)unlink(path);
	if (fd < 0 || !bind_private(fd, &address) || listen(fd, 16) != 0) {
		vt_error_errno(error, "cannot make socket '%s'", path);
		return -1;
	}
	file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (!vt_give_to_user(file, user, true, error))
		return -1;
	return vt_fd_steal(&fd);
}

static int refuse(const GError *error)
{
	g_autofree char *why = vt_log_value(error->message);

	vt_log(VT_LOG_ERROR, "-", "start-refused", "why=%s", why);
	return error->code == VT_NEVER ? EX_CONFIG : EX_TEMPFAIL;
}

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* What is at work, and the last look at the files it came from. */
typedef struct serving {
	const char *conf;
	char *state;     /* its folder, lock and socket stay those of the start */
	vt_faults *read; /* of the last reading, good or bad */
	char *stamp;     /* of that reading */
	char *seen;      /* of the last look */
	vt_listeners *listeners;
	GPtrArray *others; /* char *: programs this configuration has (children.h) */
	vt_service service;
} serving;

static void serving_clear(serving *s)
{
	g_free(s->state);
	vt_faults_free(s->read);
	g_free(s->stamp);
	g_free(s->seen);
	g_ptr_array_unref(s->others);
	vt_service_clear(&s->service);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(serving, serving_clear)

static void note_reading(serving *s, vt_faults *take_read)
{
	vt_faults_free(s->read);
	g_free(s->stamp);
	g_free(s->seen);
	s->read = take_read;
	s->stamp = vt_faults_stamp(take_read);
	s->seen = g_strdup(s->stamp);
}

static void refuse_reload(const vt_faults *faults)
{
	for (unsigned i = 0; i < vt_faults_count(faults) && i < MAX_TOLD; i++) {
		g_autofree char *shown = vt_log_value(vt_faults_get(faults, i));

		vt_log(VT_LOG_ERROR, "-", "reload-refused", "fault=%s", shown);
	}
}

static void name_others(GPtrArray *others, const vt_office *office)
{
	int64_t connections =
		office->by_smtp
			? vt_block_int(vt_settings_one(office->settings, "smtp"), "connections")
			: 1;

	g_ptr_array_set_size(others, 0);
	for (int64_t i = 2; i <= connections; i++)
		g_ptr_array_add(others, g_strdup_printf("%s/%" G_GINT64_FORMAT,
							vt_program_name(VT_PROGRAM_DISPATCH), i));
	for (unsigned i = 0; i < vt_settings_count(office->settings, "imap"); i++)
		g_ptr_array_add(others, g_strdup_printf("%s/%s", vt_program_name(VT_PROGRAM_IMAP),
							vt_block_name(vt_settings_nth(
								office->settings, "imap", i))));
	if (vt_settings_count(office->settings, "metrics") > 0)
		g_ptr_array_add(others, g_strdup(vt_program_name(VT_PROGRAM_WATCH)));
	if (vt_settings_count(office->settings, "clamd") > 0)
		g_ptr_array_add(others, g_strdup(vt_program_name(VT_PROGRAM_SCAN)));
	if (vt_settings_count(office->settings, "token") > 0)
		g_ptr_array_add(others, g_strdup(vt_program_name(VT_PROGRAM_TOKEN)));
}

/* Loud: an office that rehearses must not be taken for one at work. */
static void tell_mode(const vt_office *office)
{
	static const char *const effects[VT_N_MODES] = {
		[VT_MODE_LIVE] = "mail leaves",
		[VT_MODE_HOLD] = "a rehearsal: no mail leaves",
		[VT_MODE_REDIRECT] = "a rehearsal: all mail leaves to one address",
	};

	vt_log(office->mode == VT_MODE_LIVE ? VT_LOG_INFO : VT_LOG_WARNING, "-", "dispatch-mode",
	       "mode=%s to=%s effect=\"%s\"", vt_mode_name(office->mode),
	       office->redirect != NULL ? office->redirect : "-", effects[office->mode]);
}

/* What is bad leaves the programs running as they are. */
static bool read_anew(serving *s)
{
	vt_faults *faults = vt_faults_new();
	g_autoptr(vt_office) office = vt_office_load(s->conf, faults);
	g_autoptr(GError) error = NULL;

	vt_check_files(office, faults);
	if (vt_faults_count(faults) == 0)
		vt_check_changed(s->conf, faults);
	if (vt_faults_count(faults) == 0 && !g_str_equal(office->state, s->state))
		vt_faults_add(faults, s->conf, 0,
			      "another state folder is taken by a new start only");
	if (vt_faults_count(faults) == 0 && !vt_listeners_match(s->listeners, office, &error))
		vt_faults_add(faults, s->conf, 0, "%s", error->message);
	refuse_reload(faults);
	note_reading(s, faults);
	if (vt_faults_count(s->read) == 0) {
		name_others(s->others, office);
		tell_mode(office);
	}
	return vt_faults_count(s->read) == 0;
}

static bool on_reload(void *data, bool asked)
{
	serving *s = data;
	g_autofree char *now = vt_faults_stamp(s->read);
	bool settled = g_str_equal(now, s->seen);
	bool good;

	g_free(s->seen);
	s->seen = g_steal_pointer(&now);
	/* A file that is being written is read when it lies still. */
	if (!asked && (!settled || g_str_equal(s->seen, s->stamp)))
		return false;
	vt_service_reloading(&s->service);
	good = read_anew(s);
	vt_service_reloaded(&s->service, vt_faults_count(s->read));
	return good;
}

static void on_ready(void *data)
{
	vt_service_ready(&((serving *)data)->service);
}

static void on_stopping(void *data)
{
	vt_service_stopping(&((serving *)data)->service);
}

static void on_beat(void *data, unsigned n, unsigned ready)
{
	vt_service_beat(&((serving *)data)->service, n, ready);
}

static int supervise(const vt_office *office, vt_faults *take_read, vt_listeners *listeners)
{
	g_auto(serving) s = { .conf = office->conf_path,
			      .state = g_strdup(office->state),
			      .listeners = listeners,
			      .others = g_ptr_array_new_with_free_func(g_free) };
	const vt_children_hooks hooks = { .ready = on_ready,
					  .stopping = on_stopping,
					  .beat = on_beat,
					  .reload = on_reload,
					  .data = &s };
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_children) children = NULL;
	vt_autofd int lock = -1;
	vt_autofd int control = -1;

	note_reading(&s, take_read);
	block_signals();
	if (!vt_folders_make(office, &error))
		return refuse(error);
	lock = take_lock(office, &error);
	if (lock < 0)
		return refuse(error);
	control = open_control(office, &error);
	if (control < 0)
		return refuse(error);
	if (!vt_listeners_match(listeners, office, &error))
		return refuse(error);
	if (geteuid() != 0)
		vt_log(VT_LOG_WARNING, "-", "not-root",
		       "effect=\"all programs run as the same user\"");
	vt_log(VT_LOG_INFO, "-", "start", "version=%s pid=%d", VT_VERSION, (int)getpid());
	tell_mode(office);
	name_others(s.others, office);
	children = vt_children_new(office->conf_path, control, listeners, s.others);
	vt_children_run(children, &hooks);
	vt_log(VT_LOG_INFO, "-", "ended", "status=0");
	return 0;
}

static int make_folders(const vt_office *office)
{
	g_autoptr(GError) error = NULL;

	return vt_folders_make(office, &error) ? 0 : refuse(error);
}

static void harden(void)
{
	const struct rlimit none = { 0, 0 };

	umask(077);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
}

/* Descriptors of whoever started us stay away from the programs; 0, 1 and 2 exist. */
static void tidy_descriptors(unsigned n_handed)
{
	int fd;

	(void)close_range(STDERR_FILENO + 1 + n_handed, ~0U, 0);
	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	static const char *const keep[] = { "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
					    NULL };
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_office) office = NULL;
	unsigned n_handed = vt_listeners_handed();
	vt_listeners listeners = { .n = 0 };
	arguments a;

	tidy_descriptors(n_handed);
	vt_listeners_take(&listeners, n_handed);
	vt_environment_clean(keep);
	harden();
	vt_log_init(program_name, VT_LOG_INFO);
	a = read_arguments(argc, argv);
	if (a.exit_status >= 0)
		return a.exit_status;
	if (a.doctor)
		return vt_doctor_run(a.conf, a.deep);
	vt_notify_init();
	office = vt_office_load(a.conf, faults);
	if (a.dump) {
		vt_dump(office->settings, office);
		vt_say_faults(faults);
		return vt_faults_count(faults) > 0 ? EX_CONFIG : 0;
	}
	vt_check_files(office, faults);
	if (a.check)
		vt_check_programs(a.conf, faults);
	vt_say_faults(faults);
	if (vt_faults_count(faults) > 0)
		return EX_CONFIG;
	if (a.folders)
		return make_folders(office);
	if (a.check) {
		vt_say(STDOUT_FILENO, "configuration is good\n");
		return 0;
	}
	return supervise(office, g_steal_pointer(&faults), &listeners);
}
