/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * masthead - what stands above the running text of an official document
 */
#include "filters/masthead.h"

#include <string.h>

#include "base/text.h"
#include "doc/number.h"
#include "filters/dates.h"

#define NUMBER_WITHIN  14 /* lines below the Quốc hiệu (or the top) in which "Số:" stands */
#define DATE_BELOW     4  /* the date shares the number's line or stands near it */
#define HEADING_WITHIN 20
#define SUBJECT_LINES  8

static int lines_of(const vt_page *page)
{
	return (int)page->lines->len;
}

/* What follows "Số" of the number's own line; NULL when the line is another one. */
static const char *after_label(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);
	const char *p = text;

	if (!g_str_has_prefix(folded, "so") || g_ascii_isalpha(folded[2]))
		return NULL;
	/* two letters, whatever their bytes */
	p = g_utf8_offset_to_pointer(p, 2);
	while (*p == ' ' || *p == ':' || *p == '.')
		p++;
	return *p == '/' || g_ascii_isdigit(*p) ? p : NULL;
}

static bool take_number(const char *rest, vt_masthead *m)
{
	char *number = NULL, *notation = NULL;
	size_t from = 0, to = 0;
	g_autofree char *probe = NULL;

	if (*rest == '/') { /* the blank form: notation alone */
		probe = g_strdup_printf("0%s", rest);
		if (!vt_number_parse(probe, &number, &notation))
			return false;
		g_clear_pointer(&number, g_free);
	} else if (!vt_number_parse(rest, &number, &notation)) {
		/* the right column stands in the same line */
		if (!vt_number_find(rest, &from, &to, &number, &notation))
			return false;
		if (from != 0) {
			g_free(number);
			g_free(notation);
			return false;
		}
	}
	m->number = number;
	m->notation = notation;
	return true;
}

/* "Số: 88/UBND-NC ngày 01 tháng 10 năm 2026 của ...": speaks of another document. On the number's
 * own line the date has its place's name before it. */
static bool is_cited(const char *column)
{
	g_autofree char *folded = vt_text_fold(column);
	const char *slash = strchr(folded, '/');
	const char *gap = slash ? strchr(slash, ' ') : NULL;

	return gap && g_str_has_prefix(gap + strspn(gap, " ,("), "ngay ");
}

/* The line of "Số: ..."; -1 when there is none. Only the first one counts: what follows may be
 * cited. */
static int find_number(const vt_page *page, vt_masthead *m)
{
	int first = MAX(page->national - 1, 0);
	int last = MIN(first + NUMBER_WITHIN, MIN(page->body, lines_of(page)));

	for (int i = first; i < last; i++) {
		const vt_line *line = vt_page_line(page, i);
		const char *columns[] = { line->left, line->right };
		for (gsize k = 0; k < G_N_ELEMENTS(columns); k++) {
			const char *rest = after_label(columns[k]);
			if (rest && is_cited(columns[k]))
				return -1;
			if (rest) {
				take_number(rest, m);
				return i;
			}
		}
	}
	return -1;
}

static int find_date(const vt_page *page, int number_line, vt_masthead *m)
{
	int first = MAX(page->national, 0);
	int last = MIN(MAX(number_line, first) + DATE_BELOW + 1, MIN(page->body, lines_of(page)));

	for (int i = first; i < last; i++) {
		const vt_line *line = vt_page_line(page, i);

		if (after_label(line->left) && is_cited(line->left))
			continue;
		m->issued = vt_dates_words(line->folded);
		if (m->issued)
			return i;
	}
	return number_line;
}

static void find_issuer(const vt_page *page, int number_line, const vt_office *office,
			vt_masthead *m)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();

	for (int i = 0; i < number_line; i++) {
		const char *left = vt_page_line(page, i)->left;
		g_autofree char *folded = vt_text_fold(left);
		if (!vt_page_is_upper(left) || vt_urgency_mark(office, left) > 0
		    || strstr(folded, "cong hoa xa hoi") || strstr(folded, "dang cong san"))
			continue;
		g_ptr_array_add(lines, (gpointer)(guintptr)left);
	}
	m->issuer = vt_issuer_read(lines, office->directory, &m->issuer_known);
}

const vt_type *vt_masthead_type_of(const vt_office *office, const char *notation)
{
	const char *p = notation;
	g_autofree char *group = NULL;

	if (!p)
		return NULL;
	if (strlen(p) > 5 && g_ascii_isdigit(p[0]) && p[4] == '/')
		p += 5;
	group = g_strndup(p, strcspn(p, "-"));
	/* "12/TB": an abbreviation needs an agency behind it, else it is the agency ("12/TTr" of
	 * Thanh tra) */
	if (!strchr(p, '-') || !office->types)
		return NULL;
	return vt_office_type_by_abbreviation(office, group);
}

static char *letters_of(const char *folded)
{
	GString *out = g_string_new(NULL);

	for (const char *p = folded; *p; p++) {
		if (!strchr(" :.*", *p))
			g_string_append_c(out, *p);
	}
	return g_string_free(out, FALSE);
}

/* Blanks are left out of the comparison: headings are often spaced ("T H Ô N G  B Á O") or fall
 * apart ("QUY ẾT ĐỊNH"). */
static const vt_type *heading_type(const vt_office *office, const vt_line *line)
{
	g_autofree char *letters = NULL;

	if (!vt_page_is_upper(line->text) || strlen(line->text) > 120)
		return NULL;
	letters = letters_of(line->folded);
	for (guint i = 0; office->types && i < office->types->len; i++) {
		const vt_type *type = g_ptr_array_index(office->types, i);
		g_autofree char *name = letters_of(type->folded);
		if (strcmp(name, letters) == 0)
			return type;
	}
	return NULL;
}

/* Who issues a decision, in capitals between its subject and its grounds. */
static bool is_issuing_person(const char *text)
{
	static const char *const starts[] = {
		"chu tich",    "pho chu tich", "giam doc",   "pho giam doc", "tong giam doc",
		"bo truong",   "thu truong",   "thu tuong",  "chinh phu",    "quoc hoi",
		"uy ban",      "ubnd",         "hoi dong",   "hdnd",         "thuong truc",
		"cuc truong",  "tong cuc",     "vu truong",  "chanh ",       "truong ",
		"hieu truong", "vien truong",  "thong doc",  "tong ",        "bi thu",
		"ban ",        "chi cuc",      "doi truong", "chi huy",      "tu lenh",
	};
	g_autofree char *folded = vt_text_fold(text);

	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
		if (g_str_has_prefix(folded, starts[i]))
			return true;
	}
	return false;
}

/* Lines below the heading until an empty one or the body; a line in capitals is the issuing person
 * of a decision, unless the subject is in capitals itself. */
static char *read_subject(const vt_page *page, int heading)
{
	GString *subject = g_string_new(NULL);
	int i = heading + 1, n = 0;
	bool capitals = false;

	if (i < lines_of(page) && *vt_page_line(page, i)->text == '\0')
		i++;
	for (; i < MIN(page->body, lines_of(page)) && n < SUBJECT_LINES; i++, n++) {
		const vt_line *line = vt_page_line(page, i);
		const char *p = line->text;
		if (n == 0)
			capitals = vt_page_is_upper(p);
		if (*p == '\0'
		    || (n > 0 && vt_page_is_upper(p) && strlen(p) > 8
			&& (!capitals || is_issuing_person(p))))
			break;
		if (strspn(p, "-_=*. ") == strlen(p))
			break;
		g_string_append_printf(subject, "%s%s", subject->len > 0 ? " " : "", p);
	}
	/* a sentence or a whole paragraph is no trích yếu: the document has none */
	if (subject->len == 0 || n == SUBJECT_LINES || g_str_has_suffix(subject->str, ".")
	    || g_str_has_suffix(subject->str, ";")) {
		g_string_free(subject, TRUE);
		return NULL;
	}
	return g_string_free(subject, FALSE);
}

static const char *after_vv(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	if (g_str_has_prefix(folded, "v/v")) {
		const char *p = text + 3;
		while (*p == ' ' || *p == ':')
			p++;
		return p;
	}
	return g_str_has_prefix(folded, "ve viec ") ? text : NULL;
}

/* Slot 5b: "V/v ..." under the number, in the left column only. */
static char *read_vv(const vt_page *page, int number_line, const vt_office *office)
{
	GString *subject = NULL;

	for (int i = number_line + 1; i < MIN(page->body, lines_of(page)); i++) {
		const vt_line *line = vt_page_line(page, i);
		if (!subject) {
			const char *p = after_vv(line->left);
			if (p)
				subject = g_string_new(p);
			else if (i > number_line + 5)
				break;
			continue;
		}
		if (*line->left == '\0') {
			if (*line->right == '\0')
				break;
			continue;
		}
		/* a stamp may stand right below */
		if (subject->len > 1500 || vt_urgency_mark(office, line->left) > 0)
			break;
		g_string_append_printf(subject, "%s%s", subject->len > 0 ? " " : "", line->left);
	}
	if (!subject || subject->len == 0) {
		if (subject)
			g_string_free(subject, TRUE);
		return NULL;
	}
	return g_string_free(subject, FALSE);
}

static void find_type(const vt_page *page, int below, int number_line, const vt_office *office,
		      vt_masthead *m)
{
	const vt_type *noted = vt_masthead_type_of(office, m->notation), *headed = NULL;
	int last = MIN(below + HEADING_WITHIN, MIN(page->body, lines_of(page)));

	for (int i = MAX(below, 0); i < last && !headed; i++) {
		headed = heading_type(office, vt_page_line(page, i));
		if (headed)
			m->subject = read_subject(page, i);
	}
	if (headed) {
		m->type = g_strdup(headed->name);
		m->type_agrees = noted && strcmp(noted->folded, headed->folded) == 0;
		return;
	}
	if (number_line >= 0 && !noted) {
		const vt_type *letter = office->types ? vt_office_type(office, "cong van") : NULL;
		m->subject = read_vv(page, number_line, office);
		if (m->subject && m->notation && letter) {
			m->type = g_strdup(letter->name);
			m->type_agrees = true;
		}
	}
}

int vt_urgency_mark(const vt_office *office, const char *text)
{
	g_autofree char *upper = vt_text_upper(text);
	int best = 0;

	if (!vt_page_is_upper(text) || !office->words[VT_WORDS_URGENT])
		return 0;
	for (guint i = 0; i < office->words[VT_WORDS_URGENT]->len; i++) {
		const vt_word *word = g_ptr_array_index(office->words[VT_WORDS_URGENT], i);
		g_autofree char *mark = vt_text_upper(word->text);
		if (strcmp(mark, upper) == 0 && word->level && g_ascii_isdigit(*word->level))
			best = MAX(best, *word->level - '0');
	}
	return CLAMP(best, 0, 3);
}

static void find_urgency(const vt_page *page, const vt_office *office, vt_masthead *m)
{
	for (int i = 0; i < MIN(page->body, lines_of(page)); i++) {
		const vt_line *line = vt_page_line(page, i);
		m->urgency = MAX(m->urgency, vt_urgency_mark(office, line->left));
		m->urgency = MAX(m->urgency, vt_urgency_mark(office, line->right));
		m->urgency = MAX(m->urgency, vt_urgency_mark(office, line->text));
	}
}

void vt_masthead_read(const vt_page *page, const vt_office *office, vt_masthead *masthead_out)
{
	int number_line, date_line;

	*masthead_out = (vt_masthead){ 0 };
	number_line = find_number(page, masthead_out);
	date_line = find_date(page, number_line, masthead_out);
	if (number_line > 0)
		find_issuer(page, number_line, office, masthead_out);
	if (number_line >= 0 || page->national >= 0)
		find_type(page, MAX(MAX(number_line, date_line), page->national) + 1, number_line,
			  office, masthead_out);
	find_urgency(page, office, masthead_out);
}

void vt_masthead_clear(vt_masthead *masthead)
{
	g_free(masthead->number);
	g_free(masthead->notation);
	g_free(masthead->issued);
	g_free(masthead->issuer);
	g_free(masthead->type);
	g_free(masthead->subject);
	*masthead = (vt_masthead){ 0 };
}
