/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip_report - what came back against what went out, and the settings that follow
 */
#ifndef VT_PROC_ROUNDTRIP_REPORT_H
#define VT_PROC_ROUNDTRIP_REPORT_H

#include "proc/registrar/command.h"
#include "store/outbox.h"
#include "work/size_search.h"

/* One test mail. */
typedef struct vt_leg {
	vt_mail *mail;    /* as it was inserted; NULL = not yet */
	int64_t begun_us; /* monotonic */
	char *arrival;    /* id; NULL = not back */
	char *fault;      /* why it did not go, or did not arrive; NULL */
	int64_t took_ms;
} vt_leg;

typedef struct vt_round {
	vt_leg plain, subaddress;
	int report; /* vt_delivery that a report told of plain; -1 = none came back */
	int64_t report_ms;
	char *report_words;
	vt_size_search sizes; /* encoded, as attach-max counts */
	char *size_fault;     /* why the smallest that failed did; NULL = it did not come back */
} vt_round;

/* Where reports of delivery about such a mail go; borrowed. */
const char *vt_roundtrip_reported_to(const vt_call *call, const vt_round *round);
/* Table, settings, end. */
void vt_roundtrip_report(const vt_call *call, const vt_round *round);

#endif
