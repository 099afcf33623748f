/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_slip - what an author writes of his draft; as sent and as kept it comes back unchanged
 */
#include "doc/slip.h"

#include <string.h>

#include "base/text.h"
#include "doc/said_text.h"

#define CODE "PABC234"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vt_said *read_lines(const char *text, bool quoted)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) read =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	vt_said *said = vt_said_new();

	for (char **line = lines; *line != NULL; line++) {
		vt_text_line *one = vt_text_line_new(*line);

		one->quoted = quoted;
		one->is_signed = true;
		g_ptr_array_add(read, one);
	}
	vt_said_read(said, read);
	said->words_signed = true;
	return said;
}

static void assert_same(const vt_slip *a, const vt_slip *b)
{
	for (int i = 0; i < VT_N_SLIP_LINES; i++)
		g_assert_cmpstr(a->lines[i], ==, b->lines[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = vt_text_utf8((const char *)data, (gssize)size);
	g_autoptr(vt_said) said = read_lines(text, false);
	g_autoptr(vt_slip) slip = vt_slip_new();
	g_autofree char *code = NULL;

	vt_slip_edit(slip, said, CODE, size % 2 == 0);
	for (int i = 0; i < VT_N_SLIP_LINES; i++) {
		g_assert_true(g_utf8_validate(slip->lines[i], -1, NULL));
		g_assert_null(strpbrk(slip->lines[i], "\r\n"));
	}
	g_autofree char *kept = vt_slip_keep(slip, CODE);
	g_autoptr(vt_slip) back = vt_slip_kept(kept, &code);
	g_assert_nonnull(back);
	g_assert_cmpstr(code, ==, CODE);
	assert_same(slip, back);

	g_autofree char *printed = vt_slip_print(slip, CODE);
	g_autoptr(vt_said) quoted = read_lines(printed, true);
	if (!quoted->too_much && quoted->torn->len == 0)
		g_assert_false(vt_slip_edit(back, quoted, CODE, true));
	return 0;
}
