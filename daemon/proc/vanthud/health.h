/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health - what systemd is told: ready, reloading, stopping, how many programs run, that we live
 */
#ifndef VT_PROC_HEALTH_H
#define VT_PROC_HEALTH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_health {
	int64_t beat_us;   /* the last sign of life, monotonic */
	unsigned refused;  /* faults of the files that were changed last and not taken */
	bool reloading;    /* told, and not yet READY again */
	char *status;      /* as told */
	unsigned n, ready; /* programs there should be, and that have said READY */
} vt_health;

void vt_health_clear(vt_health *health);
/* Files are read anew. */
void vt_health_reloading(vt_health *health);
/* They are at work, or refused with that many faults and the old ones stay. */
void vt_health_reloaded(vt_health *health, unsigned n_faults);
void vt_health_ready(vt_health *health);
void vt_health_stopping(vt_health *health);
/* Every round of the loop, at least every two seconds. */
void vt_health_beat(vt_health *health, unsigned n, unsigned ready);

#endif
