/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revisions - what an entry said before it was corrected
 */
#include "store/revisions.h"

#include "store/store_private.h"

void vt_revision_free(vt_revision *revision)
{
	if (revision == NULL)
		return;
	g_free(revision->field);
	g_free(revision->before);
	g_free(revision->after);
	g_free(revision->person);
	g_free(revision->reason);
	g_free(revision);
}

static bool next_revision(vt_store *store, int64_t document, int *revision_out, GError **error)
{
	static const char sql[] =
		"SELECT coalesce(max(revision), 0) + 1 FROM revision WHERE document = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t next = 0;

	vt_query_int(query, 1, document);
	if (!vt_query_one(query, &next, error))
		return false;
	*revision_out = (int)next;
	return true;
}

/* A field that changed. */
typedef struct changed {
	const vt_document *before, *after;
	vt_field field;
	int revision;
} changed;

static bool keep(vt_store *store, const changed *c, const vt_revising *revising, GError **error)
{
	static const char sql[] =
		"INSERT INTO revision (document, revision, field, before, after, person, proof,"
		" reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_int(query, 1, c->before->id);
	vt_query_int(query, 2, c->revision);
	vt_query_text(query, 3, vt_field_get(c->field)->key);
	vt_query_text(query, 4, c->before->fields[c->field].text);
	vt_query_text(query, 5, c->after->fields[c->field].text);
	vt_query_text(query, 6, revising->person);
	vt_query_text(query, 7, revising->proof);
	vt_query_text(query, 8, revising->reason);
	vt_query_int(query, 9, revising->at);
	return vt_query_run(query, error);
}

bool vt_revisions_add(vt_store *store, const vt_document *before, const vt_document *after,
		      const vt_revising *revising, int *revision_out, GError **error)
{
	int revision = 0;
	bool any = false;

	g_assert(store->in_act);
	if (!next_revision(store, before->id, &revision, error))
		return false;
	for (int i = 0; i < VT_N_FIELDS; i++) {
		if (i == VT_FIELD_ARRIVED || i == VT_FIELD_ARRIVAL_NUMBER
		    || g_strcmp0(before->fields[i].text, after->fields[i].text) == 0)
			continue;
		const changed one = { before, after, (vt_field)i, revision };
		any = true;
		if (!keep(store, &one, revising, error))
			return false;
	}
	*revision_out = any ? revision : 0;
	return !any || vt_documents_replace_fields(store, after, error);
}

GPtrArray *vt_revisions_of(vt_store *store, int64_t document, GError **error)
{
	static const char sql[] = "SELECT revision, field, before, after, person, reason, at"
				  " FROM revision WHERE document = ?1 ORDER BY revision, field";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_revision_free);
	GError *fault = NULL;

	vt_query_int(query, 1, document);
	while (vt_query_next(query, &fault)) {
		vt_revision *one = g_new0(vt_revision, 1);

		one->revision = (int)vt_query_get_int(query, 0);
		one->field = vt_query_dup(query, 1);
		one->before = vt_query_dup(query, 2);
		one->after = vt_query_dup(query, 3);
		one->person = vt_query_dup(query, 4);
		one->reason = vt_query_dup(query, 5);
		one->at = vt_query_get_int(query, 6);
		g_ptr_array_add(list, one);
	}
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_revisions_strip(vt_store *store, int64_t document, GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE revision SET before = NULL, after = NULL, reason = ''"
				    " WHERE document = ?1");

	g_assert(store->in_act);
	vt_query_int(query, 1, document);
	return vt_query_run(query, error);
}
