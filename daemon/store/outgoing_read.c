/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_read - outgoing documents as they stand
 */
#include <string.h>

#include "base/clock.h"
#include "store/outgoing.h"
#include "store/store_private.h"

#define COLUMNS                                                                                    \
	"SELECT o.own, author, unit, type, abstract, signer, paper_reason, book, notation, ident," \
	" approved_by, on_behalf, form, o.proof, end_reason, v.sha256, o.id, state, state_at,"     \
	" made_at, o.version, urgency, answers, due_at, year, number, dated_at, approved_at,"      \
	" issued_at FROM outgoing o JOIN outgoing_version v"                                       \
	" ON v.outgoing = o.id AND v.version = o.version "

static vt_outgoing *read_row(vt_query *query)
{
	vt_outgoing *o = vt_outgoing_new();
	char **const texts[] = { &o->own,      &o->author, &o->unit,         &o->type,
				 &o->abstract, &o->signer, &o->paper_reason, &o->book,
				 &o->notation, &o->ident,  &o->approved_by,  &o->on_behalf,
				 &o->form,     &o->proof,  &o->end_reason,   &o->version_sha256 };
	int column = 0;

	for (; column < (int)G_N_ELEMENTS(texts); column++)
		*texts[column] = vt_query_dup(query, column);
	o->id = vt_query_get_int(query, column++);
	int state = vt_outgoing_state_find(vt_query_get(query, column++));
	g_assert(state >= 0);
	o->state = (vt_outgoing_state)state;
	o->state_at = vt_query_get_int(query, column++);
	o->made_at = vt_query_get_int(query, column++);
	o->version = (int)vt_query_get_int(query, column++);
	o->urgency = (int)vt_query_get_int(query, column++);
	o->answers = vt_query_get_int(query, column++);
	o->due_at = vt_query_get_at(query, column++);
	o->year = (int)vt_query_get_int(query, column++);
	o->number = vt_query_get_int(query, column++);
	o->dated_at = vt_query_get_at(query, column++);
	o->approved_at = vt_query_get_at(query, column++);
	o->issued_at = vt_query_get_at(query, column++);
	return o;
}

bool vt_outgoings_count(vt_store *store, const char *own, int year, int64_t *count_out,
			GError **error)
{
	static const char sql[] = "SELECT count(*) FROM outgoing WHERE own = ?1 AND year = ?2"
				  " AND number IS NOT NULL";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, own);
	vt_query_int(query, 2, year);
	return vt_query_one(query, count_out, error);
}

bool vt_outgoings_is_file_of_another(vt_store *store, int64_t id, const char *sha256, bool *is_out,
				     GError **error)
{
	static const char sql[] = "SELECT count(*) FROM (SELECT 1 FROM outgoing_file"
				  " WHERE sha256 = ?1 AND outgoing <> ?2 LIMIT 1)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t count = 0;

	vt_query_text(query, 1, sha256);
	vt_query_int(query, 2, id);
	if (!vt_query_one(query, &count, error))
		return false;
	*is_out = count > 0;
	return true;
}

GPtrArray *vt_outgoings_files(vt_store *store, int64_t id, int version, GError **error)
{
	static const char sql[] =
		"SELECT arrival, path, name, type, sha256, bytes, text FROM outgoing_file"
		" WHERE outgoing = ?1 AND version = ?2 ORDER BY position";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_file_free);
	GError *fault = NULL;

	vt_query_int(query, 1, id);
	vt_query_int(query, 2, version);
	while (vt_query_next(query, &fault)) {
		vt_outgoing_file *file = g_new0(vt_outgoing_file, 1);

		file->arrival = vt_query_dup(query, 0);
		file->path = vt_query_dup(query, 1);
		file->name = vt_query_dup(query, 2);
		file->type = vt_query_dup(query, 3);
		file->sha256 = vt_query_dup(query, 4);
		file->bytes = vt_query_get_int(query, 5);
		file->text = vt_query_dup(query, 6);
		g_ptr_array_add(list, file);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

static bool read_recipients(vt_store *store, vt_outgoing *o, GError **error)
{
	static const char sql[] =
		"SELECT position, agency, name, address, way, copies, state, state_at, words, mail,"
		" postal, paper_at FROM outgoing_recipient WHERE outgoing = ?1 ORDER BY position";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	GError *fault = NULL;

	vt_query_int(query, 1, o->id);
	while (vt_query_next(query, &fault)) {
		vt_outgoing_recipient *one = g_new0(vt_outgoing_recipient, 1);
		int state = vt_recipient_state_find(vt_query_get(query, 6));

		g_assert(state >= 0);
		one->position = (int)vt_query_get_int(query, 0);
		one->agency = vt_query_dup(query, 1);
		one->name = vt_query_dup(query, 2);
		one->address = vt_query_dup(query, 3);
		one->way = vt_query_dup(query, 4);
		one->copies = (int)vt_query_get_int(query, 5);
		one->state = (vt_recipient_state)state;
		one->state_at = vt_query_get_int(query, 7);
		one->words = vt_query_dup(query, 8);
		one->mail = vt_query_get_int(query, 9);
		one->postal = vt_query_dup(query, 10);
		one->paper_at = vt_query_get_int(query, 11);
		g_ptr_array_add(o->recipients, one);
	}
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static bool complete(vt_store *store, vt_outgoing *o, GError **error)
{
	GPtrArray *files = vt_outgoings_files(store, o->id, o->version, error);

	if (files == NULL)
		return false;
	g_ptr_array_unref(o->files);
	o->files = files;
	return read_recipients(store, o, error);
}

/* Takes query. */
static GPtrArray *read_all(vt_store *store, vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return NULL;
	}
	for (guint i = 0; i < list->len; i++)
		if (!complete(store, g_ptr_array_index(list, i), error))
			return NULL;
	return g_steal_pointer(&list);
}

/* Takes query. */
static vt_outgoing *read_one(vt_store *store, vt_query *query, GError **error)
{
	g_autoptr(GPtrArray) list = read_all(store, query, error);

	return list != NULL && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

vt_outgoing *vt_outgoings_get(vt_store *store, int64_t id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE o.id = ?1");

	vt_query_int(query, 1, id);
	return read_one(store, query, error);
}

vt_outgoing *vt_outgoings_numbered(vt_store *store, const char *own, int year, int64_t number,
				   GError **error)
{
	vt_query *query =
		vt_query_new(store, COLUMNS "WHERE (?1 IS NULL OR o.own = ?1) AND year = ?2"
					    " AND number = ?3 ORDER BY o.id DESC LIMIT 1");

	vt_query_text(query, 1, own);
	vt_query_int(query, 2, year);
	vt_query_int(query, 3, number);
	return read_one(store, query, error);
}

void vt_outgoing_opinion_free(vt_outgoing_opinion *opinion)
{
	if (opinion == NULL)
		return;
	g_free(opinion->decision);
	g_free(opinion->person);
	g_free(opinion->on_behalf);
	g_free(opinion->words);
	g_free(opinion->proof);
	g_free(opinion->arrival);
	g_free(opinion);
}

GPtrArray *vt_outgoings_opinions(vt_store *store, int64_t id, GError **error)
{
	static const char sql[] =
		"SELECT version, stage, decision, person, on_behalf, words, proof, arrival, at"
		" FROM outgoing_opinion WHERE outgoing = ?1 ORDER BY id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_opinion_free);
	GError *fault = NULL;

	vt_query_int(query, 1, id);
	while (vt_query_next(query, &fault)) {
		vt_outgoing_opinion *one = g_new0(vt_outgoing_opinion, 1);
		int stage = vt_outgoing_state_find(vt_query_get(query, 1));

		one->version = (int)vt_query_get_int(query, 0);
		one->stage = (vt_outgoing_state)MAX(stage, 0);
		one->decision = vt_query_dup(query, 2);
		one->person = vt_query_dup(query, 3);
		one->on_behalf = vt_query_dup(query, 4);
		one->words = vt_query_dup(query, 5);
		one->proof = vt_query_dup(query, 6);
		one->arrival = vt_query_dup(query, 7);
		one->at = vt_query_get_int(query, 8);
		g_ptr_array_add(list, one);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

GPtrArray *vt_outgoings_register(vt_store *store, const vt_outgoing_range *range, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS
		"WHERE (?1 IS NULL OR o.own = ?1) AND (?2 IS NULL OR book = ?2) AND year = ?3"
		" AND number >= ?4 AND (?5 = 0 OR number <= ?5)"
		" ORDER BY o.own, book, number LIMIT ?6");

	vt_query_text(query, 1, range->own);
	vt_query_text(query, 2, range->book);
	vt_query_int(query, 3, range->year);
	vt_query_int(query, 4, range->from);
	vt_query_int(query, 5, range->to);
	vt_query_int(query, 6, range->limit);
	return read_all(store, query, error);
}

GPtrArray *vt_outgoings_in(vt_store *store, const char *own, vt_outgoing_state state,
			   GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE (?1 IS NULL OR o.own = ?1) AND state = ?2 ORDER BY o.id");

	vt_query_text(query, 1, own);
	vt_query_text(query, 2, vt_outgoing_state_name(state));
	return read_all(store, query, error);
}

GPtrArray *vt_outgoings_unsent(vt_store *store, const char *own, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE o.own = ?1 AND o.state = 'issued' AND o.id IN"
			       " (SELECT r.outgoing FROM mail m"
			       "  JOIN outgoing_recipient r ON r.mail = m.id"
			       "  WHERE m.state IN ('draft', 'composed', 'braked')"
			       "  OR m.state = 'failed' AND r.paper_at IS NULL) ORDER BY o.id");

	vt_query_text(query, 1, own);
	return read_all(store, query, error);
}

GPtrArray *vt_outgoings_unconfirmed(vt_store *store, const char *own, int64_t since, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE o.own = ?1 AND o.state = 'issued' AND o.issued_at > ?2 AND"
			       " EXISTS (SELECT 1 FROM outgoing_recipient r WHERE r.outgoing = o.id"
			       "  AND (r.address IS NOT NULL"
			       "  AND r.state IN ('queued', 'sent', 'delivered', 'failed')"
			       "  OR r.way = 'paper' AND r.state = 'waiting'"
			       "  OR r.way = 'mail' AND o.paper_reason IS NOT NULL"
			       "  AND r.paper_at IS NULL))"
			       " ORDER BY o.id");

	vt_query_text(query, 1, own);
	vt_query_int(query, 2, since);
	return read_all(store, query, error);
}
