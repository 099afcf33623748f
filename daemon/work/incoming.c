/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * incoming - a message arrives, and is concluded
 */
#include "work/incoming.h"

#include "base/clock.h"
#include "base/error.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "work/enter.h"
#include "work/reasons.h"
#include "work/seal.h"

/* One message under judgement. */
typedef struct judging {
	vt_store *store;
	const vt_office *office;
	const vt_inspected *seen;
	vt_arrival *arrival;
	vt_conclusion *conclusion;
	int64_t now;
} judging;

void vt_conclusion_clear(vt_conclusion *c)
{
	g_free(c->own);
	g_free(c->duplicate_of);
	g_clear_pointer(&c->whys, g_ptr_array_unref);
	g_clear_pointer(&c->alerts, g_ptr_array_unref);
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

unsigned vt_incoming_proofs(const vt_identity *identity)
{
	if (!identity || identity->status != VT_STATUS_VALID || identity->chain != VT_CHAIN_VALID
	    || identity->sender != VT_SENDER_MATCH)
		return 0;
	return 1u << VT_PROOF_SMIME | (identity->pinned ? 1u << VT_PROOF_PINNED : 0);
}

static void put(char **field, const char *text)
{
	char *copy = g_strdup(text);

	g_free(*field);
	*field = copy;
}

static void give_reason(judging *j, vt_reason reason, const char *detail)
{
	g_ptr_array_add(j->conclusion->whys, vt_why_new(vt_reason_word(reason), detail));
}

static bool found(const judging *j, vt_code code)
{
	return (j->seen->identity && vt_findings_have(j->seen->identity->findings, code))
	       || (j->seen->contents && vt_findings_have(j->seen->contents->findings, code));
}

static int first_found(const judging *j, vt_code from, vt_code to)
{
	for (int code = (int)to; code >= (int)from; code--)
		if (found(j, (vt_code)code))
			return code;
	return 0;
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
static const char *choose_own(const judging *j)
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

static bool ledger_conclusion(const judging *j, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("conclude", VT_BY_ITSELF, "", j->now);

	vt_entry_text(entry, "arrival", j->arrival->id);
	vt_entry_text(entry, "own", j->arrival->own);
	vt_entry_text(entry, "sha256", j->arrival->sha256);
	vt_entry_text(entry, "state", vt_state_name(j->arrival->state));
	vt_entry_int(entry, "code", j->arrival->code);
	vt_entry_text(entry, "duplicate-of", j->arrival->duplicate_of);
	return vt_ledger_append(j->store, entry, j->arrival->id, error);
}

static void tell(judging *j, vt_state state)
{
	vt_conclusion *c = j->conclusion;

	j->arrival->state = c->state = state;
	put(&c->own, j->arrival->own);
	put(&c->duplicate_of, j->arrival->duplicate_of);
	c->verdict = j->arrival->verdict;
	c->code = j->arrival->code;
	c->secret = j->arrival->secret;
}

static bool save_recipients(const judging *j, const char *arrival, GError **error)
{
	const GPtrArray *list = j->seen->envelope ? j->seen->envelope->recipients : NULL;

	if ((!list || list->len == 0) && j->seen->contents)
		list = j->seen->contents->recipients;
	for (unsigned i = 0; list && i < list->len; i++) {
		const char *address = g_ptr_array_index(list, i);
		const vt_own *own = vt_directory_own_at(j->office->directory, address);

		if (!vt_arrivals_add_recipient(j->store, arrival, address, own ? own->key : NULL,
					       NULL, error))
			return false;
	}
	return true;
}

/* Everything known goes into the tables; the secrecy filter has spoken. */
static bool save(judging *j, vt_state state, GError **error)
{
	const vt_inspected *seen = j->seen;
	vt_arrival *arrival = j->arrival;

	tell(j, state);
	arrival->place = VT_PLACE_STORE;
	vt_files_follow(j->store, arrival);
	return vt_arrivals_update(j->store, arrival, error)
	       && vt_arrivals_set_findings(j->store, arrival->id, seen->identity->findings,
					   seen->contents->findings, error)
	       && vt_arrivals_set_parts(j->store, arrival->id, seen->contents->parts,
					seen->contents->main_part, error)
	       && vt_arrivals_set_fields(j->store, arrival->id, seen->contents->fields, error)
	       && vt_arrivals_set_whys(j->store, arrival->id, j->conclusion->whys, error)
	       && save_recipients(j, arrival->id, error);
}

static bool finish(judging *j, vt_state state, GError **error)
{
	return save(j, state, error) && ledger_conclusion(j, error);
}

/* A secret: bytes to sealed/, and nothing in the tables but what was there before. */
static bool conclude_secret(judging *j, int code, const vt_arrival *same, GError **error)
{
	vt_arrival *arrival = j->arrival;
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);

	/* Asked for again after it had been read as harmless: take everything back first. */
	if (!vt_seal_take_back(j->store, arrival->id, NULL, error))
		return false;
	/* A copy of it lies open: whoever hears of this one hears of that one. */
	if (same && !same->secret
	    && !vt_enter_alert(j->store, arrival->id, VT_ALERT_BYTES, NULL, same->id,
			       j->conclusion->alerts, j->now, error))
		return false;
	vt_findings_add(findings, (vt_code)code, "%s", "");
	if (!vt_arrivals_set_findings(j->store, arrival->id, findings, NULL, error))
		return false;
	g_autoptr(vt_arrival) bare = vt_arrivals_get(j->store, arrival->id, error);
	if (!bare)
		return false;
	put(&bare->own, arrival->own);
	put(&bare->decided_by, VT_BY_ITSELF);
	bare->state = VT_STATE_HELD;
	bare->place = VT_PLACE_SEALED;
	bare->verdict = VT_BAD;
	bare->code = code;
	bare->concluded_at = j->now;
	bare->secret = true;
	vt_files_follow(j->store, bare);
	vt_arrival_free(j->arrival);
	j->arrival = g_steal_pointer(&bare);
	tell(j, VT_STATE_HELD);
	return vt_arrivals_update(j->store, j->arrival, error) && ledger_conclusion(j, error);
}

/* The child died before the secrecy filter could speak: held, and still nothing is written about
 * what it holds. */
static bool conclude_blind(judging *j, GError **error)
{
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);
	vt_code code = j->seen->jail_code ? j->seen->jail_code : VT_CODE_CHILD_DIED;

	j->arrival->verdict = VT_DOUBT;
	j->arrival->code = (int)code;
	give_reason(j, VT_REASON_NOT_INSPECTED, "");
	vt_findings_add(findings, code, "%s", "");
	tell(j, VT_STATE_HELD);
	return vt_arrivals_update(j->store, j->arrival, error)
	       && vt_arrivals_set_findings(j->store, j->arrival->id, findings, NULL, error)
	       && vt_arrivals_set_whys(j->store, j->arrival->id, j->conclusion->whys, error)
	       && ledger_conclusion(j, error);
}

static void fill_arrival(judging *j)
{
	const vt_identity *identity = j->seen->identity;
	const vt_contents *contents = j->seen->contents;
	vt_arrival *a = j->arrival;

	a->verdict = vt_report_verdict(identity, contents);
	a->code = (int)vt_report_leading(identity, contents)->code;
	put(&a->mail_from, j->seen->envelope ? j->seen->envelope->mail_from : NULL);
	put(&a->from, identity->from && identity->from->len == 1 ? identity->from->pdata[0] : NULL);
	a->status = identity->status;
	a->chain = identity->chain;
	a->sender = identity->sender;
	a->encrypted = identity->encrypted;
	a->pinned = identity->pinned;
	a->text_layer = contents->text_layer;
	a->automatic = contents->automatic || contents->bounce || contents->own_purpose;
	put(&a->agency, identity->agency);
	put(&a->signer_subject, identity->signer_subject);
	put(&a->signer_issuer, identity->signer_issuer);
	put(&a->signer_serial, identity->signer_serial);
	put(&a->signer_sha256, identity->signer_sha256);
	a->signing_time = identity->signing_time;
	put(&a->digest, identity->digest);
	put(&a->subject, contents->subject);
	put(&a->message_id, contents->message_id);
	put(&a->in_reply_to, contents->in_reply_to);
	put(&a->duplicate_of, NULL);
}

static void fill_conclusion(judging *j)
{
	const vt_arrival *a = j->arrival;
	const vt_value *urgency = &j->seen->contents->fields[VT_FIELD_URGENCY];

	j->conclusion->urgency = urgency->text ? MAX(vt_urgency_parse(urgency->text), 0) : 0;
	/* Only known agencies whose signature held; never null senders, lists, automatic mail (RFC
	 * 3834). */
	j->conclusion->may_answer = a->status == VT_STATUS_VALID && a->sender == VT_SENDER_MATCH
				    && a->agency && !a->automatic
				    && g_strcmp0(a->mail_from, "") != 0
				    && !first_found(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_ADDRESS);
}

static bool finish_duplicate(judging *j, vt_reason reason, vt_alert_kind kind, const char *first,
			     const vt_document *document, GError **error)
{
	g_autofree char *number = document ? vt_enter_number(document) : NULL;

	give_reason(j, reason, number ? number : first);
	put(&j->arrival->duplicate_of, first);
	return vt_enter_alert(j->store, j->arrival->id, kind, document, first,
			      j->conclusion->alerts, j->now, error)
	       && finish(j, VT_STATE_DUPLICATE, error);
}

/* The same bytes, or the same signature: duplicate of an arrival of the same own agency; for
 * another one a person must look. */
static bool conclude_as_copy(judging *j, const vt_arrival *first, vt_reason reason,
			     vt_alert_kind kind, GError **error)
{
	if (first->own && j->arrival->own && strcmp(first->own, j->arrival->own) != 0) {
		give_reason(j, VT_REASON_OTHER_OWN, "");
		return finish(j, VT_STATE_HELD, error);
	}
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(j->store, first->id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	return finish_duplicate(j, reason, kind, first->id, document, error)
	       && save_recipients(j, first->id, error);
}

/* Answers to our own mail, and mail that no person wrote. false with error unset: neither. */
static bool conclude_loop(judging *j, bool *done_out, GError **error)
{
	const vt_contents *contents = j->seen->contents;
	bool ours = contents->own_purpose || found(j, VT_CODE_OUR_NOTICE)
		    || found(j, VT_CODE_OUR_ADDRESS);
	bool automatic = first_found(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_ADDRESS) != 0;
	bool proved = vt_incoming_proofs(j->seen->identity) != 0 && j->arrival->agency;
	GError *fault = NULL;

	*done_out = ours || automatic;
	if (!*done_out)
		return true;
	give_reason(j, VT_REASON_LOOP, "");
	if (!ours && found(j, VT_CODE_BOUNCE) && contents->in_reply_to) {
		g_autoptr(vt_mail) mail = vt_outbox_find(j->store, contents->in_reply_to, &fault);

		if (fault) {
			g_propagate_error(error, fault);
			return false;
		}
		if (mail) {
			give_reason(j, VT_REASON_ANSWERS, mail->message_id);
			return finish(j, VT_STATE_ACTED, error);
		}
	}
	/* A header that nobody signed must not make a proved document disappear. */
	return finish(j, proved && !ours ? VT_STATE_HELD : VT_STATE_IGNORED, error);
}

static bool is_confident(const vt_value *value)
{
	return value->text && value->confidence >= VT_CONFIDENT;
}

/* Only values that may register by themselves, in the form the law gives them. */
static void take_fields(judging *j, vt_value fields[VT_N_FIELDS])
{
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &j->seen->contents->fields[i];

		if (!is_confident(value) || i == VT_FIELD_ARRIVED || i == VT_FIELD_ARRIVAL_NUMBER)
			continue;
		fields[i].origin = value->origin;
		fields[i].confidence = value->confidence;
		if (!vt_field_normal((vt_field)i, value->text, &fields[i].text, NULL))
			give_reason(j, VT_REASON_FIELD_WRONG, vt_field_get((vt_field)i)->key);
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

static void demand_fields(judging *j, const vt_value fields[VT_N_FIELDS])
{
	static const vt_field required[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED,
					     VT_FIELD_ISSUER, VT_FIELD_TYPE,     VT_FIELD_SUBJECT };

	for (unsigned i = 0; i < G_N_ELEMENTS(required); i++) {
		const vt_value *proposed = &j->seen->contents->fields[required[i]];

		if (!fields[required[i]].text && !is_confident(proposed))
			give_reason(j,
				    proposed->text ? VT_REASON_FIELD_PROPOSED
						   : VT_REASON_FIELD_MISSING,
				    vt_field_get(required[i])->key);
	}
}

/* What stands between this message and a number of its own. */
static void demand_all(judging *j, const vt_value fields[VT_N_FIELDS])
{
	const vt_arrival *a = j->arrival;

	if (a->verdict != VT_GOOD || !a->signer_sha256 || !a->digest)
		give_reason(j, VT_REASON_VERDICT, "");
	if (first_found(j, VT_CODE_SUBJECT_RELIGION, VT_CODE_SUBJECT_HARMFUL))
		give_reason(j, VT_REASON_SUBJECT_LIST, "");
	if (!a->text_layer)
		give_reason(j, VT_REASON_SCAN, "");
	if (a->status == VT_STATUS_VALID && !a->agency)
		give_reason(j, VT_REASON_AGENCY, "");
	if (!a->own)
		give_reason(j, VT_REASON_OWN, "");
	else if (!vt_office_incoming_book(j->office, a->own))
		give_reason(j, VT_REASON_NO_BOOK, "");
	/* Said only when nothing else stands in the way: a person reads the cause, not its
	 * consequence. */
	if (a->verdict == VT_GOOD && !j->seen->allowed)
		give_reason(j, VT_REASON_POLICY, "");
	demand_fields(j, fields);
}

static bool conclude_registered(judging *j, vt_document *document, GError **error)
{
	const vt_arrival *a = j->arrival;
	const vt_actor itself = { VT_BY_ITSELF, a->own, a->pinned ? "smime,pinned" : "smime" };
	const vt_entering entering = {
		document, a, &itself, j->seen->text, vt_clock_vietnam(j->now).year, j->now
	};
	bool first = true;

	document->own = g_strdup(a->own);
	document->agency = g_strdup(a->agency);
	document->legal_value = g_strdup(vt_enter_legal_value(a));
	document->arrived_at = a->received_at;
	if (!save(j, VT_STATE_REGISTERED, error)
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
static bool conclude_document(judging *j, GError **error)
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
	if (a->own
	    && !vt_enter_same_files(j->store, a->own, a->id, j->seen->contents->parts, j->now,
				    j->conclusion->alerts, error))
		return false;
	if (j->conclusion->alerts->len > 0)
		give_reason(j, VT_REASON_SAME_FILE, "");
	if (j->conclusion->whys->len > 0)
		return finish(j, VT_STATE_HELD, error);
	if (!conclude_registered(j, document, error))
		return false;
	j->conclusion->document = g_steal_pointer(&document);
	return true;
}

/* Secret by its own marks, or because these very bytes have been sealed. 0 = neither. */
static int secret_code(const judging *j, const vt_arrival *same)
{
	int code = first_found(j, VT_CODE_SECRET, VT_CODE_ABSOLUTE_SECRET);

	if (code || !same || !same->secret)
		return code;
	return same->code >= VT_CODE_SECRET && same->code <= VT_CODE_ABSOLUTE_SECRET
		       ? same->code
		       : VT_CODE_SECRET;
}

static bool judge_signed(judging *j, bool *done_out, GError **error)
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

static bool judge(judging *j, GError **error)
{
	GError *fault = NULL;
	bool done = false;

	put(&j->arrival->own, choose_own(j));
	put(&j->arrival->decided_by, VT_BY_ITSELF);
	j->arrival->concluded_at = j->now;
	g_autoptr(vt_arrival) same =
		vt_arrivals_same_bytes(j->store, j->arrival->sha256, j->arrival->id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	int secret = secret_code(j, same);
	if (secret)
		return conclude_secret(j, secret, same, error);
	if (!j->seen->identity || !j->seen->contents || j->seen->jail_code)
		return conclude_blind(j, error);
	fill_arrival(j);
	fill_conclusion(j);
	if (same)
		return conclude_as_copy(j, same, VT_REASON_SAME_BYTES, VT_ALERT_BYTES, error);
	if (!conclude_loop(j, &done, error) || (!done && !judge_signed(j, &done, error)))
		return false;
	return done || conclude_document(j, error);
}

bool vt_incoming_conclude(vt_store *store, const vt_office *office, const char *id,
			  const vt_inspected *inspected, int64_t now, vt_conclusion *conclusion_out,
			  GError **error)
{
	GError *fault = NULL;
	judging j = { store, office, inspected, NULL, conclusion_out, now };

	memset(conclusion_out, 0, sizeof(*conclusion_out));
	conclusion_out->whys = g_ptr_array_new_with_free_func((GDestroyNotify)vt_why_free);
	conclusion_out->alerts = g_ptr_array_new_with_free_func((GDestroyNotify)vt_alert_free);
	j.arrival = vt_arrivals_get(store, id, &fault);
	if (!fault && (!j.arrival || j.arrival->state != VT_STATE_WAITING))
		vt_error_set(&fault, VT_NEVER, "no arrival '%s' is waiting", id);
	bool done = !fault && judge(&j, &fault);
	vt_arrival_free(j.arrival);
	if (done)
		return true;
	vt_conclusion_clear(conclusion_out);
	g_propagate_error(error, fault);
	return false;
}
