/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliveries - what came back about each mail of the outbox
 */
#include "store/deliveries.h"

#include "base/limits.h"
#include "store/store_private.h"

void vt_told_row_free(vt_told_row *row)
{
	if (row == NULL)
		return;
	g_free(row->recipient);
	g_free(row->status);
	g_free(row->words);
	g_free(row->arrival);
	g_free(row);
}

vt_mail *vt_deliveries_find(vt_store *store, const char *name, GError **error)
{
	/* A range, so that the index of message_id serves: 'A' follows '@'. */
	static const char sql[] = "SELECT id FROM mail WHERE message_id >= ?1 AND message_id < ?2"
				  " AND sha256 IS NOT NULL LIMIT 1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *from = g_strdup_printf("<%s@", name);
	g_autofree char *to = g_strdup_printf("<%sA", name);
	int64_t id = 0;

	vt_query_text(query, 1, from);
	vt_query_text(query, 2, to);
	if (!vt_query_one(query, &id, error) || id == 0)
		return NULL;
	return vt_outbox_get(store, id, error);
}

#define COLUMNS "SELECT state, recipient, status, words, arrival, at, mail FROM delivery WHERE "

/* Takes query. */
static GPtrArray *read_all(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_told_row_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		vt_told_row *row = g_new0(vt_told_row, 1);

		row->state = (vt_delivery)MAX(vt_delivery_parse(vt_query_get(query, 0)), 0);
		row->recipient = vt_query_dup(query, 1);
		row->status = vt_query_dup(query, 2);
		row->words = vt_query_dup(query, 3);
		row->arrival = vt_query_dup(query, 4);
		row->at = vt_query_get_int(query, 5);
		row->mail = vt_query_get_int(query, 6);
		g_ptr_array_add(list, row);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_deliveries_of(vt_store *store, int64_t mail, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "mail = ?1 ORDER BY recipient");

	vt_query_int(query, 1, mail);
	return read_all(query, error);
}

GPtrArray *vt_deliveries_about(vt_store *store, const char *arrival, int64_t document,
			       GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "arrival = ?1 OR mail IN (SELECT id FROM mail WHERE arrival = ?1"
			       " OR document = nullif(?2, 0) OR id IN (SELECT mail FROM mail_value"
			       " WHERE mail_value.arrival = ?1)) ORDER BY mail, recipient");

	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, document);
	return read_all(query, error);
}

int vt_deliveries_sum(const GPtrArray *rows)
{
	int sum = -1;

	for (guint i = 0; i < rows->len; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);

		if (row->state == VT_DELIVERY_FAILED)
			return VT_DELIVERY_FAILED;
		sum = MAX(sum, (int)row->state);
	}
	return sum;
}

static bool put(vt_store *store, const vt_mail *mail, const char *recipient,
		const vt_telling *telling, GError **error)
{
	static const char sql[] =
		"INSERT INTO delivery (mail, recipient, state, status, words, arrival, at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (mail, recipient) DO UPDATE SET"
		" state = ?3, status = ?4, words = ?5, arrival = ?6, at = ?7";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, mail->id);
	vt_query_text(query, 2, recipient);
	vt_query_text(query, 3, vt_delivery_name(telling->told->state));
	vt_query_text(query, 4, telling->told->status != NULL ? telling->told->status : "");
	vt_query_text(query, 5, vt_outbox_is_stripped(mail) ? "" : telling->told->words);
	vt_query_text(query, 6, telling->arrival);
	vt_query_int(query, 7, telling->now);
	return vt_query_run(query, error);
}

bool vt_deliveries_note(vt_store *store, const vt_mail *mail, const vt_telling *telling,
			bool *failed_out, GError **error)
{
	const vt_told *told = telling->told;
	g_autoptr(GPtrArray) rows = vt_deliveries_of(store, mail->id, error);
	const char *recipient = told->recipient != NULL ? told->recipient : mail->recipient;
	bool own = g_ascii_strcasecmp(recipient, mail->recipient) == 0;
	bool known = false, own_known = false;

	g_assert(store->in_act);
	*failed_out = false;
	if (rows == NULL)
		return false;
	/* Many servers fold the local part. */
	if (own)
		recipient = mail->recipient;
	for (guint i = 0; i < rows->len; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);

		own_known |= g_str_equal(row->recipient, mail->recipient);
		if (!g_str_equal(row->recipient, recipient))
			continue;
		if (row->state >= told->state)
			return true;
		known = true;
	}
	if (!known && !own && rows->len + !own_known >= VT_MAX_TOLD)
		return true;
	*failed_out =
		told->state == VT_DELIVERY_FAILED && vt_deliveries_sum(rows) != VT_DELIVERY_FAILED;
	return put(store, mail, recipient, telling, error);
}

bool vt_deliveries_strip(vt_store *store, const char *arrival, int64_t mail, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "UPDATE delivery SET words = '' WHERE arrival = ?1 OR mail = ?2");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, mail);
	return vt_query_run(query, error);
}

bool vt_deliveries_forget(vt_store *store, int64_t mail, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "DELETE FROM delivery WHERE mail = ?1");

	g_assert(store->in_act);
	vt_query_int(query, 1, mail);
	return vt_query_run(query, error);
}
