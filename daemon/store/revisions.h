/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revisions - what an entry said before it was corrected: nothing is overwritten without a trace
 */
#ifndef VT_STORE_REVISIONS_H
#define VT_STORE_REVISIONS_H

#include "store/documents.h"

/* Who corrects, with which proof, why, when. */
typedef struct vt_revising {
	const char *person, *proof, *reason;
	int64_t at;
} vt_revising;

/* The fields of the row become those of after; each that differs is kept as it was before.
 * revision_out: 1, 2 ...; 0: none differs, and nothing is written. Inside an act. */
bool vt_revisions_add(vt_store *store, const vt_document *before, const vt_document *after,
		      const vt_revising *revising, int *revision_out, GError **error);

typedef struct vt_revision {
	int revision;
	char *field;          /* key of doc/fields.h */
	char *before, *after; /* NULL = it had none */
	char *person, *reason;
	int64_t at;
} vt_revision;
void vt_revision_free(vt_revision *revision);
/* vt_revision *, oldest first. */
GPtrArray *vt_revisions_of(vt_store *store, int64_t document, GError **error);
/* What was corrected is a secret: only that, when and by whom stays. Inside an act. */
bool vt_revisions_strip(vt_store *store, int64_t document, GError **error);

#endif
