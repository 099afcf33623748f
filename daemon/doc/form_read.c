/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_read - the lines of a form in a mail, wherever it stands
 *
 * The block is known by its two fences, quoted or not. In it a line without a known label continues
 * the one above, because clients wrap; one that looks like a label of something else is shown back.
 * Outside of it only what carries the form's own line names, and looks like a value, is an edit.
 */
#include <string.h>

#include "base/text.h"
#include "doc/slip.h"
#include "doc/form.h"
#include "doc/said_text.h"

#define MAX_LABEL_CHARS 40
#define MAX_OTHER_LABEL 30 /* characters of what looks like a label, and is none of ours */
#define MAX_CODE_BYTES  40
#define DECORATION      " \t*_"

/* ---- fences ---- */

/* Without the rule that programs draw around it. */
static char *core_of(const char *plain)
{
	const char *begin = plain + strspn(plain, "=-_* \t");
	char *core = g_strdup(begin);
	size_t size = strlen(core);

	while (size > 0 && strchr("=-_* \t", core[size - 1]) != NULL)
		core[--size] = '\0';
	return core;
}

/* The code behind "BẮT ĐẦU PHIẾU" or "HẾT PHIẾU"; NULL: no such fence. */
static char *fence_of(const char *plain, const char *head)
{
	g_autofree char *core = core_of(plain);
	g_autofree char *folded = vt_text_fold(core);
	const char *code = folded + strlen(head);

	if (!g_str_has_prefix(folded, head) || *code == '\0' || strchr(code, ' ') != NULL
	    || strlen(code) > MAX_CODE_BYTES)
		return NULL;
	return g_ascii_strup(code, -1);
}

static void add_code(vt_said *said, GPtrArray *codes, const char *code)
{
	if (g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
		return;
	if (codes->len < VT_MAX_TAGS)
		g_ptr_array_add(codes, g_strdup(code));
	else
		said->too_much = true;
}

static vt_text_line *line_at(const GPtrArray *lines, guint i)
{
	return g_ptr_array_index(lines, i);
}

/* Of the block that begins at begin: where its end stands; 0 = nowhere. */
static guint end_of(const GPtrArray *lines, guint begin, const char *code)
{
	for (guint i = begin + 1; i < lines->len; i++) {
		g_autofree char *other = fence_of(line_at(lines, i)->plain, "bat dau phieu ");
		g_autofree char *end = fence_of(line_at(lines, i)->plain, "het phieu ");

		if (other != NULL)
			return 0;
		if (end != NULL)
			return strcmp(end, code) == 0 ? i : 0;
	}
	return 0;
}

/* ---- lines ---- */

char *vt_form_label(const char *plain, int *key_out, const char **value_out)
{
	const char *begin = plain + strspn(plain, DECORATION);
	const char *colon = strpbrk(begin, ":\t");
	size_t size = colon != NULL ? (size_t)(colon - begin) : strlen(begin);

	if (size > 4 * MAX_LABEL_CHARS)
		return NULL;
	g_autofree char *label = g_strndup(begin, size);
	size_t length = strlen(label);
	while (length > 0 && strchr(DECORATION, label[length - 1]) != NULL)
		label[--length] = '\0';
	*key_out = length > 0 ? vt_form_find(label) : -1;
	if (length == 0 || vt_text_chars(label) > MAX_LABEL_CHARS
	    || (colon == NULL && *key_out < 0))
		return NULL;
	*value_out = colon != NULL ? colon + 1 + strspn(colon + 1, DECORATION) : begin + size;
	return g_steal_pointer(&label);
}

static vt_form_line *line_new(const vt_text_line *from, const char *label, int key,
			      const char *value)
{
	vt_form_line *line = g_new0(vt_form_line, 1);

	line->label = g_strdup(label);
	line->key = key >= 0 ? g_strdup(vt_form_get((vt_form_key)key)->key) : NULL;
	line->value = vt_text_tidy(value);
	line->form = g_strdup("");
	line->is_signed = from->is_signed;
	line->placed = from->quoted ? VT_PLACED_QUOTED : VT_PLACED_NEW;
	return line;
}

static void set_form(vt_form_line *line, const char *code)
{
	g_free(line->form);
	line->form = g_strdup(code);
	line->placed = VT_PLACED_FORM;
}

static vt_form_line *add_line(vt_said *said, vt_form_line *take_line)
{
	if (said->lines->len < VT_MAX_FORM_LINES) {
		g_ptr_array_add(said->lines, take_line);
		return take_line;
	}
	said->too_much = true;
	vt_form_line_free(take_line);
	return NULL;
}

static void continue_line(vt_said *said, vt_form_line *above, const vt_text_line *with)
{
	if (strlen(above->value) + strlen(with->plain) > VT_MAX_WORDS_BYTES) {
		said->too_much = true;
		return;
	}
	g_autofree char *all = g_strdup_printf("%s %s", above->value, with->plain);

	g_free(above->value);
	above->value = vt_text_tidy(all);
	above->is_signed = above->is_signed && with->is_signed;
}

/* "Mã hồ sơ: 12" where the line above was not wrapped: somebody's own line. */
static bool is_other_label(const char *label, const char *above)
{
	unsigned blanks = 0;

	for (const char *p = label; *p != '\0'; p++)
		blanks += *p == ' ';
	return vt_text_chars(label) <= MAX_OTHER_LABEL && blanks < 5
	       && g_unichar_isupper(g_utf8_get_char(label))
	       && (above == NULL || vt_text_chars(above) < VT_WRAPPED_CHARS);
}

static void read_block(vt_said *said, const GPtrArray *lines, guint begin, guint end,
		       const char *code)
{
	vt_form_line *above = NULL;
	const char *last = NULL;

	for (guint i = begin + 1; i < end; i++) {
		const vt_text_line *line = line_at(lines, i);
		const char *value = NULL;
		int key = -1;

		if (strspn(line->plain, DECORATION) == strlen(line->plain))
			continue;
		g_autofree char *label = vt_form_label(line->plain, &key, &value);
		if (label != NULL
		    && (key >= 0 || vt_slip_find(label) >= 0 || is_other_label(label, last)))
			above = add_line(said, line_new(line, label, key, value));
		else if (above != NULL)
			continue_line(said, above, line);
		else
			above = add_line(said, line_new(line, "", -1, line->plain));
		if (above == NULL)
			return;
		set_form(above, code);
		last = line->plain;
	}
}

/* ---- outside ---- */

/* "Số: 12 Trần Phú" in a signature block is no number of a document. */
static bool looks_like_value(int key, const char *label, const char *value)
{
	g_autofree char *own = vt_text_fold(vt_form_get((vt_form_key)key)->label);
	g_autofree char *mine = vt_text_fold(label);
	size_t digits = strspn(value, "0123456789");

	switch (key) {
	case VT_FORM_NUMBER:
		return digits > 0 && strchr(value, ' ') == NULL && strlen(value) <= 11;
	case VT_FORM_PAGES:
		return digits > 0 && value[digits] == '\0';
	case VT_FORM_ISSUED:
	case VT_FORM_ARRIVED:
	case VT_FORM_DUE:
		return strcspn(value, "0123456789") < strlen(value);
	case VT_FORM_POSITION:
		return strcmp(own, mine) == 0;
	default:
		return true;
	}
}

/* Wrapped by the client: it goes on in the next line. */
static bool goes_on(const GPtrArray *lines, guint at)
{
	const vt_text_line *line = line_at(lines, at), *next = NULL;
	const char *value = NULL;
	int key = -1;

	if (at + 1 >= lines->len || vt_text_chars(line->plain) < VT_WRAPPED_CHARS)
		return false;
	next = line_at(lines, at + 1);
	g_autofree char *label = vt_form_label(next->plain, &key, &value);
	return key < 0 && *next->plain != '\0' && next->quoted == line->quoted && !next->closing
	       && !next->in_form && vt_verb_read(next->plain, &value) < 0;
}

/* The form above that line, from its last fence on; stays with *below. */
static void note_fence(const vt_text_line *line, char **below)
{
	char *code = line->in_form ? fence_of(line->plain, "het phieu ") : NULL;

	if (code == NULL)
		return;
	g_free(*below);
	*below = code;
}

/* What a phone makes of a line that begins with a hyphen; in a quotation it is ours. */
static const char *behind_bullet(const vt_text_line *line)
{
	static const char *const bullets[] = { "- ", "+ ", "• ", "· ", "– " };

	for (size_t i = 0; !line->quoted && i < G_N_ELEMENTS(bullets); i++)
		if (g_str_has_prefix(line->plain, bullets[i]))
			return line->plain + strlen(bullets[i]);
	return line->plain;
}

static void read_outside(vt_said *said, const GPtrArray *lines)
{
	g_autofree char *below = NULL;

	for (guint i = 0; i < lines->len; i++) {
		const vt_text_line *line = line_at(lines, i);
		const char *value = NULL;
		int key = -1;

		note_fence(line, &below);
		if (line->in_form || line->closing)
			continue;
		g_autofree char *label = vt_form_label(behind_bullet(line), &key, &value);
		if (label == NULL || key < 0 || strchr(line->plain, ':') == NULL)
			continue;
		vt_form_line *one = line_new(line, label, key, value);
		if (line->quoted && below != NULL) {
			g_free(one->form);
			one->form = g_strdup(below);
		}
		for (; goes_on(lines, i); i++)
			continue_line(said, one, line_at(lines, i + 1));
		if (looks_like_value(key, label, one->value))
			add_line(said, one);
		else
			vt_form_line_free(one);
	}
}

void vt_form_read(vt_said *said, const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *begin = fence_of(line_at(lines, i)->plain, "bat dau phieu ");
		g_autofree char *end = fence_of(line_at(lines, i)->plain, "het phieu ");
		guint last = begin != NULL ? end_of(lines, i, begin) : 0;

		if (begin == NULL && end == NULL)
			continue;
		line_at(lines, i)->in_form = true;
		if (last == 0) {
			add_code(said, said->torn, begin != NULL ? begin : end);
			continue;
		}
		/* Once a block: two of them may differ. */
		if (said->forms->len < VT_MAX_TAGS)
			g_ptr_array_add(said->forms, g_strdup(begin));
		else
			said->too_much = true;
		read_block(said, lines, i, last, begin);
		for (; i <= last; i++)
			line_at(lines, i)->in_form = true;
		i = last;
	}
	read_outside(said, lines);
}
