/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_renew - after a restore old words open nothing: new ones, and the notices go again
 */
#include "store/tokens_renew.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/askings_private.h"
#include "store/outbox.h"
#include "store/store_private.h"

/* The tag is the beginning of the token for any answer. */
static bool renew_words(vt_store *store, const vt_asking *asking, GError **error)
{
	g_autoptr(GArray) links = vt_askings_links(store, asking->id, error);
	g_autoptr(vt_query) drop = vt_query_new(store, "DELETE FROM token WHERE asking = ?1");
	g_autoptr(vt_query) tag = vt_query_new(store, "UPDATE asking SET tag = ?2 WHERE id = ?1");
	char token[VT_TOKEN_CHARS + 1];

	vt_query_int(drop, 1, asking->id);
	if (links == NULL || !vt_query_run(drop, error)
	    || !vt_token_keep(store, asking->id, -1, error)
	    || !vt_token_make(store, asking->id, -1, token, error))
		return false;
	for (guint i = 0; i < links->len; i++)
		if (!vt_token_keep(store, asking->id, g_array_index(links, int, i), error))
			return false;
	token[VT_TAG_CHARS] = '\0';
	vt_query_int(tag, 1, asking->id);
	vt_query_text(tag, 2, token);
	return vt_query_run(tag, error);
}

static bool forget_notices(vt_store *store, int64_t asking, GError **error)
{
	g_autoptr(vt_query) gone = vt_query_new(
		store, "UPDATE mail SET asking = NULL WHERE asking = ?1 AND state <> 'draft'");
	g_autoptr(vt_query) waiting = vt_query_new(
		store, "UPDATE mail SET state = 'withdrawn', fault = 'restored' WHERE asking = ?1"
		       " AND state IN ('composed', 'failed', 'held')");

	vt_query_int(gone, 1, asking);
	vt_query_int(waiting, 1, asking);
	return vt_query_run(waiting, error) && vt_query_run(gone, error);
}

/* The newest to each recipient that is no draft; a draft is composed with the new words anyway. */
static bool send_again(vt_store *store, const vt_asking *asking, int64_t now, unsigned *n_out,
		       GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT max(id) FROM mail WHERE asking = ?1 GROUP BY recipient"
				    " HAVING max(state = 'draft') = 0");
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	GError *fault = NULL;

	vt_query_int(query, 1, asking->id);
	while (vt_query_next(query, &fault)) {
		int64_t id = vt_query_get_int(query, 0);

		g_array_append_val(ids, id);
	}
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!forget_notices(store, asking->id, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(vt_mail) mail =
			vt_outbox_get(store, g_array_index(ids, int64_t, i), error);

		if (mail == NULL)
			return false;
		mail->asking = asking->id;
		mail->id = 0;
		mail->state = VT_MAIL_DRAFT;
		mail->due_at = now;
		if (!vt_outbox_insert(store, mail, now, error))
			return false;
		++*n_out;
	}
	return true;
}

bool vt_tokens_renew(vt_store *store, int64_t now, unsigned *n_out, GError **error)
{
	const vt_asking_filter all = { .kind = -1 };
	g_autoptr(GPtrArray) open = vt_askings_open(store, &all, error);

	g_assert(store->in_act);
	*n_out = 0;
	(void)unlinkat(store->db_dir, VT_TOKEN_KEY, 0);
	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *asking = g_ptr_array_index(open, i);
		bool over = asking->expires_at != VT_TIME_NONE && asking->expires_at <= now;

		if (!renew_words(store, asking, error)
		    || (!over && !send_again(store, asking, now, n_out, error)))
			return false;
	}
	return open != NULL;
}
