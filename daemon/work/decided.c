/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decided - what was decided about a document is taken back, while it does not count yet
 */
#include "work/decided.h"

#include "base/clock.h"
#include "store/ledger.h"
#include "store/tasks.h"
#include "work/assign.h"
#include "work/enter.h"
#include "work/proofs.h"
#include "work/status_mail.h"

char *vt_decided_opinion(const vt_noticing *n, const char *proposed)
{
	g_autoptr(vt_filling) values = vt_filling_new();

	vt_filling_add(values, "noi_dung", proposed);
	return vt_templates_sentence(n->templates, vt_notice_language(n),
				     *proposed != '\0' ? "but_phe_dong_y_voi" : "but_phe_dong_y",
				     values);
}

static bool write_ledger(vt_hearing *h, const vt_asking *decided, GError **error)
{
	g_autofree char *proof = vt_proofs_text(h->proofs);
	g_autofree char *subject = vt_enter_subject(decided->document);
	g_autoptr(vt_entry) entry = vt_entry_new("undo", h->person->key, proof, h->j->seen->now);

	vt_entry_int(entry, "document", decided->document);
	vt_entry_int(entry, "question", decided->id);
	vt_entry_text(entry, "decision", decided->decision);
	return vt_ledger_append(h->j->store, entry, subject, error);
}

bool vt_decided_undo(vt_hearing *h, const vt_asking *decided, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_asking_filter questions = { .kind = VT_ASKING_QUESTION,
					     .document = decided->document };
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = VT_TIME_NONE;

	if (!vt_assign_withdraw(&n, decided->document, "undone", NULL, error)
	    || !vt_status_withdraw(&n, decided->document, error)
	    || !vt_askings_void(n.store, &questions, "undone", NULL, error)
	    || !vt_documents_stage(n.store, decided->document, &stage, &due_at, error))
		return false;
	if (vt_stage_after(stage, VT_STEP_UNDO, &stage)
	    && !vt_documents_set_stage(n.store, decided->document, stage, VT_TIME_NONE, error))
		return false;
	return vt_askings_reopen(n.store, decided->id, error) && write_ledger(h, decided, error);
}
