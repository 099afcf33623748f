/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspector - one process at the other end of a channel
 */
#include "ctl/inspector.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/install.h"

#define FD_CHANNEL 3 /* proc/proc.h */

extern char **environ;

struct vt_inspector {
	const char *name;
	const GPtrArray *options;
	vt_channel *channel;
	pid_t pid;
	bool warned; /* the first one told what is wrong with the folders */
};

vt_inspector *vt_inspector_new(const char *program, const GPtrArray *options)
{
	vt_inspector *inspector = g_new0(vt_inspector, 1);

	inspector->name = program;
	inspector->options = options;
	return inspector;
}

void vt_inspector_free(vt_inspector *inspector)
{
	if (inspector == NULL)
		return;
	/* It ends by itself when nobody asks any more. */
	g_clear_pointer(&inspector->channel, vt_channel_free);
	if (inspector->pid > 0)
		waitpid(inspector->pid, NULL, 0);
	g_free(inspector);
}

static char **arguments(const vt_inspector *inspector, char *program)
{
	GPtrArray *argv = g_ptr_array_new();
	static char offline[] = "--offline", quiet[] = "--quiet", yes[] = "yes";

	g_ptr_array_add(argv, program);
	g_ptr_array_add(argv, offline);
	for (guint i = 0; i < inspector->options->len; i++)
		g_ptr_array_add(argv, g_ptr_array_index(inspector->options, i));
	if (inspector->warned) {
		g_ptr_array_add(argv, quiet);
		g_ptr_array_add(argv, yes);
	}
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

static int spawn(vt_inspector *inspector, char *program, int channel)
{
	g_autofree char **argv = arguments(inspector, program);
	posix_spawn_file_actions_t actions;
	int result;

	posix_spawn_file_actions_init(&actions);
	result = posix_spawn_file_actions_adddup2(&actions, channel, FD_CHANNEL);
	if (result == 0)
		result = posix_spawn(&inspector->pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}

bool vt_inspector_start(vt_inspector *inspector, GError **error)
{
	g_autofree char *program = vt_install_program(inspector->name);
	int ends[2], result;

	g_assert(inspector->channel == NULL);
	if (!vt_channel_pair(ends, error))
		return false;
	result = spawn(inspector, program, ends[1]);
	close(ends[1]);
	if (result != 0) {
		close(ends[0]);
		inspector->pid = 0;
		return vt_error_set(error, VT_NEVER, "cannot start '%s': %s", program,
				    g_strerror(result));
	}
	inspector->channel = vt_channel_new(ends[0], inspector->name, VT_UNTRUSTED);
	inspector->warned = true;
	return true;
}

bool vt_inspector_ask(vt_inspector *inspector, uint64_t request, int message, int64_t received_at)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, request);
	vt_write_i64(&w, received_at);
	vt_write_text(&w, NULL);
	vt_write_bool(&w, false);
	return vt_channel_send(inspector->channel, VT_KIND_INSPECT, &w, message, NULL);
}

vt_receipt vt_inspector_hear(vt_inspector *inspector, int timeout_ms, vt_packet *packet_out)
{
	return vt_channel_receive(inspector->channel, timeout_ms, packet_out);
}

vt_end vt_inspector_bury(vt_inspector *inspector)
{
	int status = 0;
	bool ended = false;

	g_clear_pointer(&inspector->channel, vt_channel_free);
	if (inspector->pid <= 0)
		return VT_END_DEATH;
	/* A closed channel ends it; one that hangs is not waited for. */
	for (int i = 0; i < 200 && !ended; i++) {
		ended = waitpid(inspector->pid, &status, WNOHANG) == inspector->pid;
		if (!ended)
			g_usleep(10 * 1000);
	}
	if (!ended) {
		kill(inspector->pid, SIGKILL);
		waitpid(inspector->pid, &status, 0);
	}
	inspector->pid = 0;
	if (!ended || !WIFEXITED(status))
		return VT_END_DEATH;
	if (WEXITSTATUS(status) == EX_OK)
		return VT_END_ORDERLY;
	return WEXITSTATUS(status) == EX_CONFIG || WEXITSTATUS(status) == EX_USAGE ? VT_END_REFUSED
										   : VT_END_DEATH;
}
