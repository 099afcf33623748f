/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest_said - what an answer to a list says of one row of it
 */
#include "work/digest_said.h"

#include <string.h>

#include "base/text.h"
#include "doc/form.h"
#include "doc/instruction.h"
#include "doc/said_text.h"

/* ---- the lines of a row ---- */

/* "3: ..." or "3. ..."; NULL: another line. */
static const char *behind_row(const char *plain, int row)
{
	char *end = NULL;
	gint64 number = g_ascii_isdigit(*plain) ? g_ascii_strtoll(plain, &end, 10) : 0;

	if (number != row || end == NULL)
		return NULL;
	end += strspn(end, " \t");
	return *end == ':' || *end == '.' || *end == ')' ? end + 1 + strspn(end + 1, " \t") : NULL;
}

/* Below a row: it goes on there. A day is no row, nor is a number that a client wrapped. */
static bool goes_on(const char *above, const char *plain)
{
	size_t digits = strspn(plain, "0123456789");

	if (*plain == '\0' || g_str_equal(plain, "--"))
		return false;
	if (digits == 0 || plain[digits] == '/')
		return true;
	return vt_text_chars(above) >= VT_WRAPPED_CHARS
	       && strchr(":.)", plain[digits + strspn(plain + digits, " \t")]) == NULL;
}

/* "2: BỎ: ..." behind a semicolon: another row is answered there. */
static bool names_rows(const char *text)
{
	g_autoptr(vt_said) said = vt_said_new();

	return g_ascii_isdigit(*text) && vt_instruction_read(said, text, false, false) > 0
	       && ((const vt_instruction *)g_ptr_array_index(said->instructions, 0))->rows->len > 0;
}

/* "1: đồng ý; 2: trả lại: ..." are two lines. char *. */
static GPtrArray *clauses_of(const char *words)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);

	for (char **each = lines; *each != NULL; each++) {
		const char *begin = *each;

		for (const char *p = strchr(begin, ';'); p != NULL; p = strchr(p + 1, ';')) {
			const char *next = p + 1 + strspn(p + 1, " \t");

			if (!names_rows(next))
				continue;
			g_ptr_array_add(found, g_strndup(begin, (gsize)(p - begin)));
			begin = next;
		}
		g_ptr_array_add(found, g_strdup(begin));
	}
	return found;
}

/* vt_text_line *, without the number of the row. */
static GPtrArray *lines_of(const vt_said *all, int row)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	g_autoptr(GPtrArray) clauses = clauses_of(all->words);
	const char *above = NULL;

	for (guint i = 0; i < clauses->len; i++) {
		g_autoptr(vt_text_line) line = vt_text_line_new(g_ptr_array_index(clauses, i));
		const char *plain = line->plain + strspn(line->plain, " \t");
		const char *rest = behind_row(plain, row);

		if (rest == NULL && (above == NULL || !goes_on(above, plain))) {
			above = NULL;
			continue;
		}
		vt_text_line *mine = vt_text_line_new(rest != NULL ? rest : plain);
		mine->is_signed = all->words_signed;
		g_ptr_array_add(found, mine);
		above = mine->plain;
	}
	return found;
}

static const char *plain_at(const GPtrArray *lines, guint i)
{
	return ((const vt_text_line *)g_ptr_array_index(lines, i))->plain;
}

/* ---- a form: lines and decisions between commas ---- */

static void add_line(vt_said *said, int key, const char *value, bool is_signed)
{
	vt_form_line *line = g_new0(vt_form_line, 1);
	const vt_form_info *info = key >= 0 ? vt_form_get((vt_form_key)key) : NULL;

	line->label = g_strdup(info != NULL ? info->label : "");
	line->key = info != NULL ? g_strdup(info->key) : NULL;
	line->value = vt_text_tidy(value);
	/* As within a form: there a line that is none of it is shown back. */
	line->form = g_strdup(info != NULL ? "" : "-");
	line->placed = info != NULL ? VT_PLACED_NEW : VT_PLACED_FORM;
	line->is_signed = is_signed;
	g_ptr_array_add(said->lines, line);
}

/* "Ký hiệu QĐ-UBND", "Số: 123": the longest beginning that is the name of a line; -1. */
static int label_of(const char *piece, const char **value_out)
{
	int found = -1;

	for (const char *end = strpbrk(piece, " :"); end != NULL; end = strpbrk(end + 1, " :")) {
		g_autofree char *head = g_strndup(piece, (gsize)(end - piece));
		int key = vt_form_find(g_strstrip(head));

		if (key < 0)
			continue;
		found = key;
		*value_out = end + strspn(end, " :");
	}
	return found;
}

/* The first verb of a piece; -1. */
static int verb_of(const char *piece)
{
	g_autoptr(vt_said) said = vt_said_new();

	if (vt_instruction_read(said, piece, false, false) == 0)
		return -1;
	return (int)((const vt_instruction *)g_ptr_array_index(said->instructions, 0))->verb;
}

/* A decision with a reason goes to the end of the line, commas and all; "trả lại đất" within a
 * title is none. */
static bool takes_rest(int verb, const char *piece, bool is_first)
{
	return verb >= 0 && vt_verb_get((vt_verb)verb)->wants_argument
	       && (is_first || strchr(piece, ':') != NULL);
}

/* From begin to where the next one begins: pieces that begin nothing belong to it. */
typedef struct segment {
	const char *begin; /* of the value, when it is a line */
	int key;           /* -1 = words */
} segment;

static void end_segment(vt_said *said, const segment *s, const char *end, bool is_signed)
{
	g_autofree char *text = g_strndup(s->begin, (gsize)(end - s->begin));
	g_autofree char *tidy = vt_text_tidy(text);

	if (s->key >= 0)
		add_line(said, s->key, tidy, is_signed);
	else if (*tidy != '\0' && vt_instruction_read(said, tidy, false, is_signed) == 0)
		add_line(said, -1, tidy, is_signed);
}

static void add_pieces(vt_said *said, const char *text, bool is_signed)
{
	segment s = { text, -1 };
	const char *at = text;

	do {
		const char *next = strpbrk(at, ",;"), *value = NULL;
		g_autofree char *raw =
			next != NULL ? g_strndup(at, (gsize)(next - at)) : g_strdup(at);
		const char *piece = raw + strspn(raw, " \t");
		int key = label_of(piece, &value);
		int verb = key < 0 ? verb_of(piece) : -1;
		bool rest = takes_rest(verb, piece, at == text);

		if (at != text
		    && (key >= 0 || rest
			|| (verb >= 0 && !vt_verb_get((vt_verb)verb)->wants_argument))) {
			end_segment(said, &s, at - 1, is_signed);
			s = (segment){ at, -1 };
		}
		if (key >= 0)
			s = (segment){ at + (value - raw), key };
		at = next != NULL && !rest ? next + 1 : NULL;
	} while (at != NULL);
	end_segment(said, &s, s.begin + strlen(s.begin), is_signed);
}

static void deny(vt_said *said)
{
	for (guint i = 0; i < said->instructions->len; i++)
		((vt_instruction *)g_ptr_array_index(said->instructions, i))->denied = true;
}

/* A line below that begins a line of the form or a decision is read as the first one; of any other
 * only what takes the decision back counts: "Trân trọng" stands there, too. */
static void read_form(vt_said *said, const GPtrArray *lines, bool is_signed)
{
	bool denied = false;

	for (guint i = 0; i < lines->len; i++) {
		const char *plain = plain_at(lines, i), *value = NULL;
		g_autofree char *label = NULL;
		int key = -1;

		label = vt_form_label(plain, &key, &value);
		if (i > 0 && (label == NULL || key < 0) && verb_of(plain) < 0) {
			denied |= vt_instruction_is_denied_by(plain);
			continue;
		}
		g_autoptr(GString) text = g_string_new(plain);
		for (; i + 1 < lines->len && vt_text_chars(plain_at(lines, i)) >= VT_WRAPPED_CHARS;
		     i++)
			g_string_append_printf(text, " %s", plain_at(lines, i + 1));
		add_pieces(said, text->str, is_signed);
	}
	if (denied)
		deny(said);
}

/* ---- instructions that name the row ---- */

static bool names(const GArray *rows, int row)
{
	for (guint i = 0; i < rows->len; i++)
		if (g_array_index(rows, int, i) == row)
			return true;
	return false;
}

static void copy_instruction(vt_said *said, const vt_instruction *one)
{
	vt_instruction *copy = vt_instruction_new(one->verb, one->argument, one->line);

	g_free(copy->number);
	copy->number = g_strdup(one->number);
	copy->in_subject = one->in_subject;
	copy->is_signed = one->is_signed;
	copy->denied = one->denied;
	g_ptr_array_add(said->instructions, copy);
}

/* By another line than its own: what stands in that one was looked at, and "OK KHÔNG MẬT, Số 77" is
 * clear in a row. */
static bool is_denied_elsewhere(const vt_instruction *one)
{
	g_autoptr(vt_said) said = vt_said_new();

	vt_instruction_read(said, one->line, false, false);
	for (guint i = 0; one->denied && i < said->instructions->len; i++) {
		const vt_instruction *alone = g_ptr_array_index(said->instructions, i);

		if (alone->verb == one->verb && alone->denied)
			return false;
	}
	return one->denied;
}

/* Is that decision said already? Then what takes it back elsewhere takes it back here. */
static bool is_said(vt_said *said, const vt_instruction *one)
{
	bool found = false;

	for (guint i = 0; i < said->instructions->len; i++) {
		vt_instruction *mine = g_ptr_array_index(said->instructions, i);

		if (mine->verb != one->verb)
			continue;
		mine->denied |= is_denied_elsewhere(one);
		found = true;
	}
	return found;
}

/* Beside a line of its own another decision contradicts it; "tất cả đồng ý" leaves it alone. */
static void take_named(vt_said *said, const vt_said *all, int row, bool own_line)
{
	for (guint i = 0; i < all->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(all->instructions, i);
		bool mine = names(one->rows, row) || (!own_line && names(one->rows, -1));

		if (!mine || names(one->except, row) || (own_line && one->in_subject))
			continue;
		if (!own_line || !is_said(said, one))
			copy_instruction(said, one);
	}
}

static bool asks_for_form(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *folded = vt_text_fold(plain_at(lines, i));

		if (g_str_equal(g_strstrip(folded), "phieu"))
			return true;
	}
	return false;
}

vt_said *vt_digest_said(const vt_said *all, int row, bool of_form, bool *whole_out)
{
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(GPtrArray) lines = lines_of(all, row);
	bool own_line = lines->len > 0;

	*whole_out = asks_for_form(lines);
	if (own_line && !of_form)
		vt_said_read(said, lines);
	else if (!*whole_out)
		read_form(said, lines, all->words_signed);
	take_named(said, all, row, own_line);
	said->body = all->body;
	said->words_signed = all->words_signed;
	said->too_much |= all->too_much;
	return own_line || said->instructions->len > 0 ? g_steal_pointer(&said) : NULL;
}
