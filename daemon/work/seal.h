/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal - taking a secret out of everything but sealed/ (domain §12.15)
 *
 * After the COMMIT of a seal the caller runs vt_seal_finish(): only then is nothing left in
 * the files of the database.
 */
#ifndef VT_WORK_SEAL_H
#define VT_WORK_SEAL_H

#include "store/arrivals.h"
#include "store/documents.h"
#include "store/outbox.h"
#include "work/outcome.h"

typedef struct vt_sealed {
	vt_outcome outcome;
	GPtrArray
		*mails; /* vt_mail *, without values: which notices went (or were to go) to whom */
	GPtrArray *arrivals; /* char *: ids sealed, those with the same bytes included */
	GPtrArray *related; /* char *: other arrivals with the same attachment, NOT sealed: somebody
			       must look */
	int64_t document;   /* 0 = none */
} vt_sealed;
void vt_sealed_clear(vt_sealed *sealed);

/* Exactly one of id (arrival) and document. A paper entry has no bytes, its fields go. */
bool vt_seal(vt_store *store, const vt_actor *actor, const char *id, int64_t document,
	     vt_sealed *sealed_out, GError **error);
/* Outside a batch: empties the write-ahead log and removes copies made before schema steps.
 * VT_RETRY_LATER: a reader is at work; call again. */
bool vt_seal_finish(vt_store *store, GError **error);

/* The rows of one arrival and of its mails lose their content; for incoming and seal. mails_out
 * (may be NULL): vt_mail * are added, without values. */
bool vt_seal_take_back(vt_store *store, const char *arrival, GPtrArray *mails_out, GError **error);

/* First named person asks (VT_SECOND_PERSON), a second one confirms (VT_DONE): the bytes go, the
 * row stays. */
bool vt_seal_destroy(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		     GError **error);

#endif
