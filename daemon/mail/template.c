/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template - one template file: read, checked, filled
 */
#include "mail/template.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mail/template_private.h"

#define LINES_MAX 1000
#define DEPTH_MAX 4

typedef enum { LINE_TEXT, LINE_REPEAT, LINE_IF, LINE_CLOSE } line_kind;

typedef struct line {
	line_kind kind;
	char *text;     /* the line, or the name of the block */
	unsigned match; /* of an opening line: index of its closing one */
} line;

struct vt_template {
	char *name;
	GPtrArray *subjects; /* char *, in the order of the file */
	GArray *lines;       /* line */
};

static void line_clear(void *data)
{
	g_free(((line *)data)->text);
}

void vt_template_free(vt_template *one)
{
	if (!one)
		return;
	g_free(one->name);
	g_ptr_array_unref(one->subjects);
	g_array_unref(one->lines);
	g_free(one);
}

/* ---- reading ---- */

typedef struct parser {
	vt_template *one;
	const char *file;
	vt_faults *faults;
	unsigned number;          /* of the line, from 1 */
	unsigned open[DEPTH_MAX]; /* indices of open blocks */
	unsigned depth;
} parser;

static const char *subject_of(const char *text)
{
	static const char *const heads[] = { "Chủ đề:", "Subject:" };

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		if (g_str_has_prefix(text, heads[i]))
			return text + strlen(heads[i]);
	}
	return NULL;
}

/* "{#name}", "{?name}", "{/name}" alone in a line. NULL: it is text. */
static char *block_name(const char *text, line_kind *kind_out)
{
	static const char marks[] = "#?/";
	size_t size = strlen(text);
	const char *mark = size > 3 && text[0] == '{' ? strchr(marks, text[1]) : NULL;

	if (mark == NULL || *mark == '\0' || text[size - 1] != '}')
		return NULL;
	*kind_out = *mark == '#' ? LINE_REPEAT : *mark == '?' ? LINE_IF : LINE_CLOSE;
	return g_strndup(text + 2, size - 3);
}

static void parse_close(parser *p, const char *name)
{
	if (p->depth == 0) {
		vt_faults_add(p->faults, p->file, p->number, "'{/%s}' closes nothing", name);
		return;
	}
	line *opening = &g_array_index(p->one->lines, line, p->open[p->depth - 1]);
	if (strcmp(opening->text, name) != 0)
		vt_faults_add(p->faults, p->file, p->number, "'{/%s}' closes '%s'", name,
			      opening->text);
	opening->match = p->one->lines->len;
	p->depth--;
}

static void parse_open(parser *p, const char *name, bool repeat)
{
	bool known = vt_template_has_section(p->one->name, name)
		     || (!repeat && vt_template_allows(p->one->name, name));

	if (!known)
		vt_faults_add(p->faults, p->file, p->number, "unknown block '%s'", name);
	p->open[p->depth++] = p->one->lines->len;
}

static void parse_line(parser *p, const char *text)
{
	line new_line = { .kind = LINE_TEXT };

	new_line.text = block_name(text, &new_line.kind);
	if (new_line.text == NULL) {
		vt_line_check(text, p->file, p->number, p->one->name, p->faults);
		new_line.text = g_strdup(text);
	} else if (new_line.kind == LINE_CLOSE) {
		parse_close(p, new_line.text);
	} else if (p->depth == DEPTH_MAX) {
		vt_faults_add(p->faults, p->file, p->number, "more than %d blocks in one another",
			      DEPTH_MAX);
		line_clear(&new_line);
		return;
	} else {
		parse_open(p, new_line.text, new_line.kind == LINE_REPEAT);
	}
	g_array_append_val(p->one->lines, new_line);
}

static void parse_all(parser *p, char **texts)
{
	bool head = true;

	for (char **text = texts; *text != NULL; text++) {
		const char *subject = head ? subject_of(g_strchomp(*text)) : NULL;

		p->number++;
		if (subject != NULL) {
			vt_line_check(subject, p->file, p->number, p->one->name, p->faults);
			g_ptr_array_add(p->one->subjects, g_strdup(subject));
			continue;
		}
		head = false;
		if (p->one->lines->len == LINES_MAX) {
			vt_faults_add(p->faults, p->file, p->number, "more than %d lines",
				      LINES_MAX);
			return;
		}
		parse_line(p, g_strchomp(*text));
	}
}

/* A block that nothing closes ends with the file. */
static void close_rest(parser *p)
{
	while (p->depth > 0) {
		line *opening = &g_array_index(p->one->lines, line, p->open[--p->depth]);

		vt_faults_add(p->faults, p->file, p->number, "'%s' is never closed", opening->text);
		opening->match = p->one->lines->len;
	}
}

vt_template *vt_template_parse(const char *text, size_t size, const char *file, const char *name,
			       vt_faults *faults)
{
	vt_template *one = g_new0(vt_template, 1);
	parser p = { .one = one, .file = file, .faults = faults };

	one->name = g_strdup(name);
	one->subjects = g_ptr_array_new_with_free_func(g_free);
	one->lines = g_array_new(FALSE, TRUE, sizeof(line));
	g_array_set_clear_func(one->lines, line_clear);
	if (size > VT_TEMPLATE_MAX_FILE_BYTES) {
		vt_faults_add(faults, file, 0, "larger than %u bytes", VT_TEMPLATE_MAX_FILE_BYTES);
		return one;
	}
	if (!g_utf8_validate(text, (gssize)size, NULL))
		vt_faults_add(faults, file, 0, "not UTF-8");
	g_autofree char *utf8 = vt_text_utf8(text, (gssize)size);
	g_auto(GStrv) texts = g_strsplit(utf8, "\n", -1);

	parse_all(&p, texts);
	close_rest(&p);
	if (one->subjects->len == 0 && !g_str_has_prefix(name, "chan-thu"))
		vt_faults_add(faults, file, 1, "the first line is no 'Chủ đề: ...'");
	if (one->subjects->len > 0 && one->lines->len > 0
	    && *g_array_index(one->lines, line, 0).text != '\0')
		vt_faults_add(faults, file, one->subjects->len + 1,
			      "no blank line after the subject");
	return one;
}

/* ---- filling ---- */

/* Breaks what was appended from start on, at blanks, so that no line passes the limit. */
static void fold_from(GString *out, size_t start)
{
	size_t begin = start, blank = start;

	for (size_t i = start; i < out->len; i++) {
		if (out->str[i] == '\n') {
			begin = i + 1;
			blank = begin;
			continue;
		}
		if (out->str[i] == ' ')
			blank = i;
		if (i - begin < VT_TEMPLATE_MAX_LINE_BYTES)
			continue;
		if (blank > begin) {
			out->str[blank] = '\n';
			begin = blank + 1;
		} else if (((unsigned char)out->str[i] & 0xc0) != 0x80) {
			g_string_insert_c(out, (gssize)i, '\n');
			begin = i + 1;
		}
		blank = begin;
	}
}

/* A template with control characters has a fault already; a mail never has them. */
static void blank_controls(GString *out, size_t start)
{
	for (size_t i = start; i < out->len; i++) {
		if (out->str[i] != '\n'
		    && ((unsigned char)out->str[i] < ' ' || out->str[i] == 0x7f))
			out->str[i] = ' ';
	}
}

static void fill_text(const char *text, const vt_filling *filling, unsigned row, GString *out)
{
	size_t start = out->len;

	if (*text == '\0') {
		/* The lines between two blank ones may have been dropped. */
		if (start > 0 && !g_str_has_suffix(out->str, "\n\n"))
			g_string_append_c(out, '\n');
		return;
	}
	if (!vt_line_fill(text, filling, row, out, NULL))
		return;
	if (!vt_filling_is_marked(filling)) {
		blank_controls(out, start);
		fold_from(out, start);
	}
	g_string_append_c(out, '\n');
}

static unsigned block_runs(const line *opening, const vt_filling *filling)
{
	unsigned rows = vt_filling_rows(filling, opening->text);

	if (opening->kind == LINE_REPEAT)
		return rows;
	return rows > 0 || *vt_filling_value(filling, opening->text, 0) != '\0';
}

static void fill_range(const vt_template *one, unsigned from, unsigned to,
		       const vt_filling *filling, unsigned row, GString *out)
{
	for (unsigned i = from; i < to; i++) {
		const line *at = &g_array_index(one->lines, line, i);

		if (at->kind == LINE_TEXT)
			fill_text(at->text, filling, row, out);
		if (at->kind == LINE_TEXT || at->kind == LINE_CLOSE)
			continue;
		unsigned runs = block_runs(at, filling);
		for (unsigned run = 0; run < runs && out->len <= VT_TEMPLATE_MAX_BODY_BYTES; run++)
			fill_range(one, i + 1, at->match, filling,
				   at->kind == LINE_REPEAT ? run : row, out);
		i = at->match;
	}
}

static char *fill_subject(const vt_template *one, const vt_filling *filling)
{
	char *subject = NULL;

	for (unsigned i = 0; i < one->subjects->len; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		bool all = false;

		vt_line_fill(g_ptr_array_index(one->subjects, i), filling, 0, text, &all);
		blank_controls(text, 0);
		g_free(subject);
		subject = vt_text_tidy(text->str);
		if (all)
			break;
	}
	return subject != NULL ? subject : g_strdup("");
}

bool vt_template_fill(const vt_template *one, const vt_filling *filling, char **subject_out,
		      char **body_out, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);

	fill_range(one, 0, one->lines->len, filling, 0, out);
	if (out->len > VT_TEMPLATE_MAX_BODY_BYTES)
		return vt_error_set(error, VT_NEVER, "cannot fill '%s': more than %u bytes",
				    one->name, VT_TEMPLATE_MAX_BODY_BYTES);
	while (g_str_has_suffix(out->str, "\n\n"))
		g_string_truncate(out, out->len - 1);
	*subject_out = fill_subject(one, filling);
	*body_out = g_strdup(out->str);
	return true;
}

char *vt_template_fill_html(const vt_template *one, vt_filling *filling, const char *language)
{
	g_autoptr(GString) out = g_string_new(NULL);

	vt_filling_mark(filling, true);
	fill_range(one, 0, one->lines->len, filling, 0, out);
	vt_filling_mark(filling, false);
	if (out->len > VT_TEMPLATE_MAX_HTML_BYTES)
		return NULL;
	return vt_template_page(out->str, language);
}
