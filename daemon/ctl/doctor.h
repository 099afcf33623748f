/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - what is wrong with the office and how to mend it, the office running or not
 *
 * vanthuctl doctor [--roundtrip [--to ADDRESS]]. The looking is done by vanthud --doctor and the
 * programs it starts, each in its jail; here it is only printed. Exit status: 0 all good, 1
 * warnings, 2 faults; 64 wrong use, 69 nobody could look.
 */
#ifndef VT_CTL_DOCTOR_H
#define VT_CTL_DOCTOR_H

#include "ctl/ctl.h"

vt_ctl_run vt_ctl_doctor;

#endif
