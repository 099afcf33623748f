/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_replies - what recipients of an outgoing document wrote back
 */
#include "store/outgoing_replies.h"

#include <string.h>

#include "store/store_private.h"

static const struct {
	const char *name, *shown;
} states[] = {
	[VT_REPLY_OPEN] = { "open", "chờ văn thư" },
	[VT_REPLY_NOTED] = { "noted", "đã ghi nhận" },
	[VT_REPLY_DOCUMENT] = { "document", "là văn bản mới" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == VT_N_REPLY_STATES);

const char *vt_reply_state_name(vt_reply_state state)
{
	g_assert(state < VT_N_REPLY_STATES);
	return states[state].name;
}

const char *vt_reply_state_shown(vt_reply_state state)
{
	g_assert(state < VT_N_REPLY_STATES);
	return states[state].shown;
}

static vt_reply_state find_state(const char *name)
{
	int state = 0;

	while (state < VT_N_REPLY_STATES && strcmp(states[state].name, name) != 0)
		state++;
	g_assert(state < VT_N_REPLY_STATES);
	return (vt_reply_state)state;
}

void vt_outgoing_reply_free(vt_outgoing_reply *reply)
{
	if (reply == NULL)
		return;
	g_free(reply->arrival);
	g_free(reply);
}

void vt_outgoing_sent_free(vt_outgoing_sent *sent)
{
	if (sent == NULL)
		return;
	g_free(sent->own);
	g_free(sent->address);
	g_free(sent->notation);
	g_free(sent);
}

bool vt_outgoing_replies_add(vt_store *store, const vt_outgoing_reply *reply, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO outgoing_reply (arrival, outgoing, position, state, at)"
		       " VALUES (?1, ?2, NULLIF(?3, 0), ?4, ?5)");

	g_assert(store->in_act);
	vt_query_text(query, 1, reply->arrival);
	vt_query_int(query, 2, reply->outgoing);
	vt_query_int(query, 3, reply->position);
	vt_query_text(query, 4, vt_reply_state_name(reply->state));
	vt_query_int(query, 5, reply->at);
	return vt_query_run(query, error);
}

bool vt_outgoing_replies_set(vt_store *store, const char *arrival, vt_reply_state state,
			     GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE outgoing_reply SET state = ?2 WHERE arrival = ?1");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_text(query, 2, vt_reply_state_name(state));
	return vt_query_run(query, error);
}

/* ---- reading ---- */

#define REPLY "SELECT arrival, outgoing, coalesce(position, 0), state, at FROM outgoing_reply "

/* Takes query. */
static GPtrArray *read_replies(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_reply_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_outgoing_reply *one = g_new0(vt_outgoing_reply, 1);

		one->arrival = vt_query_dup(query, 0);
		one->outgoing = vt_query_get_int(query, 1);
		one->position = (int)vt_query_get_int(query, 2);
		one->state = find_state(vt_query_get(query, 3));
		one->at = vt_query_get_int(query, 4);
		g_ptr_array_add(list, one);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

vt_outgoing_reply *vt_outgoing_replies_get(vt_store *store, const char *arrival, GError **error)
{
	vt_query *query = vt_query_new(store, REPLY "WHERE arrival = ?1");

	vt_query_text(query, 1, arrival);
	g_autoptr(GPtrArray) list = read_replies(query, error);
	return list != NULL && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

GPtrArray *vt_outgoing_replies_of(vt_store *store, int64_t outgoing, GError **error)
{
	vt_query *query = vt_query_new(store, REPLY "WHERE outgoing = ?1 ORDER BY at, arrival");

	vt_query_int(query, 1, outgoing);
	return read_replies(query, error);
}

#define SENT                                                                                       \
	"SELECT o.id, r.position, o.own, r.address, o.number, o.notation FROM outgoing_recipient"  \
	" r JOIN outgoing o ON o.id = r.outgoing "

/* Takes query. */
static GPtrArray *read_sent(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_sent_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_outgoing_sent *one = g_new0(vt_outgoing_sent, 1);

		one->outgoing = vt_query_get_int(query, 0);
		one->position = (int)vt_query_get_int(query, 1);
		one->own = vt_query_dup(query, 2);
		one->address = vt_query_dup(query, 3);
		one->number = vt_query_get_int(query, 4);
		one->notation = vt_query_dup(query, 5);
		g_ptr_array_add(list, one);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

vt_outgoing_sent *vt_outgoing_sent_by(vt_store *store, const char *message_id, GError **error)
{
	vt_query *query = vt_query_new(store, SENT
				       "WHERE r.mail = (SELECT id FROM mail WHERE message_id = ?1)"
				       " AND o.number IS NOT NULL");

	vt_query_text(query, 1, message_id);
	g_autoptr(GPtrArray) list = read_sent(query, error);
	return list != NULL && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

GPtrArray *vt_outgoing_sent_to(vt_store *store, const char *agency, const char *address,
			       unsigned limit, GError **error)
{
	vt_query *query = vt_query_new(store, SENT
				       "WHERE (r.agency = ?1 OR r.address = ?2)"
				       " AND o.issued_at IS NOT NULL ORDER BY o.id DESC LIMIT ?3");

	vt_query_text(query, 1, agency);
	vt_query_text(query, 2, address);
	vt_query_int(query, 3, limit);
	return read_sent(query, error);
}
