/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_entry - commands about an entry of the register: SỬA, HỦY SỐ, ĐÃ NHẬN BẢN GIẤY
 */
#ifndef VT_WORK_HEARD_ENTRY_H
#define VT_WORK_HEARD_ENTRY_H

#include "work/heard_command.h"

vt_hear_verb vt_heard_correct, vt_heard_void, vt_heard_paper_came;
/* VÀO SỔ: an empty form, for paper that is not scanned (heard_scan.c). */
vt_hear_verb vt_heard_enter;

#endif
