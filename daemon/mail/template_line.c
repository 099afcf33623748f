/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_line - the places of one line: found, checked, filled once
 */
#include <string.h>

#include "base/text.h"
#include "mail/template_private.h"

typedef struct value {
	char *name, *text;
} value;

struct vt_filling {
	GPtrArray *values;
	bool is_marked; /* marks stand around what is put in */
};

static void value_free(void *data)
{
	value *one = data;

	g_free(one->name);
	g_free(one->text);
	g_free(one);
}

vt_filling *vt_filling_new(void)
{
	vt_filling *filling = g_new0(vt_filling, 1);

	filling->values = g_ptr_array_new_with_free_func(value_free);
	return filling;
}

void vt_filling_free(vt_filling *filling)
{
	if (!filling)
		return;
	g_ptr_array_unref(filling->values);
	g_free(filling);
}

void vt_filling_mark(vt_filling *filling, bool is_marked)
{
	filling->is_marked = is_marked;
}

bool vt_filling_is_marked(const vt_filling *filling)
{
	return filling->is_marked;
}

/* Control bytes and line separators become blanks; LF stays where several lines are allowed. */
static char *clean(const char *text, bool lines)
{
	g_autofree char *utf8 = vt_text_utf8(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		size_t size = (size_t)(g_utf8_next_char(at) - at);

		if (out->len + size > VT_TEMPLATE_MAX_VALUE_BYTES)
			break;
		if (c == '\r')
			continue;
		if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
			g_string_append_c(out, c == '\n' && lines ? '\n' : ' ');
		else
			g_string_append_len(out, at, (gssize)size);
	}
	return g_strchomp(g_string_free(out, FALSE));
}

void vt_filling_add(vt_filling *filling, const char *name, const char *text)
{
	const vt_slot *place = vt_slot_find(name);
	value *one = g_new(value, 1);

	one->name = g_strdup(name);
	one->text = clean(text != NULL ? text : "", place != NULL && place->lines);
	g_ptr_array_add(filling->values, one);
}

unsigned vt_filling_count(const vt_filling *filling, const char *name)
{
	unsigned count = 0;

	for (unsigned i = 0; i < filling->values->len; i++) {
		const value *one = g_ptr_array_index(filling->values, i);

		count += strcmp(one->name, name) == 0;
	}
	return count;
}

const char *vt_filling_value(const vt_filling *filling, const char *name, unsigned row)
{
	for (unsigned i = 0; i < filling->values->len; i++) {
		const value *one = g_ptr_array_index(filling->values, i);

		if (strcmp(one->name, name) == 0 && row-- == 0)
			return one->text;
	}
	return "";
}

unsigned vt_filling_rows(const vt_filling *filling, const char *section)
{
	unsigned n, rows = 0;
	const vt_slot *places = vt_slot_all(&n);

	for (unsigned i = 0; i < n; i++) {
		if (g_strcmp0(places[i].section, section) == 0)
			rows = MAX(rows, vt_filling_count(filling, places[i].name));
	}
	return rows;
}

/* The next "{name}" at or after at: where it begins, its end, its name. */
static const char *next_place(const char *at, const char **end_out, char **name_out)
{
	for (const char *open = strchr(at, '{'); open != NULL; open = strchr(open + 1, '{')) {
		const char *end = open + 1;

		while (g_ascii_islower(*end) || g_ascii_isdigit(*end) || *end == '_')
			end++;
		if (end == open + 1 || *end != '}')
			continue;
		*end_out = end + 1;
		*name_out = g_strndup(open + 1, (size_t)(end - open - 1));
		return open;
	}
	return NULL;
}

/* A nearest allowed name for "did you mean". */
static const char *nearest_place(const char *name, const char *wrong)
{
	unsigned n;
	const vt_slot *places = vt_slot_all(&n);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (unsigned i = 0; i < n; i++) {
		if (vt_template_allows(name, places[i].name))
			g_ptr_array_add(names, (void *)(uintptr_t)places[i].name);
	}
	g_ptr_array_add(names, NULL);
	return vt_text_nearest(wrong, (const char *const *)names->pdata);
}

static void check_text_between(const char *from, const char *to, const char *file, unsigned number,
			       vt_faults *faults)
{
	for (const char *at = from; at < to; at++) {
		if (*at == '{' || *at == '}') {
			vt_faults_add(faults, file, number, "stray '%c'", *at);
			return;
		}
	}
}

/* What a template itself may not hold, because no mail may. */
static void check_controls(const char *line, const char *file, unsigned number, vt_faults *faults)
{
	for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029) {
			vt_faults_add(faults, file, number, "control character U+%04X",
				      (unsigned)c);
			return;
		}
	}
}

void vt_line_check(const char *line, const char *file, unsigned number, const char *name,
		   vt_faults *faults)
{
	const char *at = line, *end = line, *open;
	char *place = NULL;

	check_controls(line, file, number, faults);
	for (; (open = next_place(at, &end, &place)) != NULL; at = end) {
		g_autofree char *taken = place;

		check_text_between(at, open, file, number, faults);
		if (vt_template_allows(name, taken))
			continue;
		const char *nearest = nearest_place(name, taken);
		if (nearest != NULL)
			vt_faults_add(faults, file, number,
				      "unknown place '{%s}', did you mean '{%s}'?", taken, nearest);
		else
			vt_faults_add(faults, file, number, "unknown place '{%s}'", taken);
	}
	check_text_between(at, at + strlen(at), file, number, faults);
}

/* "Kính gửi: Đồng chí A, {chuc_vu}": without a value the comma before it goes too. */
static void drop_comma(GString *out, size_t start)
{
	if (out->len >= start + 2 && memcmp(out->str + out->len - 2, ", ", 2) == 0)
		g_string_truncate(out, out->len - 2);
}

/* Words of the template; a mark cannot come from there. */
static void append_words(GString *out, const char *words, size_t size, bool is_marked)
{
	size_t start = out->len;

	g_string_append_len(out, words, (gssize)size);
	for (size_t i = start; is_marked && i < out->len; i++) {
		if ((unsigned char)out->str[i] < ' ' || out->str[i] == 0x7f)
			out->str[i] = ' ';
	}
}

static char mark_of(const char *name)
{
	if (strstr(name, "lien_ket") != NULL)
		return VT_MARK_LINK;
	if (strcmp(name, "phieu") == 0)
		return VT_MARK_FORM;
	return g_str_has_prefix(name, "chan_thu") ? VT_MARK_FOOTER : VT_MARK_VALUE;
}

/* clean() left no control byte in a value but LF. */
static void append_marked(GString *out, const char *name, const char *text)
{
	if (*text == '\0')
		return;
	g_string_append_c(out, mark_of(name));
	for (const char *at = text; *at != '\0'; at++)
		g_string_append_c(out, *at == '\n' ? VT_MARK_LINE : *at);
	g_string_append_c(out, VT_MARK_END);
}

bool vt_line_fill(const char *line, const vt_filling *filling, unsigned row, GString *out,
		  bool *all_filled_out)
{
	size_t start = out->len;
	unsigned places = 0, filled = 0;
	const char *at = line, *end = line, *open;
	char *name = NULL;

	for (; (open = next_place(at, &end, &name)) != NULL; at = end) {
		g_autofree char *taken = name;
		const vt_slot *place = vt_slot_find(taken);
		bool by_row = place != NULL && place->section != NULL;
		const char *text = vt_filling_value(filling, taken, by_row ? row : 0);

		append_words(out, at, (size_t)(open - at), filling->is_marked);
		places++;
		if (*text != '\0')
			filled++;
		else
			drop_comma(out, start);
		if (filling->is_marked)
			append_marked(out, taken, text);
		else
			g_string_append(out, text);
	}
	append_words(out, at, strlen(at), filling->is_marked);
	if (all_filled_out != NULL)
		*all_filled_out = places == filled;
	if (places > 0 && filled == 0) {
		g_string_truncate(out, start);
		return false;
	}
	return true;
}
