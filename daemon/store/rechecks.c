/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rechecks - what a later look says of messages that were concluded, and how their signers stand
 */
#include "store/rechecks.h"

#include <string.h>

#include "store/store_private.h"

static const char *const names[] = {
	[VT_STANDING_HOLDS] = "holds",
	[VT_STANDING_REVOKED] = "revoked",
	[VT_STANDING_DENIED] = "denied",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_STANDINGS);

const char *vt_standing_name(vt_standing standing)
{
	g_assert(standing < VT_N_STANDINGS);
	return names[standing];
}

void vt_recheck_free(vt_recheck *recheck)
{
	if (!recheck)
		return;
	g_free(recheck->arrival);
	g_free(recheck->detail);
	g_free(recheck);
}

bool vt_rechecks_add(vt_store *store, const vt_recheck *recheck, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT OR REPLACE INTO recheck (arrival, at, status, chain, sender, code,"
		       " detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

	g_assert(store->in_act);
	vt_query_text(query, 1, recheck->arrival);
	vt_query_int(query, 2, recheck->at);
	vt_query_int(query, 3, recheck->status);
	vt_query_int(query, 4, recheck->chain);
	vt_query_int(query, 5, recheck->sender);
	vt_query_int(query, 6, recheck->code);
	vt_query_text(query, 7, recheck->detail ? recheck->detail : "");
	return vt_query_run(query, error);
}

bool vt_signers_set(vt_store *store, const char *sha256, vt_standing standing, const char *since,
		    int64_t at, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "INSERT OR REPLACE INTO signer (sha256, standing, since, at)"
				    " VALUES (?1, ?2, ?3, ?4)");

	g_assert(store->in_act);
	vt_query_text(query, 1, sha256);
	vt_query_text(query, 2, vt_standing_name(standing));
	vt_query_text(query, 3, since);
	vt_query_int(query, 4, at);
	return vt_query_run(query, error);
}

vt_recheck *vt_rechecks_last(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT at, status, chain, sender, code, detail FROM recheck"
				    " WHERE arrival = ?1 ORDER BY at DESC LIMIT 1");
	vt_recheck *recheck = NULL;

	vt_query_text(query, 1, arrival);
	if (!vt_query_next(query, error))
		return NULL;
	recheck = g_new0(vt_recheck, 1);
	recheck->arrival = g_strdup(arrival);
	recheck->at = vt_query_get_int(query, 0);
	recheck->status = (vt_status)vt_query_get_int(query, 1);
	recheck->chain = (vt_chain)vt_query_get_int(query, 2);
	recheck->sender = (vt_sender)vt_query_get_int(query, 3);
	recheck->code = (int)vt_query_get_int(query, 4);
	recheck->detail = vt_query_dup(query, 5);
	return recheck;
}

bool vt_signers_standing(vt_store *store, const char *sha256, vt_standing *standing_out,
			 GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT standing FROM signer WHERE sha256 = ?1");
	GError *fault = NULL;
	vt_standing standing = VT_STANDING_HOLDS;

	vt_query_text(query, 1, sha256);
	if (vt_query_next(query, &fault)) {
		const char *found = vt_query_get(query, 0);

		for (unsigned i = 0; i < VT_N_STANDINGS; i++)
			if (strcmp(names[i], found) == 0)
				standing = (vt_standing)i;
	}
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	*standing_out = standing;
	return true;
}

/* Takes query. */
static GPtrArray *read_ids(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		g_ptr_array_add(ids, vt_query_dup(query, 0));
	if (!fault)
		return g_steal_pointer(&ids);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_rechecks_candidates(vt_store *store, const char *own, int64_t since, bool newest_only,
				  GError **error)
{
	static const char sql[] =
		"SELECT id FROM arrival AS a WHERE signer_sha256 IS NOT NULL AND secret = 0"
		" AND state = 'registered' AND place = 'store' AND received_at >= ?1"
		" AND (?2 IS NULL OR own = ?2) AND (?3 = 0 OR NOT EXISTS"
		"  (SELECT 1 FROM arrival AS b WHERE b.signer_sha256 = a.signer_sha256"
		"   AND b.sequence > a.sequence AND b.state = 'registered' AND b.place = 'store'"
		"   AND b.secret = 0))"
		" ORDER BY sequence";
	vt_query *query = vt_query_new(store, sql);

	vt_query_int(query, 1, since);
	vt_query_text(query, 2, own);
	vt_query_int(query, 3, newest_only);
	return read_ids(query, error);
}

GPtrArray *vt_signers_messages(vt_store *store, const char *sha256, GError **error)
{
	vt_query *query =
		vt_query_new(store, "SELECT id FROM arrival WHERE signer_sha256 = ?1 AND secret = 0"
				    " AND state = 'registered' ORDER BY sequence");

	vt_query_text(query, 1, sha256);
	return read_ids(query, error);
}
