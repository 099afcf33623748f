/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn - fork, descriptors in their places, exec
 */
#include "proc/vanthud/spawn.h"

#include <signal.h>
#include <sys/prctl.h>

#include "base/error.h"
#include "base/install.h"
#include "base/io.h"

/* Above every number a program is started with. */
#define HIGH (VT_FD_LISTENERS + VT_MAX_LISTENERS)

/* dup2() takes close-on-exec off. */
static void hand_over(const vt_listeners *listeners)
{
	for (unsigned i = 0; listeners != NULL && i < listeners->n; i++)
		if (dup2(listeners->fds[i], VT_FD_LISTENERS + (int)i) < 0)
			_exit(127);
}

/* In the forked child: only async-signal-safe things. The originals lie above the numbers they get:
 * vt_spawn() and listeners.c see to that. */
static void become_program(const vt_spawn_order *order, char *const *argv, int first, int vanthud)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	hand_over(order->listeners);
	if (dup2(first, 3) == 3 && (vanthud < 0 || dup2(vanthud, 4) == 4))
		execv(argv[0], argv);
	_exit(127);
}

pid_t vt_spawn(const vt_spawn_order *order, GError **error)
{
	g_autofree char *path = vt_install_program(vt_program_name(order->program));
	g_autofree char *conf = g_strdup(order->conf);
	g_autofree char *which = g_strdup(order->which);
	char conf_option[] = "-c", which_option[] = "-i";
	char *argv[] = {
		path, conf_option, conf, which != NULL ? which_option : NULL, which, NULL
	};
	vt_autofd int high_first = fcntl(order->first, F_DUPFD_CLOEXEC, HIGH);
	vt_autofd int high_vanthud =
		order->vanthud >= 0 ? fcntl(order->vanthud, F_DUPFD_CLOEXEC, HIGH) : -1;
	pid_t pid = -1;

	if (high_first >= 0 && (order->vanthud < 0 || high_vanthud >= 0))
		pid = fork();
	if (pid == 0)
		become_program(order, argv, high_first, high_vanthud);
	if (pid < 0)
		vt_error_errno(error, "cannot start '%s'", path);
	return pid;
}
