/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reasons - why a message was not registered by itself
 */
#include "work/reasons.h"

#include <glib.h>

#include "doc/fields.h"

static const struct {
	const char *word, *sentence;
} reasons[] = {
	[VT_REASON_VERDICT] = { "verdict", "Kết quả kiểm tra cần người xem xét" },
	[VT_REASON_POLICY] = { "policy", "Quy tắc của cơ quan không cho tự động vào sổ" },
	[VT_REASON_AGENCY] = { "agency", "Cơ quan gửi chưa có trong danh bạ" },
	[VT_REASON_OWN] = { "own", "Không xác định được cơ quan nhận" },
	[VT_REASON_FIELD_MISSING] = { "field-missing", "Thiếu trường bắt buộc" },
	[VT_REASON_FIELD_PROPOSED] = { "field-proposed", "Trường mới chỉ là gợi ý, cần xác nhận" },
	[VT_REASON_FIELD_WRONG] = { "field-wrong", "Giá trị không đúng quy cách của trường" },
	[VT_REASON_SCAN] = { "scan", "Bản quét, không có lớp chữ" },
	[VT_REASON_SAME_BYTES] = { "same-bytes", "Trùng nguyên vẹn với thư đã nhận" },
	[VT_REASON_SAME_SIGNATURE] = { "same-signature", "Chữ ký số đã dùng cho thư đã nhận" },
	[VT_REASON_SAME_NUMBER] = { "same-number", "Trùng số, ký hiệu, ngày và cơ quan ban hành "
						   "với văn bản đến số" },
	[VT_REASON_SAME_FILE] = { "same-file", "Có tệp trùng với tệp của văn bản đến số" },
	[VT_REASON_OTHER_OWN] = { "other-own",
				  "Thư này đã được gửi đến một cơ quan khác trên cùng máy chủ" },
	[VT_REASON_NOT_INSPECTED] = { "not-inspected", "Chưa kiểm tra được thư" },
	[VT_REASON_SUBJECT_LIST] = { "subject-list", "Thuộc danh mục phải có người cho phép" },
	[VT_REASON_EVIDENCE] = { "evidence", "Chưa lưu được chứng thư hoặc danh sách thu hồi "
					     "làm căn cứ xác thực" },
	[VT_REASON_NO_BOOK] = { "no-book", "Chưa khai báo sổ văn bản đến" },
	[VT_REASON_NOT_SCANNED] = { "not-scanned", "Chưa kiểm tra được mã độc" },
	[VT_REASON_LOOP] = { "loop", "Thư tự động hoặc thư từ danh sách" },
	[VT_REASON_NO_MAIL] = { "no-mail", "Báo cáo phát thư không khớp với thư nào hệ thống đã "
					   "gửi" },
	[VT_REASON_RULE] = { "rule", "Bỏ qua theo quy tắc của cơ quan" },
	[VT_REASON_ANSWERS] = { "answers", "Thư trả về của thư do hệ thống gửi" },
	[VT_REASON_ROUNDTRIP] = { "roundtrip", "Thư thử đường truyền của hệ thống đã về" },
	[VT_REASON_PERSON] = { "person", "Thư của người trong cơ quan gửi hệ thống" },
	[VT_REASON_OWN_SCAN] = { "own-scan", "Bản quét của cơ quan, chờ văn thư xác nhận" },
	[VT_REASON_REPLY] = { "outgoing-reply", "Thư trả lời văn bản đi, chờ văn thư xác nhận" },
	[VT_REASON_ROUNDTRIP_HOP] = { "roundtrip-hop", "Máy chủ trên đường đi ghi" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(reasons) == VT_N_REASONS);

const char *vt_reason_word(vt_reason reason)
{
	g_assert(reason < VT_N_REASONS);
	return reasons[reason].word;
}

const char *vt_reason_sentence(const char *word)
{
	for (unsigned i = 0; i < VT_N_REASONS; i++)
		if (g_strcmp0(reasons[i].word, word) == 0)
			return reasons[i].sentence;
	return "";
}

const char *vt_reason_detail(const char *detail)
{
	int field = detail != NULL && *detail != '\0' ? vt_field_find(detail) : -1;

	if (field >= 0)
		return vt_field_get((vt_field)field)->label;
	return detail != NULL ? detail : "";
}
