/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * files - the bytes beside the database: spool, store, sealed, outbox
 *
 * The row says first where bytes belong (arrival.place, inside an act); the file
 * follows after the COMMIT by rename and fsync. A crash between leaves a file that
 * vt_files_reconcile() moves at the next start. Until then it is found where it still lies.
 *
 *	spool/ID.eml spool/ID.env       waiting
 *	store/ab/abcdef....eml          by SHA-256, one file for equal bytes; store/ab/ID.env beside
 *it sealed/abcdef....eml            the same of secrets, folder 0700; sealed/ID.env beside it
 *	outbox/NAME                     the signed bytes of one mail
 *	evidence/SHA256.der             certificates and CRLs verdicts rested on (store/evidence.h)
 */
#ifndef VT_STORE_FILES_H
#define VT_STORE_FILES_H

#include "base/draft.h"
#include "base/io.h"
#include "store/arrivals.h"
#include "store/db.h"

#define VT_SPOOL  "spool"
#define VT_STORED "store"
#define VT_SEALED "sealed"
#define VT_OUTBOX "outbox"

/* The raw message, read-only, wherever it lies; -1 with error. Its hash is not checked here. */
int vt_files_open(vt_store *store, const vt_arrival *arrival, GError **error);
/* ID.env, up to VT_MAX_ENVELOPE_BYTES; NULL with error. */
GBytes *vt_files_envelope(vt_store *store, const vt_arrival *arrival, GError **error);
/* Inside an act: after the COMMIT the file goes where arrival.place says. */
void vt_files_follow(vt_store *store, const vt_arrival *arrival);
/* Inside an act: outbox/NAME goes after the COMMIT. */
void vt_files_drop_mail(vt_store *store, const char *name);

/* A mail is written to the draft, then published: complete or absent, before vt_outbox_composed().
 * name of a mail: vt_files_mail_name(). */
bool vt_files_draft_mail(vt_store *store, vt_draft *draft_out, const char *name, GError **error);
bool vt_files_publish_mail(vt_draft *draft, const char *name, GError **error);
/* A file for what is being composed, on the disk and without a name; -1 with error. */
int vt_files_nameless(vt_store *store, GError **error);
/* "ID.eml" for a mail's id; caller frees. */
char *vt_files_mail_name(int64_t mail);
/* SHA-256 of the file's bytes by its descriptor, and its size. */
bool vt_files_hash(int fd, char sha256_out[VT_SHA256_HEX], uint64_t *bytes_out, GError **error);

/*
 * At start: moves what a crash left behind, empties outbox/ and sealed/ of what no row wants.
 * arrived_out: char *, ids complete in spool/ that no row knows, to be announced as arrivals,
 * sorted. faults_out: char *, rows whose file is missing. No batch may be open. spool/ is otherwise
 * intake's.
 */
bool vt_files_reconcile(vt_store *store, GPtrArray **arrived_out, GPtrArray **faults_out,
			GError **error);
/* Full check for verify: every row's file is there and has its hash, nothing else lies in store/
 * and sealed/. Texts are appended to faults; files_out: how many were hashed. */
bool vt_files_verify(vt_store *store, GPtrArray *faults, int64_t *files_out, GError **error);
/* The same of store/ and evidence/ alone: of a backup, which has nothing else. */
bool vt_files_verify_stored(vt_store *store, GPtrArray *faults, int64_t *files_out, GError **error);

#endif
