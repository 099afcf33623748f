/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enter - the one way into the register
 */
#include "work/enter.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/books.h"
#include "store/ledger.h"
#include "store/search.h"
#include "store/tasks.h"
#include "work/reasons.h"

#define LETTER "Công văn"

char *vt_enter_subject(int64_t document)
{
	return g_strdup_printf("document:%" PRId64, document);
}

char *vt_enter_number(const vt_document *document)
{
	return g_strdup_printf("%" PRId64 "/%d", document->number, document->year);
}

int vt_enter_missing(const vt_value fields[VT_N_FIELDS])
{
	static const vt_field required[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED,
					     VT_FIELD_ISSUER, VT_FIELD_TYPE,     VT_FIELD_SUBJECT };

	for (unsigned i = 0; i < G_N_ELEMENTS(required); i++)
		if (!fields[required[i]].text)
			return (int)required[i];
	return -1;
}

void vt_enter_type(const vt_office *office, vt_value fields[VT_N_FIELDS])
{
	const vt_value *notation = &fields[VT_FIELD_NOTATION];
	vt_value *type = &fields[VT_FIELD_TYPE];

	if (type->text || !notation->text)
		return;
	/* "2026/TT-BCA", "TB-UBND": the type's letters stand before the first dash, after any year.
	 */
	const char *slash = strrchr(notation->text, '/');
	const char *from = slash ? slash + 1 : notation->text;
	g_autofree char *abbreviation = g_strndup(from, strcspn(from, "-"));

	if (vt_office_type_by_abbreviation(office, abbreviation))
		return;
	type->text = g_strdup(LETTER);
	type->origin = notation->origin;
	type->confidence = notation->confidence;
}

const char *vt_enter_legal_value(const vt_arrival *arrival)
{
	if (arrival && (!arrival->text_layer || arrival->status != VT_STATUS_VALID))
		return VT_LEGAL_REFERENCE;
	return VT_LEGAL_UNDETERMINED;
}

void vt_enter_fields_hash(const vt_document *document, char hash_out[VT_SHA256_HEX])
{
	g_autoptr(vt_json) json = vt_json_new(false);

	vt_json_open(json, NULL);
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		if (document->fields[i].text && i != VT_FIELD_ARRIVED
		    && i != VT_FIELD_ARRIVAL_NUMBER)
			vt_json_string(json, vt_field_get((vt_field)i)->key,
				       document->fields[i].text);
	vt_json_close(json);
	g_autofree char *text = vt_json_take(json);
	vt_sha256_hex(text, strlen(text), hash_out);
}

static bool write_ledger(vt_store *store, const vt_entering *entering, GError **error)
{
	const vt_document *document = entering->document;
	g_autoptr(vt_entry) entry = vt_entry_new("register", entering->actor->person,
						 entering->actor->proof, entering->actor->now);
	g_autofree char *subject = vt_enter_subject(document->id);
	char fields[VT_SHA256_HEX];

	vt_enter_fields_hash(document, fields);
	vt_entry_int(entry, "document", document->id);
	vt_entry_text(entry, "own", document->own);
	vt_entry_text(entry, "book", document->book);
	vt_entry_int(entry, "year", document->year);
	vt_entry_int(entry, "number", document->number);
	vt_entry_text(entry, "fields", fields);
	if (entering->arrival) {
		vt_entry_text(entry, "arrival", entering->arrival->id);
		vt_entry_text(entry, "sha256", entering->arrival->sha256);
		vt_entry_int(entry, "code", entering->arrival->code);
	}
	vt_entry_reason(entry, document->reason);
	return vt_ledger_append(store, entry, subject, error);
}

/* Regulation Đ4.5: what is kept for ever is kept on paper. Of what the office scanned itself it
 * lies there already. */
static bool want_paper(vt_store *store, const vt_office *office, const vt_entering *entering,
		       GError **error)
{
	vt_document *document = entering->document;
	bool scanned = false;

	if (entering->arrival == NULL
	    || !vt_office_is_permanent(office, vt_document_text(document, VT_FIELD_TYPE)))
		return true;
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(store, entering->arrival->id, error);
	for (guint i = 0; whys != NULL && i < whys->len; i++)
		scanned |= strcmp(((const vt_why *)g_ptr_array_index(whys, i))->word,
				  vt_reason_word(VT_REASON_OWN_SCAN))
			   == 0;
	if (whys == NULL || scanned)
		return whys != NULL;
	document->paper = g_strdup(VT_PAPER_WANTED);
	return vt_documents_paper_wanted(store, document->id, error);
}

bool vt_enter(vt_store *store, const vt_office *office, const vt_entering *entering, GError **error)
{
	vt_document *document = entering->document;
	const vt_book *book = vt_office_incoming_book(office, document->own);
	int64_t first = book->first_year == entering->year && book->first > 0 ? book->first : 1;

	g_free(document->book);
	g_free(document->by);
	g_free(document->proof);
	document->book = g_strdup(book->key);
	document->by = g_strdup(entering->actor->person);
	document->proof = g_strdup(entering->actor->proof);
	document->year = entering->year;
	document->registered_at = entering->actor->now;
	document->arrival = g_strdup(entering->arrival ? entering->arrival->id : NULL);
	const vt_book_year wanted = {
		.own = document->own, .book = document->book, .year = document->year, .first = first
	};
	return vt_books_draw(store, &wanted, &document->number, error)
	       && vt_documents_insert(store, document, error)
	       && want_paper(store, office, entering, error)
	       && vt_documents_set_stage(store, document->id, VT_STAGE_REGISTERED, VT_TIME_NONE,
					 error)
	       && vt_search_put(store, document, entering->text, error)
	       && write_ledger(store, entering, error);
}

bool vt_enter_alert(vt_store *store, const vt_alerting *alerting, vt_alert_kind kind,
		    const vt_document *document, const char *resembles, GError **error)
{
	vt_alert *alert = g_new0(vt_alert, 1);

	alert->kind = kind;
	alert->document = document ? document->id : 0;
	alert->year = document ? document->year : 0;
	alert->number = document ? document->number : 0;
	alert->arrival = g_strdup(document ? document->arrival : resembles);
	alert->detail = g_strdup("");
	g_ptr_array_add(alerting->alerts, alert);
	return vt_documents_link(store, alerting->arrival, alert, alerting->now, error);
}

bool vt_enter_same_files(vt_store *store, const vt_alerting *alerting, const GPtrArray *parts,
			 GError **error)
{
	for (unsigned i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);
		GError *fault = NULL;

		if (!part->attachment || part->bytes == 0)
			continue;
		g_autoptr(vt_document) twin = vt_documents_same_attachment(
			store, alerting->own, part->sha256, alerting->arrival, &fault);
		if (fault) {
			g_propagate_error(error, fault);
			return false;
		}
		if (twin
		    && !vt_enter_alert(store, alerting, VT_ALERT_ATTACHMENT, twin, NULL, error))
			return false;
	}
	return true;
}
