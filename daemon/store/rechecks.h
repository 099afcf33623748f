/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rechecks - what a later look says of messages that were concluded, and how their signers stand
 *
 * What was said at receipt stands in the arrival's row and is never touched from here.
 */
#ifndef VT_STORE_RECHECKS_H
#define VT_STORE_RECHECKS_H

#include "doc/report.h"
#include "store/db.h"

typedef struct vt_recheck {
	char *arrival;
	int64_t at;
	vt_status status;
	vt_chain chain;
	vt_sender sender;
	int code;     /* leading finding of the identity */
	char *detail; /* of that finding */
} vt_recheck;
void vt_recheck_free(vt_recheck *recheck);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_recheck, vt_recheck_free)

typedef enum {
	VT_STANDING_HOLDS,
	VT_STANDING_REVOKED, /* it, or an authority above it */
	VT_STANDING_DENIED,  /* on our own list of certificates not to be accepted */
	VT_N_STANDINGS
} vt_standing;
const char *vt_standing_name(vt_standing standing); /* holds revoked denied */

/* ---- inside an act ---- */

/* Twice in the same second counts once, the later. */
bool vt_rechecks_add(vt_store *store, const vt_recheck *recheck, GError **error);
/* since: YYYY-MM-DD or "". */
bool vt_signers_set(vt_store *store, const char *sha256, vt_standing standing, const char *since,
		    int64_t at, GError **error);

/* ---- reading ---- */

/* The newest; NULL with error unset: none. */
vt_recheck *vt_rechecks_last(vt_store *store, const char *arrival, GError **error);
/* A signer that was never told of holds. */
bool vt_signers_standing(vt_store *store, const char *sha256, vt_standing *standing_out,
			 GError **error);
/* Ids (char *) of registered messages whose bytes are kept and that somebody signed, received at or
 * after since, oldest first. newest_only: of each signer's certificate the newest alone. own NULL =
 * all. */
GPtrArray *vt_rechecks_candidates(vt_store *store, const char *own, int64_t since, bool newest_only,
				  GError **error);
/* Ids (char *) of the registered messages with this signer's certificate, oldest first. */
GPtrArray *vt_signers_messages(vt_store *store, const char *sha256, GError **error);

#endif
