/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - folded full text of registered documents
 *
 * The index takes its content from document_text, row by row in step with it: a word can
 * only be taken out of FTS5 by saying exactly what was put in.
 */
#include "store/search.h"

#include "base/text.h"
#include "doc/number.h"
#include "store/store_private.h"

static bool run_for(vt_store *store, const char *sql, int64_t document, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, document);
	return vt_query_run(query, error);
}

static bool index_add(vt_store *store, int64_t document, GError **error)
{
	return run_for(
		store,
		"INSERT INTO document_index (rowid, number, fields, body)"
		" SELECT document, number, fields, body FROM document_text WHERE document = ?1",
		document, error);
}

static bool index_take(vt_store *store, int64_t document, GError **error)
{
	return run_for(store,
		       "INSERT INTO document_index (document_index, rowid, number, fields, body)"
		       " SELECT 'delete', document, number, fields, body FROM document_text"
		       " WHERE document = ?1",
		       document, error);
}

bool vt_search_remove(vt_store *store, int64_t document, GError **error)
{
	return index_take(store, document, error)
	       && run_for(store, "DELETE FROM document_text WHERE document = ?1", document, error);
}

static char *folded_fields(const vt_document *document)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		if (vt_field_get((vt_field)i)->form == VT_FIELD_IS_TEXT && document->fields[i].text)
			g_string_append_printf(all, "%s\n", document->fields[i].text);
	return vt_text_fold(all->str);
}

bool vt_search_put(vt_store *store, const vt_document *document, const char *body, GError **error)
{
	static const char sql[] = "INSERT INTO document_text (document, number, fields, body) "
				  "VALUES (?1, ?2, ?3, ?4)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *number = vt_number_show(vt_document_text(document, VT_FIELD_NUMBER),
						 document->fields[VT_FIELD_NOTATION].text);
	g_autofree char *folded_number = vt_text_fold(number);
	g_autofree char *fields = folded_fields(document);
	g_autofree char *folded_body = vt_text_fold(body ? body : "");

	if (!vt_search_remove(store, document->id, error))
		return false;
	vt_query_int(query, 1, document->id);
	vt_query_text(query, 2, folded_number);
	vt_query_text(query, 3, fields);
	vt_query_text(query, 4, folded_body);
	return vt_query_run(query, error) && index_add(store, document->id, error);
}

bool vt_search_renew(vt_store *store, const vt_document *document, GError **error)
{
	static const char sql[] =
		"UPDATE document_text SET number = ?2, fields = ?3 WHERE document = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *number = vt_number_show(vt_document_text(document, VT_FIELD_NUMBER),
						 document->fields[VT_FIELD_NOTATION].text);
	g_autofree char *folded_number = vt_text_fold(number);
	g_autofree char *fields = folded_fields(document);

	if (!index_take(store, document->id, error))
		return false;
	vt_query_int(query, 1, document->id);
	vt_query_text(query, 2, folded_number);
	vt_query_text(query, 3, fields);
	return vt_query_run(query, error) && index_add(store, document->id, error);
}

bool vt_search_add_body(vt_store *store, int64_t document, const char *body, GError **error)
{
	static const char sql[] = "UPDATE document_text SET body = body || char(10) || ?2"
				  " WHERE document = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *folded = vt_text_fold(body);

	if (!index_take(store, document, error))
		return false;
	vt_query_int(query, 1, document);
	vt_query_text(query, 2, folded);
	return vt_query_run(query, error) && index_add(store, document, error);
}

bool vt_search_optimize(vt_store *store, GError **error)
{
	static const char *const sql[] = {
		"INSERT INTO document_index (document_index) VALUES ('optimize')",
		"INSERT INTO outgoing_index (outgoing_index) VALUES ('optimize')",
	};

	g_assert(store->in_act);
	for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
		g_autoptr(vt_query) query = vt_query_new(store, sql[i]);

		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}
