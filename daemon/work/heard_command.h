/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_command - a mail that answers nothing and says one thing: TÌM ..., TRỢ GIÚP, KHÓA
 */
#ifndef VT_WORK_HEARD_COMMAND_H
#define VT_WORK_HEARD_COMMAND_H

#include "work/hearing.h"

/* One command; what it asks for stands in one. */
typedef bool vt_hear_verb(vt_hearing *h, const vt_instruction *one, GError **error);

/* THỬ sets h->trying and goes to the command behind it. handled_out false: no command stands
 * there. */
bool vt_heard_command(vt_hearing *h, bool *handled_out, GError **error);
/* KHÓA, and not as something that is only tried: all that who is new may say without being asked.
 */
bool vt_heard_is_lock(const vt_hearing *h);
/* What stands behind THỬ; NULL: no word that we know. Caller frees. */
vt_instruction *vt_heard_tried(const vt_instruction *one);
/* Nobody understood it: shown back, with the nearest command. */
bool vt_heard_nothing(vt_hearing *h, GError **error);

#endif
