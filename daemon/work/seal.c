/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal - taking a secret out of everything but sealed/
 */
#include "work/seal.h"

#include "base/error.h"
#include "store/askings.h"
#include "store/tasks.h"
#include "store/deliveries.h"
#include "store/evidence.h"
#include "store/files.h"
#include "store/joins.h"
#include "store/ledger.h"
#include "store/moves.h"
#include "store/outgoing.h"
#include "store/revisions.h"
#include "store/search.h"
#include "work/enter.h"

void vt_sealed_clear(vt_sealed *sealed)
{
	g_clear_pointer(&sealed->mails, g_ptr_array_unref);
	g_clear_pointer(&sealed->arrivals, g_ptr_array_unref);
	g_clear_pointer(&sealed->related, g_ptr_array_unref);
	vt_outcome_clear(&sealed->outcome);
	sealed->document = 0;
}

static void sealed_init(vt_sealed *sealed)
{
	memset(sealed, 0, sizeof(*sealed));
	sealed->mails = g_ptr_array_new_with_free_func((GDestroyNotify)vt_mail_free);
	sealed->arrivals = g_ptr_array_new_with_free_func(g_free);
	sealed->related = g_ptr_array_new_with_free_func(g_free);
}

static bool strip_mails(vt_store *store, const char *arrival, int64_t document,
			GPtrArray *mails_out, GError **error)
{
	g_autoptr(GPtrArray) mails = vt_outbox_about(store, arrival, document, error);

	for (unsigned i = 0; mails && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		if (!vt_outbox_strip(store, mail, arrival, error)
		    || !vt_deliveries_strip(store, NULL, mail->id, error))
			return false;
	}
	if (mails && mails_out)
		g_ptr_array_extend_and_steal(mails_out, g_ptr_array_ref(mails));
	return mails != NULL;
}

bool vt_seal_take_back(vt_store *store, const char *arrival, GPtrArray *mails_out, GError **error)
{
	return strip_mails(store, arrival, 0, mails_out, error)
	       && vt_arrivals_strip(store, arrival, error)
	       && vt_askings_strip(store, arrival, 0, error)
	       && vt_deliveries_strip(store, arrival, 0, error)
	       && vt_evidence_set(store, arrival, NULL, 0, error)
	       && vt_ledger_strip_reasons(store, arrival, error);
}

static bool seal_document(vt_store *store, vt_document *document, const vt_actor *actor,
			  GPtrArray *mails_out, GError **error)
{
	g_autofree char *subject = vt_enter_subject(document->id);

	document->state = VT_DOCUMENT_SEALED;
	document->changed_at = actor->now;
	g_free(document->changed_by);
	document->changed_by = g_strdup(actor->person);
	g_clear_pointer(&document->change_reason, g_free);
	return strip_mails(store, document->arrival, document->id, mails_out, error)
	       && vt_askings_strip(store, NULL, document->id, error)
	       && vt_search_remove(store, document->id, error)
	       && vt_documents_strip(store, document->id, error)
	       && vt_revisions_strip(store, document->id, error)
	       && vt_tasks_strip(store, document->id, actor->now, error)
	       && vt_documents_change(store, document, error)
	       && vt_ledger_strip_reasons(store, subject, error);
}

/* Entries that came with the same message: undone, or cut from the same scan. */
static bool seal_beside(vt_store *store, const char *id, const vt_actor *actor,
			GPtrArray *mails_out, GError **error)
{
	g_autoptr(GPtrArray) beside = vt_documents_beside(store, id, error);

	for (guint i = 0; beside && i < beside->len; i++) {
		vt_document *one = g_ptr_array_index(beside, i);

		if (one->state != VT_DOCUMENT_SEALED
		    && !seal_document(store, one, actor, mails_out, error))
			return false;
	}
	return beside != NULL;
}

/* Drafts that came with it, and what was mailed about them. */
static bool seal_outgoing(vt_store *store, const char *id, const vt_actor *actor,
			  GPtrArray *mails_out, GError **error)
{
	g_autoptr(GArray) list = vt_outgoings_of_arrival(store, id, error);

	for (guint i = 0; list && i < list->len; i++) {
		int64_t outgoing = g_array_index(list, int64_t, i);
		g_autofree char *subject = g_strdup_printf("outgoing:%" G_GINT64_FORMAT, outgoing);
		g_autoptr(GPtrArray) mails = vt_outbox_of_outgoing(store, outgoing, error);

		for (guint m = 0; mails && m < mails->len; m++)
			if (!vt_outbox_strip(store, g_ptr_array_index(mails, m), NULL, error))
				return false;
		if (!mails || !vt_outgoings_strip(store, outgoing, actor->now, error)
		    || !vt_ledger_strip_reasons(store, subject, error))
			return false;
		g_ptr_array_extend_and_steal(mails_out, g_steal_pointer(&mails));
	}
	return list != NULL;
}

static bool seal_arrival(vt_store *store, const char *id, const vt_actor *actor, vt_sealed *sealed,
			 GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(store, id, &fault);

	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document && document->state != VT_DOCUMENT_SEALED
	    && !seal_document(store, document, actor, sealed->mails, error))
		return false;
	if (document)
		sealed->document = document->id;
	if (!seal_beside(store, id, actor, sealed->mails, error)
	    || !seal_outgoing(store, id, actor, sealed->mails, error))
		return false;
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
	return vt_moves_ask(store, id, VT_MOVE_SEALED, actor->now, error)
	       && vt_arrivals_update(store, bare, error);
}

static bool write_ledger(vt_store *store, const char *act, const vt_actor *actor,
			 const char *arrival, int64_t document, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);
	g_autofree char *subject = document ? vt_enter_subject(document) : NULL;

	vt_entry_text(entry, "arrival", arrival);
	if (document)
		vt_entry_int(entry, "document", document);
	vt_entry_reason(entry, actor->reason);
	return vt_ledger_append(store, entry, arrival ? arrival : subject, error);
}

/* Letters that quote it: sealed with it, and nobody is told of each. */
static bool seal_letters(vt_store *store, const char *arrival, int64_t document,
			 const vt_actor *actor, vt_sealed *sealed, GError **error)
{
	g_autoptr(GPtrArray) letters = vt_askings_letters(store, arrival, document, error);
	guint told = sealed->arrivals->len;
	int64_t main = sealed->document;

	for (guint i = 0; letters && i < letters->len; i++)
		if (!seal_arrival(store, g_ptr_array_index(letters, i), actor, sealed, error))
			return false;
	g_ptr_array_set_size(sealed->arrivals, (gint)told);
	sealed->document = main;
	return letters != NULL;
}

/* All messages with the same bytes share one file, and one fate. */
static bool seal_bytes(vt_store *store, const vt_arrival *arrival, const vt_actor *actor,
		       vt_sealed *sealed, GError **error)
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

		if (!seal_letters(store, one->id, 0, actor, sealed, error)
		    || !seal_arrival(store, one->id, actor, sealed, error))
			return false;
	}
	g_autoptr(GPtrArray) joined = vt_joins_of(store, arrival->id, error);
	for (unsigned i = 0; joined && i < joined->len; i++)
		if (!seal_arrival(store, g_ptr_array_index(joined, i), actor, sealed, error))
			return false;
	return joined != NULL;
}

typedef struct target {
	vt_arrival *arrival;
	vt_document *document;
} target;

static void target_clear(target *t)
{
	vt_arrival_free(t->arrival);
	vt_document_free(t->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(target, target_clear)

/* Both NULL: there is none that this person may see. */
static bool find_target(vt_store *store, const vt_actor *actor, const char *id, int64_t document_id,
			target *out, GError **error)
{
	GError *fault = NULL;
	g_auto(target) t = { NULL, NULL };

	if (document_id)
		t.document = vt_documents_get(store, document_id, &fault);
	if (t.document)
		id = vt_document_message(t.document);
	if (!fault && id)
		t.arrival = vt_arrivals_get(store, id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	const char *own = t.document ? t.document->own : t.arrival ? t.arrival->own : NULL;
	if (actor->own && own && strcmp(actor->own, own) != 0)
		return true;
	out->arrival = g_steal_pointer(&t.arrival);
	out->document = g_steal_pointer(&t.document);
	return true;
}

static bool lacks_reason(const vt_actor *actor)
{
	return !actor->reason || *actor->reason == '\0';
}

bool vt_seal(vt_store *store, const vt_actor *actor, const char *id, int64_t document,
	     vt_sealed *sealed_out, GError **error)
{
	g_auto(target) t = { NULL, NULL };

	g_assert((id != NULL) != (document != 0));
	sealed_init(sealed_out);
	if (lacks_reason(actor))
		return vt_outcome_set(&sealed_out->outcome, VT_NO_REASON, NULL);
	if (!find_target(store, actor, id, document, &t, error))
		return false;
	if (!t.arrival && !t.document)
		return vt_outcome_set(&sealed_out->outcome, VT_NOT_FOUND, id);
	if (t.arrival ? t.arrival->secret : t.document->state == VT_DOCUMENT_SEALED)
		return vt_outcome_set(&sealed_out->outcome, VT_NOTHING_TO_DO, NULL);
	if (t.arrival && !seal_bytes(store, t.arrival, actor, sealed_out, error))
		return false;
	if (!t.arrival) {
		if (!seal_letters(store, NULL, t.document->id, actor, sealed_out, error)
		    || !seal_document(store, t.document, actor, sealed_out->mails, error))
			return false;
		sealed_out->document = t.document->id;
	}
	return vt_search_optimize(store, error)
	       && write_ledger(store, "seal", actor, t.arrival ? t.arrival->id : NULL,
			       sealed_out->document, error)
	       && vt_outcome_set(&sealed_out->outcome, VT_DONE, NULL);
}

bool vt_seal_finish(vt_store *store, GError **error)
{
	return vt_store_forget_copies(store, error) && vt_store_checkpoint(store, error);
}

static bool destroy_now(vt_store *store, const vt_actor *actor, const vt_arrival *arrival,
			GError **error)
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
	return same && write_ledger(store, "destroy", actor, arrival->id, 0, error);
}

bool vt_seal_destroy(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		     GError **error)
{
	g_auto(target) t = { NULL, NULL };
	g_autofree char *asked_by = NULL;

	if (lacks_reason(actor))
		return vt_outcome_set(outcome, VT_NO_REASON, NULL);
	if (!find_target(store, actor, id, 0, &t, error))
		return false;
	if (!t.arrival || !t.arrival->secret)
		return vt_outcome_set(outcome, VT_NOT_FOUND, id);
	if (t.arrival->place != VT_PLACE_SEALED)
		return vt_outcome_set(outcome, VT_NOTHING_TO_DO, NULL);
	if (!vt_arrivals_ask_destruction(store, id, actor->person, actor->now, &asked_by, error))
		return false;
	if (!asked_by)
		return write_ledger(store, "ask-destroy", actor, id, 0, error)
		       && vt_outcome_set(outcome, VT_SECOND_PERSON, actor->person);
	if (strcmp(asked_by, actor->person) == 0)
		return vt_outcome_set(outcome, VT_SAME_PERSON, asked_by);
	return destroy_now(store, actor, t.arrival, error)
	       && vt_outcome_set(outcome, VT_DONE, NULL);
}
