/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc - from exec to READY, the same for every program
 */
#include "proc/proc.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "proc/environment.h"
#include "proc/listener.h"
#include "proc/probe.h"
#include "proc/run_private.h"
#include "proc/user.h"

#define FD_FIRST   3
#define FD_VANTHUD 4

typedef struct arguments {
	const char *conf, *which;
	bool check, offline;
	int exit_status; /* >= 0: say no more, exit */
} arguments;

static void path_clear(void *item)
{
	g_free((char *)(uintptr_t)((vt_path *)item)->path);
}

static void run_init(vt_run *run, const vt_proc *proc)
{
	*run = (vt_run){ .proc = proc, .may = proc->may, .control = -1 };
	run->options = g_hash_table_new(g_str_hash, g_str_equal);
	run->paths = g_array_new(FALSE, FALSE, sizeof(vt_path));
	g_array_set_clear_func(run->paths, path_clear);
	run->peers = g_ptr_array_new_with_free_func((GDestroyNotify)vt_peer_free);
	run->watches = g_ptr_array_new_with_free_func(g_free);
	run->timers = g_ptr_array_new_with_free_func(g_free);
}

static void run_clear(vt_run *run)
{
	/* Data first: it may use what follows. */
	if (run->free_data != NULL)
		run->free_data(run->data);
	g_ptr_array_unref(run->peers);
	g_ptr_array_unref(run->watches);
	g_ptr_array_unref(run->timers);
	g_array_unref(run->paths);
	g_hash_table_unref(run->options);
	vt_fd_close(&run->control);
	vt_office_free(run->office);
	vt_faults_free(run->read);
	g_free(run->stamp);
}

static const vt_option *find_option(const vt_proc *proc, const char *argument)
{
	if (!g_str_has_prefix(argument, "--"))
		return NULL;
	for (const vt_option *o = proc->offline_options; o != NULL && o->name != NULL; o++)
		if (g_str_equal(argument + 2, o->name))
			return o;
	return NULL;
}

static bool take_option(vt_run *run, const vt_option *option, char *value)
{
	if (g_hash_table_contains(run->options, option->name))
		return false;
	return g_hash_table_insert(run->options, (gpointer)(uintptr_t)option->name, value);
}

/* One without a value; false: there is no such. */
static bool take_flag(vt_run *run, arguments *a, const char *flag)
{
	if (g_str_equal(flag, "-n"))
		a->check = true;
	else if (g_str_equal(flag, "--offline") && run->proc->offline_options != NULL)
		a->offline = true;
	else if (g_str_equal(flag, "--probe") && run->proc->probe != NULL)
		run->probing = true;
	else if (g_str_equal(flag, "--deep") && run->probing)
		run->deep = true;
	else
		return g_str_equal(flag, "-f");
	return true;
}

static arguments read_arguments(vt_run *run, int argc, char **argv)
{
	arguments a = { .exit_status = -1 };
	const char *name = vt_program_name(run->proc->program);
	bool good = true;

	for (int i = 1; i < argc && good; i++) {
		const vt_option *option = a.offline ? find_option(run->proc, argv[i]) : NULL;

		if (g_str_equal(argv[i], "--version"))
			return (arguments){ .exit_status = vt_say_version(name) };
		if (g_str_equal(argv[i], "--help"))
			return (arguments){ .exit_status = vt_say_usage(name, STDOUT_FILENO) };
		if (g_str_equal(argv[i], "-c") && i + 1 < argc)
			a.conf = argv[++i];
		else if (g_str_equal(argv[i], "-i") && i + 1 < argc
			 && (run->proc->block_kind != NULL || run->proc->is_many))
			a.which = argv[++i];
		else if (option != NULL && i + 1 < argc)
			good = take_option(run, option, argv[++i]);
		else
			good = take_flag(run, &a, argv[i]);
	}
	good = good && (run->proc->block_kind == NULL || a.check || a.which != NULL);
	if (!good || (a.conf == NULL) != a.offline || (a.check && a.offline)) {
		vt_say_usage(name, STDERR_FILENO);
		a.exit_status = EX_USAGE;
	}
	return a;
}

static bool is_socket(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

/* Also what a careless parent left open. */
static bool take_channels(vt_run *run, int *vanthud_out)
{
	static const int keep[] = { FD_FIRST, FD_VANTHUD };
	bool has_vanthud = run->proc->program != VT_PROGRAM_REGISTRAR && !run->offline;

	if (!is_socket(FD_FIRST) || (has_vanthud && !is_socket(FD_VANTHUD))) {
		vt_log(VT_LOG_ERROR, "-", "start-refused", "why=\"vanthud starts this program\"");
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keep); i++)
		(void)fcntl(keep[i], F_SETFD, FD_CLOEXEC);
	*vanthud_out = has_vanthud ? FD_VANTHUD : -1;
	if (run->proc->has_listeners)
		return close_range(VT_FD_LISTENERS + VT_MAX_LISTENERS, ~0U, 0) == 0;
	return vt_sandbox_close_others(keep, has_vanthud ? 2 : 1, NULL);
}

static void add_peers(vt_run *run, int vanthud)
{
	vt_program first = VT_PROGRAM_REGISTRAR;

	if (run->offline)
		first = VT_PROGRAM_CTL;
	else if (run->proc->program == VT_PROGRAM_REGISTRAR)
		first = VT_PROGRAM_VANTHUD;
	g_ptr_array_add(run->peers, vt_peer_new(run, FD_FIRST, first, VT_TRUSTED));
	if (vanthud >= 0)
		g_ptr_array_add(run->peers,
				vt_peer_new(run, vanthud, VT_PROGRAM_VANTHUD, VT_TRUSTED));
}

static bool become(const vt_run *run, GError **error)
{
	const char *user;

	if (run->office == NULL)
		return true;
	user = vt_user_of(run->office, run->proc->program);
	return user == NULL || vt_sandbox_become(user, error);
}

/* As the one it will be: root sees no lack of rights, and may lack some that its user has. */
static void check(vt_run *run, vt_faults *faults)
{
	g_autoptr(GError) error = NULL;

	if (!run->proc->prepares_as_root && !become(run, &error))
		vt_faults_add(faults, run->office->conf_path, 0, "%s", error->message);
	else
		run->proc->check(run->office, faults);
}

/* 0, or the exit status when the office's files have faults. */
static int load_office(vt_run *run, const arguments *a)
{
	vt_faults *faults = NULL;

	if (a->offline)
		return 0;
	run->read = faults = vt_faults_new();
	run->office = vt_office_load(a->conf, faults);
	if (a->check && run->proc->check != NULL)
		check(run, faults);
	vt_say_faults(faults);
	if (vt_faults_count(faults) > 0)
		return EX_CONFIG;
	run->which = a->which;
	if (a->which != NULL && run->proc->block_kind != NULL && vt_run_block(run) == NULL) {
		vt_log(VT_LOG_ERROR, "-", "start-refused", "why=\"no block '%s' of that name\"",
		       a->which);
		return EX_CONFIG;
	}
	return 0;
}

static vt_log_level level_of(const vt_run *run)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };
	const vt_block *block;
	const char *name;

	if (run->office == NULL)
		return VT_LOG_WARNING;
	block = vt_settings_one(run->office->settings, "office");
	name = vt_block_text(block, "log-level");
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_strcmp0(name, names[i]) == 0)
			return (vt_log_level)i;
	return VT_LOG_INFO;
}

#ifdef VT_CRASH_POINTS
/* Crash points count in files that lie outside of everything. */
static void allow_crash_files(vt_run *run)
{
	static const char *const names[] = { "VANTHU_CRASH_LOG", "VANTHU_CRASH_AT" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *folder = NULL;

		if (g_getenv(names[i]) == NULL)
			continue;
		folder = g_path_get_dirname(g_getenv(names[i]));
		vt_run_allow(run, folder,
			     VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE | VT_PATH_OPTIONAL);
	}
}
#else
static void allow_crash_files(vt_run *run)
{
	(void)run;
}
#endif

static bool enter_jail(vt_run *run, GError **error)
{
	const vt_path *paths = (const vt_path *)(const void *)run->paths->data;
	g_autoptr(vt_sandbox) sandbox = vt_sandbox_new(run->may, run->paths->len > 0 ? paths : NULL,
						       run->paths->len, error);

	if (sandbox == NULL || !vt_rlimits_apply(&run->limits, error))
		return false;
	if (vt_sandbox_landlock_abi(sandbox) == 0)
		vt_log(VT_LOG_WARNING, "-", "no-landlock", "effect=\"files are not confined\"");
	return vt_sandbox_enter(sandbox, NULL, error);
}

static bool begin(vt_run *run, GError **error)
{
	const vt_proc *proc = run->proc;
	bool (*prepare)(vt_run *, GError **) =
		run->probing && proc->probe_prepare != NULL ? proc->probe_prepare : proc->prepare;

	if (!proc->prepares_as_root && !become(run, error))
		return false;
	/* As the one who compares it later: others may see less. */
	if (run->read != NULL)
		run->stamp = vt_faults_stamp(run->read);
	if (prepare != NULL && !prepare(run, error))
		return false;
	if (proc->prepares_as_root && !become(run, error))
		return false;
	allow_crash_files(run);
	if (proc->nice > 0 && setpriority(PRIO_PROCESS, 0, proc->nice) != 0)
		return vt_error_errno(error, "cannot lower the priority");
	return enter_jail(run, error)
	       && (run->probing || proc->start == NULL || proc->start(run, error));
}

static int probe(vt_run *run)
{
	g_autoptr(GError) error = NULL;

	if (vt_sandbox_close_others(NULL, 0, &error) && begin(run, &error))
		run->proc->probe(run);
	else
		vt_probe_say(VT_HEALTH_FAULT, vt_program_name(run->proc->program), "vanthud -n",
			     "%s", error->message);
	return 0;
}

static int work(vt_run *run)
{
	g_autoptr(GError) error = NULL;
	int vanthud = -1;

	if (!take_channels(run, &vanthud))
		return EX_USAGE;
	add_peers(run, vanthud);
	if (!begin(run, &error)) {
		g_autofree char *why = vt_log_value(error != NULL ? error->message : "no reason");

		vt_log(VT_LOG_ERROR, "-", "start-refused", "why=%s", why);
		return g_error_matches(error, VT_ERROR, VT_NEVER) ? EX_CONFIG : EX_TEMPFAIL;
	}
	if (!run->offline)
		vt_peer_send(vt_run_peer(run, VT_PROGRAM_VANTHUD), VT_KIND_READY, NULL, -1);
	vt_log(VT_LOG_INFO, "-", "ready", "version=%s", VT_VERSION);
	vt_run_loop(run);
	vt_log(VT_LOG_INFO, "-", "ended", "status=%d", run->exit_status);
	return run->exit_status;
}

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int vt_proc_main(const vt_proc *proc, int argc, char **argv)
{
	const char *name = vt_program_name(proc->program);
	vt_run run;
	arguments a;
	int status;

	vt_environment_clean(NULL);
	umask(077);
	vt_log_init(name, VT_LOG_INFO);
	run_init(&run, proc);
	a = read_arguments(&run, argc, argv);
	status = a.exit_status;
	if (status < 0) {
		run.offline = a.offline;
		status = load_office(&run, &a);
		if (status == 0 && !a.check) {
			vt_log_init(name, level_of(&run));
			block_signals();
			status = run.probing ? probe(&run) : work(&run);
		}
	}
	run_clear(&run);
#ifdef VT_SANITIZED
	/* The leak check wants ptrace, which the jail answers with death. */
	_exit(status);
#else
	return status;
#endif
}

const vt_office *vt_run_office(const vt_run *run)
{
	return run->office;
}

const vt_block *vt_run_block(const vt_run *run)
{
	return run->which != NULL && run->proc->block_kind != NULL
		       ? vt_settings_find(run->office->settings, run->proc->block_kind, run->which)
		       : NULL;
}

const char *vt_run_option(const vt_run *run, const char *name)
{
	return g_hash_table_lookup(run->options, name);
}

bool vt_run_office_changed(const vt_run *run)
{
	g_autofree char *now = run->read != NULL ? vt_faults_stamp(run->read) : NULL;

	return g_strcmp0(now, run->stamp) != 0;
}

bool vt_run_is_offline(const vt_run *run)
{
	return run->offline;
}

bool vt_run_is_deep(const vt_run *run)
{
	return run->deep;
}

void vt_run_set_data(vt_run *run, void *take_data, GDestroyNotify free_data)
{
	run->data = take_data;
	run->free_data = free_data;
}

void *vt_run_data(const vt_run *run)
{
	return run->data;
}

void vt_run_allow(vt_run *run, const char *path, unsigned access)
{
	vt_path item = { g_strdup(path), access };

	g_array_append_val(run->paths, item);
}

void vt_run_limit(vt_run *run, const vt_rlimits *limits)
{
	run->limits = *limits;
}

void vt_run_may(vt_run *run, vt_may may)
{
	run->may = may;
}

void vt_run_allow_resolver(vt_run *run)
{
	/* systemd and NetworkManager replace their file: the folder is what stays. */
	static const char *const paths[] = {
		"/etc/resolv.conf", "/etc/hosts",    "/etc/nsswitch.conf",   "/etc/host.conf",
		"/etc/gai.conf",    "/etc/services", "/run/systemd/resolve", "/run/NetworkManager",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		vt_run_allow(run, paths[i], VT_PATH_READ | VT_PATH_OPTIONAL);
}
