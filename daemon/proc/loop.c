/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop - one round: wait, signals, packets, watches, timers, then one unit of waiting work
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "base/io.h"
#include "base/log.h"
#include "proc/run_private.h"

/* At the orderly end: how long peers may take to read what was queued for them. */
#define FLUSH_MS          2000
#define MAX_CONTROL_PEERS 64
/* One login does not take all places. */
#define MAX_PEERS_OF_UID 32

typedef struct watch {
	int fd; /* -1 = to be removed */
	short events;
	vt_ready ready;
	void *data;
} watch;

typedef struct timer {
	unsigned id; /* 0 = to be removed */
	int64_t at_us;
	vt_due due;
	void *data;
} timer;

void vt_run_watch(vt_run *run, int fd, short events, vt_ready ready, void *data)
{
	watch *w = g_new0(watch, 1);

	g_assert(fd >= 0 && ready != NULL);
	*w = (watch){ fd, events, ready, data };
	g_ptr_array_add(run->watches, w);
}

void vt_run_unwatch(vt_run *run, int fd)
{
	for (guint i = 0; i < run->watches->len; i++) {
		watch *w = run->watches->pdata[i];

		if (w->fd == fd)
			w->fd = -1;
	}
}

unsigned vt_run_after(vt_run *run, int64_t milliseconds, vt_due due, void *data)
{
	timer *t = g_new0(timer, 1);

	g_assert(milliseconds >= 0 && due != NULL);
	if (++run->last_timer == 0)
		run->last_timer = 1;
	*t = (timer){ run->last_timer, g_get_monotonic_time() + milliseconds * 1000, due, data };
	g_ptr_array_add(run->timers, t);
	return t->id;
}

void vt_run_cancel(vt_run *run, unsigned id)
{
	for (guint i = 0; i < run->timers->len; i++) {
		timer *t = run->timers->pdata[i];

		if (t->id == id)
			t->id = 0;
	}
}

void vt_run_stop(vt_run *run, int exit_status)
{
	if (!run->stopping)
		run->exit_status = exit_status;
	run->stopping = true;
}

bool vt_run_is_stopping(const vt_run *run)
{
	return run->stopping;
}

int vt_run_end_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Is there a place for one more vanthuctl of this login? */
static bool has_place(const vt_run *run, uid_t uid)
{
	unsigned n = 0;
	unsigned of_uid = 0;

	for (guint i = 0; i < run->peers->len; i++) {
		const vt_peer *peer = run->peers->pdata[i];

		n += peer->program == VT_PROGRAM_CTL;
		of_uid += peer->program == VT_PROGRAM_CTL && peer->uid == uid;
	}
	if (n < MAX_CONTROL_PEERS && of_uid < MAX_PEERS_OF_UID)
		return true;
	vt_log(VT_LOG_WARNING, "-", "control-full", "peers=%u uid=%ld of-uid=%u", n, (long)uid,
	       of_uid);
	return false;
}

static void accept_control(vt_run *run)
{
	/* cppcheck-suppress nullPointer; accept4(2) allows it */
	vt_autofd int fd = accept4(run->control, NULL, NULL, SOCK_CLOEXEC);
	vt_peer *peer;

	if (fd < 0)
		return;
	peer = vt_peer_new(run, vt_fd_steal(&fd), VT_PROGRAM_CTL, VT_UNTRUSTED);
	if (!has_place(run, peer->uid)) {
		vt_peer_free(peer);
		return;
	}
	g_ptr_array_add(run->peers, peer);
	if (run->proc->peer_new != NULL)
		run->proc->peer_new(run, peer);
}

/* The first peer is the one we work for: without it there is nothing to do. */
static void bury_peers(vt_run *run)
{
	int64_t now = g_get_monotonic_time();

	for (guint i = 0; i < run->peers->len;) {
		vt_peer *peer = run->peers->pdata[i];

		vt_peer_hurry(peer, now);
		if (!peer->gone) {
			i++;
			continue;
		}
		vt_peer_tell_gone(peer);
		if (peer->program == VT_PROGRAM_VANTHUD
		    || run->proc->program != VT_PROGRAM_REGISTRAR) {
			if (!run->stopping)
				vt_log(VT_LOG_INFO, "-", "peer-ended", "peer=%s",
				       vt_peer_name(peer));
			vt_run_stop(run, run->offline ? 0 : 75);
		}
		g_ptr_array_remove(run->peers, peer); /* frees it; order is kept */
	}
}

static void sweep(GPtrArray *array, bool (*is_dead)(const void *))
{
	for (guint i = 0; i < array->len;)
		if (is_dead(array->pdata[i]))
			g_ptr_array_remove_index(array, i);
		else
			i++;
}

static bool watch_is_dead(const void *item)
{
	return ((const watch *)item)->fd < 0;
}

static bool timer_is_dead(const void *item)
{
	return ((const timer *)item)->id == 0;
}

static int milliseconds_to_wait(const vt_run *run, bool more)
{
	int64_t now = g_get_monotonic_time();
	int64_t wait = 3600 * 1000;

	for (guint i = 0; i < run->timers->len; i++) {
		const timer *t = run->timers->pdata[i];

		/* Rounded up: a timer must not spin. */
		wait = MIN(wait, MAX(0, (t->at_us - now + 999) / 1000));
	}
	for (guint i = 0; i < run->peers->len; i++) {
		const vt_peer *peer = run->peers->pdata[i];

		if (peer->deadline_us != 0)
			wait = MIN(wait, MAX(0, (peer->deadline_us - now + 999) / 1000));
	}
	return more || run->stopping ? 0 : (int)wait;
}

static void run_timers(vt_run *run)
{
	int64_t now = g_get_monotonic_time();
	guint n = run->timers->len; /* those set meanwhile wait for the next round */

	for (guint i = 0; i < n; i++) {
		timer *t = run->timers->pdata[i];

		if (t->id != 0 && t->at_us <= now) {
			t->id = 0;
			t->due(run, t->data);
		}
	}
	sweep(run->timers, timer_is_dead);
}

/* The order of items: signals, control socket, peers, watches. */
static GArray *items_of(const vt_run *run, int signals)
{
	GArray *items = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
	struct pollfd item = { .fd = signals, .events = POLLIN };

	g_array_append_val(items, item);
	item.fd = run->control;
	g_array_append_val(items, item);
	for (guint i = 0; i < run->peers->len; i++) {
		const vt_peer *peer = run->peers->pdata[i];

		item.fd = vt_channel_fd(peer->channel);
		item.events =
			(short)((peer->closing ? 0 : POLLIN) | (vt_peer_waits(peer) ? POLLOUT : 0));
		g_array_append_val(items, item);
	}
	for (guint i = 0; i < run->watches->len; i++) {
		const watch *w = run->watches->pdata[i];

		item.fd = w->fd;
		item.events = w->events;
		g_array_append_val(items, item);
	}
	return items;
}

static void serve(vt_run *run, const GArray *items)
{
	const struct pollfd *at = &g_array_index(items, struct pollfd, 0);
	guint n_peers = run->peers->len, n_watches = run->watches->len;

	if (at[0].revents != 0)
		vt_run_stop(run, 0);
	for (guint i = 0; i < n_peers; i++) {
		vt_peer *peer = run->peers->pdata[i];

		if ((at[2 + i].revents & POLLOUT) != 0)
			vt_peer_flush(peer);
		if (peer->closing && (at[2 + i].revents & (POLLHUP | POLLERR)) != 0)
			peer->gone = true;
		else if ((at[2 + i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
			vt_peer_read(peer);
	}
	for (guint i = 0; i < n_watches; i++) {
		const watch *w = run->watches->pdata[i];
		const struct pollfd *item = &at[2 + n_peers + i];

		if (item->revents != 0 && w->fd == item->fd)
			w->ready(run, w->fd, item->revents, w->data);
	}
	if (at[1].revents != 0)
		accept_control(run);
}

static bool one_round(vt_run *run, int signals, bool more)
{
	g_autoptr(GArray) items = items_of(run, signals);
	int n = poll(&g_array_index(items, struct pollfd, 0), items->len,
		     milliseconds_to_wait(run, more));

	g_assert(n >= 0 || errno == EINTR);
	if (n > 0)
		serve(run, items);
	run_timers(run);
	sweep(run->watches, watch_is_dead);
	bury_peers(run);
	if (run->stopping || run->proc->idle == NULL)
		return false;
	return run->proc->idle(run);
}

static void flush_all(vt_run *run)
{
	int64_t until = g_get_monotonic_time() + FLUSH_MS * 1000;

	for (guint i = 0; i < run->peers->len; i++) {
		vt_peer *peer = run->peers->pdata[i];

		while (!peer->gone && vt_peer_waits(peer)) {
			struct pollfd item = { vt_channel_fd(peer->channel), POLLOUT, 0 };
			int64_t left = (until - g_get_monotonic_time()) / 1000;

			if (left <= 0 || (poll(&item, 1, (int)left) < 0 && errno != EINTR))
				return;
			vt_peer_flush(peer);
		}
	}
}

void vt_run_loop(vt_run *run)
{
	vt_autofd int signals = vt_run_end_fd();
	bool more = true;

	g_assert(signals >= 0);
	while (!run->stopping)
		more = one_round(run, signals, more);
	if (run->proc->stop != NULL)
		run->proc->stop(run);
	flush_all(run);
}
