/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textprint - words of pages, without number, date and marks
 */
#include "filters/textprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "filters/pdf.h"

#define MAX_TEXT   ((size_t)1 << 20)
#define HEAD_LINES 14 /* of page 1: agency, motto, number, place and date */
#define LONE_LINES 2  /* number and date, filled in */
#define LONE_CHARS 11 /* of a number (CodeNumber) */

/* ---- number and date in the head ---- */

static bool is_blank_or_digit(char c)
{
	return g_ascii_isdigit(c) || strchr(" ._-", c) != NULL;
}

/* Behind "Số" the number, up to the notation. Digits are ASCII, so bytes will do. */
static char *without_number(const char *line)
{
	static const char *const words[] = { "Số", "SỐ", "số" };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *found = strstr(line, words[i]);
		const char *at = found != NULL ? found + strlen(words[i]) : NULL;

		if (at == NULL)
			continue;
		at += strspn(at, " :");
		const char *from = at;
		while (*at != '\0' && *at != '/'
		       && (is_blank_or_digit(*at) || g_str_has_prefix(at, "…")))
			at += g_str_has_prefix(at, "…") ? strlen("…") : 1;
		if (*at != '/')
			continue;
		g_autofree char *before = g_strndup(line, (gsize)(from - line));
		return g_strdup_printf("%s#%s", g_strchomp(before), at);
	}
	return NULL;
}

/* What stands in a date's three places is left out: "ngày # tháng # năm #". */
static char *without_date(const char *line)
{
	static const char *const words[] = { "ngày", "tháng", "năm" };
	g_autoptr(GString) out = g_string_new(NULL);
	const char *at = line;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *found = strstr(at, words[i]);

		if (found == NULL || (i > 0 && found != at))
			return NULL;
		at = found + strlen(words[i]);
		g_string_append_len(out, i == 0 ? line : found,
				    (gssize)(at - (i == 0 ? line : found)));
		g_string_append_c(out, '#');
		while (*at != '\0' && (is_blank_or_digit(*at) || g_str_has_prefix(at, "…")))
			at += g_str_has_prefix(at, "…") ? strlen("…") : 1;
	}
	g_string_append(out, at);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

typedef char *(*mask)(const char *line);

/* The first line that has one. */
static void apply(GPtrArray *lines, mask without)
{
	for (guint i = 0; i < lines->len && i < HEAD_LINES; i++) {
		char *masked = without(g_ptr_array_index(lines, i));

		if (masked == NULL)
			continue;
		g_free(g_ptr_array_index(lines, i));
		g_ptr_array_index(lines, i) = masked;
		return;
	}
}

static void mask_head(GPtrArray *lines)
{
	apply(lines, without_number);
	apply(lines, without_date);
}

/* ---- marks at the end ---- */

static bool names_signer(const char *folded)
{
	static const char *const words[] = { "ky boi", "nguoi ky", "signed by", "digitally signed",
					     "signature valid" };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(folded, words[i]))
			return true;
	return false;
}

/* The appearance of a signature, when one of its lines names who signed. */
static void drop_signature(GPtrArray *lines)
{
	guint keep = lines->len;
	bool named = false;

	while (keep > 0) {
		g_autofree char *folded = vt_text_fold(g_ptr_array_index(lines, keep - 1));

		if (!vt_pdf_is_signature_line(folded))
			break;
		named = named || names_signer(folded);
		keep--;
	}
	if (named)
		g_ptr_array_set_size(lines, (gint)keep);
}

static bool is_lone(const char *line)
{
	size_t digits = strspn(line, "0123456789/-. ");

	return digits == strlen(line) && digits > 0 && digits <= LONE_CHARS;
}

static void drop_lone(GPtrArray *lines)
{
	for (unsigned i = 0; i < LONE_LINES && lines->len > 0; i++) {
		if (!is_lone(g_ptr_array_index(lines, lines->len - 1)))
			return;
		g_ptr_array_set_size(lines, (gint)lines->len - 1);
	}
}

/* ---- the whole ---- */

static GPtrArray *lines_of(const char *page)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) raw = g_strsplit(page, "\n", -1);

	for (char **line = raw; *line != NULL; line++) {
		char *tidy = vt_text_tidy(*line);

		if (*tidy != '\0')
			g_ptr_array_add(lines, tidy);
		else
			g_free(tidy);
	}
	return lines;
}

static void add_page(GString *out, const GPtrArray *lines)
{
	g_string_append_c(out, '\f');
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(lines, i));
}

bool vt_textprint(const char *pages, char text_out[65], char marked_out[65])
{
	g_autofree char *clean = vt_text_utf8(pages, -1);
	g_auto(GStrv) parts = g_strsplit(clean, "\f", -1);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) bare = g_string_new(NULL);

	if (parts[0] == NULL || parts[1] == NULL)
		return false;
	for (guint i = 1; parts[i] != NULL; i++) {
		g_autoptr(GPtrArray) lines = lines_of(parts[i]);

		if (i == 1)
			mask_head(lines);
		if (lines->len == 0)
			return false;
		add_page(text, lines);
		drop_signature(lines);
		if (i == 1)
			drop_lone(lines);
		add_page(bare, lines);
	}
	vt_sha256_hex(text->str, text->len, text_out);
	vt_sha256_hex(bare->str, bare->len, marked_out);
	return true;
}

static void print_part(const vt_leaf *leaf, vt_part *part)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(leaf->content, &size);
	g_autoptr(vt_pdf) pdf = vt_pdf_read(bytes, size);

	if (!pdf->text_layer || pdf->look.overlay || pdf->look.hidden_text || pdf->look.cut
	    || pdf->look.active != NULL)
		return;
	char *pages = vt_poppler_read_all(bytes, size, MAX_TEXT, VT_MAX_PAGES);
	if (pages != NULL && !vt_textprint(pages, part->text, part->marked))
		part->text[0] = part->marked[0] = '\0';
	free(pages);
}

void vt_textprint_run(vt_case *c, vt_contents *contents)
{
	for (guint i = 0;
	     contents->said != NULL && i < contents->parts->len && i < c->mime->leaves->len; i++) {
		vt_part *part = g_ptr_array_index(contents->parts, i);

		if (part->attachment && strcmp(part->type, "application/pdf") == 0)
			print_part(g_ptr_array_index(c->mime->leaves, i), part);
	}
}
