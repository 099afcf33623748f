/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger - what was done, by whom, in what order, so that nobody can change it unseen
 */
#include "store/ledger.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "store/store_private.h"

#define EXPORT_CHUNK (64 * 1024)

static const char no_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

typedef struct entry_value {
	char *text; /* NULL: number */
	int64_t number;
} entry_value;

struct vt_entry {
	GTree *values; /* key -> value, in byte order */
	char *reason;
};

static void value_free(void *data)
{
	entry_value *v = data;

	g_free(v->text);
	g_free(v);
}

static int compare_keys(const void *a, const void *b, void *data)
{
	(void)data;
	return strcmp(a, b);
}

vt_entry *vt_entry_new(const char *act, const char *by, const char *proof, int64_t now)
{
	vt_entry *entry = g_new0(vt_entry, 1);
	g_autofree char *at = vt_clock_iso(now);

	entry->values = g_tree_new_full(compare_keys, NULL, g_free, value_free);
	vt_entry_text(entry, "act", act);
	vt_entry_text(entry, "at", at);
	vt_entry_text(entry, "by", by);
	vt_entry_text(entry, "proof", proof);
	return entry;
}

void vt_entry_free(vt_entry *entry)
{
	if (!entry)
		return;
	g_tree_unref(entry->values);
	g_free(entry->reason);
	g_free(entry);
}

static entry_value *value_new(const char *text, int64_t number)
{
	entry_value *v = g_new0(entry_value, 1);

	v->text = g_strdup(text);
	v->number = number;
	return v;
}

static void entry_put(vt_entry *entry, const char *key, const char *text, int64_t number)
{
	g_assert(!g_tree_lookup(entry->values, key));
	g_tree_insert(entry->values, g_strdup(key), value_new(text, number));
}

void vt_entry_text(vt_entry *entry, const char *key, const char *text)
{
	if (text)
		entry_put(entry, key, text, 0);
}

void vt_entry_int(vt_entry *entry, const char *key, int64_t value)
{
	entry_put(entry, key, NULL, value);
}

void vt_entry_reason(vt_entry *entry, const char *reason)
{
	char hash[VT_SHA256_HEX];

	if (!reason)
		return;
	g_assert(!entry->reason);
	entry->reason = g_strdup(reason);
	vt_sha256_hex(reason, strlen(reason), hash);
	vt_entry_text(entry, "reason", hash);
}

static gboolean write_value(void *key, void *data, void *json)
{
	const entry_value *v = data;

	if (v->text)
		vt_json_string(json, key, v->text);
	else
		vt_json_int(json, key, v->number);
	return FALSE;
}

static char *entry_line(const vt_entry *entry)
{
	g_autoptr(vt_json) json = vt_json_new(true);

	vt_json_open(json, NULL);
	g_tree_foreach(entry->values, write_value, json);
	vt_json_close(json);
	return vt_json_take(json);
}

void vt_ledger_hash(const char *previous, const char *line, char hash_out[VT_SHA256_HEX])
{
	g_autofree char *chained = g_strconcat(previous, "\n", line, NULL);

	vt_sha256_hex(chained, strlen(chained), hash_out);
}

bool vt_ledger_head(vt_store *store, int64_t *seq_out, char hash_out[VT_SHA256_HEX], GError **error)
{
	static const char sql[] = "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	GError *fault = NULL;

	*seq_out = 0;
	g_strlcpy(hash_out, no_hash, VT_SHA256_HEX);
	if (vt_query_next(query, &fault)) {
		*seq_out = vt_query_get_int(query, 0);
		g_strlcpy(hash_out, vt_query_get(query, 1), VT_SHA256_HEX);
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_ledger_last(vt_store *store, int64_t *seq_out, GError **error)
{
	char hash[VT_SHA256_HEX];

	return vt_ledger_head(store, seq_out, hash, error);
}

bool vt_ledger_append(vt_store *store, const vt_entry *entry, const char *subject, GError **error)
{
	static const char sql[] =
		"INSERT INTO ledger (seq, hash, line, subject, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *line = entry_line(entry);
	char previous[VT_SHA256_HEX], hash[VT_SHA256_HEX];
	int64_t seq = 0;

	g_assert(store->in_act);
	if (!vt_ledger_head(store, &seq, previous, error))
		return false;
	vt_ledger_hash(previous, line, hash);
	vt_query_int(query, 1, seq + 1);
	vt_query_text(query, 2, hash);
	vt_query_text(query, 3, line);
	vt_query_text(query, 4, subject);
	vt_query_text(query, 5, entry->reason);
	return vt_query_run(query, error);
}

bool vt_ledger_strip_reasons(vt_store *store, const char *subject, GError **error)
{
	static const char sql[] = "UPDATE ledger SET reason = NULL WHERE subject = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, subject);
	return vt_query_run(query, error);
}

bool vt_ledger_walk(vt_store *store, const char *subject, int64_t after, vt_ledger_visit visit,
		    void *data, GError **error)
{
	static const char sql_all[] =
		"SELECT seq, hash, line, reason FROM ledger WHERE seq > ?1 ORDER BY seq";
	static const char sql_subject[] = "SELECT seq, hash, line, reason FROM ledger WHERE seq > "
					  "?1 AND subject = ?2 ORDER BY seq";
	g_autoptr(vt_query) query = vt_query_new(store, subject ? sql_subject : sql_all);
	GError *fault = NULL;

	vt_query_int(query, 1, after);
	if (subject)
		vt_query_text(query, 2, subject);
	while (vt_query_next(query, &fault)) {
		vt_ledger_row row = { vt_query_get_int(query, 0), vt_query_get(query, 1),
				      vt_query_get(query, 2), vt_query_get(query, 3) };

		if (!visit(&row, data))
			return true;
	}
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

typedef struct chain_check {
	char previous[VT_SHA256_HEX];
	int64_t seq;
	bool whole;
} chain_check;

static bool check_row(const vt_ledger_row *row, void *data)
{
	chain_check *check = data;
	char hash[VT_SHA256_HEX];

	vt_ledger_hash(check->previous, row->line, hash);
	check->whole = row->seq == check->seq + 1 && strcmp(hash, row->hash) == 0;
	check->seq = row->seq;
	g_strlcpy(check->previous, row->hash, VT_SHA256_HEX);
	return check->whole;
}

/* From the last row before this act to the head: each follows its predecessor. */
bool vt_ledger_read_back(vt_store *store, GError **error)
{
	static const char sql[] = "SELECT hash FROM ledger WHERE seq = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	chain_check check = { .seq = store->ledger_before, .whole = true };
	GError *fault = NULL;

	g_strlcpy(check.previous, no_hash, VT_SHA256_HEX);
	vt_query_int(query, 1, store->ledger_before);
	if (vt_query_next(query, &fault))
		g_strlcpy(check.previous, vt_query_get(query, 0), VT_SHA256_HEX);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!vt_ledger_walk(store, NULL, store->ledger_before, check_row, &check, error))
		return false;
	return check.whole
	       || vt_error_set(error, VT_NEVER, "read-back: ledger row %" PRId64 " does not follow",
			       check.seq);
}

typedef struct export_state {
	int fd;
	GString *text;
	GError *fault;
} export_state;

static bool export_row(const vt_ledger_row *row, void *data)
{
	export_state *out = data;

	g_string_append_printf(out->text, "%" PRId64 "\t%s\t%s\n", row->seq, row->hash, row->line);
	if (out->text->len < EXPORT_CHUNK)
		return true;
	bool written = vt_io_write_full(out->fd, out->text->str, out->text->len, &out->fault);
	g_string_truncate(out->text, 0);
	return written;
}

bool vt_ledger_export(vt_store *store, int fd, GError **error)
{
	export_state out = { .fd = fd, .text = g_string_new(NULL) };
	bool walked = vt_ledger_walk(store, NULL, 0, export_row, &out, error);

	if (walked && !out.fault)
		vt_io_write_full(fd, out.text->str, out.text->len, &out.fault);
	g_string_free(out.text, TRUE);
	if (out.fault)
		g_propagate_error(error, out.fault);
	return walked && !out.fault;
}
