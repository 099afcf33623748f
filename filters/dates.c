/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dates - dates as documents write them
 */
#include "filters/dates.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Up to max digits after blanks; the byte after them, or NULL. */
static const char *read_digits(const char *p, int max, int *value_out)
{
	int value = 0, n = 0;

	p = skip_blanks(p);
	for (; g_ascii_isdigit(*p) && n < max; p++, n++)
		value = value * 10 + (*p - '0');
	if (n == 0 || g_ascii_isdigit(*p))
		return NULL;
	*value_out = value;
	return p;
}

static const char *read_word(const char *p, const char *word)
{
	p = skip_blanks(p);
	return g_str_has_prefix(p, word) ? p + strlen(word) : NULL;
}

static char *write_date(int year, int month, int day)
{
	if (year < 1945 || year > 2099 || !vt_clock_is_date(year, month, day))
		return NULL;
	return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

static char *words_at(const char *p)
{
	int day, month, year;

	p = read_digits(p + strlen("ngay"), 2, &day);
	p = p ? read_word(p, "thang") : NULL;
	p = p ? read_digits(p, 2, &month) : NULL;
	p = p ? read_word(p, "nam") : NULL;
	p = p ? read_digits(p, 4, &year) : NULL;
	return p ? write_date(year, month, day) : NULL;
}

char *vt_dates_words(const char *folded)
{
	for (const char *p = folded; (p = strstr(p, "ngay")) != NULL; p++) {
		char *date = words_at(p);
		if (date)
			return date;
	}
	return NULL;
}

char *vt_dates_digits(const char *text)
{
	int day, month, year;
	const char *p = read_digits(text, 2, &day);
	char mark;

	if (!p || !*p || !strchr("/-.", *p))
		return NULL;
	mark = *p;
	p = read_digits(p + 1, 2, &month);
	if (!p || *p != mark)
		return NULL;
	p = read_digits(p + 1, 4, &year);
	return p ? write_date(year, month, day) : NULL;
}

static char *date_after(const char *p)
{
	const char *q = skip_blanks(p);
	char *date = vt_dates_digits(q);

	if (date)
		return date;
	if (!g_str_has_prefix(q, "ngay"))
		return NULL;
	date = vt_dates_digits(q + strlen("ngay"));
	return date ? date : words_at(q);
}

char *vt_dates_due(const char *folded)
{
	static const char *const words[] = {
		"truoc ngay",  "cham nhat la ngay", "cham nhat ngay", "cham nhat vao ngay",
		"han cuoi",    "han cuoi la",       "thoi han:",      "han:",
		"han tra loi", "han xu ly",
	};
	g_autofree char *found = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		for (const char *p = folded; (p = strstr(p, words[i])) != NULL; p++) {
			bool ends_in_day = g_str_has_suffix(words[i], "ngay");
			gsize n = strlen(words[i]) - (ends_in_day ? strlen("ngay") : 0);
			g_autofree char *date = date_after(p + n);
			if (!date || (found && strcmp(found, date) == 0))
				continue;
			if (found)
				return NULL;
			found = g_steal_pointer(&date);
		}
	}
	return g_steal_pointer(&found);
}
