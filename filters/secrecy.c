/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secrecy - marks of state secrecy: MẬT, TỐI MẬT, TUYỆT MẬT
 */
#include "filters/secrecy.h"

#include <string.h>

#include "base/text.h"
#include "filters/page.h"
#include "filters/pdf.h"
#include "filters/subject.h"

#define HEAD_LINES 45 /* when no body was seen: a whole page */
#define BODY_LINES 15 /* of a mail */
#define MARK_BYTES 60 /* "ĐỘ MẬT: TUYỆT MẬT" with a blank between all letters */

static int level_of(const vt_word *word)
{
	if (strcmp(word->level, "tuyet-mat") == 0)
		return 3;
	if (strcmp(word->level, "toi-mat") == 0)
		return 2;
	return strcmp(word->level, "mat") == 0 ? 1 : 0;
}

/* Capitals with their marks and nothing else: "* M Ậ T *" and "[Tối mật]" become MẬT and TỐIMẬT. */
static char *squeeze(const char *text)
{
	g_autofree char *upper = vt_text_upper(text);
	GString *out = g_string_new(NULL);

	for (const char *p = upper; *p; p += g_utf8_skip[(unsigned char)*p]) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_isalnum(c))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

static bool has_lower(const char *text)
{
	for (const char *p = text; *p; p += g_utf8_skip[(unsigned char)*p]) {
		if (g_unichar_islower(g_utf8_get_char(p)))
			return true;
	}
	return false;
}

/* text as a whole is a mark. Small letters count only with all the marks of the word: "Mật", not
 * "mat". */
static int whole_mark(const vt_office *office, const char *text)
{
	g_autofree char *squeezed = NULL;
	const GPtrArray *words = office->words[VT_WORDS_SECRET];
	const char *core;
	int level = 0;
	bool lower;

	if (strlen(text) > MARK_BYTES || !words)
		return 0;
	squeezed = squeeze(text);
	lower = has_lower(text);
	core = squeezed;
	if (g_str_has_prefix(core, "ĐỘMẬT") && core[strlen("ĐỘMẬT")])
		core += strlen("ĐỘMẬT");
	for (guint i = 0; i < words->len; i++) {
		const vt_word *word = g_ptr_array_index(words, i);
		g_autofree char *mark = squeeze(word->text);
		if (strcmp(core, mark) != 0)
			continue;
		if (!lower || g_str_has_suffix(mark, "MẬT"))
			level = MAX(level, level_of(word));
	}
	return level;
}

int vt_secrecy_of_page(const vt_office *office, const char *text)
{
	g_autoptr(vt_page) page = vt_page_new(text);
	int level = 0, last = MIN(page->body, MIN((int)page->lines->len, HEAD_LINES));

	for (int i = 0; i < last; i++) {
		const vt_line *line = vt_page_line(page, i);
		level = MAX(level, whole_mark(office, line->text));
		level = MAX(level, whole_mark(office, line->left));
		level = MAX(level, whole_mark(office, line->right));
	}
	return level;
}

static int of_body(const vt_office *office, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", BODY_LINES + 1);
	int level = 0;

	for (gsize i = 0; i < BODY_LINES && lines[i]; i++)
		level = MAX(level, whole_mark(office, lines[i]));
	return level;
}

/* The text at p goes on with a phrase in which the word means nothing: "MẬT KHẨU MỚI". */
static bool means_nothing(const vt_office *office, const char *p)
{
	g_autofree char *folded = vt_text_fold(p);
	const GPtrArray *words = office->words[VT_WORDS_NOT_SECRET];

	for (guint i = 0; words && i < words->len; i++) {
		const vt_word *word = g_ptr_array_index(words, i);
		if (g_str_has_prefix(folded, word->folded))
			return true;
	}
	return false;
}

/* "MẬT Kế hoạch ...": capitals with all their marks in front. */
static int leading_mark(const vt_office *office, const char *text)
{
	g_autofree char *nfc = vt_text_nfc(text);
	const GPtrArray *words = office->words[VT_WORDS_SECRET];
	int level = 0;

	for (guint i = 0; words && i < words->len; i++) {
		const vt_word *word = g_ptr_array_index(words, i);
		gsize n = strlen(word->text);
		if (g_str_has_suffix(word->text, "MẬT") && g_str_has_prefix(nfc, word->text)
		    && !g_unichar_isalnum(g_utf8_get_char(nfc + n)) && !means_nothing(office, nfc))
			level = MAX(level, level_of(word));
	}
	return level;
}

static int bracket_marks(const vt_office *office, const char *text)
{
	int level = 0;

	for (const char *p = text; (p = strpbrk(p, "[(")) != NULL; p++) {
		g_autofree char *inside = g_strndup(p + 1, strcspn(p + 1, "])"));
		level = MAX(level, whole_mark(office, inside));
	}
	return level;
}

int vt_secrecy_of_subject(const vt_office *office, const char *subject)
{
	static const char *const ends[] = { ":", " - ", " – ", " — ", ";", "," };
	const char *bare = subject ? vt_subject_bare(subject) : "";
	int level = MAX(whole_mark(office, bare), bracket_marks(office, bare));

	level = MAX(level, leading_mark(office, bare));
	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
		const char *end = strstr(bare, ends[i]);
		g_autofree char *prefix = end ? g_strndup(bare, (gsize)(end - bare)) : NULL;
		if (prefix)
			level = MAX(level, whole_mark(office, prefix));
	}
	if (g_str_has_prefix(bare, "Độ mật:") || g_str_has_prefix(bare, "ĐỘ MẬT:")) {
		const char *value = strchr(bare, ':') + 1;
		g_autofree char *mark = g_strndup(value, strcspn(value, ",;.-"));
		level = MAX(level, whole_mark(office, mark));
	}
	return level;
}

/* One to three words of the name between its separators, "KH_TOI MAT_12": an unaccented one only
 * beside '_', a bracket or alone. */
static int name_words(const vt_office *office, char **words, guint n, guint from, const char *stem)
{
	int level = 0;

	for (guint count = 1; count <= 2 && from + count <= n; count++) {
		g_autofree char *joined =
			count == 1 ? g_strdup(words[from])
				   : g_strjoin(" ", words[from], words[from + 1], NULL);
		int found = whole_mark(office, joined);
		g_autofree char *upper = vt_text_upper(joined);
		g_autofree char *around = NULL;
		bool marked = g_str_has_suffix(upper, "MẬT");
		if (found == 0)
			continue;
		around = g_strjoin(" ", from > 0 ? words[from - 1] : "", joined, NULL);
		if (means_nothing(office, g_strchug(around)))
			continue;
		g_clear_pointer(&around, g_free);
		around = g_strjoin(" ", joined, from + count < n ? words[from + count] : "", NULL);
		if (means_nothing(office, around)
		    || (!marked && count == 1 && n > 1 && strchr(stem, ' ')))
			continue;
		level = MAX(level, found);
	}
	return level;
}

int vt_secrecy_of_name(const vt_office *office, const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	g_autofree char *stem = NULL;
	g_auto(GStrv) words = NULL;
	int level;

	if (!name)
		return 0;
	stem = dot ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
	level = MAX(bracket_marks(office, stem), whole_mark(office, stem));
	words = g_strsplit_set(stem, "-_ .()[]", 64);
	for (guint i = 0, n = g_strv_length(words); i < n; i++) {
		if (*words[i])
			level = MAX(level, name_words(office, words, n, i, stem));
	}
	return level;
}

static void report(vt_contents *contents, int level, const char *where)
{
	static const vt_code codes[] = { VT_CODE_SECRET, VT_CODE_TOP_SECRET,
					 VT_CODE_ABSOLUTE_SECRET };

	if (level > 0)
		vt_findings_add(contents->findings, codes[level - 1], "%s", where);
}

void vt_secrecy_run(vt_case *c, vt_contents *contents)
{
	report(contents, vt_secrecy_of_subject(c->office, contents->subject), "subject");
	report(contents, of_body(c->office, c->body_text), "mail text");
	report(contents, vt_secrecy_of_page(c->office, c->main_text), "page 1");
	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);
		g_autoptr(vt_pdf) pdf = NULL;
		gsize size;
		const void *bytes;
		report(contents, vt_secrecy_of_name(c->office, part->name), "file name");
		if ((int)i == contents->main_part || strcmp(part->type, "application/pdf") != 0)
			continue;
		bytes = g_bytes_get_data(leaf->content, &size);
		pdf = vt_pdf_read(bytes, size);
		report(contents, vt_secrecy_of_page(c->office, pdf->text), "page 1 of an annex");
	}
}
