/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv - a table as Excel saves it
 */
#include "base/csv.h"

#include <string.h>

#include "base/text.h"

typedef struct csv_row {
	unsigned line;
	GPtrArray *cells; /* char * */
} csv_row;

struct vt_csv {
	char *file;
	GPtrArray *rows; /* csv_row *; the first one is the header */
};

typedef struct scan {
	const char *at, *end;
	unsigned line;
	char separator;
	const char *file;
	vt_faults *faults;
} scan;

static void row_free(void *data)
{
	csv_row *row = data;

	g_ptr_array_unref(row->cells);
	g_free(row);
}

/* UTF-8 without a mark, or NULL. *line_out: of the first byte that is not. */
static char *as_utf8(const void *bytes, size_t size, gsize *size_out, unsigned *line_out)
{
	const char *text = bytes;
	const char *wrong = NULL;
	const char *from = NULL;

	*line_out = 0;
	if (size >= 2 && memcmp(text, "\xff\xfe", 2) == 0)
		from = "UTF-16LE";
	if (size >= 2 && memcmp(text, "\xfe\xff", 2) == 0)
		from = "UTF-16BE";
	if (from != NULL)
		return g_convert(text + 2, (gssize)size - 2, "UTF-8", from, NULL, size_out, NULL);
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	if (!g_utf8_validate_len(text, size, &wrong)) {
		*line_out = 1;
		for (const char *at = text; at < wrong; at++)
			*line_out += *at == '\n';
		return NULL;
	}
	*size_out = size;
	return g_strndup(text, size);
}

/* No-break and other odd spaces are blanks; what nobody sees is left out. NULL: a control
 * character. */
static char *cleaned(const char *raw)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *nfc = NULL;

	for (const char *at = raw; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_isspace(c))
			g_string_append_c(out, ' ');
		else if (g_unichar_iscntrl(c))
			return NULL;
		else if (g_unichar_type(c) != G_UNICODE_FORMAT)
			g_string_append_unichar(out, c);
	}
	nfc = vt_text_nfc(out->str);
	return vt_text_tidy(nfc);
}

/* ="0912" and '0912: text, says Excel. */
static char *without_marks(char *take_cell)
{
	g_autofree char *cell = take_cell;
	size_t size = strlen(cell);

	if (size >= 3 && g_str_has_prefix(cell, "=\"") && cell[size - 1] == '"')
		return g_strndup(cell + 2, size - 3);
	return g_strdup(cell[0] == '\'' ? cell + 1 : cell);
}

static char *finish_cell(const scan *s, unsigned line, const char *raw)
{
	char *cell;

	if (strlen(raw) > VT_CSV_MAX_CELL) {
		vt_faults_add(s->faults, s->file, line, "a cell is longer than %u bytes",
			      VT_CSV_MAX_CELL);
		return g_strdup("");
	}
	cell = cleaned(raw);
	if (cell == NULL) {
		vt_faults_add(s->faults, s->file, line, "a cell holds a control character");
		return g_strdup("");
	}
	return without_marks(cell);
}

static bool ends_line(const scan *s)
{
	return s->at == s->end || *s->at == '\n' || *s->at == '\r';
}

static void skip_line_end(scan *s)
{
	if (s->at < s->end && *s->at == '\r')
		s->at++;
	if (s->at < s->end && *s->at == '\n')
		s->at++;
	s->line++;
}

/* After the opening quote; up to behind the closing one. */
static void read_quoted(scan *s, GString *raw)
{
	unsigned opened = s->line;

	for (; s->at < s->end; s->at++) {
		if (*s->at == '"' && s->at + 1 < s->end && s->at[1] == '"') {
			s->at++;
		} else if (*s->at == '"') {
			s->at++;
			return;
		}
		s->line += *s->at == '\n';
		g_string_append_c(raw, *s->at);
	}
	vt_faults_add(s->faults, s->file, opened, "a quote is opened and not closed");
}

static char *read_cell(scan *s)
{
	g_autoptr(GString) raw = g_string_new(NULL);
	unsigned line = s->line;

	if (s->at < s->end && *s->at == '"') {
		s->at++;
		read_quoted(s, raw);
		if (!ends_line(s) && *s->at != s->separator)
			vt_faults_add(s->faults, s->file, s->line, "text stands behind a quote");
	}
	/* A quote within text is a quote: Excel writes ="0912" so. */
	for (; !ends_line(s) && *s->at != s->separator; s->at++)
		g_string_append_c(raw, *s->at);
	return finish_cell(s, line, raw->str);
}

static csv_row *read_row(scan *s)
{
	csv_row *row = g_new0(csv_row, 1);

	row->line = s->line;
	row->cells = g_ptr_array_new_with_free_func(g_free);
	for (;;) {
		g_ptr_array_add(row->cells, read_cell(s));
		if (ends_line(s))
			break;
		s->at++;
	}
	skip_line_end(s);
	while (row->cells->len > 0
	       && *(const char *)g_ptr_array_index(row->cells, row->cells->len - 1) == '\0')
		g_ptr_array_set_size(row->cells, (int)row->cells->len - 1);
	return row;
}

/* The one that the header line holds most of; a line "sep=X" is no header. */
static char find_separator(scan *s)
{
	static const char candidates[] = ";,\t";
	unsigned counts[3] = { 0 };
	unsigned best = 1;
	bool quoted = false;

	if (s->end - s->at >= 5 && g_ascii_strncasecmp(s->at, "sep=", 4) == 0
	    && strchr(candidates, s->at[4]) != NULL && s->at[4] != '\0') {
		char separator = s->at[4];

		s->at += 5;
		skip_line_end(s);
		return separator;
	}
	for (const char *at = s->at; at < s->end && (quoted || (*at != '\n' && *at != '\r'));
	     at++) {
		const char *found = strchr(candidates, *at);

		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && found != NULL && *found != '\0')
			counts[found - candidates]++;
	}
	for (unsigned i = 0; i < 3; i++)
		best = counts[i] > counts[best] ? i : best;
	return candidates[best];
}

static void check_width(const vt_csv *csv, const csv_row *row, vt_faults *faults)
{
	const csv_row *header = csv->rows->len > 0 ? g_ptr_array_index(csv->rows, 0) : row;

	if (header == row && row->cells->len > VT_CSV_MAX_COLUMNS)
		vt_faults_add(faults, csv->file, row->line, "more than %u columns",
			      VT_CSV_MAX_COLUMNS);
	else if (row->cells->len > header->cells->len)
		vt_faults_add(faults, csv->file, row->line,
			      "%u cells, and the header has %u: a separator without quotes?",
			      row->cells->len, header->cells->len);
}

static void read_all(vt_csv *csv, scan *s)
{
	s->separator = find_separator(s);
	while (s->at < s->end) {
		csv_row *row = read_row(s);

		if (row->cells->len == 0) {
			row_free(row);
			continue;
		}
		check_width(csv, row, s->faults);
		g_ptr_array_add(csv->rows, row);
		if (csv->rows->len > VT_CSV_MAX_ROWS) {
			vt_faults_add(s->faults, s->file, s->line, "more than %u rows",
				      VT_CSV_MAX_ROWS);
			return;
		}
	}
}

vt_csv *vt_csv_parse(const void *bytes, size_t size, const char *file, vt_faults *faults)
{
	vt_csv *csv = g_new0(vt_csv, 1);
	g_autofree char *text = NULL;
	gsize length = 0;
	unsigned line = 0;

	csv->file = g_strdup(file);
	csv->rows = g_ptr_array_new_with_free_func(row_free);
	if (size > VT_CSV_MAX_BYTES) {
		vt_faults_add(faults, file, 0, "file has more than %u bytes", VT_CSV_MAX_BYTES);
		return csv;
	}
	text = as_utf8(bytes, size, &length, &line);
	if (text == NULL || strlen(text) != length) {
		vt_faults_add(faults, file, line,
			      "the text is not UTF-8: in Excel, save as \"CSV UTF-8\"");
		return csv;
	}
	scan s = { .at = text, .end = text + length, .line = 1, .file = file, .faults = faults };
	read_all(csv, &s);
	if (csv->rows->len == 0)
		vt_faults_add(faults, file, 0, "the table is empty");
	return csv;
}

void vt_csv_free(vt_csv *csv)
{
	if (csv == NULL)
		return;
	g_ptr_array_unref(csv->rows);
	g_free(csv->file);
	g_free(csv);
}

static const char *cell_of(const vt_csv *csv, unsigned row, unsigned column)
{
	const csv_row *one = row < csv->rows->len ? g_ptr_array_index(csv->rows, row) : NULL;

	return one != NULL && column < one->cells->len ? g_ptr_array_index(one->cells, column) : "";
}

unsigned vt_csv_columns(const vt_csv *csv)
{
	return csv->rows->len > 0 ? ((const csv_row *)g_ptr_array_index(csv->rows, 0))->cells->len
				  : 0;
}

const char *vt_csv_title(const vt_csv *csv, unsigned column)
{
	return cell_of(csv, 0, column);
}

unsigned vt_csv_title_line(const vt_csv *csv)
{
	return csv->rows->len > 0 ? ((const csv_row *)g_ptr_array_index(csv->rows, 0))->line : 0;
}

unsigned vt_csv_rows(const vt_csv *csv)
{
	return csv->rows->len > 0 ? csv->rows->len - 1 : 0;
}

const char *vt_csv_cell(const vt_csv *csv, unsigned row, unsigned column)
{
	return cell_of(csv, row + 1, column);
}

unsigned vt_csv_line(const vt_csv *csv, unsigned row)
{
	return ((const csv_row *)g_ptr_array_index(csv->rows, row + 1))->line;
}
