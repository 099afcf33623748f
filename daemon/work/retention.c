/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retention - originals of ignored, refused and duplicate messages go after retain.unregistered
 */
#include "work/retention.h"

#include "store/documents.h"
#include "store/evidence.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/rates.h"

#define RATES_SECONDS (7 * 24 * 3600)

static bool purge(vt_store *store, vt_arrival *arrival, int64_t now, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("purge", VT_BY_ITSELF, "", now);

	vt_entry_text(entry, "arrival", arrival->id);
	vt_entry_text(entry, "sha256", arrival->sha256);
	arrival->place = VT_PLACE_GONE;
	vt_files_follow(store, arrival);
	return vt_arrivals_update(store, arrival, error)
	       && vt_evidence_set(store, arrival->id, NULL, now, error)
	       && vt_ledger_append(store, entry, arrival->id, error);
}

/* The bytes of mail sent as long ago; the row and its hash stay. */
static bool forget_mails(vt_store *store, int64_t before, unsigned limit, unsigned *n_out,
			 GError **error)
{
	g_autoptr(GPtrArray) mails = vt_outbox_old_files(store, before, limit, error);

	for (unsigned i = 0; mails && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		vt_files_drop_mail(store, mail->file);
		if (!vt_outbox_forget_file(store, mail->id, error))
			return false;
	}
	*n_out = mails ? mails->len : 0;
	return mails != NULL;
}

bool vt_retention_purge(vt_store *store, int64_t keep_seconds, int64_t now, unsigned limit,
			unsigned *n_out, GError **error)
{
	unsigned n_mails = 0;
	g_autoptr(GPtrArray) old =
		vt_arrivals_unregistered(store, now - keep_seconds, limit, error);

	for (unsigned i = 0; old && i < old->len; i++)
		if (!purge(store, g_ptr_array_index(old, i), now, error))
			return false;
	if (!old || !forget_mails(store, now - keep_seconds, limit, &n_mails, error)
	    || !vt_rates_forget(store, now - RATES_SECONDS, error))
		return false;
	*n_out = MAX(old->len, n_mails);
	return true;
}
