/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service - what systemd is told: ready, reloading, stopping, how many programs run, that we live
 */
#ifndef VT_PROC_SERVICE_H
#define VT_PROC_SERVICE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_service {
	int64_t beat_us;   /* the last sign of life, monotonic */
	unsigned refused;  /* faults of the files that were changed last and not taken */
	bool reloading;    /* told, and not yet READY again */
	char *status;      /* as told */
	unsigned n, ready; /* programs there should be, and that have said READY */
} vt_service;

void vt_service_clear(vt_service *service);
/* Files are read anew. */
void vt_service_reloading(vt_service *service);
/* They are at work, or refused with that many faults and the old ones stay. */
void vt_service_reloaded(vt_service *service, unsigned n_faults);
void vt_service_ready(vt_service *service);
void vt_service_stopping(vt_service *service);
/* Every round of the loop, at least every two seconds. */
void vt_service_beat(vt_service *service, unsigned n, unsigned ready);

#endif
