/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_compare - what came back of a form, line by line against what was sent
 */
#include <string.h>

#include "base/text.h"
#include "doc/form.h"

#define LEAST_OF_FORM 3 /* lines of a quotation that are what is left of a form */

/* What mail clients change by themselves is no edit: blanks and line ends, curly quotes, long
 * hyphens, the way a letter is composed, and where a tone stands. */
static char *comparable(const char *text)
{
	g_autofree char *composed = vt_text_nfc(text);
	GString *out = g_string_new(NULL);

	for (const char *p = composed; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)
		    || g_unichar_type(c) == G_UNICODE_FORMAT)
			continue;
		if (c >= 0x2018 && c <= 0x201b)
			c = '\'';
		else if (c >= 0x201c && c <= 0x201f)
			c = '"';
		else if (c >= 0x2010 && c <= 0x2015)
			c = '-';
		else if (c == 0x00d0) /* eth for đ */
			c = 0x0110;
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

bool vt_form_is_same(const char *a, const char *b)
{
	g_autofree char *left = comparable(a);
	g_autofree char *right = comparable(b);

	return strcmp(left, right) == 0;
}

/* "*13*", as a client writes bold letters: the star at its begin was taken away with the label. */
static char *without_star(const char *value)
{
	char *text = g_strdup(value);
	size_t size = strlen(text);

	if (size > 0 && strchr(text, '*') == text + size - 1)
		text[size - 1] = '\0';
	return g_strchomp(text);
}

static void take_line(vt_form_edit *edit, const vt_form *sent, int key, const char *written)
{
	g_autofree char *value = without_star(written);

	if (vt_form_is_same(sent->lines[key], written) || vt_form_is_same(sent->lines[key], value))
		return;
	if (edit->edits[key] == NULL)
		edit->edits[key] = g_strdup(value);
	else if (!vt_form_is_same(edit->edits[key], value))
		edit->contradicts[key] = true;
}

/* A value of ours that holds what reads as a label, broken by a client just before it: "Trích yếu:
 * ... Độ mật: KHÔNG MẬT" of a stranger's document is no answer of the clerk. text: of the
 * line above. NULL: it is another line; else both together. */
static char *joined(const vt_form *sent, int above, const char *text, const vt_form_line *line)
{
	if (above < 0 || line->placed != VT_PLACED_FORM)
		return NULL;
	g_autofree char *head = g_strdup_printf("%s %s:", text, line->label);
	g_autofree char *begun = comparable(head);
	g_autofree char *whole = comparable(sent->lines[above]);

	return g_str_has_prefix(whole, begun) ? g_strdup_printf("%s %s", head, line->value) : NULL;
}

/* Line *at, with those that a client broke off it; *at is the last of them then. key_out -1: none
 * of ours. Caller frees. */
static char *whole_value(const vt_form *sent, const vt_said *said, guint *at, int *key_out)
{
	const vt_form_line *line = g_ptr_array_index(said->lines, *at);
	char *value = g_strdup(line->value), *more = NULL;

	*key_out = line->key != NULL ? vt_form_find(line->key) : -1;
	if (line->placed != VT_PLACED_FORM)
		return value;
	while (*at + 1 < said->lines->len
	       && (more = joined(sent, *key_out, value, g_ptr_array_index(said->lines, *at + 1)))
			  != NULL) {
		g_free(value);
		value = more;
		++*at;
	}
	return value;
}

static void take_unknown(vt_form_edit *edit, const vt_form_line *line)
{
	if (line->placed != VT_PLACED_FORM)
		return;
	g_ptr_array_add(edit->unknown, *line->label != '\0'
					       ? g_strdup_printf("%s: %s", line->label, line->value)
					       : g_strdup(line->value));
}

static bool holds_other(const GPtrArray *codes, const char *code)
{
	for (guint i = 0; i < codes->len; i++) {
		if (g_ascii_strcasecmp(g_ptr_array_index(codes, i), code) != 0)
			return true;
	}
	return false;
}

/* Above the form stand words of strangers, too: names of files, which a client may break anywhere.
 * Below it all is ours, and no line of it reads as one of the form's (work/form_propose.c). */
static bool may_edit(const vt_form_line *line)
{
	return line->placed != VT_PLACED_QUOTED || *line->form != '\0';
}

/* Both fences are gone, but lines of the form are there, and one of them was changed. */
static bool is_without_fences(const vt_form *sent, const vt_said *said)
{
	bool seen[VT_N_FORM_LINES] = { false }, changed = false;
	int count = 0;

	for (guint i = 0; said->forms->len + said->torn->len == 0 && i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);
		int key = line->key != NULL ? vt_form_find(line->key) : -1;

		if (key < 0 || line->placed != VT_PLACED_QUOTED)
			continue;
		count += !seen[key];
		seen[key] = true;
		changed |= !vt_form_is_same(sent->lines[key], line->value);
	}
	return changed && count >= LEAST_OF_FORM;
}

vt_form_edit *vt_form_compare(const vt_form *sent, const vt_said *said)
{
	vt_form_edit *edit = g_new0(vt_form_edit, 1);

	edit->unknown = g_ptr_array_new_with_free_func(g_free);
	edit->came_back = said->forms->len > 0;
	edit->lost = said->torn->len > 0 || holds_other(said->forms, sent->code)
		     || is_without_fences(sent, said);
	for (guint i = 0; i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);
		int key = -1;
		g_autofree char *value = whole_value(sent, said, &i, &key);

		if (key < 0)
			take_unknown(edit, line);
		else if (may_edit(line))
			take_line(edit, sent, key, value);
	}
	return edit;
}

bool vt_form_is_secret(const char *text)
{
	static const char *const degrees[] = { "mat", "toi mat", "tuyet mat", NULL };
	g_autofree char *folded = vt_text_fold(text);

	return g_strv_contains(degrees, folded);
}

bool vt_form_says_secret(const vt_said *said)
{
	for (guint i = 0; i < said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(said->instructions, i);

		if (one->verb == VT_VERB_SECRET)
			return true;
	}
	for (guint i = 0; i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);

		if (line->key != NULL && vt_form_find(line->key) == VT_FORM_SECRECY
		    && vt_form_is_secret(line->value))
			return true;
	}
	return false;
}

void vt_form_edit_free(vt_form_edit *edit)
{
	if (edit == NULL)
		return;
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		g_free(edit->edits[i]);
	g_ptr_array_unref(edit->unknown);
	g_free(edit);
}
