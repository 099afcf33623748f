/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * started - one of our programs, started by vanthuctl for one task, at the other end of a channel
 */
#ifndef VT_CTL_STARTED_H
#define VT_CTL_STARTED_H

#include "wire/channel.h"

typedef struct vt_started vt_started;

/* program: "vanthu-fetch", static; arguments: those after argv[0], NULL-terminated. Its stderr is
 * ours. */
vt_started *vt_started_new(const char *program, const char *const *arguments, GError **error);

typedef enum {
	VT_END_ORDERLY,
	VT_END_REFUSED, /* it would not start, and said why on stderr */
	VT_END_DEATH,
} vt_end;
/* Frees it: closes the channel, which ends it, waits a moment, kills. NULL counts as dead. */
vt_end vt_started_end(vt_started *started);
void vt_started_free(vt_started *started);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_started, vt_started_free)

bool vt_started_send(vt_started *started, vt_kind kind, const vt_writer *body, int fd,
		     GError **error);
/* As vt_channel_receive(). */
vt_receipt vt_started_receive(vt_started *started, int timeout_ms, vt_packet *packet_out);
/* The next packet within that time; anything but one is an error. */
bool vt_started_hear(vt_started *started, int64_t seconds, vt_packet *packet_out, GError **error);

#endif
