/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef - winmail.dat opened: what Outlook's rich text keeps in it becomes parts like any other
 *
 * MS-OXTNEF, read by libytnef, which has been wrong about hostile files before: inside the jail
 * only. The part itself stays where it is (vt_leaf.unpacked), what it holds stands behind it with
 * paths below its own ("2.1", "2.2" of "2"; a leaf has none of MIME's). What stands in it a second
 * time, packed in another one or in a message object, stays shut and is judged by its type.
 */
#ifndef VT_FILTERS_TNEF_H
#define VT_FILTERS_TNEF_H

#include "filters/filter.h"

/* By its first bytes: every reader that opens it goes by them. */
bool vt_tnef_is(GBytes *content);
/* Every such leaf of mime: its files follow it; its text too where the mail has none of its own. */
void vt_tnef_unpack(vt_mime *mime);

#endif
