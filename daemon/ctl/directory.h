/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory - vanthuctl directory import FILE.csv
 */
#ifndef VT_CTL_DIRECTORY_H
#define VT_CTL_DIRECTORY_H

#include "ctl/ctl.h"

/* Sysexits: 0 = imported, or nothing to do; EX_DATAERR = a fault, nothing was changed; EX_NOPERM =
 * somebody would be ended and nobody agreed. */
vt_ctl_run vt_ctl_directory;

#endif
