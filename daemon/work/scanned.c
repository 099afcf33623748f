/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scanned - what clamd said decides before anything else but secrecy
 */
#include "work/scanned.h"

#include "store/files.h"
#include "store/moves.h"
#include "store/outbox.h"

static GPtrArray *no_findings(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);
}

void vt_scanned_add(const vt_judging *j, GPtrArray *findings)
{
	if (j->seen->scan_code != 0 && !vt_findings_have(findings, j->seen->scan_code))
		vt_findings_add(findings, j->seen->scan_code, "%s",
				j->seen->scan_detail != NULL ? j->seen->scan_detail : "");
}

void vt_scanned_doubt(vt_judging *j)
{
	if (j->seen->contents != NULL)
		vt_scanned_add(j, j->seen->contents->findings);
}

/* It may have been read as harmless before: what its contents said goes. */
static bool forget_contents(vt_judging *j, GError **error)
{
	g_autoptr(vt_arrival) bare = NULL;

	if (!vt_arrivals_strip(j->store, j->arrival->id, error))
		return false;
	bare = vt_arrivals_get(j->store, j->arrival->id, error);
	if (bare == NULL)
		return false;
	vt_judging_put(&bare->own, j->arrival->own);
	vt_judging_put(&bare->decided_by, j->arrival->decided_by);
	bare->concluded_at = j->arrival->concluded_at;
	bare->secret = false;
	vt_arrival_free(j->arrival);
	j->arrival = g_steal_pointer(&bare);
	return true;
}

/* These bytes may have come before, and been told of as harmless. */
static bool detach(const vt_judging *j, GError **error)
{
	const vt_detaching detaching = { j->arrival->sha256, "cau_tep_gui_kem", "tep_co_ma_doc" };

	return vt_outbox_detach(j->store, &detaching, error);
}

bool vt_scanned_infected(vt_judging *j, GError **error)
{
	const vt_identity *identity = j->seen->identity;
	g_autoptr(GPtrArray) findings = no_findings();
	if (!forget_contents(j, error))
		return false;
	if (identity != NULL)
		vt_judging_identity(j);
	else
		vt_judging_put(&j->arrival->mail_from,
			       j->seen->envelope != NULL ? j->seen->envelope->mail_from : NULL);
	j->arrival->verdict = VT_BAD;
	j->arrival->code = VT_CODE_INFECTED;
	j->arrival->place = VT_PLACE_STORE;
	vt_scanned_add(j, findings);
	vt_judging_reason(j, VT_REASON_VERDICT, "");
	vt_judging_tell(j, VT_STATE_HELD);
	vt_files_follow(j->store, j->arrival);
	return vt_arrivals_update(j->store, j->arrival, error)
	       && vt_arrivals_set_findings(j->store, j->arrival->id,
					   identity != NULL ? identity->findings : NULL, findings,
					   error)
	       && vt_arrivals_set_whys(j->store, j->arrival->id, j->conclusion->whys, error)
	       && vt_moves_ask(j->store, j->arrival->id, VT_MOVE_INFECTED, j->seen->now, error)
	       && detach(j, error)
	       && (identity == NULL || j->seen->contents == NULL || vt_judging_evidence(j, error))
	       && vt_judging_ledger(j, error);
}

/* Nothing is known of it but that nobody has looked: as after a child's death. */
static bool keep_blind(vt_judging *j, GError **error)
{
	g_autoptr(GPtrArray) findings = no_findings();

	if (j->seen->jail_code != 0)
		vt_findings_add(findings, j->seen->jail_code, "%s", "");
	vt_scanned_add(j, findings);
	return vt_judging_blind(j, findings, error);
}

bool vt_scanned_failed(vt_judging *j, GError **error)
{
	bool whole =
		j->seen->identity != NULL && j->seen->contents != NULL && j->seen->jail_code == 0;

	vt_judging_reason(j, VT_REASON_NOT_SCANNED, "");
	vt_scanned_doubt(j);
	if (whole)
		vt_judging_fill(j);
	j->arrival->code = VT_CODE_SCAN_FAILED;
	j->arrival->verdict = MAX(j->arrival->verdict, VT_DOUBT);
	return whole ? vt_judging_finish(j, VT_STATE_HELD, error) : keep_blind(j, error);
}
