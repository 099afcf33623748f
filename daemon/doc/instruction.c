/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction - one line of what a person wrote, as instructions
 */
#include "doc/instruction.h"

#include <string.h>

#include "base/base32.h"
#include "base/text.h"

#define REFERENCE_SHOWN 22 /* "VT-" and four groups of four with hyphens between */

static bool reference_at(const char *place, char out[17])
{
	unsigned n = 0;

	if (g_ascii_strncasecmp(place, "VT-", 3) != 0)
		return false;
	for (unsigned i = 3; i < REFERENCE_SHOWN; i++) {
		char c = place[i];

		if ((i - 3) % 5 == 4) {
			if (c != '-')
				return false;
			continue;
		}
		const char one[2] = { c, '\0' };
		if (c == '\0' || !vt_base32_is(one))
			return false;
		out[n++] = g_ascii_toupper(c);
	}
	out[n] = '\0';
	return true;
}

void vt_reference_read(const char *text, GPtrArray *list)
{
	char found[17];

	for (const char *p = text; *p != '\0'; p++) {
		if (!reference_at(p, found)
		    || g_ptr_array_find_with_equal_func(list, found, g_str_equal, NULL))
			continue;
		if (list->len < VT_MAX_REFERENCES)
			g_ptr_array_add(list, g_strdup(found));
	}
}

/* "1234/2026" or the code of a form, then "MA VT-...": what links write behind the verb. */
static const char *take_named(vt_instruction *one, const char *rest)
{
	size_t size = strspn(rest, "0123456789");
	char reference[17];

	if (size > 0 && rest[size] == '/' && strspn(rest + size + 1, "0123456789") == 4) {
		size += 5;
		g_free(one->number);
		one->number = g_strndup(rest, size);
		rest += size + strspn(rest + size, " :,.");
	}
	if (g_ascii_strncasecmp(rest, "MA ", 3) == 0 && reference_at(rest + 3, reference)) {
		rest += 3 + REFERENCE_SHOWN;
		rest += strspn(rest, " :,.");
	}
	return rest;
}

/* What turns a word round: the line is asked back, never carried out. */
static bool turns_round(const char *folded)
{
	static const char *const marks[] = { "khong ", "chua ",   "dung ",  "nhung",
					     "neu ",   "tru khi", "khong?", "tuy nhien" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (strstr(folded, marks[i]) != NULL)
			return true;
	}
	return g_str_has_suffix(folded, "?") || g_str_has_suffix(folded, " khong");
}

/* "1, 3, 5 ": the rows a digest's answer speaks of; where the words begin. */
static const char *take_rows(const char *line, GArray *rows)
{
	const char *p = line + strspn(line, " ");

	while (g_ascii_isdigit(*p) && rows->len < VT_MAX_ROWS_SAID) {
		char *end = NULL;
		guint64 row = g_ascii_strtoull(p, &end, 10);

		if (row == 0 || row > 999 || *end == '/')
			break;
		int number = (int)row;
		g_array_append_val(rows, number);
		p = end + strspn(end, " ,.:");
		if (g_str_has_prefix(p, "và "))
			p += strlen("và ");
	}
	return rows->len > 0 ? p : line;
}

static void add(vt_said *said, vt_instruction *take_one)
{
	if (said->instructions->len < VT_MAX_INSTRUCTIONS) {
		g_ptr_array_add(said->instructions, take_one);
		return;
	}
	said->too_much = true;
	vt_instruction_free(take_one);
}

/* MẬT is written with its own marks or with none: mất and mặt are other words. */
static bool is_other_word(int verb, const char *words)
{
	g_autofree char *lower = g_utf8_strdown(words, -1);

	return verb == VT_VERB_SECRET
	       && (strstr(lower, "mất") != NULL || strstr(lower, "mặt") != NULL
		   || strstr(lower, "mát") != NULL || strstr(lower, "mắt") != NULL);
}

static vt_instruction *read_one(const char *words, const char *line)
{
	const char *rest = NULL;
	int verb = vt_verb_read(words, &rest);

	if (verb < 0 || is_other_word(verb, words))
		return NULL;
	vt_instruction *one = vt_instruction_new((vt_verb)verb, "", line);
	rest = take_named(one, rest);
	g_free(one->argument);
	one->argument = g_strdup(rest + strspn(rest, " .!,"));
	g_autofree char *folded = vt_text_fold(one->argument);
	one->denied = !vt_verb_get(one->verb)->wants_argument && turns_round(folded);
	return one;
}

/* "OK KHÔNG MẬT", "ĐỒNG Ý ... ĐIỀU CHỈNH: ...": two words in one line. */
static void read_second(vt_said *said, vt_instruction *first)
{
	if (first->verb != VT_VERB_OK && first->verb != VT_VERB_AGREE)
		return;
	vt_instruction *second = read_one(first->argument, first->line);
	bool fits = second != NULL
		    && (second->verb == VT_VERB_NOT_SECRET || second->verb == VT_VERB_ADJUST);

	if (!fits) {
		vt_instruction_free(second);
		return;
	}
	g_free(first->argument);
	first->argument = g_strdup("");
	first->denied = false;
	second->in_subject = first->in_subject;
	second->is_signed = first->is_signed;
	g_array_append_vals(second->rows, first->rows->data, first->rows->len);
	add(said, second);
}

static void read_clause(vt_said *said, const char *clause, bool in_subject, bool is_signed)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(int));
	const char *words = take_rows(clause, rows);
	vt_instruction *one = read_one(words, clause);

	if (one == NULL)
		return;
	g_array_append_vals(one->rows, rows->data, rows->len);
	one->in_subject = in_subject;
	one->is_signed = is_signed;
	add(said, one);
	read_second(said, one);
}

void vt_instruction_read(vt_said *said, const char *line, bool in_subject, bool is_signed)
{
	/* Only rows part a line: "CHUYỂN: Trần Văn Cường; hạn 25/11" is one. */
	bool is_digest = g_ascii_isdigit(line[strspn(line, " ")]);
	/* The tag at the end of a subject is the question's, no part of what is said. */
	const char *tag = in_subject ? strstr(line, "[#") : NULL;
	g_autofree char *words = tag != NULL ? g_strndup(line, (gsize)(tag - line)) : NULL;
	g_auto(GStrv) clauses =
		g_strsplit(words != NULL ? g_strchomp(words) : line, is_digest ? ";" : "\n", -1);

	for (char **clause = clauses; *clause != NULL; clause++)
		read_clause(said, *clause + strspn(*clause, " "), in_subject, is_signed);
}
