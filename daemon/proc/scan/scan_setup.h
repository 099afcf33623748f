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
} vt_scan_setup;

/* The clamd block; NULL: the office has none. */
const vt_block *vt_scan_block(const vt_office *office);
/* false: faults say why. */
bool vt_scan_setup_read(const vt_block *block, vt_scan_setup *setup_out, vt_faults *faults);
/* The same for who starts: the first fault is the error. */
bool vt_scan_setup_load(const vt_block *block, vt_scan_setup *setup_out, GError **error);

#endif
