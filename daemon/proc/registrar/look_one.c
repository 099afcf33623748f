/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_one - one document or message: all that is known, and its way step by step
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "proc/registrar/pick.h"
#include "store/arrivals.h"
#include "store/evidence.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/rechecks.h"
#include "store/tasks.h"
#include "work/reasons.h"

static const vt_column pair_columns[] = { { "name", "Mục" }, { "value", "Nội dung" } };

static void put(const vt_call *call, const char *name, const char *value)
{
	const char *cells[] = { name, value };

	if (value != NULL && *value != '\0')
		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static void show_document(const vt_call *call, const vt_document *document)
{
	g_autofree char *number =
		g_strdup_printf("%" G_GINT64_FORMAT "/%d", document->number, document->year);
	g_autofree char *registered = vt_clock_stamp_vietnam(document->registered_at);
	g_autofree char *changed = vt_clock_stamp_vietnam(document->changed_at);
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	vt_reply_table(call->reply, "document", pair_columns, G_N_ELEMENTS(pair_columns));
	put(call, "Số đến", number);
	put(call, "Sổ", document->book);
	put(call, "Tình trạng", vt_document_state_name(document->state));
	put(call, "Giá trị pháp lý", document->legal_value);
	put(call, "Vào sổ lúc", registered);
	put(call, "Người vào sổ", document->by);
	put(call, "Lý do", document->reason);
	put(call, "Thay đổi lúc", changed);
	put(call, "Người thay đổi", document->changed_by);
	put(call, "Lý do thay đổi", document->change_reason);
	put(call, "Mã thư", document->arrival);
	if (vt_documents_stage(call->store, document->id, &stage, &due_at, NULL)
	    && stage != VT_STAGE_NONE) {
		g_autofree char *due = vt_clock_stamp_vietnam(due_at);

		put(call, "Giải quyết", vt_stage_shown(stage));
		put(call, "Hạn giải quyết", due);
	}
}

static void show_fields(const vt_call *call, const vt_value fields[VT_N_FIELDS])
{
	static const vt_column columns[] = {
		{ "field", "Trường" },
		{ "value", "Giá trị" },
		{ "origin", "Nguồn" },
		{ "#confidence", "Tin cậy" },
	};

	vt_reply_table(call->reply, "fields", columns, G_N_ELEMENTS(columns));
	for (int i = 0; i < VT_N_FIELDS; i++) {
		g_autofree char *confidence = g_strdup_printf("%d", fields[i].confidence);
		const char *cells[] = { vt_field_get((vt_field)i)->label, fields[i].text,
					vt_origin_name(fields[i].origin), confidence };

		/* Day and number of arrival are the entry's own, no field that was read. */
		if (fields[i].text != NULL && i != VT_FIELD_ARRIVED && i != VT_FIELD_ARRIVAL_NUMBER)
			vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

/* What was said at receipt stays; what a later look said stands beside it. */
static void show_results(const vt_call *call, const vt_arrival *arrival)
{
	g_autoptr(vt_recheck) now = vt_rechecks_last(call->store, arrival->id, NULL);
	g_autofree char *then =
		g_strdup_printf("%s, %s, %s", vt_status_name(arrival->status),
				vt_chain_name(arrival->chain), vt_sender_name(arrival->sender));

	if (now == NULL)
		return;
	const vt_code_info *info = vt_code_find(now->code);
	g_autofree char *at = vt_clock_stamp_vietnam(now->at);
	g_autofree char *label = g_strdup_printf("Kết quả nay (%s)", at);
	g_autofree char *today = g_strdup_printf(
		"%s, %s, %s (%d %s)%s%s", vt_status_name(now->status), vt_chain_name(now->chain),
		vt_sender_name(now->sender), now->code, info != NULL ? info->name : "-",
		*now->detail != '\0' ? ": " : "", now->detail);

	put(call, "Kết quả khi nhận", then);
	put(call, label, today);
}

static void show_arrival(const vt_call *call, const vt_arrival *arrival)
{
	g_autofree char *received = vt_clock_iso_vietnam(arrival->received_at);
	g_autofree char *signing = vt_clock_iso_vietnam(arrival->signing_time);
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, arrival->bytes);
	const vt_code_info *info = vt_code_find(arrival->code);

	vt_reply_table(call->reply, "message", pair_columns, G_N_ELEMENTS(pair_columns));
	put(call, "Mã thư", arrival->id);
	put(call, "Tình trạng", vt_state_name(arrival->state));
	put(call, "Lúc nhận", received);
	put(call, "Cửa nhận", arrival->door);
	put(call, "Dung lượng", bytes);
	put(call, "SHA-256", arrival->sha256);
	put(call, "Nơi lưu", vt_place_name(arrival->place));
	if (arrival->secret && (info == NULL || info->check != VT_CHECK_SECRECY)) {
		put(call, "Kết luận", "đã niêm phong");
	} else if (info != NULL) {
		g_autofree char *verdict = g_strdup_printf(
			"%s (%d %s): %s",
			vt_verdict_name(info->verdict > arrival->verdict ? info->verdict
									 : arrival->verdict),
			arrival->code, info->name, info->sentence);

		put(call, "Kết luận", verdict);
		put(call, "Việc tiếp theo", info->next_step);
	}
	put(call, "Quyết định", arrival->decision);
	put(call, "Người quyết định", arrival->decided_by);
	if (arrival->secret)
		return;
	put(call, "Cơ quan", arrival->own);
	put(call, "Từ", arrival->from);
	put(call, "Cơ quan gửi", arrival->agency);
	put(call, "Chủ đề", arrival->subject);
	put(call, "Message-ID", arrival->message_id);
	put(call, "Chữ ký", vt_status_name(arrival->status));
	put(call, "Đường dẫn chứng thư", vt_chain_name(arrival->chain));
	put(call, "Người gửi", vt_sender_name(arrival->sender));
	put(call, "Phiên đăng nhập", arrival->session);
	show_results(call, arrival);
	put(call, "Người ký số", arrival->signer_subject);
	put(call, "Thời điểm ký", signing);
	put(call, "Trùng với", arrival->duplicate_of);
}

static void show_findings(const vt_call *call, const char *id)
{
	static const vt_column columns[] = {
		{ "check", "Kiểm tra" }, { "verdict", "Kết luận" }, { "#code", "Mã" },
		{ "name", "Tên" },       { "detail", "Chi tiết" },
	};
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(call->store, id, NULL);

	vt_reply_table(call->reply, "findings", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; findings != NULL && i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);
		const vt_code_info *info = vt_code_find((int)finding->code);
		g_autofree char *code = g_strdup_printf("%d", (int)finding->code);
		const char *cells[] = { vt_check_name(info->check), vt_verdict_name(info->verdict),
					code, info->name, finding->detail };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void show_parts(const vt_call *call, const char *id)
{
	static const vt_column columns[] = {
		{ "path", "Phần" },   { "name", "Tên tệp" },   { "type", "Loại" },
		{ "#bytes", "Byte" }, { "signed", "Được ký" }, { "sha256", "SHA-256" },
	};
	int main_part = -1;
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(call->store, id, &main_part, NULL);

	vt_reply_table(call->reply, "parts", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; parts != NULL && i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);
		g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, part->bytes);
		const char *cells[] = {
			part->path,  part->name, part->type, bytes, part->is_signed ? "yes" : "no",
			part->sha256
		};

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void show_evidence(const vt_call *call, const char *id)
{
	static const vt_column columns[] = {
		{ "kind", "Căn cứ" },
		{ "sha256", "SHA-256" },
		{ "carried", "Kèm trong thư" },
	};
	g_autoptr(GPtrArray) evidence = vt_evidence_of(call->store, id, NULL);

	vt_reply_table(call->reply, "evidence", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; evidence != NULL && i < evidence->len; i++) {
		const vt_evidence *one = g_ptr_array_index(evidence, i);
		const char *cells[] = { vt_evidence_name(one->kind), one->sha256,
					one->carried ? "yes" : "no" };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void show_reasons(const vt_call *call, const char *id)
{
	static const vt_column columns[] = {
		{ "word", "Mã lý do" },
		{ "sentence", "Lý do" },
		{ "detail", "Chi tiết" },
	};
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(call->store, id, NULL);

	vt_reply_table(call->reply, "reasons", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; whys != NULL && i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);
		const char *cells[] = { why->word, vt_reason_sentence(why->word), why->detail };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

void vt_run_show(const vt_call *call)
{
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;

	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival))
		return;
	if (document != NULL)
		show_document(call, document);
	if (document != NULL && document->state != VT_DOCUMENT_SEALED) {
		show_fields(call, document->fields);
		vt_look_work(call, document->id);
	}
	if (arrival != NULL) {
		vt_value fields[VT_N_FIELDS] = { { .text = NULL } };

		show_arrival(call, arrival);
		show_reasons(call, arrival->id);
		show_findings(call, arrival->id);
		if (!arrival->secret) {
			show_parts(call, arrival->id);
			show_evidence(call, arrival->id);
		}
		if (document == NULL
		    && vt_arrivals_fields(call->store, arrival->id, fields, NULL)) {
			show_fields(call, fields);
			vt_values_clear(fields);
		}
	}
	vt_look_deliveries(call, arrival != NULL ? arrival->id : NULL,
			   document != NULL ? document->id : 0);
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* --- trace --- */

static bool trace_row(const vt_ledger_row *row, void *data)
{
	const vt_call *call = data;
	g_autofree char *seq = g_strdup_printf("%" G_GINT64_FORMAT, row->seq);
	const char *cells[] = { seq, row->reason, row->line };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	return true;
}

static void trace_ledger(const vt_call *call, const vt_arrival *arrival)
{
	static const vt_column columns[] = {
		{ "#seq", "seq" },
		{ "reason", "reason" },
		{ "line", "line" },
	};
	g_autoptr(vt_document) document = vt_documents_of_arrival(call->store, arrival->id, NULL);

	vt_reply_table(call->reply, "ledger", columns, G_N_ELEMENTS(columns));
	vt_ledger_walk(call->store, arrival->id, 0, trace_row, (void *)(uintptr_t)call, NULL);
	if (document != NULL) {
		g_autofree char *subject =
			g_strdup_printf("document:%" G_GINT64_FORMAT, document->id);

		vt_ledger_walk(call->store, subject, 0, trace_row, (void *)(uintptr_t)call, NULL);
	}
}

static void trace_mails(const vt_call *call, const char *id)
{
	static const vt_column columns[] = {
		{ "#id", "id" },      { "kind", "kind" },       { "to", "to" },
		{ "state", "state" }, { "sent", "sent" },       { "message-id", "message-id" },
		{ "fault", "fault" }, { "sent-to", "sent-to" }, { "delivery", "delivery" },
	};
	g_autoptr(GPtrArray) mails = vt_outbox_about(call->store, id, 0, NULL);

	vt_reply_table(call->reply, "mails", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
		g_autofree char *sent = vt_clock_iso_vietnam(mail->sent_at);
		g_autofree char *delivery = vt_look_delivery(call, mail->id);
		const char *cells[] = {
			number,
			mail->kind,
			mail->recipient,
			vt_mail_state_name(mail->state),
			sent,
			mail->message_id,
			mail->fault,
			mail->sent_to,
			delivery,
		};

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void trace_one(const vt_call *call, const vt_arrival *arrival)
{
	show_arrival(call, arrival);
	trace_ledger(call, arrival);
	trace_mails(call, arrival->id);
	vt_look_deliveries(call, arrival->id, 0);
}

void vt_run_trace(const vt_call *call)
{
	const char *word = vt_call_word(call, 1);
	g_autoptr(GPtrArray) found = NULL;
	g_autofree char *bracketed = NULL;

	if (word == NULL) {
		vt_reply_end(call->reply, EX_USAGE,
			     "trace what? a Message-ID or the id of a message");
		return;
	}
	bracketed = *word == '<' ? g_strdup(word) : g_strdup_printf("<%s>", word);
	found = vt_arrivals_by_message_id(call->store, call->own, bracketed, NULL);
	if (found == NULL || found->len == 0) {
		g_autoptr(vt_document) document = NULL;
		g_autoptr(vt_arrival) arrival = NULL;

		if (!vt_pick(call, word, &document, &arrival))
			return;
		if (arrival != NULL)
			trace_one(call, arrival);
	}
	for (guint i = 0; found != NULL && i < found->len; i++) {
		if (vt_pick_shows(call, g_ptr_array_index(found, i)))
			trace_one(call, g_ptr_array_index(found, i));
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}
