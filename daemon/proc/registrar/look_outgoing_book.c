/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_outgoing_book - the register of outgoing documents, and the book of what goes by post
 *
 * Columns: NĐ 30/2020 Phụ lục IV.I (ten) and IV, sổ gửi văn bản đi bưu điện (six). A number that
 * was voided keeps its row (Đ15).
 */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "doc/fields.h"
#include "proc/registrar/look.h"
#include "proc/registrar/printed.h"
#include "store/outgoing.h"
#include "work/issuing.h"
#include "work/outgoing_name.h"

#define RECORDS "VT" /* where every office keeps one (Phụ lục I): Văn thư */

static const vt_column outgoing_columns[] = {
	{ "number", "Số, ký hiệu văn bản" },
	{ "dated", "Ngày tháng văn bản" },
	{ "subject", "Tên loại và trích yếu nội dung văn bản" },
	{ "signer", "Người ký" },
	{ "recipients", "Nơi nhận văn bản" },
	{ "kept-by", "Đơn vị, người nhận bản lưu" },
	{ "#copies", "Số lượng bản" },
	{ "forwarded", "Ngày chuyển" },
	{ "signed-for", "Ký nhận" },
	{ "note", "Ghi chú" },
};

static const vt_column post_columns[] = {
	{ "forwarded", "Ngày chuyển" },
	{ "number", "Số, ký hiệu văn bản" },
	{ "recipient", "Nơi nhận văn bản" },
	{ "#envelopes", "Số lượng bì" },
	{ "signed-for", "Ký nhận và dấu bưu điện" },
	{ "note", "Ghi chú" },
};

/* ---- what a cell says ---- */

static void join(GString *text, const char *piece)
{
	if (piece != NULL && *piece != '\0')
		g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", piece);
}

static char *day_of(int64_t at)
{
	return at != VT_TIME_NONE ? vt_clock_day_vietnam(at) : g_strdup("");
}

/* "KT. Trần Văn Phong" */
static char *signer_of(const vt_call *call, const vt_outgoing *o)
{
	const vt_person *person = vt_directory_person(call->office->directory, o->approved_by);

	return g_strdup_printf("%s%s%s", o->form != NULL ? o->form : "",
			       o->form != NULL && *o->form != '\0' ? " " : "",
			       person != NULL ? person->name : o->approved_by);
}

static char *recipients_of(const vt_outgoing *o)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < o->recipients->len; i++)
		join(text,
		     ((const vt_outgoing_recipient *)g_ptr_array_index(o->recipients, i))->name);
	return g_string_free(text, FALSE);
}

static char *kept_by(const vt_call *call, const vt_outgoing *o)
{
	const vt_person *author = vt_directory_person(call->office->directory, o->author);
	const char *unit = o->unit != NULL && *o->unit != '\0' ? o->unit
			   : author != NULL                    ? author->name
							       : o->author;

	return g_strdup_printf(RECORDS "; %s", unit);
}

static int copies_of(const vt_outgoing *o)
{
	int copies = 0;

	for (guint i = 0; i < o->recipients->len; i++)
		copies += ((const vt_outgoing_recipient *)g_ptr_array_index(o->recipients, i))
				  ->copies;
	return copies;
}

/* Who said that it is there, and when he said the last of it. */
static char *signed_for(const vt_outgoing *o)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);
		g_autofree char *day = day_of(one->state_at);
		g_autofree char *piece = g_strdup_printf("%s (%s)", one->name, day);

		if (one->state >= VT_RECIPIENT_RECEIVED)
			join(text, piece);
	}
	return g_string_free(text, FALSE);
}

/* Whom it did not reach. */
static void note_recipients(const vt_call *call, GString *note, const vt_outgoing *o)
{
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);
		vt_recipient_state state = one->state;

		(void)vt_issuing_state(call->store, one, &state, NULL);
		g_autofree char *piece =
			g_strdup_printf("%s: %s", one->name, vt_recipient_state_shown(state));
		if (state == VT_RECIPIENT_FAILED || state == VT_RECIPIENT_REFUSED)
			join(note, piece);
	}
}

static char *note_of(const vt_call *call, const vt_outgoing *o)
{
	GString *note = g_string_new(NULL);
	bool is_over = o->state == VT_OUTGOING_VOID || o->state == VT_OUTGOING_RECALLED;
	g_autoptr(vt_document) answered =
		o->answers != 0 ? vt_documents_get(call->store, o->answers, NULL) : NULL;
	g_autofree char *answers =
		answered != NULL ? g_strdup_printf("trả lời văn bản đến số %" PRId64 "/%d",
						   answered->number, answered->year)
				 : NULL;
	g_autofree char *paper = o->paper_reason != NULL
					 ? g_strdup_printf("gửi cả bản giấy: %s", o->paper_reason)
					 : NULL;

	if (o->state != VT_OUTGOING_ISSUED)
		join(note, vt_outgoing_state_shown(o->state));
	if (is_over)
		join(note, o->end_reason);
	else if (o->urgency > 0)
		join(note, vt_urgency_label(o->urgency));
	join(note, answers);
	join(note, paper);
	note_recipients(call, note, o);
	return g_string_free(note, FALSE);
}

static char **outgoing_cells(const vt_call *call, const vt_outgoing *o)
{
	char **cells = g_new0(char *, G_N_ELEMENTS(outgoing_columns) + 1);

	cells[0] = vt_outgoing_shown(o);
	cells[1] = day_of(o->dated_at);
	cells[2] = g_strdup_printf("%s: %s", o->type, o->abstract);
	cells[3] = signer_of(call, o);
	cells[4] = recipients_of(o);
	cells[5] = kept_by(call, o);
	cells[6] = g_strdup_printf("%d", copies_of(o));
	cells[7] = day_of(o->issued_at);
	cells[8] = signed_for(o);
	cells[9] = note_of(call, o);
	return cells;
}

/* ---- by post ---- */

static char **post_cells(const vt_outgoing *o, const vt_outgoing_recipient *one)
{
	char **cells = g_new0(char *, G_N_ELEMENTS(post_columns) + 1);
	bool paper_alone = g_str_equal(one->way, "paper");
	bool gone = paper_alone ? one->state >= VT_RECIPIENT_RECEIVED : one->paper_at != 0;
	int64_t gone_at = paper_alone ? one->state_at : one->paper_at;
	g_autofree char *copies = one->copies > 1 ? g_strdup_printf("%d bản", one->copies) : NULL;
	GString *note = g_string_new(NULL);

	if (o->urgency > 0)
		join(note, vt_urgency_label(o->urgency));
	join(note, copies);
	join(note, one->words);
	cells[0] = day_of(gone ? gone_at : VT_TIME_NONE);
	cells[1] = vt_outgoing_shown(o);
	cells[2] = g_strdup_printf("%s%s%s", one->name, one->postal != NULL ? ", " : "",
				   one->postal != NULL ? one->postal : "");
	cells[3] = g_strdup("1");
	cells[4] = g_strdup("");
	cells[5] = g_string_free(note, FALSE);
	return cells;
}

static bool add_post(vt_printed *book, const vt_outgoing *o)
{
	bool any = false;

	for (guint i = 0; o->state == VT_OUTGOING_ISSUED && i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		if (!vt_issuing_gets_paper(o, one))
			continue;
		vt_printed_add(book, post_cells(o, one));
		any = true;
	}
	return any;
}

/* ---- the books ---- */

static unsigned count_books(const vt_office *office, const char *own, const vt_book **last_out)
{
	unsigned n = 0;

	for (guint i = 0; i < office->books->len; i++) {
		const vt_book *book = g_ptr_array_index(office->books, i);

		if (!book->is_outgoing || !g_str_equal(book->own, own))
			continue;
		*last_out = book;
		n++;
	}
	return n;
}

/* Each book has its own numbers and is bound by itself: a page is of one. Without --book a table is
 * of all (range->book NULL), if there are several. false: the reply is ended. */
static bool choose_book(const vt_call *call, bool binds, vt_register_range *range)
{
	const char *key = vt_call_option(call, "book");
	const vt_book *only = NULL;
	unsigned n = count_books(call->office, range->own->key, &only);

	range->book = n == 1 ? only : NULL;
	for (guint i = 0; key != NULL && i < call->office->books->len; i++) {
		const vt_book *book = g_ptr_array_index(call->office->books, i);

		if (book->is_outgoing && g_str_equal(book->key, key)
		    && g_str_equal(book->own, range->own->key))
			range->book = book;
	}
	if (n == 0)
		vt_reply_end(call->reply, EX_DATAERR, "no book of outgoing documents");
	else if (key != NULL && (range->book == NULL || !g_str_equal(range->book->key, key)))
		vt_reply_end(call->reply, EX_DATAERR, "no book of outgoing documents '%s'", key);
	else if (range->book == NULL && binds && vt_call_option(call, "html") != NULL)
		vt_reply_end(call->reply, EX_USAGE,
			     "several books of outgoing documents: name one with --book");
	else
		return true;
	return false;
}

/* NULL: the reply is ended. */
static GPtrArray *read_book(const vt_call *call, bool binds, vt_register_range *range)
{
	g_autoptr(GError) error = NULL;

	if (!vt_look_range(call, range) || !choose_book(call, binds, range))
		return NULL;
	const vt_outgoing_range wanted = { .own = range->own->key,
					   .book = range->book != NULL ? range->book->key : NULL,
					   .year = range->year,
					   .from = range->from,
					   .to = range->to,
					   .limit = VT_LOOK_LIMIT };
	GPtrArray *list = vt_outgoings_register(call->store, &wanted, &error);

	if (list == NULL)
		vt_call_failed(call, error);
	return list;
}

void vt_run_list_outgoing(const vt_call *call)
{
	vt_register_range range = { 0 };
	g_autoptr(GPtrArray) list = read_book(call, true, &range);
	g_auto(vt_printed) book = { .own = range.own,
				    .title = range.book != NULL ? range.book->title : "",
				    .year = range.year,
				    .columns = outgoing_columns,
				    .n_columns = G_N_ELEMENTS(outgoing_columns) };

	if (list == NULL)
		return;
	vt_printed_begin(&book);
	for (guint i = 0; i < list->len; i++) {
		const vt_outgoing *o = g_ptr_array_index(list, i);

		vt_printed_add(&book, outgoing_cells(call, o));
		vt_printed_count(&book, o->number, o->dated_at);
	}
	vt_printed_put(call, "outgoing-register", &book);
}

void vt_run_list_post(const vt_call *call)
{
	vt_register_range range = { 0 };
	g_autoptr(GPtrArray) list = read_book(call, false, &range);
	g_auto(vt_printed) book = { .own = range.own,
				    .title = "SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN",
				    .year = range.year,
				    .columns = post_columns,
				    .n_columns = G_N_ELEMENTS(post_columns) };

	if (list == NULL)
		return;
	vt_printed_begin(&book);
	for (guint i = 0; i < list->len; i++) {
		const vt_outgoing *o = g_ptr_array_index(list, i);

		if (add_post(&book, o))
			vt_printed_count(&book, o->number, o->dated_at);
	}
	vt_printed_put(call, "post", &book);
}
