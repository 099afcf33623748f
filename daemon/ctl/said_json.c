/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_json - what a person wrote, in the JSON of a report
 */
#include "ctl/said_json.h"

#include "base/clock.h"

static const char *const bodies[] = {
	[VT_BODY_NONE] = "none",
	[VT_BODY_PLAIN] = "plain",
	[VT_BODY_HTML] = "html",
	[VT_BODY_HIDDEN] = "hidden",
};
G_STATIC_ASSERT(G_N_ELEMENTS(bodies) == VT_N_BODIES);
static const char *const places[] = {
	[VT_PLACED_NEW] = "new",
	[VT_PLACED_FORM] = "form",
	[VT_PLACED_QUOTED] = "quoted",
};
G_STATIC_ASSERT(G_N_ELEMENTS(places) == VT_N_PLACED);

static void write_texts(vt_json *json, const char *key, const GPtrArray *texts)
{
	vt_json_open_array(json, key);
	for (guint i = 0; i < texts->len; i++)
		vt_json_string(json, NULL, g_ptr_array_index(texts, i));
	vt_json_close(json);
}

static void write_rows(vt_json *json, const char *key, const GArray *rows)
{
	vt_json_open_array(json, key);
	for (guint i = 0; i < rows->len; i++)
		vt_json_int(json, NULL, g_array_index(rows, int, i));
	vt_json_close(json);
}

static void write_instruction(vt_json *json, const vt_instruction *one)
{
	vt_json_open(json, NULL);
	vt_json_string(json, "verb", vt_verb_get(one->verb)->name);
	vt_json_string(json, "number", one->number);
	vt_json_string(json, "argument", one->argument);
	vt_json_string(json, "line", one->line);
	write_rows(json, "rows", one->rows);
	write_rows(json, "except", one->except);
	vt_json_bool(json, "in_subject", one->in_subject);
	vt_json_bool(json, "signed", one->is_signed);
	vt_json_bool(json, "denied", one->denied);
	vt_json_close(json);
}

static void write_line(vt_json *json, const vt_form_line *line)
{
	vt_json_open(json, NULL);
	vt_json_string(json, "label", line->label);
	vt_json_string(json, "key", line->key);
	vt_json_string(json, "value", line->value);
	vt_json_string(json, "form", line->form);
	vt_json_string(json, "placed", places[line->placed]);
	vt_json_bool(json, "signed", line->is_signed);
	vt_json_close(json);
}

static void write_calendar(vt_json *json, const vt_calendar_said *calendar)
{
	g_autofree char *at = vt_clock_iso_vietnam(calendar->at);

	if (calendar->answer == VT_CALENDAR_NONE)
		return;
	vt_json_open(json, "calendar");
	vt_json_string(json, "answer", vt_calendar_name(calendar->answer));
	vt_json_string(json, "uid", calendar->uid);
	vt_json_int(json, "sequence", calendar->sequence);
	vt_json_string(json, "at", at);
	vt_json_string(json, "comment", calendar->comment);
	vt_json_close(json);
}

void vt_said_json(vt_json *json, const vt_said *said)
{
	vt_json_open(json, "said");
	vt_json_open_array(json, "instructions");
	for (guint i = 0; i < said->instructions->len; i++)
		write_instruction(json, g_ptr_array_index(said->instructions, i));
	vt_json_close(json);
	vt_json_open_array(json, "lines");
	for (guint i = 0; i < said->lines->len; i++)
		write_line(json, g_ptr_array_index(said->lines, i));
	vt_json_close(json);
	write_texts(json, "forms", said->forms);
	write_texts(json, "torn", said->torn);
	write_texts(json, "references", said->references);
	write_texts(json, "open_references", said->open_references);
	write_texts(json, "tokens", said->tokens);
	write_texts(json, "tags", said->tags);
	write_texts(json, "answered", said->answered);
	vt_json_string(json, "words", said->words);
	vt_json_string(json, "body", bodies[said->body]);
	vt_json_bool(json, "words_signed", said->words_signed);
	vt_json_bool(json, "forwarded_inline", said->forwarded_inline);
	vt_json_bool(json, "too_much", said->too_much);
	vt_json_string(json, "client", said->client);
	write_calendar(json, &said->calendar);
	vt_json_close(json);
}
