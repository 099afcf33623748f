/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scrub - texts for strangers
 */
#include "ctl/scrub.h"

#include <string.h>

#include "base/io.h"
#include "base/text.h"

#define SHOWN_DIGITS 8
#define SALT_BYTES   16
#define MIN_WORD     3
#define MAX_NUMBER   8 /* digits: no telephone, no identity card */

struct vt_scrub {
	char salt[2 * SALT_BYTES + 1];
	GHashTable *known; /* folded words */
};

static void learn(vt_scrub *scrub, const char *text)
{
	g_autofree char *folded = text != NULL ? vt_text_fold(text) : NULL;
	g_auto(GStrv) words = folded != NULL ? g_strsplit_set(folded, " @.-_/,:;()", -1) : NULL;

	for (char **word = words; word != NULL && *word != NULL; word++)
		/* Half of all offices have it in their address; without it no program has a name.
		 */
		if (strlen(*word) >= MIN_WORD && strcmp(*word, "vanthu") != 0)
			g_hash_table_add(scrub->known, g_strdup(*word));
}

static void learn_all(vt_scrub *scrub, const GPtrArray *texts)
{
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		learn(scrub, g_ptr_array_index(texts, i));
}

static void learn_directory(vt_scrub *scrub, const vt_directory *directory)
{
	for (guint i = 0; i < directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(directory->own, i);

		learn(scrub, own->key);
		learn(scrub, own->name);
		learn(scrub, own->superior);
		learn(scrub, own->place);
		learn_all(scrub, own->addresses);
		learn_all(scrub, own->aliases);
	}
	for (guint i = 0; i < directory->agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(directory->agencies, i);

		learn(scrub, agency->key);
		learn(scrub, agency->name);
		learn_all(scrub, agency->addresses);
		learn_all(scrub, agency->aliases);
	}
	for (guint i = 0; i < directory->people->len; i++) {
		const vt_person *person = g_ptr_array_index(directory->people, i);

		learn(scrub, person->key);
		learn(scrub, person->name);
		learn(scrub, person->unix_user);
		learn_all(scrub, person->addresses);
		learn_all(scrub, person->logins);
	}
}

vt_scrub *vt_scrub_new(const vt_office *office)
{
	vt_scrub *scrub = g_new0(vt_scrub, 1);

	scrub->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned i = 0; i < SALT_BYTES; i++)
		g_snprintf(scrub->salt + 2 * i, 3, "%02x", (unsigned)g_random_int_range(0, 256));
	if (office != NULL)
		learn_directory(scrub, office->directory);
	return scrub;
}

void vt_scrub_free(vt_scrub *scrub)
{
	if (scrub == NULL)
		return;
	g_hash_table_unref(scrub->known);
	g_free(scrub);
}

char *vt_scrub_name(const vt_scrub *scrub, const char *value)
{
	g_autofree char *salted = g_strconcat(scrub->salt, value, NULL);
	char sha256[VT_SHA256_HEX];

	vt_sha256_hex(salted, strlen(salted), sha256);
	return g_strdup_printf("~%.*s", SHOWN_DIGITS, sha256);
}

/* A time in ISO 8601, a number, a version. */
static bool is_figure(const char *word, size_t size)
{
	size_t digits = 0;

	for (size_t i = 0; i < size; i++) {
		if (g_ascii_isdigit(word[i]))
			digits++;
		else if (strchr("TZ:+-.%,;", word[i]) == NULL)
			return false;
	}
	return digits > 0 && (digits <= MAX_NUMBER || (size > 18 && word[4] == '-'));
}

static bool is_plain_word(const vt_scrub *scrub, const char *word, size_t size)
{
	g_autofree char *copy = g_strndup(word, size);
	g_auto(GStrv) pieces = g_strsplit_set(copy, "-_", -1);

	for (size_t i = 0; i < size; i++)
		if (!g_ascii_islower(word[i]) && word[i] != '-' && word[i] != '_')
			return false;
	for (char **piece = pieces; *piece != NULL; piece++)
		if (g_hash_table_contains(scrub->known, *piece))
			return false;
	return true;
}

static void add_word(const vt_scrub *scrub, GString *out, const char *word, size_t size)
{
	g_autofree char *copy = g_strndup(word, size);
	g_autofree char *hidden = NULL;

	if (size == 0 || is_figure(word, size) || is_plain_word(scrub, word, size)) {
		g_string_append_len(out, word, (gssize)size);
		return;
	}
	hidden = vt_scrub_name(scrub, copy);
	g_string_append(out, hidden);
}

/* What stands in quotes is somebody's. */
static const char *add_quoted(const vt_scrub *scrub, GString *out, const char *at)
{
	const char *end = strchr(at + 1, *at);
	g_autofree char *inside = end != NULL ? g_strndup(at + 1, (gsize)(end - at) - 1) : NULL;
	g_autofree char *hidden = inside != NULL ? vt_scrub_name(scrub, inside) : NULL;

	if (end == NULL) {
		g_string_append_c(out, *at);
		return at + 1;
	}
	g_string_append_printf(out, "%c%s%c", *at, hidden, *at);
	return end + 1;
}

char *vt_scrub_line(const vt_scrub *scrub, const char *line)
{
	GString *out = g_string_new(NULL);
	const char *at = line;

	while (*at != '\0') {
		size_t size = strcspn(at, " \t='\"[](){}|<>");

		add_word(scrub, out, at, size);
		at += size;
		if (*at == '\'')
			at = add_quoted(scrub, out, at);
		else if (*at != '\0')
			g_string_append_c(out, *at++);
	}
	return g_string_free(out, FALSE);
}
