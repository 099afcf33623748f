/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look - vanthuctl commands that change nothing; each runs in a child with a read-only database
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "proc/registrar/backup_command.h"
#include "proc/registrar/command.h"
#include "proc/registrar/look.h"
#include "proc/registrar/pick.h"
#include "proc/registrar/printed.h"
#include "store/arrivals.h"
#include "store/books.h"
#include "store/documents.h"
#include "store/ledger.h"
#include "store/snapshot.h"
#include "work/balance.h"
#include "work/routed.h"
#include "work/verify.h"

/* --- list incoming --- */

void vt_look_gone(const vt_call *call, const GError *error)
{
	if (error != NULL)
		vt_call_failed(call, error);
	else
		vt_reply_end(call->reply, EX_SOFTWARE, "a document is gone");
}

bool vt_look_own(const vt_call *call, vt_register_range *range)
{
	const char *own = call->own;
	const GPtrArray *owns = call->office->directory->own;

	if (own == NULL && owns->len == 1)
		own = ((const vt_own *)g_ptr_array_index(owns, 0))->key;
	if (own == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "several own agencies: name one with --own");
		return false;
	}
	range->own = vt_directory_own(call->office->directory, own);
	range->book = vt_office_incoming_book(call->office, own);
	return true;
}

bool vt_look_range(const vt_call *call, vt_register_range *range)
{
	int64_t year = 0;

	if (!vt_look_own(call, range)
	    || !vt_call_number(call, "year", vt_clock_vietnam(call->now).year, &year)
	    || !vt_call_number(call, "from", 0, &range->from)
	    || !vt_call_number(call, "to", 0, &range->to))
		return false;
	range->year = (int)year;
	return true;
}

static char *people_of(const vt_call *call, const vt_document *document)
{
	const vt_routed what = vt_document_routed(document);
	g_autoptr(GPtrArray) people = vt_office_route(call->office, &what);
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < people->len; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? "; " : "",
				       ((const vt_person *)g_ptr_array_index(people, i))->name);
	return g_string_free(names, FALSE);
}

char *vt_look_shown_day(const char *iso)
{
	g_auto(GStrv) pieces = g_strsplit(iso, "-", 3);

	return g_strv_length(pieces) == 3
		       ? g_strdup_printf("%s/%s/%s", pieces[2], pieces[1], pieces[0])
		       : g_strdup(iso);
}

static bool register_cells(const vt_call *call, const vt_document *document, char **cells)
{
	bool sealed = document->state == VT_DOCUMENT_SEALED;
	const char *notation = vt_document_text(document, VT_FIELD_NOTATION);
	vt_passed passed;

	vt_look_passed(call, document->id, &passed);
	bool was_passed = *passed.to != '\0';
	cells[0] = vt_clock_day_vietnam(document->arrived_at);
	cells[1] = g_strdup_printf("%" G_GINT64_FORMAT, document->number);
	cells[2] = g_strdup(vt_document_text(document, VT_FIELD_ISSUER));
	cells[3] = g_strdup_printf("%s%s%s", vt_document_text(document, VT_FIELD_NUMBER),
				   *notation != '\0' ? "/" : "", notation);
	cells[4] = vt_look_shown_day(vt_document_text(document, VT_FIELD_ISSUED));
	cells[5] = g_strdup_printf("%s%s%s", vt_document_text(document, VT_FIELD_TYPE),
				   *vt_document_text(document, VT_FIELD_TYPE) != '\0' ? ": " : "",
				   vt_document_text(document, VT_FIELD_SUBJECT));
	cells[6] = sealed       ? g_strdup("")
		   : was_passed ? g_strdup(passed.to)
				: people_of(call, document);
	cells[7] = sealed ? g_strdup("")
			  : vt_clock_day_vietnam(was_passed ? passed.at : document->registered_at);
	cells[8] = g_strdup(sealed ? "" : passed.signed_for);
	cells[9] = vt_register_note(document);
	vt_passed_clear(&passed);
	return true;
}

char *vt_register_note(const vt_document *document)
{
	static const char *const marks[] = {
		[VT_DOCUMENT_ACTIVE] = "",
		[VT_DOCUMENT_VOID] = "HỦY",
		[VT_DOCUMENT_SEALED] = "đã niêm phong",
	};
	GString *note = g_string_new(marks[document->state]);
	const char *texts[] = {
		document->state == VT_DOCUMENT_VOID ? document->change_reason : NULL,
		document->state == VT_DOCUMENT_ACTIVE ? document->legal_value : NULL,
		document->arrival == NULL && document->of_arrival == NULL
				&& document->state == VT_DOCUMENT_ACTIVE
			? "bản giấy"
			: NULL,
		g_strcmp0(document->paper, VT_PAPER_WANTED) == 0
				&& document->state == VT_DOCUMENT_ACTIVE
			? "chờ bản giấy"
			: NULL,
		document->state == VT_DOCUMENT_ACTIVE ? vt_document_text(document, VT_FIELD_NOTE)
						      : NULL,
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (texts[i] != NULL && *texts[i] != '\0')
			g_string_append_printf(note, "%s%s", note->len > 0 ? "; " : "", texts[i]);
	}
	return g_string_free(note, FALSE);
}

/* NĐ 30/2020 Phụ lục IV.VI: ten columns at the least. */
static const vt_column register_labels[] = {
	{ "arrived", "Ngày đến" },
	{ "#arrival-number", "Số đến" },
	{ "issuer", "Tác giả" },
	{ "number", "Số, ký hiệu" },
	{ "issued", "Ngày văn bản" },
	{ "subject", "Tên loại và trích yếu" },
	{ "receivers", "Đơn vị hoặc người nhận" },
	{ "forwarded", "Ngày chuyển" },
	{ "signed-for", "Ký nhận" },
	{ "note", "Ghi chú" },
};

G_STATIC_ASSERT(G_N_ELEMENTS(register_labels) == VT_REGISTER_COLUMNS);

static const vt_book_print incoming_form = { "register", NULL, register_labels, VT_REGISTER_COLUMNS,
					     register_cells };

/* form: a book of incoming documents; else run. */
static const struct {
	const char *word;
	const vt_book_print *form;
	vt_command_run *run;
} forms[] = {
	{ "incoming", &incoming_form, NULL },
	{ "handling", &vt_handling_form, NULL },
	{ "outgoing", NULL, vt_run_list_outgoing },
	{ "post", NULL, vt_run_list_post },
};

static void put_form(const vt_call *call, const vt_register_range *range, const vt_book_print *form,
		     const GPtrArray *documents)
{
	g_auto(vt_printed) book = { .own = range->own,
				    .title = form->heading,
				    .year = range->year,
				    .columns = form->columns,
				    .n_columns = form->n_columns };

	vt_printed_begin(&book);
	if (book.title == NULL)
		book.title = range->book != NULL ? range->book->title : "";
	for (guint i = 0; i < documents->len; i++) {
		const vt_document *document = g_ptr_array_index(documents, i);
		char **cells = g_new0(char *, form->n_columns + 1);

		vt_printed_count(&book, document->number, document->registered_at);
		if (form->cells(call, document, cells))
			vt_printed_add(&book, cells);
		else
			g_strfreev(cells);
	}
	vt_printed_put(call, form->title, &book);
}

static void list_form(const vt_call *call, const vt_book_print *form)
{
	vt_register_range range = { 0 };
	g_autoptr(GError) error = NULL;

	if (!vt_look_range(call, &range))
		return;
	if (range.book == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "no book of incoming documents");
		return;
	}
	g_autoptr(GPtrArray) documents =
		vt_documents_list(call->store,
				  &(vt_document_range){ .own = range.own->key,
							.book = range.book->key,
							.year = range.year,
							.from = range.from,
							.to = range.to,
							.limit = VT_LOOK_LIMIT },
				  &error);
	if (documents != NULL)
		put_form(call, &range, form, documents);
	else
		vt_call_failed(call, error);
}

static void run_list(const vt_call *call)
{
	const char *word = vt_call_word(call, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		if (g_strcmp0(word, forms[i].word) != 0)
			continue;
		if (forms[i].run != NULL)
			forms[i].run(call);
		else
			list_form(call, forms[i].form);
		return;
	}
	vt_reply_end(call->reply, EX_USAGE,
		     "list what? try: list incoming, list handling, list outgoing, list post");
}

/* --- balance --- */

static void run_balance(const vt_call *call)
{
	static const vt_column columns[] = {
		{ "day", "Ngày" },           { "#arrived", "Đến" },
		{ "#waiting", "Chờ" },       { "#registered", "Vào sổ" },
		{ "#acted", "Đã xử lý" },    { "#ignored", "Bỏ qua" },
		{ "#duplicate", "Trùng" },   { "#held", "Giữ lại" },
		{ "#refused", "Trả lại" },   { "#numbered", "Số cấp" },
		{ "#paper", "Bản giấy" },    { "#ledger", "Dòng sổ cái" },
		{ "head", "Mã đầu sổ cái" }, { "#mail-held", "Thư đi giữ lại" },
	};
	const char *day_text = vt_call_option(call, "day");
	int64_t day = call->now;
	vt_balance balance = { 0 };
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = NULL;
	char *cells[G_N_ELEMENTS(columns)] = { NULL };

	if (day_text != NULL && !vt_clock_parse_iso(day_text, &day)) {
		vt_reply_end(call->reply, EX_USAGE, "'%s' is no day such as 2026-11-22", day_text);
		return;
	}
	if (!vt_balance_make(call->store, call->own, day, &balance, &error)) {
		vt_call_failed(call, error);
		return;
	}
	shown = vt_clock_day_vietnam(balance.from);
	cells[0] = g_strdup(shown);
	cells[1] = g_strdup_printf("%" G_GINT64_FORMAT, balance.arrived);
	for (int i = 0; i < VT_N_STATES; i++)
		cells[2 + i] = g_strdup_printf("%" G_GINT64_FORMAT, balance.counts[i]);
	cells[9] = g_strdup_printf("%" G_GINT64_FORMAT, balance.numbered);
	cells[10] = g_strdup_printf("%" G_GINT64_FORMAT, balance.paper);
	cells[11] = g_strdup_printf("%" G_GINT64_FORMAT, balance.ledger_seq);
	cells[12] = g_strdup(balance.ledger_head);
	cells[13] = g_strdup_printf("%" G_GINT64_FORMAT, balance.mail_held);
	vt_reply_table(call->reply, "balance", columns, G_N_ELEMENTS(columns));
	vt_reply_row(call->reply, (const char *const *)cells, G_N_ELEMENTS(cells));
	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		g_free(cells[i]);
	vt_reply_end(call->reply, EX_OK, NULL);
}

/* --- verify --- */

static bool export_row(const vt_ledger_row *row, void *data)
{
	const vt_call *call = data;
	g_autofree char *line =
		g_strdup_printf("%" G_GINT64_FORMAT "\t%s\t%s", row->seq, row->hash, row->line);

	vt_reply_long_text(call->reply, line);
	return true;
}

/* Each, then what to do about each kind of them. */
static void put_faults(const vt_call *call, const GPtrArray *faults)
{
	g_autoptr(GPtrArray) given = g_ptr_array_new();

	for (guint i = 0; i < faults->len; i++)
		vt_reply_text(call->reply, "%s", (const char *)g_ptr_array_index(faults, i));
	for (guint i = 0; i < faults->len; i++) {
		const char *advice = vt_verify_advice(g_ptr_array_index(faults, i));

		if (g_ptr_array_find(given, advice, NULL))
			continue;
		g_ptr_array_add(given, (char *)(uintptr_t)advice);
		vt_reply_text(call->reply, "to do: %s", advice);
	}
}

/* A damaged page may keep the walk from going on: then what its file says is all that is known. */
static void run_verify(const vt_call *call)
{
	g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	vt_verification result = { 0 };

	if (vt_call_option(call, "export") != NULL) {
		if (vt_ledger_walk(call->store, NULL, 0, export_row, (void *)(uintptr_t)call,
				   &error))
			vt_reply_end(call->reply, EX_OK, NULL);
		else
			vt_call_failed(call, error);
		return;
	}
	if (!vt_store_integrity(call->store, pages, &error)
	    || !vt_verify_store(call->store, vt_call_option(call, "head"), &result, &error)) {
		if (error->code == VT_NEVER)
			g_ptr_array_add(pages, g_strdup_printf("database: %s", error->message));
		put_faults(call, pages);
		vt_call_failed(call, error);
		return;
	}
	g_ptr_array_extend_and_steal(pages, g_steal_pointer(&result.faults));
	put_faults(call, pages);
	vt_reply_text(call->reply,
		      "%" G_GINT64_FORMAT " ledger lines, %" G_GINT64_FORMAT
		      " documents, %" G_GINT64_FORMAT " files: %u faults; head %s",
		      result.lines, result.documents, result.files, pages->len, result.head);
	vt_reply_end(call->reply, pages->len == 0 ? EX_OK : EX_DATAERR, NULL);
}

/* --- policy explain --- */

static void explain_action(const vt_call *call, vt_action action)
{
	vt_allowance allowance =
		vt_policy_ask(call->office->policy, action,
			      call->person != NULL ? call->person->roles : 0, 1u << VT_PROOF_LOCAL);

	vt_reply_text(call->reply, "%s: %s\n%s", vt_action_name(action),
		      allowance.allowed ? "allowed" : "refused", allowance.why);
	vt_allowance_clear(&allowance);
}

static void run_policy(const vt_call *call)
{
	const char *name = vt_call_word(call, 2);
	int action = name != NULL ? vt_action_find(name) : -1;

	if (g_strcmp0(vt_call_word(call, 1), "explain") != 0) {
		vt_reply_end(call->reply, EX_USAGE, "try: policy explain [ACTION]");
		return;
	}
	if (name != NULL && action < 0) {
		vt_reply_end(call->reply, EX_USAGE, "unknown action '%s'", name);
		return;
	}
	vt_reply_text(call->reply, "you are %s",
		      call->person != NULL ? call->person->key : "nobody of the directory");
	for (int i = 0; i < VT_N_ACTIONS; i++) {
		if (name == NULL || i == action)
			explain_action(call, (vt_action)i);
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

static void run_wait(const vt_call *call)
{
	/* Answered by proc/registrar/control.c, which knows what is under way. */
	vt_reply_end(call->reply, EX_SOFTWARE, "wait is not a look-up");
}

/* clang-format off: one row a command */
const vt_command vt_look_commands[] = {
	{ .name = "status", .run = vt_run_status, .action = VT_ACTION_LOOK },
	{ .name = "list",
	  .run = run_list,
	  .action = VT_ACTION_LOOK,
	  .values = "own book year from to",
	  .flags = "html",
	  .most_words = 1 },
	{ .name = "tasks",
	  .run = vt_run_tasks,
	  .action = VT_ACTION_LOOK,
	  .values = "own person unit",
	  .flags = "overdue all" },
	{ .name = "report",
	  .sub = "tasks",
	  .run = vt_run_report_tasks,
	  .action = VT_ACTION_LOOK,
	  .values = "own from to",
	  .flags = "rows",
	  .most_words = 1 },
	{ .name = "outgoing",
	  .sub = "list",
	  .run = vt_run_outgoing_list,
	  .action = VT_ACTION_LOOK,
	  .values = "own state",
	  .most_words = 1 },
	{ .name = "outgoing",
	  .sub = "show",
	  .run = vt_run_outgoing_show,
	  .action = VT_ACTION_LOOK,
	  .views = true,
	  .values = "own",
	  .most_words = 2 },
	{ .name = "person",
	  .sub = "list",
	  .run = vt_run_person_list,
	  .action = VT_ACTION_LOOK,
	  .values = "own",
	  .most_words = 1 },
	{ .name = "person",
	  .sub = "delegations",
	  .run = vt_run_person_delegations,
	  .action = VT_ACTION_LOOK,
	  .values = "own",
	  .flags = "all",
	  .most_words = 1 },
	{ .name = "search",
	  .run = vt_run_search,
	  .action = VT_ACTION_LOOK,
	  .views = true,
	  .values = "own from to issuer type year stage page",
	  .most_words = 40 },
	{ .name = "show",
	  .run = vt_run_show,
	  .action = VT_ACTION_LOOK,
	  .views = true,
	  .values = "own year",
	  .most_words = 1 },
	{ .name = "trace",
	  .run = vt_run_trace,
	  .action = VT_ACTION_LOOK,
	  .values = "own",
	  .most_words = 1 },
	{ .name = "queue",
	  .run = vt_run_queue,
	  .action = VT_ACTION_LOOK,
	  .values = "own",
	  .flags = "held" },
	{ .name = "held", .run = vt_run_held, .action = VT_ACTION_LOOK, .values = "own" },
	{ .name = "sealed",
	  .sub = "list",
	  .run = vt_run_sealed_list,
	  .action = VT_ACTION_SEALED_LIST,
	  .values = "own",
	  .most_words = 1 },
	{ .name = "backup", .run = vt_run_backup, .action = VT_ACTION_LOOK, .flags = "full" },
	{ .name = "check",
	  .run = vt_run_check,
	  .action = VT_ACTION_LOOK,
	  .anybody = true,
	  .values = "waiting held outbox failed certificate crl fetch backup free" },
	{ .name = "balance", .run = run_balance, .action = VT_ACTION_LOOK, .values = "own day" },
	{ .name = "verify",
	  .run = run_verify,
	  .action = VT_ACTION_LOOK,
	  .values = "head",
	  .flags = "export" },
	{ .name = "policy",
	  .run = run_policy,
	  .action = VT_ACTION_LOOK,
	  .anybody = true,
	  .most_words = 2 },
	{ .name = "routing", .run = vt_look_routing, .action = VT_ACTION_LOOK, .most_words = 2 },
	{ .name = "wait",
	  .run = run_wait,
	  .action = VT_ACTION_LOOK,
	  .anybody = true,
	  .values = "timeout",
	  .flags = "idle" },
	{ 0 },
};
/* clang-format on */
