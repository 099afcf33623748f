/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify - tells systemd how we are, sd_notify(3) without libsystemd
 */
#ifndef VT_PROC_NOTIFY_H
#define VT_PROC_NOTIFY_H

#include <stdint.h>

/* Takes $NOTIFY_SOCKET and the watchdog out of the environment, so that children do not speak for
 * us. */
void vt_notify_init(void);
/* "READY=1"; nothing happens when nobody listens. */
void vt_notify(const char *state);
/* Microseconds after which systemd gives us up when it hears nothing; 0 = it does not watch. */
int64_t vt_notify_watchdog(void);

#endif
