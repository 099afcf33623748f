/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle - vanthuctl support-bundle: what a stranger needs to help, and nothing else
 */
#ifndef VT_CTL_BUNDLE_H
#define VT_CTL_BUNDLE_H

#include "ctl/ctl.h"

/* support-bundle [--to FILE.tar] [--log FILE] */
vt_ctl_run vt_ctl_bundle;

#endif
