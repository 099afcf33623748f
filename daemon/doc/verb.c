/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb - the closed set of words by which people act by mail
 */
#include "doc/verb.h"

#include <string.h>

#include "base/text.h"

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* clang-format off: a table */
static const vt_verb_info verbs[] = {
	[VT_VERB_OK] = { "ok", "OK", "OK", WORDS("ok", "oke", "okay", "okie", "0k"),
			 VT_VERB_ANSWERS, false, "Nội dung trong phiếu đã đúng" },
	[VT_VERB_NOT_SECRET] = { "not-secret", "KHÔNG MẬT", "KHONG MAT", WORDS("khong mat"),
				 VT_VERB_ANSWERS, false,
				 "Tài liệu không có dấu hiệu bí mật nhà nước" },
	[VT_VERB_SECRET] = { "secret", "MẬT", "MAT", WORDS("mat", "toi mat", "tuyet mat"),
			     VT_VERB_ANSWERS, false,
			     "Tài liệu có dấu hiệu bí mật nhà nước: niêm phong" },
	[VT_VERB_AGREE] = { "agree", "ĐỒNG Ý", "DONG Y",
			    WORDS("dong y", "nhat tri", "nhat chi", "toi dong y", "toi nhat tri",
				  "duyet", "d/y"),
			    VT_VERB_ANSWERS, false, "Đồng ý đúng như đề xuất" },
	[VT_VERB_ADJUST] = { "adjust", "ĐIỀU CHỈNH", "DIEU CHINH", WORDS("dieu chinh"),
			     VT_VERB_ANSWERS, false,
			     "Đồng ý, có điều chỉnh: ghi những dòng cần thay đổi" },
	[VT_VERB_RETURN] = { "return", "TRẢ LẠI", "TRA LAI", WORDS("tra lai"), VT_VERB_ANSWERS,
			     true, "Trả lại, kèm lý do" },
	[VT_VERB_ASK] = { "ask", "HỎI", "HOI", WORDS("hoi", "hoi them"), VT_VERB_ANSWERS, true,
			  "Hỏi thêm trước khi cho ý kiến" },
	[VT_VERB_DROP] = { "drop", "BỎ", "BO", WORDS("bo", "bo qua"), VT_VERB_ANSWERS, true,
			   "Không phải văn bản cần vào sổ, kèm lý do" },
	[VT_VERB_JOIN] = { "join", "GHÉP", "GHEP", WORDS("ghep"), VT_VERB_ANSWERS, true,
			   "Ghép bản quét vào phiếu khác" },
	[VT_VERB_SPLIT] = { "split", "TÁCH", "TACH", WORDS("tach"), VT_VERB_ANSWERS, true,
			    "Tách bản quét thành nhiều văn bản" },
	[VT_VERB_RELEASE] = { "release", "CHO VÀO SỔ", "CHO VAO SO", WORDS("cho vao so"),
			      VT_VERB_ANSWERS, true, "Cho phép vào sổ văn bản bị giữ, kèm lý do" },
	[VT_VERB_UNDO] = { "undo", "HỦY", "HUY", WORDS("huy"), VT_VERB_ANSWERS, false,
			   "Hủy việc vừa ghi nhận, trong thời gian cho phép" },
	[VT_VERB_CONFIRM] = { "confirm", "XÁC NHẬN", "XAC NHAN", WORDS("xac nhan", "dung"),
			      VT_VERB_ANSWERS, false, "Xác nhận điều được hỏi" },
	[VT_VERB_DENY] = { "deny", "KHÔNG ĐÚNG", "KHONG DUNG",
			   WORDS("khong dung", "khong xac nhan"), VT_VERB_ANSWERS, false,
			   "Không xác nhận điều được hỏi" },
	[VT_VERB_NOTE_RECEIVED] = { "note-received", "GHI NHẬN ĐÃ TIẾP NHẬN",
				    "GHI NHAN DA TIEP NHAN",
				    WORDS("ghi nhan da tiep nhan", "ghi nhan"), VT_VERB_ANSWERS,
				    false, "Nơi nhận đã tiếp nhận văn bản đi" },
	[VT_VERB_NEW_DOCUMENT] = { "new-document", "LÀ VĂN BẢN MỚI", "LA VAN BAN MOI",
				   WORDS("la van ban moi", "van ban moi"), VT_VERB_ANSWERS, false,
				   "Thư trả lời là một văn bản mới, phải vào sổ" },
	[VT_VERB_LEAD] = { "lead", "CHỦ TRÌ", "CHU TRI", WORDS("chu tri"), VT_VERB_CHANGES, true,
			   "Đơn vị hoặc cá nhân chủ trì" },
	[VT_VERB_SUPPORT] = { "support", "PHỐI HỢP", "PHOI HOP", WORDS("phoi hop"), VT_VERB_CHANGES,
			      true, "Đơn vị, cá nhân phối hợp, cách nhau bằng dấu chấm phẩy" },
	[VT_VERB_INFORM] = { "inform", "ĐỂ BIẾT", "DE BIET", WORDS("de biet", "xem de biet", "xdb"),
			     VT_VERB_CHANGES, true, "Đơn vị, cá nhân được gửi để biết" },
	[VT_VERB_DUE] = { "due", "HẠN", "HAN", WORDS("han", "han giai quyet", "thoi han"),
			  VT_VERB_CHANGES, true, "Thời hạn giải quyết: ngày/tháng/năm" },
	[VT_VERB_OPINION] = { "opinion", "Ý KIẾN", "Y KIEN", WORDS("y kien", "y kien chi dao"),
			      VT_VERB_CHANGES, true, "Nội dung chỉ đạo" },
	[VT_VERB_ACCEPT] = { "accept", "NHẬN VIỆC", "NHAN VIEC",
			     WORDS("nhan viec", "da nhan viec", "da nhan", "da biet"),
			     VT_VERB_WORKS, false, "Xác nhận đã nhận việc" },
	[VT_VERB_DECLINE] = { "decline", "KHÔNG NHẬN", "KHONG NHAN",
			      WORDS("khong nhan", "khong nhan viec"), VT_VERB_WORKS, true,
			      "Không nhận việc, kèm lý do" },
	[VT_VERB_PASS_ON] = { "pass-on", "CHUYỂN", "CHUYEN", WORDS("chuyen", "chuyen cho"),
			      VT_VERB_WORKS, true,
			      "Giao cho cá nhân trong đơn vị: họ tên; hạn ngày/tháng/năm" },
	[VT_VERB_PROGRESS] = { "progress", "TIẾN ĐỘ", "TIEN DO", WORDS("tien do"), VT_VERB_WORKS,
			       true, "Báo cáo nội dung đã thực hiện" },
	[VT_VERB_MORE_TIME] = { "more-time", "GIA HẠN", "GIA HAN", WORDS("gia han"), VT_VERB_WORKS,
				true, "Xin gia hạn: ngày/tháng/năm; lý do" },
	[VT_VERB_DONE] = { "done", "XONG", "XONG", WORDS("xong", "da xong", "hoan thanh"),
			   VT_VERB_WORKS, true,
			   "Đã xong: số, ký hiệu văn bản trả lời, hoặc kết quả" },
	[VT_VERB_SEARCH] = { "search", "TÌM", "TIM", WORDS("tim", "tim kiem"), VT_VERB_COMMANDS,
			     true, "Tìm văn bản theo từ ngữ" },
	[VT_VERB_SHOW] = { "show", "XEM", "XEM", WORDS("xem"), VT_VERB_COMMANDS, true,
			   "Xem văn bản đến: XEM 123/2026" },
	[VT_VERB_SEND_FILES] = { "send-files", "GỬI", "GUI", WORDS("gui", "gui tep"),
				 VT_VERB_COMMANDS, true, "Nhận tệp của văn bản đến: GỬI 123/2026" },
	[VT_VERB_MY_WORK] = { "my-work", "VIỆC CỦA TÔI", "VIEC CUA TOI", WORDS("viec cua toi"),
			      VT_VERB_COMMANDS, false, "Danh sách việc đang giao cho mình" },
	[VT_VERB_OVERDUE] = { "overdue", "QUÁ HẠN", "QUA HAN", WORDS("qua han"), VT_VERB_COMMANDS,
			      false, "Danh sách việc quá hạn" },
	[VT_VERB_HELP] = { "help", "TRỢ GIÚP", "TRO GIUP", WORDS("tro giup", "giup", "help"),
			   VT_VERB_COMMANDS, false, "Hướng dẫn các lệnh dùng được" },
	[VT_VERB_TRY] = { "try", "THỬ", "THU", WORDS("thu"), VT_VERB_COMMANDS, true,
			  "Chạy thử một lệnh, không thay đổi gì" },
	[VT_VERB_REPORT_FAULT] = { "report-fault", "BÁO LỖI", "BAO LOI", WORDS("bao loi"),
				   VT_VERB_COMMANDS, true, "Báo lỗi cho người quản trị" },
	[VT_VERB_REPORT_ABUSE] = { "report-abuse", "BÁO VI PHẠM", "BAO VI PHAM",
				   WORDS("bao vi pham"), VT_VERB_COMMANDS, true,
				   "Báo vi phạm cho người đứng đầu bộ phận văn thư" },
	[VT_VERB_SUGGEST] = { "suggest", "GÓP Ý", "GOP Y", WORDS("gop y"), VT_VERB_COMMANDS, true,
			      "Góp ý về hệ thống" },
	[VT_VERB_LOCK] = { "lock", "KHÓA", "KHOA", WORDS("khoa", "khoa tai khoan"),
			   VT_VERB_COMMANDS, false, "Khóa ngay mọi quyền của chính mình" },
	[VT_VERB_UNLOCK] = { "unlock", "MỞ KHÓA", "MO KHOA", WORDS("mo khoa", "mo khoa tai khoan"),
			     VT_VERB_COMMANDS, true,
			     "Mở khóa cho người khác, người thứ hai xác nhận: MỞ KHÓA địa chỉ: lý "
			     "do" },
	[VT_VERB_ENTER] = { "enter", "VÀO SỔ", "VAO SO", WORDS("vao so"), VT_VERB_COMMANDS, false,
			    "Nhận phiếu trống để vào sổ văn bản giấy" },
	[VT_VERB_SUBMIT] = { "submit", "TRÌNH", "TRINH", WORDS("trinh"), VT_VERB_COMMANDS, true,
			     "Trình văn bản đã vào sổ: TRÌNH 123/2026" },
	[VT_VERB_CORRECT] = { "correct", "SỬA", "SUA", WORDS("sua"), VT_VERB_COMMANDS, true,
			      "Sửa thông tin đã vào sổ: SỬA 123/2026" },
	[VT_VERB_VOID] = { "void", "HỦY SỐ", "HUY SO", WORDS("huy so"), VT_VERB_COMMANDS, true,
			   "Hủy một số đến, số không dùng lại: HỦY SỐ 123/2026: lý do" },
	[VT_VERB_PAPER_CAME] = { "paper-came", "ĐÃ NHẬN BẢN GIẤY", "DA NHAN BAN GIAY",
				 WORDS("da nhan ban giay"), VT_VERB_COMMANDS, true,
				 "Bản giấy đã đến: ĐÃ NHẬN BẢN GIẤY 123/2026" },
	[VT_VERB_NOTE_OPINION] = { "note-opinion", "GHI Ý KIẾN", "GHI Y KIEN", WORDS("ghi y kien"),
				   VT_VERB_COMMANDS, true,
				   "Ghi ý kiến lãnh đạo đã nói hoặc viết trên giấy" },
	[VT_VERB_DELEGATE] = { "delegate", "ỦY QUYỀN", "UY QUYEN", WORDS("uy quyen"),
			       VT_VERB_COMMANDS, true,
			       "Ủy quyền: KT., TL. hoặc TUQ.; người; từ ngày; đến ngày" },
	[VT_VERB_DRAFT] = { "draft", "TRÌNH KÝ", "TRINH KY", WORDS("trinh ky"), VT_VERB_COMMANDS,
			    false,
			    "Trình ký dự thảo văn bản đi, kèm tệp; không kèm gì: nhận phiếu "
			    "trống" },
	[VT_VERB_VOID_OUTGOING] = { "void-outgoing", "HỦY SỐ ĐI", "HUY SO DI", WORDS("huy so di"),
				    VT_VERB_COMMANDS, true,
				    "Hủy một số đi chưa phát hành: HỦY SỐ ĐI 123/2026: lý do" },
	[VT_VERB_HANDED_OVER] = { "handed-over", "ĐÃ CHUYỂN", "DA CHUYEN",
				  WORDS("da chuyen", "da gui buu dien"), VT_VERB_COMMANDS, true,
				  "Đã gửi bản giấy văn bản đi: ĐÃ CHUYỂN 12/2026: 2, 4" },
	[VT_VERB_DIRECTORY] = { "directory", "DANH BẠ", "DANH BA", WORDS("danh ba"),
				VT_VERB_COMMANDS, false,
				"Người quản trị sửa danh bạ, thư có chữ ký số: các dòng Căn cứ, Họ "
				"tên, Đơn "
				"vị, Thư điện tử, Vai trò" },
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(verbs) == VT_N_VERBS);

const vt_verb_info *vt_verb_get(vt_verb verb)
{
	g_assert(verb < VT_N_VERBS);
	return &verbs[verb];
}

int vt_verb_find_name(const char *name)
{
	for (int i = 0; i < VT_N_VERBS; i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return i;
	}
	return -1;
}

#define MAX_SPELLING_BYTES 64 /* as written, marks included */

static bool ends_word(const char *place)
{
	return *place == '\0' || strchr(" \t:;,.!?-\"')", *place) != NULL;
}

/* The verb that is spelled so; -1 = none. */
static int spelled(const char *folded)
{
	for (int i = 0; i < VT_N_VERBS; i++) {
		if (g_strv_contains(verbs[i].spellings, folded))
			return i;
	}
	return -1;
}

/* Every letter of the typed word may lack marks of the right one and has no other: "mat", "mât" are
 * MẬT; "mất", "Bộ", "Hội" are other words than those with their letters. */
static bool wears_marks_of(const char *typed, const char *written)
{
	g_autofree char *typed_upper = vt_text_upper(typed);
	g_autofree char *written_upper = vt_text_upper(written);
	const char *t = typed_upper, *w = written_upper;

	for (; *t != '\0' && *w != '\0'; t = g_utf8_next_char(t), w = g_utf8_next_char(w)) {
		gunichar mine[4] = { 0 }, right[4] = { 0 };
		size_t n = g_unichar_fully_decompose(g_utf8_get_char(t), FALSE, mine, 4);
		size_t m = g_unichar_fully_decompose(g_utf8_get_char(w), FALSE, right, 4);

		if (mine[0] != right[0] && !(mine[0] == 'D' && right[0] == 0x0110))
			return false;
		for (size_t i = 1; i < n; i++) {
			bool has = false;

			for (size_t j = 1; j < m; j++)
				has |= mine[i] == right[j];
			if (!has)
				return false;
		}
	}
	return *t == '\0' && *w == '\0';
}

/* "Tôi mất ..." is another word than "tối mật", with and without its marks. */
static bool is_degree(const char *typed)
{
	g_autofree char *composed = vt_text_nfc(typed);
	g_autofree char *lower = g_utf8_strdown(composed, -1);

	return strcmp(lower, "tối mật") == 0 || strcmp(lower, "tuyệt mật") == 0;
}

/* Spellings of one syllable whose marks tell words apart that are not the verb's own writing. */
static bool is_meant(const char *typed, const char *folded, int verb)
{
	g_autofree char *own = vt_text_fold(verbs[verb].written);

	if (strcmp(own, folded) == 0)
		return wears_marks_of(typed, verbs[verb].written);
	if (verb == VT_VERB_SECRET)
		return is_degree(typed);
	return strcmp(folded, "dung") != 0 || wears_marks_of(typed, "ĐÚNG");
}

int vt_verb_read(const char *line, const char **argument_out)
{
	const char *begin = line + strspn(line, " \t"), *end = NULL;
	int found = -1;

	for (const char *place = begin; place - begin <= MAX_SPELLING_BYTES; place++) {
		if (!ends_word(place))
			continue;
		g_autofree char *words = g_strndup(begin, (gsize)(place - begin));
		g_autofree char *folded = vt_text_fold(words);
		int verb = spelled(folded);

		if (verb >= 0 && is_meant(words, folded, verb)) {
			found = verb;
			end = place;
		}
		if (*place == '\0' || *place == ':')
			break;
	}
	if (found >= 0)
		*argument_out = end + strspn(end, " \t:");
	return found;
}

const vt_verb_info *vt_verb_nearest(const char *line)
{
	const char *names[VT_N_VERBS + 1] = { NULL };
	g_autofree char *folded = vt_text_fold(line);
	unsigned n = 0;

	for (int i = 0; i < VT_N_VERBS; i++)
		names[n++] = verbs[i].spellings[0];
	for (int words = 4; words > 0; words--) {
		g_auto(GStrv) split = g_strsplit(folded, " ", words + 1);
		guint have = g_strv_length(split);

		if (have < (guint)words)
			continue;
		g_clear_pointer(&split[words], g_free);
		g_autofree char *head = g_strjoinv(" ", split);
		const char *name = vt_text_nearest(head, names);

		if (name != NULL)
			return &verbs[spelled(name)];
	}
	return NULL;
}
