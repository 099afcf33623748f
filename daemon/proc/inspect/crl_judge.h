/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_judge - vanthu-inspect --judge: a CRL that came from outside is looked at in a jail of its
 * own
 *
 * Started by vanthuctl for one file, with the folders of trust as they are now. They are read
 * before the jail; inside there is no file, no network and no other process, only memory and the
 * channel.
 */
#ifndef VT_PROC_CRL_JUDGE_H
#define VT_PROC_CRL_JUDGE_H

#include "proc/proc.h"

extern const vt_proc vt_crl_judge;

#endif
