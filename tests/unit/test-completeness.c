/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-completeness - is there a document, is an announced annex there, is it meant for us
 */
#include "filters/completeness.h"

#include "filters/addressee.h"
#include "filters/parts.h"
#include "tests/unit/fixture.h"

static vt_office *office;

#define PDF                                                                                        \
	{                                                                                          \
		"tb.pdf", "application/pdf", "%PDF-1.4\n%%EOF", 14                                 \
	}

static void run(fixture *f, const char *text, const char *page, const fixture_file *files)
{
	fixture_open(f, office, "Subject: x\nTo: khac@other.example\n", text, files);
	vt_parts_run(&f->c, f->contents);
	f->c.main_text = g_strdup(page);
	vt_completeness_run(&f->c, f->contents);
	vt_addressee_run(&f->c, f->contents);
}

static void test_document(void)
{
	static const fixture_file none[] = { { 0 } };
	static const fixture_file one[] = { PDF, { 0 } };
	static const fixture_file archive[] = {
		{ "a.zip", "application/zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 },
		{ 0 }
	};
	fixture f;

	run(&f, "Kính gửi", NULL, none);
	g_assert_true(fixture_has(&f, VT_CODE_NO_DOCUMENT));
	fixture_close(&f);
	run(&f, "Kính gửi", NULL, archive);
	g_assert_true(fixture_has(&f, VT_CODE_NO_DOCUMENT));
	g_assert_true(fixture_has(&f, VT_CODE_ARCHIVE));
	fixture_close(&f);
	run(&f, "Kính gửi", NULL, one);
	g_assert_false(fixture_has(&f, VT_CODE_NO_DOCUMENT));
	fixture_close(&f);
}

static void test_annex(void)
{
	static const fixture_file one[] = { PDF, { 0 } };
	static const fixture_file two[] = { PDF,
					    { "pl.pdf", "application/pdf", "%PDF-1.4\n%%EOF", 14 },
					    { 0 } };
	static const struct {
		const char *text, *page;
		bool missing;
	} cases[] = {
		{ "", "Ban hành kèm theo Quyết định này Quy chế", true },
		{ "", "có Phụ lục chi tiết", true },
		{ "Gửi công văn và phụ lục", NULL, true },
		{ "Gửi kèm theo công văn số 12/UBND-VX", NULL, false },
		{ "", "Không có gì thêm", false },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		fixture f;
		run(&f, cases[i].text, cases[i].page, one);
		g_assert_true(fixture_has(&f, VT_CODE_ANNEX_MISSING) == cases[i].missing);
		fixture_close(&f);
		run(&f, cases[i].text, cases[i].page, two);
		g_assert_false(fixture_has(&f, VT_CODE_ANNEX_MISSING));
		fixture_close(&f);
	}
}

static void test_addressee(void)
{
	static const fixture_file one[] = { PDF, { 0 } };
	fixture f;

	run(&f, "", "Kính gửi: Sở Nội vụ\n", one); /* nobody is ours: not asked */
	g_assert_false(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
	fixture_add_own(office, "Ủy ban nhân dân xã Kim Sơn", "UBND các xã, phường");
	run(&f, "", "Kính gửi: Sở Nội vụ\n\nỦy ban nhân dân xã khác\n", one);
	g_assert_true(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
	run(&f, "", "   Kính gửi:\n   - Sở Nội vụ;\n   - Uỷ ban nhân dân xã Kim Sơn.\n", one);
	g_assert_false(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
	run(&f, "", "Nội dung\nNơi nhận:\n- Như trên;\n- UBND các xã, phường;\n- Lưu: VT.\n", one);
	g_assert_false(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
	run(&f, "Kính gửi UBND các xã, phường", NULL, one);
	g_assert_false(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
	fixture_open(&f, office, "To: VT <vanthu@kimson.example>\n", "", one);
	vt_parts_run(&f.c, f.contents);
	vt_addressee_run(&f.c, f.contents);
	g_assert_false(fixture_has(&f, VT_CODE_NOT_ADDRESSED));
	fixture_close(&f);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_assert_true(vt_parts_prepare(NULL, NULL));
	office = fixture_office();
	g_test_add_func("/completeness/document", test_document);
	g_test_add_func("/completeness/annex", test_annex);
	g_test_add_func("/addressee/names", test_addressee);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
