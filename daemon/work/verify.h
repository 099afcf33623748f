/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify - walks ledger, register and stored files and says everything that is wrong
 *
 * Reads only; made for a reader (vt_store_open_reader) in a child of the registrar.
 */
#ifndef VT_WORK_VERIFY_H
#define VT_WORK_VERIFY_H

#include "base/io.h"
#include "store/db.h"

typedef struct vt_verification {
	int64_t lines, documents, files; /* looked at */
	char head[VT_SHA256_HEX];
	GPtrArray *faults; /* char *, English, one line each; empty = all is well */
} vt_verification;
void vt_verification_clear(vt_verification *verification);

/* head: hash from an earlier export or balance that must still be in the chain; NULL = none. */
bool vt_verify_store(vt_store *store, const char *head, vt_verification *out, GError **error);
/* What an administrator does about one of the faults of verify and of vt_store_integrity():
 * English, a sentence or two, the same string for all of its kind. */
const char *vt_verify_advice(const char *fault);
/* The same of a backup: what is sealed or waits to be judged is not in it. */
bool vt_verify_backup(vt_store *store, const char *head, vt_verification *out, GError **error);

#endif
