/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * correcting - an entry of the register is corrected: a new revision, what stood there is kept
 *
 * As the acts of work/clerk.h.
 */
#ifndef VT_WORK_CORRECTING_H
#define VT_WORK_CORRECTING_H

#include "doc/office.h"
#include "store/documents.h"
#include "work/outcome.h"

/* fields: as typed; NULL = as it is, "" = it has none. VT_NOTHING_TO_DO: nothing differs. */
bool vt_correct(vt_store *store, const vt_actor *actor, int64_t document,
		const char *const fields[VT_N_FIELDS], vt_outcome *outcome, GError **error);
/* The paper that was asked for came. */
bool vt_correct_paper_came(vt_store *store, const vt_actor *actor, int64_t document,
			   vt_outcome *outcome, GError **error);

#endif
