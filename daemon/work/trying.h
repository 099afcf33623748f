/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trying - "THỬ Đồng ý" in a reply: heard in earnest, told, and taken back
 */
#ifndef VT_WORK_TRYING_H
#define VT_WORK_TRYING_H

#include "work/hearing.h"

/* The word THỬ of a reply; NULL: none, or it answers nothing. */
const vt_instruction *vt_trying_find(const vt_hearing *h);
/* Hears it with the function of its question as if THỬ were not there, and takes back all that came
 * of it. The answer says what it would have said. Inside an act. */
bool vt_trying_hear(vt_hearing *h, const vt_instruction *one, vt_hear *hear, GError **error);

#endif
