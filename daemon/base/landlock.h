/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock - which files a process may touch; raw system calls, by what the kernel offers
 */
#ifndef VT_BASE_LANDLOCK_H
#define VT_BASE_LANDLOCK_H

#include <glib.h>
#include <stdbool.h>

#include "base/sandbox.h"

/* Version of the kernel's Landlock; 0 = none. */
int vt_landlock_abi(void);
/* A ruleset that allows these paths and nothing else, and with connects TCP to the outside; fd_out
 * is CLOEXEC. */
typedef struct vt_landlock_rules {
	const vt_path *paths;
	unsigned n_paths;
	bool connects;
} vt_landlock_rules;
bool vt_landlock_new(int abi, const vt_landlock_rules *rules, int *fd_out, GError **error);
/* needs no_new_privs. */
bool vt_landlock_enter(int ruleset_fd, GError **error);

#endif
