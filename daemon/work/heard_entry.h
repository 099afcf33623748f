/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_entry - commands about an entry of the register: SỬA, HỦY SỐ, ĐÃ NHẬN BẢN GIẤY
 */
#ifndef VT_WORK_HEARD_ENTRY_H
#define VT_WORK_HEARD_ENTRY_H

#include "store/documents.h"
#include "work/heard_command.h"

vt_hear_verb vt_heard_correct, vt_heard_void, vt_heard_paper_came;
/* The entry that a command names; rest_out: what stands behind its number, caller frees. NULL with
 * error unset: the answer says that there is none. */
vt_document *vt_heard_document(vt_hearing *h, const vt_instruction *one, char **rest_out,
			       GError **error);
/* VÀO SỔ: an empty form, for paper that is not scanned (heard_scan.c). */
vt_hear_verb vt_heard_enter;

#endif
