/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspector - vanthu-inspect started, asked, started again when it ended
 */
#ifndef VT_CTL_INSPECTOR_H
#define VT_CTL_INSPECTOR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "ctl/started.h"

typedef struct vt_inspector vt_inspector;
/* options: char *, the arguments after --offline; borrowed. Starts nothing yet. */
vt_inspector *vt_inspector_new(const GPtrArray *options);
/* Ends it. */
void vt_inspector_free(vt_inspector *inspector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_inspector, vt_inspector_free)

bool vt_inspector_start(vt_inspector *inspector, GError **error);
/* false: it is gone; vt_inspector_bury(). */
bool vt_inspector_ask(vt_inspector *inspector, uint64_t request, int message, int64_t received_at);
vt_receipt vt_inspector_hear(vt_inspector *inspector, int timeout_ms, vt_packet *packet_out);
/* Ends it if it has not ended. Orderly: it retires now and then and wants to be started again. */
vt_end vt_inspector_bury(vt_inspector *inspector);

#endif
