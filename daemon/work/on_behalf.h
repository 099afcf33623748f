/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * on_behalf - whoever lets somebody act for him (KT., TL., TUQ.) hears what is done in his name
 *
 * A row of his next list (work/submit.h), no mail of its own where leaders get lists. Inside an
 * act.
 */
#ifndef VT_WORK_ON_BEHALF_H
#define VT_WORK_ON_BEHALF_H

#include "work/hearing.h"

/* decision: as vt_asking's. Nothing when h->person acts for himself. */
bool vt_on_behalf_tell(const vt_hearing *h, const char *decision, GError **error);
/* And he takes it back. */
bool vt_on_behalf_tell_undone(const vt_hearing *h, const vt_asking *decided, GError **error);

#endif
