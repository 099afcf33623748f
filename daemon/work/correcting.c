/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * correcting - an entry of the register is corrected
 */
#include "work/correcting.h"

#include <string.h>

#include "store/ledger.h"
#include "store/revisions.h"
#include "store/search.h"
#include "work/enter.h"

/* An entry that this person may change; *document_out NULL: outcome says why not. */
static bool find(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
		 vt_document **document_out, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_get(store, id, &fault);

	*document_out = NULL;
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document == NULL || (actor->own != NULL && strcmp(actor->own, document->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, NULL);
	if (document->state != VT_DOCUMENT_ACTIVE)
		return vt_outcome_set(outcome, VT_WRONG_STATE,
				      vt_document_state_name(document->state));
	*document_out = g_steal_pointer(&document);
	return true;
}

/* true: outcome says what is wrong. */
static bool take_given(const char *const given[VT_N_FIELDS], vt_document *after,
		       vt_outcome *outcome)
{
	for (int i = 0; i < VT_N_FIELDS; i++) {
		g_autoptr(GError) fault = NULL;
		g_autofree char *normal = NULL;

		if (given[i] == NULL || i == VT_FIELD_ARRIVED || i == VT_FIELD_ARRIVAL_NUMBER)
			continue;
		if (given[i][0] != '\0' && !vt_field_normal((vt_field)i, given[i], &normal, &fault))
			return vt_outcome_set(outcome, VT_FIELD_WRONG, fault->message);
		if (g_strcmp0(after->fields[i].text, normal) == 0)
			continue;
		g_free(after->fields[i].text);
		after->fields[i] = (vt_value){ g_steal_pointer(&normal), VT_ORIGIN_CLERK, 100 };
	}
	if (after->fields[VT_FIELD_ISSUER].text == NULL)
		return vt_outcome_set(outcome, VT_FIELD_MISSING, "issuer");
	if (after->fields[VT_FIELD_SUBJECT].text == NULL)
		return vt_outcome_set(outcome, VT_FIELD_MISSING, "subject");
	return false;
}

static bool write_ledger(vt_store *store, const char *act, const vt_actor *actor,
			 const vt_document *document, int revision, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);
	g_autofree char *subject = vt_enter_subject(document->id);
	char fields[VT_SHA256_HEX];

	vt_enter_fields_hash(document, fields);
	vt_entry_int(entry, "document", document->id);
	vt_entry_text(entry, "own", document->own);
	vt_entry_text(entry, "book", document->book);
	vt_entry_int(entry, "year", document->year);
	vt_entry_int(entry, "number", document->number);
	if (revision > 0) {
		vt_entry_int(entry, "revision", revision);
		vt_entry_text(entry, "fields", fields);
	}
	vt_entry_reason(entry, actor->reason);
	return vt_ledger_append(store, entry, subject, error);
}

bool vt_correct(vt_store *store, const vt_actor *actor, int64_t id,
		const char *const fields[VT_N_FIELDS], vt_outcome *outcome, GError **error)
{
	const vt_revising revising = { actor->person, actor->proof, actor->reason, actor->now };
	g_autoptr(vt_document) before = NULL;
	int revision = 0;

	if (actor->reason == NULL || *actor->reason == '\0')
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	if (!find(store, actor, id, outcome, &before, error))
		return false;
	if (before == NULL)
		return true;
	g_autoptr(vt_document) after = vt_documents_get(store, id, error);
	if (after == NULL)
		return false;
	if (take_given(fields, after, outcome))
		return true;
	if (!vt_revisions_add(store, before, after, &revising, &revision, error))
		return false;
	if (revision == 0)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	return vt_search_renew(store, after, error)
	       && write_ledger(store, "correct", actor, after, revision, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_correct_paper_came(vt_store *store, const vt_actor *actor, int64_t id, vt_outcome *outcome,
			   GError **error)
{
	g_autoptr(vt_document) document = NULL;

	if (!find(store, actor, id, outcome, &document, error))
		return false;
	if (document == NULL)
		return true;
	return vt_documents_paper_came(store, id, error)
	       && write_ledger(store, "paper-came", actor, document, 0, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}
