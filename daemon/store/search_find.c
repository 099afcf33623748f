/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search_find - what people look for becomes FTS5's language, and the hits
 *
 * Only words reach FTS5, each between quotes: its own query language stays shut.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/spelling.h"
#include "store/search.h"
#include "store/search_private.h"
#include "store/store_private.h"

/* One word, beginning or phrase of a query; text is folded. */
typedef struct term {
	char *text;
	enum { TERM_WORD, TERM_PHRASE, TERM_BEGINNING } kind;
} term;

static void free_term(void *data)
{
	term *one = data;

	g_free(one->text);
	g_free(one);
}

/* Takes nothing that holds no letter and no digit: FTS5 would find no token in it. */
static void add_term(GPtrArray *terms, const char *from, const char *to, bool quoted)
{
	g_autofree char *text = g_strndup(from, (size_t)(to - from));
	bool beginning = !quoted && g_str_has_suffix(text, "*");
	bool has_word = false;

	g_strdelimit(text, "\"*", ' ');
	g_strstrip(text);
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		has_word = has_word || g_unichar_isalnum(g_utf8_get_char(p));
	if (!has_word)
		return;
	term *one = g_new0(term, 1);
	one->text = g_steal_pointer(&text);
	one->kind = quoted ? TERM_PHRASE : beginning ? TERM_BEGINNING : TERM_WORD;
	g_ptr_array_add(terms, one);
}

static GPtrArray *terms_of(const char *words)
{
	g_autofree char *folded = vt_text_fold(words);
	GPtrArray *terms = g_ptr_array_new_with_free_func(free_term);

	for (const char *p = folded; *p != '\0';) {
		const char *end = p;

		if (*p == '"') {
			end = strchr(p + 1, '"');
			end = end != NULL ? end : p + strlen(p);
			add_term(terms, p + 1, end, true);
			p = *end != '\0' ? end + 1 : end;
			continue;
		}
		while (*end != '\0' && *end != ' ' && *end != '"')
			end++;
		add_term(terms, p, end, false);
		p = *end == ' ' ? end + 1 : end;
	}
	return terms;
}

/* "ky" -> ("ky" OR "ki") */
static void put_word(GString *match, const char *word)
{
	g_autofree char *twin = vt_spelling_twin(word);

	if (twin != NULL)
		g_string_append_printf(match, "(\"%s\" OR \"%s\")", word, twin);
	else
		g_string_append_printf(match, "\"%s\"", word);
}

/* All words of the form, in any order. */
static void put_form(GString *match, const char *form)
{
	g_auto(GStrv) words = g_strsplit(form, " ", -1);

	g_string_append_c(match, '(');
	for (unsigned i = 0; words[i] != NULL; i++) {
		g_string_append(match, i > 0 ? " AND " : "");
		put_word(match, words[i]);
	}
	g_string_append_c(match, ')');
}

/* In this order: as written, with each syllable's twin, and the other forms of the whole. */
static void put_phrase(GString *match, const char *phrase)
{
	g_auto(GStrv) words = g_strsplit(phrase, " ", -1);
	unsigned n = g_strv_length(words);
	const char *const *forms = NULL;

	g_string_append_printf(match, "(\"%s\"", phrase);
	for (unsigned i = 0; i < n; i++) {
		char *word = words[i], *twin = vt_spelling_twin(word);

		if (twin == NULL)
			continue;
		words[i] = twin;
		g_autofree char *other = g_strjoinv(" ", words);
		g_string_append_printf(match, " OR \"%s\"", other);
		words[i] = word;
		g_free(twin);
	}
	if (n == 0 || vt_spelling_forms((const char *const *)words, n, &forms) != n)
		forms = NULL;
	for (; forms != NULL && *forms != NULL; forms++)
		g_string_append_printf(match, " OR \"%s\"", *forms);
	g_string_append_c(match, ')');
}

/* Words from term at on that have other forms together; 0 = none. */
static unsigned put_run(GString *match, const GPtrArray *terms, guint at)
{
	const char *words[VT_SEARCH_WORDS];
	const char *const *forms = NULL;
	unsigned n = 0;

	for (guint i = at; i < terms->len && n < VT_SEARCH_WORDS; i++) {
		const term *one = g_ptr_array_index(terms, i);

		if (one->kind != TERM_WORD)
			break;
		words[n++] = one->text;
	}
	unsigned taken = vt_spelling_forms(words, n, &forms);
	if (taken == 0)
		return 0;
	for (unsigned i = 0; forms[i] != NULL; i++) {
		g_string_append(match, i > 0 ? " OR " : "(");
		put_form(match, forms[i]);
	}
	g_string_append_c(match, ')');
	return taken;
}

static char *match_of(const GPtrArray *terms)
{
	GString *match = g_string_new(NULL);

	for (guint i = 0; i < terms->len;) {
		const term *one = g_ptr_array_index(terms, i);
		unsigned taken = 0;

		g_string_append(match, i > 0 ? " AND " : "");
		if (one->kind == TERM_WORD)
			taken = put_run(match, terms, i);
		if (taken > 0) {
			i += taken;
			continue;
		}
		if (one->kind == TERM_WORD)
			put_word(match, one->text);
		else if (one->kind == TERM_PHRASE)
			put_phrase(match, one->text);
		else
			g_string_append_printf(match, "\"%s\" *", one->text);
		i++;
	}
	return g_string_free(match, FALSE);
}

char *vt_search_match(const char *words)
{
	g_autoptr(GPtrArray) terms = terms_of(words);

	return terms->len > 0 && terms->len <= VT_SEARCH_WORDS ? match_of(terms) : NULL;
}

/* ---- the hits ---- */

#define FIELDS                                                                                     \
	"SELECT d.id, (SELECT value FROM document_field WHERE document = d.id"                     \
	" AND field = 'issuer'), (SELECT value FROM document_field WHERE document = d.id"          \
	" AND field = 'type') FROM "
#define WHERE                                                                                      \
	" (?1 IS NULL OR d.own = ?1) AND (?2 IS NULL OR d.arrived_at >= ?2)"                       \
	" AND (?3 IS NULL OR d.arrived_at < ?3) AND (?4 = 0 OR d.year = ?4)"                       \
	" AND (?5 IS NULL OR d.stage = ?5) AND d.state <> 'sealed'"                                \
	" AND (?7 IS NULL OR EXISTS (SELECT 1 FROM task WHERE task.document = d.id"                \
	" AND task.person = ?7) OR EXISTS (SELECT 1 FROM mail WHERE mail.document = d.id"          \
	" AND mail.person = ?7))"

static bool field_has(const char *value, const char *folded_words)
{
	g_autofree char *folded = vt_text_fold(value != NULL ? value : "");

	return folded_words == NULL || vt_text_has_words(folded, folded_words);
}

static bool read_hits(vt_query *query, const vt_search_for *what, unsigned page,
		      vt_search_hits *hits, GError **error)
{
	g_autofree char *issuer = what->issuer != NULL ? vt_text_fold(what->issuer) : NULL;
	g_autofree char *type = what->type != NULL ? vt_text_fold(what->type) : NULL;
	unsigned looked = 0;
	GError *fault = NULL;

	while (hits->total < VT_SEARCH_MOST && looked < VT_SEARCH_LOOKED
	       && vt_query_next(query, &fault)) {
		int64_t id = vt_query_get_int(query, 0);

		if (!field_has(vt_query_get(query, 1), issuer)
		    || !field_has(vt_query_get(query, 2), type)
		    || (what->shows != NULL && ++looked > 0 && !what->shows(id, what->data)))
			continue;
		if (hits->total / VT_SEARCH_PAGE == page)
			g_array_append_val(hits->ids, id);
		hits->total++;
	}
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}

static bool is_nothing(const vt_search_for *what, const GPtrArray *terms)
{
	bool narrowed = what->from != 0 || what->to != 0 || what->issuer != NULL
			|| what->type != NULL || what->year != 0 || what->stage != NULL;

	return terms->len > VT_SEARCH_WORDS || (terms->len == 0 && !narrowed);
}

bool vt_search_find(vt_store *store, const vt_search_for *what, unsigned page,
		    vt_search_hits *hits_out, GError **error)
{
	static const char all[] = FIELDS "document d WHERE" WHERE " ORDER BY d.id DESC";
	static const char matching[] =
		FIELDS "document_index i JOIN document d ON d.id = i.rowid"
		       " WHERE document_index MATCH ?6 AND" WHERE " ORDER BY i.rowid DESC";
	g_autoptr(GPtrArray) terms = terms_of(what->words != NULL ? what->words : "");
	g_autofree char *match = match_of(terms);
	vt_search_hits hits = { g_array_new(FALSE, FALSE, sizeof(int64_t)), 0 };
	g_autoptr(vt_query) query = vt_query_new(store, terms->len > 0 ? matching : all);

	vt_query_text(query, 1, what->own);
	vt_query_at(query, 2, what->from != 0 ? what->from : VT_TIME_NONE);
	vt_query_at(query, 3, what->to != 0 ? what->to : VT_TIME_NONE);
	vt_query_int(query, 4, what->year);
	vt_query_text(query, 5, what->stage != NULL ? vt_stage_name(*what->stage) : NULL);
	if (terms->len > 0)
		vt_query_text(query, 6, match);
	vt_query_text(query, 7, what->concerns);
	if (!is_nothing(what, terms) && !read_hits(query, what, page, &hits, error)) {
		g_array_unref(hits.ids);
		return false;
	}
	*hits_out = hits;
	return true;
}

bool vt_search(vt_store *store, const char *own, const char *words, unsigned page,
	       vt_search_hits *hits_out, GError **error)
{
	const vt_search_for what = { .own = own, .words = words };

	return vt_search_find(store, &what, page, hits_out, error);
}
