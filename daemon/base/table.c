/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table - tab-separated files with a header line (design §4)
 */
#include "base/settings.h"

#include <string.h>

#include "base/lines.h"
#include "base/settings_value.h"

typedef struct table_row {
	char **cells; /* one for each expected column, in the order asked for */
	unsigned line;
} table_row;

struct vt_table {
	char *file;
	unsigned columns; /* expected */
	GArray *rows;
};

/* The header line: where each cell of a row belongs. */
typedef struct header {
	const char *const *columns;
	GArray *places; /* of int: index into columns, -1 = unknown */
} header;

static void row_clear(void *data)
{
	g_strfreev(((table_row *)data)->cells);
}

static int index_of(const char *const *columns, const char *name)
{
	for (int i = 0; columns[i]; i++) {
		if (strcmp(columns[i], name) == 0)
			return i;
	}
	return -1;
}

static bool has_place(const header *head, int place)
{
	for (guint i = 0; i < head->places->len; i++) {
		if (g_array_index(head->places, int, i) == place)
			return true;
	}
	return false;
}

static void read_header(header *head, const char *line, unsigned number, const char *file,
			vt_faults *faults)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

	head->places = g_array_new(FALSE, FALSE, sizeof(int));
	for (char **cell = cells; *cell; cell++) {
		int place = index_of(head->columns, g_strstrip(*cell));

		if (place < 0) {
			g_autofree char *text = vt_value_unknown("column", *cell, head->columns);
			vt_faults_add(faults, file, number, "%s", text);
		} else if (has_place(head, place)) {
			vt_faults_add(faults, file, number, "column '%s' stands twice", *cell);
			place = -1;
		}
		g_array_append_val(head->places, place);
	}
	for (int i = 0; head->columns[i]; i++) {
		if (!has_place(head, i))
			vt_faults_add(faults, file, number, "missing column '%s'",
				      head->columns[i]);
	}
}

static void read_row(vt_table *table, const header *head, const char *line, unsigned number,
		     vt_faults *faults)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
	table_row fresh = { .cells = g_new0(char *, table->columns + 1), .line = number };
	guint found = g_strv_length(cells);

	if (found > head->places->len)
		vt_faults_add(faults, table->file, number, "%u cells, but %u columns", found,
			      head->places->len);
	for (guint i = 0; i < MIN(found, head->places->len); i++) {
		int place = g_array_index(head->places, int, i);

		if (place >= 0)
			fresh.cells[place] = g_strdup(g_strstrip(cells[i]));
	}
	for (unsigned i = 0; i < table->columns; i++) {
		if (!fresh.cells[i])
			fresh.cells[i] = g_strdup("");
	}
	g_array_append_val(table->rows, fresh);
}

vt_table *vt_table_parse(const char *text, size_t size, const char *file,
			 const char *const *columns, vt_faults *faults)
{
	vt_table *table = g_new0(vt_table, 1);
	header head = { .columns = columns };
	vt_lines lines;
	char *next;

	table->file = g_strdup(file);
	while (columns[table->columns])
		table->columns++;
	table->rows = g_array_new(FALSE, FALSE, sizeof(table_row));
	g_array_set_clear_func(table->rows, row_clear);
	vt_lines_init(&lines, text, size, file, faults);
	while ((next = vt_lines_next(&lines))) {
		g_autofree char *line = next;

		if (*line == '#' || line[strspn(line, " \t")] == '\0')
			continue;
		if (head.places)
			read_row(table, &head, line, lines.number, faults);
		else
			read_header(&head, line, lines.number, file, faults);
	}
	if (!head.places)
		vt_faults_add(faults, file, 0, "missing line of column names");
	g_clear_pointer(&head.places, g_array_unref);
	return table;
}

vt_table *vt_table_load(const char *path, const char *const *columns, vt_faults *faults)
{
	g_autoptr(GBytes) bytes = vt_lines_load(path, path, 0, faults);
	/* Its absence is one fault, the missing header of nothing is none. */
	g_autoptr(vt_faults) unheard = bytes ? NULL : vt_faults_new();
	size_t size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	return vt_table_parse(text, size, path, columns, bytes ? faults : unheard);
}

void vt_table_free(vt_table *table)
{
	if (!table)
		return;
	g_array_unref(table->rows);
	g_free(table->file);
	g_free(table);
}

unsigned vt_table_rows(const vt_table *table)
{
	return table->rows->len;
}

static const table_row *row_at(const vt_table *table, unsigned index)
{
	g_assert(index < table->rows->len);
	return &g_array_index(table->rows, table_row, index);
}

const char *vt_table_cell(const vt_table *table, unsigned row, unsigned column)
{
	g_assert(column < table->columns);
	return row_at(table, row)->cells[column];
}

unsigned vt_table_line(const vt_table *table, unsigned row)
{
	return row_at(table, row)->line;
}

const char *vt_table_file(const vt_table *table)
{
	return table->file;
}
