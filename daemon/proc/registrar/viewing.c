/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * viewing - that somebody looked at a document with vanthuctl is a line of the ledger
 */
#include "proc/registrar/viewing.h"

#include "base/clock.h"
#include "proc/registrar/look.h"
#include "store/arrivals.h"
#include "store/ledger.h"
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

/* What somebody looks for may be content: it stands beside the line. */
static bool note_search(const vt_call *call, GError **error)
{
	g_autoptr(vt_entry) entry =
		vt_entry_new("search", call->person != NULL ? call->person->key : VT_BY_ITSELF,
			     "local", call->now);
	g_autoptr(GString) words = g_string_new(NULL);

	for (unsigned i = 1; vt_call_word(call, i) != NULL; i++)
		g_string_append_printf(words, "%s%s", i > 1 ? " " : "", vt_call_word(call, i));
	vt_entry_reason(entry, words->str);
	return vt_ledger_append(call->store, entry, NULL, error);
}

static bool note_outgoing(const vt_viewer *viewer, const vt_call *call, GError **error)
{
	const char *word = vt_call_word(call, 2);
	GError *fault = NULL;
	g_autoptr(vt_outgoing) o = word != NULL ? vt_look_outgoing(call, word, &fault) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	return o == NULL || vt_right_note_outgoing(viewer, o, "show", "local", error);
}

bool vt_viewing_note(const vt_call *call, void *unused, GError **error)
{
	const vt_viewer viewer = { call->store, call->office, call->person, call->now };
	GError *fault = NULL;

	(void)unused;
	if (g_strcmp0(vt_call_word(call, 0), "search") == 0)
		return note_search(call, error);
	if (g_strcmp0(vt_call_word(call, 0), "outgoing") == 0)
		return note_outgoing(&viewer, call, error);
	g_autoptr(vt_document) document = find(call, &fault);

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document == NULL || (call->own != NULL && g_strcmp0(document->own, call->own) != 0))
		return true;
	return vt_right_note_view(&viewer, document->id, vt_call_word(call, 0), "local", error);
}
