/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel - sendmsg and recvmsg with every way they can go wrong
 */
#include "wire/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

/* A peer that sends more descriptors than one is broken; room for a few shows it without losing
 * track of them. */
#define MAX_DESCRIPTORS 8

struct vt_channel {
	int fd;
	vt_trust_in trust;
	char *peer;
};

void vt_packet_clear(vt_packet *packet)
{
	g_clear_pointer(&packet->body, g_bytes_unref);
	/* A packet that was never received is all zero; 0 is never a passed descriptor of ours. */
	if (packet->fd > 0)
		vt_fd_close(&packet->fd);
	packet->fd = -1;
}

vt_reader vt_packet_reader(const vt_packet *packet)
{
	size_t size = 0;
	const void *bytes = packet->body != NULL ? g_bytes_get_data(packet->body, &size) : NULL;

	return vt_reader_of(bytes, size);
}

bool vt_channel_pair(int fds_out[2], GError **error)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return vt_error_errno(error, "cannot make a channel");
	fds_out[0] = fds[0];
	fds_out[1] = fds[1];
	return true;
}

vt_channel *vt_channel_new(int take_fd, const char *peer_name, vt_trust_in trust)
{
	vt_channel *channel = g_new0(vt_channel, 1);

	g_assert(take_fd >= 0);
	channel->fd = take_fd;
	channel->trust = trust;
	channel->peer = g_strdup(peer_name);
	return channel;
}

void vt_channel_free(vt_channel *channel)
{
	if (channel == NULL)
		return;
	vt_fd_close(&channel->fd);
	g_free(channel->peer);
	g_free(channel);
}

int vt_channel_fd(const vt_channel *channel)
{
	return channel->fd;
}

const char *vt_channel_peer(const vt_channel *channel)
{
	return channel->peer;
}

typedef union descriptors {
	char bytes[CMSG_SPACE(MAX_DESCRIPTORS * sizeof(int))];
	struct cmsghdr align;
} descriptors;

static void attach_descriptor(struct msghdr *message, descriptors *control, int fd)
{
	struct cmsghdr *header;

	memset(control, 0, sizeof *control);
	message->msg_control = control->bytes;
	message->msg_controllen = CMSG_SPACE(sizeof fd);
	header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

bool vt_channel_send(vt_channel *channel, vt_kind kind, const vt_writer *body, int fd,
		     GError **error)
{
	uint32_t head = GUINT32_TO_LE((uint32_t)kind);
	size_t size = body != NULL ? body->bytes->len : 0;
	struct iovec pieces[2] = { { &head, sizeof head },
				   { body != NULL ? body->bytes->data : NULL, size } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = size > 0 ? 2 : 1 };
	descriptors control;
	ssize_t sent;

	g_assert(kind >= VT_KIND_READY && kind < VT_N_KINDS);
	g_assert(size + sizeof head <= VT_MAX_PACKET_BYTES);
	if (fd >= 0)
		attach_descriptor(&message, &control, fd);
	do {
		sent = sendmsg(channel->fd, &message, MSG_NOSIGNAL);
	} while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return true;
	if (errno == EAGAIN)
		return vt_error_set(error, VT_RETRY_NOW,
				    "cannot send to '%s': it does not read yet", channel->peer);
	return vt_error_errno(error, "cannot send to '%s'", channel->peer);
}

/* Takes every descriptor out of the message, so that none leaks; n_out counts them. */
static int collect_descriptors(struct msghdr *message, unsigned *n_out)
{
	int first = -1;
	unsigned n = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
		size_t count;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (n++ == 0)
				first = fd;
			else
				vt_fd_close(&fd);
		}
	}
	*n_out = n;
	return first;
}

/* A bad packet of a peer we trust is our own bug. */
static vt_receipt broken(const vt_channel *channel, const char *why)
{
	if (channel->trust == VT_TRUSTED)
		g_error("bad packet from '%s': %s", channel->peer, why);
	return VT_PEER_BROKEN;
}

/* false: no packet within the time. */
static bool wait_readable(int fd, int timeout_ms)
{
	gint64 until = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	struct pollfd item = { .fd = fd, .events = POLLIN };

	for (;;) {
		int n = poll(&item, 1, timeout_ms);

		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
		if (timeout_ms > 0)
			timeout_ms = (int)MAX(0, (until - g_get_monotonic_time()) / 1000);
	}
}

vt_receipt vt_channel_receive(vt_channel *channel, int timeout_ms, vt_packet *packet_out)
{
	static uint8_t buffer[VT_MAX_PACKET_BYTES];
	struct iovec piece = { buffer, sizeof buffer };
	descriptors control;
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	int vt_autofd fd = -1;
	unsigned n_fds = 0;
	uint32_t kind;
	ssize_t got;

	if (!wait_readable(channel->fd, timeout_ms))
		return VT_NOTHING_YET;
	/* A peer that ended with packets of ours unread: the kernel says so once, before what it
	 * had sent us. */
	do {
		got = recvmsg(channel->fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	} while (got < 0 && (errno == EINTR || errno == ECONNRESET));
	if (got < 0)
		return errno == EAGAIN ? VT_NOTHING_YET : VT_PEER_GONE;
	fd = collect_descriptors(&message, &n_fds);
	if (got == 0 && n_fds == 0)
		return VT_PEER_GONE;
	if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return broken(channel, "longer than a packet may be");
	if (n_fds > 1)
		return broken(channel, "more than one descriptor");
	if (got < (ssize_t)sizeof kind)
		return broken(channel, "no kind");
	memcpy(&kind, buffer, sizeof kind);
	kind = GUINT32_FROM_LE(kind);
	if (kind < VT_KIND_READY || kind >= VT_N_KINDS)
		return broken(channel, "unknown kind");
	packet_out->kind = (vt_kind)kind;
	packet_out->body = g_bytes_new(buffer + sizeof kind, (gsize)got - sizeof kind);
	packet_out->fd = vt_fd_steal(&fd);
	return VT_RECEIVED;
}
