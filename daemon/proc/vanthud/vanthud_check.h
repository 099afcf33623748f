/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthud_check - what can be wrong besides the words in the files: folders, keys, permissions
 */
#ifndef VT_PROC_VANTHUD_CHECK_H
#define VT_PROC_VANTHUD_CHECK_H

#include "doc/office.h"

/* Looks only; makes nothing. */
void vt_check_files(const vt_office *office, vt_faults *faults);
/* Asks every program (-n) and adds the faults that only it can find. */
void vt_check_programs(const char *conf, vt_faults *faults);
/* Of a running office whose files have changed: not what time alone makes a fault (a CRL that went
 * stale, a certificate that expired), which must not keep a directory out of use. */
void vt_check_changed(const char *conf, vt_faults *faults);

#endif
