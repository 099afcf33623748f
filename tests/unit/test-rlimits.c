/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-rlimits - each resource limit, descriptors closed, root given up
 */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/io.h"
#include "base/sandbox.h"

/* An act answers 0 when it could be done, else errno. */
typedef int (*act)(void);

static int outcome(long result)
{
	return result >= 0 ? 0 : errno;
}

static int act_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return outcome(pid);
}

static int act_spin(void)
{
	volatile unsigned turns = 1;

	while (turns != 0)
		turns |= 1;
	return 0;
}

static int act_eat(void)
{
	void *volatile memory = malloc(1024 * 1024 * 1024);
	bool got = memory != NULL;

	free(memory);
	return got ? 0 : ENOMEM;
}

static int act_big_file(void)
{
	vt_autofd int memfd = (int)syscall(SYS_memfd_create, "big", 0);
	g_autofree char *block = g_malloc0(8192);

	return memfd >= 0 ? outcome(write(memfd, block, 4096) + write(memfd, block, 8192)) : errno;
}

static int act_dup(void)
{
	return outcome(dup(2));
}

static int limited(const vt_rlimits *limits, act what)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(vt_rlimits_apply(limits, NULL) ? what() : 202);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	return status;
}

static int act_core(void)
{
	struct rlimit core;

	return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0 ? 0
											      : 1;
}

static void test_limits(void)
{
	const vt_rlimits cpu = { .cpu_seconds = 1 };
	const vt_rlimits memory = { .memory_bytes = 512 * 1024 * 1024 };
	const vt_rlimits size = { .file_bytes = 6000 };
	const vt_rlimits none = { .no_new_files = true };
	const vt_rlimits few = { .open_files = 200 };
	int status = limited(&cpu, act_spin);

	g_assert_true(WIFSIGNALED(status));
	g_assert_cmpint(WTERMSIG(status), ==, SIGXCPU);
	status = limited(&size, act_big_file);
	g_assert_true(WIFSIGNALED(status) || WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(limited(&none, act_dup)), ==, EMFILE);
	g_assert_cmpint(limited(&few, act_dup), ==, 0);
	g_assert_cmpint(limited(&few, act_core), ==, 0);
#ifndef VT_SANITIZED
	g_assert_cmpint(WEXITSTATUS(limited(&memory, act_eat)), ==, ENOMEM);
#else
	(void)memory;
	(void)act_eat;
#endif
}

static void test_processes(void)
{
	const vt_rlimits limits = { .no_new_processes = true };

	if (geteuid() == 0)
		g_test_skip("root is not bound by RLIMIT_NPROC");
	else
		g_assert_cmpint(WEXITSTATUS(limited(&limits, act_fork)), ==, EAGAIN);
}

static void test_close_others(void)
{
	int keep[2];
	pid_t pid;
	int status;

	pid = fork();
	if (pid == 0) {
		int low = open("/dev/null", O_RDONLY | O_CLOEXEC);
		int middle = dup(low);
		int high = fcntl(low, F_DUPFD, 100);
		int last = fcntl(low, F_DUPFD, 200);

		keep[0] = high;
		keep[1] = low;
		if (!vt_sandbox_close_others(keep, 2, NULL))
			_exit(1);
		_exit(fcntl(low, F_GETFD) >= 0 && fcntl(high, F_GETFD) >= 0
				      && fcntl(middle, F_GETFD) < 0 && fcntl(last, F_GETFD) < 0
				      && fcntl(2, F_GETFD) >= 0
			      ? 0
			      : 2);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_cmpint(status, ==, 0);
}

static int act_become(void)
{
	return vt_sandbox_become("nobody", NULL) && geteuid() != 0 && setuid(0) != 0 ? 0 : 1;
}

static void test_become(void)
{
	const vt_rlimits nothing = { 0 };
	g_autoptr(GError) error = NULL;

	if (geteuid() != 0) {
		g_assert_true(vt_sandbox_become("nobody", NULL));
		return;
	}
	g_assert_cmpint(limited(&nothing, act_become), ==, 0);
	g_assert_false(vt_sandbox_become("vanthu-no-such-user", &error));
	g_assert_cmpstr(error->message, ==, "cannot become 'vanthu-no-such-user': no such user");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rlimits/limits", test_limits);
	g_test_add_func("/rlimits/processes", test_processes);
	g_test_add_func("/rlimits/close-others", test_close_others);
	g_test_add_func("/rlimits/become", test_become);
	return g_test_run();
}
