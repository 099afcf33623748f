/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table - aligned columns, or one JSON object
 */
#include "ctl/table.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* A column never takes more of the screen than this; what is longer is folded into the next lines
 * by nobody, but cut with a mark. */
#define WIDEST_COLUMN 60

struct vt_answer {
	FILE *out;
	vt_json *json; /* NULL when for eyes */
	char *title;   /* of the open table; NULL = none */
	GPtrArray *keys, *labels;
	GPtrArray *rows; /* GPtrArray of char * */
	GString *text;   /* JSON: all text lines */
};

static GPtrArray *copy_texts(const GPtrArray *texts)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < texts->len; i++)
		g_ptr_array_add(copy, g_strdup(g_ptr_array_index(texts, i)));
	return copy;
}

vt_answer *vt_answer_new(FILE *out, bool json)
{
	vt_answer *answer = g_new0(vt_answer, 1);

	answer->out = out;
	answer->text = g_string_new(NULL);
	answer->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	if (json) {
		answer->json = vt_json_new(false);
		vt_json_open(answer->json, NULL);
	}
	return answer;
}

static void table_clear(vt_answer *answer)
{
	g_clear_pointer(&answer->title, g_free);
	g_clear_pointer(&answer->keys, g_ptr_array_unref);
	g_clear_pointer(&answer->labels, g_ptr_array_unref);
	g_ptr_array_set_size(answer->rows, 0);
}

void vt_answer_free(vt_answer *answer)
{
	if (answer == NULL)
		return;
	table_clear(answer);
	g_ptr_array_unref(answer->rows);
	g_string_free(answer->text, TRUE);
	vt_json_free(answer->json);
	g_free(answer);
}

static const char *cell_at(const vt_answer *answer, guint row, guint column)
{
	return g_ptr_array_index((GPtrArray *)g_ptr_array_index(answer->rows, row), column);
}

static size_t column_width(const vt_answer *answer, guint column)
{
	size_t width = vt_text_columns(g_ptr_array_index(answer->labels, column));

	for (guint row = 0; row < answer->rows->len; row++)
		width = MAX(width, vt_text_columns(cell_at(answer, row, column)));
	return MIN(width, WIDEST_COLUMN);
}

static void print_cells(const vt_answer *answer, const GPtrArray *cells, const size_t *widths)
{
	for (guint column = 0; column < cells->len; column++) {
		const char *cell = g_ptr_array_index(cells, column);
		bool last = column + 1 == cells->len;

		/* The last column is free to run on: nothing stands behind it. */
		if (last) {
			fprintf(answer->out, "%s\n", cell);
		} else {
			g_autofree char *fitted = vt_text_fit(cell, widths[column]);

			fprintf(answer->out, "%s  ", fitted);
		}
	}
}

static void print_rule(const vt_answer *answer, const size_t *widths)
{
	for (guint column = 0; column < answer->labels->len; column++) {
		for (size_t i = 0; i < widths[column]; i++)
			fputs("─", answer->out);
		fputs(column + 1 == answer->labels->len ? "\n" : "  ", answer->out);
	}
}

static void print_table(const vt_answer *answer)
{
	g_autofree size_t *widths = g_new0(size_t, answer->labels->len + 1);

	if (answer->rows->len == 0) {
		fprintf(answer->out, "%s: none\n\n", answer->title);
		return;
	}
	for (guint column = 0; column < answer->labels->len; column++)
		widths[column] = column_width(answer, column);
	if (*answer->title != '\0')
		fprintf(answer->out, "%s\n", answer->title);
	print_cells(answer, answer->labels, widths);
	print_rule(answer, widths);
	for (guint row = 0; row < answer->rows->len; row++)
		print_cells(answer, g_ptr_array_index(answer->rows, row), widths);
	fputc('\n', answer->out);
}

/* A key that begins with '#' names a column of whole numbers. */
static void write_cell(vt_json *json, const char *key, const char *cell)
{
	gint64 number = 0;

	if (*key != '#')
		vt_json_string(json, key, cell);
	else if (g_ascii_string_to_signed(cell, 10, G_MININT64, G_MAXINT64, &number, NULL))
		vt_json_int(json, key + 1, number);
	else
		vt_json_null(json, key + 1);
}

static void write_table(const vt_answer *answer)
{
	vt_json_open_array(answer->json, answer->title);
	for (guint row = 0; row < answer->rows->len; row++) {
		vt_json_open(answer->json, NULL);
		for (guint column = 0; column < answer->keys->len; column++)
			write_cell(answer->json, g_ptr_array_index(answer->keys, column),
				   cell_at(answer, row, column));
		vt_json_close(answer->json);
	}
	vt_json_close(answer->json);
}

static void finish_table(vt_answer *answer)
{
	if (answer->title == NULL)
		return;
	if (answer->json != NULL)
		write_table(answer);
	else
		print_table(answer);
	table_clear(answer);
}

void vt_answer_table(vt_answer *answer, const char *title, const GPtrArray *keys,
		     const GPtrArray *labels)
{
	g_assert(keys->len == labels->len);
	finish_table(answer);
	answer->title = g_strdup(title);
	answer->keys = copy_texts(keys);
	answer->labels = copy_texts(labels);
}

void vt_answer_columns(vt_answer *answer, const char *title, const char *const (*columns)[2],
		       size_t n)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) labels = g_ptr_array_new();

	for (size_t i = 0; i < n; i++) {
		g_ptr_array_add(keys, (gpointer)(guintptr)columns[i][0]);
		g_ptr_array_add(labels, (gpointer)(guintptr)columns[i][1]);
	}
	vt_answer_table(answer, title, keys, labels);
}

bool vt_answer_row(vt_answer *answer, const GPtrArray *cells)
{
	if (answer->title == NULL || cells->len != answer->keys->len)
		return false;
	g_ptr_array_add(answer->rows, copy_texts(cells));
	return true;
}

bool vt_answer_cells(vt_answer *answer, const char *const *cells, size_t n)
{
	g_autoptr(GPtrArray) row = g_ptr_array_new();

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(row, (gpointer)(guintptr)(cells[i] != NULL ? cells[i] : ""));
	return vt_answer_row(answer, row);
}

void vt_answer_text(vt_answer *answer, const char *text)
{
	if (answer->json != NULL) {
		g_string_append(answer->text, text);
		g_string_append_c(answer->text, '\n');
		return;
	}
	finish_table(answer);
	fprintf(answer->out, "%s\n", text);
}

void vt_answer_end(vt_answer *answer)
{
	finish_table(answer);
	if (answer->json != NULL) {
		g_autofree char *json = NULL;

		if (answer->text->len > 0)
			vt_json_string(answer->json, "text", answer->text->str);
		vt_json_close(answer->json);
		json = vt_json_take(answer->json);
		fprintf(answer->out, "%s\n", json);
	}
	fflush(answer->out);
}
