/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peer - one other program: its packets to handlers, ours to it without ever blocking
 *
 * Two programs that block on writing to each other wait for ever, hence the queue.
 */
#include <errno.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "proc/run_private.h"

/* Packets of one peer in one round of the loop, so that nobody starves the others. */
#define PACKETS_A_ROUND 16
/* More than a socket holds of one that is dead. */
#define LAST_PACKETS 4096
/* A vanthuctl that asks for everything and reads nothing. */
#define MAX_WAITING_BYTES (256u * 1024 * 1024)
/* One that connects and says nothing, or stops reading in the middle, holds one of few places. */
#define COMMAND_WITHIN_US (10 * G_USEC_PER_SEC)
#define READ_WITHIN_US    (60 * G_USEC_PER_SEC)

typedef struct queued {
	vt_kind kind;
	vt_writer body;
	int fd;
} queued;

static void queued_free(queued *item)
{
	vt_writer_clear(&item->body);
	vt_fd_close(&item->fd);
	g_free(item);
}

static uid_t uid_behind(int fd)
{
	struct ucred credentials;
	socklen_t size = sizeof credentials;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
		return (uid_t)-1;
	return credentials.uid;
}

static void set_deadline(vt_peer *peer, int64_t within_us)
{
	if (peer->program == VT_PROGRAM_CTL && peer->trust == VT_UNTRUSTED)
		peer->deadline_us = g_get_monotonic_time() + within_us;
}

vt_peer *vt_peer_new(vt_run *run, int take_fd, vt_program program, vt_trust_in trust)
{
	vt_peer *peer = g_new0(vt_peer, 1);

	peer->run = run;
	peer->program = program;
	peer->trust = trust;
	peer->uid = uid_behind(take_fd);
	(void)fcntl(take_fd, F_SETFL, O_NONBLOCK);
	peer->channel = vt_channel_new(take_fd, vt_program_name(program), trust);
	g_queue_init(&peer->waiting);
	set_deadline(peer, COMMAND_WITHIN_US);
	return peer;
}

void vt_peer_free(vt_peer *peer)
{
	if (peer == NULL)
		return;
	g_queue_clear_full(&peer->waiting, (GDestroyNotify)queued_free);
	if (peer->free_data != NULL)
		peer->free_data(peer->data);
	vt_channel_free(peer->channel);
	g_free(peer->which);
	g_free(peer);
}

static void peer_lost(vt_peer *peer, const char *why)
{
	if (!peer->gone && why != NULL) {
		g_autofree char *shown = vt_log_value(why);

		vt_log(VT_LOG_WARNING, "-", "peer-gone", "peer=%s why=%s", vt_peer_name(peer),
		       shown);
	}
	peer->gone = true;
}

/* 1 sent, 0 not yet, -1 the peer is lost */
static int try_send(vt_peer *peer, vt_kind kind, const vt_writer *body, int fd)
{
	g_autoptr(GError) error = NULL;

	if (vt_channel_send(peer->channel, kind, body, fd, &error))
		return 1;
	if (g_error_matches(error, VT_ERROR, VT_RETRY_NOW))
		return 0;
	peer_lost(peer, peer->closing ? NULL : error->message);
	/* A vanthuctl that went away wants nothing any more, and whoever works for the registrar
	 * could not tell it what came of a last order. */
	peer->deaf = !peer->closing && peer->program != VT_PROGRAM_CTL
		     && peer->run->proc->program == VT_PROGRAM_REGISTRAR;
	return -1;
}

static void enqueue(vt_peer *peer, vt_kind kind, const vt_writer *body, int fd)
{
	queued *item = g_new0(queued, 1);

	item->kind = kind;
	item->fd = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
	item->body = vt_writer_new();
	if (body != NULL)
		g_byte_array_append(item->body.bytes, body->bytes->data, body->bytes->len);
	if (g_queue_is_empty(&peer->waiting))
		set_deadline(peer, READ_WITHIN_US);
	g_queue_push_tail(&peer->waiting, item);
	peer->waiting_bytes += item->body.bytes->len + sizeof *item;
	if (fd >= 0 && item->fd < 0)
		peer_lost(peer, "no descriptor left for what it should get");
	else if (peer->trust == VT_UNTRUSTED && peer->waiting_bytes > MAX_WAITING_BYTES)
		peer_lost(peer, "does not read what it asked for");
}

bool vt_peer_send(vt_peer *peer, vt_kind kind, const vt_writer *body, int fd)
{
	int sent = 0;

	if (peer == NULL || peer->gone || peer->closing)
		return false;
	g_assert((vt_kind_get(kind)->from & (1u << peer->run->proc->program)) != 0);
	g_assert((vt_kind_get(kind)->to & (1u << peer->program)) != 0);
	if (g_queue_is_empty(&peer->waiting))
		sent = try_send(peer, kind, body, fd);
	if (sent == 0)
		enqueue(peer, kind, body, fd);
	return !peer->gone;
}

void vt_peer_flush(vt_peer *peer)
{
	while (!peer->gone && !g_queue_is_empty(&peer->waiting)) {
		queued *item = g_queue_peek_head(&peer->waiting);

		if (try_send(peer, item->kind, &item->body, item->fd) <= 0)
			return;
		peer->waiting_bytes -= item->body.bytes->len + sizeof *item;
		queued_free(g_queue_pop_head(&peer->waiting));
		set_deadline(peer, READ_WITHIN_US);
	}
	peer->deadline_us = 0;
	if (peer->closing)
		peer->gone = true;
}

void vt_peer_hurry(vt_peer *peer, int64_t now_us)
{
	if (!peer->gone && peer->deadline_us != 0 && peer->deadline_us <= now_us)
		peer_lost(peer,
			  vt_peer_waits(peer) ? "does not read what it asked for" : "says nothing");
}

bool vt_peer_waits(const vt_peer *peer)
{
	return peer->waiting.length > 0;
}

void vt_peer_broken(vt_peer *peer, const char *why)
{
	if (peer->trust == VT_TRUSTED)
		g_error("bad packet from '%s': %s", vt_peer_name(peer), why);
	peer_lost(peer, why);
	peer->deaf = false;
}

static void handle(vt_peer *peer, vt_packet *packet);

/* What it still said counts: a mail it sent is not sent again. */
static void hear_last(vt_peer *peer)
{
	for (int i = 0; i < LAST_PACKETS && peer->deaf; i++) {
		g_auto(vt_packet) packet = { .fd = -1 };

		if (vt_channel_receive(peer->channel, 0, &packet) != VT_RECEIVED)
			return;
		handle(peer, &packet);
	}
}

void vt_peer_tell_gone(vt_peer *peer)
{
	if (peer->told_gone)
		return;
	peer->told_gone = true;
	if (peer->deaf)
		hear_last(peer);
	if (peer->run->proc->peer_gone != NULL)
		peer->run->proc->peer_gone(peer->run, peer);
}

/* Under load we may hear of the new one before we have read the old one to its end, or in the round
 * in which we found by writing that the old one is gone. What the old one leaves open is taken back
 * before anything is asked of the new one: later nothing would tell the two apart. */
static void replace(vt_peer *old)
{
	/* Nothing more is sent to it. */
	old->deaf |= !old->gone;
	old->closing = old->gone = true;
	vt_peer_tell_gone(old);
}

/* Whoever the new one replaces is dead: vanthud starts a program anew only then. */
static vt_peer *find_peer(const vt_run *run, vt_program program, const char *which)
{
	for (guint i = 0; i < run->peers->len; i++) {
		vt_peer *peer = run->peers->pdata[i];

		if (!peer->told_gone && peer->program == program
		    && g_strcmp0(peer->which, which) == 0)
			return peer;
	}
	return NULL;
}

/* vanthud brings a channel to another program, or the control socket itself. */
static void introduce(vt_peer *from, vt_packet *packet)
{
	vt_run *run = from->run;
	vt_reader r = vt_packet_reader(packet);
	g_autofree char *name = vt_read_text(&r, 100);
	g_autofree char *which = vt_read_text(&r, 100);
	uint64_t starts = vt_read_u64(&r);
	int program = vt_program_find(name);
	vt_peer *old, *peer;

	if (!vt_reader_done(&r, NULL) || program < 0 || packet->fd < 0) {
		vt_peer_broken(from, "bad introduction");
		return;
	}
	if (program == VT_PROGRAM_CTL) {
		vt_fd_close(&run->control);
		run->control = vt_fd_steal(&packet->fd);
		run->starts = starts;
		return;
	}
	old = find_peer(run, (vt_program)program, which);
	if (old != NULL)
		replace(old);
	peer = vt_peer_new(run, vt_fd_steal(&packet->fd), (vt_program)program, VT_UNTRUSTED);
	peer->which = g_steal_pointer(&which);
	peer->starts = starts;
	g_ptr_array_add(run->peers, peer);
	if (run->proc->peer_new != NULL)
		run->proc->peer_new(run, peer);
}

static void handle(vt_peer *peer, vt_packet *packet)
{
	const vt_proc *proc = peer->run->proc;
	const vt_kind_info *info = vt_kind_get(packet->kind);

	if ((info->from & (1u << peer->program)) == 0 || (info->to & (1u << proc->program)) == 0) {
		vt_peer_broken(peer, "a packet it may not send");
		return;
	}
	if (packet->kind == VT_KIND_INTRODUCE) {
		introduce(peer, packet);
		return;
	}
	for (const vt_handler *h = proc->handlers; h != NULL && h->handle != NULL; h++)
		if (h->kind == packet->kind && h->from == peer->program) {
			h->handle(peer->run, peer, packet);
			return;
		}
	vt_peer_broken(peer, "a packet nobody handles");
}

void vt_peer_read(vt_peer *peer)
{
	for (int i = 0; i < PACKETS_A_ROUND && !peer->gone && !peer->closing; i++) {
		g_auto(vt_packet) packet = { .fd = -1 };

		switch (vt_channel_receive(peer->channel, 0, &packet)) {
		case VT_RECEIVED:
			if (!vt_peer_waits(peer))
				peer->deadline_us = 0;
			handle(peer, &packet);
			break;
		case VT_NOTHING_YET:
			return;
		case VT_PEER_GONE:
			peer->gone = true;
			return;
		case VT_PEER_BROKEN:
			vt_peer_broken(peer, "no packet of ours");
			return;
		}
	}
}

vt_peer *vt_run_peer(vt_run *run, vt_program program)
{
	g_assert(program != VT_PROGRAM_CTL || run->offline);
	for (guint i = 0; i < run->peers->len; i++) {
		vt_peer *peer = run->peers->pdata[i];

		if (peer->program == program && !peer->gone && !peer->closing)
			return peer;
	}
	return NULL;
}

void vt_run_each_peer(vt_run *run, vt_program program, vt_peer_visit visit, void *data)
{
	for (guint i = 0; i < run->peers->len; i++) {
		vt_peer *peer = run->peers->pdata[i];

		if (peer->program == program && !peer->gone && !peer->closing)
			visit(peer, data);
	}
}

static void count_one(vt_peer *peer, void *data)
{
	(void)peer;
	++*(unsigned *)data;
}

unsigned vt_run_count_peers(vt_run *run, vt_program program)
{
	unsigned n = 0;

	vt_run_each_peer(run, program, count_one, &n);
	return n;
}

size_t vt_peer_queued(const vt_peer *peer)
{
	return peer->waiting_bytes;
}

vt_program vt_peer_program(const vt_peer *peer)
{
	return peer->program;
}

const char *vt_peer_name(const vt_peer *peer)
{
	return vt_channel_peer(peer->channel);
}

uint64_t vt_peer_starts(const vt_peer *peer)
{
	return peer->starts;
}

const char *vt_peer_which(const vt_peer *peer)
{
	return peer->which;
}

char *vt_peer_full_name(const vt_peer *peer)
{
	return g_strconcat(vt_program_name(peer->program), peer->which != NULL ? "/" : NULL,
			   peer->which, NULL);
}

uint64_t vt_run_starts(const vt_run *run)
{
	return run->starts;
}

uid_t vt_peer_uid(const vt_peer *peer)
{
	return peer->uid;
}

void vt_peer_set_data(vt_peer *peer, void *take_data, GDestroyNotify free_data)
{
	if (peer->free_data != NULL)
		peer->free_data(peer->data);
	peer->data = take_data;
	peer->free_data = free_data;
}

void *vt_peer_data(const vt_peer *peer)
{
	return peer->data;
}

void vt_peer_close(vt_peer *peer)
{
	peer->closing = true;
	if (g_queue_is_empty(&peer->waiting))
		peer->gone = true;
}
