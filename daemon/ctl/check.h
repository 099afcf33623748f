/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check - vanthuctl check: the exit status monitoring expects
 */
#ifndef VT_CTL_CHECK_H
#define VT_CTL_CHECK_H

#include "ctl/ctl.h"

/* 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; one line on standard output. */
vt_ctl_run vt_ctl_check;

#endif
