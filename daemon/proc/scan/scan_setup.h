/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_setup - the clamd block of vanthu.conf, checked
 */
#ifndef VT_PROC_SCAN_SETUP_H
#define VT_PROC_SCAN_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "doc/office.h"
#include "net/clamd.h"
#include "proc/place.h"

typedef struct vt_scan_setup {
	vt_place place;
	vt_clamd_command pass; /* how a message is handed over */
	int64_t timeout_ms;    /* of one scan, from connecting to the whole answer */
	/* How wrong a time may be that clamd tells: 0 on this machine, whose local time it writes;
	 * of another one nobody knows the zone. */
	int64_t slack_seconds;
} vt_scan_setup;

/* The clamd block; NULL: the office has none. */
const vt_block *vt_scan_block(const vt_office *office);
/* false: faults say why. Reads the zone of this machine too, so before the jail. */
bool vt_scan_setup_read(const vt_block *block, vt_scan_setup *setup_out, vt_faults *faults);
/* The same for who starts: the first fault is the error. */
bool vt_scan_setup_load(const vt_block *block, vt_scan_setup *setup_out, GError **error);
/* When the signatures were made, give or take slack_seconds; 0 = it does not say. */
int64_t vt_scan_setup_made(const vt_scan_setup *setup, const vt_date *made);

#endif
