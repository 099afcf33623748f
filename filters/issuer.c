/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuer - the agency's name out of the capitals above the number (NĐ 30/2020 PL I.II.2)
 */
#include "filters/masthead.h"

#include <string.h>

#include "base/text.h"

/* A line that begins so is the rest of the name above it: "ỦY BAN NHÂN DÂN" / "THÀNH PHỐ HÀ NỘI".
 */
static const char *const levels[] = {
	"tinh",   "thanh pho", "tp.",      "tp",      "quan",    "huyen", "xa",
	"phuong", "thi xa",    "thi tran", "dac khu", "khu vuc", "va",    "-",
};
/* Names that need their superior to mean anybody. */
static const char *const incomplete[] = {
	"van phong",         "thanh tra", "uy ban nhan dan",
	"hoi dong nhan dan", "trung tam", "ban quan ly",
};
/* The next word is a name and takes a capital. */
static const char *const heads[] = {
	"bộ",   "sở",   "cục",   "phòng", "và",     "-",    "viện", "tổng", "vụ",    "phố",
	"tỉnh", "quận", "huyện", "xã",    "phường", "trấn", "khu",  "việt", "tướng",
};
/* All words that follow are a place. */
static const char *const places[] = {
	"phố", "tỉnh", "quận", "huyện", "xã", "phường", "trấn", "khu"
};
static const char *const abbreviations[] = {
	"ubnd", "hđnd", "mttq", "tp", "tp.", "tw", "bql", "bch", "vnpt", "ubmttq",
};

static bool is_one_of(const char *word, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		if (strcmp(word, list[i]) == 0)
			return true;
	}
	return false;
}

static void append_capital(GString *out, const char *word)
{
	g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(word)));
	g_string_append(out, word + g_utf8_skip[(unsigned char)*word]);
}

char *vt_issuer_case(const char *upper)
{
	g_autofree char *lower = g_utf8_strdown(upper, -1);
	g_autofree char *tidy = vt_text_tidy(lower);
	g_auto(GStrv) words = g_strsplit(tidy, " ", -1);
	GString *out = g_string_new(NULL);
	bool capital = true, place = false;

	for (gsize i = 0; words[i]; i++) {
		const char *word = words[i];
		if (i > 0)
			g_string_append_c(out, ' ');
		if (is_one_of(word, abbreviations, G_N_ELEMENTS(abbreviations))) {
			g_autofree char *again = g_utf8_strup(word, -1);
			g_string_append(out, again);
		} else if ((capital || place) && *word != '-'
			   && !(place && is_one_of(word, places, G_N_ELEMENTS(places)))) {
			append_capital(out, word);
		} else {
			g_string_append(out, word);
		}
		capital = false;
		if (strcmp(word, "xã") == 0 && g_strcmp0(words[i + 1], "hội") == 0)
			continue; /* xã hội is no commune */
		place = place || is_one_of(word, places, G_N_ELEMENTS(places));
		/* "thành phố" after "ủy ban nhân dân", but "tổng cục" in itself */
		capital =
			is_one_of(word, heads, G_N_ELEMENTS(heads)) && !(strcmp(word, "tổng") == 0);
		if (i == 0 && (strcmp(word, "văn") == 0 || strcmp(word, "thanh") == 0))
			capital = false;
		if (i == 1
		    && (g_strcmp0(words[0], "văn") == 0 || g_strcmp0(words[0], "thanh") == 0))
			capital = words[2] != NULL;
	}
	return g_string_free(out, FALSE);
}

static bool continues(const char *line)
{
	g_autofree char *folded = vt_text_fold(line);

	for (gsize i = 0; i < G_N_ELEMENTS(levels); i++) {
		gsize n = strlen(levels[i]);
		if (strncmp(folded, levels[i], n) == 0 && folded[n] == ' ')
			return true;
	}
	return false;
}

static const char *name_if(const char *name, const GPtrArray *aliases, const char *folded)
{
	g_autofree char *own = vt_text_fold(name);

	if (strcmp(own, folded) == 0)
		return name;
	for (guint i = 0; aliases && i < aliases->len; i++) {
		g_autofree char *alias = vt_text_fold(g_ptr_array_index(aliases, i));
		if (strcmp(alias, folded) == 0)
			return name;
	}
	return NULL;
}

static const char *directory_name(const vt_directory *directory, const char *written)
{
	g_autofree char *folded = vt_text_fold(written);
	const char *name = NULL;

	for (guint i = 0; directory && i < directory->agencies->len && !name; i++) {
		const vt_agency *agency = g_ptr_array_index(directory->agencies, i);
		name = name_if(agency->name, agency->aliases, folded);
	}
	for (guint i = 0; directory && i < directory->own->len && !name; i++) {
		const vt_own *own = g_ptr_array_index(directory->own, i);
		name = name_if(own->name, own->aliases, folded);
	}
	return name;
}

static char *join(const GPtrArray *lines, guint from)
{
	GString *joined = g_string_new(NULL);

	for (guint i = from; i < lines->len; i++)
		g_string_append_printf(joined, "%s%s", i > from ? " " : "",
				       (const char *)g_ptr_array_index(lines, i));
	return g_string_free(joined, FALSE);
}

char *vt_issuer_read(const GPtrArray *lines, const vt_directory *directory, bool *known_out)
{
	guint from;
	g_autofree char *written = NULL;
	g_autofree char *folded = NULL;

	if (lines->len == 0)
		return NULL;
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *tail = join(lines, i);
		const char *name = directory_name(directory, tail);
		if (name) {
			*known_out = true;
			return g_strdup(name);
		}
	}
	from = lines->len - 1;
	while (from > 0 && continues(g_ptr_array_index(lines, from)))
		from--;
	written = join(lines, from);
	folded = vt_text_fold(written);
	*known_out =
		!continues(written) && !is_one_of(folded, incomplete, G_N_ELEMENTS(incomplete));
	return vt_issuer_case(written);
}
