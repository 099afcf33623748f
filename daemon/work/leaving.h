/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaving - a person, or a unit, is in directory.conf no more (regulation Đ10.3c)
 *
 * Open tasks of a person become those of the head of the unit, or of the office, to be given on;
 * what he was asked is void, so are delegations by him and to him. What he did keeps his name. A
 * unit ends when nobody is of it any more: its open tasks go to the head of the office.
 */
#ifndef VT_WORK_LEAVING_H
#define VT_WORK_LEAVING_H

#include "work/notices_private.h"

/* person: the key that is gone. Inside an act. */
bool vt_leaving(const vt_noticing *n, const char *person, GError **error);
/* Once after each start, after people: the units of now against those of before; the first time
 * they are only noted. *n_out: units that ended. Inside an act. */
bool vt_leaving_units(const vt_noticing *n, unsigned *n_out, GError **error);

#endif
