/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox_clock - mail that was written, or tried, by a clock that was ahead
 */
#include "store/outbox.h"

#include "store/store_private.h"

#define WRITTEN "state IN ('draft', 'composed') AND next_try_at > ?1 AND made_at > ?1"
/* No pause between two tries is that long. */
#define TRIED                                                                                      \
	"state IN ('draft', 'composed') AND next_try_at > ?1 + 60 * 86400 AND"                     \
	" next_try_at > due_at + 60 * 86400"

bool vt_outbox_is_ahead(vt_store *store, int64_t now, bool *has_out, GError **error)
{
	static const char sql[] =
		"SELECT EXISTS (SELECT 1 FROM mail WHERE " WRITTEN ") OR EXISTS (SELECT 1"
		" FROM mail WHERE " TRIED ")";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t has = 0;

	vt_query_int(query, 1, now);
	if (!vt_query_one(query, &has, error))
		return false;
	*has_out = has != 0;
	return true;
}

static bool turn(vt_store *store, const char *sql, int64_t now, unsigned *n_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, now);
	if (!vt_query_run(query, error))
		return false;
	*n_out += (unsigned)vt_store_changes(store);
	return true;
}

bool vt_outbox_turn_back(vt_store *store, int64_t now, unsigned *n_out, GError **error)
{
	static const char written[] =
		"UPDATE mail SET made_at = ?1,"
		" due_at = ?1 + iif(state = 'draft', due_at - made_at, 0),"
		" next_try_at = ?1 + iif(state = 'draft', due_at - made_at, 0) WHERE " WRITTEN;
	static const char tried[] = "UPDATE mail SET next_try_at = max(?1, due_at) WHERE " TRIED;
	unsigned n = 0;

	g_assert(store->in_act);
	if (!turn(store, written, now, &n, error) || !turn(store, tried, now, &n, error))
		return false;
	*n_out = n;
	return true;
}
