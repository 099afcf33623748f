/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_search - TÌM words: the documents that the person may see, newest first, a page of them
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/ledger.h"
#include "store/search.h"
#include "work/ask.h"
#include "work/notices_private.h"
#include "work/proofs.h"

#define SHOWN_CHARS 120
#define WORDS_CHARS 120

/* A look at every hit: whether the person may see it. */
typedef struct looking {
	vt_viewer viewer;
	GError *fault; /* of the first that failed */
} looking;

static bool may_see(int64_t document, void *data)
{
	looking *l = data;
	vt_right right = VT_RIGHT_NONE;

	return l->fault == NULL && vt_right_to_id(&l->viewer, document, &right, &l->fault)
	       && right != VT_RIGHT_NONE;
}

/* "nghị định 30 trang 2" -> the words, and page 1 (from 0). */
static char *split_page(const char *argument, unsigned *page_out)
{
	g_autofree char *folded = vt_text_fold(argument);
	g_autoptr(GRegex) regex = g_regex_new(" trang ([1-9][0-9]?)[ .]*$", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	*page_out = 0;
	if (!g_regex_match(regex, folded, 0, &match))
		return g_strdup(argument);
	g_autofree char *number = g_match_info_fetch(match, 1);
	*page_out = (unsigned)g_ascii_strtoull(number, NULL, 10) - 1;
	/* Searching folds anyway; quotes and * are kept by it. */
	int begin = 0;
	g_match_info_fetch_pos(match, 0, &begin, NULL);
	return g_strndup(folded, (gsize)begin);
}

static bool add_row(const vt_hearing *h, vt_mail *mail, int64_t id, unsigned number, GError **error)
{
	g_autoptr(vt_document) d = vt_documents_get(h->j->store, id, error);
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (d == NULL || !vt_documents_stage(h->j->store, id, &stage, &due_at, error))
		return d == NULL && (error == NULL || *error == NULL);
	g_autofree char *entry = g_strdup_printf("%" G_GINT64_FORMAT "/%d", d->number, d->year);
	g_autofree char *row = g_strdup_printf("%u", number);
	g_autofree char *arrived = vt_clock_day_vietnam(d->arrived_at);
	g_autofree char *code = vt_notice_number(d);
	g_autofree char *code_shown = code != NULL ? vt_text_quoted(code, SHOWN_CHARS) : NULL;
	g_autofree char *issuer = vt_text_quoted(vt_document_text(d, VT_FIELD_ISSUER), SHOWN_CHARS);
	g_autofree char *subject =
		vt_text_quoted(vt_document_text(d, VT_FIELD_SUBJECT), SHOWN_CHARS);
	g_autofree char *show = vt_ask_link(h, VT_VERB_SHOW, entry);
	g_autofree char *files = vt_ask_link(h, VT_VERB_SEND_FILES, entry);
	g_autofree char *gone = vt_ask_sentence(h, "xem_da_huy", NULL, NULL);
	const char *stage_shown =
		vt_ask_is_vietnamese(h) ? vt_stage_shown(stage) : vt_stage_name(stage);
	const char *const cells[][2] = {
		{ "tim_stt", row },
		{ "tim_so_den", entry },
		{ "tim_ngay_den", arrived },
		{ "tim_so_ky_hieu", code_shown },
		{ "tim_co_quan", issuer },
		{ "tim_trich_yeu", subject },
		{ "tim_tinh_trang", d->state == VT_DOCUMENT_VOID ? gone : stage_shown },
		{ "tim_lien_ket_xem", show },
		{ "tim_lien_ket_gui", files },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, vt_document_message(d), cells[i][0], cells[i][1]);
	return true;
}

static bool note_search(const vt_hearing *h, const char *words, const vt_search_hits *hits,
			GError **error)
{
	g_autofree char *proof = vt_proofs_text(h->proofs);
	g_autoptr(vt_entry) entry = vt_entry_new("search", h->person->key, proof, h->j->seen->now);

	/* What somebody looks for may be content: it stands beside the line. */
	vt_entry_reason(entry, words);
	vt_entry_int(entry, "hits", hits->total);
	vt_entry_text(entry, "arrival", h->j->arrival->id);
	return vt_ledger_append(h->j->store, entry, h->j->arrival->id, error);
}

static void add_head(const vt_hearing *h, vt_mail *mail, const char *words,
		     const vt_search_hits *hits, unsigned page)
{
	unsigned pages = MAX(1, (hits->total + VT_SEARCH_PAGE - 1) / VT_SEARCH_PAGE);
	g_autofree char *shown = vt_text_quoted(words, WORDS_CHARS);
	g_autofree char *total = g_strdup_printf("%u", hits->total);
	g_autofree char *at = g_strdup_printf("%u", page + 1);
	g_autofree char *of = g_strdup_printf("%u", pages);
	g_autofree char *most = vt_ask_sentence(h, "tim_qua_nhieu", "gioi_han", total);

	vt_mail_add(mail, "tim_tu", shown);
	vt_mail_add(mail, "tim_so", total);
	vt_mail_add(mail, "tim_trang", at);
	vt_mail_add(mail, "tim_so_trang", of);
	if (hits->total == VT_SEARCH_MOST)
		vt_mail_add(mail, "tim_qua_nhieu", most);
	if (page + 1 < pages) {
		g_autofree char *folded = vt_text_fold(words);
		g_autofree char *next = g_strdup_printf("%.300s trang %u", folded, page + 2);
		g_autofree char *link = vt_ask_link(h, VT_VERB_SEARCH, next);

		vt_mail_add(mail, "tim_lien_ket_tiep", link);
	}
}

static bool answer(vt_hearing *h, const char *words, const vt_search_hits *hits, unsigned page,
		   GError **error)
{
	vt_mail *mail = vt_hearing_answer(h, "tim");
	unsigned outgoing = 0;

	if (mail == NULL)
		return true;
	add_head(h, mail, words, hits, page);
	if (page == 0 && !vt_ask_search_outgoing(h, mail, words, &outgoing, error))
		return false;
	for (guint i = 0; i < hits->ids->len; i++) {
		if (!add_row(h, mail, g_array_index(hits->ids, int64_t, i),
			     page * VT_SEARCH_PAGE + i + 1, error))
			return false;
	}
	return note_search(h, words, hits, error);
}

bool vt_ask_search(vt_hearing *h, const vt_instruction *said, GError **error)
{
	unsigned page = 0;
	/* "TÌM 123/2026 biên chế": a number behind the word is looked for as well. */
	g_autofree char *argument = g_strdup_printf(
		"%s%s%s", said->number != NULL ? said->number : "",
		said->number != NULL && *said->number != '\0' ? " " : "", said->argument);
	g_autofree char *words = split_page(argument, &page);
	looking look = { vt_ask_viewer(h), NULL };
	bool sees_more =
		vt_right_is_office(h->person) || vt_person_has(h->person, VT_ROLE_UNIT_HEAD);
	const vt_search_for what = { .own = h->person->own,
				     .words = words,
				     .concerns = sees_more ? NULL : h->person->key,
				     .shows = may_see,
				     .data = &look };
	vt_search_hits hits = { NULL, 0 };
	bool may = false;

	if (!vt_ask_may(h, &may, error))
		return false;
	if (!may)
		return true;
	if (!vt_search_find(h->j->store, &what, page, &hits, error))
		return false;
	if (look.fault != NULL) {
		g_propagate_error(error, look.fault);
		g_array_unref(hits.ids);
		return false;
	}
	g_autoptr(GArray) ids = hits.ids;
	if (h->trying) {
		g_autofree char *total = g_strdup_printf("%u", hits.total);

		vt_hearing_say(h, "chay_thu_tim", "so_van_ban", total, NULL);
		return true;
	}
	return answer(h, words, &hits, page, error);
}
