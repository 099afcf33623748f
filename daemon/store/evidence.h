/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - the certificates and CRLs that verdicts rested on, kept as long as the documents
 * (Decree 01/2013, article 8)
 *
 * What was not carried in a message lies in evidence/SHA256.der, once for all arrivals. The file
 * comes first, complete or absent, then the row, in the act that concludes the arrival; a file
 * without a row is removed at the next start. A row goes with the last arrival that names it, the
 * file after that COMMIT.
 */
#ifndef VT_STORE_EVIDENCE_H
#define VT_STORE_EVIDENCE_H

#include "doc/report.h"
#include "store/db.h"

#define VT_EVIDENCE_FOLDER "evidence"

/* ---- files; no act needed ---- */

/* Its bytes lie there. sha256: 64 hex digits. */
bool vt_evidence_lies(vt_store *store, const char *sha256);
/* Complete or absent. Bytes with another SHA-256, none or too many: VT_NEVER. */
bool vt_evidence_publish(vt_store *store, const char *sha256, GBytes *der, GError **error);
/* Read-only; -1 with error. Its hash is not checked here. */
int vt_evidence_open(vt_store *store, const char *sha256, GError **error);

/* ---- inside an act ---- */

/* Replaces what an arrival names; evidence: vt_evidence *, NULL = none. Of what was not carried the
 * bytes must lie there (VT_NEVER). */
bool vt_evidence_set(vt_store *store, const char *arrival, const GPtrArray *evidence, int64_t now,
		     GError **error);

/* ---- reading ---- */

/* vt_evidence *, in the order of the report. */
GPtrArray *vt_evidence_of(vt_store *store, const char *arrival, GError **error);

/* ---- for start and verify ---- */

/* Removes files without a row; faults: char *, rows without their file. */
bool vt_evidence_reconcile(vt_store *store, GPtrArray *faults, GError **error);
/* Every row's file is there with its hash and size, and nothing else is. files: counted on. */
bool vt_evidence_verify(vt_store *store, GPtrArray *faults, int64_t *files, GError **error);

#endif
