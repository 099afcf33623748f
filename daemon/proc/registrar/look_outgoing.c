/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_outgoing - vanthuctl outgoing list, outgoing show: drafts, approvals, numbers
 */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/arrivals.h"
#include "store/outgoing.h"
#include "store/outgoing_replies.h"
#include "work/issuing.h"
#include "work/outgoing_name.h"

static const vt_column list_columns[] = {
	{ "#draft", "Dự thảo" },     { "number", "Số, ký hiệu" }, { "date", "Ngày" },
	{ "type", "Tên loại" },      { "subject", "Trích yếu" },  { "state", "Tình trạng" },
	{ "since", "Từ lúc" },       { "author", "Người soạn" },  { "signer", "Người ký" },
	{ "#version", "Phiên bản" },
};

static bool is_seen(const vt_call *call, const vt_outgoing *o)
{
	return call->own == NULL || strcmp(call->own, o->own) == 0;
}

static void put_row(const vt_call *call, const vt_outgoing *o)
{
	g_autofree char *id = g_strdup_printf("%" PRId64, o->id);
	g_autofree char *number = o->number != 0 ? vt_outgoing_shown(o) : g_strdup("");
	g_autofree char *day = o->number != 0 ? vt_clock_day_vietnam(o->dated_at) : g_strdup("");
	g_autofree char *since = vt_clock_stamp_vietnam(o->state_at);
	g_autofree char *version = g_strdup_printf("%d", o->version);
	const char *cells[] = {
		id,    number,    day,       o->type, o->abstract, vt_outgoing_state_name(o->state),
		since, o->author, o->signer, version,
	};

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

/* Without --state what is not over. */
void vt_run_outgoing_list(const vt_call *call)
{
	const char *name = vt_call_option(call, "state");
	int wanted = name != NULL ? vt_outgoing_state_find(name) : -1;
	int last = wanted >= 0 ? wanted : VT_OUTGOING_COMPARED;
	g_autoptr(GError) error = NULL;

	if (name != NULL && wanted < 0) {
		vt_reply_end(call->reply, EX_DATAERR, "no state '%s'", name);
		return;
	}
	vt_reply_table(call->reply, "outgoing", list_columns, G_N_ELEMENTS(list_columns));
	for (int state = MAX(wanted, 0); state <= last; state++) {
		g_autoptr(GPtrArray) list =
			vt_outgoings_in(call->store, call->own, (vt_outgoing_state)state, &error);

		if (list == NULL) {
			vt_call_failed(call, error);
			return;
		}
		for (guint i = 0; i < list->len && i < VT_LOOK_LIMIT; i++)
			put_row(call, g_ptr_array_index(list, i));
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* ---- one ---- */

static void put(const vt_call *call, const char *name, const char *value)
{
	const char *cells[] = { name, value };

	if (value != NULL && *value != '\0')
		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static void put_at(const vt_call *call, const char *name, int64_t at)
{
	g_autofree char *text = at != VT_TIME_NONE ? vt_clock_stamp_vietnam(at) : NULL;

	put(call, name, text);
}

static void put_document(const vt_call *call, const vt_outgoing *o)
{
	static const vt_column columns[] = { { "name", "Mục" }, { "value", "Nội dung" } };
	g_autofree char *id = g_strdup_printf("%" PRId64, o->id);
	g_autofree char *number = o->number != 0 ? vt_outgoing_shown(o) : NULL;
	g_autofree char *version = g_strdup_printf("%d", o->version);
	g_autofree char *answers = o->answers != 0 ? g_strdup_printf("%" PRId64, o->answers) : NULL;

	vt_reply_table(call->reply, "outgoing", columns, G_N_ELEMENTS(columns));
	put(call, "Dự thảo", id);
	put(call, "Số, ký hiệu", number);
	put(call, "Mã định danh", o->ident);
	put(call, "Sổ", o->book);
	put_at(call, "Ngày ban hành", o->dated_at);
	put(call, "Tình trạng", vt_outgoing_state_shown(o->state));
	put_at(call, "Từ lúc", o->state_at);
	put(call, "Lý do", o->end_reason);
	put(call, "Tên loại", o->type);
	put(call, "Trích yếu", o->abstract);
	put(call, "Mức độ khẩn", vt_urgency_label(o->urgency));
	put(call, "Người soạn thảo", o->author);
	put(call, "Đơn vị", o->unit);
	put(call, "Người ký", o->signer);
	put(call, "Quyền hạn", o->form);
	put(call, "Thay mặt", o->on_behalf);
	put(call, "Người duyệt", o->approved_by);
	put(call, "Mức chứng minh", o->proof);
	put_at(call, "Duyệt lúc", o->approved_at);
	put_at(call, "Phát hành lúc", o->issued_at);
	put(call, "Trả lời văn bản", answers);
	put_at(call, "Hạn trả lời", o->due_at);
	put(call, "Gửi bản giấy", o->paper_reason);
	put(call, "Phiên bản", version);
	put(call, "SHA-256 của phiên bản", o->version_sha256);
}

static void put_files(const vt_call *call, const vt_outgoing *o)
{
	static const vt_column columns[] = { { "file", "Tệp" },       { "type", "Loại" },
					     { "#bytes", "Byte" },    { "sha256", "SHA-256" },
					     { "message", "Mã thư" }, { "part", "Phần" } };

	vt_reply_table(call->reply, "files", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < o->files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(o->files, i);
		g_autofree char *bytes = g_strdup_printf("%" PRId64, file->bytes);
		const char *cells[] = { file->name,   file->type,    bytes,
					file->sha256, file->arrival, file->path };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static void put_recipients(const vt_call *call, const vt_outgoing *o)
{
	static const vt_column columns[] = { { "#position", "Thứ tự" }, { "name", "Nơi nhận" },
					     { "way", "Cách gửi" },     { "address", "Địa chỉ" },
					     { "#copies", "Số bản" },   { "state", "Tình trạng" },
					     { "since", "Từ lúc" },     { "words", "Nội dung" } };

	vt_reply_table(call->reply, "recipients", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);
		g_autofree char *position = g_strdup_printf("%d", one->position);
		g_autofree char *copies = g_strdup_printf("%d", one->copies);
		g_autofree char *since = vt_clock_stamp_vietnam(one->state_at);
		vt_recipient_state state = one->state;

		(void)vt_issuing_state(call->store, one, &state, NULL);
		const char *cells[] = { position, one->name,
					one->way, one->address != NULL ? one->address : one->postal,
					copies,   vt_recipient_state_name(state),
					since,    one->words };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
}

static bool put_opinions(const vt_call *call, const vt_outgoing *o, GError **error)
{
	static const vt_column columns[] = { { "at", "Lúc" },           { "#version", "Phiên bản" },
					     { "stage", "Bước" },       { "person", "Người" },
					     { "decision", "Ý kiến" },  { "words", "Nguyên văn" },
					     { "proof", "Chứng minh" }, { "message", "Mã thư" } };
	g_autoptr(GPtrArray) list = vt_outgoings_opinions(call->store, o->id, error);

	if (list == NULL)
		return false;
	vt_reply_table(call->reply, "opinions", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < list->len; i++) {
		const vt_outgoing_opinion *one = g_ptr_array_index(list, i);
		g_autofree char *at = vt_clock_stamp_vietnam(one->at);
		g_autofree char *version = g_strdup_printf("%d", one->version);
		const char *cells[] = {
			at,          version,       vt_outgoing_state_name(one->stage),
			one->person, one->decision, one->words,
			one->proof,  one->arrival
		};

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
	return true;
}

static const char *name_of(const vt_outgoing *o, int position)
{
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		if (one->position == position)
			return one->name;
	}
	return "";
}

/* What recipients wrote back; of what was sealed since nothing but that it was there. */
static bool put_replies(const vt_call *call, const vt_outgoing *o, GError **error)
{
	static const vt_column columns[] = { { "at", "Lúc" },         { "recipient", "Nơi nhận" },
					     { "from", "Người gửi" }, { "subject", "Tiêu đề" },
					     { "state", "Là gì" },    { "message", "Mã thư" } };
	g_autoptr(GPtrArray) list = vt_outgoing_replies_of(call->store, o->id, error);

	if (list == NULL || list->len == 0)
		return list != NULL;
	vt_reply_table(call->reply, "replies", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < list->len; i++) {
		const vt_outgoing_reply *one = g_ptr_array_index(list, i);
		g_autoptr(vt_arrival) arrival = vt_arrivals_get(call->store, one->arrival, error);
		g_autofree char *at = vt_clock_stamp_vietnam(one->at);

		if (arrival == NULL)
			return false;
		const char *cells[] = { at,
					name_of(o, one->position),
					arrival->secret ? "" : arrival->from,
					arrival->secret ? "" : arrival->subject,
					vt_reply_state_name(one->state),
					one->arrival };
		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
	return true;
}

vt_outgoing *vt_look_outgoing(const vt_call *call, const char *word, GError **error)
{
	const char *rest = "";
	g_autoptr(vt_outgoing) o = NULL;
	guint64 id = 0;

	if (strchr(word, '/') != NULL)
		o = vt_outgoing_find(call->store, call->own, word, call->now, &rest, error);
	else if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &id, NULL))
		o = vt_outgoings_get(call->store, (int64_t)id, error);
	return o != NULL && is_seen(call, o) ? g_steal_pointer(&o) : NULL;
}

void vt_run_outgoing_show(const vt_call *call)
{
	const char *word = vt_call_word(call, 2);
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_outgoing) o = word != NULL ? vt_look_outgoing(call, word, &error) : NULL;

	if (word == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "which outgoing document?");
	} else if (error != NULL) {
		vt_call_failed(call, error);
	} else if (o == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "no outgoing document '%s'", word);
	} else {
		put_document(call, o);
		put_recipients(call, o);
		put_files(call, o);
		if (put_opinions(call, o, &error) && put_replies(call, o, &error))
			vt_reply_end(call->reply, EX_OK, NULL);
		else
			vt_call_failed(call, error);
	}
}
