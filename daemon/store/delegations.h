/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delegations - who acts for whom, in which form, from when to when (NĐ 30/2020 Đ13)
 *
 * A row is never deleted; one that was taken back has ended_at.
 */
#ifndef VT_STORE_DELEGATIONS_H
#define VT_STORE_DELEGATIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

typedef struct vt_delegation {
	int64_t id;                 /* 0 until inserted */
	char *own, *giver, *taker;  /* keys */
	char *form;                 /* "KT." "TL." "TUQ." */
	char *scope;                /* "incoming" "outgoing" "all" */
	int64_t from_at, to_at;     /* from_at <= t < to_at */
	char *arrival;              /* the giver's signed mail */
	int64_t given_at, ended_at; /* ended_at VT_TIME_NONE = not taken back */
} vt_delegation;
void vt_delegation_free(vt_delegation *delegation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_delegation, vt_delegation_free)
bool vt_delegation_holds(const vt_delegation *delegation, int64_t now);

/* Sets id. Inside an act. */
bool vt_delegations_insert(vt_store *store, vt_delegation *delegation, GError **error);
/* Inside an act; one that has ended is left alone. */
bool vt_delegations_end(vt_store *store, int64_t id, int64_t now, GError **error);
/* NULL with error unset: there is none. */
vt_delegation *vt_delegations_get(vt_store *store, int64_t id, GError **error);
/* vt_delegation *, newest first; giver or taker NULL = whoever. */
GPtrArray *vt_delegations_list(vt_store *store, const char *giver, const char *taker,
			       GError **error);

#endif
