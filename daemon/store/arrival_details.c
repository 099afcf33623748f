/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrival_details - the lists of an arrival: findings, parts, proposed fields, reasons, recipients
 */
#include "base/clock.h"
#include "doc/codes.h"
#include "store/arrivals.h"
#include "store/store_private.h"

void vt_recipient_free(vt_recipient *recipient)
{
	if (!recipient)
		return;
	g_free(recipient->address);
	g_free(recipient->own);
	g_free(recipient);
}

vt_why *vt_why_new(const char *word, const char *detail)
{
	vt_why *why = g_new0(vt_why, 1);

	why->word = g_strdup(word);
	why->detail = g_strdup(detail ? detail : "");
	return why;
}

void vt_why_free(vt_why *why)
{
	if (!why)
		return;
	g_free(why->word);
	g_free(why->detail);
	g_free(why);
}

void vt_values_clear(vt_value fields[VT_N_FIELDS])
{
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		g_clear_pointer(&fields[i].text, g_free);
}

static bool forget(vt_store *store, const char *sql, const char *id, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, id);
	return vt_query_run(query, error);
}

static bool insert_findings(vt_query *query, const GPtrArray *findings, int *position,
			    GError **error)
{
	for (unsigned i = 0; findings && i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		vt_query_int(query, 2, (*position)++);
		vt_query_int(query, 3, finding->code);
		vt_query_text(query, 4, finding->detail ? finding->detail : "");
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_arrivals_set_findings(vt_store *store, const char *id, const GPtrArray *identity_findings,
			      const GPtrArray *contents_findings, GError **error)
{
	static const char sql[] =
		"INSERT INTO finding (arrival, position, code, detail) VALUES (?1, ?2, ?3, ?4)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int position = 0;

	if (!forget(store, "DELETE FROM finding WHERE arrival = ?1", id, error))
		return false;
	vt_query_text(query, 1, id);
	return insert_findings(query, identity_findings, &position, error)
	       && insert_findings(query, contents_findings, &position, error);
}

bool vt_arrivals_set_parts(vt_store *store, const char *id, const GPtrArray *parts, int main_part,
			   GError **error)
{
	static const char sql[] =
		"INSERT INTO part (arrival, position, path, type, declared, name, bytes, sha256,"
		" signed, attachment, main) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	if (!forget(store, "DELETE FROM part WHERE arrival = ?1", id, error))
		return false;
	vt_query_text(query, 1, id);
	for (unsigned i = 0; parts && i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		vt_query_int(query, 2, i);
		vt_query_text(query, 3, part->path);
		vt_query_text(query, 4, part->type ? part->type : "");
		vt_query_text(query, 5, part->declared ? part->declared : "");
		vt_query_text(query, 6, part->name);
		vt_query_int(query, 7, (int64_t)part->bytes);
		vt_query_text(query, 8, part->sha256);
		vt_query_int(query, 9, part->is_signed);
		vt_query_int(query, 10, part->attachment);
		vt_query_int(query, 11, (int)i == main_part);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_arrivals_set_fields(vt_store *store, const char *id, const vt_value fields[VT_N_FIELDS],
			    GError **error)
{
	static const char sql[] =
		"INSERT INTO arrival_field (arrival, field, value, origin, confidence)"
		" VALUES (?1, ?2, ?3, ?4, ?5)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	if (!forget(store, "DELETE FROM arrival_field WHERE arrival = ?1", id, error))
		return false;
	vt_query_text(query, 1, id);
	for (unsigned i = 0; fields && i < VT_N_FIELDS; i++) {
		if (!fields[i].text)
			continue;
		vt_query_text(query, 2, vt_field_get((vt_field)i)->key);
		vt_query_text(query, 3, fields[i].text);
		vt_query_text(query, 4, vt_origin_name(fields[i].origin));
		vt_query_int(query, 5, fields[i].confidence);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_arrivals_set_whys(vt_store *store, const char *id, const GPtrArray *whys, GError **error)
{
	static const char sql[] =
		"INSERT INTO why (arrival, position, word, detail) VALUES (?1, ?2, ?3, ?4)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	if (!forget(store, "DELETE FROM why WHERE arrival = ?1", id, error))
		return false;
	vt_query_text(query, 1, id);
	for (unsigned i = 0; whys && i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);

		vt_query_int(query, 2, i);
		vt_query_text(query, 3, why->word);
		vt_query_text(query, 4, why->detail);
		if (!vt_query_run(query, error))
			return false;
	}
	return true;
}

bool vt_arrivals_add_recipient(vt_store *store, const char *id, const char *address,
			       const char *own, bool *added_out, GError **error)
{
	static const char sql[] =
		"INSERT INTO recipient (arrival, address, own) VALUES (?1, ?2, ?3)"
		" ON CONFLICT DO NOTHING";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, id);
	vt_query_text(query, 2, address);
	vt_query_text(query, 3, own);
	if (!vt_query_run(query, error))
		return false;
	if (added_out)
		*added_out = vt_store_changes(store) == 1;
	return true;
}

/* ---- reading: a row of each kind, and one loop for all ---- */

typedef void *(*row_reader)(vt_query *query);

static GPtrArray *read_list(vt_store *store, const char *sql, const char *id, row_reader reader,
			    GDestroyNotify row_free, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(row_free);
	GError *fault = NULL;

	vt_query_text(query, 1, id);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, reader(query));
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

static void *read_finding(vt_query *query)
{
	vt_finding *finding = g_new0(vt_finding, 1);

	finding->code = (vt_code)vt_query_get_int(query, 0);
	finding->detail = vt_query_dup(query, 1);
	return finding;
}

GPtrArray *vt_arrivals_findings(vt_store *store, const char *id, GError **error)
{
	return read_list(store,
			 "SELECT code, detail FROM finding WHERE arrival = ?1 ORDER BY position",
			 id, read_finding, (GDestroyNotify)vt_finding_free, error);
}

static void *read_part(vt_query *query)
{
	vt_part *part = g_new0(vt_part, 1);

	part->path = vt_query_dup(query, 0);
	part->type = vt_query_dup(query, 1);
	part->declared = vt_query_dup(query, 2);
	part->name = vt_query_dup(query, 3);
	part->bytes = (uint64_t)vt_query_get_int(query, 4);
	g_strlcpy(part->sha256, vt_query_get(query, 5), sizeof(part->sha256));
	part->is_signed = vt_query_get_int(query, 6) != 0;
	part->attachment = vt_query_get_int(query, 7) != 0;
	return part;
}

GPtrArray *vt_arrivals_parts(vt_store *store, const char *id, int *main_out, GError **error)
{
	static const char sql_main[] = "SELECT position FROM part WHERE arrival = ?1 AND main = 1";
	g_autoptr(vt_query) query = vt_query_new(store, sql_main);
	int64_t position = -1;

	vt_query_text(query, 1, id);
	if (!vt_query_one(query, &position, error))
		return NULL;
	if (main_out)
		*main_out = (int)position;
	return read_list(
		store,
		"SELECT path, type, declared, name, bytes, sha256, signed, attachment FROM part"
		" WHERE arrival = ?1 ORDER BY position",
		id, read_part, (GDestroyNotify)vt_part_free, error);
}

static void *read_why(vt_query *query)
{
	return vt_why_new(vt_query_get(query, 0), vt_query_get(query, 1));
}

GPtrArray *vt_arrivals_whys(vt_store *store, const char *id, GError **error)
{
	return read_list(store, "SELECT word, detail FROM why WHERE arrival = ?1 ORDER BY position",
			 id, read_why, (GDestroyNotify)vt_why_free, error);
}

static void *read_recipient(vt_query *query)
{
	vt_recipient *recipient = g_new0(vt_recipient, 1);

	recipient->address = vt_query_dup(query, 0);
	recipient->own = vt_query_dup(query, 1);
	return recipient;
}

GPtrArray *vt_arrivals_recipients(vt_store *store, const char *id, GError **error)
{
	return read_list(store,
			 "SELECT address, own FROM recipient WHERE arrival = ?1 ORDER BY address",
			 id, read_recipient, (GDestroyNotify)vt_recipient_free, error);
}

static void *read_id(vt_query *query)
{
	return vt_query_dup(query, 0);
}

GPtrArray *vt_arrivals_with_attachments_of(vt_store *store, const char *id, GError **error)
{
	return read_list(
		store,
		"SELECT DISTINCT other.arrival FROM part JOIN part other ON other.sha256 ="
		" part.sha256 AND other.attachment = 1 JOIN arrival mine ON mine.id = part.arrival"
		" JOIN arrival theirs ON theirs.id = other.arrival WHERE part.arrival = ?1"
		" AND part.attachment = 1 AND theirs.sha256 <> mine.sha256"
		" ORDER BY theirs.sequence",
		id, read_id, g_free, error);
}

bool vt_fields_read(vt_query *query, vt_value fields[VT_N_FIELDS], GError **error)
{
	GError *fault = NULL;

	while (vt_query_next(query, &fault)) {
		int field = vt_field_find(vt_query_get(query, 0));

		/* A field of a later version, after going back: shown by nobody, kept. */
		if (field < 0)
			continue;
		g_free(fields[field].text);
		fields[field].text = vt_query_dup(query, 1);
		for (unsigned i = 0; i < VT_N_ORIGINS; i++)
			if (g_strcmp0(vt_origin_name((vt_origin)i), vt_query_get(query, 2)) == 0)
				fields[field].origin = (vt_origin)i;
		fields[field].confidence = (int)vt_query_get_int(query, 3);
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_arrivals_fields(vt_store *store, const char *id, vt_value fields[VT_N_FIELDS],
			GError **error)
{
	static const char sql[] =
		"SELECT field, value, origin, confidence FROM arrival_field WHERE arrival = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	memset(fields, 0, sizeof(vt_value) * VT_N_FIELDS);
	vt_query_text(query, 1, id);
	return vt_fields_read(query, fields, error);
}

bool vt_arrivals_count_found(vt_store *store, const char *own, vt_found *found, GError **error)
{
	static const char *const sql[] = {
		"SELECT count(*)"
		" FROM arrival WHERE received_at >= ?1 AND received_at < ?2"
		" AND (?3 IS NULL OR own = ?3 OR own IS NULL) AND secret = 0"
		" AND id IN (SELECT arrival FROM finding WHERE code = ?4)",
		"SELECT count(DISTINCT coalesce(from_address, signer_sha256, ''))"
		" FROM arrival WHERE received_at >= ?1 AND received_at < ?2"
		" AND (?3 IS NULL OR own = ?3 OR own IS NULL) AND secret = 0"
		" AND id IN (SELECT arrival FROM finding WHERE code = ?4)",
	};
	int64_t counts[G_N_ELEMENTS(sql)];

	for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
		g_autoptr(vt_query) query = vt_query_new(store, sql[i]);

		vt_query_int(query, 1, found->from);
		vt_query_int(query, 2, found->to);
		vt_query_text(query, 3, own);
		vt_query_int(query, 4, found->code);
		if (!vt_query_one(query, &counts[i], error))
			return false;
	}
	found->arrivals = counts[0];
	found->senders = counts[1];
	return true;
}

bool vt_arrivals_are_infected(vt_store *store, const char *sha256, bool *are_out, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "SELECT 1 FROM arrival WHERE sha256 = ?1 AND code = ?2 LIMIT 1");
	int64_t are = 0;

	vt_query_text(query, 1, sha256);
	vt_query_int(query, 2, VT_CODE_INFECTED);
	if (!vt_query_one(query, &are, error))
		return false;
	*are_out = are != 0;
	return true;
}
