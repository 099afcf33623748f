/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * low - libetpan's bytes through vt_stream: its own stream verifies nobody, waits for ever on a
 * server that drips, and turns round and round at the end of one that went away
 */
#ifndef VT_NET_ETPAN_LOW_H
#define VT_NET_ETPAN_LOW_H

#include <libetpan/libetpan.h>

#include "net/stream.h"

typedef struct vt_low {
	vt_stream *stream; /* owned */
	GError *cause;     /* the first failure: libetpan knows only "stream error" */
	bool is_guarded;   /* brackets are counted: libetpan recurses on each */
	int depth;
} vt_low;

/* Takes stream. The mailstream owns what it returns and frees it. */
mailstream *vt_low_open(vt_low *low, vt_stream *take_stream);
/* After the mailstream is closed. */
void vt_low_clear(vt_low *low);
/* The next command: its deadline, its bytes. is_guarded: no message body is expected. */
void vt_low_begin(vt_low *low, int64_t deadline_ms, uint64_t max_bytes, bool is_guarded);

#endif
