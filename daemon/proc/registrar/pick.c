/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pick - numbers and ids to documents and messages
 */
#include "proc/registrar/pick.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/registrar.h"

static bool parse_number(const char *word, int64_t *number_out, int64_t *year_out)
{
	g_auto(GStrv) pieces = g_strsplit(word, "/", 2);
	guint64 number = 0;
	guint64 year = 0;

	if (!g_ascii_string_to_unsigned(pieces[0], 10, 1, 9999999999ull, &number, NULL))
		return false;
	if (pieces[1] != NULL
	    && !g_ascii_string_to_unsigned(pieces[1], 10, 1900, 2199, &year, NULL))
		return false;
	*number_out = (int64_t)number;
	if (pieces[1] != NULL)
		*year_out = (int64_t)year;
	return true;
}

static bool pick_document(const vt_call *call, int64_t number, int64_t year,
			  vt_document **document_out)
{
	const GPtrArray *owns = call->office->directory->own;
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < owns->len && *document_out == NULL && error == NULL; i++) {
		const vt_own *own = g_ptr_array_index(owns, i);
		const vt_book *book = vt_office_incoming_book(call->office, own->key);

		if (call->own == NULL && owns->len > 1) {
			vt_reply_end(call->reply, EX_USAGE,
				     "several own agencies: name one with --own");
			return false;
		}
		if (call->own == NULL || strcmp(call->own, own->key) == 0)
			*document_out = vt_documents_find(call->store, own->key, book->key,
							  (int)year, number, &error);
	}
	if (error != NULL)
		vt_call_failed(call, error);
	return error == NULL;
}

/* Regulation Đ5.3-5.4: until a named person releases it, for the clerk and the security officer. */
bool vt_pick_is_reserved(const vt_call *call, const vt_arrival *arrival)
{
	static const vt_code listed[] = { VT_CODE_SUBJECT_RELIGION, VT_CODE_SUBJECT_FOREIGN,
					  VT_CODE_SUBJECT_HARMFUL };
	g_autoptr(GPtrArray) findings = NULL;

	if (arrival->released_by != NULL
	    || (call->person != NULL
		&& (vt_person_has(call->person, VT_ROLE_CLERK)
		    || vt_person_has(call->person, VT_ROLE_SECURITY))))
		return false;
	findings = vt_arrivals_findings(call->store, arrival->id, NULL);
	for (unsigned i = 0; findings != NULL && i < G_N_ELEMENTS(listed); i++) {
		if (vt_findings_have(findings, listed[i]))
			return true;
	}
	return findings == NULL;
}

/* Who acts on it was told its id, and policy says whether he may. */
static bool is_hidden(const vt_call *call, const vt_arrival *arrival)
{
	return call->store != call->registrar->store && vt_pick_is_reserved(call, arrival);
}

bool vt_pick_shows(const vt_call *call, const vt_arrival *arrival)
{
	return (call->own == NULL || arrival->own == NULL || strcmp(arrival->own, call->own) == 0)
	       && !is_hidden(call, arrival);
}

bool vt_pick(const vt_call *call, const char *word, vt_document **document_out,
	     vt_arrival **arrival_out)
{
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	int64_t number = 0;
	int64_t year = vt_clock_vietnam(call->now).year;

	if (word == NULL) {
		vt_reply_end(call->reply, EX_USAGE,
			     "which one? a number (số đến) or the id of a message");
		return false;
	}
	if (parse_number(word, &number, &year)) {
		if (!vt_call_number(call, "year", year, &year)
		    || !pick_document(call, number, year, &document))
			return false;
		if (document != NULL && document->arrival != NULL)
			arrival = vt_arrivals_get(call->store, document->arrival, NULL);
	} else if (vt_arrival_id_is_valid(word)) {
		arrival = vt_arrivals_get(call->store, word, NULL);
		if (arrival != NULL && !vt_pick_shows(call, arrival))
			g_clear_pointer(&arrival, vt_arrival_free);
		if (arrival != NULL)
			document = vt_documents_of_arrival(call->store, arrival->id, NULL);
	}
	if (document == NULL && arrival == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "không tìm thấy '%s'", word);
		return false;
	}
	*document_out = g_steal_pointer(&document);
	*arrival_out = g_steal_pointer(&arrival);
	return true;
}
