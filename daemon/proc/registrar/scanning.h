/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scanning - what clamd says of a message, asked beside its inspection; no conclusion without it
 *
 * At most clamd.connections messages are with vanthu-scan. What fails is asked again, with longer
 * and longer pauses, until clamd.patience is over; then the answer is VT_CODE_SCAN_FAILED. Has
 * clamd answered nobody for that long, a message is tried once. Nothing of this is on a disk: the
 * message waits in its row, and after a crash it is inspected and scanned anew.
 */
#ifndef VT_PROC_SCANNING_H
#define VT_PROC_SCANNING_H

#include "doc/codes.h"
#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"

typedef struct vt_scanning vt_scanning;
vt_scanning *vt_scanning_new(const vt_office *office);
void vt_scanning_free(vt_scanning *scanning);

/* Asks, unless that message is asked about already or the office has no clamd. impatient: one try.
 */
void vt_scanning_begin(vt_registrar *registrar, const char *id, bool impatient);
/* code: 0 clean (or no clamd), VT_CODE_INFECTED, VT_CODE_SCAN_FAILED, VT_CODE_SCAN_TOO_BIG,
 * VT_CODE_SIGNATURES_OLD. detail: name of the virus or limit, "" = none; borrowed. */
typedef void vt_scanned(vt_registrar *registrar, vt_code code, const char *detail, void *data);
/* Calls done once, perhaps at once; the message is forgotten then. */
void vt_scanning_await(vt_registrar *registrar, const char *id, vt_scanned *done, void *data);
/* So many reports wait for their scan that no more should be made. */
bool vt_scanning_is_full(const vt_scanning *scanning);

void vt_scanning_pump(vt_registrar *registrar);
/* vanthu-scan is gone: what was with it counts as failed once. */
void vt_scanning_lost(vt_registrar *registrar);
void vt_on_scanned(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_signatures(vt_run *run, vt_peer *peer, vt_packet *packet);

/* Rows of vanthuctl status: name and value. */
typedef void vt_scanning_row(const vt_call *call, const char *name, const char *value);
void vt_scanning_status(const vt_call *call, vt_scanning_row *row);

#endif
