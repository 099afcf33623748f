/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup - vanthuctl setup: a few questions, and a configuration that works and was checked
 *
 * The answers come from a terminal, or from a file in the syntax of vanthu.conf (block setup). What
 * is written goes through `vanthud -n` first and appears whole or not at all; nothing that stands
 * there already is changed. An office begins with dispatch.mode = hold.
 */
#ifndef VT_CTL_SETUP_H
#define VT_CTL_SETUP_H

#include "ctl/ctl.h"

/* Sysexits: 0 = written; EX_CONFIG = an answer is wrong; EX_CANTCREAT = it could not be written;
 * EX_NOINPUT = the answers ended too early. */
vt_ctl_run vt_ctl_setup;

#endif
