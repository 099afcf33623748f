/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics_private - what is counted in memory; for proc/registrar/metrics*.c only
 */
#ifndef VT_PROC_METRICS_PRIVATE_H
#define VT_PROC_METRICS_PRIVATE_H

#include "proc/registrar/metrics.h"

#define VT_INSPECTION_BUCKETS 9
extern const double vt_inspection_bounds[VT_INSPECTION_BUCKETS]; /* seconds */

struct vt_metrics {
	GPtrArray *validities;
	GHashTable *fetched;
	GHashTable *starts; /* name of a program -> uint64_t *: how often vanthud started it */
	uint64_t inspections[VT_INSPECTION_BUCKETS + 1];
	uint64_t inspection_microseconds;
	struct vt_side *side; /* a measurement under way */
	uint64_t request;     /* who asked for it */
};

#endif
