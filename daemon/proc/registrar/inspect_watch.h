/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_watch - an inspection that owes answers and says nothing is taken for dead
 *
 * Each child has its wall clock, so something is heard of a working inspect.wall after
 * inspect.wall. An answer that was lost would hold up its message, and those behind it, for ever.
 */
#ifndef VT_PROC_INSPECT_WATCH_H
#define VT_PROC_INSPECT_WATCH_H

#include "proc/registrar/registrar.h"

void vt_inspect_watch_start(vt_registrar *registrar);
/* It answered something that was asked. */
void vt_inspect_watch_heard(vt_registrar *registrar);

#endif
