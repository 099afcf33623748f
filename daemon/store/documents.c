/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documents - the register: one row for each number ever drawn
 */
#include "store/documents.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/number.h"
#include "store/store_private.h"

static const char *const state_names[] = {
	[VT_DOCUMENT_ACTIVE] = "active",
	[VT_DOCUMENT_VOID] = "void",
	[VT_DOCUMENT_SEALED] = "sealed",
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_names) == VT_N_DOCUMENT_STATES);

const char *vt_document_state_name(vt_document_state state)
{
	g_assert(state < VT_N_DOCUMENT_STATES);
	return state_names[state];
}

vt_document *vt_document_new(void)
{
	vt_document *document = g_new0(vt_document, 1);

	document->arrived_at = document->registered_at = document->changed_at = VT_TIME_NONE;
	return document;
}

void vt_document_free(vt_document *d)
{
	if (!d)
		return;
	char *texts[] = { d->own,   d->book,      d->arrival, d->agency,     d->legal_value,
			  d->by,    d->proof,     d->reason,  d->changed_by, d->change_reason,
			  d->paper, d->of_arrival };

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	vt_values_clear(d->fields);
	g_free(d);
}

const char *vt_document_text(const vt_document *document, vt_field field)
{
	const char *text = document->fields[field].text;

	return text ? text : "";
}

/* What makes two documents one: NULL unless all four are known. */
static char *same_key(const char *own, const vt_value fields[VT_N_FIELDS])
{
	const char *number = fields[VT_FIELD_NUMBER].text,
		   *notation = fields[VT_FIELD_NOTATION].text;
	const char *issuer = fields[VT_FIELD_ISSUER].text, *issued = fields[VT_FIELD_ISSUED].text;

	if (!number || !notation || !issuer || !issued)
		return NULL;
	g_autofree char *number_key = vt_number_key(number, notation);
	g_autofree char *issuer_key = vt_text_fold(issuer);
	return g_strjoin("\n", own, number_key, issuer_key, issued, NULL);
}

static bool insert_fields(vt_store *store, const vt_document *document, GError **error)
{
	static const char sql[] =
		"INSERT INTO document_field (document, field, value, origin, confidence)"
		" VALUES (?1, ?2, ?3, ?4, ?5)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, document->id);
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &document->fields[i];

		if (!value->text || i == VT_FIELD_ARRIVED || i == VT_FIELD_ARRIVAL_NUMBER)
			continue;
		vt_query_text(query, 2, vt_field_get((vt_field)i)->key);
		vt_query_text(query, 3, value->text);
		vt_query_text(query, 4, vt_origin_name(value->origin));
		vt_query_int(query, 5, value->confidence);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

/* Fields that the row itself knows. */
static void derive_fields(vt_document *document)
{
	vt_value *arrived = &document->fields[VT_FIELD_ARRIVED];
	vt_value *number = &document->fields[VT_FIELD_ARRIVAL_NUMBER];
	vt_date day = vt_clock_vietnam(document->arrived_at);

	g_free(arrived->text);
	g_free(number->text);
	arrived->text = g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
	number->text = g_strdup_printf("%" PRId64, document->number);
	arrived->confidence = number->confidence = 100;
}

bool vt_documents_insert(vt_store *store, vt_document *document, GError **error)
{
	static const char sql[] =
		"INSERT INTO document (own, book, year, number, state, arrival, agency, "
		"legal_value,"
		" arrived_at, registered_at, by_person, proof, reason, same, urgency) VALUES"
		" (?1, ?2, ?3, ?4, 'active', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
		" RETURNING id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *same = same_key(document->own, document->fields);

	g_assert(store->in_act && document->id == 0);
	vt_query_text(query, 1, document->own);
	vt_query_text(query, 2, document->book);
	vt_query_int(query, 3, document->year);
	vt_query_int(query, 4, document->number);
	vt_query_text(query, 5, document->arrival);
	vt_query_text(query, 6, document->agency);
	vt_query_text(query, 7, document->legal_value);
	vt_query_int(query, 8, document->arrived_at);
	vt_query_int(query, 9, document->registered_at);
	vt_query_text(query, 10, document->by);
	vt_query_text(query, 11, document->proof);
	vt_query_text(query, 12, document->reason);
	vt_query_text(query, 13, same);
	vt_query_int(query, 14,
		     MAX(vt_urgency_parse(vt_document_text(document, VT_FIELD_URGENCY)), 0));
	if (!vt_query_one(query, &document->id, error) || !insert_fields(store, document, error))
		return false;
	derive_fields(document);
	return true;
}

bool vt_documents_change(vt_store *store, const vt_document *document, GError **error)
{
	static const char sql[] =
		"UPDATE document SET state = ?2, changed_at = ?3, changed_by = ?4,"
		" change_reason = ?5 WHERE id = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, document->id);
	vt_query_text(query, 2, vt_document_state_name(document->state));
	vt_query_at(query, 3, document->changed_at);
	vt_query_text(query, 4, document->changed_by);
	vt_query_text(query, 5, document->change_reason);
	return vt_query_run(query, error);
}

static bool run_for(vt_store *store, const char *sql, int64_t id, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, id);
	return vt_query_run(query, error);
}

bool vt_documents_replace_fields(vt_store *store, const vt_document *document, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE document SET same = ?2, urgency = ?3 WHERE id = ?1");
	g_autofree char *same = same_key(document->own, document->fields);
	int urgency = vt_urgency_parse(vt_document_text(document, VT_FIELD_URGENCY));

	vt_query_int(query, 1, document->id);
	vt_query_text(query, 2, same);
	vt_query_int(query, 3, MAX(urgency, 0));
	return run_for(store, "DELETE FROM document_field WHERE document = ?1", document->id, error)
	       && insert_fields(store, document, error) && vt_query_run(query, error);
}

bool vt_documents_cut_from(vt_store *store, int64_t id, const char *arrival, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "UPDATE document SET of_arrival = ?2 WHERE id = ?1 AND arrival IS NULL");

	g_assert(store->in_act);
	vt_query_int(query, 1, id);
	vt_query_text(query, 2, arrival);
	return vt_query_run(query, error);
}

bool vt_documents_paper_wanted(vt_store *store, int64_t id, GError **error)
{
	return run_for(store, "UPDATE document SET paper = 'wanted' WHERE id = ?1", id, error);
}

bool vt_documents_paper_came(vt_store *store, int64_t id, GError **error)
{
	return run_for(store, "UPDATE document SET paper = 'came' WHERE id = ?1", id, error);
}

bool vt_documents_detach(vt_store *store, int64_t id, GError **error)
{
	return run_for(store,
		       "UPDATE document SET of_arrival = arrival, arrival = NULL"
		       " WHERE id = ?1 AND arrival IS NOT NULL",
		       id, error);
}

const char *vt_document_message(const vt_document *document)
{
	return document->arrival != NULL ? document->arrival : document->of_arrival;
}

bool vt_documents_strip(vt_store *store, int64_t id, GError **error)
{
	static const char *const forget[] = {
		"DELETE FROM document_field WHERE document = ?1",
		("UPDATE document SET agency = NULL, legal_value = NULL, reason = NULL,"
		 " change_reason = NULL, same = NULL WHERE id = ?1"),
		"UPDATE alert SET detail = '' WHERE document = ?1",
	};

	g_assert(store->in_act);
	for (unsigned i = 0; i < G_N_ELEMENTS(forget); i++) {
		g_autoptr(vt_query) query = vt_query_new(store, forget[i]);

		vt_query_int(query, 1, id);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
	"SELECT own, book, arrival, agency, legal_value, by_person, proof, reason, changed_by,"    \
	" change_reason, paper, of_arrival, id, year, number, state, arrived_at, registered_at, "  \
	"changed_at FROM "                                                                         \
	"document "

static bool read_fields(vt_store *store, vt_document *document, GError **error)
{
	static const char sql[] =
		"SELECT field, value, origin, confidence FROM document_field WHERE document = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, document->id);
	if (!vt_fields_read(query, document->fields, error))
		return false;
	derive_fields(document);
	return true;
}

static vt_document *read_row(vt_query *query)
{
	vt_document *d = vt_document_new();
	char **const texts[] = { &d->own,           &d->book,        &d->arrival,
				 &d->agency,        &d->legal_value, &d->by,
				 &d->proof,         &d->reason,      &d->changed_by,
				 &d->change_reason, &d->paper,       &d->of_arrival };
	int column = 0;

	for (; column < (int)G_N_ELEMENTS(texts); column++)
		*texts[column] = vt_query_dup(query, column);
	d->id = vt_query_get_int(query, column++);
	d->year = (int)vt_query_get_int(query, column++);
	d->number = vt_query_get_int(query, column++);
	const char *state = vt_query_get(query, column++);
	for (unsigned i = 0; i < VT_N_DOCUMENT_STATES; i++)
		if (strcmp(state_names[i], state) == 0)
			d->state = (vt_document_state)i;
	d->arrived_at = vt_query_get_at(query, column++);
	d->registered_at = vt_query_get_at(query, column++);
	d->changed_at = vt_query_get_at(query, column++);
	return d;
}

/* Takes query. */
static GPtrArray *read_all(vt_store *store, vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_document_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		g_ptr_array_add(list, read_row(query));
		if (!read_fields(store, g_ptr_array_index(list, list->len - 1), &fault))
			break;
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

static vt_document *read_one(vt_store *store, vt_query *take_query, GError **error)
{
	g_autoptr(GPtrArray) list = read_all(store, take_query, error);

	return list && list->len > 0 ? g_ptr_array_steal_index(list, 0) : NULL;
}

vt_document *vt_documents_get(vt_store *store, int64_t id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE id = ?1");

	vt_query_int(query, 1, id);
	return read_one(store, query, error);
}

vt_document *vt_documents_find(vt_store *store, const char *own, const char *book, int year,
			       int64_t number, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE own = ?1 AND book = ?2 AND year = ?3 AND number = ?4");

	vt_query_text(query, 1, own);
	vt_query_text(query, 2, book);
	vt_query_int(query, 3, year);
	vt_query_int(query, 4, number);
	return read_one(store, query, error);
}

vt_document *vt_documents_of_arrival(vt_store *store, const char *arrival, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE arrival = ?1");

	vt_query_text(query, 1, arrival);
	return read_one(store, query, error);
}

GPtrArray *vt_documents_beside(vt_store *store, const char *arrival, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE of_arrival = ?1 ORDER BY id");

	vt_query_text(query, 1, arrival);
	return read_all(store, query, error);
}

GPtrArray *vt_documents_list(vt_store *store, const vt_document_range *range, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE (?1 IS NULL OR own = ?1) AND (?2 IS NULL OR book = ?2)"
			       " AND year = ?3 AND number >= ?4 AND (?5 = 0 OR number <= ?5)"
			       " ORDER BY own, book, number LIMIT ?6");

	vt_query_text(query, 1, range->own);
	vt_query_text(query, 2, range->book);
	vt_query_int(query, 3, range->year);
	vt_query_int(query, 4, range->from);
	vt_query_int(query, 5, range->to);
	vt_query_int(query, 6, range->limit);
	return read_all(store, query, error);
}

bool vt_documents_count(vt_store *store, const char *own, int64_t from, int64_t to,
			vt_document_counts *counts_out, GError **error)
{
	static const char sql[] =
		"SELECT count(*), count(*) - count(coalesce(arrival, of_arrival)) FROM document"
		" WHERE registered_at >= ?1 AND registered_at < ?2"
		" AND (?3 IS NULL OR own = ?3)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, from);
	vt_query_int(query, 2, to);
	vt_query_text(query, 3, own);
	if (!vt_query_next(query, error))
		return false;
	counts_out->numbered = vt_query_get_int(query, 0);
	counts_out->paper = vt_query_get_int(query, 1);
	return true;
}

vt_document *vt_documents_same_number(vt_store *store, const char *own,
				      const vt_value fields[VT_N_FIELDS], GError **error)
{
	g_autofree char *same = same_key(own, fields);

	if (!same)
		return NULL;
	vt_query *query = vt_query_new(store, COLUMNS
				       "WHERE same = ?1 AND state = 'active' ORDER BY id LIMIT 1");
	vt_query_text(query, 1, same);
	return read_one(store, query, error);
}

vt_document *vt_documents_same_attachment(vt_store *store, const char *own, const char *sha256,
					  const char *except_arrival, GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE own = ?1 AND state = 'active' AND arrival IN"
			       " (SELECT arrival FROM part WHERE sha256 = ?2 AND attachment = 1)"
			       " AND arrival IS NOT ?3 ORDER BY id LIMIT 1");

	vt_query_text(query, 1, own);
	vt_query_text(query, 2, sha256);
	vt_query_text(query, 3, except_arrival);
	return read_one(store, query, error);
}
