/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend - mail that was given up goes out once more, because somebody has mended what was wrong
 */
#ifndef VT_WORK_RESEND_H
#define VT_WORK_RESEND_H

#include "store/db.h"
#include "work/outcome.h"

/* The same bytes with the same Message-ID; the schedule begins anew. id 0: all that were given up.
 * Inside an act. n_out: how many. */
bool vt_resend(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
	       unsigned *n_out, GError **error);

#endif
