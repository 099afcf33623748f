/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rates - how often something happened lately: what keeps automatic mail polite
 *
 * A fact is (what, key, at): ("refusal", "sender code"), ("receipt", "own/agency"), ("automatic",
 * ""), ("admin", "event key"), ("misuse", "kind name").
 */
#ifndef VT_STORE_RATES_H
#define VT_STORE_RATES_H

#include "store/db.h"

/* Inside an act: rolled back with it. */
bool vt_rates_note(vt_store *store, const char *what, const char *key, int64_t now, GError **error);
/* How many with at > since. */
bool vt_rates_count(vt_store *store, const char *what, const char *key, int64_t since,
		    unsigned *n_out, GError **error);
/* Drops all facts with at <= before. Inside an act. */
bool vt_rates_forget(vt_store *store, int64_t before, GError **error);

#endif
