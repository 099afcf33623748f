/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_diff - what a table would change in directory.conf
 */
#include "doc/directory_diff.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"

#define PERSON "person"
#define AGENCY "agency"

#define MAX_KEY 100 /* characters of one made from a name */

typedef struct making {
	const vt_diff_setup *setup;
	vt_faults *faults;
	GPtrArray *diffs;
	GHashTable *matched; /* const vt_block * -> line of the table */
	GHashTable *keys;    /* char * "kind key": in use */
	GHashTable *owns;    /* char *: of whom the table has people */
	bool has_agencies;
} making;

static void diff_free(void *data)
{
	vt_diff *diff = data;

	g_free(diff->key);
	g_free(diff->name);
	g_free(diff->detail);
	g_array_unref(diff->sets);
	g_free(diff);
}

static const char *kind_of(const vt_import_row *row)
{
	return row->is_person ? PERSON : AGENCY;
}

static const char *first(const vt_import_row *row, vt_column_of column)
{
	return row->values[column] != NULL ? g_ptr_array_index(row->values[column], 0) : NULL;
}

static bool has_address(const vt_block *block, const GPtrArray *addresses)
{
	for (unsigned i = 0; i < vt_block_count(block, "address"); i++)
		for (guint j = 0; addresses != NULL && j < addresses->len; j++)
			if (vt_address_equal(vt_block_nth(block, "address", i),
					     g_ptr_array_index(addresses, j)))
				return true;
	return false;
}

static bool has_name(const vt_block *block, const vt_import_row *row)
{
	const char *name = vt_block_text(block, "name"), *own = first(row, VT_COLUMN_OWN);
	g_autofree char *a = vt_text_fold(name != NULL ? name : "");
	g_autofree char *b =
		vt_text_fold(first(row, VT_COLUMN_NAME) != NULL ? first(row, VT_COLUMN_NAME) : "");

	return strcmp(a, b) == 0
	       && (!row->is_person || g_strcmp0(vt_block_text(block, "own"), own) == 0);
}

/* An address stands for one party; a name may stand for two. */
static const vt_block *find_block(const making *m, const vt_import_row *row)
{
	const vt_settings *settings = m->setup->settings;
	const char *kind = kind_of(row);
	const vt_block *found = NULL;
	unsigned n = vt_settings_count(settings, kind);

	if (row->key != NULL)
		return vt_settings_find(settings, kind, row->key);
	for (unsigned i = 0; i < n; i++)
		if (has_address(vt_settings_nth(settings, kind, i), row->values[VT_COLUMN_ADDRESS]))
			return vt_settings_nth(settings, kind, i);
	for (unsigned i = 0; i < n; i++) {
		const vt_block *block = vt_settings_nth(settings, kind, i);

		if (!has_name(block, row))
			continue;
		if (found != NULL)
			vt_faults_add(m->faults, m->setup->table, row->line,
				      "'%s' may be '%s' or '%s': give the key in a column 'Mã'",
				      first(row, VT_COLUMN_NAME), vt_block_name(found),
				      vt_block_name(block));
		found = block;
	}
	return found;
}

static bool key_is_free(const making *m, const char *kind, const char *key)
{
	g_autofree char *whole = g_strdup_printf("%s %s", kind, key);

	return !g_hash_table_contains(m->keys, whole);
}

/* tran-thi-binh, tran-thi-binh-2, ... */
static char *make_key(const making *m, const vt_import_row *row)
{
	g_autofree char *slug = vt_text_slug(first(row, VT_COLUMN_NAME), MAX_KEY);
	const char *base = *slug != '\0' ? slug : kind_of(row);

	if (key_is_free(m, kind_of(row), base))
		return g_strdup(base);
	for (unsigned n = 2;; n++) {
		g_autofree char *key = g_strdup_printf("%s-%u", base, n);

		if (key_is_free(m, kind_of(row), key))
			return g_steal_pointer(&key);
	}
}

static char *joined_block(const vt_block *block, const char *key)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; block != NULL && i < vt_block_count(block, key); i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
				       vt_block_nth(block, key, i));
	return g_string_free(text, FALSE);
}

static char *joined_values(const GPtrArray *values)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < values->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(values, i));
	return g_string_free(text, FALSE);
}

static bool holds(const GPtrArray *values, const char *value)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)values, value, g_str_equal,
						NULL);
}

static bool is_equal(const vt_block *block, const char *key, const GPtrArray *values)
{
	unsigned n = block != NULL ? vt_block_count(block, key) : 0;
	bool in_order = strcmp(key, "role") != 0; /* the first address is where mail goes */

	if (n != values->len)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (in_order
			    ? strcmp(vt_block_nth(block, key, i), g_ptr_array_index(values, i)) != 0
			    : !holds(values, vt_block_nth(block, key, i)))
			return false;
	return true;
}

static void add_sets(vt_diff *diff, const vt_import_row *row)
{
	g_autoptr(GString) detail = g_string_new(NULL);

	for (int c = 0; c < VT_N_COLUMNS; c++) {
		const char *key = vt_column_key((vt_column_of)c, row->is_person);
		g_autofree char *was = NULL;
		g_autofree char *is = NULL;

		if (key == NULL || row->values[c] == NULL
		    || is_equal(diff->block, key, row->values[c]))
			continue;
		g_array_append_vals(diff->sets, &(vt_diff_set){ key, row->values[c] }, 1);
		was = joined_block(diff->block, key);
		is = joined_values(row->values[c]);
		if (diff->block != NULL)
			g_string_append_printf(detail, "%s%s: %s → %s", detail->len > 0 ? "; " : "",
					       key, *was != '\0' ? was : "∅", is);
		else if (strcmp(key, "name") != 0)
			g_string_append_printf(detail, "%s%s: %s", detail->len > 0 ? "; " : "", key,
					       is);
	}
	diff->detail = g_strdup(detail->str);
}

static vt_diff *diff_new(const char *kind, const vt_block *block)
{
	vt_diff *diff = g_new0(vt_diff, 1);

	diff->kind = kind;
	diff->block = block;
	diff->sets = g_array_new(FALSE, FALSE, sizeof(vt_diff_set));
	return diff;
}

static void check_place(const making *m, const vt_diff *diff, unsigned line)
{
	if (diff->what != VT_DIFF_SAME && diff->block != NULL
	    && strcmp(vt_block_file(diff->block), m->setup->path) != 0)
		vt_faults_add(m->faults, m->setup->table, line,
			      "'%s' stands in '%s', which is not written: change it there",
			      diff->key, vt_block_file(diff->block));
}

static void take_row(making *m, const vt_import_row *row)
{
	const vt_block *block = find_block(m, row);
	unsigned before =
		block != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(m->matched, block)) : 0;
	vt_diff *diff;

	if (row->is_person)
		g_hash_table_add(m->owns, (gpointer)(guintptr)first(row, VT_COLUMN_OWN));
	else
		m->has_agencies = true;
	if (before != 0)
		vt_faults_add(m->faults, m->setup->table, row->line, "'%s' stands in line %u too",
			      vt_block_name(block), before);
	if (block == NULL && row->has_ended)
		return;
	diff = diff_new(kind_of(row), block);
	diff->key = block != NULL ? g_strdup(vt_block_name(block))
				  : (row->key != NULL ? g_strdup(row->key) : make_key(m, row));
	diff->name = g_strdup(first(row, VT_COLUMN_NAME));
	if (!row->has_ended)
		add_sets(diff, row);
	else
		diff->detail = g_strdup("");
	diff->what = row->has_ended         ? VT_DIFF_ENDED
		     : block == NULL        ? VT_DIFF_ADDED
		     : diff->sets->len == 0 ? VT_DIFF_SAME
					    : VT_DIFF_CHANGED;
	if (block != NULL)
		g_hash_table_insert(m->matched, (gpointer)(guintptr)block,
				    GUINT_TO_POINTER(row->line));
	if (block == NULL && !key_is_free(m, diff->kind, diff->key))
		vt_faults_add(m->faults, m->setup->table, row->line, "'%s' stands twice",
			      diff->key);
	g_hash_table_add(m->keys, g_strdup_printf("%s %s", diff->kind, diff->key));
	check_place(m, diff, row->line);
	g_ptr_array_add(m->diffs, diff);
}

/* Only of those the table is about: a table of agencies ends nobody's clerk. */
static bool is_missing(const making *m, const char *kind, const vt_block *block)
{
	const char *own;

	if (g_hash_table_contains(m->matched, block))
		return false;
	if (strcmp(kind, PERSON) != 0)
		return m->has_agencies;
	own = vt_block_text(block, "own");
	return own != NULL && g_hash_table_contains(m->owns, own);
}

static void end_missing(making *m, const char *kind)
{
	const vt_settings *settings = m->setup->settings;

	for (unsigned i = 0; i < vt_settings_count(settings, kind); i++) {
		const vt_block *block = vt_settings_nth(settings, kind, i);
		vt_diff *diff;

		if (!is_missing(m, kind, block))
			continue;
		diff = diff_new(kind, block);
		diff->what = VT_DIFF_ENDED;
		diff->key = g_strdup(vt_block_name(block));
		diff->name = g_strdup(vt_block_text(block, "name"));
		diff->detail = g_strdup("");
		check_place(m, diff, 0);
		g_ptr_array_add(m->diffs, diff);
	}
}

static void note_keys(const making *m, const char *kind)
{
	for (unsigned i = 0; i < vt_settings_count(m->setup->settings, kind); i++)
		g_hash_table_add(m->keys, g_strdup_printf("%s %s", kind,
							  vt_block_name(vt_settings_nth(
								  m->setup->settings, kind, i))));
}

GPtrArray *vt_diff_make(const GPtrArray *rows, const vt_diff_setup *setup, vt_faults *faults)
{
	making m = { .setup = setup, .faults = faults };
	bool clean = vt_faults_count(faults) == 0;

	m.diffs = g_ptr_array_new_with_free_func(diff_free);
	m.matched = g_hash_table_new(g_direct_hash, g_direct_equal);
	m.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	m.owns = g_hash_table_new(g_str_hash, g_str_equal);
	note_keys(&m, PERSON);
	note_keys(&m, AGENCY);
	/* A row with a fault may lack what is looked for. */
	for (guint i = 0; clean && i < rows->len; i++)
		take_row(&m, g_ptr_array_index(rows, i));
	if (setup->complete && vt_faults_count(faults) == 0) {
		end_missing(&m, AGENCY);
		end_missing(&m, PERSON);
	}
	g_hash_table_unref(m.owns);
	g_hash_table_unref(m.keys);
	g_hash_table_unref(m.matched);
	return m.diffs;
}

unsigned vt_diff_count(const GPtrArray *diffs, vt_diff_of what)
{
	unsigned n = 0;

	for (guint i = 0; i < diffs->len; i++)
		n += ((const vt_diff *)g_ptr_array_index(diffs, i))->what == what;
	return n;
}
