/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recheck - what inspection says today of a message that was concluded: noted beside what was said
 * at receipt, and told when its signer's certificate does not hold any more
 */
#ifndef VT_WORK_RECHECK_H
#define VT_WORK_RECHECK_H

#include "doc/office.h"
#include "doc/report.h"
#include "store/db.h"
#include "store/rechecks.h"

/* What an inspection with the trust and the time of now said. */
typedef struct vt_relooked {
	const char *arrival;
	const vt_identity *identity;
	int64_t now;
} vt_relooked;
/* Inside an act. A message that was sealed or waits again is left alone. noted_out (may be NULL):
 * the row that was written, NULL = none. The administrator and the clerks hear of a signer once for
 * each change of its standing. */
bool vt_recheck_note(vt_store *store, const vt_office *office, const vt_relooked *looked,
		     vt_recheck **noted_out, GError **error);

#endif
