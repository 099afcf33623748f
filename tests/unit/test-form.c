/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-form - a form is printed, kept, quoted, wrapped, edited and compared
 */
#include "doc/form.h"

#include <string.h>

#include "doc/said_text.h"

#define CODE "PABCDEF"
#define SUBJECT                                                                                                       \
	"V/v triển khai thực hiện công tác phòng, chống thiên tai và tìm kiếm cứu nạn năm 2026 " \
	"trên địa bàn"

static vt_form *sent_form(void)
{
	vt_form *form = vt_form_new(CODE);

	g_free(form->lines[VT_FORM_NUMBER]);
	form->lines[VT_FORM_NUMBER] = g_strdup("12");
	g_free(form->lines[VT_FORM_NOTATION]);
	form->lines[VT_FORM_NOTATION] = g_strdup("QĐ-UBND");
	g_free(form->lines[VT_FORM_SUBJECT]);
	form->lines[VT_FORM_SUBJECT] = g_strdup(SUBJECT);
	return form;
}

static vt_form_edit *compare(const char *text, const vt_form *sent, vt_said *said)
{
	g_autoptr(GPtrArray) lines =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_text_line_free);
	g_auto(GStrv) each = g_strsplit(text, "\n", -1);

	for (char **one = each; *one != NULL; one++) {
		bool quoted = **one == '>', closing = **one == '|';
		vt_text_line *line =
			vt_text_line_new(*one + (quoted || closing) + (quoted && (*one)[1] == ' '));

		line->quoted = quoted;
		line->closing = closing;
		g_ptr_array_add(lines, line);
	}
	vt_said_read(said, lines);
	g_assert_true(vt_said_check(said, NULL));
	return vt_form_compare(sent, said);
}

/* "number=13 subject! ?Mã: 1 lost" */
static char *shown(const vt_form_edit *edit)
{
	GString *text = g_string_new(edit->came_back ? "" : "none ");

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		const char *key = vt_form_get((vt_form_key)i)->key;

		if (edit->contradicts[i])
			g_string_append_printf(text, "%s! ", key);
		else if (edit->edits[i] != NULL)
			g_string_append_printf(text, "%s=%s ", key, edit->edits[i]);
	}
	for (guint i = 0; i < edit->unknown->len; i++)
		g_string_append_printf(text, "?%s ",
				       (const char *)g_ptr_array_index(edit->unknown, i));
	if (edit->lost)
		g_string_append(text, "lost");
	g_strchomp(text->str);
	return g_string_free(text, FALSE);
}

static void check(const char *text, const char *wanted)
{
	g_autoptr(vt_form) sent = sent_form();
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(vt_form_edit) edit = compare(text, sent, said);
	g_autofree char *got = shown(edit);

	g_assert_cmpstr(got, ==, wanted);
}

static void test_kept(void)
{
	g_autoptr(vt_form) form = sent_form();
	g_autofree char *text = vt_form_keep(form);
	g_autoptr(vt_form) back = vt_form_kept(text);

	g_assert_nonnull(back);
	g_assert_cmpstr(back->code, ==, CODE);
	for (int i = 0; i < VT_N_FORM_LINES; i++)
		g_assert_cmpstr(back->lines[i], ==, form->lines[i]);
	g_assert_null(vt_form_kept(""));
	g_assert_null(vt_form_kept("form: X\n"));
	g_assert_null(vt_form_kept("lead: a\nform: X\n"));
}

static void test_labels(void)
{
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		const vt_form_info *info = vt_form_get((vt_form_key)i);

		g_assert_cmpint(vt_form_find(info->label), ==, i);
		g_assert_cmpint(vt_form_find(info->key), ==, i);
	}
	g_assert_cmpint(vt_form_find("TRICH YEU"), ==, VT_FORM_SUBJECT);
	g_assert_cmpint(vt_form_find("Số lượng"), ==, -1);
}

static void test_untouched(void)
{
	g_autoptr(vt_form) form = sent_form();
	g_autofree char *block = vt_form_print(form);
	g_autoptr(GString) quoted = g_string_new("OK KHÔNG MẬT\n");
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);

	check(block, "");
	for (char **line = lines; *line != NULL; line++)
		g_string_append_printf(quoted, "> %s\n", *line);
	check(quoted->str, "");
	check("OK", "none");
}

#define BEGIN        "> ===== BẮT ĐẦU PHIẾU " CODE " =====\n"
#define END          "> ===== HẾT PHIẾU " CODE " =====\n"
#define BLOCK(lines) "===== BẮT ĐẦU PHIẾU " CODE " =====\n" lines "===== HẾT PHIẾU " CODE " =====\n"

static const struct {
	const char *text, *wanted;
} edits[] = {
	{ BEGIN "> Số: 13\n> Ký hiệu: QĐ-UBND\n" END, "number=13" },
	/* wrapped at 72, quoted again */
	{ BEGIN "> Trích yếu: V/v triển khai thực hiện công tác phòng, chống thiên tai\n> và tìm "
		"kiếm cứu nạn năm 2026 trên địa\n> bàn\n" END,
	  "" },
	{ BEGIN "> Trích yếu: V/v triển khai thực hiện công tác phòng, chống thiên tai\n> và tìm "
		"kiếm cứu nạn\n" END,
	  "subject=V/v triển khai thực hiện công tác phòng, chống thiên tai và tìm kiếm cứu nạn" },
	/* new lines above one that was not touched */
	{ "Số: 13\nĐộ mật: KHÔNG MẬT\n" BEGIN "> Số: 12\n> Độ mật:\n" END,
	  "number=13 secrecy=KHÔNG MẬT" },
	/* they contradict each other */
	{ "Số: 13\n" BEGIN "> Số: 14\n" END, "number!" },
	{ "Số: 13\n" BEGIN "> Số: 13\n" END, "number=13" },
	{ BEGIN "> Số:\n" END, "number=" },
	{ BEGIN "> Số： 13\n> Ký\xc2\xa0hiệu: QĐ–UBND\n" END, "number=13" },
	{ BEGIN "> *Số:* 13\n" END, "number=13" },
	/* cells of a table, one a line */
	{ BEGIN "> Số:\n> 13\n> Ký hiệu:\n> QĐ-UBND\n" END, "number=13" },
	{ BEGIN "> Số\t13\n" END, "number=13" },
	/* not ours: shown back */
	{ BEGIN "> Số: 12\n> Mã hồ sơ: 77\n" END, "?Mã hồ sơ: 77" },
	/* a fence is lost */
	{ BEGIN "> Số: 13\n", "none lost" },
	{ "> Số: 13\n" END, "none lost" },
	{ "> ===== BẮT ĐẦU PHIẾU PZZZZZZ =====\n> Số: 12\n> ===== HẾT PHIẾU PZZZZZZ =====\n",
	  "lost" },
	/* a signature block is no form */
	{ "OK\nSố: 12 Trần Phú\n" BEGIN "> Số: 12\n" END, "" },
	{ "OK\n|Số: 77\n|Hạn: 30/11\n" BEGIN "> Số: 12\n" END, "" },
	/* two blocks: one as it was sent, both changed alike, and not */
	{ BLOCK("Số: 13\n") BEGIN "> Số: 12\n" END, "number=13" },
	{ BLOCK("Số: 13\n") BEGIN "> Số: 13\n" END, "number=13" },
	{ BLOCK("Số: 13\nKý hiệu: QĐ-UBND\n") BEGIN "> Số: 12\n> Ký hiệu: KH-UBND\n" END,
	  "number=13 notation=KH-UBND lost" },
	/* under it, in a quotation without marks, or at its end */
	{ BEGIN "> Số: 12\n" END "> CÁCH TRẢ LỜI\n> Số: 13\n", "number=13" },
	{ BEGIN "> Số: 12\n" END "> \"Số\": 77\n> - Ký hiệu: theo tên tệp\n", "" },
	{ "> Số: 77\n" BEGIN "> Số: 12\n" END, "" }, /* a file's name, broken there */
	/* both fences are gone */
	{ "> Số: 13\n> Ký hiệu: QĐ-UBND\n> Trích yếu: " SUBJECT "\n", "none lost" },
	{ "> Số: 12\n> Ký hiệu: QĐ-UBND\n> Trích yếu: " SUBJECT "\n", "none" },
	/* bullets, and bold letters */
	{ "- Số: 13\n• Hạn: 30/11/2026\n" BEGIN "> Số: 12\n" END, "number=13 due=30/11/2026" },
	{ BEGIN "> Số: *13*\n> *Ký hiệu: QĐ-UBND*\n" END, "number=13" },
	{ "===== BAT DAU PHIEU PABCDEF =====\nSo: 13\n===== HET PHIEU PABCDEF =====\n",
	  "number=13" },
};

static void test_edits(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_test_message("%zu", i);
		check(edits[i].text, edits[i].wanted);
	}
}

/* A stranger's title with labels in it, broken by a client wherever it likes. */
static void test_labels_within(void)
{
	static const char *const titles[] = {
		"V/v công tác năm 2026 Độ mật: KHÔNG MẬT",
		"V/v công tác năm 2026 Chủ trì: Phòng A Độ mật: KHÔNG MẬT của huyện",
	};
	static const char *const breaks[] = {
		"> Trích yếu: V/v công tác năm 2026\n> Độ mật: KHÔNG MẬT\n",
		"> Trích yếu: V/v công tác năm 2026\n> Chủ trì: Phòng A\n> Độ mật: KHÔNG\n> MẬT "
		"của "
		"huyện\n",
	};
	g_autoptr(vt_form) sent = sent_form();

	for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
		g_autofree char *text = g_strconcat(BEGIN, breaks[i], END, NULL);
		g_autoptr(vt_said) said = vt_said_new();

		g_free(sent->lines[VT_FORM_SUBJECT]);
		sent->lines[VT_FORM_SUBJECT] = g_strdup(titles[i]);
		g_autoptr(vt_form_edit) edit = compare(text, sent, said);
		g_autofree char *got = shown(edit);
		g_assert_cmpstr(got, ==, "");
	}
	/* What was changed in it is an edit of it, and of nothing else. */
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(vt_form_edit) edit = compare(
		BEGIN "> Trích yếu: V/v công tác năm 2026\n> Chủ trì: Phòng B\n" END, sent, said);
	g_autofree char *got = shown(edit);
	g_assert_cmpstr(got, ==, "subject=V/v công tác năm 2026 Chủ trì: Phòng B");
}

/* Words in a block decide nothing. */
static void test_decisions(void)
{
	g_autoptr(vt_form) sent = sent_form();
	g_autoptr(vt_said) said = vt_said_new();
	g_autoptr(vt_form_edit) edit =
		compare("===== BẮT ĐẦU PHIẾU " CODE " =====\nGhi chú: x\nOK KHÔNG MẬT\n"
			"===== HẾT PHIẾU " CODE " =====\n",
			sent, said);

	g_assert_cmpuint(said->instructions->len, ==, 0);
	g_assert_true(edit->came_back);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form/kept", test_kept);
	g_test_add_func("/form/labels", test_labels);
	g_test_add_func("/form/untouched", test_untouched);
	g_test_add_func("/form/edits", test_edits);
	g_test_add_func("/form/labels-within", test_labels_within);
	g_test_add_func("/form/decisions", test_decisions);
	return g_test_run();
}
