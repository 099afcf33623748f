/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger - what was done, by whom, in what order, so that nobody can change it unseen
 *
 * A row is one line of JSON, sorted keys, ids and hashes but no content, kept
 * verbatim. hash = SHA-256(hash of the row before, in hex, "\n", line); before the first: 64 zeros.
 * The text of a reason lies beside the line and only its SHA-256 ("reason") in it, so that a reason
 * can be sealed. Export, checked by tests/lib/check-ledger.sh: "seq TAB hash TAB line LF".
 */
#ifndef VT_STORE_LEDGER_H
#define VT_STORE_LEDGER_H

#include "base/io.h"
#include "store/db.h"

/* One line being written: keys in any order, each once. */
typedef struct vt_entry vt_entry;
/* act: the word for what is done, "register"; by: person key or VT_BY_ITSELF; proof: "local",
 * "smime,pinned"; "" = none. */
vt_entry *vt_entry_new(const char *act, const char *by, const char *proof, int64_t now);
void vt_entry_free(vt_entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_entry, vt_entry_free)
/* NULL text is left out. Keys "act", "at", "by", "proof", "reason" are taken. */
void vt_entry_text(vt_entry *entry, const char *key, const char *text);
void vt_entry_int(vt_entry *entry, const char *key, int64_t value);
/* Kept beside the line; NULL = none. */
void vt_entry_reason(vt_entry *entry, const char *reason);

/* Appends, inside an act. subject: arrival id or "document:ID" for look-ups and sealing; NULL =
 * none. */
bool vt_ledger_append(vt_store *store, const vt_entry *entry, const char *subject, GError **error);
/* Removes the reasons' texts of a subject; the lines stay. Inside an act. */
bool vt_ledger_strip_reasons(vt_store *store, const char *subject, GError **error);

/* seq 0 and 64 zeros when empty. */
bool vt_ledger_head(vt_store *store, int64_t *seq_out, char hash_out[VT_SHA256_HEX],
		    GError **error);

typedef struct vt_ledger_row {
	int64_t seq;
	const char *hash, *line, *reason; /* borrowed for the call; reason may be NULL */
} vt_ledger_row;
/* false stops the walk without an error. */
typedef bool (*vt_ledger_visit)(const vt_ledger_row *row, void *data);
/* seq > after, rising. subject NULL = all. */
bool vt_ledger_walk(vt_store *store, const char *subject, int64_t after, vt_ledger_visit visit,
		    void *data, GError **error);
/* Hash that a row with this line must have after previous (hex). */
void vt_ledger_hash(const char *previous, const char *line, char hash_out[VT_SHA256_HEX]);
/* Writes the export to fd. */
bool vt_ledger_export(vt_store *store, int fd, GError **error);

#endif
