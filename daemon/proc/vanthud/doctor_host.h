/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor_host - the machine: disk, clock, limits, the jail, names, the MTA beside us
 */
#ifndef VT_PROC_DOCTOR_HOST_H
#define VT_PROC_DOCTOR_HOST_H

#include "doc/office.h"

void vt_doctor_host(const vt_office *office);

#endif
