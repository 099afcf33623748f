/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_probe - whom we believe, today and in a week: for vanthuctl doctor
 */
#ifndef VT_PROC_INSPECT_PROBE_H
#define VT_PROC_INSPECT_PROBE_H

#include "proc/proc.h"

bool vt_inspect_probe_prepare(vt_run *run, GError **error);
void vt_inspect_probe(vt_run *run);

#endif
