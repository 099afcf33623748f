/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox - every mail this office sends: one row, one recipient; the writing half
 */
#include "store/outbox.h"

#include <inttypes.h>
#include <sys/random.h>

#include "base/address.h"
#include "base/base32.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/files.h"
#include "store/store_private.h"

#define AT_ONCE_SECONDS 5
#define AT_ONCE_TRIES   3

/* 128 random bits as 26 digits of base32. */
static char *random_name(void)
{
	uint8_t bytes[16] = { 0 };
	char *name = g_malloc0(27);

	g_assert(getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes));
	vt_base32(bytes, sizeof(bytes), 26, name);
	return name;
}

static bool insert_lists(vt_store *store, int64_t mail, const GPtrArray *values,
			 const GPtrArray *attachments, GError **error)
{
	static const char sql_value[] =
		"INSERT INTO mail_value (mail, position, key, value, arrival) VALUES (?1,"
		" (SELECT coalesce(max(position) + 1, 0) FROM mail_value WHERE mail = ?1), ?2, ?3, "
		"?4)";
	static const char sql_attachment[] =
		"INSERT INTO mail_attachment (mail, position, arrival, path) VALUES (?1,"
		" (SELECT coalesce(max(position) + 1, 0) FROM mail_attachment WHERE mail = ?1), "
		"?2, ?3)";
	g_autoptr(vt_query) value_query = vt_query_new(store, sql_value);
	g_autoptr(vt_query) attachment_query = vt_query_new(store, sql_attachment);

	vt_query_int(value_query, 1, mail);
	for (unsigned i = 0; values && i < values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(values, i);

		vt_query_text(value_query, 2, value->key);
		vt_query_text(value_query, 3, value->text);
		vt_query_text(value_query, 4, value->arrival);
		if (!vt_query_run(value_query, error))
			return false;
	}
	vt_query_int(attachment_query, 1, mail);
	for (unsigned i = 0; attachments && i < attachments->len; i++) {
		const vt_mail_attachment *attachment = g_ptr_array_index(attachments, i);

		vt_query_text(attachment_query, 2, attachment->arrival);
		vt_query_text(attachment_query, 3, attachment->path);
		if (!vt_query_run(attachment_query, error))
			return false;
	}
	return true;
}

bool vt_outbox_insert(vt_store *store, vt_mail *mail, int64_t now, GError **error)
{
	static const char sql[] =
		"INSERT INTO mail (message_id, kind, own, language, sender, recipient, person,"
		" in_reply_to, refs, automatic, arrival, document, made_at, due_at, state, "
		"next_try_at, asking, outgoing)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, nullif(?12, 0), ?13, ?14, "
		"?15,"
		" ?14, nullif(?16, 0), nullif(?17, 0)) RETURNING id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *name = random_name();

	g_assert(store->in_act && mail->id == 0 && strchr(mail->sender, '@'));
	g_assert(mail->state == VT_MAIL_DRAFT || mail->state == VT_MAIL_BRAKED);
	g_free(mail->message_id);
	mail->message_id = g_strdup_printf("<%s@%s>", name, vt_address_domain(mail->sender));
	mail->made_at = now;
	mail->due_at = mail->next_try_at = MAX(mail->due_at, now);
	const char *const texts[] = { mail->message_id, mail->kind,        mail->own,
				      mail->language,   mail->sender,      mail->recipient,
				      mail->person,     mail->in_reply_to, mail->references };
	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		vt_query_text(query, (int)i + 1, texts[i]);
	vt_query_int(query, 10, mail->automatic);
	vt_query_text(query, 11, mail->arrival);
	vt_query_int(query, 12, mail->document);
	vt_query_int(query, 13, mail->made_at);
	vt_query_int(query, 14, mail->due_at);
	vt_query_text(query, 15, vt_mail_state_name(mail->state));
	vt_query_int(query, 16, mail->asking);
	vt_query_int(query, 17, mail->outgoing);
	if (!vt_query_one(query, &mail->id, error))
		return false;
	g_array_append_val(store->mails, mail->id);
	return insert_lists(store, mail->id, mail->values, mail->attachments, error);
}

bool vt_outbox_read_back(vt_store *store, GError **error)
{
	static const char sql[] = "SELECT 1 FROM mail WHERE id = ?1 AND length(message_id) > 28";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	for (unsigned i = 0; i < store->mails->len; i++) {
		int64_t id = g_array_index(store->mails, int64_t, i), there = 0;

		vt_query_int(query, 1, id);
		if (!vt_query_one(query, &there, error))
			return false;
		if (!there)
			return vt_error_set(error, VT_NEVER,
					    "read-back: mail %" PRId64 " is not there", id);
	}
	return true;
}

/* The row must have been in one of the states of the statement's WHERE. */
static bool changed(vt_store *store, vt_query *query, int64_t id, const char *what, GError **error)
{
	g_assert(store->in_act);
	if (!vt_query_run(query, error))
		return false;
	return vt_store_changes(store) == 1
	       || vt_error_set(error, VT_NEVER, "cannot %s mail %" PRId64 ": not in a state for it",
			       what, id);
}

bool vt_outbox_extend(vt_store *store, int64_t id, const GPtrArray *values,
		      const GPtrArray *attachments, GError **error)
{
	static const char sql[] =
		"UPDATE mail SET attempts = attempts WHERE id = ?1 AND state = 'draft'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	return changed(store, query, id, "extend", error)
	       && insert_lists(store, id, values, attachments, error);
}

bool vt_outbox_change_row(vt_store *store, int64_t id, const GPtrArray *values, bool *found_out,
			  GError **error)
{
	static const char find[] = "SELECT position FROM mail_value WHERE mail = ?1 AND key = ?2"
				   " AND value = ?3 AND EXISTS (SELECT 1 FROM mail WHERE id = ?1"
				   " AND state = 'draft')";
	static const char put[] = "UPDATE mail_value SET value = ?4"
				  " WHERE mail = ?1 AND position = ?2 AND key = ?3";
	g_autoptr(vt_query) finder = vt_query_new(store, find);
	g_autoptr(vt_query) query = vt_query_new(store, put);
	const vt_mail_value *first = g_ptr_array_index(values, 0);
	int64_t at = -1;

	g_assert(store->in_act);
	vt_query_int(finder, 1, id);
	vt_query_text(finder, 2, first->key);
	vt_query_text(finder, 3, first->text);
	if (!vt_query_one(finder, &at, error))
		return false;
	*found_out = at >= 0;
	vt_query_int(query, 1, id);
	for (guint i = 1; *found_out && i < values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(values, i);

		vt_query_int(query, 2, at + i);
		vt_query_text(query, 3, value->key);
		vt_query_text(query, 4, value->text);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_outbox_postpone(vt_store *store, int64_t id, int64_t due_at, GError **error)
{
	static const char sql[] =
		"UPDATE mail SET due_at = ?2, next_try_at = ?2 WHERE id = ?1 AND state = 'draft'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	vt_query_int(query, 2, due_at);
	return changed(store, query, id, "postpone", error);
}

bool vt_outbox_composed(vt_store *store, int64_t id, const char *file, const char *sha256,
			uint64_t bytes, GError **error)
{
	static const char sql[] =
		"UPDATE mail SET state = 'composed', file = ?2, sha256 = ?3, bytes = ?4, attempts "
		"= 0,"
		" fault = NULL, next_try_at = due_at WHERE id = ?1 AND state = 'draft'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	vt_query_text(query, 2, file);
	vt_query_text(query, 3, sha256);
	vt_query_int(query, 4, (int64_t)bytes);
	return changed(store, query, id, "compose", error);
}

bool vt_outbox_sent(vt_store *store, int64_t id, int64_t now, GError **error)
{
	static const char sql[] = "UPDATE mail SET state = 'sent', sent_at = ?2, fault = NULL, "
				  "attempts = attempts + 1"
				  " WHERE id = ?1 AND state IN ('composed', 'withdrawn', 'draft') "
				  "AND sha256 IS NOT NULL";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	/* Withdrawn or recomposed while dispatch had it: it went all the same, and the row says so.
	 */
	vt_query_int(query, 1, id);
	vt_query_int(query, 2, now);
	return changed(store, query, id, "mark as sent", error);
}

bool vt_outbox_redirected(vt_store *store, int64_t id, const char *address, GError **error)
{
	static const char sql[] = "UPDATE mail SET sent_to = ?2 WHERE id = ?1 AND state = 'sent'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	vt_query_text(query, 2, address);
	return changed(store, query, id, "note whom it went to of", error);
}

/* Seconds until the next try; 0 = give up. */
static int64_t pause_before(const vt_mail_fault *fault, unsigned attempts)
{
	const GArray *schedule = fault->schedule;

	g_assert(schedule->len > 0);
	if (fault->retry == VT_NEVER)
		return 0;
	if (fault->retry == VT_RETRY_NOW && attempts < AT_ONCE_TRIES)
		return AT_ONCE_SECONDS;
	if (fault->retry == VT_RETRY_LATER && attempts >= schedule->len)
		return 0;
	return g_array_index(schedule, int64_t, MIN(attempts, schedule->len - 1));
}

bool vt_outbox_fault(vt_store *store, int64_t id, const vt_mail_fault *fault, bool *given_up_out,
		     GError **error)
{
	static const char sql_tries[] = "SELECT attempts FROM mail WHERE id = ?1";
	static const char sql[] =
		"UPDATE mail SET attempts = attempts + 1, fault = ?2, next_try_at = ?3,"
		" state = CASE WHEN ?4 THEN 'failed' ELSE state END"
		" WHERE id = ?1 AND state IN ('draft', 'composed')";
	g_autoptr(vt_query) ask = vt_query_new(store, sql_tries);
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	GError *trouble = NULL;
	unsigned attempts = 0;

	vt_query_int(ask, 1, id);
	if (vt_query_next(ask, &trouble))
		attempts = (unsigned)vt_query_get_int(ask, 0);
	if (trouble) {
		g_propagate_error(error, trouble);
		return false;
	}
	int64_t pause = pause_before(fault, attempts);
	vt_query_int(query, 1, id);
	vt_query_text(query, 2, fault->text);
	vt_query_int(query, 3, fault->now + pause);
	vt_query_int(query, 4, pause == 0);
	if (!changed(store, query, id, "note the fault of", error))
		return false;
	if (given_up_out)
		*given_up_out = pause == 0;
	return true;
}

bool vt_outbox_wait(vt_store *store, const vt_mail *mail, int64_t until, const char *text,
		    GError **error)
{
	static const char sql[] =
		"UPDATE mail SET fault = ?4, next_try_at = max(next_try_at, ?5 + (id = ?3))"
		" WHERE own = ?1 AND kind = ?2 AND state = 'draft'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, mail->own);
	vt_query_text(query, 2, mail->kind);
	vt_query_int(query, 3, mail->id);
	vt_query_text(query, 4, text);
	vt_query_int(query, 5, until);
	return vt_query_run(query, error);
}

bool vt_outbox_resend(vt_store *store, int64_t id, int64_t now, GError **error)
{
	static const char sql[] =
		"UPDATE mail SET state = CASE WHEN file IS NOT NULL AND sha256 IS NOT NULL"
		" THEN 'composed' ELSE 'draft' END, attempts = 0, next_try_at = ?2,"
		" sent_to = NULL, held_at = NULL"
		" WHERE id = ?1 AND (state = 'failed' OR (state = 'sent' AND file IS NOT NULL"
		" AND EXISTS (SELECT 1 FROM delivery WHERE mail = ?1 AND state = 'failed')))";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	vt_query_int(query, 2, now);
	return changed(store, query, id, "send again", error);
}

#define DUE_NOW                                                                                    \
	"state IN ('draft', 'composed') AND next_try_at <= ?1 AND due_at <= ?1 AND held_at IS "    \
	"NULL"

bool vt_outbox_has_due(vt_store *store, int64_t now, bool *has_out, GError **error)
{
	static const char sql[] = "SELECT 1 FROM mail WHERE " DUE_NOW " LIMIT 1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t has = 0;

	vt_query_int(query, 1, now);
	if (!vt_query_one(query, &has, error))
		return false;
	*has_out = has != 0;
	return true;
}

bool vt_outbox_hold_due(vt_store *store, int64_t now, unsigned *n_out, GError **error)
{
	static const char sql[] = "UPDATE mail SET held_at = ?1 WHERE " DUE_NOW;
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, now);
	if (!vt_query_run(query, error))
		return false;
	*n_out = (unsigned)vt_store_changes(store);
	return true;
}

bool vt_outbox_let_go(vt_store *store, int64_t id, int64_t now, GError **error)
{
	static const char sql[] = "UPDATE mail SET held_at = NULL, attempts = 0, next_try_at = ?2"
				  " WHERE id = ?1 AND state = 'composed' AND held_at IS NOT NULL";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, id);
	vt_query_int(query, 2, now);
	return changed(store, query, id, "let go", error);
}

bool vt_outbox_withdraw(vt_store *store, int64_t id, const char *why, GError **error)
{
	static const char sql[] =
		"UPDATE mail SET state = 'withdrawn', fault = ?2 WHERE id = ?1"
		" AND state IN ('draft', 'composed', 'braked', 'failed') RETURNING file";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	GError *fault = NULL;

	g_assert(store->in_act);
	vt_query_int(query, 1, id);
	vt_query_text(query, 2, why);
	if (vt_query_next(query, &fault) && vt_query_get(query, 0))
		vt_files_drop_mail(store, vt_query_get(query, 0));
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_outbox_release_braked(vt_store *store, unsigned *n_out, GError **error)
{
	static const char sql[] = "UPDATE mail SET state = 'draft' WHERE state = 'braked'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	if (!vt_query_run(query, error))
		return false;
	*n_out = (unsigned)vt_store_changes(store);
	return true;
}

static bool run_for(vt_store *store, const char *sql, int64_t mail, const char *arrival,
		    GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, mail);
	if (arrival)
		vt_query_text(query, 2, arrival);
	return vt_query_run(query, error);
}

bool vt_outbox_strip(vt_store *store, const vt_mail *mail, const char *arrival, GError **error)
{
	/* A digest that has not gone yet loses the lines about this arrival and is composed anew.
	 */
	bool digest = arrival && g_strcmp0(mail->arrival, arrival) != 0
		      && (mail->state == VT_MAIL_DRAFT || mail->state == VT_MAIL_COMPOSED
			  || mail->state == VT_MAIL_BRAKED);

	g_assert(store->in_act);
	if (mail->file)
		vt_files_drop_mail(store, mail->file);
	if (digest)
		return run_for(store, "DELETE FROM mail_value WHERE mail = ?1 AND arrival = ?2",
			       mail->id, arrival, error)
		       && run_for(store,
				  "DELETE FROM mail_attachment WHERE mail = ?1 AND arrival = ?2",
				  mail->id, arrival, error)
		       && run_for(store,
				  "UPDATE mail SET file = NULL, state ="
				  " CASE state WHEN 'composed' THEN 'draft' ELSE state END WHERE "
				  "id = ?1",
				  mail->id, NULL, error);
	return run_for(store, "DELETE FROM mail_value WHERE mail = ?1", mail->id, NULL, error)
	       && run_for(store, "DELETE FROM mail_attachment WHERE mail = ?1", mail->id, NULL,
			  error)
	       && run_for(
		       store,
		       "UPDATE mail SET file = NULL, fault = NULL, in_reply_to = NULL, refs = NULL,"
		       " state = CASE WHEN state IN ('sent', 'withdrawn') THEN state"
		       " ELSE 'withdrawn' END WHERE id = ?1",
		       mail->id, NULL, error);
}

#define WITH_FILES                                                                                 \
	"SELECT a.mail FROM mail_attachment AS a JOIN arrival ON arrival.id = a.arrival"           \
	" WHERE arrival.sha256 = ?1"

static bool run_with(vt_store *store, const char *sql, const char *sha256, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, sha256);
	return vt_query_run(query, error);
}

static bool say_so(vt_store *store, const vt_detaching *detaching, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE mail_value SET value = ?3 WHERE key = ?2 AND mail IN"
				    " (" WITH_FILES ")");

	vt_query_text(query, 1, detaching->sha256);
	vt_query_text(query, 2, detaching->key);
	vt_query_text(query, 3, detaching->text);
	return vt_query_run(query, error);
}

static bool drop_files_with(vt_store *store, const char *sha256, GError **error)
{
	static const char sql[] = "SELECT file FROM mail WHERE file IS NOT NULL"
				  " AND id IN (" WITH_FILES ")";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	GError *fault = NULL;

	vt_query_text(query, 1, sha256);
	while (vt_query_next(query, &fault))
		vt_files_drop_mail(store, vt_query_get(query, 0));
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_outbox_detach(vt_store *store, const vt_detaching *detaching, GError **error)
{
	g_assert(store->in_act);
	return drop_files_with(store, detaching->sha256, error) && say_so(store, detaching, error)
	       && run_with(store,
			   "UPDATE mail SET file = NULL, state = CASE state WHEN 'composed'"
			   " THEN 'draft' ELSE state END WHERE id IN (" WITH_FILES ")",
			   detaching->sha256, error)
	       && run_with(store,
			   "DELETE FROM mail_attachment WHERE arrival IN"
			   " (SELECT id FROM arrival WHERE sha256 = ?1)",
			   detaching->sha256, error);
}

bool vt_outbox_is_stripped(const vt_mail *mail)
{
	return mail->values->len == 0
	       && (mail->state == VT_MAIL_SENT || mail->state == VT_MAIL_WITHDRAWN);
}

bool vt_outbox_forget_file(vt_store *store, int64_t id, GError **error)
{
	return run_for(store, "UPDATE mail SET file = NULL WHERE id = ?1", id, NULL, error);
}
