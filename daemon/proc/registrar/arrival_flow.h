/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrival_flow - a message from "arrived" to its conclusion
 *
 * ARRIVED -> row waiting -> (COMMIT) -> ARRIVAL_KEPT, INSPECT -> identity, contents, parts ->
 * INSPECTED, and what clamd says (proc/registrar/scanning.h) -> one act
 */
#ifndef VT_PROC_ARRIVAL_FLOW_H
#define VT_PROC_ARRIVAL_FLOW_H

#include "proc/registrar/conclusion.h"
#include "proc/registrar/registrar.h"

typedef struct vt_arrival_flow vt_arrival_flow;
vt_arrival_flow *vt_arrival_flow_new(void);
void vt_arrival_flow_free(vt_arrival_flow *flow);

/* At start, before any packet: what a crash left in spool/, then all that waits. */
bool vt_arrival_flow_recover(vt_registrar *registrar, GError **error);
/* An arrival that waits (again): retry. Called after the COMMIT. */
void vt_arrival_flow_inspect(vt_registrar *registrar, const char *id);
/* The same for one that is held, to see what would become of it: nothing is kept, tried() is told
 * once. false: it is under way already. */
bool vt_arrival_flow_try(vt_registrar *registrar, const char *id, vt_tried *tried, void *data);
/* What inspection says today of a message that was concluded; NULL: it could not be inspected. */
typedef void vt_looked(vt_registrar *registrar, const char *id, vt_identity *take_identity,
		       void *data);
/* Asks it, judged by the time at; arrivals go first. looked() is told once. false: it is under way
 * already. */
bool vt_arrival_flow_look(vt_registrar *registrar, const char *id, int64_t at, vt_looked *looked,
			  void *data);
/* Sends what may be sent to inspect. */
void vt_arrival_flow_pump(vt_registrar *registrar);
/* inspect is gone: what was with it goes to the next one; what was alone with it rests, longer each
 * time, and is concluded with 902 after half a minute of it. */
void vt_arrival_flow_lost(vt_registrar *registrar);
/* Sent, and not answered yet. */
unsigned vt_arrival_flow_with_inspect(const vt_arrival_flow *flow);
/* Announced, waiting for or under inspection. */
unsigned vt_arrival_flow_busy(const vt_arrival_flow *flow);
/* An id is with one of us at a time: announced, waiting or under inspection. false: it is already.
 */
bool vt_arrival_flow_claim(vt_arrival_flow *flow, const char *id);
void vt_arrival_flow_release(vt_arrival_flow *flow, const char *id);
/* What ID.env says, wherever it lies; NULL with error. */
vt_arrived *vt_arrival_flow_envelope(vt_registrar *registrar, const char *id, GError **error);

/* Complete in spool/: proc/registrar/announce.c. */
void vt_announce(vt_registrar *registrar, const char *id);
void vt_on_arrived(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_door_fault(vt_run *run, vt_peer *peer, vt_packet *packet);
/* IDENTITY, CONTENTS, PARTS, SAID */
void vt_on_report(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_inspected(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
