/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what a person wrote to the office, as the jail read it
 */
#include "doc/said.h"

#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/error.h"
#include "doc/form.h"

#define MAX_ROW 999 /* of a digest */

const char *vt_calendar_name(vt_calendar answer)
{
	static const char *const names[] = {
		[VT_CALENDAR_NONE] = "none",           [VT_CALENDAR_ACCEPTED] = "accepted",
		[VT_CALENDAR_TENTATIVE] = "tentative", [VT_CALENDAR_DECLINED] = "declined",
		[VT_CALENDAR_COUNTERED] = "countered",
	};
	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_CALENDARS);

	g_assert(answer < VT_N_CALENDARS);
	return names[answer];
}

vt_instruction *vt_instruction_new(vt_verb verb, const char *argument, const char *line)
{
	vt_instruction *one = g_new0(vt_instruction, 1);

	one->verb = verb;
	one->number = g_strdup("");
	one->argument = g_strdup(argument);
	one->line = g_strdup(line);
	one->rows = g_array_new(FALSE, FALSE, sizeof(int));
	one->except = g_array_new(FALSE, FALSE, sizeof(int));
	return one;
}

void vt_instruction_free(vt_instruction *instruction)
{
	if (instruction == NULL)
		return;
	g_free(instruction->number);
	g_free(instruction->argument);
	g_free(instruction->line);
	g_array_unref(instruction->rows);
	g_array_unref(instruction->except);
	g_free(instruction);
}

void vt_form_line_free(vt_form_line *line)
{
	if (line == NULL)
		return;
	g_free(line->label);
	g_free(line->key);
	g_free(line->value);
	g_free(line->form);
	g_free(line);
}

vt_said *vt_said_new(void)
{
	vt_said *said = g_new0(vt_said, 1);
	GPtrArray **const texts[] = { &said->forms,           &said->torn,   &said->references,
				      &said->open_references, &said->tokens, &said->tags,
				      &said->answered };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_ptr_array_new_with_free_func(g_free);
	said->instructions = g_ptr_array_new_with_free_func((GDestroyNotify)vt_instruction_free);
	said->lines = g_ptr_array_new_with_free_func((GDestroyNotify)vt_form_line_free);
	said->words = g_strdup("");
	said->client = g_strdup("");
	said->calendar.uid = g_strdup("");
	said->calendar.comment = g_strdup("");
	said->calendar.at = VT_TIME_NONE;
	return said;
}

void vt_said_free(vt_said *said)
{
	if (said == NULL)
		return;
	GPtrArray *const lists[] = { said->instructions, said->lines,      said->forms,
				     said->torn,         said->references, said->open_references,
				     said->tokens,       said->tags,       said->answered };

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(lists[i]);
	g_free(said->words);
	g_free(said->client);
	g_free(said->calendar.uid);
	g_free(said->calendar.comment);
	g_free(said);
}

static size_t all_bytes(const GPtrArray *texts)
{
	size_t bytes = 0;

	for (guint i = 0; i < texts->len; i++)
		bytes += strlen(g_ptr_array_index(texts, i));
	return bytes;
}

size_t vt_said_bytes(const vt_said *said)
{
	const GPtrArray *const lists[] = { said->forms,           said->torn,   said->references,
					   said->open_references, said->tokens, said->tags,
					   said->answered };
	size_t bytes = strlen(said->words) + strlen(said->client) + strlen(said->calendar.uid)
		       + strlen(said->calendar.comment);

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		bytes += all_bytes(lists[i]);
	for (guint i = 0; i < said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(said->instructions, i);

		bytes += strlen(one->number) + strlen(one->argument) + strlen(one->line);
	}
	for (guint i = 0; i < said->lines->len; i++) {
		const vt_form_line *line = g_ptr_array_index(said->lines, i);

		bytes += strlen(line->label) + (line->key != NULL ? strlen(line->key) : 0)
			 + strlen(line->value) + strlen(line->form);
	}
	return bytes;
}

static bool is_line(const char *text)
{
	return g_utf8_validate(text, -1, NULL) && strpbrk(text, "\r\n") == NULL;
}

static bool are_lines(const GPtrArray *texts, guint most, size_t longest)
{
	if (texts->len > most)
		return false;
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);

		if (*text == '\0' || strlen(text) > longest || !is_line(text))
			return false;
	}
	return true;
}

static bool are_base32(const GPtrArray *texts, guint most, size_t shortest, size_t longest)
{
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);

		if (strlen(text) < shortest || !vt_base32_is(text))
			return false;
	}
	return are_lines(texts, most, longest);
}

static bool are_rows(const GArray *rows, int least)
{
	if (rows->len > VT_MAX_ROWS_SAID)
		return false;
	for (guint i = 0; i < rows->len; i++) {
		int row = g_array_index(rows, int, i);

		if (row < least || row == 0 || row > MAX_ROW)
			return false;
	}
	return true;
}

static bool is_instruction(const vt_instruction *one)
{
	return one->verb < VT_N_VERBS && is_line(one->number) && is_line(one->argument)
	       && is_line(one->line) && strlen(one->argument) <= VT_MAX_ARGUMENT_BYTES
	       && are_rows(one->rows, -1) && are_rows(one->except, 1);
}

static bool is_form_line(const vt_form_line *line)
{
	return line->placed < VT_N_PLACED && is_line(line->label)
	       && (line->key == NULL || vt_form_find(line->key) >= 0) && is_line(line->value)
	       && is_line(line->form)
	       && (line->placed == VT_PLACED_QUOTED
		   || (line->placed == VT_PLACED_FORM) == (*line->form != '\0'));
}

static const char *list_fault(const vt_said *said)
{
	if (said->instructions->len > VT_MAX_INSTRUCTIONS || said->lines->len > VT_MAX_FORM_LINES)
		return "too many instructions or lines";
	for (guint i = 0; i < said->instructions->len; i++) {
		if (!is_instruction(g_ptr_array_index(said->instructions, i)))
			return "an instruction out of bounds";
	}
	for (guint i = 0; i < said->lines->len; i++) {
		if (!is_form_line(g_ptr_array_index(said->lines, i)))
			return "a line of a form out of bounds";
	}
	return NULL;
}

static const char *said_fault(const vt_said *said)
{
	const char *fault = list_fault(said);

	if (fault != NULL)
		return fault;
	if (!are_base32(said->references, VT_MAX_REFERENCES, 16, 16)
	    || !are_base32(said->open_references, VT_MAX_REFERENCES, 16, 16))
		return "references out of bounds";
	if (!are_base32(said->tokens, VT_MAX_TAGS, 26, 26)
	    || !are_base32(said->tags, VT_MAX_TAGS, 8, 26))
		return "tokens or tags out of bounds";
	if (!are_lines(said->forms, VT_MAX_TAGS, VT_MAX_NAME_BYTES)
	    || !are_lines(said->torn, VT_MAX_TAGS, VT_MAX_NAME_BYTES)
	    || !are_lines(said->answered, VT_MAX_ANSWERED, VT_MAX_MESSAGE_ID_BYTES))
		return "codes or ids out of bounds";
	if (!g_utf8_validate(said->words, -1, NULL) || strlen(said->words) > VT_MAX_WORDS_BYTES
	    || !is_line(said->client) || strlen(said->client) > VT_MAX_WORD_BYTES)
		return "words out of bounds";
	if (said->calendar.answer >= VT_N_CALENDARS || !is_line(said->calendar.uid)
	    || !is_line(said->calendar.comment) || said->calendar.sequence < 0
	    || strlen(said->calendar.uid) > VT_MAX_MESSAGE_ID_BYTES
	    || strlen(said->calendar.comment) > VT_MAX_ARGUMENT_BYTES)
		return "an answer of a calendar out of bounds";
	if (said->body >= VT_N_BODIES || vt_said_bytes(said) > VT_MAX_SAID_BYTES)
		return "too many words, or a body outside its set";
	return NULL;
}

bool vt_said_check(const vt_said *said, GError **error)
{
	const char *fault = said_fault(said);

	return fault == NULL
	       || vt_error_set(error, VT_NEVER, "packet of what was said holds %s", fault);
}
