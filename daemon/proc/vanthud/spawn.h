/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn - one program, with the descriptors it finds at its start (proc/proc.h)
 */
#ifndef VT_PROC_SPAWN_H
#define VT_PROC_SPAWN_H

#include <glib.h>
#include <sys/types.h>

#include "proc/vanthud/listeners.h"
#include "wire/kinds.h"

typedef struct vt_spawn_order {
	vt_program program;
	const char *conf;
	const char *which;             /* of several of that program; NULL */
	const vt_listeners *listeners; /* NULL = none are handed over */
	int first;                     /* becomes 3 */
	int vanthud;                   /* becomes 4; -1 = none */
} vt_spawn_order;

/* Its pid, or -1. The descriptors stay the caller's. */
pid_t vt_spawn(const vt_spawn_order *order, GError **error);

#endif
