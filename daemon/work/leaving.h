/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaving - a person is in directory.conf no more (regulation Đ10.3c)
 *
 * His open tasks become those of the head of the unit, or of the office, to be given on; what he
 * was asked is void, so are delegations by him and to him. What he did keeps his name.
 */
#ifndef VT_WORK_LEAVING_H
#define VT_WORK_LEAVING_H

#include "work/notices_private.h"

/* person: the key that is gone. Inside an act. */
bool vt_leaving(const vt_noticing *n, const char *person, GError **error);

#endif
