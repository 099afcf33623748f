/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-said - the most a person can say fits a packet and comes back equal; nonsense is refused
 */
#include "doc/said.h"

#include <string.h>

#include "base/limits.h"
#include "doc/said_token.h"
#include "wire/said_codec.h"

static char *filled(size_t bytes)
{
	return g_strnfill(bytes, 'a');
}

static void fill(GPtrArray *list, unsigned count, size_t bytes)
{
	while (list->len < count)
		g_ptr_array_add(list, filled(bytes));
}

static vt_instruction *instruction(void)
{
	vt_instruction *one = vt_instruction_new(VT_VERB_AGREE, "", "");

	for (int row = 1; row <= VT_MAX_ROWS_SAID; row++) {
		g_array_append_val(one->rows, row);
		g_array_append_val(one->except, row);
	}
	one->is_signed = true;
	return one;
}

static vt_form_line *form_line(void)
{
	vt_form_line *line = g_new0(vt_form_line, 1);

	line->label = g_strdup("");
	line->key = g_strdup("due");
	line->value = g_strdup("");
	line->form = g_strdup("");
	return line;
}

/* Every list full, and all bytes used. */
static vt_said *worst(void)
{
	vt_said *said = vt_said_new();

	while (said->instructions->len < VT_MAX_INSTRUCTIONS)
		g_ptr_array_add(said->instructions, instruction());
	while (said->lines->len < VT_MAX_FORM_LINES)
		g_ptr_array_add(said->lines, form_line());
	fill(said->forms, VT_MAX_TAGS, 7);
	fill(said->torn, VT_MAX_TAGS, 7);
	fill(said->references, VT_MAX_REFERENCES, 16);
	fill(said->open_references, VT_MAX_REFERENCES, 16);
	fill(said->tokens, VT_MAX_TAGS, 26);
	fill(said->tags, VT_MAX_TAGS, 26);
	fill(said->answered, VT_MAX_ANSWERED, VT_MAX_MESSAGE_ID_BYTES);
	g_free(said->words);
	said->words = filled(VT_MAX_WORDS_BYTES);
	vt_instruction *first = g_ptr_array_index(said->instructions, 0);
	char *rest = filled(VT_MAX_SAID_BYTES - vt_said_bytes(said));
	g_free(first->line);
	first->line = rest;
	said->body = VT_BODY_HTML;
	return said;
}

static GBytes *written(const vt_said *said)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_said(&w, said);
	return g_bytes_new(w.bytes->data, w.bytes->len);
}

static void test_worst(void)
{
	g_autoptr(vt_said) said = worst();
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_said) back = NULL;

	g_assert_true(vt_said_check(said, &error));
	g_assert_no_error(error);
	g_autoptr(GBytes) bytes = written(said);
	g_assert_cmpuint(g_bytes_get_size(bytes), <=, VT_MAX_PACKET_BYTES - 16);
	g_assert_true(vt_read_said(bytes, &back, &error));
	g_assert_no_error(error);
	g_assert_true(vt_said_check(back, NULL));
	g_autoptr(GBytes) again = written(back);
	g_assert_true(g_bytes_equal(bytes, again));
}

static void test_nothing(void)
{
	g_autoptr(GBytes) none = written(NULL);
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(GBytes) empty = written(said);
	vt_said *back = NULL;

	g_assert_true(vt_read_said(none, &back, NULL));
	g_assert_null(back);
	g_assert_true(vt_read_said(empty, &back, NULL));
	g_assert_true(vt_said_check(back, NULL));
	vt_said_free(back);
}

static void test_cut(void)
{
	g_autoptr(vt_said) said = worst();
	g_autoptr(GBytes) bytes = written(said);
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	for (gsize n = 0; n < size; n += 1 + n / 37) {
		g_autoptr(GBytes) cut = g_bytes_new(data, n);
		vt_said *back = NULL;

		g_assert_false(vt_read_said(cut, &back, NULL));
		g_assert_null(back);
	}
}

typedef void spoil(vt_said *said);

static void set_text(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

static void spoil_words(vt_said *said)
{
	g_free(said->words);
	said->words = filled(VT_MAX_WORDS_BYTES + 1);
}

static void spoil_row(vt_said *said)
{
	vt_instruction *one = instruction();

	g_array_index(one->except, int, 0) = -1;
	g_ptr_array_add(said->instructions, one);
}

static void spoil_argument(vt_said *said)
{
	vt_instruction *one = instruction();

	g_free(one->argument);
	one->argument = filled(VT_MAX_ARGUMENT_BYTES + 1);
	g_ptr_array_add(said->instructions, one);
}

static void spoil_line(vt_said *said)
{
	vt_form_line *line = form_line();

	set_text(&line->value, "a\nb");
	g_ptr_array_add(said->lines, line);
}

static void spoil_key(vt_said *said)
{
	vt_form_line *line = form_line();

	set_text(&line->key, "nonsense");
	g_ptr_array_add(said->lines, line);
}

static void spoil_place(vt_said *said)
{
	vt_form_line *line = form_line();

	line->placed = VT_PLACED_FORM; /* of no form */
	g_ptr_array_add(said->lines, line);
}

static void spoil_reference(vt_said *said)
{
	g_ptr_array_add(said->references, g_strdup("ABCDEFGHIJKLMNO1"));
}

static void spoil_token(vt_said *said)
{
	g_ptr_array_add(said->tokens, filled(25));
}

static void spoil_tag(vt_said *said)
{
	g_ptr_array_add(said->tags, filled(7));
}

static void spoil_answered(vt_said *said)
{
	fill(said->answered, VT_MAX_ANSWERED + 1, 4);
}

static void spoil_client(vt_said *said)
{
	set_text(&said->client, "\xff");
}

static void spoil_body(vt_said *said)
{
	said->body = VT_N_BODIES;
}

static void spoil_lines(vt_said *said)
{
	while (said->lines->len <= VT_MAX_FORM_LINES)
		g_ptr_array_add(said->lines, form_line());
}

static void test_checked(void)
{
	static spoil *const spoils[] = {
		spoil_words,     spoil_row,   spoil_argument, spoil_line,     spoil_key,
		spoil_place,     spoil_token, spoil_tag,      spoil_answered, spoil_client,
		spoil_reference, spoil_body,  spoil_lines,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spoils); i++) {
		g_autoptr(vt_said) said = vt_said_new();
		g_autoptr(GError) error = NULL;

		g_assert_true(vt_said_check(said, NULL));
		spoils[i](said);
		g_assert_false(vt_said_check(said, &error));
		g_assert_nonnull(error);
	}
}

static void check_token(vt_office *office, const char *address, const char *wanted)
{
	g_autofree char *token = vt_said_token(office, address);

	g_assert_cmpstr(token, ==, wanted);
}

#define TOKEN "k7m2q2xw4t3hz5rbn6pd5cvj2s"

static void test_token(void)
{
	vt_office office = { .reply.delimiter = g_strdup("+"), .directory = vt_directory_new() };
	vt_own *own = g_new0(vt_own, 1);

	check_token(&office, "anybody+" TOKEN "@else.example", TOKEN);
	own->key = g_strdup("kimson");
	own->addresses = g_ptr_array_new_with_free_func(g_free);
	own->aliases = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(own->addresses, g_strdup("vanthu@kimson.example"));
	g_ptr_array_add(office.directory->own, own);
	check_token(&office, "vanthu+" TOKEN "@kimson.example", TOKEN);
	check_token(&office, "vanthu+K7M2Q2XW4T3HZ5RBN6PD5CVJ2S@kimson.example", TOKEN);
	check_token(&office, "anybody+" TOKEN "@else.example", NULL);
	check_token(&office, "vanthu-" TOKEN "@kimson.example", NULL);
	check_token(&office, "vanthu+" TOKEN "a@kimson.example", NULL);
	check_token(&office, "vanthu+k7m2q9xw4t3hz5rbn6pd8cvj2s@kimson.example", NULL);
	check_token(&office, "vanthu@kimson.example", NULL);
	check_token(&office, "vanthu+@kimson.example", NULL);
	g_free(office.reply.delimiter);
	office.reply.delimiter = g_strdup("--");
	check_token(&office, "vanthu--" TOKEN "@kimson.example", TOKEN);
	g_free(office.reply.delimiter);
	vt_directory_free(office.directory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/said/worst", test_worst);
	g_test_add_func("/said/nothing", test_nothing);
	g_test_add_func("/said/cut", test_cut);
	g_test_add_func("/said/checked", test_checked);
	g_test_add_func("/said/token", test_token);
	return g_test_run();
}
