/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role_days - a role, and the days on which somebody has it
 */
#include "doc/role_days.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define DAY 86400

/* Words for roles beside the names of directory.conf, folded. */
static const struct {
	const char *word;
	vt_role role;
} role_words[] = {
	{ "van thu", VT_ROLE_CLERK },
	{ "lanh dao", VT_ROLE_LEADER },
	{ "lanh dao co quan", VT_ROLE_LEADER },
	{ "truong phong", VT_ROLE_UNIT_HEAD },
	{ "truong don vi", VT_ROLE_UNIT_HEAD },
	{ "lanh dao don vi", VT_ROLE_UNIT_HEAD },
	{ "chanh van phong", VT_ROLE_OFFICE_HEAD },
	{ "lanh dao van phong", VT_ROLE_OFFICE_HEAD },
	{ "nguoi xu ly", VT_ROLE_ASSIGNEE },
	{ "xu ly", VT_ROLE_ASSIGNEE },
	{ "can bo", VT_ROLE_STAFF },
	{ "cong chuc", VT_ROLE_STAFF },
	{ "chuyen vien", VT_ROLE_STAFF },
	{ "nhan vien", VT_ROLE_STAFF },
	{ "bao mat", VT_ROLE_SECURITY },
	{ "can bo bao mat", VT_ROLE_SECURITY },
	{ "quan tri", VT_ROLE_ADMIN },
	{ "quan tri he thong", VT_ROLE_ADMIN },
	{ "thiet bi", VT_ROLE_DEVICE },
};

static int find_role(const char *name)
{
	g_autofree char *folded = vt_text_fold(name);

	for (size_t i = 0; i < G_N_ELEMENTS(role_words); i++)
		if (strcmp(role_words[i].word, folded) == 0)
			return (int)role_words[i].role;
	return vt_role_find(name);
}

/* ---- days ---- */

static int part_of_day(const char *text)
{
	size_t size = strlen(text);

	return size >= 1 && size <= 4 && strspn(text, "0123456789") == size
		       ? (int)g_ascii_strtoll(text, NULL, 10)
		       : 0;
}

bool vt_day_read(const char *text, int64_t *at_out)
{
	g_auto(GStrv) parts = g_strsplit_set(text, "/.-", -1);
	vt_date date = { 0 };

	if (g_strv_length(parts) == 3) {
		bool year_first = strlen(parts[0]) == 4;

		date.year = part_of_day(parts[year_first ? 0 : 2]);
		date.month = part_of_day(parts[1]);
		date.day = part_of_day(parts[year_first ? 2 : 0]);
	}
	if (!vt_clock_is_date(date.year, date.month, date.day))
		return false;
	*at_out = vt_clock_from_vietnam(&date);
	return true;
}

/* ---- "leader from 2026-12-01 until 2026-12-31" ---- */

typedef enum { NO_WORD, FROM, UNTIL, FILL } day_word;

static day_word word_of(const char *token)
{
	static const struct {
		const char *word;
		day_word is;
	} words[] = { { "from", FROM }, { "tu", FROM },   { "until", UNTIL }, { "to", UNTIL },
		      { "den", UNTIL }, { "ngay", FILL }, { "het", FILL },    { "since", FROM } };
	g_autofree char *folded = vt_text_fold(token);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, folded) == 0)
			return words[i].is;
	return NO_WORD;
}

/* The words behind the role; what: the word before. false: fault_out is set. */
static bool read_days(char **tokens, vt_role_days *out, char **fault_out)
{
	day_word what = NO_WORD;

	for (; *tokens != NULL; tokens++) {
		day_word word = word_of(*tokens);
		int64_t day = VT_TIME_NONE;

		if (**tokens == '\0' || word == FILL)
			continue;
		if (word != NO_WORD && what == NO_WORD) {
			what = word;
			continue;
		}
		if (word != NO_WORD)
			break;
		if (what == NO_WORD || !vt_day_read(*tokens, &day)) {
			*fault_out = g_strdup_printf("'%s' is no day like 31/12/2026", *tokens);
			return false;
		}
		*(what == FROM ? &out->from : &out->until) = what == FROM ? day : day + DAY;
		what = NO_WORD;
	}
	if (what != NO_WORD
	    || (out->until != VT_TIME_NONE && out->from != VT_TIME_NONE
		&& out->until <= out->from)) {
		*fault_out =
			g_strdup(what != NO_WORD ? "a day is missing" : "it ends before it begins");
		return false;
	}
	return true;
}

bool vt_role_days_read(const char *text, vt_role_days *out, char **fault_out)
{
	g_auto(GStrv) tokens = g_strsplit_set(text, " \t", -1);
	g_autoptr(GString) name = g_string_new(NULL);
	vt_role_days days = { .from = VT_TIME_NONE, .until = VT_TIME_NONE };
	char **token = tokens;
	int role;

	for (; *token != NULL && (word_of(*token) == NO_WORD || word_of(*token) == FILL); token++)
		if (**token != '\0')
			g_string_append_printf(name, "%s%s", name->len > 0 ? " " : "", *token);
	role = find_role(name->str);
	if (role == VT_ROLE_AGENCY) {
		*fault_out = g_strdup("nobody is given role 'agency'");
		return false;
	}
	if (role < 0) {
		g_autofree char *hint = vt_role_hint(name->str);

		*fault_out = g_strdup_printf("unknown role '%s'%s", name->str, hint);
		return false;
	}
	days.role = (vt_role)role;
	if (!read_days(token, &days, fault_out))
		return false;
	*out = days;
	return true;
}

char *vt_role_days_text(const vt_role_days *days)
{
	GString *text = g_string_new(vt_role_name(days->role));

	if (days->from != VT_TIME_NONE) {
		g_autofree char *day = vt_clock_iso_vietnam(days->from);

		g_string_append_printf(text, " from %.10s", day);
	}
	if (days->until != VT_TIME_NONE) {
		g_autofree char *day = vt_clock_iso_vietnam(days->until - DAY);

		g_string_append_printf(text, " until %.10s", day);
	}
	return g_string_free(text, FALSE);
}

bool vt_role_days_hold(const vt_role_days *days, int64_t at)
{
	return (days->from == VT_TIME_NONE || at >= days->from)
	       && (days->until == VT_TIME_NONE || at < days->until);
}
