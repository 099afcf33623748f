/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect - vanthuctl inspect: files in, one line of JSON each, in their order, as it goes
 *
 * The inspection is vanthu-inspect's own, in its jail; here files are opened, hashed and handed
 * over, and what comes back is checked like anything that comes out of a jail.
 */
#ifndef VT_CTL_INSPECT_H
#define VT_CTL_INSPECT_H

#include "ctl/ctl.h"

/* Sysexits: 0 = every file was inspected, whatever it is worth; EX_NOINPUT =
 * some could not be read (their lines say so); EX_SOFTWARE = vanthu-inspect would not run. */
vt_ctl_run vt_ctl_inspect;

#endif
