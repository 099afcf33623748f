/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - vanthuctl restore: a backup proved, or an office begun again from it
 */
#ifndef VT_CTL_RESTORE_H
#define VT_CTL_RESTORE_H

#include "ctl/ctl.h"

/* restore --check FOLDER [--in DIR] | restore FOLDER --to STATE [--damaged] */
vt_ctl_run vt_ctl_restore;

#endif
