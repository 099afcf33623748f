/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump - vanthud -T: the configuration as it is in effect, and where each value stands
 */
#ifndef VT_PROC_DUMP_H
#define VT_PROC_DUMP_H

#include "doc/office.h"

/* On standard output, in the syntax of the file itself: every kind of block, every key, its value,
 * and after # the file and line, or "default". Passwords and keys are only ever paths there. */
void vt_dump(const vt_settings *settings, const vt_office *office);

#endif
