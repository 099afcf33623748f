/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls - which system calls each profile of base/sandbox.h may make, as a seccomp program
 */
#ifndef VT_BASE_CALLS_H
#define VT_BASE_CALLS_H

#include <glib.h>

#include "base/sandbox.h"

/* Array of struct sock_filter, ready for seccomp(2); NULL on failure. */
GArray *vt_calls_program(vt_may may, GError **error);
/* Does the profile connect to others? Then Landlock must let it. */
bool vt_calls_may_connect(vt_may may);

#endif
