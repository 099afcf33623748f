/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-packet - what is written comes back, what is broken is told once
 */
#include "wire/packet.h"

#include <string.h>

#include "base/limits.h"

static vt_reader reader_of(const vt_writer *w)
{
	return vt_reader_of(w->bytes->data, w->bytes->len);
}

static void test_round_trip(void)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autoptr(GPtrArray) back = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *text = NULL, *empty = NULL, *missing = NULL;
	g_autoptr(GError) error = NULL;
	char word[] = "một";
	vt_reader r;

	g_ptr_array_add(texts, word);
	vt_write_u8(&w, 200);
	vt_write_u32(&w, UINT32_MAX);
	vt_write_u64(&w, UINT64_MAX - 1);
	vt_write_i64(&w, INT64_MIN);
	vt_write_bool(&w, true);
	vt_write_u32(&w, 2);
	vt_write_text(&w, "Quyết định");
	vt_write_text(&w, "");
	vt_write_text(&w, NULL);
	vt_write_bytes(&w, "\0\1\2", 3);
	vt_write_texts(&w, texts);
	r = reader_of(&w);
	g_assert_cmpuint(vt_read_u8(&r), ==, 200);
	g_assert_cmpuint(vt_read_u32(&r), ==, UINT32_MAX);
	g_assert_cmpuint(vt_read_u64(&r), ==, UINT64_MAX - 1);
	g_assert_cmpint(vt_read_i64(&r), ==, INT64_MIN);
	g_assert_true(vt_read_bool(&r));
	g_assert_cmpuint(vt_read_enum(&r, 3), ==, 2);
	text = vt_read_text(&r, 100);
	empty = vt_read_text(&r, 0);
	missing = vt_read_text(&r, 0);
	bytes = vt_read_bytes(&r, 3);
	back = vt_read_texts(&r, 1, 5);
	g_assert_cmpstr(text, ==, "Quyết định");
	g_assert_cmpstr(empty, ==, "");
	g_assert_null(missing);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 3);
	g_assert_cmpuint(back->len, ==, 1);
	g_assert_cmpstr(back->pdata[0], ==, "một");
	g_assert_true(vt_reader_done(&r, &error));
	g_assert_no_error(error);
}

static void test_left_over(void)
{
	vt_reader r = vt_reader_of("\1\0", 2);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(vt_read_u8(&r), ==, 1);
	g_assert_false(vt_reader_done(&r, &error));
	g_assert_cmpstr(error->message, ==, "cannot read packet: 1 bytes left over");
}

static void test_sticky(void)
{
	vt_reader r = vt_reader_of("\1\0\0\0\7", 5);
	g_autofree char *text = vt_read_text(&r, 100);
	g_autofree char *later = NULL;
	g_autoptr(GPtrArray) texts = NULL;
	g_autoptr(GBytes) bytes = NULL;

	g_assert_cmpstr(text, ==, "\7");
	g_assert_null(r.fault);
	g_assert_cmpuint(vt_read_u32(&r), ==, 0);
	g_assert_cmpstr(r.fault, ==, "number cut short");
	later = vt_read_text(&r, 100);
	texts = vt_read_texts(&r, 10, 10);
	bytes = vt_read_bytes(&r, 10);
	g_assert_cmpstr(later, ==, "");
	g_assert_cmpuint(texts->len, ==, 0);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 0);
	g_assert_false(vt_read_bool(&r));
	g_assert_cmpstr(r.fault, ==, "number cut short");
	g_assert_false(vt_reader_done(&r, NULL));
}

static void test_text_faults(void)
{
	static const struct {
		const char *bytes;
		size_t size, max;
		const char *fault;
	} cases[] = {
		{ "\3\0\0\0abc", 7, 3, NULL },
		{ "\3\0\0\0abc", 7, 2, "text too long" },
		{ "\4\0\0\0abc", 7, 9, "text cut short" },
		{ "\2\0\0\0a\0", 6, 9, "text is not UTF-8" },
		{ "\1\0\0\0\xff", 5, 9, "text is not UTF-8" },
		{ "\xfe\xff\xff\xff", 4, SIZE_MAX, "text cut short" },
		{ "", 0, 9, "number cut short" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		vt_reader r = vt_reader_of(cases[i].bytes, cases[i].size);
		g_autofree char *text = vt_read_text(&r, cases[i].max);

		g_assert_nonnull(text);
		g_assert_cmpstr(r.fault, ==, cases[i].fault);
	}
}

static void test_closed_sets(void)
{
	vt_reader r = vt_reader_of("\3\0\0\0", 4);
	vt_reader b = vt_reader_of("\2", 1);

	g_assert_cmpuint(vt_read_enum(&r, 3), ==, 0);
	g_assert_cmpstr(r.fault, ==, "value outside its set");
	g_assert_false(vt_read_bool(&b));
	g_assert_nonnull(b.fault);
}

static void test_lists(void)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autoptr(GPtrArray) many = NULL, missing = NULL;
	vt_reader r;

	vt_write_u32(&w, UINT32_MAX);
	r = reader_of(&w);
	many = vt_read_texts(&r, 5, 5);
	g_assert_cmpuint(many->len, ==, 0);
	g_assert_cmpstr(r.fault, ==, "too many texts");
	g_byte_array_set_size(w.bytes, 0);
	vt_write_u32(&w, 1);
	vt_write_text(&w, NULL);
	r = reader_of(&w);
	missing = vt_read_texts(&r, 5, 5);
	g_assert_cmpuint(missing->len, ==, 0);
	g_assert_cmpstr(r.fault, ==, "text missing in a list");
}

static void test_full(void)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *worst = g_malloc0(VT_MAX_PACKET_BYTES);

	if (g_test_subprocess()) {
		vt_write_bytes(&w, worst, VT_MAX_PACKET_BYTES - 8);
		vt_write_u8(&w, 1);
		return;
	}
	vt_write_bytes(&w, worst, VT_MAX_PACKET_BYTES - 8);
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/packet/round-trip", test_round_trip);
	g_test_add_func("/packet/left-over", test_left_over);
	g_test_add_func("/packet/sticky", test_sticky);
	g_test_add_func("/packet/text-faults", test_text_faults);
	g_test_add_func("/packet/closed-sets", test_closed_sets);
	g_test_add_func("/packet/lists", test_lists);
	g_test_add_func("/packet/full", test_full);
	return g_test_run();
}
