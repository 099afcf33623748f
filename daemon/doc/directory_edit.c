/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_edit - directory.conf with changes: every other line stays as it is
 */
#include "doc/directory_edit.h"

#include <string.h>

#include "base/clock.h"
#include "doc/office.h"

typedef struct edit {
	char **lines;      /* without LF; a CR stays */
	GPtrArray *after;  /* GString * or NULL: what is put behind line n */
	GPtrArray *before; /* the same, in front of it */
	bool *gone;
	unsigned n;
	const char *end; /* of lines: "\n" or "\r\n" */
} edit;

static void string_free(void *data)
{
	if (data != NULL)
		g_string_free(data, TRUE);
}

static GString *at(GPtrArray *where, unsigned line)
{
	if (g_ptr_array_index(where, line) == NULL)
		g_ptr_array_index(where, line) = g_string_new(NULL);
	return g_ptr_array_index(where, line);
}

static const vt_key *keys_of(const char *kind)
{
	for (const vt_kind_spec *spec = vt_office_directory_spec(); spec->kind != NULL; spec++)
		if (strcmp(spec->kind, kind) == 0)
			return spec->keys;
	g_assert_not_reached();
}

/* From 0, as the array. */
static unsigned last_line(const vt_diff *diff)
{
	unsigned last = vt_block_line(diff->block);

	for (const vt_key *key = keys_of(diff->kind); key->name != NULL; key++)
		for (unsigned i = 0; i < vt_block_count(diff->block, key->name); i++)
			/* A default stands in no line. */
			last = MAX(last, vt_block_key_line(diff->block, key->name, i));
	return last - 1;
}

/* How many lines of the file say this key; a default is none. */
static unsigned lines_of(const vt_diff *diff, const char *key)
{
	unsigned n = vt_block_count(diff->block, key);

	return n > 0 && vt_block_key_line(diff->block, key, 0) == 0 ? 0 : n;
}

static void set_key(const edit *e, const vt_diff *diff, const vt_diff_set *set)
{
	unsigned had = lines_of(diff, set->key);
	unsigned where =
		had > 0 ? vt_block_key_line(diff->block, set->key, had - 1) - 1 : last_line(diff);

	for (unsigned i = 0; i < MAX(had, set->values->len); i++) {
		unsigned line = i < had ? vt_block_key_line(diff->block, set->key, i) - 1 : where;
		const char *value = i < set->values->len ? g_ptr_array_index(set->values, i) : NULL;

		if (i < had)
			e->gone[line] = true;
		if (value != NULL)
			g_string_append_printf(at(e->after, line), "\t%s = %s%s", set->key, value,
					       e->end);
	}
}

static void end_block(const edit *e, const vt_diff *diff, const char *table, int64_t now)
{
	unsigned from = vt_block_line(diff->block) - 1, to = last_line(diff);
	g_autofree char *day = vt_clock_iso_vietnam(now);

	g_string_append_printf(at(e->before, from), "# ended %.10s (%s):%s", day, table, e->end);
	for (unsigned i = from; i <= to; i++) {
		char *line = e->lines[i];

		if (line[0] == '#' || strspn(line, " \t\r") == strlen(line))
			continue;
		e->lines[i] = g_strconcat("# ", line, NULL);
		g_free(line);
	}
}

static void append_block(const edit *e, const vt_diff *diff, GString *out)
{
	g_string_append_printf(out, "%s%s %s%s", e->end, diff->kind, diff->key, e->end);
	for (guint i = 0; i < diff->sets->len; i++) {
		const vt_diff_set *set = &g_array_index(diff->sets, vt_diff_set, i);

		for (guint j = 0; j < set->values->len; j++)
			g_string_append_printf(out, "\t%s = %s%s", set->key,
					       (const char *)g_ptr_array_index(set->values, j),
					       e->end);
	}
}

static void apply(const edit *e, const vt_diff *diff, const char *table, int64_t now)
{
	if (diff->what == VT_DIFF_ENDED)
		end_block(e, diff, table, now);
	for (guint i = 0; diff->what == VT_DIFF_CHANGED && i < diff->sets->len; i++)
		set_key(e, diff, &g_array_index(diff->sets, vt_diff_set, i));
}

static void edit_init(edit *e, GBytes *text)
{
	gsize size;
	const char *start = g_bytes_get_data(text, &size);
	g_autofree char *copy = g_strndup(start != NULL ? start : "", size);

	e->lines = g_strsplit(copy, "\n", -1);
	e->n = g_strv_length(e->lines);
	/* What stands behind the last LF is no line when it is empty. */
	if (e->n > 0 && *e->lines[e->n - 1] == '\0')
		g_clear_pointer(&e->lines[--e->n], g_free);
	e->after = g_ptr_array_new_with_free_func(string_free);
	e->before = g_ptr_array_new_with_free_func(string_free);
	g_ptr_array_set_size(e->after, (int)e->n);
	g_ptr_array_set_size(e->before, (int)e->n);
	e->gone = g_new0(bool, e->n + 1);
	e->end = strstr(copy, "\r\n") != NULL ? "\r\n" : "\n";
}

static void edit_clear(edit *e)
{
	g_strfreev(e->lines);
	g_ptr_array_unref(e->after);
	g_ptr_array_unref(e->before);
	g_free(e->gone);
}

GBytes *vt_directory_edit(GBytes *text, const GPtrArray *diffs, const char *table, int64_t now)
{
	edit e;
	GString *out = g_string_new(NULL);

	edit_init(&e, text);
	for (guint i = 0; i < diffs->len; i++)
		apply(&e, g_ptr_array_index(diffs, i), table, now);
	for (unsigned i = 0; i < e.n; i++) {
		const GString *before = g_ptr_array_index(e.before, i);
		const GString *after = g_ptr_array_index(e.after, i);

		if (before != NULL)
			g_string_append(out, before->str);
		if (!e.gone[i])
			g_string_append_printf(out, "%s\n", e.lines[i]);
		if (after != NULL)
			g_string_append(out, after->str);
	}
	for (guint i = 0; i < diffs->len; i++) {
		const vt_diff *diff = g_ptr_array_index(diffs, i);

		if (diff->what == VT_DIFF_ADDED)
			append_block(&e, diff, out);
	}
	edit_clear(&e);
	return g_string_free_to_bytes(out);
}
