/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - what is wrong with this office on this machine, and how to mend it
 *
 * vanthud --doctor [--deep] -c CONF, as vanthuctl doctor starts it: works whether the office runs
 * or not, changes nothing. Lines as proc/probe.h has them, on stdout.
 */
#ifndef VT_PROC_DOCTOR_H
#define VT_PROC_DOCTOR_H

#include <stdbool.h>

/* Returns 0: what is wrong stands in the lines. */
int vt_doctor_run(const char *conf, bool is_deep);

#endif
