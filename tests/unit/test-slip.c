/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-slip - lines of a draft: read from the text, from a form that came back, kept and printed
 */
#include "doc/slip.h"

#include <string.h>

static vt_said *said_of(const char *words)
{
	vt_said *said = vt_said_new();

	g_free(said->words);
	said->words = g_strdup(words);
	said->words_signed = true;
	return said;
}

static void add_line(vt_said *said, const char *label, const char *value)
{
	vt_form_line *line = g_new0(vt_form_line, 1);

	line->label = g_strdup(label);
	line->value = g_strdup(value);
	line->form = g_strdup("PABC234");
	line->placed = VT_PLACED_FORM;
	line->is_signed = true;
	g_ptr_array_add(said->lines, line);
}

static void test_words(void)
{
	g_autoptr(vt_slip) draft = vt_slip_new();
	g_autoptr(vt_said) said = said_of(
		"TRÌNH KÝ\nLoại: Thông báo\n*Trích yếu*: Về việc tổ chức hội nghị tổng kết công "
		"tác văn thư,\nlưu trữ năm 2026\nđộ khẩn: Khẩn\nNơi nhận:\n- Sở Nội vụ\n"
		"- Ông Nguyễn Văn A (Số 1, phố Mới)\n\nKính trình.\nĐiện thoại: 0912\n");

	g_assert_true(vt_slip_edit(draft, said, NULL, true));
	g_assert_cmpstr(draft->lines[VT_SLIP_TYPE], ==, "Thông báo");
	g_assert_cmpstr(draft->lines[VT_SLIP_ABSTRACT], ==,
			"Về việc tổ chức hội nghị tổng kết công tác văn thư, lưu trữ năm 2026");
	g_assert_cmpstr(draft->lines[VT_SLIP_URGENCY], ==, "Khẩn");
	g_assert_cmpstr(draft->lines[VT_SLIP_RECIPIENTS], ==,
			"Sở Nội vụ; Ông Nguyễn Văn A (Số 1, phố Mới)");
	g_assert_cmpstr(draft->lines[VT_SLIP_SIGNER], ==, "");
	/* What no signature covers does not count when one is there. */
	said->words_signed = false;
	g_autoptr(vt_slip) other = vt_slip_new();
	g_assert_false(vt_slip_edit(other, said, NULL, true));
	g_assert_true(vt_slip_edit(other, said, NULL, false));
}

static void test_form(void)
{
	g_autoptr(vt_slip) sent = vt_slip_new();
	g_autoptr(vt_said) said = said_of("đã điền");
	g_autofree char *code = NULL;

	vt_slip_set(sent, VT_SLIP_TYPE, "Thông báo");
	vt_slip_set(sent, VT_SLIP_ABSTRACT, "Về việc họp");
	g_autofree char *kept = vt_slip_keep(sent, "PABC234");
	g_autoptr(vt_slip) draft = vt_slip_kept(kept, &code);
	g_assert_cmpstr(code, ==, "PABC234");
	g_assert_null(vt_slip_kept("form: x\n", NULL));
	g_autofree char *printed = vt_slip_print(draft, code);
	g_assert_nonnull(strstr(printed, "\nTrích yếu: Về việc họp\n"));
	/* The quotation below holds the form as it was sent. */
	add_line(said, "Loại", "Công văn");
	add_line(said, "Trích yếu", "Về việc họp");
	add_line(said, "Loại", "Thông báo");
	g_assert_true(vt_slip_edit(draft, said, code, false));
	g_assert_cmpstr(draft->lines[VT_SLIP_TYPE], ==, "Công văn");
	g_assert_false(draft->contradicts[VT_SLIP_TYPE]);
	add_line(said, "Trích yếu", "A");
	add_line(said, "Trích yếu", "B");
	vt_slip_edit(draft, said, code, false);
	g_assert_true(draft->contradicts[VT_SLIP_ABSTRACT]);
	/* Another form's lines are no edits. */
	g_autoptr(vt_slip) none = vt_slip_new();
	g_assert_false(vt_slip_edit(none, said, "PZZZ234", false));
}

/* The jail reads a form in plain letters: what was sent comes back with other quotes and hyphens.
 */
static void test_letters(void)
{
	g_autoptr(vt_slip) slip = vt_slip_new();
	g_autoptr(vt_said) same = said_of("đã điền"), other = said_of("Trích yếu: Về việc họp");

	vt_slip_set(slip, VT_SLIP_ABSTRACT, "Về việc “tổng kết” – năm 2026");
	add_line(same, "Trích yếu", "Về việc \"tổng kết\" - năm 2026");
	g_assert_false(vt_slip_edit(slip, same, "PABC234", true));
	g_assert_cmpstr(slip->lines[VT_SLIP_ABSTRACT], ==, "Về việc “tổng kết” – năm 2026");
	/* Nor does the quotation contradict what was written above it. */
	add_line(other, "Trích yếu", "Về việc \"tổng kết\" - năm 2026");
	g_assert_true(vt_slip_edit(slip, other, "PABC234", false));
	g_assert_cmpstr(slip->lines[VT_SLIP_ABSTRACT], ==, "Về việc họp");
	g_assert_false(slip->contradicts[VT_SLIP_ABSTRACT]);
	vt_slip_set(slip, VT_SLIP_TYPE, "* Công văn");
	g_assert_cmpstr(slip->lines[VT_SLIP_TYPE], ==, "Công văn");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/slip/words", test_words);
	g_test_add_func("/slip/form", test_form);
	g_test_add_func("/slip/letters", test_letters);
	return g_test_run();
}
