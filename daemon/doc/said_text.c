/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_text - lines of a mail become instructions, lines of forms, references and words
 */
#include "doc/said_text.h"

#include <string.h>

#include "base/text.h"
#include "doc/instruction.h"
#include "doc/instruction_private.h"

vt_text_line *vt_text_line_new(const char *text)
{
	vt_text_line *line = g_new0(vt_text_line, 1);

	line->text = g_strdup(text);
	line->plain = vt_text_plain(text);
	g_strchomp(line->plain);
	return line;
}

void vt_text_line_free(vt_text_line *line)
{
	if (line == NULL)
		return;
	g_free(line->text);
	g_free(line->plain);
	g_free(line);
}

static vt_text_line *line_at(const GPtrArray *lines, guint i)
{
	return g_ptr_array_index(lines, i);
}

static bool is_new(const vt_text_line *line)
{
	return !line->quoted && !line->closing && !line->in_form;
}

/* ---- what decides ---- */

static bool begins_anew(const char *plain)
{
	const char *rest = NULL;
	int key = -1;
	g_autofree char *label = vt_form_label(plain, &key, &rest);

	return *plain == '\0' || key >= 0 || g_ascii_isdigit(*plain) || *plain == '-'
	       || vt_verb_read(plain, &rest) >= 0;
}

/* "LY DO:", "HỎI:" with the words in the line below. */
static bool awaits_words(const char *text)
{
	const char *rest = NULL;
	int verb = vt_verb_read(text, &rest);

	return verb >= 0 && vt_verb_get((vt_verb)verb)->wants_argument
	       && (*rest == '\0' || g_str_has_suffix(text, ":"));
}

/* One line as it was typed: what a client wrapped, and what stands below a bare "TRẢ LẠI:". */
static char *whole_line(const GPtrArray *lines, guint *at, bool *is_signed_out)
{
	GString *text = g_string_new(line_at(lines, *at)->plain);
	guint i = *at;

	*is_signed_out = line_at(lines, i)->is_signed;
	for (; i + 1 < lines->len && is_new(line_at(lines, i + 1)); i++) {
		const vt_text_line *line = line_at(lines, i), *next = line_at(lines, i + 1);
		bool wrapped = vt_text_chars(line->plain) >= VT_WRAPPED_CHARS;

		if ((!wrapped && !awaits_words(text->str)) || begins_anew(next->plain))
			break;
		g_string_append_printf(text, " %s", next->plain);
		*is_signed_out &= next->is_signed;
	}
	*at = i;
	return g_string_free(text, FALSE);
}

static bool is_form_line(const char *text)
{
	const char *rest = NULL;
	int key = -1;
	g_autofree char *label = vt_form_label(text, &key, &rest);

	return key >= 0 && strchr(text, ':') != NULL;
}

static bool grants(vt_verb verb)
{
	return verb == VT_VERB_AGREE || verb == VT_VERB_OK || verb == VT_VERB_NOT_SECRET
	       || verb == VT_VERB_RELEASE || verb == VT_VERB_CONFIRM;
}

/* A sentence beside "Đồng ý" that changes what was agreed to: nobody knows what he meant. of_rows:
 * what names rows of a list, too. */
static void deny(vt_said *said, bool of_rows)
{
	for (guint i = 0; i < said->instructions->len; i++) {
		vt_instruction *one = g_ptr_array_index(said->instructions, i);

		if (!one->in_subject && (of_rows || one->rows->len == 0) && grants(one->verb))
			one->denied = true;
	}
}

/* The text of a link was taken away, and something else written in its place: what is left of the
 * link in the subject is not what the person says now. */
static void deny_subject(vt_said *said)
{
	for (guint i = 0; i < said->instructions->len; i++) {
		vt_instruction *one = g_ptr_array_index(said->instructions, i);

		if (!one->in_subject)
			return;
		one->denied |= grants(one->verb);
	}
}

static void read_instructions(vt_said *said, const GPtrArray *lines)
{
	bool denied = false, rows_denied = false, told = false, spoken = false;

	for (guint i = 0; i < lines->len; i++) {
		bool is_signed = false;

		if (!is_new(line_at(lines, i)) || *line_at(lines, i)->plain == '\0')
			continue;
		g_autofree char *text = whole_line(lines, &i, &is_signed);
		if (vt_instruction_read(said, text, false, is_signed) > 0 || is_form_line(text)) {
			told = true;
			continue;
		}
		spoken |= !vt_words_are_courtesy(text);
		if (!vt_instruction_is_denied_by(text))
			continue;
		denied = true;
		/* "2: chưa, giao thêm Phòng Tư pháp" is about row 2 alone. */
		rows_denied |= !g_ascii_isdigit(*text);
	}
	if (denied)
		deny(said, rows_denied);
	if (spoken && !told)
		deny_subject(said);
}

/* ---- what is kept ---- */

static void read_words(vt_said *said, const GPtrArray *lines)
{
	g_autoptr(GString) words = g_string_new(NULL);
	bool all_signed = true;

	for (guint i = 0; i < lines->len; i++) {
		const vt_text_line *line = line_at(lines, i);

		if (line->quoted)
			continue;
		g_string_append_printf(words, "%s\n", line->text);
		all_signed = all_signed && (line->is_signed || *line->plain == '\0');
	}
	g_autofree char *trimmed = g_strdup(words->str);
	g_strchomp(trimmed);
	const char *begin = trimmed + strspn(trimmed, "\r\n");
	said->too_much |= strlen(begin) > VT_MAX_WORDS_BYTES;
	g_free(said->words);
	said->words = g_strdup(strlen(begin) > VT_MAX_WORDS_BYTES ? "" : begin);
	said->words_signed = all_signed && *said->words != '\0';
}

void vt_said_read(vt_said *said, const GPtrArray *lines)
{
	vt_form_read(said, lines);
	read_instructions(said, lines);
	read_words(said, lines);
	for (guint i = 0; i < lines->len; i++) {
		const vt_text_line *line = line_at(lines, i);

		said->too_much |= !vt_reference_read(
			line->plain, line->is_signed ? said->references : said->open_references);
	}
}
