/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_drafts - commands about outgoing documents
 */
#ifndef VT_WORK_HEARD_DRAFTS_H
#define VT_WORK_HEARD_DRAFTS_H

#include "work/hearing.h"

/* TRÌNH KÝ, with fields and files; alone: an empty form; with a number: another version. */
bool vt_heard_draft(vt_hearing *h, const vt_instruction *one, GError **error);
/* The line that makes the mail a draft; NULL = it is none. Borrowed. */
const vt_instruction *vt_heard_draft_of(const vt_hearing *h);
/* HỦY SỐ ĐI n/yyyy: reason */
bool vt_heard_void_outgoing(vt_hearing *h, const vt_instruction *one, GError **error);
/* ĐÃ CHUYỂN n/yyyy: numbers of recipients, none = all on paper. heard_issue.c */
bool vt_heard_handed_over(vt_hearing *h, const vt_instruction *one, GError **error);

#endif
