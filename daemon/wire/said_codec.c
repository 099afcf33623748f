/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_codec - what a person wrote, in one packet
 */
#include "wire/said_codec.h"

#include "base/limits.h"

/* Without their bytes, which are counted together: four of length before each text and list, four
 * for each number, one for each yes or no. */
#define TEXTS(n)          (4 + (n)*4)
#define WORST_INSTRUCTION (4 + 3 * 4 + 2 * 4 + 3)
#define WORST_ROWS        (VT_MAX_INSTRUCTIONS * 2 * VT_MAX_ROWS_SAID * 4)
#define WORST_LINE        (4 * 4 + 4 + 1)
#define WORST_CALENDAR    (4 + 2 * 4 + 4 + 8 + 1)
#define WORST_SAID                                                                                 \
	(1 + VT_MAX_SAID_BYTES + 4 + VT_MAX_INSTRUCTIONS * WORST_INSTRUCTION + WORST_ROWS + 4      \
	 + VT_MAX_FORM_LINES * WORST_LINE + 4 * TEXTS(VT_MAX_TAGS) + 2 * TEXTS(VT_MAX_REFERENCES)  \
	 + TEXTS(VT_MAX_ANSWERED) + 2 * 4 + 4 + 3 + WORST_CALENDAR)
G_STATIC_ASSERT(WORST_SAID <= VT_MAX_PACKET_BYTES - (4 + 8 + 4));

static void write_numbers(vt_writer *w, const GArray *numbers)
{
	vt_write_u32(w, numbers->len);
	for (guint i = 0; i < numbers->len; i++)
		vt_write_u32(w, (uint32_t)g_array_index(numbers, int, i));
}

static void write_instruction(vt_writer *w, const vt_instruction *one)
{
	vt_write_u32(w, one->verb);
	vt_write_text(w, one->number);
	vt_write_text(w, one->argument);
	vt_write_text(w, one->line);
	write_numbers(w, one->rows);
	write_numbers(w, one->except);
	vt_write_bool(w, one->in_subject);
	vt_write_bool(w, one->is_signed);
	vt_write_bool(w, one->denied);
}

static void write_line(vt_writer *w, const vt_form_line *line)
{
	vt_write_text(w, line->label);
	vt_write_text(w, line->key);
	vt_write_text(w, line->value);
	vt_write_text(w, line->form);
	vt_write_u32(w, line->placed);
	vt_write_bool(w, line->is_signed);
}

void vt_write_said(vt_writer *w, const vt_said *said)
{
	vt_write_bool(w, said != NULL);
	if (said == NULL)
		return;
	const GPtrArray *const lists[] = { said->forms,           said->torn,   said->references,
					   said->open_references, said->tokens, said->tags,
					   said->answered };

	vt_write_u32(w, said->instructions->len);
	for (guint i = 0; i < said->instructions->len; i++)
		write_instruction(w, g_ptr_array_index(said->instructions, i));
	vt_write_u32(w, said->lines->len);
	for (guint i = 0; i < said->lines->len; i++)
		write_line(w, g_ptr_array_index(said->lines, i));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		vt_write_texts(w, lists[i]);
	vt_write_text(w, said->words);
	vt_write_text(w, said->client);
	vt_write_u32(w, said->body);
	vt_write_bool(w, said->words_signed);
	vt_write_bool(w, said->forwarded_inline);
	vt_write_bool(w, said->too_much);
	vt_write_u32(w, said->calendar.answer);
	vt_write_text(w, said->calendar.uid);
	vt_write_text(w, said->calendar.comment);
	vt_write_u32(w, (uint32_t)said->calendar.sequence);
	vt_write_i64(w, said->calendar.at);
	vt_write_bool(w, said->calendar.is_day);
}

/* A text that may not be missing. */
static char *read_text(vt_reader *r)
{
	char *text = vt_read_text(r, VT_MAX_SAID_BYTES);

	if (text != NULL)
		return text;
	if (r->fault == NULL)
		r->fault = "text missing";
	return g_strdup("");
}

static void read_numbers(vt_reader *r, GArray *into)
{
	uint32_t count = vt_read_enum(r, VT_MAX_ROWS_SAID + 1);

	for (uint32_t i = 0; i < count; i++) {
		int number = (int)vt_read_u32(r);

		g_array_append_val(into, number);
	}
}

static vt_instruction *read_instruction(vt_reader *r)
{
	vt_verb verb = (vt_verb)vt_read_enum(r, VT_N_VERBS);
	g_autofree char *number = read_text(r);
	g_autofree char *argument = read_text(r);
	g_autofree char *line = read_text(r);
	vt_instruction *one = vt_instruction_new(verb, argument, line);

	g_free(one->number);
	one->number = g_steal_pointer(&number);
	read_numbers(r, one->rows);
	read_numbers(r, one->except);
	one->in_subject = vt_read_bool(r);
	one->is_signed = vt_read_bool(r);
	one->denied = vt_read_bool(r);
	return one;
}

static vt_form_line *read_line(vt_reader *r)
{
	vt_form_line *line = g_new0(vt_form_line, 1);

	line->label = read_text(r);
	line->key = vt_read_text(r, VT_MAX_NAME_BYTES);
	line->value = read_text(r);
	line->form = read_text(r);
	line->placed = (vt_placed)vt_read_enum(r, VT_N_PLACED);
	line->is_signed = vt_read_bool(r);
	return line;
}

static void read_lists(vt_reader *r, vt_said *said)
{
	GPtrArray **const lists[] = { &said->forms,           &said->torn,   &said->references,
				      &said->open_references, &said->tokens, &said->tags,
				      &said->answered };
	uint32_t instructions = vt_read_enum(r, VT_MAX_INSTRUCTIONS + 1);

	for (uint32_t i = 0; i < instructions; i++)
		g_ptr_array_add(said->instructions, read_instruction(r));
	uint32_t lines = vt_read_enum(r, VT_MAX_FORM_LINES + 1);
	for (uint32_t i = 0; i < lines; i++)
		g_ptr_array_add(said->lines, read_line(r));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		GPtrArray *list = vt_read_texts(r, VT_MAX_REFERENCES, VT_MAX_MESSAGE_ID_BYTES);

		if (list == NULL)
			continue;
		g_ptr_array_unref(*lists[i]);
		*lists[i] = list;
	}
}

static void read_calendar(vt_reader *r, vt_calendar_said *calendar)
{
	calendar->answer = (vt_calendar)vt_read_enum(r, VT_N_CALENDARS);
	g_free(calendar->uid);
	g_free(calendar->comment);
	calendar->uid = read_text(r);
	calendar->comment = read_text(r);
	calendar->sequence = (int)vt_read_u32(r);
	calendar->at = vt_read_i64(r);
	calendar->is_day = vt_read_bool(r);
}

bool vt_read_said(GBytes *bytes, vt_said **said_out, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	vt_reader r = vt_reader_of(data, size);
	g_autoptr(vt_said) said = vt_read_bool(&r) ? vt_said_new() : NULL;

	if (said != NULL) {
		read_lists(&r, said);
		g_free(said->words);
		g_free(said->client);
		said->words = read_text(&r);
		said->client = read_text(&r);
		said->body = (vt_body)vt_read_enum(&r, VT_N_BODIES);
		said->words_signed = vt_read_bool(&r);
		said->forwarded_inline = vt_read_bool(&r);
		said->too_much = vt_read_bool(&r);
		read_calendar(&r, &said->calendar);
	}
	if (!vt_reader_done(&r, error))
		return false;
	*said_out = g_steal_pointer(&said);
	return true;
}
