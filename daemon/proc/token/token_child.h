/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_child - the process that loads the module: one key opened, one file signed, then it ends
 */
#ifndef VT_PROC_TOKEN_CHILD_H
#define VT_PROC_TOKEN_CHILD_H

#include "proc/token/token_setup.h"

/* Opens the key and signs an issued document with it; file -1: opens only, to see whether it can.
 * DER; NULL with error, or without one when there was nothing to sign. Only in a process of its
 * own: the module stays loaded. */
GBytes *vt_token_child_sign(const vt_token_setup *setup, const vt_token_of *of, int file,
			    GError **error);

/* Forked, the same; its answer comes as a VT_KIND_SIGNED with that request. pid 0 = none. */
typedef struct vt_token_child {
	pid_t pid;
	vt_channel *channel;
} vt_token_child;
bool vt_token_child_start(vt_token_child *child, const vt_token_setup *setup, const vt_token_of *of,
			  uint64_t request, int file, GError **error);
/* Ended, whatever it does. */
void vt_token_child_end(vt_token_child *child);

#endif
