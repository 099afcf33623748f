/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recheck - what inspection says today of a message that was concluded
 */
#include "work/recheck.h"

#include <string.h>

#include "store/arrivals.h"
#include "store/documents.h"
#include "store/ledger.h"
#include "work/notices.h"

#define DAY_CHARS 10 /* YYYY-MM-DD */

static const vt_finding *find(const GPtrArray *findings, vt_code code)
{
	for (unsigned i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		if (finding->code == code)
			return finding;
	}
	return NULL;
}

/* Worst verdict, then lowest code; NULL: nothing is to be said. Contents are not looked at. */
static const vt_finding *leading(const GPtrArray *findings)
{
	const vt_finding *first = NULL;
	int weight = -1;

	for (unsigned i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);
		int verdict = (int)vt_code_find((int)finding->code)->verdict;

		if (verdict > weight
		    || (verdict == weight && first && finding->code < first->code)) {
			first = finding;
			weight = verdict;
		}
	}
	return weight > VT_GOOD ? first : NULL;
}

static vt_recheck *recheck_of(const char *arrival, const vt_identity *identity, int64_t now)
{
	const vt_finding *first = leading(identity->findings);
	vt_recheck *recheck = g_new0(vt_recheck, 1);

	recheck->arrival = g_strdup(arrival);
	recheck->at = now;
	recheck->status = identity->status;
	recheck->chain = identity->chain;
	recheck->sender = identity->sender;
	recheck->code = first ? (int)first->code : (int)VT_CODE_PROVED;
	recheck->detail = g_strdup(first ? first->detail : "");
	return recheck;
}

/* The day in "... revoked on YYYY-MM-DD ..."; "" when the list does not say. Caller frees. */
static char *day_of(const vt_finding *finding)
{
	static const char mark[] = "revoked on ";
	const char *at = finding ? strstr(finding->detail, mark) : NULL;
	g_autofree char *day = at ? g_strndup(at + strlen(mark), DAY_CHARS) : NULL;

	if (!day || strlen(day) != DAY_CHARS || strspn(day, "0123456789-") != DAY_CHARS)
		return g_strdup("");
	return g_steal_pointer(&day);
}

/* false: nothing can be said of the signer today (no CRL at hand, expired meanwhile ...). */
static bool standing_of(const vt_identity *identity, vt_standing *standing_out)
{
	if (find(identity->findings, VT_CODE_CERT_DENIED))
		*standing_out = VT_STANDING_DENIED;
	else if (find(identity->findings, VT_CODE_CERT_REVOKED))
		*standing_out = VT_STANDING_REVOKED;
	else if (identity->chain == VT_CHAIN_VALID)
		*standing_out = VT_STANDING_HOLDS;
	else
		return false;
	return true;
}

static bool write_ledger(vt_store *store, const vt_signer_change *change, const char *arrival,
			 int64_t now, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new("signer", VT_BY_ITSELF, "", now);

	vt_entry_text(entry, "arrival", arrival);
	vt_entry_text(entry, "signer", change->sha256);
	vt_entry_text(entry, "standing", vt_standing_name(change->standing));
	vt_entry_text(entry, "since", *change->since != '\0' ? change->since : NULL);
	return vt_ledger_append(store, entry, arrival, error);
}

static bool note_signer(vt_store *store, const vt_office *office, const vt_arrival *arrival,
			const vt_identity *identity, int64_t now, GError **error)
{
	vt_standing before = VT_STANDING_HOLDS, standing = VT_STANDING_HOLDS;
	g_autofree char *since = day_of(find(identity->findings, VT_CODE_CERT_REVOKED));
	const vt_finding *why = NULL;

	if (!identity->signer_sha256
	    || g_strcmp0(arrival->signer_sha256, identity->signer_sha256) != 0
	    || !standing_of(identity, &standing))
		return true;
	if (!vt_signers_standing(store, identity->signer_sha256, &before, error))
		return false;
	if (before == standing)
		return true;
	why = leading(identity->findings);
	const vt_signer_change change = {
		.sha256 = identity->signer_sha256,
		.subject = identity->signer_subject,
		.serial = identity->signer_serial,
		.agency = arrival->agency,
		.standing = standing,
		.since = standing == VT_STANDING_REVOKED ? since : "",
		.detail = why ? why->detail : "",
	};
	return vt_signers_set(store, change.sha256, standing, change.since, now, error)
	       && write_ledger(store, &change, arrival->id, now, error)
	       && (standing == VT_STANDING_HOLDS
		   || vt_notices_signer(store, office, &change, now, error));
}

bool vt_recheck_note(vt_store *store, const vt_office *office, const vt_relooked *looked,
		     vt_recheck **noted_out, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_arrival) row = vt_arrivals_get(store, looked->arrival, &fault);
	g_autoptr(vt_recheck) recheck = NULL;

	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	if (row && !row->secret && row->state != VT_STATE_WAITING) {
		recheck = recheck_of(looked->arrival, looked->identity, looked->now);
		if (!vt_rechecks_add(store, recheck, error)
		    || (row->state == VT_STATE_REGISTERED
			&& !note_signer(store, office, row, looked->identity, looked->now, error)))
			return false;
	}
	if (noted_out)
		*noted_out = g_steal_pointer(&recheck);
	return true;
}
