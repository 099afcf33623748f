/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_html - a filled mail as a page of HTML
 *
 * Reads the form of a mail from its lines, as a reader of the text does, but never from a value:
 * those stand between marks. No colours, so that a dark client can choose its own.
 */
#include <string.h>

#include "mail/template_private.h"

#define SOFT_WIDTH  52     /* characters; a template breaks a sentence behind so many */
#define HEADING_MIN 5      /* capitals of a heading */
#define LABEL_MAX   44     /* characters of a first column */
#define COLUMN_MIN  6      /* blanks before words of a second column */
#define GAP         "    " /* between two columns */
/* Without a width of the first column a phone breaks values to single letters. */
#define TABLE                                                                                      \
	"<table cellpadding=\"3\" style=\"width:100%;border-collapse:collapse\">\n"                \
	"<col style=\"width:38%\">\n"

typedef struct page {
	char **lines;
	unsigned n, at;
	bool has_heading;
	unsigned set_in;     /* blanks before the commands right above, 0 = none stand there */
	const char *command; /* the last of them */
	GString *out;
} page;

/* ---- one line ---- */

static unsigned indent_of(const char *line)
{
	return (unsigned)strspn(line, " ");
}

static const char *inner(const char *line)
{
	return line + indent_of(line);
}

static bool begins(const char *line, char mark)
{
	return *inner(line) == mark;
}

static const char *line_at(const page *p, unsigned i)
{
	return i < p->n ? p->lines[i] : "";
}

static bool is_blank(const char *line)
{
	return *inner(line) == '\0';
}

/* Nothing but an address that we made. */
static bool is_link(const char *line)
{
	const char *end = strchr(line, VT_MARK_END);

	return begins(line, VT_MARK_LINK) && end != NULL && is_blank(end + 1);
}

static size_t width_of(const char *line)
{
	size_t width = 0;

	for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at)) {
		if (*at == VT_MARK_LINE)
			width = 0;
		else
			width += !vt_is_mark(*at);
	}
	return width;
}

/* "1. ", "12. ": where the words begin; NULL. */
static const char *behind_number(const char *line)
{
	const char *at = line;
	unsigned digits = 0;

	for (; vt_is_mark(*at) || g_ascii_isdigit(*at); at++)
		digits += g_ascii_isdigit(*at);
	return digits > 0 && at[0] == '.' && at[1] == ' ' ? at + 2 : NULL;
}

static bool is_row(const char *line)
{
	return g_str_has_prefix(line, "- ");
}

/* Capitals up to a bracket, a value or the end. */
static bool is_heading(const char *line)
{
	unsigned capitals = 0;
	const char *at = line;

	for (; *at != '\0' && *at != '(' && *at != ':' && !vt_is_mark(*at);
	     at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_isalpha(c) && !g_unichar_isupper(c))
			return false;
		capitals += g_unichar_isupper(c) ? 1 : 0;
	}
	if (*at == ':')
		at++;
	return indent_of(line) == 0 && !is_row(line) && capitals >= HEADING_MIN
	       && (*at == '\0' || *at == '(' || vt_is_mark(*inner(at)));
}

/* ":" of "- Label: value" that the template wrote, a value may stand before it; NULL, and for a
 * whole sentence. */
static const char *label_end(const char *line)
{
	const char *at = line;

	while (*at != '\0' && *at != ':') {
		if (vt_is_mark(*at) && (at == line || (at = strchr(at, VT_MARK_END)) == NULL))
			return NULL;
		at++;
	}
	if (g_utf8_strlen(line, at - line) > LABEL_MAX)
		return NULL;
	return *at == ':' && (at[1] == ' ' || at[1] == '\0') ? at : NULL;
}

/* ---- blocks; each begins at p->at and ends behind itself ---- */

/* Of indented lines that end with an address, the first is what the link is called. */
static unsigned lines_before_link(const page *p, unsigned i)
{
	unsigned indent = indent_of(line_at(p, i)), j = i;

	if (is_link(line_at(p, i + 1)) && !is_blank(line_at(p, i)) && !is_link(line_at(p, i)))
		return 1;
	while (j < p->n && indent >= 2 && !is_blank(p->lines[j]) && indent_of(p->lines[j]) == indent
	       && !is_link(p->lines[j]))
		j++;
	return j > i && is_link(line_at(p, j)) ? j - i : 0;
}

static void put_button(page *p, unsigned before)
{
	const char *label = inner(line_at(p, p->at));
	const char *mark = inner(line_at(p, p->at + before));

	g_string_append(p->out, "<p>");
	/* "or tap this link": the button is named after the command it stands for. */
	if (before == 1 && p->set_in > 0 && g_ascii_islower(*label)) {
		vt_words_line(p->out, label);
		g_string_append(p->out, "<br>\n");
		label = p->command;
	}
	vt_words_link(p->out, mark, label, before > 0 ? vt_label_size(label, strlen(label)) : 0);
	for (unsigned i = 1; i < before; i++) {
		g_string_append(p->out, "<br>");
		vt_words_line(p->out, inner(p->lines[p->at + i]));
	}
	g_string_append(p->out, "</p>\n");
	p->at += before + 1;
}

static void put_heading(page *p)
{
	const char *tag = p->has_heading ? "h2" : "h1";

	g_string_append_printf(p->out, "<%s style=\"font-size:%s\">", tag,
			       p->has_heading ? "1.05em" : "1.2em");
	vt_words_line(p->out, p->lines[p->at++]);
	g_string_append_printf(p->out, "</%s>\n", tag);
	p->has_heading = true;
}

/* The form is read back out of the quotation of an answer: line by line, as it was sent. */
static void put_form(page *p)
{
	const char *line = inner(p->lines[p->at++]);

	/* Letters of a typewriter often lack Vietnamese ones, and nothing is aligned. */
	g_string_append(p->out, "<pre style=\"font-family:inherit;font-size:16px;"
				"white-space:pre-wrap\">");
	for (const char *at = line; *at != '\0'; at++) {
		if (*at == VT_MARK_LINE)
			g_string_append_c(p->out, '\n');
		else
			vt_words_put(p->out, at, 1);
	}
	g_string_append(p->out, "</pre>\n");
}

static void put_footer(page *p)
{
	static const char dashes[] = { VT_MARK_FOOTER, '-', '-', VT_MARK_LINE, '\0' };
	const char *line = inner(p->lines[p->at++]);

	g_string_append(p->out, "<hr>\n<p style=\"font-size:13px\">");
	vt_words_line(p->out, g_str_has_prefix(line, dashes) ? line + strlen(dashes) : line);
	g_string_append(p->out, "</p>\n");
}

/* Does the template break a sentence here? A value may end a sentence, and be short or long. */
static bool goes_on(const char *above, const char *next)
{
	size_t size = strlen(above);
	char last = above[size > 0 ? size - 1 : 0];

	if (size == 0 || strchr(above, VT_MARK_LINE) != NULL || last == ':')
		return false;
	if (last == ',' || last == ';')
		return true;
	/* Nor does a sentence end in a letter; a value may begin the next line. */
	if (*next == VT_MARK_VALUE && (g_ascii_isalnum(last) || (unsigned char)last >= 0x80))
		return true;
	while (!vt_is_mark(last) && vt_is_mark(*next))
		next++;
	if (g_unichar_islower(g_utf8_get_char(next)) && last != '.')
		return true;
	return !vt_is_mark(last) && width_of(above) >= SOFT_WIDTH;
}

/* The line goes on with what stands above: by a blank if a sentence was broken, else below it. */
static void join(page *p, unsigned i)
{
	g_string_append(p->out, goes_on(p->lines[i - 1], inner(p->lines[i])) ? "\n" : "<br>\n");
}

/* Lines under a row or a number, which begin with blanks. */
static void put_rest(page *p, unsigned most_indent, bool is_empty)
{
	while (p->at < p->n && indent_of(p->lines[p->at]) > 0
	       && indent_of(p->lines[p->at]) <= most_indent && !is_blank(p->lines[p->at])
	       && lines_before_link(p, p->at) == 0) {
		if (!is_empty)
			join(p, p->at);
		is_empty = false;
		vt_words_line(p->out, inner(p->lines[p->at++]));
	}
}

static void put_row(page *p, bool is_table)
{
	const char *words = p->lines[p->at++] + 2;
	const char *end = label_end(words);

	if (!is_table) {
		g_string_append(p->out, "<li>");
		vt_words_line(p->out, words);
		put_rest(p, 3, false);
		g_string_append(p->out, "</li>\n");
		return;
	}
	g_string_append(p->out, "<tr valign=\"top\"><th align=\"left\">");
	vt_words_put(p->out, words, (size_t)(end - words));
	g_string_append(p->out, "</th><td>");
	vt_words_line(p->out, inner(end + 1));
	put_rest(p, 3, is_blank(end + 1));
	g_string_append(p->out, "</td></tr>\n");
}

static void put_rows(page *p)
{
	bool is_table = label_end(p->lines[p->at] + 2) != NULL;

	g_string_append(p->out, is_table ? TABLE : "<ul>\n");
	while (p->at < p->n && is_row(p->lines[p->at])
	       && (label_end(p->lines[p->at] + 2) != NULL) == is_table)
		put_row(p, is_table);
	g_string_append(p->out, is_table ? "</table>\n" : "</ul>\n");
}

static bool is_kept(const page *p, unsigned i)
{
	const char *line = line_at(p, i);

	return indent_of(line) >= 2 && !is_blank(line) && !is_link(line)
	       && lines_before_link(p, i) == 0;
}

/* Where the second of two columns begins, which the template sets apart by blanks; NULL. */
static const char *second_column(const char *line)
{
	const char *gap = strstr(inner(line), GAP);

	return gap != NULL ? inner(gap) : NULL;
}

/* A command and what it does. Blanks align nothing in the letters of a mail program. */
static void put_columns(page *p, unsigned least)
{
	g_string_append(p->out, TABLE);
	while (is_kept(p, p->at)) {
		const char *words = inner(p->lines[p->at]);
		const char *second = second_column(words);
		size_t size = second != NULL ? (size_t)(second - words) : strlen(words);

		g_string_append(p->out, second != NULL ? "<tr valign=\"top\"><th align=\"left\">"
						       : "<tr><th align=\"left\" colspan=\"2\">");
		vt_words_put(p->out, words, vt_label_size(words, size));
		g_string_append(p->out, second != NULL ? "</th><td>" : "</th>");
		if (second != NULL)
			vt_words_line(p->out, second);
		for (p->at++; second != NULL && is_kept(p, p->at)
			      && indent_of(p->lines[p->at]) > least + COLUMN_MIN;
		     p->at++) {
			g_string_append_c(p->out, '\n');
			vt_words_line(p->out, inner(p->lines[p->at]));
		}
		g_string_append(p->out, second != NULL ? "</td></tr>\n" : "</tr>\n");
	}
	g_string_append(p->out, "</table>\n");
}

/* Commands and examples: as they stand. */
static void put_kept(page *p)
{
	unsigned least = indent_of(p->lines[p->at]);
	bool first = true;

	if (second_column(p->lines[p->at]) != NULL) {
		put_columns(p, least);
		return;
	}
	g_string_append(p->out, "<p style=\"margin-left:1.5em;white-space:pre-wrap\">");
	p->set_in = least;
	for (; is_kept(p, p->at) && indent_of(p->lines[p->at]) >= least; p->at++) {
		if (!first)
			g_string_append(p->out, "<br>");
		first = false;
		p->command = inner(p->lines[p->at]);
		vt_words_line(p->out, p->lines[p->at] + least);
	}
	g_string_append(p->out, "</p>\n");
}

static bool is_plain(const page *p, unsigned i)
{
	const char *line = line_at(p, i);

	return !is_blank(line) && indent_of(line) < 2 && !is_row(line) && !is_heading(line)
	       && !is_link(line) && behind_number(line) == NULL && !begins(line, VT_MARK_FORM)
	       && !begins(line, VT_MARK_FOOTER) && lines_before_link(p, i) == 0;
}

static void put_paragraph(page *p)
{
	bool is_number = behind_number(p->lines[p->at]) != NULL;

	g_string_append(p->out, "<p>");
	vt_words_line(p->out, p->lines[p->at++]);
	if (is_number)
		put_rest(p, 3, false);
	for (; !is_number && is_plain(p, p->at); p->at++) {
		join(p, p->at);
		vt_words_line(p->out, inner(p->lines[p->at]));
	}
	g_string_append(p->out, "</p>\n");
}

/* Words between commands, which are set in further. */
static void put_between(page *p)
{
	g_string_append(p->out, "<p>");
	put_rest(p, indent_of(p->lines[p->at]), true);
	g_string_append(p->out, "</p>\n");
}

static void put_block(page *p)
{
	const char *line = p->lines[p->at];
	unsigned before = lines_before_link(p, p->at);

	if (is_blank(line)) {
		p->at++;
		p->set_in = 0;
	} else if (before > 0 || is_link(line))
		put_button(p, before);
	else if (begins(line, VT_MARK_FORM))
		put_form(p);
	else if (begins(line, VT_MARK_FOOTER))
		put_footer(p);
	else if (is_row(line))
		put_rows(p);
	else if (is_heading(line))
		put_heading(p);
	else if (indent_of(line) >= 2 && indent_of(line) < p->set_in)
		put_between(p);
	else if (indent_of(line) >= 2)
		put_kept(p);
	else
		put_paragraph(p);
}

char *vt_template_page(const char *marked, const char *language)
{
	g_auto(GStrv) lines = g_strsplit(marked, "\n", -1);
	page p = { .lines = lines, .n = g_strv_length(lines), .out = g_string_new(NULL) };

	g_string_append_printf(
		p.out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n</head>\n"
		"<body>\n<div style=\"max-width:44em;font-family:sans-serif;font-size:16px;"
		"line-height:1.4;overflow-wrap:anywhere\">\n",
		strcmp(language, "en") == 0 ? "en" : "vi");
	while (p.at < p.n)
		put_block(&p);
	g_string_append(p.out, "</div>\n</body>\n</html>\n");
	return g_string_free(p.out, FALSE);
}
