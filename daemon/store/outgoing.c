/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - outgoing documents: drafts in versions, opinions, number, issue version, recipients
 */
#include "store/outgoing.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/search_outgoing.h"
#include "store/store_private.h"

vt_outgoing *vt_outgoing_new(void)
{
	vt_outgoing *o = g_new0(vt_outgoing, 1);

	o->state_at = o->made_at = o->due_at = o->dated_at = VT_TIME_NONE;
	o->approved_at = o->issued_at = VT_TIME_NONE;
	o->files = g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_file_free);
	o->recipients = g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_recipient_free);
	return o;
}

void vt_outgoing_file_free(vt_outgoing_file *file)
{
	if (file == NULL)
		return;
	g_free(file->arrival);
	g_free(file->path);
	g_free(file->name);
	g_free(file->type);
	g_free(file->sha256);
	g_free(file->text);
	g_free(file);
}

void vt_outgoing_recipient_free(vt_outgoing_recipient *recipient)
{
	if (recipient == NULL)
		return;
	g_free(recipient->agency);
	g_free(recipient->name);
	g_free(recipient->address);
	g_free(recipient->way);
	g_free(recipient->words);
	g_free(recipient->postal);
	g_free(recipient);
}

void vt_outgoing_free(vt_outgoing *o)
{
	if (o == NULL)
		return;
	char *texts[] = { o->own,      o->author, o->unit,         o->type,
			  o->abstract, o->signer, o->paper_reason, o->book,
			  o->notation, o->ident,  o->approved_by,  o->on_behalf,
			  o->form,     o->proof,  o->end_reason,   o->version_sha256 };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_ptr_array_unref(o->files);
	g_ptr_array_unref(o->recipients);
	g_free(o);
}

/* ---- a version ---- */

static void add(GChecksum *sum, const char *text)
{
	const char *said = text != NULL ? text : "";

	g_checksum_update(sum, (const guchar *)said, (gssize)strlen(said) + 1);
}

static void add_int(GChecksum *sum, int64_t value)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, value);

	add(sum, text);
}

/* Over all that is approved: the fields, then recipients and files in their order. */
static void seal_version(vt_outgoing *o)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	add(sum, o->own);
	add(sum, o->type);
	add(sum, o->abstract);
	add(sum, o->signer);
	add(sum, o->paper_reason);
	add_int(sum, o->urgency);
	add_int(sum, o->answers);
	add_int(sum, o->due_at);
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		add(sum, one->name);
		add(sum, one->address);
		add(sum, one->postal);
		add(sum, one->way);
		add_int(sum, one->copies);
	}
	for (guint i = 0; i < o->files->len; i++) {
		const vt_outgoing_file *one = g_ptr_array_index(o->files, i);

		add(sum, one->name);
		add(sum, one->sha256);
	}
	g_free(o->version_sha256);
	o->version_sha256 = g_strdup(g_checksum_get_string(sum));
}

static bool put_files(vt_store *store, int64_t id, int version, const GPtrArray *files,
		      GError **error)
{
	static const char sql[] = "INSERT INTO outgoing_file (outgoing, version, position, arrival,"
				  " path, name, type, sha256, bytes, text) VALUES (?1, ?2, ?3, ?4,"
				  " ?5, ?6, ?7, ?8, ?9, ?10)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	for (guint i = 0; i < files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(files, i);

		vt_query_int(query, 1, id);
		vt_query_int(query, 2, version);
		vt_query_int(query, 3, (int64_t)i + 1);
		vt_query_text(query, 4, file->arrival);
		vt_query_text(query, 5, file->path);
		vt_query_text(query, 6, file->name);
		vt_query_text(query, 7, file->type);
		vt_query_text(query, 8, file->sha256);
		vt_query_int(query, 9, file->bytes);
		vt_query_text(query, 10, file->text != NULL ? file->text : "");
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

static bool put_recipients(vt_store *store, const vt_outgoing *o, GError **error)
{
	static const char sql[] =
		"INSERT INTO outgoing_recipient (outgoing, position, agency, name, address, way,"
		" copies, state, state_at, words, mail, postal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		" ?8, ?9, ?10, nullif(?11, 0), ?12)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	for (guint i = 0; i < o->recipients->len; i++) {
		vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		one->position = (int)i + 1;
		vt_query_int(query, 1, o->id);
		vt_query_int(query, 2, one->position);
		vt_query_text(query, 3, one->agency);
		vt_query_text(query, 4, one->name);
		vt_query_text(query, 5, one->address);
		vt_query_text(query, 6, one->way);
		vt_query_int(query, 7, MAX(one->copies, 1));
		vt_query_text(query, 8, vt_recipient_state_name(one->state));
		vt_query_int(query, 9, one->state_at);
		vt_query_text(query, 10, one->words != NULL ? one->words : "");
		vt_query_int(query, 11, one->mail);
		vt_query_text(query, 12, one->postal);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

static bool put_version(vt_store *store, vt_outgoing *o, const vt_outgoing_by *by, GError **error)
{
	static const char sql[] = "INSERT INTO outgoing_version (outgoing, version, arrival,"
				  " sha256, person, proof, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	seal_version(o);
	vt_query_int(query, 1, o->id);
	vt_query_int(query, 2, o->version);
	vt_query_text(query, 3, by->arrival);
	vt_query_text(query, 4, o->version_sha256);
	vt_query_text(query, 5, by->person);
	vt_query_text(query, 6, by->proof);
	vt_query_int(query, 7, by->at);
	return vt_query_run(query, error) && put_files(store, o->id, o->version, o->files, error)
	       && put_recipients(store, o, error);
}

/* What the author says of it, from parameter 2 on. */
static void bind_fields(vt_query *query, const vt_outgoing *o)
{
	vt_query_text(query, 2, vt_outgoing_state_name(o->state));
	vt_query_int(query, 3, o->state_at);
	vt_query_int(query, 4, o->version);
	vt_query_text(query, 5, o->type);
	vt_query_text(query, 6, o->abstract);
	vt_query_int(query, 7, o->urgency);
	vt_query_text(query, 8, o->signer);
	vt_query_int(query, 9, o->answers);
	vt_query_at(query, 10, o->due_at);
	vt_query_text(query, 11, o->paper_reason);
}

bool vt_outgoings_insert(vt_store *store, vt_outgoing *o, const vt_outgoing_by *by, GError **error)
{
	static const char sql[] =
		"INSERT INTO outgoing (own, state, state_at, version, type, abstract, urgency,"
		" signer, answers, due_at, paper_reason, author, unit, made_at) VALUES (?1, ?2, ?3,"
		" ?4, ?5, ?6, ?7, ?8, nullif(?9, 0), ?10, ?11, ?12, ?13, ?14) RETURNING id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act && o->id == 0);
	o->version = 1;
	o->state_at = o->made_at = by->at;
	vt_query_text(query, 1, o->own);
	bind_fields(query, o);
	vt_query_text(query, 12, o->author);
	vt_query_text(query, 13, o->unit);
	vt_query_int(query, 14, o->made_at);
	return vt_query_one(query, &o->id, error) && put_version(store, o, by, error)
	       && vt_search_outgoing_put(store, o, error);
}

bool vt_outgoings_hand_in(vt_store *store, vt_outgoing *o, const vt_outgoing_by *by, GError **error)
{
	static const char sql[] =
		"UPDATE outgoing SET state = ?2, state_at = ?3, version = ?4, type = ?5,"
		" abstract = ?6, urgency = ?7, signer = ?8, answers = nullif(?9, 0), due_at = ?10,"
		" paper_reason = ?11, end_reason = NULL WHERE id = ?1 AND number IS NULL";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(vt_query) forget =
		vt_query_new(store, "DELETE FROM outgoing_recipient WHERE outgoing = ?1");

	g_assert(store->in_act && o->id != 0);
	o->version++;
	o->state_at = by->at;
	vt_query_int(query, 1, o->id);
	bind_fields(query, o);
	vt_query_int(forget, 1, o->id);
	if (!vt_query_run(query, error))
		return false;
	if (vt_store_changes(store) != 1)
		return vt_error_set(error, VT_NEVER,
				    "outgoing document %" PRId64 " takes no version any more",
				    o->id);
	return vt_query_run(forget, error) && put_version(store, o, by, error)
	       && vt_search_outgoing_put(store, o, error);
}

/* ---- afterwards ---- */

bool vt_outgoings_change(vt_store *store, const vt_outgoing *o, GError **error)
{
	static const char sql[] =
		"UPDATE outgoing SET state = ?2, state_at = ?3, end_reason = ?4, book = ?5,"
		" year = nullif(?6, 0), number = nullif(?7, 0), notation = ?8, ident = ?9,"
		" dated_at = ?10, approved_by = ?11, on_behalf = ?12, form = ?13, proof = ?14,"
		" approved_at = ?15, issued_at = ?16 WHERE id = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, o->id);
	vt_query_text(query, 2, vt_outgoing_state_name(o->state));
	vt_query_int(query, 3, o->state_at);
	vt_query_text(query, 4, o->end_reason);
	vt_query_text(query, 5, o->book);
	vt_query_int(query, 6, o->year);
	vt_query_int(query, 7, o->number);
	vt_query_text(query, 8, o->notation);
	vt_query_text(query, 9, o->ident);
	vt_query_at(query, 10, o->dated_at);
	vt_query_text(query, 11, o->approved_by);
	vt_query_text(query, 12, o->on_behalf);
	vt_query_text(query, 13, o->form);
	vt_query_text(query, 14, o->proof);
	vt_query_at(query, 15, o->approved_at);
	vt_query_at(query, 16, o->issued_at);
	if (!vt_query_run(query, error))
		return false;
	if (vt_store_changes(store) != 1)
		return vt_error_set(error, VT_NEVER, "no outgoing document %" PRId64, o->id);
	return vt_search_outgoing_put(store, o, error);
}

bool vt_outgoings_opine(vt_store *store, const vt_outgoing *o, const char *decision,
			const char *words, const vt_outgoing_by *by, GError **error)
{
	static const char sql[] =
		"INSERT INTO outgoing_opinion (outgoing, version, stage, decision, person,"
		" on_behalf, words, proof, arrival, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
		" ?10)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, o->id);
	vt_query_int(query, 2, o->version);
	vt_query_text(query, 3, vt_outgoing_state_name(o->state));
	vt_query_text(query, 4, decision);
	vt_query_text(query, 5, by->person);
	vt_query_text(query, 6, by->on_behalf);
	vt_query_text(query, 7, words);
	vt_query_text(query, 8, by->proof);
	vt_query_text(query, 9, by->arrival);
	vt_query_int(query, 10, by->at);
	return vt_query_run(query, error);
}

bool vt_outgoings_set_recipient(vt_store *store, int64_t outgoing,
				const vt_outgoing_recipient *recipient, GError **error)
{
	static const char sql[] =
		"UPDATE outgoing_recipient SET state = ?3, state_at = ?4, words = ?5,"
		" mail = nullif(?6, 0), paper_at = nullif(?7, 0) WHERE outgoing = ?1 AND position "
		"= ?2";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, outgoing);
	vt_query_int(query, 2, recipient->position);
	vt_query_text(query, 3, vt_recipient_state_name(recipient->state));
	vt_query_int(query, 4, recipient->state_at);
	vt_query_text(query, 5, recipient->words != NULL ? recipient->words : "");
	vt_query_int(query, 6, recipient->mail);
	vt_query_int(query, 7, recipient->paper_at);
	if (!vt_query_run(query, error))
		return false;
	return vt_store_changes(store) == 1
	       || vt_error_set(error, VT_NEVER, "outgoing document %" PRId64 " has no recipient %d",
			       outgoing, recipient->position);
}

/* Of the issue version: over its files. */
static char *issue_sha256(const GPtrArray *files)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (guint i = 0; i < files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(files, i);

		add(sum, file->name);
		add(sum, file->sha256);
	}
	return g_strdup(g_checksum_get_string(sum));
}

bool vt_outgoings_set_issue(vt_store *store, int64_t outgoing, const char *same, GPtrArray *files,
			    const vt_outgoing_by *by, GError **error)
{
	/* What waited for the leader gives way to what came after it. */
	static const char sql[] =
		"INSERT INTO issue_version (outgoing, arrival, sha256, same, person, proof, at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (outgoing) DO UPDATE SET"
		" arrival = ?2, sha256 = ?3, same = ?4, person = ?5, proof = ?6, at = ?7"
		" WHERE same = 'waiting'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(vt_query) forget = vt_query_new(
		store, "DELETE FROM outgoing_file WHERE outgoing = ?1 AND version = 0");
	g_autofree char *sha256 = issue_sha256(files);

	g_assert(store->in_act);
	vt_query_int(query, 1, outgoing);
	vt_query_text(query, 2, by->arrival);
	vt_query_text(query, 3, sha256);
	vt_query_text(query, 4, same);
	vt_query_text(query, 5, by->person);
	vt_query_text(query, 6, by->proof);
	vt_query_int(query, 7, by->at);
	vt_query_int(forget, 1, outgoing);
	if (!vt_query_run(query, error))
		return false;
	if (vt_store_changes(store) != 1)
		return vt_error_set(error, VT_NEVER,
				    "outgoing document %" PRId64 " has its issue version",
				    outgoing);
	return vt_query_run(forget, error) && put_files(store, outgoing, 0, files, error);
}
