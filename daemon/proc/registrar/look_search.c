/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_search - vanthuctl search: documents by words, dates and fields, newest first
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/text.h"
#include "proc/registrar/look.h"
#include "store/search.h"
#include "store/tasks.h"

#define DAY 86400

bool vt_look_day(const vt_call *call, const char *name, int64_t shift, int64_t *at_out)
{
	const char *text = vt_call_option(call, name);
	int64_t at = VT_TIME_NONE;

	*at_out = 0;
	if (text == NULL)
		return true;
	if (!vt_clock_parse_iso(text, &at)) {
		vt_reply_end(call->reply, EX_USAGE, "'%s' is no day such as 2026-11-22", text);
		return false;
	}
	*at_out = vt_clock_day_begin(at) + shift;
	return true;
}

static bool take_stage(const vt_call *call, vt_stage *stage, vt_search_for *what)
{
	const char *names[VT_N_STAGES] = { NULL };
	const char *name = vt_call_option(call, "stage");
	unsigned n = 0;

	if (name == NULL)
		return true;
	int found = vt_stage_find(name);
	if (found > VT_STAGE_NONE) {
		*stage = (vt_stage)found;
		what->stage = stage;
		return true;
	}
	for (int i = VT_STAGE_NONE + 1; i < VT_N_STAGES; i++)
		names[n++] = vt_stage_name((vt_stage)i);
	g_autofree char *all = g_strjoinv(" ", (char **)(uintptr_t)names);
	vt_reply_end(call->reply, EX_USAGE, "unknown stage '%s'; stages are: %s", name, all);
	return false;
}

static char *words_of(const vt_call *call)
{
	GString *words = g_string_new(NULL);

	for (unsigned i = 1; vt_call_word(call, i) != NULL; i++)
		g_string_append_printf(words, "%s%s", i > 1 ? " " : "", vt_call_word(call, i));
	return g_string_free(words, FALSE);
}

static void put_totals(const vt_call *call, const vt_search_hits *hits, int64_t page)
{
	static const vt_column columns[] = {
		{ "#total", "Số văn bản" },
		{ "#page", "Trang số" },
		{ "#pages", "Số trang" },
		{ "more", "Còn nữa" },
	};
	unsigned pages = (hits->total + VT_SEARCH_PAGE - 1) / VT_SEARCH_PAGE;
	g_autofree char *total = g_strdup_printf("%u", hits->total);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, page);
	g_autofree char *of = g_strdup_printf("%u", pages);
	const char *cells[] = { total, at, of, hits->total == VT_SEARCH_MOST ? "yes" : "no" };

	vt_reply_table(call->reply, "found", columns, G_N_ELEMENTS(columns));
	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static bool put_hit(const vt_call *call, int64_t id, GError **error)
{
	g_autoptr(vt_document) document = vt_documents_get(call->store, id, error);
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (document == NULL || !vt_documents_stage(call->store, id, &stage, &due_at, error))
		return false;
	const char *notation = vt_document_text(document, VT_FIELD_NOTATION);
	g_autofree char *number =
		g_strdup_printf("%" G_GINT64_FORMAT "/%d", document->number, document->year);
	g_autofree char *arrived = vt_clock_day_vietnam(document->arrived_at);
	g_autofree char *code =
		g_strdup_printf("%s%s%s", vt_document_text(document, VT_FIELD_NUMBER),
				*notation != '\0' ? "/" : "", notation);
	g_autofree char *due = vt_clock_day_vietnam(due_at);
	const char *cells[] = {
		number,
		arrived,
		vt_document_text(document, VT_FIELD_ISSUER),
		code,
		vt_document_text(document, VT_FIELD_ISSUED),
		vt_document_text(document, VT_FIELD_TYPE),
		vt_document_text(document, VT_FIELD_SUBJECT),
		stage == VT_STAGE_NONE ? "" : vt_stage_name(stage),
		due,
		vt_document_state_name(document->state),
		document->arrival,
	};
	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	return true;
}

static void put_hits(const vt_call *call, const vt_search_hits *hits)
{
	static const vt_column columns[] = {
		{ "number", "Số đến" },     { "arrived", "Ngày đến" },    { "issuer", "Cơ quan" },
		{ "code", "Số, ký hiệu" },  { "issued", "Ngày văn bản" }, { "type", "Tên loại" },
		{ "subject", "Trích yếu" }, { "stage", "Giải quyết" },    { "due", "Hạn" },
		{ "state", "Tình trạng" },  { "id", "Mã thư" },
	};
	g_autoptr(GError) error = NULL;

	vt_reply_table(call->reply, "hits", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; i < hits->ids->len; i++) {
		if (!put_hit(call, g_array_index(hits->ids, int64_t, i), &error)) {
			vt_look_gone(call, error);
			return;
		}
	}
	vt_reply_end(call->reply, EX_OK, NULL);
}

void vt_run_search(const vt_call *call)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *words = words_of(call);
	vt_search_for what = { .own = call->own,
			       .words = words,
			       .issuer = vt_call_option(call, "issuer"),
			       .type = vt_call_option(call, "type") };
	vt_search_hits hits = { NULL, 0 };
	vt_stage stage = VT_STAGE_NONE;
	int64_t year = 0, page = 1;

	if (!vt_look_day(call, "from", 0, &what.from) || !vt_look_day(call, "to", DAY, &what.to)
	    || !vt_call_number(call, "year", 0, &year) || !vt_call_number(call, "page", 1, &page)
	    || !take_stage(call, &stage, &what))
		return;
	if (*words == '\0' && g_hash_table_size(call->order->options) == 0) {
		vt_reply_end(call->reply, EX_USAGE,
			     "search for what? words, or --from, --issuer ...");
		return;
	}
	what.year = (int)MIN(year, 9999);
	page = CLAMP(page, 1, VT_SEARCH_MOST / VT_SEARCH_PAGE);
	if (!vt_search_find(call->store, &what, (unsigned)page - 1, &hits, &error)) {
		vt_call_failed(call, error);
		return;
	}
	put_totals(call, &hits, page);
	put_hits(call, &hits);
	g_array_unref(hits.ids);
}
