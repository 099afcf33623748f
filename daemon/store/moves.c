/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moves - orders to a mailbox, kept until they are carried out
 */
#include "store/moves.h"

#include "store/store_private.h"

static const char *const names[] = {
	[VT_MOVE_SEALED] = "sealed",
	[VT_MOVE_INFECTED] = "infected",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_MOVES);

const char *vt_move_to_name(vt_move_to to)
{
	g_assert(to < VT_N_MOVES);
	return names[to];
}

void vt_move_free(vt_move *move)
{
	if (!move)
		return;
	g_free(move->arrival);
	g_free(move->account);
	g_free(move->own);
	g_free(move->message_id_sha256);
	g_free(move);
}

bool vt_moves_begin(vt_store *store, const char *arrival, const char *message_id_sha256,
		    GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "INSERT INTO move (arrival, message_id_sha256) VALUES (?1, ?2)"
				    " ON CONFLICT DO NOTHING");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_text(query, 2, message_id_sha256);
	return vt_query_run(query, error);
}

bool vt_moves_lies(vt_store *store, const char *arrival, uint32_t validity, uint32_t uid,
		   GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE move SET validity = ?2, uid = ?3 WHERE arrival = ?1");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, validity);
	vt_query_int(query, 3, uid);
	return vt_query_run(query, error);
}

bool vt_moves_ask(vt_store *store, const char *arrival, vt_move_to to, int64_t now, GError **error)
{
	/* One that came in before there were such rows has none yet. */
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO move (arrival, wanted, asked_at)"
		       " SELECT id, ?2, ?3 FROM arrival WHERE id = ?1 AND door = 'imap'"
		       " ON CONFLICT (arrival) DO UPDATE SET wanted = excluded.wanted,"
		       " asked_at = excluded.asked_at, told_at = NULL, ended_at = NULL"
		       " WHERE move.wanted IS NULL OR move.wanted <> excluded.wanted");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_text(query, 2, vt_move_to_name(to));
	vt_query_int(query, 3, now);
	return vt_query_run(query, error);
}

static bool stamp(vt_store *store, const char *sql, const char *arrival, int64_t now,
		  GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, now);
	return vt_query_run(query, error);
}

bool vt_moves_told(vt_store *store, const char *arrival, int64_t now, GError **error)
{
	return stamp(store, "UPDATE move SET told_at = ?2 WHERE arrival = ?1", arrival, now, error);
}

bool vt_moves_end(vt_store *store, const char *arrival, int64_t now, GError **error)
{
	/* What is infected may be sealed later, and is looked for once more. */
	return stamp(store,
		     "UPDATE move SET ended_at = ?2, message_id_sha256 ="
		     " CASE wanted WHEN 'infected' THEN message_id_sha256 END WHERE arrival = ?1",
		     arrival, now, error);
}

#define COLUMNS                                                                                    \
	"SELECT a.id, a.account, a.own, m.message_id_sha256, a.bytes, m.validity, m.uid,"          \
	" m.wanted = 'infected', m.told_at IS NOT NULL FROM move AS m"                             \
	" JOIN arrival AS a ON a.id = m.arrival"                                                   \
	" WHERE m.wanted IS NOT NULL AND m.ended_at IS NULL "

static vt_move *read_row(vt_query *query)
{
	vt_move *move = g_new0(vt_move, 1);

	move->arrival = vt_query_dup(query, 0);
	move->account = vt_query_dup(query, 1);
	move->own = vt_query_dup(query, 2);
	move->message_id_sha256 = vt_query_dup(query, 3);
	move->bytes = (uint64_t)vt_query_get_int(query, 4);
	move->validity = (uint32_t)vt_query_get_int(query, 5);
	move->uid = (uint32_t)vt_query_get_int(query, 6);
	move->to = vt_query_get_int(query, 7) != 0 ? VT_MOVE_INFECTED : VT_MOVE_SEALED;
	move->is_told = vt_query_get_int(query, 8) != 0;
	return move;
}

GPtrArray *vt_moves_open(vt_store *store, unsigned limit, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, COLUMNS "ORDER BY a.sequence LIMIT ?1");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_move_free);
	GError *fault = NULL;

	vt_query_int(query, 1, limit);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

vt_move *vt_moves_get(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, COLUMNS "AND m.arrival = ?1");

	vt_query_text(query, 1, arrival);
	return vt_query_next(query, error) ? read_row(query) : NULL;
}
