/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip_report - what came back against what went out, and the settings that follow
 */
#ifndef VT_PROC_ROUNDTRIP_REPORT_H
#define VT_PROC_ROUNDTRIP_REPORT_H

#include "proc/registrar/command.h"
#include "store/outbox.h"

typedef enum { VT_LEG_PLAIN, VT_LEG_SUBADDRESS, VT_LEG_LARGE, VT_N_LEGS } vt_leg_kind;

/* One test mail. */
typedef struct vt_leg {
	vt_mail *mail; /* as it was inserted */
	int64_t bytes; /* of its file */
	char *arrival; /* id; NULL = not back */
	char *fault;   /* why it did not go; NULL */
	int64_t took_ms;
} vt_leg;

/* Table, settings, end. */
void vt_roundtrip_report(const vt_call *call, const vt_leg legs[VT_N_LEGS]);

#endif
