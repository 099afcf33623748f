/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeping - what a verdict rests on is on our disk before the verdict is concluded
 *
 * Configured certificates and CRLs that the store does not hold yet are asked of inspect's parent,
 * each once, however many messages wait for it. The bytes count by their SHA-256 alone.
 */
#ifndef VT_PROC_KEEPING_H
#define VT_PROC_KEEPING_H

#include "doc/report.h"
#include "proc/registrar/registrar.h"

typedef struct vt_keeping vt_keeping;
vt_keeping *vt_keeping_new(void);
void vt_keeping_free(vt_keeping *keeping);

/* Is there anything to keep? Not without a whole report, and of a secret nothing is kept. Either
 * may be NULL. */
bool vt_keeping_is_due(const vt_identity *identity, const vt_contents *contents);
/* Does all of it that no message carries lie in the store? evidence: vt_evidence *. */
bool vt_keeping_lies(const vt_registrar *registrar, const GPtrArray *evidence);
/* missing NULL: all lies in the store; else the SHA-256 of the first that inspect does not have. */
typedef void vt_gathered(vt_registrar *registrar, const char *missing, void *data);
/* Calls done once, perhaps at once. evidence lives until then. */
void vt_keeping_gather(vt_registrar *registrar, const GPtrArray *evidence, vt_gathered *done,
		       void *data);
/* Sent, and not answered yet. */
unsigned vt_keeping_with_inspect(const vt_keeping *keeping);
/* Sends what may be sent to inspect. */
void vt_keeping_pump(vt_registrar *registrar);
/* inspect is gone: what it was asked is asked of the next one. */
void vt_keeping_lost(vt_registrar *registrar);
void vt_on_object_found(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
