/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox_list - every mail this office sends; the reading half
 */
#include "base/clock.h"
#include "store/outbox.h"
#include "store/store_private.h"

/* A held mail is a composed one with a mark: so nothing that looks for composed mail sends it. */
#define SHOWN    "CASE WHEN held_at IS NOT NULL AND state = 'composed' THEN 'held' ELSE state END"
#define NOT_HELD "(held_at IS NULL OR state = 'draft')"
#define COLUMNS                                                                                    \
	"SELECT kind, own, language, sender, recipient, message_id, person, in_reply_to, refs,"    \
	" arrival, file, fault, id, automatic, document, made_at, due_at, " SHOWN                  \
	", sha256, bytes,"                                                                         \
	" attempts, next_try_at, sent_at, sent_to, asking, outgoing FROM mail "

static vt_mail *read_row(vt_query *query)
{
	vt_mail *m =
		vt_mail_new(vt_query_get(query, 0), vt_query_get(query, 1), vt_query_get(query, 2),
			    vt_query_get(query, 3), vt_query_get(query, 4));
	char **const texts[] = { &m->message_id, &m->person, &m->in_reply_to, &m->references,
				 &m->arrival,    &m->file,   &m->fault };
	int column = 5;

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = vt_query_dup(query, column++);
	m->id = vt_query_get_int(query, column++);
	m->automatic = (vt_mail_auto)vt_query_get_int(query, column++);
	m->document = vt_query_get_int(query, column++);
	m->made_at = vt_query_get_int(query, column++);
	m->due_at = vt_query_get_int(query, column++);
	const char *state = vt_query_get(query, column++);
	for (unsigned i = 0; i < VT_N_MAIL_STATES; i++)
		if (strcmp(vt_mail_state_name((vt_mail_state)i), state) == 0)
			m->state = (vt_mail_state)i;
	const char *sha256 = vt_query_get(query, column++);
	g_strlcpy(m->sha256, sha256 ? sha256 : "", sizeof(m->sha256));
	m->bytes = (uint64_t)vt_query_get_int(query, column++);
	m->attempts = (unsigned)vt_query_get_int(query, column++);
	m->next_try_at = vt_query_get_int(query, column++);
	m->sent_at = vt_query_get_at(query, column++);
	m->sent_to = vt_query_dup(query, column++);
	m->asking = vt_query_get_int(query, column++);
	m->outgoing = vt_query_get_int(query, column++);
	return m;
}

static bool read_lists(vt_store *store, vt_mail *mail, GError **error)
{
	g_autoptr(vt_query) values = vt_query_new(
		store,
		"SELECT key, value, arrival FROM mail_value WHERE mail = ?1 ORDER BY position");
	g_autoptr(vt_query) attachments = vt_query_new(
		store,
		"SELECT arrival, path FROM mail_attachment WHERE mail = ?1 ORDER BY position");
	GError *fault = NULL;

	vt_query_int(values, 1, mail->id);
	vt_query_int(attachments, 1, mail->id);
	while (vt_query_next(values, &fault))
		vt_mail_add_about(mail, vt_query_get(values, 2), vt_query_get(values, 0),
				  vt_query_get(values, 1));
	while (!fault && vt_query_next(attachments, &fault))
		vt_mail_attach(mail, vt_query_get(attachments, 0), vt_query_get(attachments, 1));
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

/* Takes query. */
static GPtrArray *read_all(vt_store *store, vt_query *take_query, bool lists, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_mail_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		g_ptr_array_add(list, read_row(query));
		if (lists && !read_lists(store, g_ptr_array_index(list, list->len - 1), &fault))
			break;
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

static vt_mail *read_one(vt_store *store, vt_query *take_query, GError **error)
{
	g_autoptr(GPtrArray) list = read_all(store, take_query, true, error);

	return list && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

vt_mail *vt_outbox_get(vt_store *store, int64_t id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE id = ?1");

	vt_query_int(query, 1, id);
	return read_one(store, query, error);
}

vt_mail *vt_outbox_find(vt_store *store, const char *message_id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE message_id = ?1");

	vt_query_text(query, 1, message_id);
	return read_one(store, query, error);
}

GPtrArray *vt_outbox_due(vt_store *store, vt_mail_state state, int64_t now, unsigned limit,
			 GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE state = ?1 AND next_try_at <= ?2 AND due_at <= ?2"
			       " AND " NOT_HELD
			       " ORDER BY EXISTS (SELECT 1 FROM mail_value WHERE mail = mail.id"
			       " AND key = 'the_khan' AND value <> '') DESC,"
			       " next_try_at, id LIMIT ?3");

	g_assert(state == VT_MAIL_DRAFT || state == VT_MAIL_COMPOSED);
	vt_query_text(query, 1, vt_mail_state_name(state));
	vt_query_int(query, 2, now);
	vt_query_int(query, 3, limit);
	return read_all(store, query, true, error);
}

bool vt_outbox_next_due(vt_store *store, int64_t *at_out, GError **error)
{
	static const char sql[] = "SELECT min(max(next_try_at, due_at)) FROM mail WHERE state IN "
				  "('draft', 'composed') AND " NOT_HELD;
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	*at_out = VT_TIME_NONE;
	return vt_query_one(query, at_out, error);
}

static vt_query *for_kind(vt_store *store, const char *sql, const char *own, const char *kind,
			  const char *recipient)
{
	vt_query *query = vt_query_new(store, sql);

	vt_query_text(query, 1, own);
	vt_query_text(query, 2, kind);
	vt_query_text(query, 3, recipient);
	return query;
}

bool vt_outbox_open_draft(vt_store *store, const char *own, const char *kind, const char *recipient,
			  int64_t *id_out, GError **error)
{
	g_autoptr(vt_query) query =
		for_kind(store,
			 "SELECT id FROM mail WHERE own = ?1 AND kind = ?2 AND recipient = ?3"
			 " AND state = 'draft' AND held_at IS NULL ORDER BY id DESC LIMIT 1",
			 own, kind, recipient);

	*id_out = 0;
	return vt_query_one(query, id_out, error);
}

bool vt_outbox_later_draft(vt_store *store, const vt_mail *like, int64_t now, int64_t *id_out,
			   GError **error)
{
	g_autoptr(vt_query) query =
		for_kind(store,
			 "SELECT id FROM mail WHERE own = ?1 AND kind = ?2 AND recipient = ?3"
			 " AND state = 'draft' AND held_at IS NULL AND asking IS NOT NULL"
			 " AND due_at > ?4 ORDER BY id LIMIT 1",
			 like->own, like->kind, like->recipient);

	vt_query_int(query, 4, now);
	*id_out = 0;
	return vt_query_one(query, id_out, error);
}

bool vt_outbox_last(vt_store *store, const char *own, const char *kind, const char *recipient,
		    int64_t *at_out, GError **error)
{
	/* When it went (due_at), not when its first line was written. */
	g_autoptr(vt_query) query = for_kind(
		store,
		"SELECT max(due_at) FROM mail WHERE own = ?1 AND kind = ?2 AND recipient = ?3"
		" AND state NOT IN ('draft', 'withdrawn')",
		own, kind, recipient);

	*at_out = VT_TIME_NONE;
	return vt_query_one(query, at_out, error);
}

bool vt_outbox_has(vt_store *store, const char *kind, const char *arrival, bool *has_out,
		   GError **error)
{
	static const char sql[] =
		"SELECT 1 FROM mail WHERE kind = ?1 AND arrival = ?2 AND state <> 'withdrawn'"
		" UNION ALL SELECT 1 FROM mail m JOIN mail_value v ON v.mail = m.id"
		"  WHERE m.kind = ?1 AND v.arrival = ?2 AND m.state <> 'withdrawn' LIMIT 1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t has = 0;

	vt_query_text(query, 1, kind);
	vt_query_text(query, 2, arrival);
	if (!vt_query_one(query, &has, error))
		return false;
	*has_out = has != 0;
	return true;
}

GPtrArray *vt_outbox_list(vt_store *store, const char *own, int state, unsigned limit,
			  GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS
		"WHERE (?1 IS NULL OR own = ?1) AND CASE WHEN ?2 IS NULL"
		" THEN state IN ('draft', 'composed', 'braked', 'failed') OR EXISTS (SELECT 1"
		" FROM delivery WHERE mail = mail.id AND delivery.state = 'failed')"
		" ELSE " SHOWN " = ?2 END"
		" ORDER BY id LIMIT ?3");

	vt_query_text(query, 1, own);
	vt_query_text(query, 2, state < 0 ? NULL : vt_mail_state_name((vt_mail_state)state));
	vt_query_int(query, 3, limit);
	return read_all(store, query, false, error);
}

GPtrArray *vt_outbox_about(vt_store *store, const char *arrival, int64_t document, GError **error)
{
	vt_query *query =
		vt_query_new(store, COLUMNS
			     "WHERE arrival = ?1 OR document = nullif(?2, 0)"
			     " OR id IN (SELECT mail FROM mail_value WHERE mail_value.arrival = ?1)"
			     " ORDER BY id");

	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, document);
	return read_all(store, query, false, error);
}

GPtrArray *vt_outbox_of_outgoing(vt_store *store, int64_t outgoing, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE outgoing = ?1 ORDER BY id");

	vt_query_int(query, 1, outgoing);
	return read_all(store, query, false, error);
}

GPtrArray *vt_outbox_old_files(vt_store *store, int64_t sent_before, unsigned limit, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS
		"WHERE state = 'sent' AND file IS NOT NULL AND sent_at < ?1 ORDER BY id LIMIT ?2");

	vt_query_int(query, 1, sent_before);
	vt_query_int(query, 2, limit);
	return read_all(store, query, false, error);
}

bool vt_outbox_count(vt_store *store, const char *own, vt_mail_state state, int64_t *n_out,
		     GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "SELECT count(*) FROM mail WHERE " SHOWN
							" = ?1 AND (?2 IS NULL OR own = ?2)");

	*n_out = 0;
	vt_query_text(query, 1, vt_mail_state_name(state));
	vt_query_text(query, 2, own);
	return vt_query_one(query, n_out, error);
}

GArray *vt_outbox_gone_since(vt_store *store, int64_t since, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT sent_at, bytes FROM mail WHERE sent_at > ?1 ORDER BY sent_at");
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(vt_mail_gone));
	GError *fault = NULL;

	vt_query_int(query, 1, since);
	while (vt_query_next(query, &fault)) {
		vt_mail_gone gone = { vt_query_get_int(query, 0),
				      (uint64_t)vt_query_get_int(query, 1) };

		g_array_append_val(list, gone);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_outbox_made_since(vt_store *store, const char *kind, int64_t since, bool *made_out,
			  GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT 1 FROM mail WHERE kind = ?1 AND made_at >= ?2 LIMIT 1");
	int64_t made = 0;

	vt_query_text(query, 1, kind);
	vt_query_int(query, 2, since);
	if (!vt_query_one(query, &made, error))
		return false;
	*made_out = made != 0;
	return true;
}

bool vt_outbox_told(vt_store *store, const char *kind, int64_t document, const char *person,
		    bool *told_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT EXISTS (SELECT 1 FROM mail WHERE document = ?1 AND person = ?2"
		       " AND kind = ?3 AND state <> 'withdrawn')");
	int64_t told = 0;

	vt_query_int(query, 1, document);
	vt_query_text(query, 2, person);
	vt_query_text(query, 3, kind);
	if (!vt_query_one(query, &told, error))
		return false;
	*told_out = told != 0;
	return true;
}

bool vt_outbox_gone_for_task(vt_store *store, const char *kind, int64_t task, bool *gone_out,
			     GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT EXISTS (SELECT 1 FROM asking JOIN mail ON mail.asking = asking.id"
		       " WHERE asking.task = ?1 AND mail.kind = ?2 AND mail.state = 'sent')");
	int64_t gone = 0;

	vt_query_int(query, 1, task);
	vt_query_text(query, 2, kind);
	if (!vt_query_one(query, &gone, error))
		return false;
	*gone_out = gone != 0;
	return true;
}

bool vt_outbox_told_value(vt_store *store, int64_t document, const char *key, const char *least,
			  bool *told_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store,
		"SELECT EXISTS (SELECT 1 FROM mail JOIN mail_value ON mail_value.mail = mail.id"
		" WHERE mail.document = ?1 AND mail_value.key = ?2 AND value >= ?3"
		" AND mail.state <> 'withdrawn')");
	int64_t told = 0;

	vt_query_int(query, 1, document);
	vt_query_text(query, 2, key);
	vt_query_text(query, 3, least);
	if (!vt_query_one(query, &told, error))
		return false;
	*told_out = told != 0;
	return true;
}
