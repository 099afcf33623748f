/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * side - work beside the loop
 */
#include "proc/registrar/side.h"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

struct vt_side {
	vt_registrar *registrar;
	vt_side_work work;
	pid_t child;
	vt_channel *channel;
};

void vt_side_free(vt_side *side)
{
	if (side == NULL)
		return;
	if (side->channel != NULL)
		vt_run_unwatch(side->registrar->run, vt_channel_fd(side->channel));
	vt_channel_free(side->channel);
	if (side->child > 0) {
		kill(side->child, SIGKILL);
		waitpid(side->child, NULL, 0);
	}
	g_free(side);
}

static void from_child(vt_run *run, int fd, short revents, void *data)
{
	vt_side *side = data;
	vt_registrar *registrar = side->registrar;
	const vt_side_work work = side->work;
	g_auto(vt_packet) packet = { .fd = -1 };
	bool said = vt_channel_receive(side->channel, 0, &packet) == VT_RECEIVED
		    && packet.kind == work.kind;

	(void)run;
	(void)fd;
	(void)revents;
	vt_side_free(side);
	work.over(registrar, work.data, said ? &packet : NULL);
}

static void child_main(vt_registrar *registrar, const vt_side_work *work, int fd)
{
	g_autoptr(vt_channel) channel = vt_channel_new(fd, "registrar", VT_TRUSTED);
	g_auto(vt_writer) body = vt_writer_new();

	if (work->nice != 0)
		(void)setpriority(PRIO_PROCESS, 0, work->nice);
	work->run(registrar, work->data, &body);
	vt_channel_send(channel, work->kind, &body, -1, NULL);
}

vt_side *vt_side_start(vt_registrar *registrar, const vt_side_work *work, GError **error)
{
	vt_side *side = NULL;
	int pair[2] = { -1, -1 };
	pid_t child = -1;

	if (!vt_channel_pair(pair, error))
		return NULL;
	child = fork();
	if (child == 0) {
		close(pair[0]);
		child_main(registrar, work, pair[1]);
		_exit(0);
	}
	close(pair[1]);
	if (child < 0) {
		vt_error_errno(error, "cannot start the child for '%s'", work->name);
		close(pair[0]);
		return NULL;
	}
	side = g_new0(vt_side, 1);
	side->registrar = registrar;
	side->work = *work;
	side->child = child;
	side->channel = vt_channel_new(pair[0], work->name, VT_UNTRUSTED);
	vt_run_watch(registrar->run, pair[0], POLLIN, from_child, side);
	return side;
}
