/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - states of an outgoing document and of each recipient, and which step may follow which
 */
#include "doc/outgoing.h"

#include <glib.h>
#include <string.h>

/* next: state + 1 by step; 0 = that step may not follow. */
#define TO(state) ((state) + 1)
typedef struct outgoing_row {
	const char *name, *shown;
	int next[VT_N_OUTGOING_STEPS];
} outgoing_row;

/* A new version goes the whole way again; from the number on nothing is handed in any more: what is
 * wrong then is voided, and the number is kept (NĐ 30/2020 Đ15.1). */
static const outgoing_row states[] = {
	[VT_OUTGOING_UNIT] = { "unit",
			       "chờ phụ trách đơn vị",
			       { [VT_OUTGOING_STEP_AGREE] = TO(VT_OUTGOING_OFFICE),
				 [VT_OUTGOING_STEP_RETURN] = TO(VT_OUTGOING_RETURNED),
				 [VT_OUTGOING_STEP_HAND_IN] = TO(VT_OUTGOING_UNIT),
				 [VT_OUTGOING_STEP_DROP] = TO(VT_OUTGOING_DROPPED) } },
	[VT_OUTGOING_OFFICE] = { "office",
				 "chờ Văn phòng kiểm tra thể thức",
				 { [VT_OUTGOING_STEP_AGREE] = TO(VT_OUTGOING_LEADER),
				   [VT_OUTGOING_STEP_RETURN] = TO(VT_OUTGOING_RETURNED),
				   [VT_OUTGOING_STEP_HAND_IN] = TO(VT_OUTGOING_UNIT),
				   [VT_OUTGOING_STEP_DROP] = TO(VT_OUTGOING_DROPPED),
				   [VT_OUTGOING_STEP_UNDO] = TO(VT_OUTGOING_UNIT) } },
	[VT_OUTGOING_LEADER] = { "leader",
				 "chờ người ký",
				 { [VT_OUTGOING_STEP_AGREE] = TO(VT_OUTGOING_NUMBERED),
				   [VT_OUTGOING_STEP_RETURN] = TO(VT_OUTGOING_RETURNED),
				   [VT_OUTGOING_STEP_HAND_IN] = TO(VT_OUTGOING_UNIT),
				   [VT_OUTGOING_STEP_DROP] = TO(VT_OUTGOING_DROPPED),
				   [VT_OUTGOING_STEP_UNDO] = TO(VT_OUTGOING_OFFICE) } },
	[VT_OUTGOING_RETURNED] = { "returned",
				   "đã trả lại người soạn thảo",
				   { [VT_OUTGOING_STEP_HAND_IN] = TO(VT_OUTGOING_UNIT),
				     [VT_OUTGOING_STEP_DROP] = TO(VT_OUTGOING_DROPPED) } },
	[VT_OUTGOING_NUMBERED] = { "numbered",
				   "đã duyệt, đã cấp số, chờ bản phát hành",
				   { [VT_OUTGOING_STEP_COMPARE] = TO(VT_OUTGOING_COMPARED),
				     [VT_OUTGOING_STEP_ISSUE] = TO(VT_OUTGOING_ISSUED),
				     [VT_OUTGOING_STEP_VOID] = TO(VT_OUTGOING_VOID) } },
	/* The leader says that the issue version is what he approved, or that it is not. */
	[VT_OUTGOING_COMPARED] = { "compared",
				   "chờ người ký xác nhận bản phát hành",
				   { [VT_OUTGOING_STEP_RETURN] = TO(VT_OUTGOING_NUMBERED),
				     [VT_OUTGOING_STEP_COMPARE] = TO(VT_OUTGOING_COMPARED),
				     [VT_OUTGOING_STEP_ISSUE] = TO(VT_OUTGOING_ISSUED),
				     [VT_OUTGOING_STEP_VOID] = TO(VT_OUTGOING_VOID) } },
	[VT_OUTGOING_ISSUED] = { "issued",
				 "đã phát hành",
				 { [VT_OUTGOING_STEP_RECALL] = TO(VT_OUTGOING_RECALLED) } },
	[VT_OUTGOING_DROPPED] = { "dropped", "đã bỏ", { 0 } },
	[VT_OUTGOING_VOID] = { "void", "đã hủy số", { 0 } },
	[VT_OUTGOING_RECALLED] = { "recalled", "đã thu hồi", { 0 } },
};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == VT_N_OUTGOING_STATES);

const char *vt_outgoing_state_name(vt_outgoing_state state)
{
	g_assert(state < VT_N_OUTGOING_STATES);
	return states[state].name;
}

const char *vt_outgoing_state_shown(vt_outgoing_state state)
{
	g_assert(state < VT_N_OUTGOING_STATES);
	return states[state].shown;
}

int vt_outgoing_state_find(const char *name)
{
	for (int i = 0; i < VT_N_OUTGOING_STATES; i++)
		if (strcmp(states[i].name, name) == 0)
			return i;
	return -1;
}

bool vt_outgoing_after(vt_outgoing_state state, vt_outgoing_step step, vt_outgoing_state *next_out)
{
	g_assert(state < VT_N_OUTGOING_STATES && step < VT_N_OUTGOING_STEPS);
	int next = states[state].next[step];

	if (next == 0)
		return false;
	*next_out = (vt_outgoing_state)(next - 1);
	return true;
}

/* ---- recipients ---- */

static const struct {
	const char *name, *shown;
} recipients[] = {
	[VT_RECIPIENT_WAITING] = { "waiting", "chưa phát hành" },
	[VT_RECIPIENT_QUEUED] = { "queued", "chờ gửi" },
	[VT_RECIPIENT_SENT] = { "sent", "đã gửi" },
	[VT_RECIPIENT_DELIVERED] = { "delivered", "đã đến" },
	[VT_RECIPIENT_FAILED] = { "failed", "không gửi được" },
	[VT_RECIPIENT_REFUSED] = { "refused", "từ chối nhận" },
	[VT_RECIPIENT_RECEIVED] = { "received", "đã tiếp nhận" },
	[VT_RECIPIENT_ASSIGNED] = { "assigned", "đã chuyển xử lý" },
	[VT_RECIPIENT_WORKED_ON] = { "worked-on", "đang xử lý" },
	[VT_RECIPIENT_FINISHED] = { "finished", "hoàn thành" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(recipients) == VT_N_RECIPIENT_STATES);

const char *vt_recipient_state_name(vt_recipient_state state)
{
	g_assert(state < VT_N_RECIPIENT_STATES);
	return recipients[state].name;
}

const char *vt_recipient_state_shown(vt_recipient_state state)
{
	g_assert(state < VT_N_RECIPIENT_STATES);
	return recipients[state].shown;
}

int vt_recipient_state_find(const char *name)
{
	for (int i = 0; i < VT_N_RECIPIENT_STATES; i++)
		if (strcmp(recipients[i].name, name) == 0)
			return i;
	return -1;
}
