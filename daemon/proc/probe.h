/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe - what a program finds when vanthuctl doctor asks it to look
 *
 * PROGRAM --probe [-i WHICH] -c CONF: set up and jailed as ever, without peers and without work;
 * one line a finding on stdout, four columns split by tabs: good, warning or fault; about what;
 * what is the matter; how to mend it ("" = nothing to do). No password and no content is ever said.
 */
#ifndef VT_PROC_PROBE_H
#define VT_PROC_PROBE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { VT_HEALTH_GOOD, VT_HEALTH_WARNING, VT_HEALTH_FAULT, VT_N_HEALTH } vt_health;

/* "good", "warning", "fault". */
const char *vt_health_name(vt_health health);
/* mend: NULL = nothing to do. What a server said may stand in the text: it is made one plain line.
 */
void vt_probe_say(vt_health health, const char *subject, const char *mend, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* A certificate that holds from .. until (UTC seconds), today: a fault when it does not hold, a
 * warning in its last 30 days. */
void vt_probe_certificate(const char *subject, int64_t from, int64_t until, const char *mend);
/* The certificate a server showed, which holds from .. until; key: its key, "sha256:...". pin: of
 * the set-up, when it is known by that alone; NULL = by roots. pinned_at: VT_TIME_NONE = nobody
 * wrote it. */
typedef struct vt_probe_shown {
	int64_t from, until, pinned_at;
	const char *key, *pin;
} vt_probe_shown;
void vt_probe_server(const char *subject, const vt_probe_shown *shown);
/* "12 days", "5 hours". Caller frees. */
char *vt_probe_span(int64_t seconds);

#endif
