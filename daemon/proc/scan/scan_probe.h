/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_probe - vanthuctl doctor: does clamd answer, and how old are its signatures
 */
#ifndef VT_PROC_SCAN_PROBE_H
#define VT_PROC_SCAN_PROBE_H

#include "proc/proc.h"

/* Both of vt_proc. Without a clamd block one line says that nothing is scanned. */
bool vt_scan_probe_prepare(vt_run *run, GError **error);
void vt_scan_probe(vt_run *run);

#endif
