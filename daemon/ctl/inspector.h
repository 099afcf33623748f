/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspector - a program of our own, vanthu-inspect most of the time: started, asked, started again
 * when it ended
 */
#ifndef VT_CTL_INSPECTOR_H
#define VT_CTL_INSPECTOR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "wire/channel.h"

typedef struct vt_inspector vt_inspector;
/* program: "vanthu-inspect", or another that knows --offline; static. options: char *, the
 * arguments after --offline; borrowed. Starts nothing yet. */
vt_inspector *vt_inspector_new(const char *program, const GPtrArray *options);
/* Closes the channel and waits for its end. */
void vt_inspector_free(vt_inspector *inspector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_inspector, vt_inspector_free)

bool vt_inspector_start(vt_inspector *inspector, GError **error);
/* false: it is gone; vt_inspector_bury(). */
bool vt_inspector_ask(vt_inspector *inspector, uint64_t request, int message, int64_t received_at);
vt_receipt vt_inspector_hear(vt_inspector *inspector, int timeout_ms, vt_packet *packet_out);
typedef enum {
	VT_END_ORDERLY, /* it retires now and then and wants to be started again */
	VT_END_REFUSED, /* it would not start, and said why on stderr */
	VT_END_DEATH,
} vt_end;
/* Ends it if it has not ended. */
vt_end vt_inspector_bury(vt_inspector *inspector);

#endif
