/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel - an introduction to one other program: SOCK_SEQPACKET, one packet = one message
 *
 * First bytes of every packet: kind (u32). At most one descriptor travels with a packet.
 * Trust is fixed when the channel is made: a bad packet from a trusted peer is a bug and aborts;
 * from an untrusted one it closes that peer only (OpenSMTPD's CVE-2025-62875 is the lesson).
 */
#ifndef VT_WIRE_CHANNEL_H
#define VT_WIRE_CHANNEL_H

#include <glib.h>
#include <stdbool.h>

#include "wire/kinds.h"
#include "wire/packet.h"

typedef enum { VT_TRUSTED, VT_UNTRUSTED } vt_trust_in;
typedef struct vt_channel vt_channel;

typedef struct vt_packet {
	vt_kind kind;
	GBytes *body; /* without the kind */
	int fd;       /* -1 = none */
} vt_packet;
void vt_packet_clear(vt_packet *packet); /* closes fd */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_packet, vt_packet_clear)
vt_reader vt_packet_reader(const vt_packet *packet);

/* Both ends of a new pair, CLOEXEC. */
bool vt_channel_pair(int fds_out[2], GError **error);
vt_channel *vt_channel_new(int take_fd, const char *peer_name, vt_trust_in trust);
void vt_channel_free(vt_channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_channel, vt_channel_free)
int vt_channel_fd(const vt_channel *channel);
const char *vt_channel_peer(const vt_channel *channel);

/* body may be NULL (empty); fd -1 = none (not taken over, the caller keeps it). Blocks unless the
 * socket is O_NONBLOCK (then VT_RETRY_NOW when full). A peer that is gone: VT_NEVER, no SIGPIPE. */
bool vt_channel_send(vt_channel *channel, vt_kind kind, const vt_writer *body, int fd,
		     GError **error);

typedef enum { VT_RECEIVED, VT_NOTHING_YET, VT_PEER_GONE, VT_PEER_BROKEN } vt_receipt;
/* One packet. timeout_ms -1 waits for ever, 0 looks only. A kind out of range, a truncated packet,
 * two descriptors = VT_PEER_BROKEN (aborts when trusted). packet_out is set on VT_RECEIVED only. */
vt_receipt vt_channel_receive(vt_channel *channel, int timeout_ms, vt_packet *packet_out);

#endif
