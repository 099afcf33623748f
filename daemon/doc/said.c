/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said - what a person wrote to the office, as the jail read it
 */
#include "doc/said.h"

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
