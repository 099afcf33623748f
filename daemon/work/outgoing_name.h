/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_name - how people and the ledger call an outgoing document
 */
#ifndef VT_WORK_OUTGOING_NAME_H
#define VT_WORK_OUTGOING_NAME_H

#include "store/outgoing.h"

/* "12/TB-UBND", with a leading zero below 10; "dự thảo 7" before it is numbered; caller frees. */
char *vt_outgoing_shown(const vt_outgoing *o);
char *vt_outgoing_subject(const vt_outgoing *o); /* of ledger rows: "outgoing:7" */
/* "12/2026", or of the year of now "12" and "12/TB-UBND", which tells books apart; rest_out: what
 * stands behind. NULL with error unset: none, or several have it. */
vt_outgoing *vt_outgoing_find(vt_store *store, const char *own, const char *text, int64_t now,
			      const char **rest_out, GError **error);

#endif
