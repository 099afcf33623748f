/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_set - all templates and sentences of all languages
 */
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "mail/template_private.h"

static const char *const languages[] = { "vi", "en" };

struct vt_templates {
	GHashTable *mails;     /* "vi/den" -> vt_template */
	GHashTable *sentences; /* "vi/gio" -> char * */
};

static void free_template(void *data)
{
	vt_template_free(data);
}

void vt_templates_free(vt_templates *templates)
{
	if (!templates)
		return;
	g_hash_table_unref(templates->mails);
	g_hash_table_unref(templates->sentences);
	g_free(templates);
}

static GBytes *read_file(const char *path, vt_faults *faults)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = vt_io_read_file(AT_FDCWD, path, VT_TEMPLATE_MAX_FILE_BYTES, &error);

	if (bytes == NULL)
		vt_faults_add(faults, path, 0, "%s", error->message);
	return bytes;
}

static void load_mail(vt_templates *templates, const char *folder, const char *language,
		      const char *name, vt_faults *faults)
{
	g_autofree char *path = g_strdup_printf("%s/%s/%s.txt", folder, language, name);
	g_autoptr(GBytes) bytes = read_file(path, faults);
	gsize size = 0;

	if (bytes == NULL)
		return;
	const char *text = g_bytes_get_data(bytes, &size);
	g_hash_table_insert(templates->mails, g_strdup_printf("%s/%s", language, name),
			    vt_template_parse(size > 0 ? text : "", size, path, name, faults));
}

static void load_sentence(vt_templates *templates, const char *language, const char *path,
			  unsigned number, char *line, vt_faults *faults)
{
	char *colon = strchr(g_strstrip(line), ':');

	if (*line == '\0' || *line == '#')
		return;
	if (colon == NULL) {
		vt_faults_add(faults, path, number, "no ':' after the key");
		return;
	}
	*colon = '\0';
	char *text = g_strstrip(colon + 1);
	char *key = g_strdup_printf("%s/%s", language, g_strchomp(line));
	vt_line_check(text, path, number, VT_TEMPLATE_SENTENCES, faults);
	if (!g_hash_table_insert(templates->sentences, key, g_strdup(text)))
		vt_faults_add(faults, path, number, "key '%s' stands twice", line);
}

static void load_sentences(vt_templates *templates, const char *folder, const char *language,
			   vt_faults *faults)
{
	g_autofree char *path =
		g_strdup_printf("%s/%s/" VT_TEMPLATE_SENTENCES ".txt", folder, language);
	g_autoptr(GBytes) bytes = read_file(path, faults);
	gsize size = 0;

	if (bytes == NULL)
		return;
	const char *text = g_bytes_get_data(bytes, &size);
	if (size == 0 || !g_utf8_validate(text, (gssize)size, NULL)) {
		vt_faults_add(faults, path, 0, size == 0 ? "empty" : "not UTF-8");
		return;
	}
	g_autofree char *copy = g_strndup(text, size);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	for (unsigned i = 0; lines[i] != NULL; i++)
		load_sentence(templates, language, path, i + 1, lines[i], faults);
}

/* What one language says, the other must be able to say. */
static void check_sentences(const vt_templates *templates, const char *folder, vt_faults *faults)
{
	GHashTableIter at;
	void *key;

	g_hash_table_iter_init(&at, templates->sentences);
	while (g_hash_table_iter_next(&at, &key, NULL)) {
		const char *name = strchr(key, '/') + 1;

		for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
			g_autofree char *same = g_strdup_printf("%s/%s", languages[i], name);
			g_autofree char *path = g_strdup_printf(
				"%s/%s/" VT_TEMPLATE_SENTENCES ".txt", folder, languages[i]);

			if (!g_hash_table_contains(templates->sentences, same))
				vt_faults_add(faults, path, 0, "key '%s' is missing", name);
		}
	}
}

vt_templates *vt_templates_load(const char *folder, vt_faults *faults)
{
	vt_templates *templates = g_new(vt_templates, 1);

	templates->mails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_template);
	templates->sentences = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		for (const char *const *name = vt_template_names(); *name != NULL; name++) {
			/* Guides, in a folder of their own, are in the first language alone. */
			if (i == 0 || strchr(*name, '/') == NULL)
				load_mail(templates, folder, languages[i], *name, faults);
		}
		load_sentences(templates, folder, languages[i], faults);
	}
	check_sentences(templates, folder, faults);
	return templates;
}

/* The first language is what every other one falls back to. */
static const void *find(GHashTable *table, const char *language, const char *name)
{
	g_autofree char *key = g_strdup_printf("%s/%s", language, name);
	g_autofree char *fallback = g_strdup_printf("%s/%s", languages[0], name);
	const void *found = g_hash_table_lookup(table, key);

	return found != NULL ? found : g_hash_table_lookup(table, fallback);
}

const vt_template *vt_templates_get(const vt_templates *templates, const char *language,
				    const char *name)
{
	return find(templates->mails, language, name);
}

char *vt_templates_sentence(const vt_templates *templates, const char *language, const char *key,
			    const vt_filling *filling)
{
	const char *text = find(templates->sentences, language, key);
	g_autoptr(vt_filling) empty = vt_filling_new();
	g_autoptr(GString) out = g_string_new(NULL);

	if (text == NULL)
		return g_strdup("");
	vt_line_fill(text, filling != NULL ? filling : empty, 0, out, NULL);
	return g_strdup(out->str);
}
