/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal - taking a secret out of everything but sealed/
 */
#include "work/seal.h"

#include "base/error.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/search.h"
#include "work/enter.h"

void vt_sealed_clear(vt_sealed *sealed)
{
	g_clear_pointer(&sealed->mails, g_ptr_array_unref);
	g_clear_pointer(&sealed->arrivals, g_ptr_array_unref);
	g_clear_pointer(&sealed->related, g_ptr_array_unref);
	sealed->document = 0;
}

static void sealed_init(vt_sealed *sealed)
{
	sealed->mails = g_ptr_array_new_with_free_func((GDestroyNotify)vt_mail_free);
	sealed->arrivals = g_ptr_array_new_with_free_func(g_free);
	sealed->related = g_ptr_array_new_with_free_func(g_free);
	sealed->document = 0;
}

static bool strip_mails(vt_store *store, const char *arrival, int64_t document,
			GPtrArray *mails_out, GError **error)
{
	g_autoptr(GPtrArray) mails = vt_outbox_about(store, arrival, document, error);

	for (unsigned i = 0; mails && i < mails->len; i++)
		if (!vt_outbox_strip(store, g_ptr_array_index(mails, i), arrival, error))
			return false;
	if (mails && mails_out)
		g_ptr_array_extend_and_steal(mails_out, g_ptr_array_ref(mails));
	return mails != NULL;
}

bool vt_seal_take_back(vt_store *store, const char *arrival, GPtrArray *mails_out, GError **error)
{
	return strip_mails(store, arrival, 0, mails_out, error)
	       && vt_arrivals_strip(store, arrival, error)
	       && vt_ledger_strip_reasons(store, arrival, error);
}

static bool seal_document(vt_store *store, const vt_document *document, const vt_actor *actor,
			  int64_t now, GPtrArray *mails_out, GError **error)
{
	g_autofree char *subject = vt_enter_subject(document->id);

	return strip_mails(store, document->arrival, document->id, mails_out, error)
	       && vt_search_remove(store, document->id, error)
	       && vt_documents_strip(store, document->id, error)
	       && vt_documents_change(store, document->id, VT_DOCUMENT_SEALED, now, actor->person,
				      NULL, error)
	       && vt_ledger_strip_reasons(store, subject, error);
}

static bool seal_arrival(vt_store *store, const char *id, const vt_actor *actor, int64_t now,
			 vt_sealed *sealed, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(store, id, &fault);

	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document && document->state != VT_DOCUMENT_SEALED
	    && !seal_document(store, document, actor, now, sealed->mails, error))
		return false;
	if (document)
		sealed->document = document->id;
	if (!vt_seal_take_back(store, id, document ? NULL : sealed->mails, error))
		return false;
	g_autoptr(vt_arrival) bare = vt_arrivals_get(store, id, error);
	if (!bare)
		return false;
	if (bare->place != VT_PLACE_GONE)
		bare->place = VT_PLACE_SEALED;
	if (bare->state == VT_STATE_WAITING)
		bare->state = VT_STATE_HELD;
	bare->secret = true;
	g_free(bare->decided_by);
	bare->decided_by = g_strdup(actor->person);
	vt_files_follow(store, bare);
	g_ptr_array_add(sealed->arrivals, g_strdup(id));
	return vt_arrivals_update(store, bare, error);
}

static bool write_ledger(vt_store *store, const char *act, const vt_actor *actor,
			 const char *arrival, int64_t document, const char *reason, int64_t now,
			 GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, now);
	g_autofree char *subject = document ? vt_enter_subject(document) : NULL;

	vt_entry_text(entry, "arrival", arrival);
	if (document)
		vt_entry_int(entry, "document", document);
	vt_entry_reason(entry, reason);
	return vt_ledger_append(store, entry, arrival ? arrival : subject, error);
}

/* All messages with the same bytes share one file, and one fate. */
static bool seal_bytes(vt_store *store, const vt_arrival *arrival, const vt_actor *actor,
		       int64_t now, vt_sealed *sealed, GError **error)
{
	g_autoptr(GPtrArray) same = vt_arrivals_all_of_bytes(store, arrival->sha256, error);
	if (!same)
		return false;
	g_autoptr(GPtrArray) related = vt_arrivals_with_attachments_of(store, arrival->id, error);
	if (!related)
		return false;
	g_ptr_array_extend_and_steal(sealed->related, g_steal_pointer(&related));
	for (unsigned i = 0; i < same->len; i++) {
		const vt_arrival *one = g_ptr_array_index(same, i);

		if (!seal_arrival(store, one->id, actor, now, sealed, error))
			return false;
	}
	return true;
}

/* NULL with error unset: there is none that this person may see. */
static bool find_targets(vt_store *store, const vt_actor *actor, const char *id,
			 int64_t document_id, vt_arrival **arrival_out, vt_document **document_out,
			 GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) document =
		document_id ? vt_documents_get(store, document_id, &fault) : NULL;

	if (document)
		id = document->arrival;
	g_autoptr(vt_arrival) arrival = !fault && id ? vt_arrivals_get(store, id, &fault) : NULL;
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (actor->own && document && strcmp(actor->own, document->own) != 0)
		return true;
	if (actor->own && !document && arrival && arrival->own
	    && strcmp(actor->own, arrival->own) != 0)
		return true;
	*arrival_out = g_steal_pointer(&arrival);
	*document_out = g_steal_pointer(&document);
	return true;
}

bool vt_seal(vt_store *store, const vt_actor *actor, const char *id, int64_t document_id,
	     const char *reason, int64_t now, vt_outcome *outcome, vt_sealed *sealed_out,
	     GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(vt_document) document = NULL;

	g_assert((id != NULL) != (document_id != 0));
	sealed_init(sealed_out);
	if (!reason || *reason == '\0')
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	if (!find_targets(store, actor, id, document_id, &arrival, &document, error))
		return false;
	if (!arrival && !document)
		return vt_outcome_set(outcome, VT_NOT_FOUND, id ? id : "");
	if (arrival ? arrival->secret : document->state == VT_DOCUMENT_SEALED)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	if (arrival && !seal_bytes(store, arrival, actor, now, sealed_out, error))
		return false;
	if (!arrival && !seal_document(store, document, actor, now, sealed_out->mails, error))
		return false;
	if (!arrival)
		sealed_out->document = document->id;
	if (!vt_search_optimize(store, error)
	    || !write_ledger(store, "seal", actor, arrival ? arrival->id : NULL,
			     sealed_out->document, reason, now, error))
		return false;
	return vt_outcome_set(outcome, VT_DONE, NULL);
}

bool vt_seal_finish(vt_store *store, GError **error)
{
	return vt_store_forget_copies(store, error) && vt_store_checkpoint(store, error);
}

static bool destroy_now(vt_store *store, const vt_actor *actor, const vt_arrival *arrival,
			const char *reason, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) same = vt_arrivals_all_of_bytes(store, arrival->sha256, error);

	for (unsigned i = 0; same && i < same->len; i++) {
		vt_arrival *one = g_ptr_array_index(same, i);

		if (one->place != VT_PLACE_SEALED)
			continue;
		one->place = VT_PLACE_GONE;
		vt_files_follow(store, one);
		if (!vt_arrivals_update(store, one, error))
			return false;
	}
	return same && write_ledger(store, "destroy", actor, arrival->id, 0, reason, now, error);
}

bool vt_seal_destroy(vt_store *store, const vt_actor *actor, const char *id, const char *reason,
		     int64_t now, vt_outcome *outcome, GError **error)
{
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(vt_document) none = NULL;
	g_autofree char *asked_by = NULL;

	if (!reason || *reason == '\0')
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	if (!find_targets(store, actor, id, 0, &arrival, &none, error))
		return false;
	if (!arrival || !arrival->secret)
		return vt_outcome_set(outcome, VT_NOT_FOUND, id);
	if (arrival->place != VT_PLACE_SEALED)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	if (!vt_arrivals_ask_destruction(store, id, actor->person, now, &asked_by, error))
		return false;
	if (!asked_by) {
		return write_ledger(store, "ask-destroy", actor, id, 0, reason, now, error)
		       && vt_outcome_set(outcome, VT_SECOND_PERSON, actor->person);
	}
	if (strcmp(asked_by, actor->person) == 0)
		return vt_outcome_set(outcome, VT_SAME_PERSON, asked_by);
	return destroy_now(store, actor, arrival, reason, now, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}
