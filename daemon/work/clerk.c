/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk - what people do to the register
 */
#include "work/clerk.h"

#include <inttypes.h>

#include "base/clock.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/search.h"
#include "work/enter.h"

/* An arrival this person may act on; *arrival_out NULL: outcome says why not. */
static bool find_arrival(vt_store *store, const vt_actor *actor, const char *id,
			 vt_outcome *outcome, vt_arrival **arrival_out, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, id, &fault);

	*arrival_out = NULL;
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!arrival || (actor->own && arrival->own && strcmp(actor->own, arrival->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, id);
	if (arrival->secret)
		return vt_outcome_set(outcome, VT_WRONG_STATE, "đã niêm phong");
	*arrival_out = g_steal_pointer(&arrival);
	return true;
}

void vt_entered_clear(vt_entered *entered)
{
	vt_outcome_clear(&entered->outcome);
	g_clear_pointer(&entered->document, vt_document_free);
	g_clear_pointer(&entered->alerts, g_ptr_array_unref);
}

/* true: outcome says so. */
static bool lacks_reason(const vt_actor *actor, vt_outcome *outcome)
{
	if (actor->reason && *actor->reason != '\0')
		return false;
	return vt_outcome_set(outcome, VT_NO_REASON, NULL);
}

/* reason false: it is kept out of the ledger, because the act needs none. */
static bool write_ledger(vt_store *store, const char *act, const vt_actor *actor,
			 const vt_arrival *arrival, bool reason, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);

	vt_entry_text(entry, "arrival", arrival->id);
	vt_entry_text(entry, "own", arrival->own);
	vt_entry_text(entry, "sha256", arrival->sha256);
	vt_entry_reason(entry, reason ? actor->reason : NULL);
	return vt_ledger_append(store, entry, arrival->id, error);
}

/* Person, place and time of a decision about an arrival. */
static bool decide(vt_store *store, const vt_actor *actor, vt_arrival *arrival, vt_state state,
		   const char *reason, GError **error)
{
	arrival->state = state;
	arrival->concluded_at = actor->now;
	g_free(arrival->decided_by);
	g_free(arrival->decision);
	arrival->decided_by = g_strdup(actor->person);
	arrival->decision = g_strdup(reason);
	return vt_arrivals_update(store, arrival, error);
}

/* ---- filling a form ---- */

/* "" takes a proposed value away: the document has none. true: outcome says what is wrong. */
static bool take_given(const vt_entry_form *form, vt_value fields[VT_N_FIELDS], vt_outcome *outcome)
{
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		const vt_field_info *info = vt_field_get((vt_field)i);
		g_autoptr(GError) fault = NULL;

		if (!form->fields[i])
			continue;
		g_clear_pointer(&fields[i].text, g_free);
		if (!info->by_clerk)
			return vt_outcome_set(outcome, VT_FIELD_WRONG, info->key);
		fields[i].origin = VT_ORIGIN_CLERK;
		fields[i].confidence = 100;
		if (form->fields[i][0] != '\0'
		    && !vt_field_normal((vt_field)i, form->fields[i], &fields[i].text, &fault))
			return vt_outcome_set(outcome, VT_FIELD_WRONG, fault->message);
	}
	return false;
}

static void take_proposed(const vt_value proposed[VT_N_FIELDS], vt_value fields[VT_N_FIELDS])
{
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		if (!proposed[i].text || proposed[i].confidence < VT_CONFIDENT
		    || !vt_field_normal((vt_field)i, proposed[i].text, &fields[i].text, NULL))
			continue;
		fields[i].origin = proposed[i].origin;
		fields[i].confidence = proposed[i].confidence;
	}
}

/* true: outcome says what is missing. What the clerk gave as "" is known to be absent, except
 * issuer and subject. */
static bool lacks_field(const vt_entry_form *form, const vt_value fields[VT_N_FIELDS],
			vt_outcome *outcome)
{
	vt_value known[VT_N_FIELDS];
	char absent[] = "-";

	memcpy(known, fields, sizeof(known));
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		if (form->fields[i] && i != VT_FIELD_ISSUER && i != VT_FIELD_SUBJECT
		    && !known[i].text)
			known[i].text = absent;
	int missing = vt_enter_missing(known);
	return missing >= 0
	       && vt_outcome_set(outcome, VT_FIELD_MISSING, vt_field_get((vt_field)missing)->key);
}

/* NĐ 30/2020 Đ15.1: the year is that of registration; last year's book only by a named decision.
 * true: outcome says why not. */
static bool choose_year(const vt_entry_form *form, const vt_actor *actor, int *year_out,
			vt_outcome *outcome)
{
	int current = vt_clock_vietnam(actor->now).year;

	*year_out = form->old_year ? form->old_year : current;
	if (*year_out == current)
		return false;
	if (*year_out != current - 1)
		return vt_outcome_set(outcome, VT_OLD_YEAR, NULL);
	return lacks_reason(actor, outcome);
}

static void take_arrived(vt_document *document, int64_t received_at)
{
	int64_t given = 0;

	document->arrived_at = received_at;
	if (document->fields[VT_FIELD_ARRIVED].text
	    && vt_clock_parse_iso(document->fields[VT_FIELD_ARRIVED].text, &given))
		document->arrived_at = given;
}

/* Never numbered twice: same bytes, or same number, notation, issuer and date. *taken_out: outcome
 * says so. */
static bool is_taken(vt_store *store, const vt_document *document, const vt_arrival *arrival,
		     bool *taken_out, vt_outcome *outcome, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) twin =
		vt_documents_same_number(store, document->own, document->fields, &fault);
	g_autoptr(GPtrArray) same =
		arrival && !fault ? vt_arrivals_all_of_bytes(store, arrival->sha256, &fault) : NULL;

	for (unsigned i = 0; !fault && !twin && same && i < same->len; i++) {
		const vt_arrival *one = g_ptr_array_index(same, i);
		g_autoptr(vt_document) other = vt_documents_of_arrival(store, one->id, &fault);

		if (other && other->state != VT_DOCUMENT_VOID
		    && strcmp(other->own, document->own) == 0)
			twin = g_steal_pointer(&other);
	}
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	g_autofree char *number = twin ? vt_enter_number(twin) : NULL;
	*taken_out = twin && vt_outcome_set(outcome, VT_ALREADY_REGISTERED, number);
	return true;
}

/* ---- acts ---- */

/* A form about to become an entry. */
typedef struct entry {
	vt_store *store;
	const vt_office *office;
	const vt_actor *actor;
	const vt_entry_form *form;
	vt_arrival *arrival; /* NULL = paper */
	vt_entered *entered;
} entry;

/* true: outcome says why not. */
static bool choose_own(const entry *e, const char **own_out)
{
	const GPtrArray *all = e->office->directory->own;
	const vt_arrival *arrival = e->arrival;
	vt_outcome *outcome = &e->entered->outcome;
	const char *own = e->form->own ? e->form->own : arrival ? arrival->own : NULL;

	if (!own)
		own = e->actor->own;
	if (!own && all->len == 1)
		own = ((const vt_own *)g_ptr_array_index(all, 0))->key;
	if (!own)
		return vt_outcome_set(outcome, VT_NO_AGENCY, NULL);
	if (!vt_directory_own(e->office->directory, own)
	    || (e->actor->own && strcmp(e->actor->own, own) != 0)
	    || (arrival && arrival->own && strcmp(arrival->own, own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, own);
	if (!vt_office_incoming_book(e->office, own))
		return vt_outcome_set(outcome, VT_NO_BOOK, own);
	*own_out = own;
	return false;
}

/* What the register will say. true: outcome says why not. */
static bool fill_document(const entry *e, const vt_value *proposed, int *year_out)
{
	vt_document *document = e->entered->document;
	vt_outcome *outcome = &e->entered->outcome;
	const char *own = NULL;

	if (choose_own(e, &own) || choose_year(e->form, e->actor, year_out, outcome))
		return true;
	take_proposed(proposed, document->fields);
	if (take_given(e->form, document->fields, outcome))
		return true;
	vt_enter_type(e->office, document->fields);
	if (lacks_field(e->form, document->fields, outcome))
		return true;
	document->own = g_strdup(own);
	document->agency = g_strdup(e->arrival ? e->arrival->agency : NULL);
	document->legal_value = g_strdup(vt_enter_legal_value(e->arrival));
	document->reason = g_strdup(e->form->old_year ? e->actor->reason : NULL);
	take_arrived(document, e->arrival ? e->arrival->received_at : e->actor->now);
	return false;
}

static bool keep_registered(const entry *e, GError **error)
{
	vt_arrival *arrival = e->arrival;
	const vt_document *document = e->entered->document;
	bool first = true;
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(e->store, arrival->id, NULL, error);
	const vt_alerting alerting = { arrival->id, document->own, e->actor->now,
				       e->entered->alerts };

	if (!parts || !vt_enter_same_files(e->store, &alerting, parts, error))
		return false;
	/* A person may decide that a signature counts again; it is still counted once. */
	if (arrival->status == VT_STATUS_VALID && arrival->signer_sha256 && arrival->digest
	    && !vt_arrivals_count_signature(e->store, arrival->signer_sha256, arrival->digest,
					    arrival->id, &first, error))
		return false;
	g_free(arrival->own);
	arrival->own = g_strdup(document->own);
	arrival->place = VT_PLACE_STORE;
	vt_files_follow(e->store, arrival);
	return decide(e->store, e->actor, arrival, VT_STATE_REGISTERED, NULL, error);
}

static bool enter(const entry *e, const vt_value *proposed, GError **error)
{
	vt_entered *entered = e->entered;
	bool taken = false;
	int year = 0;

	if (fill_document(e, proposed, &year))
		return true;
	if (!is_taken(e->store, entered->document, e->arrival, &taken, &entered->outcome, error))
		return false;
	if (taken)
		return true;
	const vt_entering entering = { entered->document, e->arrival, e->actor, e->form->text,
				       year };
	return vt_enter(e->store, e->office, &entering, error)
	       && (!e->arrival || keep_registered(e, error))
	       && vt_outcome_set(&entered->outcome, VT_DONE, NULL);
}

static bool is_listed(const GPtrArray *findings)
{
	return vt_findings_have(findings, VT_CODE_SUBJECT_RELIGION)
	       || vt_findings_have(findings, VT_CODE_SUBJECT_FOREIGN)
	       || vt_findings_have(findings, VT_CODE_SUBJECT_HARMFUL);
}

/* true: outcome says why this message may not be registered. */
static bool may_not_enter(const vt_arrival *arrival, const GPtrArray *findings, bool not_secret,
			  vt_outcome *outcome)
{
	if (arrival->state == VT_STATE_WAITING || arrival->state == VT_STATE_REGISTERED
	    || arrival->place == VT_PLACE_GONE)
		return vt_outcome_set(outcome, VT_WRONG_STATE, vt_state_name(arrival->state));
	if (arrival->code == VT_CODE_INFECTED)
		return vt_outcome_set(outcome, VT_INFECTED, NULL);
	if (arrival->code == VT_CODE_SCAN_FAILED)
		return vt_outcome_set(outcome, VT_NOT_SCANNED, NULL);
	if (is_listed(findings) && !arrival->released_by)
		return vt_outcome_set(outcome, VT_NEEDS_RELEASE, NULL);
	if (!arrival->text_layer && !not_secret)
		return vt_outcome_set(outcome, VT_NEEDS_NOT_SECRET, NULL);
	return false;
}

static bool register_arrival(entry *e, GError **error)
{
	vt_value proposed[VT_N_FIELDS] = { 0 };
	vt_outcome *outcome = &e->entered->outcome;
	g_autoptr(vt_arrival) arrival = NULL;

	if (!find_arrival(e->store, e->actor, e->form->arrival, outcome, &arrival, error))
		return false;
	if (!arrival)
		return true;
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(e->store, arrival->id, error);
	if (!findings)
		return false;
	if (may_not_enter(arrival, findings, e->form->not_secret, outcome))
		return true;
	e->arrival = arrival;
	bool good = vt_arrivals_fields(e->store, arrival->id, proposed, error)
		    && enter(e, proposed, error);
	vt_values_clear(proposed);
	return good;
}

bool vt_clerk_register(vt_store *store, const vt_office *office, const vt_actor *actor,
		       const vt_entry_form *form, vt_entered *entered_out, GError **error)
{
	static const vt_value nothing[VT_N_FIELDS];
	entry e = { store, office, actor, form, NULL, entered_out };

	memset(entered_out, 0, sizeof(*entered_out));
	entered_out->document = vt_document_new();
	entered_out->alerts = g_ptr_array_new_with_free_func((GDestroyNotify)vt_alert_free);
	bool good = form->arrival ? register_arrival(&e, error) : enter(&e, nothing, error);
	if (!good || entered_out->outcome.code != VT_DONE)
		g_clear_pointer(&entered_out->document, vt_document_free);
	if (!good)
		vt_entered_clear(entered_out);
	return good;
}

bool vt_clerk_decide(vt_store *store, const vt_actor *actor, const char *id, vt_state state,
		     vt_outcome *outcome, GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;

	if (lacks_reason(actor, outcome))
		return true;
	if (!find_arrival(store, actor, id, outcome, &arrival, error))
		return false;
	if (!arrival)
		return true;
	if (arrival->state != VT_STATE_HELD)
		return vt_outcome_set(outcome, VT_WRONG_STATE, vt_state_name(arrival->state));
	return decide(store, actor, arrival, state, actor->reason, error)
	       && write_ledger(store,
			       state == VT_STATE_REFUSED ? "refuse"
			       : state == VT_STATE_ACTED ? "note-reply"
							 : "drop",
			       actor, arrival, true, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_clerk_refuse(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		     GError **error)
{
	return vt_clerk_decide(store, actor, id, VT_STATE_REFUSED, outcome, error);
}

bool vt_clerk_drop(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		   GError **error)
{
	return vt_clerk_decide(store, actor, id, VT_STATE_IGNORED, outcome, error);
}

bool vt_clerk_hold_again(vt_store *store, const vt_actor *actor, const char *id,
			 vt_outcome *outcome, GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;

	if (!find_arrival(store, actor, id, outcome, &arrival, error))
		return false;
	if (!arrival)
		return true;
	return decide(store, actor, arrival, VT_STATE_HELD, NULL, error)
	       && write_ledger(store, "hold-again", actor, arrival, true, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}

static bool write_void(vt_store *store, const vt_actor *actor, const vt_document *document,
		       GError **error)
{
	g_autoptr(vt_entry) line = vt_entry_new("void", actor->person, actor->proof, actor->now);
	g_autofree char *subject = vt_enter_subject(document->id);

	vt_entry_int(line, "document", document->id);
	vt_entry_text(line, "own", document->own);
	vt_entry_text(line, "book", document->book);
	vt_entry_int(line, "year", document->year);
	vt_entry_int(line, "number", document->number);
	vt_entry_reason(line, actor->reason);
	return vt_ledger_append(store, line, subject, error);
}

bool vt_clerk_void(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
		   GError **error)
{
	GError *fault = NULL;

	if (lacks_reason(actor, outcome))
		return true;
	g_autoptr(vt_document) document = vt_documents_get(store, id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!document || (actor->own && strcmp(actor->own, document->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, NULL);
	if (document->state != VT_DOCUMENT_ACTIVE)
		return vt_outcome_set(outcome, VT_WRONG_STATE,
				      vt_document_state_name(document->state));
	document->state = VT_DOCUMENT_VOID;
	document->changed_at = actor->now;
	document->changed_by = g_strdup(actor->person);
	document->change_reason = g_strdup(actor->reason);
	return vt_documents_change(store, document, error)
	       && write_void(store, actor, document, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}

static bool retry(vt_store *store, const vt_actor *actor, vt_arrival *arrival, GError **error)
{
	return decide(store, actor, arrival, VT_STATE_WAITING, NULL, error)
	       && write_ledger(store, "retry", actor, arrival, false, error);
}

bool vt_clerk_retry(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		    GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;

	if (!find_arrival(store, actor, id, outcome, &arrival, error))
		return false;
	if (!arrival)
		return true;
	if ((arrival->state != VT_STATE_HELD && arrival->state != VT_STATE_IGNORED
	     && arrival->state != VT_STATE_DUPLICATE)
	    || arrival->place == VT_PLACE_GONE)
		return vt_outcome_set(outcome, VT_WRONG_STATE, vt_state_name(arrival->state));
	return retry(store, actor, arrival, error) && vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_clerk_retry_code(vt_store *store, const vt_actor *actor, int code, vt_outcome *outcome,
			 GPtrArray **ids_out, GError **error)
{
	g_autoptr(GPtrArray) held = vt_arrivals_held_by_code(store, actor->own, code, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; held && i < held->len; i++) {
		vt_arrival *arrival = g_ptr_array_index(held, i);

		if (!retry(store, actor, arrival, error))
			return false;
		g_ptr_array_add(ids, g_strdup(arrival->id));
	}
	if (!held)
		return false;
	vt_outcome_set(outcome, held->len > 0 ? VT_DONE : VT_NOTHING_TO_DO, NULL);
	*ids_out = g_steal_pointer(&ids);
	return true;
}

bool vt_clerk_release(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		      GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;

	if (lacks_reason(actor, outcome))
		return true;
	if (!find_arrival(store, actor, id, outcome, &arrival, error))
		return false;
	if (!arrival)
		return true;
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(store, id, error);
	if (!findings)
		return false;
	if (!is_listed(findings) || arrival->released_by || arrival->state != VT_STATE_HELD)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	arrival->released_by = g_strdup(actor->person);
	return vt_arrivals_update(store, arrival, error)
	       && write_ledger(store, "release", actor, arrival, true, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}
