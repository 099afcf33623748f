/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-secrecy - marks that are marks, words that are none; headings of complaints; listed subjects
 */
#include "filters/secrecy.h"

#include "filters/complaint.h"
#include "filters/metadata.h"
#include "filters/parts.h"
#include "filters/pdf.h"
#include "tests/unit/fixture.h"

static vt_office *office;

typedef struct {
	const char *text;
	int level;
} sample;

static void check(const sample *samples, gsize n, int (*of)(const vt_office *, const char *))
{
	for (gsize i = 0; i < n; i++) {
		g_test_message("%s", samples[i].text);
		g_assert_cmpint(of(office, samples[i].text), ==, samples[i].level);
	}
}

static void test_subject(void)
{
	static const sample samples[] = {
		{ "[MẬT] Kế hoạch", 1 },
		{ "(Mật) Kế hoạch", 1 },
		{ "MẬT: Kế hoạch", 1 },
		{ "Re: [TỐI MẬT] Kế hoạch", 2 },
		{ "TUYỆT MẬT - Kế hoạch", 3 },
		{ "Độ mật: Mật, kế hoạch", 1 },
		{ "MẬT Kế hoạch phòng thủ", 1 },
		{ "TOI MAT: ke hoach", 2 },
		{ "M Ậ T - Kế hoạch", 1 },
		{ "[MA\xcc\xa3\xcc\x82T] dạng tách rời", 1 },
		{ "Kế hoạch [tuyệt mật]", 3 },
		{ "Bảo mật thông tin", 0 },
		{ "MẬT KHẨU MỚI CỦA ĐỒNG CHÍ", 0 },
		{ "Mật độ dân số: báo cáo", 0 },
		{ "Bí mật nhà nước: tập huấn", 0 },
		{ "MAT BANG: giải phóng", 0 },
		{ "mat: ong", 0 },
		{ "Mặt trận Tổ quốc", 0 },
		{ "Tăng cường bảo mật - mật khẩu", 0 },
		{ "", 0 },
	};
	check(samples, G_N_ELEMENTS(samples), vt_secrecy_of_subject);
}

static void test_page(void)
{
	static const sample samples[] = {
		{ "UBND XÃ KIM SƠN       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/KH-UBND\n   "
		  "MẬT\n",
		  1 },
		{ "UBND XÃ KIM SƠN       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỐI MẬT              "
		  "Kim Sơn, ngày\n",
		  2 },
		{ "   T U Y Ệ T   M Ậ T\nSố: 1/KH-UBND\n", 3 },
		{ "UBND\n   MAT\n", 1 },
		{ "Độ mật: Tối mật\n", 2 },
		{ "KẾ HOẠCH\nVề bảo mật thông tin\nBẢO MẬT\n", 0 },
		{ "KẾ HOẠCH\nKính gửi: A\nMẬT\n", 0 },
		{ "SỞ Y TẾ\nMẬT - KHẨN\n", 1 },
		{ "SỞ Y TẾ\nTUYỆT MẬT – HỎA TỐC\n", 3 },
		{ "SỞ Y TẾ\nTỐI MẬT - THƯỢNG KHẨN\n", 2 },
		{ "SỞ Y TẾ\nKHẨN MẬT\n", 1 },
		{ "SỞ Y TẾ\nTHƯỢNG KHẨN\n", 0 },
		{ "SỞ Y TẾ\nSố: 1/SYT-VP\nV/v tăng cường bảo\nmật\n", 0 },
		{ "QUYẾT ĐỊNH\nVỀ TĂNG CƯỜNG CÔNG TÁC BẢO\nMẬT\n", 0 },
		{ "SỞ Y TẾ\nV/v kê khai của bản thân\nMẬT\n", 1 },
		{ "Tài liệu mật phải được quản lý\n", 0 },
	};
	check(samples, G_N_ELEMENTS(samples), vt_secrecy_of_page);
	g_assert_cmpint(vt_secrecy_of_page(office, NULL), ==, 0);
}

static void test_name(void)
{
	static const sample samples[] = {
		{ "[MẬT] ke hoach.pdf", 1 }, { "KH_TỐI MẬT_12.pdf", 2 },
		{ "MAT_123.pdf", 1 },        { "mật.pdf", 1 },
		{ "TUYET MAT.docx", 3 },     { "ke-hoach-MẬT.pdf", 1 },
		{ "bao-mat.pdf", 0 },        { "bảo mật.pdf", 0 },
		{ "MAT BANG.pdf", 0 },       { "mật khẩu.txt", 0 },
		{ "thong bao.pdf", 0 },      { "bề mặt.pdf", 0 },
	};
	check(samples, G_N_ELEMENTS(samples), vt_secrecy_of_name);
	g_assert_cmpint(vt_secrecy_of_name(office, NULL), ==, 0);
}

static void run(fixture *f, const char *headers, const char *text, const char *page)
{
	fixture_open(f, office, headers, text, NULL);
	vt_parts_run(&f->c, f->contents);
	f->c.main_text = g_strdup(page);
	f->contents->text_layer = page != NULL;
	vt_metadata_run(&f->c, f->contents);
	vt_secrecy_run(&f->c, f->contents);
	vt_complaint_run(&f->c, f->contents);
	fixture_show(f);
}

static void test_mail(void)
{
	fixture f;

	run(&f, "Subject: =?UTF-8?Q?=5BM=E1=BA=ACT=5D_abc?=\n", "\nMẬT\n", NULL);
	g_assert_true(fixture_has(&f, VT_CODE_SECRET));
	for (guint i = 0; i < f.contents->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(f.contents->findings, i);
		g_assert_null(strstr(finding->detail, "abc"));
	}
	fixture_close(&f);
	run(&f, "Subject: x\n", "Chúng tôi bảo mật.\n", NULL);
	g_assert_false(fixture_has(&f, VT_CODE_SECRET));
	fixture_close(&f);
}

static void test_complaint(void)
{
	fixture f;

	run(&f, "Subject: x\n", "",
	    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n      ĐƠN TỐ CÁO\n\nKính gửi: UBND\n");
	g_assert_true(fixture_has(&f, VT_CODE_COMPLAINT));
	fixture_close(&f);
	run(&f, "Subject: Don khieu nai ve dat dai\n", "", NULL);
	g_assert_true(fixture_has(&f, VT_CODE_COMPLAINT));
	fixture_close(&f);
	run(&f, "Subject: Bao cao ket qua giai quyet don khieu nai\n", "",
	    "BÁO CÁO\nKết quả giải quyết đơn tố cáo\n\nCăn cứ ...\n");
	g_assert_false(fixture_has(&f, VT_CODE_COMPLAINT));
	fixture_close(&f);
}

static void test_lists(void)
{
	fixture f;

	run(&f, "Subject: 12/KH-UBND: Cong tac ton giao\n", "", NULL);
	g_assert_true(fixture_has(&f, VT_CODE_SUBJECT_RELIGION));
	fixture_close(&f);
	/* only in subject, title and trích yếu, never in running text */
	run(&f, "Subject: x\n", "công tác tôn giáo\n", "Kính gửi: A\nvề đối ngoại và tôn giáo\n");
	g_assert_false(fixture_has(&f, VT_CODE_SUBJECT_RELIGION));
	g_assert_false(fixture_has(&f, VT_CODE_SUBJECT_FOREIGN));
	fixture_close(&f);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_assert_true(vt_parts_prepare(NULL, NULL));
	g_assert_true(vt_pdf_prepare(NULL, NULL));
	office = fixture_office();
	g_test_add_func("/secrecy/subject", test_subject);
	g_test_add_func("/secrecy/page", test_page);
	g_test_add_func("/secrecy/name", test_name);
	g_test_add_func("/secrecy/mail", test_mail);
	g_test_add_func("/complaint/headings", test_complaint);
	g_test_add_func("/complaint/lists", test_lists);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
