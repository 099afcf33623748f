/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-instruction - what people type, and what it tells us to do
 */
#include "doc/instruction.h"

#include <string.h>

#include "base/text.h"
#include "doc/said_text.h"

static char *numbers(const GArray *rows)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(text, "%s%d", i > 0 ? "," : "", g_array_index(rows, int, i));
	return g_string_free(text, FALSE);
}

/* "verb", "!verb" denied, "1,2:verb", "verb(argument)", "verb#number", all-:except. */
static char *told(const vt_said *said)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(said->instructions, i);
		g_autofree char *rows = numbers(one->rows);
		g_autofree char *except = numbers(one->except);

		g_string_append(text, i > 0 ? " | " : "");
		if (*rows != '\0')
			g_string_append_printf(text, "%s%s%s:", rows, *except != '\0' ? "-" : "",
					       except);
		g_string_append_printf(text, "%s%s", one->denied ? "!" : "",
				       vt_verb_get(one->verb)->name);
		if (*one->number != '\0')
			g_string_append_printf(text, "#%s", one->number);
		if (*one->argument != '\0')
			g_string_append_printf(text, "(%s)", one->argument);
	}
	return g_string_free(text, FALSE);
}

static void check(const char *line, const char *wanted)
{
	g_autoptr(vt_said) said = vt_said_new();
	g_autofree char *plain = vt_text_plain(line);

	vt_instruction_read(said, plain, false, false);
	g_autofree char *text = told(said);
	if (strcmp(text, wanted) != 0)
		g_test_message("of '%s'", line);
	g_assert_cmpstr(text, ==, wanted);
	g_assert_true(vt_said_check(said, NULL));
}

static const struct {
	const char *line, *told;
} spellings[] = {
	{ "OK", "ok" },
	{ "ok.", "ok" },
	{ "Ok em", "ok(em)" },
	{ "0K", "ok" },
	{ "OK KHÔNG MẬT", "ok | not-secret" },
	{ "OK, không mật ạ", "ok | not-secret(ạ)" },
	{ "OK không mât", "ok | not-secret" },
	{ "OK KHONG MAT PABCDEF MA VT-ABCD-EFGH-IJKL-MNOP", "ok | not-secret#PABCDEF" },
	{ "MẬT", "secret" },
	{ "mật", "secret" },
	{ "mất", "" },
	{ "Mặt trận Tổ quốc đề nghị", "" },
	{ "Mất điện cả ngày", "" },
	{ "Đồng ý", "agree" },
	{ "đông ý", "agree" },
	{ "Dong y", "agree" },
	{ "ĐỒNG Ý!", "agree" },
	{ "đ/ý", "agree" },
	{ "Nhất trí", "agree" },
	{ "nhất chí", "agree" },
	{ "Tôi đã xem và nhất chí", "agree" },
	{ "Tôi đồng ý", "agree" },
	{ "Đồng ý với văn bản", "agree(với văn bản)" },
	{ "đồng ý với hướng giải quyết của cty", "agree(với hướng giải quyết của cty)" },
	{ "- Đồng ý", "agree" },
	{ "“Đồng ý”", "agree" },
	{ "Ðồng ý", "agree" },                         /* U+00D0 */
	{ "Đo\xcc\x82\xcc\x80ng y\xcc\x81", "agree" }, /* NFD */
	{ "Đồng\xc2\xa0ý", "agree" },
	{ "\xe2\x80\x8b\xc4\x90\xe1\xbb\x93ng \xe2\x80\x8d\xc3\xbd", "agree" },
	{ "ddoongf ys", "" },
	{ "Duyệt", "agree" },
	{ "Đồng ý. Văn phòng theo dõi, đôn đốc.", "agree(Văn phòng theo dõi, đôn đốc.)" },
	{ "DONG Y 1234/2026 MA VT-ABCD-EFGH-IJKL-MNOP", "agree#1234/2026" },
	{ "DONG Y 1234/2026 MA "
	  "3f5a9c0e17b2d84460aa7b9c1e2d3f405162738495a6b7c8d9e0f1a2b3c4d5e6",
	  "agree#1234/2026" },
	{ "DONG Y 1234/2026 MA VT-ABCD-EFGH-IJKL-MNOP [#k7m2q2xw]", "agree#1234/2026" },
	{ "DONG Y 1234/2026 MA VT-ABCD-EFGH-IJKL-MNOP DIEU CHINH: CHU TRI: Phòng A; HAN: 30/11",
	  "agree#1234/2026 | adjust(CHU TRI: Phòng A; HAN: 30/11) | lead(Phòng A) | due(30/11)" },
	{ "DONG Y 1234/2026 MA VT-ABCD-EFGH-IJKL-MNOP DIEU CHINH:", "agree#1234/2026 | adjust" },
	{ "TRA LAI 1234/2026 MA VT-ABCD-EFGH-IJKL-MNOP LY DO: thiếu phụ lục",
	  "return#1234/2026(thiếu phụ lục)" },
	{ "HOI 12/2026 MA VT-ABCD-EFGH-IJKL-MNOP NOI DUNG: ai chủ trì?",
	  "ask#12/2026(ai chủ trì?)" },
	{ "PHỐI HỢP： Phòng A；Phòng B", "support(Phòng A;Phòng B)" },
	{ "CHUYỂN: Trần Văn Cường; hạn 25/11", "pass-on(Trần Văn Cường; hạn 25/11)" },
	{ "GIA HAN 12/2026 DEN NGAY: 30/11/2026; chờ số liệu",
	  "more-time#12/2026(30/11/2026; chờ số liệu)" },
	{ "XONG: 45/BC-TP", "done(45/BC-TP)" },
	{ "GHÉP PABCDEF VÀO PGHIJKL", "join(PABCDEF VÀO PGHIJKL)" },
	{ "HỦY SỐ 123/2026: nhầm sổ", "void#123/2026(nhầm sổ)" },
	{ "XEM 123/2026", "show#123/2026" },
	/* another word with the same letters */
	{ "Bộ Nội vụ đề nghị", "" },
	{ "Hội đồng nhân dân tỉnh", "" },
	{ "Thứ hai họp", "" },
	{ "Hạn chế đi lại", "" },
	{ "Phối hợp tốt nhé", "" },
	{ "Chuyện này để mai", "" },
	{ "Số 12 Trần Phú", "" },
	{ "", "" },
};

static void test_spellings(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
		check(spellings[i].line, spellings[i].told);
}

static void test_denied(void)
{
	check("Không đồng ý", "!agree");
	check("Chưa đồng ý", "!agree");
	check("Tôi không nhất trí", "!agree");
	check("Đồng ý không?", "!agree(không?)");
	check("Đồng ý?", "!agree(?)");
	check("Đồng ý chưa", "!agree(chưa)");
	check("Đồng ý nhưng hạn 30/11", "!agree(nhưng hạn 30/11)");
	check("Đồng ý, giao thêm Phòng Tư pháp", "!agree(giao thêm Phòng Tư pháp)");
	check("Đồng ý. Giao thêm Phòng Tư pháp.", "!agree(Giao thêm Phòng Tư pháp.)");
	check("Không ok", "!ok");
	check("Chưa xong", "!done");
	check("Xong chưa?", "!done(chưa?)");
	check("KHÔNG NHẬN: ngoài phạm vi", "decline(ngoài phạm vi)");
	check("Không đúng", "deny");
	check("KHÔNG MẬT", "not-secret");
	check("Khóa họp thứ năm", "!lock(họp thứ năm)");
}

static void test_rows(void)
{
	check("1, 3, 5 đồng ý; 2 trả lại: thiếu phụ lục", "1,3,5:agree | 2:return(thiếu phụ lục)");
	check("1,3 và 5 đồng ý. 2 trả lại: chưa ký; thiếu phụ lục, 4 bản",
	      "1,3,5:agree | 2:return(chưa ký; thiếu phụ lục, 4 bản)");
	check("1-3 đồng ý", "1,2,3:agree");
	check("Tất cả đồng ý trừ 2", "-1-2:agree");
	check("tất cả đồng ý, trừ số 2 và 4", "-1-2,4:agree");
	/* An exception that names no row leaves nothing that anybody meant. */
	check("Tất cả đồng ý trừ còn lại", "-1:!agree(trừ còn lại)");
	check("Tất cả trả lại trừ tất cả", "-1:!return(trừ tất cả)");
	check("Tất cả đồng ý trừ văn bản của Sở Y tế", "-1:!agree(văn bản của Sở Y tế)");
	check("2 trả lại: thiếu phụ lục; còn lại đồng ý", "2:return(thiếu phụ lục) | -1-2:agree");
	check("Đồng ý 1, 3", "1,3:agree");
	check("Đồng ý tất cả", "-1:agree");
	check("3: Số 123, OK KHÔNG MẬT", "3:ok | 3:not-secret");
	check("2 không đồng ý", "2:!agree");
	check("HỦY 2", "2:undo");
	check("30/11/2026 đồng ý", "");
	check("1. Đồng ý", "1:agree");
}

static GPtrArray *lines_of(const char *text)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	g_auto(GStrv) each = g_strsplit(text, "\n", -1);

	for (char **one = each; *one != NULL; one++) {
		vt_text_line *line = vt_text_line_new(*one + (**one == '>') + (**one == '|'));

		line->quoted = **one == '>';
		line->closing = **one == '|';
		g_ptr_array_add(lines, line);
	}
	return lines;
}

static void check_text(const char *text, const char *wanted)
{
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(GPtrArray) lines = lines_of(text);

	vt_said_read(said, lines);
	g_autofree char *got = told(said);
	g_assert_cmpstr(got, ==, wanted);
	g_assert_true(vt_said_check(said, NULL));
}

/* What stands in other lines counts too, or does not. */
static void test_text(void)
{
	check_text("Đồng ý\nVăn phòng theo dõi", "agree");
	check_text("Đồng ý\nNhưng phải xong trước ngày 30/11", "!agree");
	check_text("Đồng ý\nGiao Phòng Tư pháp chủ trì", "!agree");
	check_text("Đồng ý\nCHỦ TRÌ: Phòng Tư pháp", "agree | lead(Phòng Tư pháp)");
	check_text(">Đồng ý\n|Đồng ý với mọi thử thách\nCảm ơn em", "");
	check_text("TRẢ LẠI:\nthiếu phụ lục", "return(thiếu phụ lục)");
	check_text("TRẢ LẠI: văn bản này thiếu phụ lục hai và phụ lục ba kèm theo\nđề nghị bổ sung",
		   "return(văn bản này thiếu phụ lục hai và phụ lục ba kèm theo đề nghị bổ sung)");
	check_text("", "");
}

static void test_references(void)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);

	g_assert_true(vt_reference_read("Mã: vt-abcd-efgh-ijkl-mnop, VT-ABCD-EFGH-IJKL-MNOP "
					"AVT-AAAA-AAAA-AAAA-AAAA VT-AAAA-AAAA-AAAA-AAAAA "
					"VT-1111-AAAA-AAAA-AAAA VT-2345-6723-4567-2345",
					list));
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(list, 0), ==, "ABCDEFGHIJKLMNOP");
	g_assert_cmpstr(g_ptr_array_index(list, 1), ==, "2345672345672345");
}

static void test_bounds(void)
{
	g_autoptr(vt_said) said = vt_said_new();
	g_autofree char *fits = g_strnfill(VT_MAX_ARGUMENT_BYTES, 'a');
	g_autofree char *longer = g_strnfill(VT_MAX_ARGUMENT_BYTES + 1, 'a');
	g_autofree char *good = g_strconcat("HỎI: ", fits, NULL);
	g_autofree char *bad = g_strconcat("HỎI: ", longer, NULL);

	g_assert_cmpuint(vt_instruction_read(said, good, false, false), ==, 1);
	g_assert_false(said->too_much);
	g_assert_cmpuint(vt_instruction_read(said, bad, false, false), ==, 0);
	g_assert_true(said->too_much);
	said->too_much = false;
	for (unsigned i = said->instructions->len; i < VT_MAX_INSTRUCTIONS; i++)
		g_assert_cmpuint(vt_instruction_read(said, "OK", false, false), ==, 1);
	g_assert_false(said->too_much);
	g_assert_cmpuint(vt_instruction_read(said, "OK", false, false), ==, 0);
	g_assert_true(said->too_much);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/instruction/spellings", test_spellings);
	g_test_add_func("/instruction/denied", test_denied);
	g_test_add_func("/instruction/rows", test_rows);
	g_test_add_func("/instruction/text", test_text);
	g_test_add_func("/instruction/references", test_references);
	g_test_add_func("/instruction/bounds", test_bounds);
	return g_test_run();
}
