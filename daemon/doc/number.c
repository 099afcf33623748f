/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number - số and ký hiệu of a document, read and written
 *
 * Written by hand and not as a pattern: it reads hostile text, so its cost is one pass.
 */
#include "doc/number.h"

#include <string.h>

#define MAX_DIGITS   6  /* CodeNumber holds 11 characters; no office writes seven digits */
#define MAX_GROUPS   6  /* "2026/TT-BTC-BNV-BCA" is long already */
#define MAX_NOTATION 90 /* bytes: 30 characters (CodeNotation) of up to 3 */

typedef enum { WHOLE, RUNNING } reading;

static gunichar peek(const char *p)
{
	return g_utf8_get_char(p);
}

/* g_utf8_next_char() casts const away. */
static const char *next_char(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

static bool is_dash(gunichar c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2014) || c == 0x2212;
}

static bool is_blank(gunichar c)
{
	return c == ' ' || c == '\t' || c == 0xa0;
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(peek(p)))
		p = next_char(p);
	return p;
}

static bool is_digit(char c)
{
	return g_ascii_isdigit(c);
}

/* A group of the notation: letters, digits, '&', and '.' inside. Its end; p itself when there is
 * none. */
static const char *group_end(const char *p, unsigned *n_upper_out, bool *lower_out)
{
	unsigned n_upper = 0;
	bool lower = false;

	for (;; p = next_char(p)) {
		gunichar c = peek(p);
		if (c == '.') {
			gunichar next = peek(p + 1);
			if (!g_unichar_isalnum(next))
				break;
		} else if (!g_unichar_isalnum(c) && c != '&') {
			break;
		}
		n_upper += g_unichar_isupper(c) ? 1 : 0;
		lower = lower || g_unichar_islower(c);
	}
	*n_upper_out = n_upper;
	*lower_out = lower;
	return p;
}

/* The dash that joins two groups and the group after it; NULL when the notation ends at p. In
 * running text "453/TB-UBND - Về việc" ends before the dash, "QĐ -UBND" does not. */
static const char *next_group(const char *p, reading how, const char **end_out,
			      unsigned *n_upper_out)
{
	const char *dash = skip_blanks(p);
	const char *start, *end;
	bool lower;

	if (!is_dash(peek(dash)))
		return NULL;
	start = skip_blanks(next_char(dash));
	end = group_end(start, n_upper_out, &lower);
	if (end == start)
		return NULL;
	if (how == RUNNING) {
		bool before = dash != p, after = start != next_char(dash);
		if (before && after)
			return NULL;
		if ((before || after) && (*n_upper_out < 2 || lower))
			return NULL;
	}
	*end_out = end;
	return start;
}

/* "2026/" of a legal document, VBQPPL; p itself when there is none. */
static const char *skip_year(const char *p)
{
	const char *q;

	if ((strncmp(p, "19", 2) != 0 && strncmp(p, "20", 2) != 0) || !is_digit(p[2])
	    || !is_digit(p[3]))
		return p;
	q = skip_blanks(p + 4);
	return *q == '/' ? skip_blanks(q + 1) : p;
}

static char *read_notation(const char *p, reading how, const char **end_out)
{
	GString *text = g_string_new(NULL);
	const char *group = skip_year(p), *end;
	unsigned n_upper = 0, total = 0;
	bool lower;

	if (group != p)
		g_string_printf(text, "%.4s/", p);
	end = group_end(group, &n_upper, &lower);
	for (unsigned i = 0; i < MAX_GROUPS && end != group; i++) {
		if (i > 0)
			g_string_append_c(text, '-');
		g_string_append_len(text, group, end - group);
		total += n_upper;
		*end_out = end;
		group = next_group(end, how, &end, &n_upper);
		if (!group)
			break;
	}
	if (total < (how == RUNNING ? 2u : 1u) || text->len > MAX_NOTATION) {
		g_string_free(text, TRUE);
		return NULL;
	}
	return g_string_free(text, FALSE);
}

/* One number at p. Its end, or NULL. */
static const char *read_at(const char *p, reading how, char **number_out, char **notation_out)
{
	const char *q = p, *digits_end, *end = NULL;
	char *notation;

	while (is_digit(*q) && q - p <= MAX_DIGITS)
		q++;
	if (q == p || q - p > MAX_DIGITS)
		return NULL;
	if (g_ascii_isalpha(*q))
		q++; /* "12a", "05b": a number slipped in later */
	digits_end = q;
	q = skip_blanks(q);
	if (*q != '/')
		return NULL;
	notation = read_notation(skip_blanks(q + 1), how, &end);
	if (!notation)
		return NULL;
	*number_out = g_strndup(p, (gsize)(digits_end - p));
	*notation_out = notation;
	return end;
}

bool vt_number_parse(const char *text, char **number_out, char **notation_out)
{
	g_autofree char *number = NULL;
	g_autofree char *notation = NULL;
	const char *end;

	if (!text)
		return false;
	end = read_at(skip_blanks(text), WHOLE, &number, &notation);
	if (!end || *skip_blanks(end) != '\0')
		return false;
	*number_out = g_steal_pointer(&number);
	*notation_out = g_steal_pointer(&notation);
	return true;
}

bool vt_number_find(const char *text, size_t *from_out, size_t *to_out, char **number_out,
		    char **notation_out)
{
	gunichar before = ' ';

	if (!text)
		return false;
	for (const char *p = text; *p; before = peek(p), p = next_char(p)) {
		const char *end;
		if (!is_digit(*p) || g_unichar_isalnum(before) || before == '/' || before == '.'
		    || before == ',')
			continue;
		end = read_at(p, RUNNING, number_out, notation_out);
		if (!end)
			continue;
		*from_out = (size_t)(p - text);
		*to_out = (size_t)(end - text);
		return true;
	}
	return false;
}

char *vt_number_show(const char *number, const char *notation)
{
	if (!notation || !*notation)
		return g_strdup(number ? number : "");
	return g_strdup_printf("%s/%s", number ? number : "", notation);
}

char *vt_number_key(const char *number, const char *notation)
{
	g_autofree char *shown = NULL;
	g_autofree char *upper = NULL;
	GString *key = g_string_new(NULL);

	while (number && number[0] == '0' && is_digit(number[1]))
		number++;
	shown = vt_number_show(number, notation);
	upper = g_utf8_strup(shown, -1);
	for (const char *p = upper; *p; p = next_char(p)) {
		gunichar c = peek(p);
		if (is_dash(c))
			g_string_append_c(key, '-');
		else if (!g_unichar_isspace(c))
			g_string_append_unichar(key, c);
	}
	return g_string_free(key, FALSE);
}
