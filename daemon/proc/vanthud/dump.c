/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump - vanthud -T: the configuration as it is in effect, and where each value stands
 */
#include "proc/vanthud/dump.h"

#include <unistd.h>

#include "base/install.h"
#include "proc/environment.h"

/* Column at which the place begins, when the value leaves room. */
#define PLACE_COLUMN 48

static void put_place(GString *out, size_t begin, const char *file, unsigned line,
		      const char *otherwise)
{
	size_t used = out->len - begin;

	do
		g_string_append_c(out, ' ');
	while (++used < PLACE_COLUMN);
	if (line > 0)
		g_string_append_printf(out, "# %s:%u\n", file, line);
	else
		g_string_append_printf(out, "# %s\n", otherwise);
}

/* Defaults that depend on other keys or on the installation stand in no table. */
static char *derived(const vt_office *office, const char *kind, const char *key)
{
	const struct {
		const char *kind, *key, *value, *shipped;
	} known[] = {
		{ "office", "types", NULL, "config/types.tsv" },
		{ "office", "words", NULL, "config/words.tsv" },
		{ "office", "filetypes", NULL, "config/filetypes.tsv" },
		{ "office", "legal", NULL, "config/legal.tsv" },
		{ "office", "retention", NULL, "config/retention.tsv" },
		{ "office", "holidays", NULL, "config/holidays.tsv" },
		{ "office", "templates", office->templates, NULL },
		{ "trust", "roots", office->roots, NULL },
		{ "trust", "intermediates", office->intermediates, NULL },
		{ "trust", "crls", office->crls, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(kind, known[i].kind) && g_str_equal(key, known[i].key))
			return known[i].shipped != NULL
				       ? g_build_filename(vt_install_data(), known[i].shipped, NULL)
				       : g_strdup(known[i].value);
	return NULL;
}

static void put_value(GString *out, const char *key, const char *value, const char *file,
		      unsigned line)
{
	size_t begin = out->len;

	if (value != NULL)
		g_string_append_printf(out, "\t%s = %s", key, value);
	else
		g_string_append_printf(out, "\t# %s =", key);
	put_place(out, begin, file, line, value != NULL ? "default" : "not set");
}

static void put_key(GString *out, const vt_office *office, const vt_kind_spec *spec,
		    const vt_block *block, const vt_key *key)
{
	unsigned n = vt_block_count(block, key->name);
	bool given = vt_block_is_given(block, key->name);

	if (n == 0) {
		g_autofree char *value = derived(office, spec->kind, key->name);

		put_value(out, key->name, value, NULL, 0);
	}
	for (unsigned i = 0; i < n; i++)
		put_value(out, key->name, vt_block_nth(block, key->name, i), vt_block_file(block),
			  given ? vt_block_key_line(block, key->name, i) : 0);
}

static void put_block(GString *out, const vt_office *office, const vt_kind_spec *spec,
		      const vt_block *block)
{
	size_t begin = out->len;

	g_string_append(out, spec->kind);
	if (vt_block_name(block) != NULL)
		g_string_append_printf(out, " %s", vt_block_name(block));
	put_place(out, begin, vt_block_file(block), vt_block_line(block), "default");
	for (const vt_key *key = spec->keys; key->name != NULL; key++)
		put_key(out, office, spec, block, key);
	g_string_append_c(out, '\n');
}

void vt_dump(const vt_settings *settings, const vt_office *office)
{
	g_autoptr(GString) out = g_string_new("");

	for (const vt_kind_spec *spec = vt_settings_kinds(settings); spec->kind != NULL; spec++) {
		unsigned n = vt_settings_count(settings, spec->kind);

		for (unsigned i = 0; i < n; i++)
			put_block(out, office, spec, vt_settings_nth(settings, spec->kind, i));
		/* smtp, absent, is not one with defaults: then mail goes to dispatch.maildir. */
		if (n == 0 && spec->named != VT_NAMED && !g_str_equal(spec->kind, "smtp"))
			put_block(out, office, spec, vt_settings_one(settings, spec->kind));
		else if (n == 0)
			g_string_append_printf(out, "# no block %s\n\n", spec->kind);
	}
	vt_say(STDOUT_FILENO, out->str);
}
