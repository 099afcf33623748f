/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * viewing - that somebody looked at a document with vanthuctl is a line of the ledger
 */
#include "proc/registrar/viewing.h"

#include "base/clock.h"
#include "store/arrivals.h"
#include "work/ask.h"

/* NULL with error unset: none. */
static vt_document *find(const vt_call *call, GError **error)
{
	const char *word = vt_call_word(call, 1);
	const char *year_text = vt_call_option(call, "year");
	int year = vt_clock_vietnam(call->now).year;
	const vt_book *book = NULL;
	int64_t number = 0;

	if (word == NULL)
		return NULL;
	if (year_text != NULL)
		year = (int)g_ascii_strtoll(year_text, NULL, 10);
	if (!vt_ask_number(word, year, &number, &year))
		return vt_arrival_id_is_valid(word)
			       ? vt_documents_of_arrival(call->store, word, error)
			       : NULL;
	if (call->own != NULL)
		book = vt_office_incoming_book(call->office, call->own);
	return book != NULL
		       ? vt_documents_find(call->store, book->own, book->key, year, number, error)
		       : NULL;
}

bool vt_viewing_note(const vt_call *call, void *unused, GError **error)
{
	const vt_viewer viewer = { call->store, call->office, call->person, call->now };
	GError *fault = NULL;

	(void)unused;
	g_autoptr(vt_document) document = find(call, &fault);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document == NULL || (call->own != NULL && g_strcmp0(document->own, call->own) != 0))
		return true;
	return vt_right_note_view(&viewer, document->id, vt_call_word(call, 0), "local", error);
}
