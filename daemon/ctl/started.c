/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * started - one of our programs, started by vanthuctl for one task, at the other end of a channel
 */
#include "ctl/started.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/install.h"

#define FD_CHANNEL 3   /* proc/proc.h */
#define PATIENCE   200 /* times 10 ms, for an orderly end */

extern char **environ;

struct vt_started {
	const char *name; /* static */
	vt_channel *channel;
	pid_t pid;
};

static int spawn(vt_started *started, const char *const *arguments, int channel)
{
	g_autofree char *program = vt_install_program(started->name);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	posix_spawn_file_actions_t actions;
	int result;

	g_ptr_array_add(argv, program);
	for (; *arguments != NULL; arguments++)
		g_ptr_array_add(argv, (gpointer)(guintptr)*arguments);
	g_ptr_array_add(argv, NULL);
	posix_spawn_file_actions_init(&actions);
	result = posix_spawn_file_actions_adddup2(&actions, channel, FD_CHANNEL);
	if (result == 0)
		result = posix_spawn(&started->pid, program, &actions, NULL, (char **)argv->pdata,
				     environ);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}

vt_started *vt_started_new(const char *program, const char *const *arguments, GError **error)
{
	g_autoptr(vt_started) started = g_new0(vt_started, 1);
	int ends[2], result;

	started->name = program;
	if (!vt_channel_pair(ends, error))
		return NULL;
	started->channel = vt_channel_new(ends[0], program, VT_UNTRUSTED);
	result = spawn(started, arguments, ends[1]);
	close(ends[1]);
	if (result != 0) {
		started->pid = 0;
		vt_error_set(error, VT_NEVER, "cannot start '%s': %s", program, g_strerror(result));
		return NULL;
	}
	return g_steal_pointer(&started);
}

static vt_end end_of(int status)
{
	if (!WIFEXITED(status))
		return VT_END_DEATH;
	if (WEXITSTATUS(status) == EX_OK)
		return VT_END_ORDERLY;
	return WEXITSTATUS(status) == EX_CONFIG || WEXITSTATUS(status) == EX_USAGE ? VT_END_REFUSED
										   : VT_END_DEATH;
}

vt_end vt_started_end(vt_started *started)
{
	int status = 0;
	bool ended = false;
	pid_t pid;

	if (started == NULL)
		return VT_END_DEATH;
	pid = started->pid;
	vt_channel_free(started->channel);
	g_free(started);
	for (int i = 0; pid > 0 && i < PATIENCE && !ended; i++) {
		ended = waitpid(pid, &status, WNOHANG) == pid;
		if (!ended)
			g_usleep(10 * 1000);
	}
	if (ended)
		return end_of(status);
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return VT_END_DEATH;
}

void vt_started_free(vt_started *started)
{
	(void)vt_started_end(started);
}

bool vt_started_send(vt_started *started, vt_kind kind, const vt_writer *body, int fd,
		     GError **error)
{
	return vt_channel_send(started->channel, kind, body, fd, error);
}

vt_receipt vt_started_receive(vt_started *started, int timeout_ms, vt_packet *packet_out)
{
	return vt_channel_receive(started->channel, timeout_ms, packet_out);
}

bool vt_started_hear(vt_started *started, int64_t seconds, vt_packet *packet_out, GError **error)
{
	switch (vt_started_receive(started, (int)(seconds * 1000), packet_out)) {
	case VT_RECEIVED:
		return true;
	case VT_NOTHING_YET:
		/* Whatever it does: it is not waited for at its end either. */
		kill(started->pid, SIGKILL);
		return vt_error_set(error, VT_RETRY_LATER, "'%s' does not answer", started->name);
	case VT_PEER_GONE:
	case VT_PEER_BROKEN:
		break;
	}
	return vt_error_set(error, VT_RETRY_LATER, "'%s' ended without an answer", started->name);
}
