/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_mails - which mails there are, and what may be filled in in each
 */
#include <string.h>

#include "mail/template.h"
#include "mail/template_private.h"

/* clang-format off: a table */
/* What every mail may say about our own agency and itself. */
static const char common[] = " ten_co_quan ten_van_phong dia_chi_co_quan dien_thoai_co_quan "
			     "dau_moi_ho_ten dau_moi_dien_thoai dau_moi_thu_dien_tu ma_thu ";

typedef struct mail_spec {
	const char *name;
	const char *places; /* blank-separated, a blank at both ends */
} mail_spec;
static const mail_spec mails[] = {
	{ "anh-but-phe", " chan_thu chuc_vu_lanh_dao chuc_vu_nguoi_nhan co_quan_ban_hanh"
			 " dia_chi_tiep_nhan nam ngay_van_ban so_den so_ky_hieu ten_lanh_dao"
			 " ten_loai ten_nguoi_nhan trich_yeu trich_yeu_ngan y_kien " },
	{ "bao-viec", " cau_tinh_trang chan_thu chuc_vu_nguoi_nhan chuc_vu_nguoi_thuc_hien"
		      " co_quan_ban_hanh lien_ket_xong ma_tham_chieu ma_tra_loi nam"
		      " ngay_van_ban so_den so_ky_hieu ten_loai ten_nguoi_nhan"
		      " ten_nguoi_thuc_hien trich_yeu trich_yeu_ngan vai_tro y_kien " },
	{ "bien-nhan-gop", " bn_gio bn_ngay_van_ban bn_sha256 bn_so_den bn_so_ky_hieu bn_stt"
			   " bn_tinh_trang can_cu_xac_nhan chan_thu_doi_ngoai co_quan_gui"
			   " so_van_ban " },
	{ "can-bang", " canh_bao_dien_tap canh_bao_dong_ho canh_bao_may_chu_thu chan_thu"
		      " chuc_vu_nguoi_nhan dong_so dong_ten gio_lap ma_nhat_ky ngay_can_doi"
		      " ngay_lap so_ban_giay so_dang_ky so_dong_nhat_ky so_thu ten_nguoi_nhan " },
	{ "cap-so", " cau_tep_gui_kem chan_thu chuc_vu_nguoi_ky"
		    " chuc_vu_nguoi_nhan chung_minh_duyet danh_sach_tep"
		    " dt_ban_giay dt_han_tra_loi dt_ma_dinh_danh"
		    " dt_nguoi_duyet dt_nguoi_soan dt_noi_nhan"
		    " dt_tra_loi_so dt_y_kien ma_tham_chieu ma_tra_loi muc_do_khan"
		    " ngay_van_ban nguoi_ky so_ky_hieu ten_loai ten_nguoi_nhan the_khan"
		    " trich_yeu trich_yeu_ngan " },
	{ "cham-dang-ky", " cham_con_lai cham_stt cham_ten cham_tu cham_viec chan_thu"
			  " chuc_vu_nguoi_nhan gio_lap ngay_lap so_viec ten_nguoi_nhan " },
	{ "chan-thu", " " },
	{ "chan-thu-doi-ngoai", " " },
	{ "chao-mung", " chan_thu chuc_vu_nguoi_nhan lien_ket_xac_nhan"
		       " ma_tham_chieu ma_tra_loi ten_nguoi_nhan " },
	{ "cho-thiet-bi-ky", " chan_thu chi_tiet_ly_do gio_lap ngay_lap ten_nguoi_nhan " },
	{ "chung-thu", " chan_thu chi_tiet chuc_vu_nguoi_nhan co_quan_gui ct_chu_the ct_sha256"
		       " ct_so_hieu ct_tinh_trang ct_tu_ngay gio_lap ngay_lap ten_nguoi_nhan"
		       " vb_con_lai vb_ghi_chu vb_ngay_den vb_so_den vb_so_ky_hieu " },
	{ "chung-thu-het-han", " chan_thu chu_chung_thu chuc_vu_nguoi_nhan ct_chu_the ct_sha256"
			       " gio_lap ngay_het_han ngay_lap so_ngay_con_lai ten_nguoi_nhan " },
	{ "con-trong-hop-thu",
	  " chan_thu chuc_vu_nguoi_nhan ma_thu_den noi_con_lai ten_nguoi_nhan " },
	{ "danh-sach-trinh",
	  " bt_cau bt_con_lai bt_nguoi bt_so_den bt_trich_yeu bt_y_kien"
	  " chan_thu chuc_vu_nguoi_nhan gio_lap ma_tham_chieu ma_tra_loi"
	  " ngay_lap so_thay_mat so_thu so_tin ten_nguoi_nhan tm_cau tm_con_lai tm_nguoi"
	  " tm_trich_yeu tm_van_ban tm_y_kien tr_chu_tri tr_co_quan tr_de_biet"
	  " tr_han tr_lien_ket_dieu_chinh tr_lien_ket_dong_y tr_lien_ket_hoi"
	  " tr_lien_ket_tra_lai tr_noi_dung tr_phoi_hop tr_so_den tr_so_ky_hieu tr_stt"
	  " tr_trich_yeu " },
	{ "de-biet", " but_phe cau_tep_gui_kem chan_thu chu_tri chuc_vu_nguoi_giao"
		     " chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep"
		     " lien_ket_nhan_viec ma_tham_chieu ma_tra_loi nam ngay_chi_dao"
		     " ngay_van_ban phoi_hop so_den so_ky_hieu ten_loai ten_nguoi_giao"
		     " ten_nguoi_nhan trich_yeu trich_yeu_ngan vai_tro " },
	{ "den", " can_cu_xac_nhan chan_thu_doi_ngoai co_quan_gui dia_chi_gui dung_luong"
		 " gio_den ngay_den sha256 tinh_trang " },
	{ "doi-nguoi", " cau_dong_y cau_tinh_trang chan_thu chuc_vu_nguoi_nhan"
		       " chuc_vu_nguoi_thuc_hien lien_ket_dong_y lien_ket_tra_lai ma_tham_chieu"
		       " ma_tra_loi nam ngay_han ngay_van_ban so_den so_ky_hieu ten_loai"
		       " ten_nguoi_nhan ten_nguoi_thuc_hien trich_yeu trich_yeu_ngan vai_tro"
		       " y_kien " },
	{ "du-thao-bao", " chan_thu chuc_vu_nguoi_ky chuc_vu_nguoi_nhan"
			 " danh_sach_tep dt_ban_giay dt_cau dt_han_tra_loi"
			 " dt_noi_nhan dt_phien_ban dt_so dt_sua_duoc"
			 " dt_tinh_trang dt_tra_loi_so dt_y_kien ma_tham_chieu"
			 " ma_tra_loi muc_do_khan ngay_van_ban nguoi_ky so_ky_hieu"
			 " ten_loai ten_nguoi_nhan the_khan trich_yeu"
			 " trich_yeu_ngan " },
	{ "du-thao-phieu", " chan_thu chuc_vu_nguoi_nhan dt_loi ma_tham_chieu"
			   " ma_tra_loi phieu ten_nguoi_nhan " },
	{ "du-thao-trinh", " cau_tep_gui_kem chan_thu chuc_vu_nguoi_ky"
			   " chuc_vu_nguoi_nhan danh_sach_tep dia_chi_nguoi_nhan"
			   " dt_ban_giay dt_don_vi dt_han_tra_loi dt_nguoi_soan"
			   " dt_noi_nhan dt_phien_ban dt_sha256 dt_so dt_tra_loi_so"
			   " dt_viec dt_y_kien lien_ket_dong_y lien_ket_hoi"
			   " lien_ket_tra_lai ma_tham_chieu ma_tra_loi muc_do_khan"
			   " nguoi_ky ten_loai ten_nguoi_nhan thay_mat the_khan trich_yeu"
			   " trich_yeu_ngan yeu_cau_xac_thuc " },
	{ "giao-viec", " but_phe cau_tep_gui_kem chan_thu chu_tri chuc_vu_nguoi_giao"
		       " chuc_vu_nguoi_nhan co_quan_ban_hanh danh_sach_tep de_biet"
		       " gia_tri_phap_ly gio_han han_ngan han_xac_nhan lien_ket_chuyen"
		       " lien_ket_khong_nhan lien_ket_nhan_viec ma_tham_chieu ma_tra_loi"
		       " muc_do_khan nam ngay_chi_dao ngay_han ngay_van_ban phoi_hop so_den"
		       " so_ky_hieu so_ngay_con_lai ten_loai ten_nguoi_giao ten_nguoi_nhan"
		       " thay_mat the_khan trich_yeu trich_yeu_ngan vai_tro " },
	{ "gui-ban-giay", " bi_dia_chi bi_noi_nhan bi_so_ban bi_stt chan_thu chuc_vu_nguoi_nhan"
			  " dt_ban_giay muc_do_khan ngay_van_ban so_ky_hieu ten_loai"
			  " ten_nguoi_nhan the_khan trich_yeu trich_yeu_ngan " },
	{ "gui-tep", " cau_tep_gui_kem chan_thu chuc_vu_nguoi_nhan co_quan_ban_hanh"
		     " danh_sach_tep gia_tri_phap_ly ket_qua_xac_thuc nam ngay_van_ban"
		     " so_den so_ky_hieu ten_loai ten_nguoi_nhan trich_yeu trich_yeu_ngan " },
	{ "gui-tep-di", " chan_thu chuc_vu_nguoi_nhan ten_nguoi_nhan xd_loai xd_phien_ban xd_so "
			"xd_so_tep xd_tinh_trang xd_tong_tep xd_trich_yeu " },
	{ "huong-dan-chuyen-tiep", " cach_chuyen_tiep chan_thu chuc_vu_nguoi_nhan dia_chi_tiep_nhan"
				   " ten_nguoi_nhan " },
	{ "huong-dan/can-bo", " chan_thu chuc_vu_nguoi_nhan dia_chi_tiep_nhan ten_nguoi_nhan " },
	{ "huong-dan/lanh-dao", " chan_thu chuc_vu_nguoi_nhan dia_chi_tiep_nhan ten_nguoi_nhan " },
	{ "huong-dan/van-thu", " chan_thu chuc_vu_nguoi_nhan dia_chi_tiep_nhan ten_nguoi_nhan " },
	{ "ket-qua-quyen",
	  " chan_thu chuc_vu_nguoi_nhan ten_nguoi_nhan xq_dia_chi xq_ket_qua xq_nguoi"
	  " xq_nguoi_de_nghi xq_viec " },
	{ "khan-cham", " chan_thu chuc_vu_nguoi_nhan gio_lap khan_ten khan_tieu_de khan_tu"
		       " khan_viec muc_do_khan ngay_lap so_phut ten_nguoi_nhan the_khan " },
	{ "khong-gui-duoc", " chan_thu gio_lap kg_con_lai kg_gio kg_loi kg_nguoi_nhan kg_so"
			    " kg_so_lan kg_stt kg_ten_thu ngay_lap so_thu ten_nguoi_nhan " },
	{ "ky-lai",
	  " chan_thu chuc_vu_nguoi_nhan lien_ket_chuyen lien_ket_dieu_chinh lien_ket_dong_y "
	  "lien_ket_ghi_nhan lien_ket_gia_han lien_ket_hoi lien_ket_khong_dung lien_ket_khong_nhan "
	  "lien_ket_nhan_viec lien_ket_ok lien_ket_tien_do lien_ket_tra_lai lien_ket_van_ban_moi "
	  "lien_ket_xac_nhan lien_ket_xong ma_tham_chieu ma_tra_loi ten_nguoi_nhan " },
	{ "lam-dung", " chan_thu chuc_vu_nguoi_nhan gio_lap ld_loai ld_ngay ld_so_lan ld_ten"
		      " ngay_lap ten_nguoi_nhan " },
	{ "lich-han", " cau_lich chan_thu co_quan_ban_hanh gio_han ma_tra_loi nam ngay_han"
		      " ngay_van_ban"
		      " so_den so_ky_hieu the_lich trich_yeu trich_yeu_ngan vai_tro " },
	{ "ma-doc", " chan_thu chuc_vu_nguoi_nhan gio_lap md_con_lai md_dia_chi"
		    " md_dung_luong md_gio md_ma_thu md_nguoi_gui md_stt md_ten ngay_lap"
		    " so_thu ten_nguoi_nhan " },
	{ "nhac-han", " cau_buoc_tiep_theo cau_tinh_trang chan_thu chuc_vu_nguoi_giao"
		      " chuc_vu_nguoi_nhan co_quan_ban_hanh gio_han han_ngan lien_ket_gia_han"
		      " lien_ket_tien_do lien_ket_xong ma_tham_chieu ma_tra_loi nam"
		      " ngay_chi_dao ngay_han ngay_van_ban so_den so_ky_hieu so_lan_gia_han"
		      " so_ngay_con_lai so_ngay_qua_han ten_nguoi_giao ten_nguoi_nhan"
		      " tien_do_gan_nhat trich_yeu " },
	{ "nhac-han-cap-tren",
	  " chan_thu chuc_vu_nguoi_giao chuc_vu_nguoi_nhan"
	  " chuc_vu_nguoi_thuc_hien co_quan_ban_hanh gio_han han_ngan nam"
	  " ngay_chi_dao ngay_han ngay_van_ban so_den so_ky_hieu so_lan_gia_han"
	  " so_ngay_qua_han ten_nguoi_giao ten_nguoi_nhan ten_nguoi_thuc_hien"
	  " tien_do_gan_nhat trich_yeu vai_tro " },
	{ "niem-phong", " chan_thu chuc_vu_nguoi_nhan ma_thu_den ten_nguoi_nhan " },
	{ "noi-nhan-cham", " chan_thu chuc_vu_nguoi_nhan gio_lap ngay_lap nr_dia_chi nr_noi_nhan"
			   " nr_so_ky_hieu nr_stt nr_tinh_trang nr_trich_yeu nr_tu so_viec"
			   " ten_nguoi_nhan " },
	{ "phan-hoi", " chan_thu chuc_vu_nguoi_nhan danh_sach_tep dia_chi_gui gio_nhan"
		      " hd_chung_minh hd_noi_dung hd_noi_nhan hd_tieu_de lien_ket_ghi_nhan"
		      " lien_ket_van_ban_moi ma_tham_chieu ma_thu_den ma_tra_loi ngay_nhan"
		      " so_ky_hieu ten_nguoi_nhan trich_yeu " },
	{ "phat-hanh", " chan_thu_doi_ngoai chuc_vu_nguoi_ky danh_sach_tep dt_ban_giay"
		       " dt_han_tra_loi dt_ma_dinh_danh dt_tra_loi_so muc_do_khan ngay_van_ban"
		       " nguoi_ky ph_noi_nhan so_ky_hieu ten_loai the_khan trich_yeu"
		       " trich_yeu_ngan " },
	{ "phat-hanh-so-sanh", " chan_thu chuc_vu_nguoi_nhan danh_sach_tep dt_noi_nhan"
			       " lien_ket_dong_y lien_ket_tra_lai ma_tham_chieu ma_tra_loi"
			       " muc_do_khan ngay_van_ban so_ky_hieu ten_loai ten_nguoi_nhan"
			       " the_khan trich_yeu trich_yeu_ngan " },
	{ "phieu-gop",
	  " chan_thu gio_lap ma_tham_chieu ma_tra_loi ngay_lap pg_cau pg_da_dien"
	  " pg_dia_chi pg_gio pg_ma_phieu pg_ma_thu pg_stt pg_tep pg_thieu pg_viec so_thu"
	  " ten_nguoi_nhan " },
	{ "phieu-trinh",
	  " cau_tep_gui_kem chan_thu chu_tri chuc_vu_lanh_dao chuc_vu_nguoi_ky"
	  " co_quan_ban_hanh danh_sach_tep de_biet dia_chi_nguoi_nhan"
	  " gia_tri_phap_ly gio_den han_giai_quyet han_trong_van_ban"
	  " ket_qua_xac_thuc lien_ket_dieu_chinh lien_ket_dong_y lien_ket_hoi"
	  " lien_ket_tra_lai ma_tham_chieu ma_tra_loi muc_do_khan nam ngay_den"
	  " ngay_van_ban nguoi_de_xuat nguoi_ky noi_dung_de_xuat phoi_hop"
	  " so_den so_ky_hieu ten_lanh_dao ten_loai thay_mat the_khan tra_loi_van_thu"
	  " trich_yeu trich_yeu_ngan yeu_cau_xac_thuc " },
	{ "phieu-vao-so",
	  " canh_bao_noi_nhan canh_bao_trung chan_thu chi_tiet_ly_do"
	  " danh_sach_tep duoc_phep gio_nhan han_dang_ky ket_qua_thu_goc la_ban_giay"
	  " la_ban_quet la_sua la_thu_den lien_ket_ok lp_cau ly_do ma_ly_do ma_phieu ma_tham_chieu"
	  " ma_thu_den ma_tra_loi ngay_nhan nguon_gui nguon_tung_dong phieu"
	  " so_tep so_trang ten_nguoi_nhan ten_tep_chinh the_khan viec_can_lam " },
	{ "quan-tri", " chan_thu chi_tiet gio_lap ngay_lap su_kien viec_can_lam " },
	{ "sao-luu", " chan_thu dung_luong gio_lap ma_nhat_ky ngay_lap sl_chep_moi sl_cho"
		     " sl_da_xoa sl_ket_qua sl_loai sl_loi sl_niem_phong sl_so_tep sl_ten"
		     " so_dong_nhat_ky so_thu so_van_ban viec_can_lam " },
	{ "so-di-cham", " chan_thu chuc_vu_nguoi_nhan gio_lap ngay_lap"
			" sd_nguoi_soan sd_so_ky_hieu sd_stt sd_trich_yeu sd_tu sd_vi_sao"
			" so_viec ten_nguoi_nhan " },
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
	{ "tim",
	  " chan_thu chuc_vu_nguoi_nhan tdi_lien_ket_xem tdi_loai tdi_ngay tdi_so tdi_tinh_trang "
	  "tdi_tong tdi_trich_yeu ten_nguoi_nhan tim_co_quan tim_lien_ket_gui tim_lien_ket_tiep "
	  "tim_lien_ket_xem tim_ngay_den tim_qua_nhieu tim_so tim_so_den tim_so_ky_hieu "
	  "tim_so_trang tim_stt tim_tinh_trang tim_trang tim_trich_yeu tim_tu " },
	{ "tra-lai", " can_cu_kiem_tra chan_thu_doi_ngoai chi_tiet_ly_do"
		     " chuc_vu_nguoi_tra_lai co_quan_gui danh_sach_tep dia_chi_gui"
		     " dia_chi_tiep_nhan dung_luong gio_den ly_do ma_ly_do ngay_den"
		     " ngay_van_ban sha256 so_ky_hieu ten_loai ten_nguoi_tra_lai trich_yeu"
		     " viec_can_lam " },
	{ "tra-loi", " chan_thu chuc_vu_nguoi_nhan gio_lap lien_ket_huy ngay_lap"
		     " ten_nguoi_nhan tl_cau tl_dong tl_gan_nhat " },
	{ "trang-thai", " chan_thu_doi_ngoai co_quan_ban_hanh co_quan_gui gio_lap ma_dinh_danh"
			" ma_trang_thai nam ngay_lap ngay_van_ban so_den so_ky_hieu ten_loai"
			" tinh_trang trich_yeu trich_yeu_ngan " },
	{ "uy-quyen", " chan_thu chuc_vu_nguoi_nhan ten_nguoi_nhan uq_cau uq_nguoi_giao"
		      " uq_noi_dung " },
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
			  " vct_trich_yeu vct_vai_tro vdt_loai vdt_so vdt_so_du_thao vdt_stt"
			  " vdt_tinh_trang vdt_trich_yeu vdt_viec " },
	{ "viec-tuan", " chan_thu chuc_vu_nguoi_nhan gio_lap ngay_lap ngay_tuan so_qua_han"
		       " so_viec ten_nguoi_nhan vi_con vi_con_lai vi_han vi_nguoi vi_so_den"
		       " vi_stt vi_tinh_trang vi_trich_yeu vi_vai_tro " },
	{ "xac-nhan-quyen",
	  " chan_thu chuc_vu_nguoi_nhan lien_ket_khong_dung lien_ket_xac_nhan"
	  " ma_tham_chieu ma_tra_loi ten_nguoi_nhan xq_dia_chi xq_hieu_luc xq_ly_do"
	  " xq_nguoi"
	  " xq_nguoi_de_nghi xq_viec " },
	{ "xac-nhan-y-kien", " chan_thu chu_tri chuc_vu_lanh_dao co_quan_ban_hanh danh_sach_tep"
			     " de_biet han_giai_quyet lien_ket_khong_dung lien_ket_xac_nhan"
			     " ma_tham_chieu ma_tra_loi nam ngay_van_ban nguoi_de_xuat phoi_hop"
			     " so_den so_ky_hieu ten_lanh_dao ten_loai trich_yeu trich_yeu_ngan"
			     " y_kien " },
	{ "xem", " chan_thu chuc_vu_nguoi_ky chuc_vu_nguoi_nhan co_quan_ban_hanh"
		 " danh_sach_tep gia_tri_phap_ly gio_dang_ky gio_den han_trong_van_ban"
		 " ket_qua_xac_thuc muc_do_khan nam ngay_dang_ky ngay_den ngay_van_ban"
		 " nguoi_ky so_den so_ky_hieu so_trang ten_loai ten_nguoi_nhan trich_yeu"
		 " trich_yeu_ngan xem_han xem_lien_ket_gui xem_tinh_trang xv_ai xv_han"
		 " xv_ket_qua xv_tinh_trang xv_vai_tro xy_ai xy_gio xy_loai xy_noi_dung " },
	{ "xem-di",
	  " chan_thu chuc_vu_nguoi_nhan ten_nguoi_nhan xd_do_khan xd_don_vi xd_lien_ket_gui "
	  "xd_loai xd_ngay xd_nguoi_ky xd_nguoi_soan xd_phien_ban xd_so xd_tinh_trang xd_trich_yeu "
	  "xd_tu_luc xdn_luc xdn_ten xdn_tinh_trang xdy_ai xdy_gi xdy_loi xdy_luc " },
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
	  " de_biet dia_chi_gui dia_chi_nguoi_nhan dia_chi_tiep_nhan dong dung_luong gio"
	  " gio_bao_cao gio_lap gioi_han han_giai_quyet lenh luc ly_do ma"
	  " ma_ly_do ma_thu_den muc_do_khan nam ngay_bao_cao ngay_lap noi_dung noi_nhan"
	  " phoi_hop phut quyet_dinh so_den so_ky_hieu so_ngay so_ngay_con_lai"
	  " so_ngay_qua_han so_noi_gui so_phut so_tep so_thu so_van_ban"
	  " ten_cap_tren ten_nguoi_thay ten_tep trich_yeu_ngan uq_den uq_hinh_thuc uq_nguoi_giao"
	  " uq_pham_vi uq_tu vai_tro vct_so_viec y_nghia xq_can_cu"
	  " xq_chung_thu xq_nguoi xq_thay_doi " },
};
/* clang-format on */

const char *const *vt_template_names(void)
{
	static const char *names[G_N_ELEMENTS(mails)];

	/* The sentences stand last, and are no mail. */
	for (size_t i = 0; i + 1 < G_N_ELEMENTS(mails); i++)
		names[i] = mails[i].name;
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
