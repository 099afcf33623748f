/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw_report - what came out of the jail about one message, packet by packet, not yet believed
 */
#ifndef VT_PROC_RAW_REPORT_H
#define VT_PROC_RAW_REPORT_H

#include "doc/report.h"
#include "wire/kinds.h"

/* The first packet of each kind; NULL = none came. */
typedef struct vt_raw_report {
	GBytes *identity, *contents, *parts, *said;
} vt_raw_report;
void vt_raw_report_clear(vt_raw_report *raw);
/* The body of a packet of kind IDENTITY, CONTENTS, PARTS or SAID; a second one is not kept. */
void vt_raw_report_keep(vt_raw_report *raw, vt_kind kind, GBytes *bytes);

/* Decodes it. What does not read or makes no sense is not used at all: 906 and an error. 0: what
 * is whole stands in *identity_out and *contents_out, else NULL. */
vt_code vt_raw_report_take(const vt_raw_report *raw, vt_identity **identity_out,
			   vt_contents **contents_out, GError **error);

#endif
