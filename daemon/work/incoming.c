/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * incoming - a message arrives, and is concluded
 */
#include "work/incoming.h"

#include "base/clock.h"
#include "base/error.h"
#include "doc/form.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/moves.h"
#include "work/answering.h"
#include "work/enter.h"
#include "work/judging.h"
#include "work/proofs.h"
#include "work/recipient_status.h"
#include "work/replies.h"
#include "work/ruling.h"
#include "work/scanned.h"
#include "work/seal.h"
#include "work/tracking.h"

void vt_conclusion_clear(vt_conclusion *c)
{
	g_free(c->own);
	g_free(c->duplicate_of);
	g_clear_pointer(&c->whys, g_ptr_array_unref);
	g_clear_pointer(&c->alerts, g_ptr_array_unref);
	g_clear_pointer(&c->undelivered, g_array_unref);
	vt_document_free(c->document);
	memset(c, 0, sizeof(*c));
}

bool vt_incoming_arrive(vt_store *store, const vt_arrival *arrival, bool *known_out, GError **error)
{
	bool known = false;

	if (!vt_arrivals_insert(store, arrival, &known, error))
		return false;
	if (known_out)
		*known_out = known;
	if (known) {
		g_autoptr(vt_arrival) there = vt_arrivals_get(store, arrival->id, error);

		if (!there)
			return false;
		return strcmp(there->sha256, arrival->sha256) == 0
		       || vt_error_set(error, VT_NEVER,
				       "arrival '%s' came twice with different bytes", arrival->id);
	}
	g_autoptr(vt_entry) entry = vt_entry_new("arrive", VT_BY_ITSELF, "", arrival->received_at);
	vt_entry_text(entry, "arrival", arrival->id);
	vt_entry_text(entry, "sha256", arrival->sha256);
	vt_entry_int(entry, "bytes", (int64_t)arrival->bytes);
	vt_entry_text(entry, "door", arrival->door);
	return vt_ledger_append(store, entry, arrival->id, error);
}

static const char *own_among(const vt_office *office, const GPtrArray *addresses)
{
	for (unsigned i = 0; addresses && i < addresses->len; i++) {
		const vt_own *own =
			vt_directory_own_at(office->directory, g_ptr_array_index(addresses, i));

		if (own)
			return own->key;
	}
	return NULL;
}

/* The door knows best, then the envelope, then To and Cc; a server of one agency has no choice. */
static const char *choose_own(const vt_judging *j)
{
	const vt_envelope *envelope = j->seen->envelope;
	const GPtrArray *all = j->office->directory->own;
	const char *own = envelope ? envelope->own : NULL;

	if (!own && envelope)
		own = own_among(j->office, envelope->recipients);
	if (!own && j->seen->contents)
		own = own_among(j->office, j->seen->contents->recipients);
	if (!own && all->len == 1)
		own = ((const vt_own *)g_ptr_array_index(all, 0))->key;
	return own;
}

static vt_alerting alerting_of(const vt_judging *j)
{
	return (vt_alerting){ j->arrival->id, j->arrival->own, j->seen->now,
			      j->conclusion->alerts };
}

static bool alert(const vt_judging *j, vt_alert_kind kind, const vt_document *document,
		  const char *resembles, GError **error)
{
	const vt_alerting alerting = alerting_of(j);

	return vt_enter_alert(j->store, &alerting, kind, document, resembles, error);
}

/* A secret: bytes to sealed/, and nothing in the tables but what was there before. */
static bool conclude_secret(vt_judging *j, int code, const vt_arrival *same, GError **error)
{
	vt_arrival *arrival = j->arrival;
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);

	/* Asked for again after it had been read as harmless: take everything back first. */
	if (!vt_seal_take_back(j->store, arrival->id, NULL, error))
		return false;
	/* A copy of it lies open: whoever hears of this one hears of that one. */
	if (same && !same->secret && !alert(j, VT_ALERT_BYTES, NULL, same->id, error))
		return false;
	vt_findings_add(findings, (vt_code)code, "%s", "");
	vt_scanned_add(j, findings);
	if (!vt_arrivals_set_findings(j->store, arrival->id, findings, NULL, error))
		return false;
	g_autoptr(vt_arrival) bare = vt_arrivals_get(j->store, arrival->id, error);
	if (!bare)
		return false;
	vt_judging_put(&bare->own, arrival->own);
	vt_judging_put(&bare->decided_by, VT_BY_ITSELF);
	bare->state = VT_STATE_HELD;
	bare->place = VT_PLACE_SEALED;
	bare->verdict = VT_BAD;
	bare->code = code;
	bare->concluded_at = j->seen->now;
	bare->secret = true;
	vt_files_follow(j->store, bare);
	vt_arrival_free(j->arrival);
	j->arrival = g_steal_pointer(&bare);
	vt_judging_tell(j, VT_STATE_HELD);
	return vt_arrivals_update(j->store, j->arrival, error)
	       && vt_moves_ask(j->store, j->arrival->id, VT_MOVE_SEALED, j->seen->now, error)
	       && vt_judging_ledger(j, error);
}

/* The child died before the secrecy filter could speak: held, and still nothing is written about
 * what it holds. */
static bool conclude_blind(vt_judging *j, GError **error)
{
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);
	vt_code code = j->seen->jail_code ? j->seen->jail_code : VT_CODE_CHILD_DIED;

	j->arrival->verdict = VT_DOUBT;
	j->arrival->code = (int)code;
	vt_judging_reason(j, VT_REASON_NOT_INSPECTED, "");
	vt_findings_add(findings, code, "%s", "");
	return vt_judging_blind(j, findings, error);
}

static bool finish_duplicate(vt_judging *j, vt_reason reason, vt_alert_kind kind, const char *first,
			     const vt_document *document, GError **error)
{
	g_autofree char *number = document ? vt_enter_number(document) : NULL;

	vt_judging_reason(j, reason, number ? number : first);
	vt_judging_put(&j->arrival->duplicate_of, first);
	return alert(j, kind, document, first, error)
	       && vt_judging_finish(j, VT_STATE_DUPLICATE, error);
}

/* The same bytes, or the same signature: duplicate of an arrival of the same own agency; for
 * another one a person must look. */
static bool conclude_as_copy(vt_judging *j, const vt_arrival *first, vt_reason reason,
			     vt_alert_kind kind, GError **error)
{
	if (first->own && j->arrival->own && strcmp(first->own, j->arrival->own) != 0) {
		vt_judging_reason(j, VT_REASON_OTHER_OWN, "");
		return vt_judging_finish(j, VT_STATE_HELD, error);
	}
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(j->store, first->id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	return finish_duplicate(j, reason, kind, first->id, document, error)
	       && vt_judging_recipients(j, first->id, error);
}

/* What is told of our own mail; a receipt may be signed, a document may not disappear as one. */
static bool conclude_told(vt_judging *j, bool *done_out, GError **error)
{
	*done_out = false;
	if (vt_judging_is_document(j) && j->seen->contents->main_part >= 0)
		return true;
	return vt_tracking_conclude(j, done_out, error);
}

/* Our own mail, and mail that no person wrote. done_out false: neither. */
static bool conclude_loop(vt_judging *j, bool *done_out, GError **error)
{
	bool ours = j->seen->contents->own_purpose || vt_judging_found(j, VT_CODE_OUR_NOTICE)
		    || vt_judging_found(j, VT_CODE_OUR_ADDRESS);
	bool automatic = vt_judging_first(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_ADDRESS) != 0;
	bool is_test = false, told = false;

	if (!ours && (!conclude_told(j, done_out, error) || *done_out))
		return *done_out;
	*done_out = ours || automatic;
	if (!*done_out)
		return true;
	if (ours && (!vt_judging_roundtrip(j, &is_test, error) || is_test))
		return is_test;
	if (ours && (!vt_recipient_status(j, &told, error) || told))
		return told;
	vt_judging_reason(j, VT_REASON_LOOP, "");
	/* A header that nobody signed must not make a proved document disappear. */
	if (vt_judging_is_document(j) && !ours)
		return vt_judging_finish(j, VT_STATE_HELD, error);
	/* Why it is ignored is what a person should read, not that nobody signs auto-replies. */
	j->arrival->code =
		vt_judging_found(j, VT_CODE_OUR_NOTICE)
			? VT_CODE_OUR_NOTICE
			: vt_judging_first(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_ADDRESS);
	return vt_judging_finish(j, VT_STATE_IGNORED, error);
}

static bool is_confident(const vt_value *value)
{
	return value->text && value->confidence >= VT_CONFIDENT;
}

/* Only values that may register by themselves, in the form the law gives them. */
static void take_fields(vt_judging *j, vt_value fields[VT_N_FIELDS])
{
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &j->seen->contents->fields[i];

		if (!is_confident(value) || i == VT_FIELD_ARRIVED || i == VT_FIELD_ARRIVAL_NUMBER)
			continue;
		fields[i].origin = value->origin;
		fields[i].confidence = value->confidence;
		if (!vt_field_normal((vt_field)i, value->text, &fields[i].text, NULL))
			vt_judging_reason(j, VT_REASON_FIELD_WRONG, vt_field_get((vt_field)i)->key);
	}
	if (!j->seen->contents->fields[VT_FIELD_TYPE].text)
		vt_enter_type(j->office, fields);
	if (!fields[VT_FIELD_PAGES].text && j->seen->contents->pages > 0
	    && j->seen->contents->pages < 1000) {
		fields[VT_FIELD_PAGES].text = g_strdup_printf("%d", j->seen->contents->pages);
		fields[VT_FIELD_PAGES].origin = VT_ORIGIN_PDF;
		fields[VT_FIELD_PAGES].confidence = 100;
	}
}

static void demand_fields(vt_judging *j, const vt_value fields[VT_N_FIELDS])
{
	static const vt_field required[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED,
					     VT_FIELD_ISSUER, VT_FIELD_TYPE,     VT_FIELD_SUBJECT };

	for (unsigned i = 0; i < G_N_ELEMENTS(required); i++) {
		const vt_value *proposed = &j->seen->contents->fields[required[i]];

		if (!fields[required[i]].text && !is_confident(proposed))
			vt_judging_reason(j,
					  proposed->text ? VT_REASON_FIELD_PROPOSED
							 : VT_REASON_FIELD_MISSING,
					  vt_field_get(required[i])->key);
	}
}

/* What stands between this message and a number of its own. */
static void demand_all(vt_judging *j, const vt_value fields[VT_N_FIELDS])
{
	const vt_arrival *a = j->arrival;

	if (a->verdict != VT_GOOD || !a->signer_sha256 || !a->digest)
		vt_judging_reason(j, VT_REASON_VERDICT, "");
	if (vt_judging_first(j, VT_CODE_SUBJECT_RELIGION, VT_CODE_SUBJECT_HARMFUL))
		vt_judging_reason(j, VT_REASON_SUBJECT_LIST, "");
	if (!a->text_layer && !vt_judging_first(j, VT_CODE_SCAN, VT_CODE_SCAN)
	    && !vt_judging_first(j, VT_CODE_NO_DOCUMENT, VT_CODE_NO_DOCUMENT))
		vt_judging_reason(j, VT_REASON_SCAN, "");
	if (a->status == VT_STATUS_VALID && !a->agency)
		vt_judging_reason(j, VT_REASON_AGENCY, "");
	if (!a->own)
		vt_judging_reason(j, VT_REASON_OWN, "");
	else if (!vt_office_incoming_book(j->office, a->own))
		vt_judging_reason(j, VT_REASON_NO_BOOK, "");
	if (j->seen->evidence_missing)
		vt_judging_reason(j, VT_REASON_EVIDENCE, j->seen->evidence_missing);
	/* Said only when nothing else stands in the way: a person reads the cause, not its
	 * consequence. */
	if (a->verdict == VT_GOOD && !j->seen->allowed)
		vt_judging_reason(j, VT_REASON_POLICY, "");
	demand_fields(j, fields);
}

static bool conclude_registered(vt_judging *j, vt_document *document, GError **error)
{
	const vt_arrival *a = j->arrival;
	g_autofree char *proof = vt_proofs_text(vt_proofs_of(j->office, j->seen->identity));
	const vt_actor itself = { VT_BY_ITSELF, a->own, proof, j->seen->now, NULL };
	const vt_entering entering = { document, a, &itself, j->seen->text,
				       vt_clock_vietnam(j->seen->now).year };
	bool first = true;

	document->own = g_strdup(a->own);
	document->agency = g_strdup(a->agency);
	document->legal_value = g_strdup(vt_enter_legal_value(a));
	document->arrived_at = a->received_at;
	if (!vt_judging_save(j, VT_STATE_REGISTERED, error)
	    || !vt_enter(j->store, j->office, &entering, error))
		return false;
	if (!vt_arrivals_count_signature(j->store, a->signer_sha256, a->digest, a->id, &first,
					 error))
		return false;
	return first
	       || vt_error_set(error, VT_NEVER, "read-back: this signature has counted before");
}

/* A proved or doubtful document that came on its own: registered, a duplicate by number, or held.
 */
static bool conclude_document(vt_judging *j, GError **error)
{
	g_autoptr(vt_document) document = vt_document_new();
	const vt_arrival *a = j->arrival;
	GError *fault = NULL;

	take_fields(j, document->fields);
	if (a->verdict != VT_BAD && a->own) {
		g_autoptr(vt_document) twin =
			vt_documents_same_number(j->store, a->own, document->fields, &fault);

		if (fault) {
			g_propagate_error(error, fault);
			return false;
		}
		if (twin)
			return finish_duplicate(j, VT_REASON_SAME_NUMBER, VT_ALERT_NUMBER,
						twin->arrival, twin, error);
	}
	demand_all(j, document->fields);
	const vt_alerting alerting = alerting_of(j);
	if (a->own && !vt_enter_same_files(j->store, &alerting, j->seen->contents->parts, error))
		return false;
	if (j->conclusion->alerts->len > 0)
		vt_judging_reason(j, VT_REASON_SAME_FILE, "");
	if (j->conclusion->whys->len > 0)
		return vt_judging_finish(j, VT_STATE_HELD, error);
	if (!conclude_registered(j, document, error))
		return false;
	j->conclusion->document = g_steal_pointer(&document);
	return true;
}

/* Secret by its own marks, or because these very bytes have been sealed. 0 = neither. */
static int secret_code(const vt_judging *j, const vt_arrival *same)
{
	int code = vt_judging_first(j, VT_CODE_SECRET, VT_CODE_ABSOLUTE_SECRET);

	if (code || !same || !same->secret)
		return code;
	return same->code >= VT_CODE_SECRET && same->code <= VT_CODE_ABSOLUTE_SECRET
		       ? same->code
		       : VT_CODE_SECRET;
}

static bool judge_signed(vt_judging *j, bool *done_out, GError **error)
{
	const vt_identity *identity = j->seen->identity;
	GError *fault = NULL;

	*done_out = false;
	if (identity->status != VT_STATUS_VALID || !identity->signer_sha256 || !identity->digest)
		return true;
	g_autofree char *id = vt_arrivals_signature_of(j->store, identity->signer_sha256,
						       identity->digest, &fault);
	g_autoptr(vt_arrival) first = id && strcmp(id, j->arrival->id) != 0
					      ? vt_arrivals_get(j->store, id, &fault)
					      : NULL;
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	*done_out = first != NULL;
	return !first
	       || conclude_as_copy(j, first, VT_REASON_SAME_SIGNATURE, VT_ALERT_SIGNATURE, error);
}

/* "MẬT" is what a clerk answers, and a mark of secrecy: it is heard, and then lies sealed. done_out
 * false: it answers nothing. */
static bool answer_of_secret(vt_judging *j, bool *done_out, GError **error)
{
	const vt_said *said = j->seen->contents ? j->seen->contents->said : NULL;

	*done_out = false;
	if (!said || !vt_form_says_secret(said) || !j->seen->identity || j->seen->jail_code
	    || j->seen->scan_code)
		return true;
	vt_judging_fill(j);
	if (vt_judging_is_agency_document(j))
		return true;
	if (!vt_answering_conclude_asked(j, done_out, error))
		return false;
	j->conclusion->seals |= *done_out;
	return true;
}

static bool judge(vt_judging *j, GError **error)
{
	GError *fault = NULL;
	bool done = false;

	vt_judging_put(&j->arrival->own, choose_own(j));
	vt_judging_put(&j->arrival->decided_by, VT_BY_ITSELF);
	j->arrival->concluded_at = j->seen->now;
	g_autoptr(vt_arrival) same =
		vt_arrivals_same_bytes(j->store, j->arrival->sha256, j->arrival->id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	int secret = secret_code(j, same);
	if (secret && (!answer_of_secret(j, &done, error) || done))
		return done;
	if (secret)
		return conclude_secret(j, secret, same, error);
	if (j->seen->scan_code == VT_CODE_INFECTED)
		return (!same || same->secret || alert(j, VT_ALERT_BYTES, NULL, same->id, error))
		       && vt_scanned_infected(j, error);
	if (j->seen->scan_code == VT_CODE_SCAN_FAILED)
		return vt_scanned_failed(j, error);
	if (!j->seen->identity || !j->seen->contents || j->seen->jail_code)
		return conclude_blind(j, error);
	vt_scanned_doubt(j);
	vt_judging_fill(j);
	if (same)
		return conclude_as_copy(j, same, VT_REASON_SAME_BYTES, VT_ALERT_BYTES, error);
	if (!vt_answering_conclude_calendar(j, &done, error)
	    || (!done && !conclude_loop(j, &done, error))
	    || (!done && !vt_ruling_ignore(j, &done, error))
	    || (!done && !judge_signed(j, &done, error))
	    || (!done && !vt_replies_conclude(j, vt_judging_is_document(j), &done, error))
	    || (!done && !vt_judging_is_agency_document(j)
		&& !vt_answering_conclude(j, &done, error)))
		return false;
	return done || conclude_document(j, error);
}

/* "MẬT" says it of a message that the answer quotes: it lies where that lies. */
static bool seal_answer(const vt_judging *j, GError **error)
{
	const vt_actor itself = { VT_BY_ITSELF, NULL, "", j->seen->now,
				  vt_reason_word(VT_REASON_PERSON) };
	vt_sealed sealed;

	if (!vt_seal(j->store, &itself, j->seen->id, 0, &sealed, error))
		return false;
	vt_sealed_clear(&sealed);
	return true;
}

bool vt_incoming_conclude(vt_store *store, const vt_office *office, const vt_inspected *inspected,
			  vt_conclusion *conclusion_out, GError **error)
{
	GError *fault = NULL;
	vt_judging j = { store, office, inspected, NULL, conclusion_out };

	memset(conclusion_out, 0, sizeof(*conclusion_out));
	conclusion_out->whys = g_ptr_array_new_with_free_func((GDestroyNotify)vt_why_free);
	conclusion_out->alerts = g_ptr_array_new_with_free_func((GDestroyNotify)vt_alert_free);
	conclusion_out->undelivered = g_array_new(FALSE, FALSE, sizeof(int64_t));
	j.arrival = vt_arrivals_get(store, inspected->id, &fault);
	bool waiting = j.arrival && j.arrival->state == VT_STATE_WAITING;
	bool done = waiting && judge(&j, &fault);
	if (!waiting && !fault)
		vt_error_set(&fault, VT_NEVER, "no arrival '%s' is waiting", inspected->id);
	vt_arrival_free(j.arrival);
	if (done && conclusion_out->seals)
		done = seal_answer(&j, &fault);
	if (done)
		return true;
	vt_conclusion_clear(conclusion_out);
	g_propagate_error(error, fault);
	return false;
}
