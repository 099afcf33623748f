/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listeners - the sockets of lmtp and metrics blocks: from systemd where it made them, else our own
 */
#ifndef VT_PROC_LISTENERS_H
#define VT_PROC_LISTENERS_H

#include "doc/office.h"
#include "proc/listener.h"

typedef struct vt_listeners {
	int fds[VT_MAX_LISTENERS];
	unsigned n;
} vt_listeners;

/* How many descriptors from 3 on systemd handed over (sd_listen_fds(3)); asked before the
 * environment is cleaned. */
unsigned vt_listeners_handed(void);
/* Takes those that are listening sockets, at most VT_MAX_LISTENERS; closes the rest. */
void vt_listeners_take(vt_listeners *listeners, unsigned n_handed);
/* Opens what a block names and is not there, closes what no block names. false: what is there
 * already stays. */
bool vt_listeners_match(vt_listeners *listeners, const vt_office *office, GError **error);
void vt_listeners_close(vt_listeners *listeners);

#endif
