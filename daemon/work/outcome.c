/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome - what a person's act came to, and the sentence that tells it
 */
#include "work/outcome.h"

static const struct {
	const char *name;
	const char *before, *after; /* the detail stands between; after NULL: no detail is shown */
} outcomes[] = {
	[VT_DONE] = { "done", "Đã thực hiện.", NULL },
	[VT_NOT_FOUND] = { "not-found", "Không tìm thấy ",
			   ". Đề nghị kiểm tra lại số hoặc mã thư." },
	[VT_WRONG_STATE] = { "wrong-state",
			     "Không thực hiện được vì thư hoặc văn bản đang ở trạng thái ",
			     ". Xem chi tiết bằng lệnh vanthuctl trace hoặc show." },
	[VT_NO_REASON] = { "no-reason", "Cần ghi lý do (--reason).", NULL },
	[VT_FIELD_MISSING] = { "field-missing", "Còn thiếu trường ",
			       ". Bổ sung trên dòng lệnh; văn bản không có thì ghi giá trị rỗng "
			       "\"\"." },
	[VT_FIELD_WRONG] = { "field-wrong", "Giá trị không hợp lệ: ", "." },
	[VT_NEEDS_NOT_SECRET] = { "needs-not-secret",
				  "Tệp không có lớp chữ (bản quét) nên máy không kiểm tra được dấu "
				  "mật. Đề nghị xem "
				  "bản quét rồi xác nhận bằng --not-secret.",
				  NULL },
	[VT_NEEDS_RELEASE] = { "needs-release",
			       "Thư thuộc danh mục phải có người có thẩm quyền cho phép. Đề nghị "
			       "thực hiện "
			       "vanthuctl release kèm lý do trước.",
			       NULL },
	[VT_ALREADY_REGISTERED] = { "already-registered", "Văn bản đã được đăng ký: số đến ",
				    ". Không cấp số lần thứ hai." },
	[VT_NO_BOOK] = { "no-book", "Chưa khai báo sổ văn bản đến cho cơ quan ", " (books.conf)." },
	[VT_NO_AGENCY] = { "no-agency", "Máy chủ có nhiều cơ quan; đề nghị nêu rõ cơ quan (--own).",
			   NULL },
	[VT_OLD_YEAR] = { "old-year",
			  "Chỉ vào được sổ của năm trước liền kề, kèm --old-year NĂM và lý do "
			  "(--reason).",
			  NULL },
	[VT_SECOND_PERSON] = { "second-person", "Đã ghi nhận đề nghị của ",
			       "; cần người thứ hai xác nhận bằng cùng lệnh này." },
	[VT_SAME_PERSON] = { "same-person", "Người xác nhận phải khác người đề nghị (", ")." },
	[VT_INFECTED] = { "infected",
			  "Thư chứa mã độc nên không thể đăng ký. Nếu cho rằng phát hiện nhầm, đề "
			  "nghị quản trị cập nhật dữ liệu của clamd rồi kiểm tra lại bằng "
			  "vanthuctl "
			  "retry.",
			  NULL },
	[VT_NOT_SCANNED] = { "not-scanned",
			     "Thư chưa được quét mã độc nên chưa đăng ký được. Đề nghị quản trị "
			     "kiểm tra clamd, rồi kiểm tra lại bằng vanthuctl retry.",
			     NULL },
	[VT_NOTHING_TO_DO] = { "nothing-to-do", "Không có việc gì phải thực hiện.", NULL },
};
G_STATIC_ASSERT(G_N_ELEMENTS(outcomes) == VT_N_OUTCOMES);

void vt_outcome_clear(vt_outcome *outcome)
{
	g_clear_pointer(&outcome->detail, g_free);
	outcome->code = VT_DONE;
}

bool vt_outcome_set(vt_outcome *outcome, vt_outcome_code code, const char *detail)
{
	char *copy = g_strdup(detail ? detail : "");

	vt_outcome_clear(outcome);
	outcome->code = code;
	outcome->detail = copy;
	return true;
}

bool vt_outcome_keeps(const vt_outcome *outcome)
{
	return outcome->code == VT_DONE || outcome->code == VT_SECOND_PERSON;
}

const char *vt_outcome_name(vt_outcome_code code)
{
	g_assert(code < VT_N_OUTCOMES);
	return outcomes[code].name;
}

char *vt_outcome_sentence(const vt_outcome *outcome)
{
	g_assert(outcome->code < VT_N_OUTCOMES);
	if (!outcomes[outcome->code].after)
		return g_strdup(outcomes[outcome->code].before);
	return g_strconcat(outcomes[outcome->code].before, outcome->detail ? outcome->detail : "",
			   outcomes[outcome->code].after, NULL);
}
