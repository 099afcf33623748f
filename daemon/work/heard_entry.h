/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_entry - commands about an entry of the register: SỬA, HỦY SỐ, ĐÃ NHẬN BẢN GIẤY
 */
#ifndef VT_WORK_HEARD_ENTRY_H
#define VT_WORK_HEARD_ENTRY_H

#include "work/hearing.h"

/* handled_out false: none of these stands in the mail. */
vt_hear vt_hear_entry;

#endif
