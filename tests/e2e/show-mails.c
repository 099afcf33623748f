/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show-mails - every mail as text and as HTML, its places filled with samples
 *
 * show-mails TEMPLATES LANGUAGE OUT [VALUE]: OUT/NAME.txt and OUT/NAME.html; VALUE stands in every
 * place but the links; else the form is that of the environment's VT_SAMPLE_FORM.
 */
#include <string.h>

#include "mail/template.h"

#define LINK                                                                                       \
	"mailto:vanthu%2Bk7m2q9xw4t3hz5rbn6pd8cvj2sya@kimson.example?subject=DONG%20Y%201234%"     \
	"2F2026%20%5B%23k7m2q9xw%5D&body=DONG%20Y%201234%2F2026%20MA%203F5A-9C0E-17B2-D844"
#define FORM                                                                                                             \
	"===== BẮT ĐẦU PHIẾU K7M2 =====\n"                                                                        \
	"Cơ quan ban hành: Sở Nội vụ\nSố: 453\nKý hiệu: TB-SNV\nNgày văn bản: 22/11/2026\n"             \
	"Trích yếu:   về việc treo cờ Tổ quốc <và> nghỉ lễ Quốc khánh năm 2026 & các ngày sau\n" \
	"Độ mật:\n===== HẾT PHIẾU K7M2 ====="
#define ROWS 3

/* What stands in a place whose name holds these letters; the first that fits. */
static const struct {
	const char *letters, *text;
} samples[] = {
	{ "trich_yeu", "về việc treo cờ Tổ quốc và nghỉ lễ Quốc khánh 02/9 năm 2026" },
	{ "sha256", "3f5a9c0e17b2d84460aa7b9c1e2d3f405162738495a6b7c8d9e0f1a2b3c4d5e6" },
	{ "ma_nhat_ky", "3f5a9c0e17b2d84460aa7b9c1e2d3f405162738495a6b7c8d9e0f1a2b3c4d5e6" },
	{ "ma_tham_chieu", "VT-3F5A-9C0E-17B2-D844" },
	{ "ma_thu", "01JD9W4K7M2Q9XW4T3HZ5RBN6P" },
	{ "ma_dinh_danh", "H12.34.56-2026-000453" },
	{ "ma_tra_loi", "k7m2q9xw" },
	{ "ma_ly_do", "210" },
	{ "danh_sach_tep",
	  "453-TB-SNV.signed.pdf (412 KiB); Phu luc kem theo 453-TB-SNV.xlsx (38 KiB)" },
	{ "tep_gui_kem", "Các tệp của văn bản và thư gốc được gửi kèm thư này." },
	{ "tep_chinh", "Scan_20261123_0815.pdf" },
	{ "so_ky_hieu", "453/TB-SNV" },
	{ "so_den", "1234" },
	{ "dia_chi_co_quan", "Số 12 đường Trần Phú, xã Kim Sơn, tỉnh Ninh Bình" },
	{ "dia_chi", "nguyen.van.an@kimson.example" },
	{ "thu_dien_tu", "vanthu@kimson.example" },
	{ "dien_thoai", "0229 3862 123" },
	{ "ten_van_phong", "Văn phòng HĐND và UBND" },
	{ "ten_co_quan", "Ủy ban nhân dân xã Kim Sơn" },
	{ "co_quan", "Sở Nội vụ tỉnh Ninh Bình" },
	{ "noi_nhan", "Sở Nội vụ; Phòng Văn hóa - Xã hội; Công an xã Kim Sơn" },
	{ "chuc_vu", "Phó Chủ tịch" },
	{ "ho_ten", "Trần Thị Lan" },
	{ "ten_nguoi", "Nguyễn Văn An" },
	{ "ten_lanh_dao", "Phạm Thị Hồng Nhung" },
	{ "ten_loai", "Thông báo" },
	{ "nguoi", "Trần Thị Lan" },
	{ "thay_mat", "Lê Quang Minh" },
	{ "chu_tri", "Phòng Văn hóa - Xã hội" },
	{ "phoi_hop", "Công an xã; Phòng Kinh tế" },
	{ "de_biet", "Ban Chỉ huy Quân sự xã" },
	{ "don_vi", "Phòng Văn hóa - Xã hội" },
	{ "muc_do_khan", "Thượng khẩn" },
	{ "the_khan", "[THƯỢNG KHẨN]" },
	{ "gia_tri_phap_ly", "Bản gốc điện tử" },
	{ "ket_qua", "Chữ ký số hợp lệ; chứng thư còn hiệu lực" },
	{ "tinh_trang", "Đã chuyển, chưa nhận việc" },
	{ "vai_tro", "chủ trì" },
	{ "ly_do",
	  "Chữ ký số trên thư không còn khớp với nội dung; thư đã bị thay đổi sau khi ký" },
	{ "viec", "kiểm tra lại thư gốc và hệ thống thư điện tử, ký số lại" },
	{ "cau", "Văn bản được giao đồng chí giải quyết, còn 2 ngày làm việc là đến hạn." },
	{ "dung_luong", "1,4 MiB" },
	{ "gio", "8 giờ 15" },
	{ "nam", "2026" },
	{ "ngay", "25/11/2026" },
	{ "han", "25/11/2026" },
};

static const char *sample_of(const vt_slot *slot, unsigned row, const char *value)
{
	static const char *const rows[ROWS] = { "12", "Sở Nội vụ", "12/2026" };

	if (strstr(slot->name, "lien_ket") != NULL)
		return LINK;
	if (value != NULL)
		return value;
	if (strcmp(slot->name, "phieu") == 0)
		return g_getenv("VT_SAMPLE_FORM") != NULL ? g_getenv("VT_SAMPLE_FORM") : FORM;
	if (strstr(slot->name, "stt") != NULL)
		return row == 0 ? "1" : row == 1 ? "2" : "3";
	/* How many. */
	if (g_str_has_prefix(slot->name, "so_ngay") || g_str_has_prefix(slot->name, "so_van"))
		return "3";
	for (unsigned i = 0; i < G_N_ELEMENTS(samples); i++) {
		if (strstr(slot->name, samples[i].letters) != NULL)
			return samples[i].text;
	}
	if (slot->lines)
		return "Đồng ý.\nGiao Phòng Văn hóa - Xã hội chủ trì, báo cáo trước ngày 25/11.";
	return rows[row];
}

static void add_footer(const vt_templates *templates, const char *language, vt_filling *filling,
		       const char *name, const char *place)
{
	g_autofree char *subject = NULL, *body = NULL;

	g_assert_true(vt_template_fill(vt_templates_get(templates, language, name), filling,
				       &subject, &body, NULL));
	vt_filling_add(filling, place, body);
}

static vt_filling *filling_of(const vt_templates *templates, const char *language,
			      const char *value)
{
	vt_filling *filling = vt_filling_new();
	unsigned n = 0;
	const vt_slot *slots = vt_slot_all(&n);

	for (unsigned i = 0; i < n; i++) {
		for (unsigned row = 0; row < (slots[i].section != NULL ? ROWS : 1); row++) {
			if (!g_str_has_prefix(slots[i].name, "chan_thu"))
				vt_filling_add(filling, slots[i].name,
					       sample_of(&slots[i], row, value));
		}
	}
	add_footer(templates, language, filling, "chan-thu", "chan_thu");
	add_footer(templates, language, filling, "chan-thu-doi-ngoai", "chan_thu_doi_ngoai");
	return filling;
}

static void write_file(const char *folder, const char *name, const char *ending, const char *text)
{
	g_autofree char *flat = g_strdelimit(g_strdup(name), "/", '-');
	g_autofree char *path = g_strdup_printf("%s/%s.%s", folder, flat, ending);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

int main(int argc, char **argv)
{
	g_autoptr(vt_faults) faults = vt_faults_new();

	g_assert_cmpint(argc, >=, 4);
	g_autoptr(vt_templates) templates = vt_templates_load(argv[1], faults);
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	for (const char *const *name = vt_template_names(); *name != NULL; name++) {
		const vt_template *one = vt_templates_get(templates, argv[2], *name);
		g_autoptr(vt_filling) filling =
			filling_of(templates, argv[2], argc > 4 ? argv[4] : NULL);
		g_autofree char *subject = NULL, *body = NULL;

		if (one == NULL)
			continue;
		g_assert_true(vt_template_fill(one, filling, &subject, &body, NULL));
		g_autofree char *html = vt_template_fill_html(one, filling, argv[2]);
		g_assert_nonnull(html);
		write_file(argv[3], *name, "txt", body);
		write_file(argv[3], *name, "html", html);
	}
	return 0;
}
