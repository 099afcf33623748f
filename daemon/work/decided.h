/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decided - what was decided about a document is taken back, while it does not count yet
 */
#ifndef VT_WORK_DECIDED_H
#define VT_WORK_DECIDED_H

#include "work/hearing.h"
#include "work/notices_private.h"

/* The decided question of a phiếu trình is open again: its tasks are withdrawn, mails that wait do
 * not go, the document is where it was. For heard_undo.c; the answer is the caller's. */
bool vt_decided_undo(vt_hearing *h, const vt_asking *decided, GError **error);
/* What agreeing to a proposal says in words; caller frees. */
char *vt_decided_opinion(const vt_noticing *n, const char *proposed);

#endif
