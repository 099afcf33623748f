/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-metadata - fields out of pages, mail subjects and file names
 */
#include "filters/metadata.h"

#include "filters/closing.h"
#include "filters/dates.h"
#include "filters/masthead.h"
#include "filters/parts.h"
#include "filters/pdf.h"
#include "filters/subject.h"
#include "tests/unit/fixture.h"

#define NATIONAL "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
#define MOTTO    "Độc lập - Tự do - Hạnh phúc\n"

static vt_office *office;

typedef struct {
	const char *what, *subject, *file, *page;
	const char *number, *notation, *issued, *issuer, *type, *title;
	bool certain; /* the number may register by itself */
} sample;

/* clang-format off: pages as they look */
static const sample samples[] = {
	{ "công văn in two columns", "Công văn 12/UBND-VX", "12_UBND-VX.pdf",
	  " ỦY BAN NHÂN DÂN            " NATIONAL "    XÃ KIM SƠN                   " MOTTO "\n"
	  "  Số: 12/UBND-VX              Kim Sơn, ngày 05 tháng 01 năm 2026\n"
	  "V/v báo cáo kết quả\n"
	  "thực hiện Nghị định số\n"
	  "    30/2020/NĐ-CP\n"
	  "\n"
	  "            Kính gửi: Sở Nội vụ\n\n"
	  "   Căn cứ Nghị định số 99/2021/NĐ-CP ngày 11 tháng 11 năm 2021;\n",
	  "12", "UBND-VX", "2026-01-05", "Ủy ban nhân dân xã Kim Sơn", "Công văn",
	  "báo cáo kết quả thực hiện Nghị định số 30/2020/NĐ-CP", true },
	{ "quyết định with a superior and fragments", NULL, "a.pdf",
	  "   UBND TỈNH NINH BÌNH               " NATIONAL
	  "SỞ KẾ HOẠCH VÀ ĐẦU TƯ                    " MOTTO
	  "   Số: 05/QĐ -SKHĐT             Ninh Bình, ngày 15 tháng 4 năm 2026\n\n"
	  "                     QUY ẾT Đ ỊNH\n"
	  "        V ề việc ban hành quy ch ế làm việc\n\n"
	  "       GIÁM ĐỐC SỞ KẾ HOẠCH VÀ ĐẦU TƯ\n"
	  "   Căn cứ Quyết định số 77/QĐ-UBND ngày 01 tháng 02 năm 2020;\n",
	  "05", "QĐ-SKHĐT", "2026-04-15", "Sở Kế hoạch và Đầu tư", "Quyết định",
	  "Về việc ban hành quy chế làm việc", true },
	{ "legal document", NULL, "a.pdf",
	  "     BỘ CÔNG AN                " NATIONAL "                                    " MOTTO
	  " Số: 37/2026/TT-BCA          Hà Nội, ngày 29 tháng 4 năm 2026\n\n"
	  "                THÔNG TƯ\n   Quy định về đăng ký xe\n\nCăn cứ Luật số 36/2024/QH15;\n",
	  "37", "2026/TT-BCA", "2026-04-29", "Bộ Công an", "Thông tư", "Quy định về đăng ký xe",
	  true },
	{ "the blanks are not filled in", NULL, "a.pdf",
	  " ỦY BAN NHÂN DÂN            " NATIONAL "    XÃ KIM SƠN                   " MOTTO
	  "  Số:       /TB-UBND          Kim Sơn, ngày      tháng      năm 2026\n\n"
	  "              THÔNG BÁO\n          Về việc nghỉ lễ\n\n"
	  "Căn cứ Thông báo số 55/TB-UBND ngày 02 tháng 01 năm 2026;\n",
	  NULL, "TB-UBND", NULL, "Ủy ban nhân dân xã Kim Sơn", "Thông báo", "Về việc nghỉ lễ",
	  false },
	{ "no masthead: a cited number is not the document's", NULL, "a.pdf",
	  "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;\n"
	  "Theo đề nghị tại Tờ trình số 15/TTr-SNV ngày 02 tháng 02 năm 2026;\n",
	  NULL, NULL, NULL, NULL, NULL, NULL, false },
	{ "a number that goes on with its date is cited", NULL, "a.pdf",
	  "   SỞ Y TẾ                   " NATIONAL "                             " MOTTO "\n"
	  "Số: 88/UBND-NC ngày 01 tháng 10 năm 2026 của Ủy ban nhân dân tỉnh\n\n"
	  "                THÔNG BÁO\n            Về việc nghỉ lễ\n\nKính gửi: A\n",
	  NULL, NULL, NULL, NULL, "Thông báo", "Về việc nghỉ lễ", false },
	{ "a stamp below the V/v is not of it", NULL, "a.pdf",
	  "   SỞ Y TẾ                   " NATIONAL "                             " MOTTO
	  "Số: 36/SYT-VP               Kim Sơn, ngày 02 tháng 01 năm 2026\n"
	  "V/v báo cáo\n  HỎA TỐC\n\n        Kính gửi: A\n",
	  "36", "SYT-VP", "2026-01-02", "Sở Y tế", "Công văn", "báo cáo", true },
	{ "a title in capitals, two lines of it", NULL, "a.pdf",
	  "   SỞ Y TẾ                   " NATIONAL "                             " MOTTO
	  "Số: 32/QĐ-SYT               Kim Sơn, ngày 02 tháng 01 năm 2026\n\n"
	  "                QUYẾT ĐỊNH\n         VỀ VIỆC THAY ĐỔI\n         MẬT KHẨU MÁY TÍNH\n"
	  "        GIÁM ĐỐC SỞ Y TẾ\n\nCăn cứ Luật A;\n",
	  "32", "QĐ-SYT", "2026-01-02", "Sở Y tế", "Quyết định",
	  "VỀ VIỆC THAY ĐỔI MẬT KHẨU MÁY TÍNH", true },
	{ "a reply names what it answers", "Re: Công văn số 77/UBND-VP ngày 01/11/2026", "a.pdf",
	  NULL, NULL, NULL, NULL, NULL, NULL, NULL, false },
	{ "what came is sent on", "Fwd: Công văn số 77/UBND-VP ngày 01/11/2026", "a.pdf", NULL,
	  "77", "UBND-VP", "2026-11-01", NULL, NULL, NULL, true },
	{ "the blank is another office's", "Công văn số 77/UBND-VP ngày 01/11/2026", "a.pdf",
	  "   SỞ Y TẾ                   " NATIONAL "                             " MOTTO
	  "Số:       /SYT-NV           Kim Sơn, ngày      tháng     năm 2026\n"
	  "V/v báo cáo\n\n        Kính gửi: A\n",
	  NULL, "SYT-NV", NULL, "Sở Y tế", "Công văn", "báo cáo", false },
	{ "subject cites another document", "Báo cáo thực hiện Kế hoạch số 15/KH-UBND", "a.pdf",
	  NULL, NULL, NULL, NULL, NULL, NULL, NULL, false },
	{ "scan: the number of the subject",
	  "Thông báo số 453/TB-UBND ngày 29/4/2026 về việc treo cờ", "a.pdf", NULL, "453",
	  "TB-UBND", "2026-04-29", NULL, "Thông báo", "về việc treo cờ", true },
	{ "page and subject contradict each other", "12/TB-UBND: nghỉ lễ", "a.pdf",
	  " ỦY BAN NHÂN DÂN            " NATIONAL "    XÃ KIM SƠN                   " MOTTO
	  "  Số: 21/TB-UBND          Kim Sơn, ngày 02 tháng 01 năm 2026\n\n"
	  "              THÔNG BÁO\n          Về việc nghỉ lễ\n\nKính gửi: A\n",
	  "21", "TB-UBND", "2026-01-02", "Ủy ban nhân dân xã Kim Sơn", "Thông báo",
	  "Về việc nghỉ lễ", false },
};
/* clang-format on */

static void check_value(const fixture *f, vt_field field, const char *expected)
{
	g_test_message("%s", vt_field_get(field)->key);
	g_assert_cmpstr(f->contents->fields[field].text, ==, expected);
}

static void test_samples(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		const sample *s = &samples[i];
		const fixture_file files[] = {
			{ s->file, "application/pdf", "%PDF-1.4\n%%EOF", 14 }, { 0 }
		};
		g_autofree char *head =
			g_strdup_printf("Subject: %s\n", s->subject ? s->subject : "x");
		fixture f;
		g_test_message("%s", s->what);
		fixture_open(&f, office, head, "", files);
		vt_parts_run(&f.c, f.contents);
		f.c.main_text = g_strdup(s->page);
		f.contents->text_layer = s->page != NULL;
		vt_metadata_run(&f.c, f.contents);
		fixture_show(&f);
		g_assert_true(vt_contents_check(f.contents, NULL));
		check_value(&f, VT_FIELD_NUMBER, s->number);
		check_value(&f, VT_FIELD_NOTATION, s->notation);
		check_value(&f, VT_FIELD_ISSUED, s->issued);
		check_value(&f, VT_FIELD_ISSUER, s->issuer);
		check_value(&f, VT_FIELD_TYPE, s->type);
		check_value(&f, VT_FIELD_SUBJECT, s->title);
		g_assert_true((f.contents->fields[VT_FIELD_NUMBER].confidence >= VT_CONFIDENT)
			      == s->certain);
		fixture_close(&f);
	}
}

static bool read_document(const char *name, fixture *f, char **bytes_out)
{
	g_autofree char *path =
		g_build_filename(fixture_source(), "..", "shared", "documents", name, NULL);
	gsize size;
	fixture_file files[] = { { name, "application/pdf", NULL, 0 }, { 0 } };

	if (!g_file_get_contents(path, bytes_out, &size, NULL))
		return false;
	files[0].bytes = *bytes_out;
	files[0].size = size;
	fixture_open(f, office, "From: a@b.example\nSubject: x\n", "", files);
	vt_parts_run(&f->c, f->contents);
	vt_pdf_run(&f->c, f->contents);
	vt_metadata_run(&f->c, f->contents);
	fixture_show(f);
	return true;
}

static void test_real_notice(void)
{
	g_autofree char *bytes = NULL;
	fixture f;

	if (!read_document("hanoi_tb_453_flag.pdf", &f, &bytes)) {
		g_test_skip("no real documents here");
		return;
	}
	check_value(&f, VT_FIELD_NUMBER, "453");
	check_value(&f, VT_FIELD_NOTATION, "TB-UBND");
	check_value(&f, VT_FIELD_ISSUED, "2026-04-29");
	check_value(&f, VT_FIELD_ISSUER, "Ủy ban nhân dân thành phố Hà Nội");
	check_value(&f, VT_FIELD_TYPE, "Thông báo");
	check_value(&f, VT_FIELD_SUBJECT, "Về việc treo cờ Tổ quốc");
	check_value(&f, VT_FIELD_SIGNER, "Võ Tuấn Anh");
	check_value(&f, VT_FIELD_POSITION, "Phó chánh văn phòng");
	check_value(&f, VT_FIELD_PAGES, "1");
	g_assert_nonnull(strstr(f.contents->fields[VT_FIELD_RECEIVERS].text,
				"Các Phó Chủ tịch UBND Thành phố; UB MTTQ"));
	g_assert_true(f.contents->text_layer);
	g_assert_cmpint(f.contents->fields[VT_FIELD_NUMBER].confidence, >=, VT_CONFIDENT);
	g_assert_cmpint((int)vt_findings_worst(f.contents->findings), ==, VT_GOOD);
	fixture_close(&f);
}

static void test_real_scans(void)
{
	static const char *const names[] = { "cv_3722_metro.pdf", "qd_729_ttg.pdf",
					     "tt_37_bca_vehicle.pdf" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *bytes = NULL;
		fixture f;
		if (!read_document(names[i], &f, &bytes)) {
			g_test_skip("no real documents here");
			return;
		}
		g_assert_true(fixture_has(&f, VT_CODE_SCAN));
		g_assert_false(f.contents->text_layer);
		g_assert_null(f.contents->fields[VT_FIELD_NUMBER].text);
		g_assert_null(f.contents->fields[VT_FIELD_ISSUER].text);
		fixture_close(&f);
	}
}

static void test_issuer_case(void)
{
	static const char *const pairs[][2] = {
		{ "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", "Ủy ban nhân dân thành phố Hà Nội" },
		{ "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Sở Giáo dục và Đào tạo" },
		{ "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội" },
		{ "VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ" },
		{ "UBND HUYỆN KIM BẢNG", "UBND huyện Kim Bảng" },
		{ "THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *text = vt_issuer_case(pairs[i][0]);
		g_assert_cmpstr(text, ==, pairs[i][1]);
	}
}

static void test_dates(void)
{
	g_autofree char *words = vt_dates_words("ha noi, ngay 05 thang 01 nam 2020");
	g_autofree char *blank = vt_dates_words("ngay      thang      nam 2018");
	g_autofree char *wrong = vt_dates_words("ngay 31 thang 2 nam 2020");
	g_autofree char *digits = vt_dates_digits("29.4.2026 abc");
	g_autofree char *due = vt_dates_due("gui bao cao truoc ngay 15/5/2026 ve so");
	g_autofree char *late = vt_dates_due("cham nhat ngay 20 thang 6 nam 2026");
	g_autofree char *two = vt_dates_due("truoc ngay 15/5/2026 va truoc ngay 20/5/2026");

	g_assert_cmpstr(words, ==, "2020-01-05");
	g_assert_null(blank);
	g_assert_null(wrong);
	g_assert_cmpstr(digits, ==, "2026-04-29");
	g_assert_cmpstr(due, ==, "2026-05-15");
	g_assert_cmpstr(late, ==, "2026-06-20");
	g_assert_null(two);
}

static void test_urgency(void)
{
	vt_hint hint;

	vt_subject_read("[Hoả tốc] 12/CĐ-TTg về ứng phó bão số 3", office, &hint);
	g_assert_cmpint(hint.urgency, ==, 3);
	g_assert_cmpstr(hint.number, ==, "12");
	vt_hint_clear(&hint);
	vt_subject_read("Việc khẩn: họp", office, &hint);
	g_assert_cmpint(hint.urgency, ==, 0);
	vt_hint_clear(&hint);
	g_assert_cmpint(vt_urgency_mark(office, "THƯỢNG KHẨN"), ==, 2);
	g_assert_cmpint(vt_urgency_mark(office, "HOẢ TỐC"), ==, 3);
	g_assert_cmpint(vt_urgency_mark(office, "Khẩn trương"), ==, 0);
}

static void test_repair(void)
{
	static const char *const pairs[][2] = {
		{ "v ăn b ản", "văn bản" }, { "Ngh ị định", "Nghị định" }, { "XÃ H ỘI", "XÃ HỘI" },
		{ "bà K Anh", "bà K Anh" }, { "Đ 5 a", "Đ 5 a" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *text = vt_page_repair(pairs[i][0]);
		g_assert_cmpstr(text, ==, pairs[i][1]);
	}
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_assert_true(vt_parts_prepare(NULL, &error));
	g_assert_true(vt_pdf_prepare(NULL, &error));
	office = fixture_office();
	g_test_add_func("/metadata/samples", test_samples);
	g_test_add_func("/metadata/real-notice", test_real_notice);
	g_test_add_func("/metadata/real-scans", test_real_scans);
	g_test_add_func("/metadata/issuer-case", test_issuer_case);
	g_test_add_func("/metadata/dates", test_dates);
	g_test_add_func("/metadata/urgency", test_urgency);
	g_test_add_func("/metadata/repair", test_repair);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
