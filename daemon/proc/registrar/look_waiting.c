/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_waiting - what waits for somebody: mail to go out, held messages, what is sealed
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "proc/registrar/pick.h"
#include "store/arrivals.h"
#include "store/outbox.h"
#include "work/reasons.h"

/* --- queue --- */

void vt_run_queue(const vt_call *call)
{
	static const vt_column columns[] = {
		{ "#id", "id" },      { "state", "state" },       { "kind", "kind" },
		{ "to", "to" },       { "due", "due" },           { "#attempts", "attempts" },
		{ "fault", "fault" }, { "delivery", "delivery" },
	};
	g_autoptr(GError) error = NULL;
	int state = vt_call_option(call, "held") != NULL ? VT_MAIL_HELD : -1;
	g_autoptr(GPtrArray) mails =
		vt_outbox_list(call->store, call->own, state, VT_LOOK_LIMIT, &error);

	if (mails == NULL) {
		vt_call_failed(call, error);
		return;
	}
	vt_reply_table(call->reply, "queue", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
		g_autofree char *due = vt_clock_iso_vietnam(MAX(mail->due_at, mail->next_try_at));
		g_autofree char *attempts = g_strdup_printf("%u", mail->attempts);
		g_autofree char *delivery = vt_look_delivery(call, mail->id);
		const char *cells[] = { id,          vt_mail_state_name(mail->state),
					mail->kind,  mail->recipient,
					due,         attempts,
					mail->fault, delivery };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* --- held --- */

static char *reasons_of(const vt_call *call, const vt_arrival *arrival)
{
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(call->store, arrival->id, NULL);
	const vt_code_info *info = vt_code_find(arrival->code);
	GString *text = g_string_new(info != NULL ? info->sentence : "");

	for (guint i = 0; whys != NULL && i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);
		const char *sentence = vt_reason_sentence(why->word);

		const char *detail = vt_reason_detail(why->detail);

		if (*sentence == '\0' || strcmp(why->word, vt_reason_word(VT_REASON_VERDICT)) == 0)
			continue;
		/* The code beside it says this already. */
		if (*detail == '\0' && info != NULL && strcmp(sentence, info->sentence) == 0)
			continue;
		g_string_append_printf(text, "%s%s%s%s", text->len > 0 ? "; " : "", sentence,
				       *detail != '\0' ? ": " : "", detail);
	}
	return g_string_free(text, FALSE);
}

static void held_row(const vt_call *call, const vt_arrival *arrival)
{
	g_autofree char *received = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *code = g_strdup_printf("%d", arrival->code);
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, arrival->bytes);
	const vt_code_info *info = vt_code_find(arrival->code);
	vt_verdict verdict = info != NULL ? MAX(info->verdict, arrival->verdict) : arrival->verdict;
	bool by_hand = arrival->secret && (info == NULL || info->check != VT_CHECK_SECRECY);
	g_autofree char *reasons = by_hand ? g_strdup("đã niêm phong") : reasons_of(call, arrival);
	const char *cells[] = { arrival->id,
				received,
				arrival->secret ? "" : arrival->from,
				bytes,
				by_hand ? "" : vt_verdict_name(verdict),
				code,
				reasons };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

void vt_run_held(const vt_call *call)
{
	static const vt_column columns[] = {
		{ "id", "Mã thư" },
		{ "received", "Lúc nhận" },
		{ "from", "Từ" },
		{ "#bytes", "Dung lượng" },
		{ "verdict", "Kết luận" },
		{ "#code", "Mã" },
		{ "reasons", "Lý do giữ lại" },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) held =
		vt_arrivals_list(call->store, call->own, VT_STATE_HELD, 0, VT_LOOK_LIMIT, &error);

	if (held == NULL) {
		vt_call_failed(call, error);
		return;
	}
	vt_reply_table(call->reply, "held", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < held->len; i++) {
		if (vt_pick_shows(call, g_ptr_array_index(held, i)))
			held_row(call, g_ptr_array_index(held, i));
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* --- sealed list --- */

static void sealed_row(const vt_call *call, const vt_arrival *arrival)
{
	g_autofree char *received = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, arrival->bytes);
	g_autofree char *code = g_strdup_printf("%d", arrival->code);
	const char *cells[] = { arrival->id,    received,      bytes,
				code,           arrival->door, vt_place_name(arrival->place),
				arrival->sha256 };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

void vt_run_sealed_list(const vt_call *call)
{
	static const vt_column columns[] = {
		{ "id", "Mã thư" },      { "received", "Lúc nhận" }, { "#bytes", "Dung lượng" },
		{ "#code", "Mã" },       { "door", "Cửa nhận" },     { "place", "Nơi lưu" },
		{ "sha256", "SHA-256" },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) sealed = vt_arrivals_sealed(call->store, &error);

	if (sealed == NULL) {
		vt_call_failed(call, error);
		return;
	}
	vt_reply_table(call->reply, "sealed", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < sealed->len; i++) {
		const vt_arrival *arrival = g_ptr_array_index(sealed, i);

		if (call->own == NULL || arrival->own == NULL
		    || strcmp(call->own, arrival->own) == 0)
			sealed_row(call, arrival);
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}
