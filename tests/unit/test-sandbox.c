/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-sandbox - each forbidden act in a planted child: denied and counted, or killed
 */
#include "base/sandbox.h"

#include <errno.h>
#include <linux/bpf.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/io.h"

/* An act answers 0 when it could be done, else errno. */
typedef int (*act)(void);

static int outcome(long result)
{
	return result >= 0 ? 0 : errno;
}

static int act_nothing(void)
{
	char *volatile memory = malloc(3 * 1024 * 1024);

	memory[0] = 'x';
	free(memory);
	return write(2, "", 0) == 0 ? 0 : errno;
}

static int act_open_read(void)
{
	return outcome(open("/etc/passwd", O_RDONLY));
}

static int act_open_write(void)
{
	return outcome(open("/tmp/vanthu-never", O_WRONLY | O_CREAT, 0600));
}

static int act_stat(void)
{
	struct stat status;

	return outcome(stat("/etc/passwd", &status));
}

static int act_fstat(void)
{
	struct stat status;

	return outcome(fstat(2, &status));
}

static int act_access(void)
{
	return outcome(access("/etc/passwd", R_OK));
}

static int act_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int act_packet_socket(void)
{
	return outcome(socket(AF_PACKET, SOCK_RAW, 0));
}

/* Nobody listens there; refused by nobody but the other side. */
static int act_connect(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(1) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return 0;
	return errno == ECONNREFUSED ? 0 : outcome(-1);
}

static int act_listen(void)
{
	return outcome(listen(socket(AF_INET, SOCK_STREAM, 0), 1));
}

static int act_unix_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int act_exec(void)
{
	static char program[] = "/bin/true";
	char *const argv[] = { program, NULL };

	return outcome(execv(program, argv));
}

static int act_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return outcome(pid);
}

static int act_vfork(void)
{
	return outcome(syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
}

static int act_clone3(void)
{
	return outcome(syscall(SYS_clone3, NULL, 0));
}

static int act_ptrace(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int act_io_uring(void)
{
	return outcome(syscall(SYS_io_uring_setup, 1, NULL));
}

static int act_bpf(void)
{
	return outcome(syscall(SYS_bpf, BPF_MAP_CREATE, NULL, 0));
}

static int act_keyctl(void)
{
	return outcome(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

static int act_mount(void)
{
	return outcome(mount("none", "/mnt", "tmpfs", 0, NULL));
}

static int act_unshare(void)
{
	return outcome(unshare(CLONE_NEWUSER));
}

static int act_kill_parent(void)
{
	return outcome(kill(getppid(), 0));
}

static int act_unknown(void)
{
	return outcome(syscall(1999));
}

static int act_exec_memory(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return errno;
	munmap(page, 4096);
	return 0;
}

static int act_make_exec(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	int result = outcome(mprotect(page, 4096, PROT_READ | PROT_EXEC));

	munmap(page, 4096);
	return result;
}

static int act_inotify(void)
{
	return outcome(inotify_init1(IN_CLOEXEC));
}

static int act_abort(void)
{
	abort();
}

static void *thread_nothing(void *data)
{
	return data;
}

static int act_thread(void)
{
	pthread_t thread;
	int result = pthread_create(&thread, NULL, thread_nothing, NULL);

	if (result == 0)
		pthread_join(thread, NULL);
	return result;
}

/* Runs the act in a child inside the sandbox (and inside outer before, if not NULL). Exit status is
 * the act's answer. */
static int in_sandbox(const vt_sandbox *outer, const vt_sandbox *sandbox, vt_denials *denials,
		      act what)
{
	pid_t pid = fork();
	int status;

	g_assert_cmpint(pid, >=, 0);
	if (pid == 0) {
		if (outer != NULL && !vt_sandbox_enter(outer, NULL, NULL))
			_exit(200);
		if (!vt_sandbox_enter(sandbox, denials, NULL))
			_exit(201);
		_exit(what());
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	return status;
}

#define DONE    0
#define DENIED  (-1)
#define KILLED  (-2)
#define ABORTED (-3)
#ifdef VT_SANITIZED
#define UNLESS_SANITIZED(fate) (-4)
#else
#define UNLESS_SANITIZED(fate) (fate)
#endif

static const struct {
	const char *name;
	act what;
	int fate;
} compute_acts[] = {
	{ "nothing", act_nothing, DONE },
	{ "fstat", act_fstat, DONE },
	{ "open-read", act_open_read, DENIED },
	{ "open-write", act_open_write, DENIED },
	{ "stat", act_stat, DENIED },
	{ "access", act_access, DENIED },
	{ "socket", act_socket, DENIED },
	{ "unix-socket", act_unix_socket, DENIED },
	{ "exec", act_exec, DENIED },
	{ "fork", act_fork, KILLED },
	{ "vfork", act_vfork, KILLED },
	{ "clone3", act_clone3, KILLED },
	{ "thread", act_thread, KILLED },
	{ "ptrace", act_ptrace, KILLED },
	{ "io-uring", act_io_uring, KILLED },
	{ "bpf", act_bpf, KILLED },
	{ "keyctl", act_keyctl, KILLED },
	{ "mount", act_mount, KILLED },
	{ "unshare", act_unshare, KILLED },
	{ "kill-parent", act_kill_parent, KILLED },
	{ "inotify", act_inotify, KILLED },
	{ "unknown", act_unknown, KILLED },
	{ "exec-memory", act_exec_memory, UNLESS_SANITIZED(KILLED) },
	{ "make-exec", act_make_exec, UNLESS_SANITIZED(KILLED) },
	{ "abort", act_abort, ABORTED },
};

static void check_fate(const char *name, int fate, int status, vt_denials *denials)
{
	g_test_message("%s: status %#x, %u denied", name, (unsigned)status, denials->count);
	if (fate == KILLED) {
		g_assert_true(WIFSIGNALED(status));
		g_assert_cmpint(WTERMSIG(status), ==, SIGSYS);
	} else if (fate == DENIED) {
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==, EPERM);
		g_assert_cmpuint(denials->count, ==, 1);
		g_assert_cmpuint(denials->first_call, !=, 0);
	} else {
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==, fate == ABORTED ? VT_EXIT_ABORTED : 0);
		g_assert_cmpuint(denials->count, ==, 0);
	}
}

/* Alone, and inside the parent's jail as it is in earnest. */
static void test_compute(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_sandbox) outer = vt_sandbox_new(VT_MAY_FORK, NULL, 0, &error);
	g_autoptr(vt_sandbox) sandbox = vt_sandbox_new(VT_MAY_COMPUTE, NULL, 0, &error);
	g_autoptr(vt_denials) denials = vt_denials_new(&error);

	g_assert_no_error(error);
	for (size_t i = 0; i < G_N_ELEMENTS(compute_acts); i++)
		for (int stacked = 0; stacked < 2; stacked++) {
			int status;

			if (compute_acts[i].fate < ABORTED)
				continue;
			memset(denials, 0, sizeof *denials);
			status = in_sandbox(stacked ? outer : NULL, sandbox, denials,
					    compute_acts[i].what);
			check_fate(compute_acts[i].name, compute_acts[i].fate, status, denials);
		}
}

static int act_many_denied(void)
{
	for (int i = 0; i < 1000; i++)
		if (act_open_read() == 0)
			return 1;
	return 0;
}

static void test_count(void)
{
	g_autoptr(vt_sandbox) sandbox = vt_sandbox_new(VT_MAY_COMPUTE, NULL, 0, NULL);
	g_autoptr(vt_denials) denials = vt_denials_new(NULL);
	int status = in_sandbox(NULL, sandbox, denials, act_many_denied);

	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	g_assert_cmpuint(denials->count, ==, 1000);
	g_assert_cmpuint(denials->first_call, ==, SYS_openat);
}

static char *folder;

static int act_write_inside(void)
{
	g_autofree char *path = g_build_filename(folder, "inside", NULL);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	return fd < 0 ? errno : outcome(write(fd, "x", 1));
}

static int act_move_inside(void)
{
	g_autofree char *from = g_build_filename(folder, "inside", NULL);
	g_autofree char *to = g_build_filename(folder, "sub", "moved", NULL);

	return act_write_inside() == 0 ? outcome(rename(from, to)) : errno;
}

static int act_read_inside(void)
{
	g_autofree char *path = g_build_filename(folder, "given", NULL);

	return outcome(open(path, O_RDONLY));
}

/* EPERM or EACCES: which wall stood first does not matter. SIGSYS for what is deadly. */
static const struct {
	vt_may may;
	const char *name;
	act what;
	bool allowed, deadly;
} other_acts[] = {
	{ VT_MAY_FORK, "fork", act_fork, true, false },
	{ VT_MAY_FORK, "read", act_read_inside, true, false },
	{ VT_MAY_FORK, "write", act_write_inside, false, false },
	{ VT_MAY_FORK, "read-outside", act_open_read, false, false },
	{ VT_MAY_FORK, "exec", act_exec, false, false },
	{ VT_MAY_FORK, "thread", act_thread, false, false },
	{ VT_MAY_FORK, "socket", act_socket, false, false },
	{ VT_MAY_FORK, "ptrace", act_ptrace, false, true },
	{ VT_MAY_FORK, "mount", act_mount, false, true },
	{ VT_MAY_SPOOL, "write", act_write_inside, true, false },
	{ VT_MAY_SPOOL, "move", act_move_inside, true, false },
	{ VT_MAY_SPOOL, "inotify", act_inotify, true, false },
	{ VT_MAY_SPOOL, "write-outside", act_open_write, false, false },
	{ VT_MAY_SPOOL, "read-outside", act_open_read, false, false },
	{ VT_MAY_SPOOL, "fork", act_fork, false, false },
	{ VT_MAY_SPOOL, "exec", act_exec, false, false },
	{ VT_MAY_SPOOL, "bpf", act_bpf, false, true },
	{ VT_MAY_DATABASE, "write", act_write_inside, true, false },
	{ VT_MAY_DATABASE, "fork", act_fork, true, false },
	{ VT_MAY_DATABASE, "exec", act_exec, false, false },
	{ VT_MAY_DATABASE, "socket", act_socket, false, false },
	{ VT_MAY_DATABASE, "unix-socket", act_unix_socket, false, false },
	{ VT_MAY_DATABASE, "keyctl", act_keyctl, false, true },
	{ VT_MAY_DELIVER, "move", act_move_inside, true, false },
	{ VT_MAY_DELIVER, "fork", act_fork, false, false },
	{ VT_MAY_DELIVER, "exec", act_exec, false, false },
	{ VT_MAY_DELIVER, "socket", act_socket, false, false },
	{ VT_MAY_DELIVER, "unix-socket", act_unix_socket, false, false },
	{ VT_MAY_SUBMIT, "socket", act_socket, true, false },
	{ VT_MAY_SUBMIT, "raw-socket", act_packet_socket, false, false },
	{ VT_MAY_SUBMIT, "connect", act_connect, true, false },
	{ VT_MAY_SUBMIT, "listen", act_listen, false, false },
	{ VT_MAY_SUBMIT, "exec", act_exec, false, false },
	{ VT_MAY_SUBMIT, "fork", act_fork, false, false },
	{ VT_MAY_SUBMIT, "read-outside", act_open_read, false, false },
	{ VT_MAY_SCAN, "socket", act_socket, true, false },
	{ VT_MAY_SCAN, "unix-socket", act_unix_socket, true, false },
	{ VT_MAY_SCAN, "raw-socket", act_packet_socket, false, false },
	{ VT_MAY_SCAN, "connect", act_connect, true, false },
	{ VT_MAY_SCAN, "listen", act_listen, false, false },
	{ VT_MAY_SCAN, "read", act_read_inside, false, false },
	{ VT_MAY_SCAN, "write", act_write_inside, false, false },
	{ VT_MAY_SCAN, "stat", act_stat, false, false },
	{ VT_MAY_SCAN, "fork", act_fork, false, false },
	{ VT_MAY_SCAN, "exec", act_exec, false, false },
	{ VT_MAY_FETCH, "socket", act_socket, true, false },
	{ VT_MAY_FETCH, "raw-socket", act_packet_socket, false, false },
	{ VT_MAY_FETCH, "connect", act_connect, true, false },
	{ VT_MAY_FETCH, "listen", act_listen, false, false },
	{ VT_MAY_FETCH, "exec", act_exec, false, false },
	{ VT_MAY_FETCH, "fork", act_fork, false, false },
	{ VT_MAY_FETCH, "read-outside", act_open_read, false, false },
	{ VT_MAY_SIGN, "read", act_read_inside, false, false },
	{ VT_MAY_SIGN, "write", act_write_inside, false, false },
	{ VT_MAY_SIGN, "stat", act_stat, false, false },
	{ VT_MAY_SIGN, "socket", act_socket, false, false },
	{ VT_MAY_SIGN, "fork", act_fork, false, false },
	{ VT_MAY_SIGN, "exec", act_exec, false, false },
	{ VT_MAY_TOKEN, "read", act_read_inside, true, false },
	{ VT_MAY_TOKEN, "unix-socket", act_unix_socket, true, false },
	{ VT_MAY_TOKEN, "raw-socket", act_packet_socket, false, false },
	{ VT_MAY_TOKEN, "fork", act_fork, true, false },
	{ VT_MAY_TOKEN, "exec", act_exec, false, false },
	{ VT_MAY_TOKEN, "listen", act_listen, false, false },
	{ VT_MAY_TOKEN, "ptrace", act_ptrace, false, true },
	{ VT_MAY_TOKEN, "unshare", act_unshare, false, true },
	{ VT_MAY_SIGN, "unshare", act_unshare, false, true },
};

static void test_others(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *sub = NULL;
	g_autofree char *given = NULL;
	vt_path paths[1];

	folder = g_dir_make_tmp(NULL, &error);
	g_assert_no_error(error);
	sub = g_build_filename(folder, "sub", NULL);
	given = g_build_filename(folder, "given", NULL);
	g_assert_cmpint(mkdir(sub, 0700), ==, 0);
	g_assert_true(g_file_set_contents(given, "x", 1, &error));
	paths[0] = (vt_path){ folder, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE };
	for (size_t i = 0; i < G_N_ELEMENTS(other_acts); i++) {
		g_autoptr(vt_sandbox) sandbox = vt_sandbox_new(other_acts[i].may, paths, 1, &error);
		int status;

		g_assert_no_error(error);
		if (vt_sandbox_landlock_abi(sandbox) == 0
		    && g_str_has_suffix(other_acts[i].name, "outside"))
			continue;
		status = in_sandbox(NULL, sandbox, NULL, other_acts[i].what);
		g_test_message("%u %s: status %#x", other_acts[i].may, other_acts[i].name,
			       (unsigned)status);
		g_assert_cmpint(WIFSIGNALED(status), ==, other_acts[i].deadly);
		if (other_acts[i].deadly)
			g_assert_cmpint(WTERMSIG(status), ==, SIGSYS);
		else
			g_assert_cmpint(WEXITSTATUS(status) == 0, ==, other_acts[i].allowed);
		g_assert_cmpint(WEXITSTATUS(status), <, 200);
	}
}

static void clean_up(void)
{
	static const char *const names[] = { "inside", "sub/moved", "given", "sub", "" };

	if (folder == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(folder, names[i], NULL);

		(void)remove(path);
	}
	g_free(folder);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sandbox/compute", test_compute);
	g_test_add_func("/sandbox/count", test_count);
	g_test_add_func("/sandbox/others", test_others);
	result = g_test_run();
	clean_up();
	return result;
}
