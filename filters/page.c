/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - the text of page 1 as lines and columns
 */
#include "filters/page.h"

#include <string.h>

#include "base/text.h"

#define LINES_MAX  300 /* a page of 14 points holds some 45, a dense table 90 */
#define LINE_BYTES 2000
#define GAP        2  /* blanks that part two columns */
#define SLACK      6  /* columns by which the right block may begin before the Quốc hiệu */
#define HEAD_LINES 25 /* the Quốc hiệu stands within the first of these */

static const char *next_char(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

static bool is_vowel(gunichar c)
{
	gunichar base = g_unichar_tolower(c), letter, mark;

	while (g_unichar_decompose(base, &letter, &mark))
		base = letter;
	return base < 128 && strchr("aeiouy", (int)base) != NULL && base != 0;
}

/* The initial consonants of Vietnamese. */
static bool is_onset(const char *word, gsize n)
{
	static const char *const onsets[] = {
		"b",  "c",   "ch", "d", "đ",  "g", "gh", "gi", "h", "k", "kh", "l",  "m", "n",
		"ng", "ngh", "nh", "p", "ph", "q", "qu", "r",  "s", "t", "th", "tr", "v", "x",
	};
	g_autofree char *lower = NULL;

	if (n == 0 || n > 4)
		return false;
	lower = g_utf8_strdown(word, (gssize)n);
	for (gsize i = 0; i < G_N_ELEMENTS(onsets); i++) {
		if (strcmp(lower, onsets[i]) == 0)
			return true;
	}
	return false;
}

/* "v" + "ăn", "H" + "ỘI", but not "K" + "Anh" or "TH" + "Ông". */
static bool belong_together(const char *onset, gsize n, const char *rest)
{
	gunichar first = g_utf8_get_char(rest), second = g_utf8_get_char(next_char(rest));
	const char *last = g_utf8_find_prev_char(onset, onset + n);
	bool upper = last && g_unichar_isupper(g_utf8_get_char(last));

	if (!is_onset(onset, n) || !is_vowel(first))
		return false;
	if (g_unichar_islower(first))
		return !upper || next_char(onset) == onset + n;
	return upper && g_unichar_isupper(second);
}

char *vt_page_repair(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *p = text;

	while (*p) {
		gsize n = strcspn(p, " ");
		g_string_append_len(out, p, (gssize)n);
		if (p[n] == ' ' && p[n + 1] && p[n + 1] != ' '
		    && belong_together(p, n, p + n + 1)) {
			p += n + 1;
			continue;
		}
		p += n;
		while (*p == ' ') {
			g_string_append_c(out, ' ');
			p++;
		}
	}
	return g_string_free(out, FALSE);
}

bool vt_page_is_upper(const char *text)
{
	unsigned n = 0;

	for (const char *p = text; *p; p = next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_islower(c))
			return false;
		n += g_unichar_isupper(c) ? 1 : 0;
	}
	return n >= 2;
}

static void line_free(gpointer data)
{
	vt_line *line = data;

	g_free(line->text);
	g_free(line->folded);
	g_free(line->left);
	g_free(line->right);
	g_free(line);
}

static bool has_national(const char *raw)
{
	g_autofree char *folded = vt_text_fold(raw);
	GString *squeezed = g_string_new(NULL);
	bool found;

	for (const char *p = folded; *p; p++) {
		if (*p != ' ')
			g_string_append_c(squeezed, *p);
	}
	found = strstr(squeezed->str, "conghoaxahoichunghia")
		|| strstr(squeezed->str, "dangcongsanvietnam");
	g_string_free(squeezed, TRUE);
	return found;
}

/* Characters before the Quốc hiệu in its line: where the right column begins. */
static glong national_column(const char *raw)
{
	const char *found = strstr(raw, "CỘNG");

	if (!found)
		found = strstr(raw, "CỘN");
	if (!found)
		found = strstr(raw, "ĐẢNG");
	if (!found) {
		/* letters apart or without marks: the last gap */
		for (const char *p = raw; *p; p++) {
			if (p[0] == ' ' && p[1] == ' ' && p[2] && p[2] != ' ')
				found = p + 2;
		}
	}
	return found ? g_utf8_strlen(raw, found - raw) : 0;
}

static bool is_date_segment(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	return strstr(folded, "ngay") && strstr(folded, "thang") && strstr(folded, "nam");
}

static void append_piece(GString *column, const char *piece, gsize n)
{
	if (column->len > 0)
		g_string_append_c(column, ' ');
	g_string_append_len(column, piece, (gssize)n);
}

/* The segments of a line, parted by gaps, to the column they begin in. split 0: everything is left.
 * tight: one blank at the column parts, too, as between a long agency's name and the Quốc hiệu. */
static void split_line(const char *raw, glong split, bool tight, vt_line *line)
{
	GString *left = g_string_new(NULL), *right = g_string_new(NULL);
	const char *p = raw;
	glong column = 0;

	while (*p) {
		const char *start, *end;
		for (; *p == ' '; p++)
			column++;
		start = end = p;
		for (glong blanks = 0, at = column; *p; p = next_char(p), at++) {
			bool parts = tight && split > 0 && blanks > 0 && at == split;
			if ((blanks >= GAP && *p != ' ') || (parts && *p != ' '))
				break;
			blanks = *p == ' ' ? blanks + 1 : 0;
			if (*p != ' ')
				end = next_char(p);
		}
		if (end > start) {
			g_autofree char *piece = g_strndup(start, (gsize)(end - start));
			bool is_right = split > 0
					&& (column >= split - SLACK
					    || (column > 0 && is_date_segment(piece)));
			append_piece(is_right ? right : left, piece, strlen(piece));
		}
		column += g_utf8_strlen(start, p - start);
	}
	line->left = vt_page_repair(left->str);
	line->right = vt_page_repair(right->str);
	g_string_free(left, TRUE);
	g_string_free(right, TRUE);
}

static vt_line *line_new(const char *raw, glong split, bool tight)
{
	vt_line *line = g_new0(vt_line, 1);
	g_autofree char *tidy = vt_text_tidy(raw);

	line->text = vt_page_repair(tidy);
	line->folded = vt_text_fold(line->text);
	split_line(raw, split, tight, line);
	return line;
}

/* Words a document's running text or address begins with; nothing of the masthead stands below. */
static bool begins_body(const vt_line *line)
{
	static const char *const words[] = {
		"can cu",   "dieu 1",        "thuc hien", "theo de nghi", "xet de nghi",
		"nhan dip", "de trien khai", "chuong i",  "phan i",
	};
	if (g_str_has_prefix(line->folded, "kinh gui"))
		return true;
	/* in small letters they go on with a trích yếu: "Về việc / thực hiện ..." */
	if (!g_unichar_isupper(g_utf8_get_char(line->text)))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_str_has_prefix(line->folded, words[i]))
			return true;
	}
	return false;
}

static void clean(char *raw)
{
	/* tabs and other controls would count as columns */
	for (char *p = raw; *p; p++) {
		if ((unsigned char)*p < ' ')
			*p = ' ';
	}
	if (strlen(raw) > LINE_BYTES) {
		char *cut = raw + LINE_BYTES;
		while ((*cut & 0xc0) == 0x80)
			cut--;
		*cut = '\0';
	}
}

vt_page *vt_page_new(const char *text)
{
	vt_page *page = g_new0(vt_page, 1);
	g_auto(GStrv) raw = g_strsplit(text ? text : "", "\n", LINES_MAX + 1);
	guint n = MIN(g_strv_length(raw), LINES_MAX);
	glong split = 0, widest = 0;

	page->lines = g_ptr_array_new_with_free_func(line_free);
	page->national = -1;
	for (guint i = 0; i < n; i++) {
		clean(raw[i]);
		widest = MAX(widest, g_utf8_strlen(raw[i], -1));
		if (page->national < 0 && i < HEAD_LINES && has_national(raw[i])) {
			page->national = (int)i;
			split = national_column(raw[i]);
		}
	}
	if (split == 0)
		split = widest * 2 / 5;
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(page->lines, line_new(raw[i], split, (int)i == page->national));
	page->body = (int)n;
	for (int i = MAX(page->national, 0); i < (int)n && page->body == (int)n; i++) {
		if (begins_body(vt_page_line(page, i)))
			page->body = i;
	}
	return page;
}

void vt_page_free(vt_page *page)
{
	if (!page)
		return;
	g_ptr_array_unref(page->lines);
	g_free(page);
}

const vt_line *vt_page_line(const vt_page *page, int index)
{
	g_assert(index >= 0 && (guint)index < page->lines->len);
	return g_ptr_array_index(page->lines, (guint)index);
}
