/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings - the one syntax of every file an office edits (design §4)
 */
#include "base/settings.h"

#include <string.h>

#include "base/block.h"
#include "base/lines.h"
#include "base/settings_value.h"

#define BLOCKS_MAX 20000
#define DEPTH_MAX  8

struct vt_settings {
	const vt_kind_spec *kinds;
	GPtrArray *blocks;    /* every block, owner */
	GHashTable *by_kind;  /* kind -> GPtrArray of its blocks, without wrong repetitions */
	GHashTable *by_title; /* "kind name" -> block */
	GHashTable *absent;   /* kind -> block of nothing but defaults */
};

/* What one reading needs; a new file is pushed on it by include. */
typedef struct reader {
	vt_settings *settings;
	vt_faults *faults;
	GHashTable
		*seen; /* paths of the files read, so that each is read once and no circle closes */
	const char *file;
	unsigned depth;
	bool may_include;
	bool full;       /* BLOCKS_MAX reached, said once */
	vt_block *block; /* the open one; NULL at the beginning and in a block of unknown kind */
	bool skip;       /* in a block of unknown kind */
} reader;

static void read_lines(reader *in, const char *text, size_t size);

static vt_settings *settings_new(const vt_kind_spec *kinds)
{
	vt_settings *settings = g_new0(vt_settings, 1);

	settings->kinds = kinds;
	settings->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)vt_block_free);
	settings->by_kind = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						  (GDestroyNotify)g_ptr_array_unref);
	settings->by_title = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	settings->absent =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)vt_block_free);
	return settings;
}

void vt_settings_free(vt_settings *settings)
{
	if (!settings)
		return;
	g_hash_table_unref(settings->absent);
	g_hash_table_unref(settings->by_title);
	g_hash_table_unref(settings->by_kind);
	g_ptr_array_unref(settings->blocks);
	g_free(settings);
}

static const vt_kind_spec *find_kind(const vt_settings *settings, const char *kind)
{
	for (const vt_kind_spec *spec = settings->kinds; spec->kind; spec++) {
		if (strcmp(spec->kind, kind) == 0)
			return spec;
	}
	return NULL;
}

static void close_block(reader *in)
{
	if (in->block)
		vt_block_finish(in->block, in->faults);
	in->block = NULL;
	in->skip = false;
}

static void unknown_kind(reader *in, const char *kind, unsigned line)
{
	static const char include[] = "include";
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const vt_kind_spec *spec = in->settings->kinds; spec->kind; spec++)
		g_ptr_array_add(names, (gpointer)(uintptr_t)spec->kind);
	g_ptr_array_add(names, (gpointer)(uintptr_t)include);
	g_ptr_array_add(names, NULL);
	g_autofree char *text = vt_value_unknown("kind", kind, (const char *const *)names->pdata);
	vt_faults_add(in->faults, in->file, line, "%s", text);
	in->skip = true;
}

static void check_name(reader *in, const vt_kind_spec *spec, const char *name, unsigned line)
{
	if (!name && spec->named == VT_NAMED)
		vt_faults_add(in->faults, in->file, line, "'%s' needs a name", spec->kind);
	else if (name && spec->named == VT_UNNAMED)
		vt_faults_add(in->faults, in->file, line, "'%s' has no name, found '%s'",
			      spec->kind, name);
	else if (name && !vt_value_is_block_name(name))
		vt_faults_add(in->faults, in->file, line,
			      "'%s' is not a name of a-z, 0-9, '.', '_', '@' and '-'", name);
}

/* Enters the open block where it can be found, unless it repeats what stands once. */
static void enter_block(reader *in, const vt_kind_spec *spec, const char *name, unsigned line)
{
	vt_settings *settings = in->settings;
	g_autofree char *title = vt_block_title(spec, name);
	const vt_block *first = g_hash_table_lookup(settings->by_title, title);

	if (first && (name || !spec->repeats)) {
		vt_faults_add(in->faults, in->file, line, "'%s' stands at %s:%u already", title,
			      vt_block_file(first), vt_block_line(first));
		return;
	}
	GPtrArray *same = g_hash_table_lookup(settings->by_kind, spec->kind);
	if (!same) {
		same = g_ptr_array_new();
		g_hash_table_insert(settings->by_kind, (gpointer)(uintptr_t)spec->kind, same);
	}
	g_ptr_array_add(same, in->block);
	if (!first)
		g_hash_table_insert(settings->by_title, g_steal_pointer(&title), in->block);
}

static void open_block(reader *in, const char *kind, const char *name, unsigned line)
{
	const vt_kind_spec *spec = find_kind(in->settings, kind);

	close_block(in);
	if (!spec) {
		unknown_kind(in, kind, line);
		return;
	}
	if (in->settings->blocks->len >= BLOCKS_MAX) {
		if (!in->full)
			vt_faults_add(in->faults, in->file, line, "more than %d blocks",
				      BLOCKS_MAX);
		in->full = true;
		in->skip = true;
		return;
	}
	check_name(in, spec, name, line);
	in->block = vt_block_new(spec, name, in->file, line);
	g_ptr_array_add(in->settings->blocks, in->block);
	/* Its keys are still checked, but nobody is handed a block without the name he counts on.
	 */
	if (name || spec->named != VT_NAMED)
		enter_block(in, spec, name, line);
}

/* Reads path; file:line is where it was asked for. */
static void read_path(reader *in, const char *path, const char *file, unsigned line)
{
	g_autoptr(GBytes) bytes = vt_lines_load(path, file, line, in->faults);
	const char *outer = in->file;
	size_t size;

	if (!bytes)
		return;
	const char *text = g_bytes_get_data(bytes, &size);
	in->file = path;
	in->depth++;
	read_lines(in, text, size);
	in->depth--;
	in->file = outer;
}

static void include(reader *in, const char *name, unsigned line)
{
	close_block(in);
	if (*name == '\0') {
		vt_faults_add(in->faults, in->file, line, "'include' needs a file name");
		return;
	}
	if (!in->may_include) {
		vt_faults_add(in->faults, in->file, line, "cannot include '%s' here", name);
		return;
	}
	if (in->depth > DEPTH_MAX) {
		vt_faults_add(in->faults, in->file, line, "cannot include '%s': more than %d deep",
			      name, DEPTH_MAX);
		return;
	}
	g_autofree char *folder = g_path_get_dirname(in->file);
	g_autofree char *path = g_path_is_absolute(name) ? g_strdup(name)
				: strcmp(folder, ".") == 0 && !g_str_has_prefix(in->file, "./")
					? g_strdup(name)
					: g_build_filename(folder, name, NULL);
	char *real = g_canonicalize_filename(path, NULL);
	if (!g_hash_table_add(in->seen, real)) {
		vt_faults_add(in->faults, in->file, line, "'%s' is read already", name);
		return;
	}
	read_path(in, path, in->file, line);
}

/* Cuts the first word off; what follows, trimmed, stands in *rest_out. */
static char *first_word(char *text, char **rest_out)
{
	size_t size = strcspn(text, " \t");

	*rest_out = text + size;
	if (text[size] != '\0') {
		text[size] = '\0';
		*rest_out = g_strstrip(text + size + 1);
	}
	return text;
}

static void read_head(reader *in, char *text, unsigned line)
{
	char *rest;
	const char *kind = first_word(text, &rest);

	if (strcmp(kind, "include") == 0) {
		include(in, rest, line);
		return;
	}
	if (strchr(kind, '=') || *rest == '=') {
		/* A common slip, better named than taken for a kind. The block stays open. */
		vt_faults_add(in->faults, in->file, line,
			      "'%.*s' stands at the margin, indent it with a tab",
			      (int)strcspn(kind, "="), kind);
		return;
	}
	char *more;
	const char *name = first_word(rest, &more);
	if (*more != '\0')
		vt_faults_add(in->faults, in->file, line, "unexpected '%s' after the name", more);
	open_block(in, kind, *name != '\0' ? name : NULL, line);
}

static void read_pair(reader *in, char *text, unsigned line)
{
	char *equals = strchr(text, '=');

	if (in->skip)
		return;
	if (!equals) {
		vt_faults_add(in->faults, in->file, line, "missing '=' in '%s'", text);
		return;
	}
	*equals = '\0';
	const char *key = g_strchomp(text);
	const char *value = g_strstrip(equals + 1);
	if (*key == '\0')
		vt_faults_add(in->faults, in->file, line, "missing key before '='");
	else if (!in->block)
		vt_faults_add(in->faults, in->file, line, "key '%s' stands outside of a block",
			      key);
	else
		vt_block_add(in->block, key, value, line, in->faults);
}

static void read_lines(reader *in, const char *text, size_t size)
{
	vt_lines lines;
	char *next;

	vt_lines_init(&lines, text, size, in->file, in->faults);
	while ((next = vt_lines_next(&lines))) {
		g_autofree char *line = next;
		bool indented = *line == ' ' || *line == '\t';
		char *content = g_strstrip(line);

		if (*content == '\0' || *content == '#')
			continue;
		if (indented)
			read_pair(in, content, lines.number);
		else
			read_head(in, content, lines.number);
	}
	close_block(in);
}

static void add_absent(vt_settings *settings, const char *file)
{
	for (const vt_kind_spec *spec = settings->kinds; spec->kind; spec++) {
		if (spec->named == VT_NAMED
		    || g_hash_table_contains(settings->by_title, spec->kind))
			continue;
		vt_block *block = vt_block_new(spec, NULL, file, 0);
		vt_block_finish(block, NULL);
		g_hash_table_insert(settings->absent, (gpointer)(uintptr_t)spec->kind, block);
	}
}

vt_settings *vt_settings_load(const char *path, const vt_kind_spec *kinds, vt_faults *faults)
{
	vt_settings *settings = settings_new(kinds);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader in = { .settings = settings, .faults = faults, .seen = seen, .may_include = true };

	g_hash_table_add(seen, g_canonicalize_filename(path, NULL));
	read_path(&in, path, path, 0);
	add_absent(settings, path);
	return settings;
}

vt_settings *vt_settings_parse(const char *text, size_t size, const char *file,
			       const vt_kind_spec *kinds, vt_faults *faults)
{
	vt_settings *settings = settings_new(kinds);
	reader in = { .settings = settings, .faults = faults, .file = file };

	read_lines(&in, text, size);
	add_absent(settings, file);
	return settings;
}

static const GPtrArray *blocks_of(const vt_settings *settings, const char *kind)
{
	g_assert(find_kind(settings, kind)); /* else our bug */
	return g_hash_table_lookup(settings->by_kind, kind);
}

unsigned vt_settings_count(const vt_settings *settings, const char *kind)
{
	const GPtrArray *same = blocks_of(settings, kind);

	return same ? same->len : 0;
}

const vt_block *vt_settings_nth(const vt_settings *settings, const char *kind, unsigned index)
{
	const GPtrArray *same = blocks_of(settings, kind);

	return same && index < same->len ? g_ptr_array_index(same, index) : NULL;
}

const vt_block *vt_settings_find(const vt_settings *settings, const char *kind, const char *name)
{
	const vt_kind_spec *spec = find_kind(settings, kind);

	g_assert(spec);
	if (!name)
		return NULL;
	g_autofree char *title = vt_block_title(spec, name);
	return g_hash_table_lookup(settings->by_title, title);
}

const vt_kind_spec *vt_settings_kinds(const vt_settings *settings)
{
	return settings->kinds;
}

const vt_block *vt_settings_one(const vt_settings *settings, const char *kind)
{
	const vt_kind_spec *spec = find_kind(settings, kind);

	g_assert(spec && spec->named != VT_NAMED);
	const vt_block *block = g_hash_table_lookup(settings->by_title, spec->kind);
	return block ? block : g_hash_table_lookup(settings->absent, spec->kind);
}
