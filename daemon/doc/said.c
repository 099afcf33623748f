/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what a person wrote to the office, as the jail read it
 */
#include "doc/said.h"

#include <string.h>

#include "base/base32.h"
#include "base/error.h"

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

void vt_instruction_free(vt_instruction *one)
{
	if (one == NULL)
		return;
	g_free(one->number);
	g_free(one->argument);
	g_free(one->line);
	g_array_unref(one->rows);
	g_array_unref(one->except);
	g_free(one);
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
	size_t bytes = strlen(said->words) + strlen(said->client);

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

static bool are_base32(const GPtrArray *texts, size_t shortest, size_t longest)
{
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);

		if (strlen(text) < shortest || strlen(text) > longest || !vt_base32_is(text))
			return false;
	}
	return true;
}

bool vt_said_check(const vt_said *said, GError **error)
{
	bool good = said->instructions->len <= VT_MAX_INSTRUCTIONS
		    && said->lines->len <= VT_MAX_FORM_LINES
		    && strlen(said->words) <= VT_MAX_WORDS_BYTES
		    && vt_said_bytes(said) <= VT_MAX_SAID_BYTES && said->body < VT_N_BODIES;

	good = good && are_base32(said->references, 16, 16)
	       && are_base32(said->open_references, 16, 16) && are_base32(said->tokens, 26, 26)
	       && are_base32(said->tags, 8, 26);
	return good || vt_error_set(error, VT_NEVER, "what a person said is out of bounds");
}
