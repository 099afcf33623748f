/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joins - messages whose files belong to the document of another one (GHÉP)
 *
 * No file is changed: what a person scanned in two goes stays as it was signed for and hashed.
 */
#ifndef VT_STORE_JOINS_H
#define VT_STORE_JOINS_H

#include "store/db.h"

/* Inside an act. What was joined to arrival before goes with it, and comes back with it. */
bool vt_joins_add(vt_store *store, const char *arrival, const char *target, const char *person,
		  int64_t now, GError **error);
/* It is a message of its own again. */
bool vt_joins_remove(vt_store *store, const char *arrival, GError **error);
/* What it is joined to in the end; NULL: nothing. Caller frees. */
bool vt_joins_target(vt_store *store, const char *arrival, char **target_out, GError **error);
/* Was a form of that message decided that was asked later than that one? */
bool vt_joins_decided_since(vt_store *store, const char *arrival, int64_t id, bool *decided_out,
			    GError **error);
/* char *, ids in the order of their joining, also of what is joined to those; NULL with error. */
GPtrArray *vt_joins_of(vt_store *store, const char *target, GError **error);
/* vt_arrival *: target, then what was joined to it; NULL with error. */
GPtrArray *vt_joins_arrivals(vt_store *store, const char *target, GError **error);

#endif
