/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rights_change - what directory.conf says of people's rights now, against what it said before
 *
 * Regulation Đ9.4, Đ10.1b, Đ10.3c. A changed role, address, login or deputy is told to a second
 * person, with the document that asked for it (key document). Who is new gets a welcome, and no
 * mail of his counts until he has answered it and a second person has confirmed that it is he. Of
 * who is gone the questions are void, and his open tasks are the head's.
 */
#ifndef VT_WORK_RIGHTS_CHANGE_H
#define VT_WORK_RIGHTS_CHANGE_H

#include "work/notices_private.h"

/* Once after each start, which every reload is; the first time ever all are only noted. *n_out:
 * people looked at whose rights differ. Inside an act. */
bool vt_rights_change_look(const vt_noticing *n, unsigned *n_out, GError **error);

#endif
