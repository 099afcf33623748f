/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_rehearsal - the whole inspection of a shipped message, before the first real one
 *
 * Libraries open files at their first use (libraries P3). What the rehearsal opened stays open, and
 * children that open nothing need nothing. A report that differs from the expected one means that
 * something here does not work: then nothing may be inspected at all.
 */
#ifndef VT_PROC_INSPECT_REHEARSAL_H
#define VT_PROC_INSPECT_REHEARSAL_H

#include <glib.h>
#include <stdbool.h>

#include "proc/inspect/inspect_child.h"

typedef struct vt_rehearsal vt_rehearsal;
/* data: the folder with templates/ and config/; the sample stands in filters/sample/ beside them.
 * NULL on failure. */
vt_rehearsal *vt_rehearsal_new(const char *data, GError **error);
void vt_rehearsal_free(vt_rehearsal *rehearsal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_rehearsal, vt_rehearsal_free)

/* In this process, outside the jail; call it twice: the second run must need nothing new. */
bool vt_rehearsal_run(vt_rehearsal *rehearsal, GError **error);
/* In a child as every message has one: it must make the same report without one denied call. */
bool vt_rehearsal_run_jailed(vt_rehearsal *rehearsal, const vt_child_task *task, GError **error);

#endif
