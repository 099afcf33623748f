/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend - mail that was given up goes out once more, because somebody has mended what was wrong;
 * mail that a rehearsal held goes out, or never will
 */
#ifndef VT_WORK_RESEND_H
#define VT_WORK_RESEND_H

#include "store/db.h"
#include "work/outcome.h"

/* Which ones, when no mail is named. */
typedef enum { VT_RESEND_FAILED, VT_RESEND_HELD } vt_resend_which;
/* Of one act; the rest is the next act's. */
#define VT_RESEND_AT_ONCE 1000

/* The same bytes with the same Message-ID; the schedule begins anew. Inside an act. */
bool vt_resend(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
	       GError **error);
/* All of these, at most VT_RESEND_AT_ONCE; n_out: how many. */
bool vt_resend_all(vt_store *store, const vt_actor *actor, vt_resend_which which,
		   vt_outcome *outcome, unsigned *n_out, GError **error);
/* Held mail is withdrawn, at most VT_RESEND_AT_ONCE; needs a reason, which the ledger keeps. Inside
 * an act. */
bool vt_drop_held(vt_store *store, const vt_actor *actor, vt_outcome *outcome, unsigned *n_out,
		  GError **error);

#endif
