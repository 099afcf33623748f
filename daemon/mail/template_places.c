/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_places - what may be filled in, and in which mail
 *
 * The names are those of the office's own table of notices; meanings name the field of NĐ 30/2020
 * Phụ lục VI where there is one.
 */
#include <string.h>

#include "mail/template.h"
#include "mail/template_private.h"

/* clang-format off: a table */
static const vt_slot places[] = {
	{ "bn_gio", "bn", false, "giờ và ngày nhận của một văn bản trong biên nhận gộp" },
	{ "bn_ngay_van_ban", "bn", false, "ngày văn bản (IssuedDate)" },
	{ "bn_sha256", "bn", false, "mã băm thư gốc" },
	{ "bn_so_den", "bn", false, "số đến và năm; rỗng khi chưa đăng ký" },
	{ "bn_so_ky_hieu", "bn", false, "số, ký hiệu" },
	{ "bn_stt", "bn", false, "số thứ tự" },
	{ "bn_tinh_trang", "bn", false, "tình trạng" },
	{ "but_phe", NULL, true, "ý kiến chỉ đạo, nguyên văn" },
	{ "cach_chuyen_tiep", NULL, false, "cách chuyển tiếp thư gốc của chương trình thư" },
	{ "can_cu_kiem_tra", NULL, false, "căn cứ pháp lý của việc trả lại (legal.tsv, refusal)" },
	{ "can_cu_xac_nhan", NULL, false, "căn cứ pháp lý của xác nhận (legal.tsv, receipt)" },
	{ "canh_bao_dien_tap", NULL, false,
	  "câu cho biết thư đi đang được giữ lại hay chuyển hướng" },
	{ "canh_bao_dong_ho", NULL, false, "câu cảnh báo khi đồng hồ chưa đồng bộ" },
	{ "canh_bao_may_chu_thu", NULL, false, "câu cho biết máy chủ thư thay đổi thư ký số" },
	{ "canh_bao_noi_nhan", NULL, false, "câu cho biết không thấy tên cơ quan ở nơi nhận" },
	{ "canh_bao_trung", NULL, false, "câu cho biết trùng với văn bản đã vào sổ" },
	{ "cau_buoc_tiep_theo", NULL, false, "câu cho biết cấp trên sẽ được hoặc đã được báo cáo" },
	{ "cau_tep_gui_kem", NULL, false, "câu cho biết tệp gửi kèm hay cách lấy tệp" },
	{ "cau_tinh_trang", NULL, false, "câu cho biết việc sắp đến hạn hay đã quá hạn" },
	{ "cham_con_lai", NULL, false, "số trường hợp chậm không liệt kê" },
	{ "cham_stt", "cham", false, "số thứ tự" },
	{ "cham_ten", "cham", false, "thư hoặc văn bản chậm đăng ký, chậm trình" },
	{ "cham_tu", "cham", false, "giờ và ngày bắt đầu chờ" },
	{ "cham_viec", "cham", false, "bước chưa được thực hiện" },
	{ "chan_thu", NULL, true, "chân thư nội bộ" },
	{ "chan_thu_doi_ngoai", NULL, true, "chân thư gửi cơ quan khác" },
	{ "chi_tiet", NULL, false, "chi tiết của sự kiện" },
	{ "chi_tiet_ly_do", NULL, false, "chi tiết của lý do" },
	{ "chu_chung_thu", NULL, false, "cơ quan hoặc người có chứng thư số" },
	{ "chu_tri", NULL, false, "đơn vị hoặc cá nhân chủ trì (ToPlaces)" },
	{ "chuc_vu_cap_tren", NULL, false, "chức vụ cấp trên được báo cáo" },
	{ "chuc_vu_lanh_dao", NULL, false, "chức vụ người cho ý kiến chỉ đạo" },
	{ "chuc_vu_nguoi_giao", NULL, false, "chức vụ người giao việc" },
	{ "chuc_vu_nguoi_ky", NULL, false, "SignerInfo.Position" },
	{ "chuc_vu_nguoi_nhan", NULL, false, "chức vụ người nhận theo danh bạ" },
	{ "chuc_vu_nguoi_thuc_hien", NULL, false, "chức vụ người thực hiện" },
	{ "chuc_vu_nguoi_tra_lai", NULL, false, "chức vụ người quyết định trả lại" },
	{ "chung_minh", NULL, false, "mức chứng minh (trong cau.txt)" },
	{ "co_quan_ban_hanh", NULL, false, "OrganName" },
	{ "co_quan_gui", NULL, false, "cơ quan gửi thư theo danh bạ" },
	{ "ct_chu_the", NULL, false, "chủ thể của chứng thư số" },
	{ "ct_sha256", NULL, false, "mã băm của chứng thư số" },
	{ "ct_so_hieu", NULL, false, "số hiệu của chứng thư số" },
	{ "ct_tinh_trang", NULL, false, "bị thu hồi hay không còn được chấp nhận" },
	{ "ct_tu_ngay", NULL, false, "ngày thu hồi" },
	{ "cua_nhan", NULL, false, "cửa nhận thư (trong cau.txt)" },
	{ "danh_sach_tep", NULL, false, "tên tệp (dung lượng), cách nhau bằng dấu chấm phẩy" },
	{ "dau_moi_dien_thoai", NULL, false, "điện thoại của đầu mối liên hệ" },
	{ "dau_moi_ho_ten", NULL, false, "họ tên đầu mối liên hệ" },
	{ "dau_moi_thu_dien_tu", NULL, false, "thư điện tử của đầu mối liên hệ" },
	{ "de_biet", NULL, false, "đơn vị, cá nhân được gửi để biết (ToPlaces)" },
	{ "de_nghi_gui_ban_giay", NULL, false, "câu đề nghị gửi bản giấy" },
	{ "dia_chi_co_quan", NULL, false, "địa chỉ cơ quan chủ quản hệ thống" },
	{ "dia_chi_gui", NULL, false, "địa chỉ gửi" },
	{ "dia_chi_nguoi_nhan", NULL, false, "địa chỉ thư công vụ của người nhận" },
	{ "dia_chi_tiep_nhan", NULL, false, "địa chỉ nhận văn bản" },
	{ "dien_thoai_co_quan", NULL, false, "điện thoại cơ quan" },
	{ "dong", NULL, false, "dòng của phiếu (trong cau.txt)" },
	{ "dong_so", "dong", false, "số thư của một tình trạng" },
	{ "dong_ten", "dong", false, "tên tình trạng" },
	{ "dung_luong", NULL, false, "dung lượng" },
	{ "gia_tri_phap_ly", NULL, false, "giá trị pháp lý" },
	{ "gio", NULL, false, "giờ, hai chữ số (trong cau.txt)" },
	{ "gio_bao_cao", NULL, false, "giờ sẽ báo cáo cấp trên (trong cau.txt)" },
	{ "gio_dang_ky", NULL, false, "giờ đăng ký" },
	{ "gio_den", NULL, false, "giờ đến (ArrivalDate)" },
	{ "gio_han", NULL, false, "giờ hết hạn của việc được giao" },
	{ "gio_lap", NULL, false, "giờ lập thư" },
	{ "gio_nhan", NULL, false, "giờ nhận thư hoặc bản quét" },
	{ "gioi_han", NULL, false, "giới hạn bị vượt" },
	{ "giu_cau", "giu", false, "câu của mã kết luận" },
	{ "giu_con_lai", NULL, false, "số thư không liệt kê" },
	{ "giu_dia_chi", "giu", false, "địa chỉ gửi" },
	{ "giu_dung_luong", "giu", false, "dung lượng" },
	{ "giu_gio", "giu", false, "giờ và ngày nhận" },
	{ "giu_ly_do", "giu", false, "lý do chưa đăng ký được" },
	{ "giu_ma", "giu", false, "mã kết luận" },
	{ "giu_ma_thu", "giu", false, "mã thư đến" },
	{ "giu_stt", "giu", false, "số thứ tự" },
	{ "giu_viec", "giu", false, "việc cần làm" },
	{ "han_dang_ky", NULL, false, "ngày chậm nhất phải đăng ký" },
	{ "han_giai_quyet", NULL, false, "thời hạn giải quyết (DueDate)" },
	{ "han_ngan", NULL, false, "ngày hết hạn, viết 27/11" },
	{ "han_trong_van_ban", NULL, false, "DueDate nêu trong văn bản" },
	{ "han_xac_nhan", NULL, false, "hạn xác nhận đã nhận việc" },
	{ "ket_qua_xac_thuc", NULL, false, "một câu kèm mã kết luận" },
	{ "kg_con_lai", NULL, false, "số thư không gửi được không liệt kê" },
	{ "kg_gio", "kg", false, "giờ và ngày lập thư không gửi được" },
	{ "kg_loi", "kg", false, "lời của máy chủ thư" },
	{ "kg_nguoi_nhan", "kg", false, "địa chỉ người nhận" },
	{ "kg_so", "kg", false, "số của thư trong hàng đợi (vanthuctl queue)" },
	{ "kg_so_lan", "kg", false, "số lần đã thử" },
	{ "kg_stt", "kg", false, "số thứ tự" },
	{ "kg_ten_thu", "kg", false, "loại thư" },
	{ "khan_ten", NULL, false, "thư hoặc văn bản khẩn chưa được xử lý" },
	{ "khan_tieu_de", NULL, false, "số đến của văn bản, hoặc mã thư đến" },
	{ "khan_tu", NULL, false, "giờ và ngày bắt đầu chờ" },
	{ "khan_viec", NULL, false, "bước chưa được thực hiện" },
	{ "la_ban_giay", NULL, false, "có giá trị khi phiếu là của văn bản giấy" },
	{ "la_ban_quet", NULL, false, "có giá trị khi phiếu là của bản quét của cơ quan" },
	{ "la_con_lai", NULL, false, "số thư lạ không liệt kê" },
	{ "la_dia_chi", "la", false, "địa chỉ gửi" },
	{ "la_dung_luong", "la", false, "dung lượng" },
	{ "la_gio", "la", false, "giờ và ngày nhận" },
	{ "la_ma", "la", false, "mã kết luận" },
	{ "la_ma_thu", "la", false, "mã thư đến" },
	{ "la_sua", NULL, false, "số đến của văn bản cần sửa" },
	{ "la_thu_den", NULL, false, "có giá trị khi phiếu là của thư đến" },
	{ "ld_loai", NULL, false, "việc làm sai mục đích" },
	{ "ld_ngay", NULL, false, "ngày được đếm" },
	{ "ld_so_lan", NULL, false, "số lần trong ngày" },
	{ "ld_ten", NULL, false, "địa chỉ hoặc người đứng tên" },
	{ "lenh", NULL, false, "một lệnh (trong cau.txt)" },
	{ "lien_ket_chuyen", NULL, false, "đường dẫn trả lời CHUYỂN" },
	{ "lien_ket_dieu_chinh", NULL, false, "đường dẫn trả lời đồng ý, có điều chỉnh" },
	{ "lien_ket_dong_y", NULL, false, "đường dẫn trả lời ĐỒNG Ý" },
	{ "lien_ket_gia_han", NULL, false, "đường dẫn mailto: xin gia hạn" },
	{ "lien_ket_hoi", NULL, false, "đường dẫn trả lời HỎI" },
	{ "lien_ket_huy", NULL, false, "đường dẫn mailto: hủy việc vừa ghi nhận" },
	{ "lien_ket_khong_nhan", NULL, false, "đường dẫn trả lời KHÔNG NHẬN" },
	{ "lien_ket_nhan_viec", NULL, false, "đường dẫn trả lời NHẬN VIỆC" },
	{ "lien_ket_ok", NULL, false, "đường dẫn trả lời OK KHÔNG MẬT" },
	{ "lien_ket_tien_do", NULL, false, "đường dẫn mailto: báo tiến độ" },
	{ "lien_ket_tra_lai", NULL, false, "đường dẫn trả lời TRẢ LẠI" },
	{ "lien_ket_xong", NULL, false, "đường dẫn mailto: báo hoàn thành" },
	{ "lp_cau", "lp", false, "điều cần xem lại trong phiếu trả lời" },
	{ "luc", NULL, false, "lúc ghi nhận (trong cau.txt)" },
	{ "ly_do", NULL, false, "lý do" },
	{ "ma", NULL, false, "mã của ý kiến (trong cau.txt)" },
	{ "ma_dinh_danh", NULL, false, "mã định danh văn bản" },
	{ "ma_ly_do", NULL, false, "mã kết luận" },
	{ "ma_nhat_ky", NULL, false, "mã băm của dòng nhật ký cuối" },
	{ "ma_phieu", NULL, false, "mã phiếu" },
	{ "ma_tham_chieu", NULL, false, "mã tham chiếu VT-XXXX-XXXX-XXXX-XXXX của điều được hỏi" },
	{ "ma_thu", NULL, false, "mã thư này" },
	{ "ma_thu_den", NULL, false, "mã thư đến" },
	{ "ma_tra_loi", NULL, false, "8 ký tự đầu của mã trả lời" },
	{ "md_con_lai", NULL, false, "số thư có mã độc không liệt kê" },
	{ "md_dia_chi", "md", false, "địa chỉ gửi ghi trên thư" },
	{ "md_dung_luong", "md", false, "dung lượng" },
	{ "md_gio", "md", false, "giờ và ngày nhận" },
	{ "md_ma_thu", "md", false, "mã thư đến" },
	{ "md_nguoi_gui", "md", false, "địa chỉ gửi có được chữ ký số chứng minh hay không" },
	{ "md_stt", "md", false, "số thứ tự" },
	{ "md_ten", "md", false, "tên mã độc" },
	{ "muc_do_khan", NULL, false, "Thường, Khẩn, Thượng khẩn, Hỏa tốc (Priority)" },
	{ "nam", NULL, false, "năm của sổ" },
	{ "ngay_bao_cao", NULL, false, "ngày sẽ báo cáo cấp trên (trong cau.txt)" },
	{ "ngay_can_doi", NULL, false, "ngày được cân đối" },
	{ "ngay_chi_dao", NULL, false, "ngày giao việc" },
	{ "ngay_dang_ky", NULL, false, "ngày đăng ký" },
	{ "ngay_den", NULL, false, "ngày đến" },
	{ "ngay_han", NULL, false, "ngày hết hạn của việc được giao (DueDate)" },
	{ "ngay_het_han", NULL, false, "ngày chứng thư số hết hạn" },
	{ "ngay_lap", NULL, false, "ngày lập thư" },
	{ "ngay_nhan", NULL, false, "ngày nhận thư hoặc bản quét" },
	{ "ngay_tuan", NULL, false, "ngày làm việc đầu tiên của tuần" },
	{ "ngay_van_ban", NULL, false, "IssuedDate" },
	{ "nguoi_de_xuat", NULL, false, "người đề xuất" },
	{ "nguoi_ky", NULL, false, "SignerInfo.FullName" },
	{ "nguon_gui", NULL, false, "người, máy quét hoặc địa chỉ gửi" },
	{ "nguon_tung_dong", NULL, true, "nguồn của từng dòng đã điền sẵn" },
	{ "noi_con_lai", NULL, false, "hộp thư, thư mục và UID nơi thư còn lại" },
	{ "noi_dung", NULL, false, "nội dung người trả lời đã ghi (trong cau.txt)" },
	{ "noi_dung_de_xuat", NULL, false, "nội dung đề xuất, nguyên văn" },
	{ "noi_nhan", NULL, false, "nơi nhận ý kiến (trong cau.txt)" },
	{ "pg_cau", "pg", false, "câu của mã kết luận" },
	{ "pg_da_dien", "pg", false, "các dòng đã điền của phiếu" },
	{ "pg_dia_chi", "pg", false, "địa chỉ gửi" },
	{ "pg_gio", "pg", false, "giờ và ngày nhận" },
	{ "pg_ma_phieu", "pg", false, "mã phiếu" },
	{ "pg_ma_thu", "pg", false, "mã thư đến" },
	{ "pg_stt", "pg", false, "số thứ tự" },
	{ "pg_tep", "pg", false, "tên tệp chính" },
	{ "pg_thieu", "pg", false, "các dòng còn thiếu của phiếu" },
	{ "phieu", NULL, true, "phiếu đăng ký, từ dòng BẮT ĐẦU đến dòng HẾT" },
	{ "phoi_hop", NULL, false, "đơn vị, cá nhân phối hợp (ToPlaces)" },
	{ "phut", NULL, false, "phút, hai chữ số (trong cau.txt)" },
	{ "quyet_dinh", NULL, false, "điều đã ghi nhận (trong cau.txt)" },
	{ "sha256", NULL, false, "mã băm thư gốc" },
	{ "sl_chep_moi", NULL, false, "số tệp chép mới" },
	{ "sl_cho", NULL, false, "số thư chờ kiểm tra khi sao lưu" },
	{ "sl_da_xoa", NULL, false, "số bản sao lưu cũ đã xóa" },
	{ "sl_ket_qua", NULL, false, "kết quả sao lưu" },
	{ "sl_loai", NULL, false, "toàn bộ hay phần tăng thêm" },
	{ "sl_loi", "sl", false, "lỗi của bản sao lưu" },
	{ "sl_niem_phong", NULL, false, "số thư niêm phong, không nằm trong bản sao lưu" },
	{ "sl_so_tep", NULL, false, "số tệp của bản sao lưu" },
	{ "sl_ten", NULL, false, "tên bản sao lưu" },
	{ "so_ban_giay", NULL, false, "số văn bản giấy được cấp số" },
	{ "so_dang_ky", NULL, false, "số văn bản được cấp số trong ngày" },
	{ "so_den", NULL, false, "ArrivalNumber" },
	{ "so_dong_nhat_ky", NULL, false, "số dòng nhật ký" },
	{ "so_ky_hieu", NULL, false, "CodeNumber/CodeNotation" },
	{ "so_lan_gia_han", NULL, false, "số lần đã gia hạn" },
	{ "so_ngay", NULL, false, "số ngày (trong cau.txt)" },
	{ "so_ngay_con_lai", NULL, false, "số ngày làm việc còn lại" },
	{ "so_ngay_qua_han", NULL, false, "số ngày làm việc quá hạn" },
	{ "so_noi_gui", NULL, false, "số nơi gửi (trong cau.txt)" },
	{ "so_phut", NULL, false, "số phút chờ" },
	{ "so_qua_han", NULL, false, "số việc quá hạn" },
	{ "so_tep", NULL, false, "số tệp" },
	{ "so_thu", NULL, false, "số thư" },
	{ "so_trang", NULL, false, "PageAmount" },
	{ "so_van_ban", NULL, false, "số văn bản trong biên nhận gộp" },
	{ "so_viec", NULL, false, "số việc" },
	{ "su_kien", NULL, false, "sự kiện báo người quản trị" },
	{ "ten_cap_tren", NULL, false, "họ tên cấp trên được báo cáo" },
	{ "ten_co_quan", NULL, false, "cơ quan chủ quản hệ thống" },
	{ "ten_lanh_dao", NULL, false, "họ tên người cho ý kiến chỉ đạo" },
	{ "ten_loai", NULL, false, "TypeName" },
	{ "ten_nguoi_giao", NULL, false, "họ tên người giao việc" },
	{ "ten_nguoi_nhan", NULL, false, "họ tên người nhận theo danh bạ" },
	{ "ten_nguoi_thuc_hien", NULL, false, "họ tên người thực hiện" },
	{ "ten_nguoi_tra_lai", NULL, false, "họ tên người quyết định trả lại" },
	{ "ten_tep", NULL, false, "tên tệp (trong cau.txt)" },
	{ "ten_tep_chinh", NULL, false, "tên tệp chính" },
	{ "ten_van_phong", NULL, false, "bộ phận văn thư" },
	{ "thay_mat", NULL, false, "người được thay mặt khi cho ý kiến chỉ đạo" },
	{ "the_khan", NULL, false, "thẻ khẩn ở đầu chủ đề" },
	{ "thong_tin_chuyen_xu_ly", NULL, false, "câu cho biết văn bản đã chuyển xử lý" },
	{ "tien_do_gan_nhat", NULL, false, "tiến độ ghi nhận gần nhất, nguyên văn" },
	{ "tim_co_quan", "tim", false, "OrganName" },
	{ "tim_lien_ket_gui", "tim", false, "đường dẫn GỬI" },
	{ "tim_lien_ket_tiep", NULL, false, "đường dẫn đến trang tiếp theo" },
	{ "tim_lien_ket_xem", "tim", false, "đường dẫn XEM" },
	{ "tim_ngay_den", "tim", false, "ngày đến" },
	{ "tim_qua_nhieu", NULL, false, "câu cho biết kết quả quá nhiều" },
	{ "tim_so", NULL, false, "số văn bản tìm thấy" },
	{ "tim_so_den", "tim", false, "số đến và năm" },
	{ "tim_so_ky_hieu", "tim", false, "số, ký hiệu" },
	{ "tim_so_trang", NULL, false, "số trang kết quả" },
	{ "tim_stt", "tim", false, "số thứ tự" },
	{ "tim_tinh_trang", "tim", false, "tình trạng giải quyết" },
	{ "tim_trang", NULL, false, "trang kết quả" },
	{ "tim_trich_yeu", "tim", false, "Subject" },
	{ "tim_tu", NULL, false, "từ cần tìm" },
	{ "tinh_trang", NULL, false, "tình trạng" },
	{ "tl_cau", "tl", false, "câu trả lời" },
	{ "tl_dong", "tld", false, "dòng đã nhận, chưa hiểu" },
	{ "tl_gan_nhat", "tld", false, "lệnh gần nhất" },
	{ "tn_chu_de", NULL, false, "chủ đề của thư thử đường truyền" },
	{ "tn_so_byte", NULL, false, "dung lượng tệp của thư thử" },
	{ "tra_loi_van_thu", NULL, true, "văn thư trả lời lãnh đạo, nguyên văn" },
	{ "trich_yeu", NULL, false, "Subject" },
	{ "trich_yeu_ngan", NULL, false, "trích yếu rút gọn, không quá 60 ký tự" },
	{ "vai_tro", NULL, false, "vai trò: chủ trì, phối hợp" },
	{ "vb_con_lai", NULL, false, "số văn bản không liệt kê" },
	{ "vb_ghi_chu", "vb", false, "nhận trước hay sau ngày thu hồi" },
	{ "vb_ngay_den", "vb", false, "ngày đến" },
	{ "vb_so_den", "vb", false, "số đến và năm" },
	{ "vb_so_ky_hieu", "vb", false, "số, ký hiệu" },
	{ "vct_ai", "vct", false, "người được giao" },
	{ "vct_con_lai", "vct", false, "số ngày còn lại hoặc quá hạn" },
	{ "vct_con_lai_khac", NULL, false, "số việc không liệt kê" },
	{ "vct_don_vi", "vct", false, "đơn vị được giao" },
	{ "vct_han", "vct", false, "thời hạn" },
	{ "vct_lien_ket_xem", "vct", false, "đường dẫn XEM" },
	{ "vct_so_den", "vct", false, "số đến và năm" },
	{ "vct_so_viec", NULL, false, "số việc" },
	{ "vct_stt", "vct", false, "số thứ tự" },
	{ "vct_tieu_de", NULL, false, "tên danh sách việc" },
	{ "vct_tinh_trang", "vct", false, "tình trạng của việc" },
	{ "vct_trich_yeu", "vct", false, "Subject" },
	{ "vct_vai_tro", "vct", false, "chủ trì, phối hợp hay để biết" },
	{ "vi_con", "vi", false, "còn bao nhiêu ngày, hay quá hạn" },
	{ "vi_con_lai", NULL, false, "số việc không liệt kê" },
	{ "vi_han", "vi", false, "ngày hết hạn" },
	{ "vi_nguoi", "vi", false, "người thực hiện" },
	{ "vi_so_den", "vi", false, "số đến và năm" },
	{ "vi_stt", "vi", false, "số thứ tự" },
	{ "vi_tinh_trang", "vi", false, "trạng thái của việc" },
	{ "vi_trich_yeu", "vi", false, "trích yếu rút gọn" },
	{ "vi_vai_tro", "vi", false, "vai trò" },
	{ "viec_can_lam", NULL, false, "việc cần làm" },
	{ "xem_han", NULL, false, "thời hạn giải quyết" },
	{ "xem_lien_ket_gui", NULL, false, "đường dẫn GỬI" },
	{ "xem_tinh_trang", NULL, false, "tình trạng giải quyết" },
	{ "xv_ai", "xv", false, "đơn vị, người được giao" },
	{ "xv_han", "xv", false, "thời hạn" },
	{ "xv_ket_qua", "xv", false, "số, ký hiệu văn bản trả lời" },
	{ "xv_tinh_trang", "xv", false, "tình trạng của việc" },
	{ "xv_vai_tro", "xv", false, "chủ trì, phối hợp hay để biết" },
	{ "xy_ai", "xy", false, "người cho ý kiến" },
	{ "xy_gio", "xy", false, "lúc cho ý kiến" },
	{ "xy_loai", "xy", false, "loại ý kiến" },
	{ "xy_noi_dung", "xy", false, "nguyên văn ý kiến" },
	{ "y_kien", NULL, true, "ý kiến, nguyên văn" },
	{ "y_nghia", NULL, false, "ý nghĩa của lệnh (trong cau.txt)" },
	{ "yeu_cau_xac_thuc", NULL, false, "câu cho biết thư trả lời có phải ký số không" },
	{ "yk_loai", NULL, false, "lỗi, vi phạm hay góp ý" },
	{ "yk_loi", NULL, false, "lời của người gửi" },
	{ "yk_nguoi", NULL, false, "người gửi ý kiến" },
};

/* What every mail may say about our own agency and itself. */
static const char common[] = " ten_co_quan ten_van_phong dia_chi_co_quan dien_thoai_co_quan "
			     "dau_moi_ho_ten dau_moi_dien_thoai dau_moi_thu_dien_tu ma_thu ";

typedef struct mail_spec {
	const char *name;
	const char *places; /* blank-separated, a blank at both ends */
} mail_spec;
static const mail_spec mails[] = {
	{ "bao-viec", " cau_tinh_trang chan_thu chuc_vu_nguoi_nhan chuc_vu_nguoi_thuc_hien"
		      " co_quan_ban_hanh lien_ket_xong ma_tham_chieu ma_tra_loi nam"
		      " ngay_van_ban so_den so_ky_hieu ten_loai ten_nguoi_nhan"
		      " ten_nguoi_thuc_hien trich_yeu trich_yeu_ngan vai_tro y_kien " },
	{ "bien-nhan-gop", " bn_gio bn_ngay_van_ban bn_sha256 bn_so_den bn_so_ky_hieu bn_stt"
			   " bn_tinh_trang can_cu_xac_nhan chan_thu_doi_ngoai co_quan_gui"
			   " so_van_ban " },
	{ "can-bang", " canh_bao_dien_tap canh_bao_dong_ho canh_bao_may_chu_thu chan_thu"
		      " chuc_vu_nguoi_nhan dong_so"
		      " dong_ten gio_lap"
		      " ma_nhat_ky ngay_can_doi ngay_lap so_ban_giay so_dang_ky"
		      " so_dong_nhat_ky so_thu ten_nguoi_nhan " },
	{ "cham-dang-ky", " cham_con_lai cham_stt cham_ten cham_tu cham_viec chan_thu"
			  " chuc_vu_nguoi_nhan gio_lap ngay_lap so_viec ten_nguoi_nhan " },
	{ "chan-thu", " " },
	{ "chan-thu-doi-ngoai", " " },
	{ "chung-thu", " chan_thu chi_tiet chuc_vu_nguoi_nhan co_quan_gui ct_chu_the ct_sha256"
		       " ct_so_hieu ct_tinh_trang ct_tu_ngay gio_lap ngay_lap ten_nguoi_nhan"
		       " vb_con_lai vb_ghi_chu vb_ngay_den vb_so_den vb_so_ky_hieu " },
	{ "chung-thu-het-han", " chan_thu chu_chung_thu chuc_vu_nguoi_nhan ct_chu_the ct_sha256"
			       " gio_lap ngay_het_han ngay_lap so_ngay_con_lai ten_nguoi_nhan " },
	{ "con-trong-hop-thu", " chan_thu chuc_vu_nguoi_nhan ma_thu_den noi_con_lai"
			       " ten_nguoi_nhan " },
	{ "de-biet", " but_phe cau_tep_gui_kem chan_thu chu_tri chuc_vu_nguoi_giao"
		     " chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep"
		     " lien_ket_nhan_viec ma_tham_chieu ma_tra_loi nam ngay_chi_dao"
		     " ngay_van_ban phoi_hop so_den so_ky_hieu ten_loai ten_nguoi_giao"
		     " ten_nguoi_nhan trich_yeu trich_yeu_ngan vai_tro " },
	{ "den", " can_cu_xac_nhan chan_thu_doi_ngoai co_quan_gui dia_chi_gui dung_luong"
		 " gio_den ngay_den sha256 tinh_trang " },
	{ "giao-viec", " but_phe cau_tep_gui_kem chan_thu chu_tri chuc_vu_nguoi_giao"
		       " chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep de_biet"
		       " gia_tri_phap_ly gio_han han_ngan han_xac_nhan lien_ket_chuyen"
		       " lien_ket_khong_nhan lien_ket_nhan_viec ma_tham_chieu ma_tra_loi"
		       " muc_do_khan nam ngay_chi_dao ngay_han ngay_van_ban phoi_hop so_den"
		       " so_ky_hieu so_ngay_con_lai ten_loai ten_nguoi_giao ten_nguoi_nhan"
		       " thay_mat the_khan trich_yeu trich_yeu_ngan vai_tro " },
	{ "gui-tep", " cau_tep_gui_kem chan_thu chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep"
		     " gia_tri_phap_ly ket_qua_xac_thuc nam ngay_van_ban so_den so_ky_hieu"
		     " ten_loai ten_nguoi_nhan trich_yeu trich_yeu_ngan " },
	{ "huong-dan-chuyen-tiep", " cach_chuyen_tiep chan_thu chuc_vu_nguoi_nhan"
				   " dia_chi_tiep_nhan ten_nguoi_nhan " },
	{ "khan-cham", " chan_thu chuc_vu_nguoi_nhan gio_lap khan_ten khan_tieu_de"
		       " khan_tu khan_viec muc_do_khan ngay_lap so_phut ten_nguoi_nhan"
		       " the_khan " },
	{ "khong-gui-duoc", " chan_thu gio_lap kg_con_lai kg_gio kg_loi kg_nguoi_nhan kg_so"
			    " kg_so_lan kg_stt kg_ten_thu ngay_lap so_thu ten_nguoi_nhan " },
	{ "lam-dung", " chan_thu chuc_vu_nguoi_nhan gio_lap ld_loai ld_ngay ld_so_lan ld_ten"
		      " ngay_lap ten_nguoi_nhan " },
	{ "ma-doc",
	  " chan_thu chuc_vu_nguoi_nhan gio_lap md_con_lai md_dia_chi md_dung_luong"
	  " md_gio md_ma_thu md_nguoi_gui md_stt md_ten ngay_lap so_thu ten_nguoi_nhan " },
	{ "nhac-han", " cau_buoc_tiep_theo cau_tinh_trang chan_thu chuc_vu_nguoi_giao"
		      " chuc_vu_nguoi_nhan co_quan_ban_hanh gio_han han_ngan"
		      " lien_ket_gia_han lien_ket_tien_do lien_ket_xong ma_tham_chieu"
		      " ma_tra_loi nam ngay_chi_dao ngay_han ngay_van_ban so_den"
		      " so_ky_hieu so_lan_gia_han so_ngay_con_lai so_ngay_qua_han"
		      " ten_nguoi_giao ten_nguoi_nhan tien_do_gan_nhat trich_yeu " },
	{ "nhac-han-cap-tren", " chan_thu chuc_vu_nguoi_giao chuc_vu_nguoi_nhan"
			       " chuc_vu_nguoi_thuc_hien co_quan_ban_hanh gio_han han_ngan nam"
			       " ngay_chi_dao ngay_han ngay_van_ban so_den so_ky_hieu"
			       " so_lan_gia_han so_ngay_qua_han ten_nguoi_giao ten_nguoi_nhan"
			       " ten_nguoi_thuc_hien tien_do_gan_nhat trich_yeu vai_tro " },
	{ "niem-phong", " chan_thu chuc_vu_nguoi_nhan ma_thu_den ten_nguoi_nhan " },
	{ "phieu-gop", " chan_thu gio_lap ma_tham_chieu ma_tra_loi ngay_lap pg_cau pg_da_dien"
		       " pg_dia_chi pg_gio pg_ma_phieu pg_ma_thu pg_stt pg_tep pg_thieu so_thu"
		       " ten_nguoi_nhan " },
	{ "phieu-trinh", " cau_tep_gui_kem chan_thu chu_tri chuc_vu_lanh_dao chuc_vu_nguoi_ky"
			 " co_quan_ban_hanh danh_sach_tep de_biet dia_chi_nguoi_nhan"
			 " gia_tri_phap_ly gio_den han_giai_quyet han_trong_van_ban"
			 " ket_qua_xac_thuc lien_ket_dieu_chinh lien_ket_dong_y lien_ket_hoi"
			 " lien_ket_tra_lai ma_tham_chieu ma_tra_loi muc_do_khan nam ngay_den"
			 " ngay_van_ban nguoi_de_xuat nguoi_ky noi_dung_de_xuat phoi_hop"
			 " so_den so_ky_hieu ten_lanh_dao ten_loai the_khan tra_loi_van_thu"
			 " trich_yeu trich_yeu_ngan yeu_cau_xac_thuc " },
	{ "phieu-vao-so", " canh_bao_noi_nhan canh_bao_trung chan_thu chi_tiet_ly_do"
			  " danh_sach_tep gio_nhan han_dang_ky la_ban_giay la_ban_quet la_sua"
			  " la_thu_den lien_ket_ok lp_cau ly_do ma_ly_do ma_phieu"
			  " ma_tham_chieu ma_thu_den ma_tra_loi ngay_nhan nguon_gui"
			  " nguon_tung_dong phieu so_tep so_trang ten_nguoi_nhan"
			  " ten_tep_chinh the_khan " },
	{ "quan-tri", " chan_thu chi_tiet gio_lap ngay_lap su_kien viec_can_lam " },
	{ "sao-luu", " chan_thu dung_luong gio_lap ma_nhat_ky ngay_lap sl_cho sl_chep_moi sl_da_xoa"
		     " sl_ket_qua sl_loai sl_loi sl_niem_phong sl_so_tep sl_ten so_dong_nhat_ky"
		     " so_thu so_van_ban viec_can_lam " },
	{ "thong-bao", " cau_tep_gui_kem chan_thu chuc_vu_nguoi_ky chuc_vu_nguoi_nhan"
		       " co_quan_ban_hanh co_quan_gui danh_sach_tep dia_chi_gui dung_luong"
		       " gia_tri_phap_ly gio_den han_trong_van_ban ket_qua_xac_thuc"
		       " muc_do_khan nam ngay_den ngay_van_ban nguoi_ky sha256 so_den"
		       " so_ky_hieu so_trang ten_loai ten_nguoi_nhan the_khan trich_yeu"
		       " trich_yeu_ngan " },
	{ "thu-nghiem", " chan_thu tn_chu_de tn_so_byte " },
	{ "tiep-nhan", " can_cu_xac_nhan chan_thu_doi_ngoai chuc_vu_nguoi_ky co_quan_ban_hanh"
		       " co_quan_gui danh_sach_tep de_nghi_gui_ban_giay dia_chi_gui dung_luong"
		       " gia_tri_phap_ly gio_dang_ky gio_den han_trong_van_ban"
		       " ket_qua_xac_thuc ma_dinh_danh muc_do_khan nam ngay_dang_ky ngay_den"
		       " ngay_van_ban nguoi_ky sha256 so_den so_ky_hieu so_trang ten_loai"
		       " the_khan thong_tin_chuyen_xu_ly tinh_trang trich_yeu trich_yeu_ngan " },
	{ "tim", " chan_thu chuc_vu_nguoi_nhan ten_nguoi_nhan tim_co_quan tim_lien_ket_gui"
		 " tim_lien_ket_tiep tim_lien_ket_xem tim_ngay_den tim_qua_nhieu tim_so tim_so_den"
		 " tim_so_ky_hieu tim_so_trang tim_stt tim_tinh_trang tim_trang tim_trich_yeu"
		 " tim_tu " },
	{ "tra-lai", " can_cu_kiem_tra chan_thu_doi_ngoai chi_tiet_ly_do"
		     " chuc_vu_nguoi_tra_lai co_quan_gui danh_sach_tep dia_chi_gui"
		     " dia_chi_tiep_nhan dung_luong gio_den ly_do ma_ly_do ngay_den"
		     " ngay_van_ban sha256 so_ky_hieu ten_loai ten_nguoi_tra_lai trich_yeu"
		     " viec_can_lam " },
	{ "tra-loi", " chan_thu chuc_vu_nguoi_nhan gio_lap lien_ket_huy ngay_lap"
		     " ten_nguoi_nhan tl_cau tl_dong tl_gan_nhat " },
	{ "van-thu-giu", " chan_thu chuc_vu_nguoi_nhan gio_lap giu_cau giu_con_lai giu_dia_chi"
			 " giu_dung_luong giu_gio giu_ly_do giu_ma giu_ma_thu giu_stt giu_viec"
			 " la_con_lai la_dia_chi la_dung_luong la_gio la_ma la_ma_thu ngay_lap"
			 " so_thu ten_nguoi_nhan " },
	{ "van-thu-khan", " chan_thu chi_tiet_ly_do chuc_vu_nguoi_nhan dia_chi_gui dung_luong"
			  " gio_den ly_do ma_ly_do ma_thu_den muc_do_khan ngay_den ten_nguoi_nhan"
			  " the_khan viec_can_lam " },
	{ "viec-cua-toi", " chan_thu chuc_vu_nguoi_nhan gio_lap ngay_lap ten_nguoi_nhan vct_ai"
			  " vct_con_lai vct_con_lai_khac vct_don_vi vct_han vct_lien_ket_xem"
			  " vct_so_den vct_so_viec vct_stt vct_tieu_de vct_tinh_trang"
			  " vct_trich_yeu vct_vai_tro " },
	{ "viec-tuan", " chan_thu chuc_vu_nguoi_nhan gio_lap ngay_lap ngay_tuan"
		       " so_qua_han so_viec ten_nguoi_nhan vi_con vi_con_lai vi_han"
		       " vi_nguoi vi_so_den vi_stt vi_tinh_trang vi_trich_yeu vi_vai_tro " },
	{ "xem", " chan_thu chuc_vu_nguoi_ky chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep"
		 " gia_tri_phap_ly gio_dang_ky gio_den han_trong_van_ban ket_qua_xac_thuc"
		 " muc_do_khan nam ngay_dang_ky ngay_den ngay_van_ban nguoi_ky so_den so_ky_hieu"
		 " so_trang ten_loai ten_nguoi_nhan trich_yeu trich_yeu_ngan xem_han"
		 " xem_lien_ket_gui xem_tinh_trang xv_ai xv_han xv_ket_qua xv_tinh_trang"
		 " xv_vai_tro xy_ai xy_gio xy_loai xy_noi_dung " },
	{ "xin-gia-han", " chan_thu chuc_vu_nguoi_nhan chuc_vu_nguoi_thuc_hien han_giai_quyet"
			 " lien_ket_dong_y lien_ket_tra_lai ma_tham_chieu ma_tra_loi nam"
			 " ngay_han ngay_van_ban so_den so_ky_hieu ten_loai ten_nguoi_nhan"
			 " ten_nguoi_thuc_hien trich_yeu trich_yeu_ngan y_kien " },
	{ "y-kien", " chan_thu chuc_vu_nguoi_nhan gio_lap ma_thu_den ngay_lap"
		    " ten_nguoi_nhan yk_loai yk_loi yk_nguoi " },
	{ "y-kien-lanh-dao", " cau_tinh_trang chan_thu chu_tri chuc_vu_lanh_dao"
			     " chuc_vu_nguoi_nhan co_quan_ban_hanh de_biet han_giai_quyet"
			     " ma_tham_chieu ma_tra_loi nam ngay_van_ban noi_dung_de_xuat"
			     " phoi_hop so_den so_ky_hieu ten_lanh_dao ten_loai ten_nguoi_nhan"
			     " trich_yeu trich_yeu_ngan y_kien " },
	{ VT_TEMPLATE_SENTENCES,
	  " chi_tiet_ly_do chu_tri chuc_vu_cap_tren chung_minh cua_nhan"
	  " de_biet dia_chi_gui dia_chi_nguoi_nhan dong dung_luong gio"
	  " gio_bao_cao gio_lap gioi_han han_giai_quyet lenh luc ly_do ma"
	  " ma_ly_do ma_thu_den nam ngay_bao_cao ngay_lap noi_dung noi_nhan"
	  " phoi_hop phut quyet_dinh so_den so_ngay so_ngay_con_lai"
	  " so_ngay_qua_han so_noi_gui so_phut so_tep so_thu so_van_ban"
	  " ten_cap_tren ten_tep trich_yeu_ngan vai_tro vct_so_viec y_nghia " },
};
/* clang-format on */

const vt_slot *vt_slot_all(unsigned *n_out)
{
	*n_out = G_N_ELEMENTS(places);
	return places;
}

static int compare_place(const void *name, const void *place)
{
	return strcmp(name, ((const vt_slot *)place)->name);
}

const vt_slot *vt_slot_find(const char *name)
{
	return bsearch(name, places, G_N_ELEMENTS(places), sizeof(places[0]), compare_place);
}

const char *const *vt_template_names(void)
{
	static const char *const names[] = {
		"bao-viec",
		"bien-nhan-gop",
		"can-bang",
		"cham-dang-ky",
		"chan-thu",
		"chan-thu-doi-ngoai",
		"chung-thu",
		"chung-thu-het-han",
		"con-trong-hop-thu",
		"de-biet",
		"den",
		"giao-viec",
		"gui-tep",
		"huong-dan-chuyen-tiep",
		"khan-cham",
		"khong-gui-duoc",
		"lam-dung",
		"ma-doc",
		"nhac-han",
		"nhac-han-cap-tren",
		"niem-phong",
		"phieu-gop",
		"phieu-trinh",
		"phieu-vao-so",
		"quan-tri",
		"sao-luu",
		"thong-bao",
		"thu-nghiem",
		"tiep-nhan",
		"tim",
		"tra-lai",
		"tra-loi",
		"van-thu-giu",
		"van-thu-khan",
		"viec-cua-toi",
		"viec-tuan",
		"xem",
		"xin-gia-han",
		"y-kien",
		"y-kien-lanh-dao",
		NULL,
	};

	return names;
}

static bool list_has(const char *list, const char *name)
{
	g_autofree char *word = g_strdup_printf(" %s ", name);

	return strstr(list, word) != NULL;
}

bool vt_template_allows(const char *name, const char *place)
{
	if (list_has(common, place))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		if (strcmp(mails[i].name, name) == 0)
			return list_has(mails[i].places, place);
	}
	return false;
}

bool vt_template_has_section(const char *name, const char *section)
{
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		if (g_strcmp0(places[i].section, section) == 0
		    && vt_template_allows(name, places[i].name))
			return true;
	}
	return false;
}
