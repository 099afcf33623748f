/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_rows - what the administrator writes below DANH BẠ, as rows of a table of people
 */
#include "doc/directory_rows.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/verb.h"

#define DAY 86400

/* One line: a title and what stands behind it. */
typedef struct line {
	int column; /* vt_column_of; -1 = no such title */
	char *title;
	GString *value;
} line;

typedef struct reading {
	const vt_import_setup *setup;
	vt_faults *faults;
	GPtrArray *rows;
	GPtrArray *entry; /* line * of the one that is being read */
	char *document;   /* for all entries */
	char *of_first;   /* document of the first entry */
	unsigned n;       /* entries so far */
	bool after_blank;
} reading;

static void line_free(void *data)
{
	line *one = data;

	g_free(one->title);
	g_string_free(one->value, TRUE);
	g_free(one);
}

static bool is_directory(const char *text)
{
	const char *rest = NULL;
	int verb = vt_verb_read(text, &rest);

	return verb == VT_VERB_DIRECTORY || (verb == VT_VERB_TRY && is_directory(rest));
}

static const line *find(const reading *r, vt_column_of column)
{
	for (guint i = 0; i < r->entry->len; i++) {
		const line *one = g_ptr_array_index(r->entry, i);

		if (one->column == (int)column)
			return one;
	}
	return NULL;
}

/* ---- an entry becomes a table of one row ---- */

static void add_cell(GString *titles, GString *cells, const char *title, const char *value)
{
	g_auto(GStrv) of_title = g_strsplit(title, "\"", -1);
	g_auto(GStrv) of_value = g_strsplit(value, "\"", -1);
	g_autofree char *quoted_title = g_strjoinv("\"\"", of_title);
	g_autofree char *quoted = g_strjoinv("\"\"", of_value);

	g_string_append_printf(titles, "%s\"%s\"", titles->len > 0 ? "," : "", quoted_title);
	g_string_append_printf(cells, "%s\"%s\"", cells->len > 0 ? "," : "", quoted);
}

/* Who is known by his key is not written with his name again. */
static void add_name(const reading *r, GString *titles, GString *cells)
{
	const line *key = find(r, VT_COLUMN_KEY);
	const vt_person *person =
		key != NULL ? vt_directory_person(r->setup->directory, key->value->str) : NULL;
	const vt_agency *agency =
		key != NULL ? vt_directory_agency(r->setup->directory, key->value->str) : NULL;

	if (find(r, VT_COLUMN_NAME) != NULL || find(r, VT_COLUMN_AGENCY) != NULL)
		return;
	if (person != NULL)
		add_cell(titles, cells, "Họ và tên", person->name);
	else if (agency != NULL)
		add_cell(titles, cells, "Tên cơ quan", agency->name);
}

static char *table_of(const reading *r)
{
	g_autoptr(GString) titles = g_string_new(NULL);
	g_autoptr(GString) cells = g_string_new(NULL);

	for (guint i = 0; i < r->entry->len; i++) {
		const line *one = g_ptr_array_index(r->entry, i);

		add_cell(titles, cells, one->title, one->value->str);
	}
	if (find(r, VT_COLUMN_DOCUMENT) == NULL && r->document != NULL)
		add_cell(titles, cells, "Căn cứ", r->document);
	add_name(r, titles, cells);
	return g_strdup_printf("%s\n%s\n", titles->str, cells->str);
}

static void say(const reading *r, const char *text)
{
	g_autofree char *entry = g_strdup_printf("%u", r->n);

	vt_faults_add(r->faults, entry, 0, "%s", text);
}

/* A day to come would be forgotten: directory.conf knows none. */
static void check_day(const reading *r, const vt_import_row *row)
{
	if (find(r, VT_COLUMN_UNTIL) != NULL && !row->has_ended)
		say(r, "it ends on a later day: write again on that day");
}

static void end_entry(reading *r)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autofree char *table = NULL;
	const line *own_document = find(r, VT_COLUMN_DOCUMENT);
	const char *document = own_document != NULL ? own_document->value->str : r->document;

	if (r->entry->len == 0)
		return;
	r->n++;
	table = table_of(r);
	if (document == NULL || *document == '\0')
		say(r, "no document that asked for it: add a line 'Căn cứ: ...' (Đ9.4)");
	else if (r->of_first == NULL)
		r->of_first = g_strdup(document);
	g_autoptr(vt_csv) csv = vt_csv_parse(table, strlen(table), "", faults);
	g_autoptr(GPtrArray) rows = vt_import_read(csv, "", r->setup, faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++) {
		const char *text = vt_faults_get(faults, i);
		const char *colon = strstr(text, ": ");

		say(r, colon != NULL ? colon + 2 : text);
	}
	for (guint i = 0; i < rows->len; i++)
		check_day(r, g_ptr_array_index(rows, i));
	g_ptr_array_extend_and_steal(r->rows, g_steal_pointer(&rows));
	g_ptr_array_set_size(r->entry, 0);
}

/* ---- lines ---- */

/* "Kết thúc: có": his last day was yesterday. */
static void end_yesterday(const reading *r, line *one)
{
	g_autofree char *day = vt_clock_day_vietnam(r->setup->now - DAY);

	one->column = VT_COLUMN_UNTIL;
	g_free(one->title);
	one->title = g_strdup("Đến ngày");
	g_string_assign(one->value, day);
}

static line *read_line(const reading *r, const char *text)
{
	const char *colon = strchr(text, ':');
	g_autofree char *title =
		colon != NULL ? g_strstrip(g_strndup(text, (gsize)(colon - text))) : NULL;
	g_autofree char *folded = title != NULL ? vt_text_fold(title) : NULL;
	line *one;

	if (title == NULL || *title == '\0')
		return NULL;
	one = g_new0(line, 1);
	one->column = vt_column_find(title);
	one->title = g_steal_pointer(&title);
	one->value = g_string_new(g_strstrip((char *)(guintptr)(colon + 1)));
	if (strcmp(folded, "ket thuc") == 0)
		end_yesterday(r, one);
	return one;
}

static bool begins_entry(const line *one)
{
	return one->column == VT_COLUMN_KEY || one->column == VT_COLUMN_NAME
	       || one->column == VT_COLUMN_AGENCY || one->column == VT_COLUMN_KIND
	       || one->column == VT_COLUMN_DOCUMENT;
}

/* false: what follows is no part of it, as a signature block. */
static bool take_line(reading *r, line *take_one, const char *text)
{
	bool is_first = r->entry->len == 0;

	if (take_one == NULL && !is_first && !r->after_blank) {
		const line *above = g_ptr_array_index(r->entry, r->entry->len - 1);

		g_string_append_printf(above->value, " %s", text);
		return true;
	}
	if (r->after_blank && !is_first)
		end_entry(r);
	if (take_one == NULL || (r->entry->len == 0 && !begins_entry(take_one))) {
		if (take_one != NULL)
			line_free(take_one);
		return false;
	}
	if (r->n == 0 && r->entry->len == 0 && r->document == NULL
	    && take_one->column == VT_COLUMN_DOCUMENT) {
		r->document = g_strdup(take_one->value->str);
		line_free(take_one);
		return true;
	}
	g_ptr_array_add(r->entry, take_one);
	return true;
}

static void read_all(reading *r, char **lines)
{
	while (*lines != NULL && !is_directory(g_strstrip(*lines)))
		lines++;
	for (lines += *lines != NULL; *lines != NULL; lines++) {
		g_autofree char *kept = g_strdup(g_strstrip(*lines));

		if (strcmp(kept, "--") == 0 || r->n > VT_DIRECTORY_MAX_ROWS)
			break;
		if (*kept != '\0' && !take_line(r, read_line(r, *lines), kept))
			break;
		r->after_blank = *kept == '\0';
	}
	end_entry(r);
}

GPtrArray *vt_directory_rows(const char *words, const vt_import_setup *setup, char **document_out,
			     vt_faults *faults)
{
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
	reading r = { .setup = setup, .faults = faults };

	r.rows = g_ptr_array_new_with_free_func(vt_import_row_free);
	r.entry = g_ptr_array_new_with_free_func(line_free);
	read_all(&r, lines);
	if (r.n == 0)
		say(&r, "no entry: write lines like 'Họ tên: ...' below DANH BẠ");
	else if (r.n > VT_DIRECTORY_MAX_ROWS)
		say(&r, "too many entries for one mail: use vanthuctl directory import");
	g_ptr_array_unref(r.entry);
	g_free(r.document);
	*document_out = r.of_first;
	return r.rows;
}
