/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_watch - an inspection that owes answers and says nothing is taken for dead
 */
#include "proc/registrar/inspect_watch.h"

#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/keeping.h"

#define TICK_MS       5000
#define WALLS         2
#define GRACE_SECONDS 5

static bool owes(const vt_registrar *registrar)
{
	return vt_arrival_flow_with_inspect(registrar->arrivals) > 0
	       || vt_extractions_with_inspect(registrar->extractions) > 0
	       || vt_keeping_with_inspect(registrar->keeping) > 0;
}

static int64_t patience_us(const vt_registrar *registrar)
{
	const vt_block *block = vt_settings_one(registrar->office->settings, "inspect");

	return (WALLS * vt_block_int(block, "wall") + GRACE_SECONDS) * G_USEC_PER_SEC;
}

static void tick(vt_run *run, void *data)
{
	vt_registrar *registrar = data;
	vt_peer *peer = vt_run_peer(run, VT_PROGRAM_INSPECT);
	int64_t now = g_get_monotonic_time();

	if (peer == NULL || !owes(registrar))
		registrar->inspect_heard_us = now;
	else if (now - registrar->inspect_heard_us > patience_us(registrar))
		vt_peer_broken(peer, "owes an answer and says nothing");
	vt_run_after(run, TICK_MS, tick, registrar);
}

void vt_inspect_watch_start(vt_registrar *registrar)
{
	registrar->inspect_heard_us = g_get_monotonic_time();
	vt_run_after(registrar->run, TICK_MS, tick, registrar);
}

void vt_inspect_watch_heard(vt_registrar *registrar)
{
	registrar->inspect_heard_us = g_get_monotonic_time();
}
