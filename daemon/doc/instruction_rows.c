/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction_rows - which rows of a digest a clause speaks of
 */
#include <string.h>

#include "base/text.h"
#include "doc/instruction_private.h"
#include "doc/said.h"

#define MAX_ROW 999

static const struct {
	const char *folded;
	unsigned words;
	bool rest;
} alls[] = {
	{ "tat ca", 2, false },        { "toan bo", 2, false },
	{ "con lai", 2, true },        { "cac van ban con lai", 5, true },
	{ "cac so con lai", 4, true }, { "het", 1, false },
};

/* Past so many words of text when they fold to that; NULL. */
static const char *behind_words(const char *text, const char *folded, unsigned words)
{
	const char *end = text;

	for (unsigned i = 0; i < words; i++) {
		end += strspn(end, " \t");
		end += strcspn(end, " \t,;:.");
	}
	g_autofree char *head = g_strndup(text, (gsize)(end - text));
	g_autofree char *mine = vt_text_fold(head);
	return strcmp(mine, folded) == 0 ? end : NULL;
}

static const char *read_all(const char *text, GArray *rows, bool *rest_out)
{
	const int all = -1;

	for (size_t i = 0; i < G_N_ELEMENTS(alls); i++) {
		const char *end = behind_words(text, alls[i].folded, alls[i].words);

		if (end == NULL)
			continue;
		g_array_append_val(rows, all);
		*rest_out = alls[i].rest;
		return end + strspn(end, " \t,:");
	}
	return text;
}

static void add_row(GArray *rows, int row)
{
	for (guint i = 0; i < rows->len; i++) {
		if (g_array_index(rows, int, i) == row)
			return;
	}
	if (rows->len < VT_MAX_ROWS_SAID)
		g_array_append_val(rows, row);
}

/* A number of a row that no letter, slash or figure follows: 0 = there is none. */
static int read_row(const char *text, const char **end_out)
{
	size_t digits = strspn(text, "0123456789");
	int row = digits > 0 && digits <= 3 ? (int)g_ascii_strtoll(text, NULL, 10) : 0;

	*end_out = text + digits;
	if (row > MAX_ROW || g_ascii_isalpha(**end_out) || **end_out == '/')
		return 0;
	if (**end_out == '.' && g_ascii_isdigit((*end_out)[1]))
		return 0;
	return row;
}

static const char *behind_and(const char *text)
{
	const char *end = behind_words(text, "va", 1);

	if (end == NULL && *text == '&')
		end = text + 1;
	return end != NULL && *end == ' ' ? end + 1 : text;
}

const char *vt_rows_read(const char *text, GArray *rows, bool *rest_out)
{
	const char *at = text, *end = text;

	g_assert(text != NULL);
	*rest_out = false;
	at = read_all(text, rows, rest_out);
	if (at != text)
		return at;
	for (;;) {
		at += strspn(at, " \t");
		int row = read_row(at, &end), last = row;

		if (row == 0)
			break;
		at = end + strspn(end, " \t");
		if (*at == '-') {
			const char *next = at + 1 + strspn(at + 1, " \t");
			int until = read_row(next, &end);

			if (until >= row && until - row < VT_MAX_ROWS_SAID) {
				last = until;
				at = end;
			}
		}
		for (; row <= last; row++)
			add_row(rows, row);
		at += strspn(at, " \t,.:)");
		at = behind_and(at);
	}
	return rows->len > 0 ? at : text;
}
