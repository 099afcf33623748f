/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search_outgoing - folded words of outgoing documents, from the first draft on
 *
 * Number and notation, type, abstract, recipients; as store/search.h has it for incoming ones. What
 * is sealed has no words.
 */
#ifndef VT_STORE_SEARCH_OUTGOING_H
#define VT_STORE_SEARCH_OUTGOING_H

#include "store/outgoing.h"
#include "store/search.h"

/* Replaces what was there. Inside an act, like what removes it. */
bool vt_search_outgoing_put(vt_store *store, const vt_outgoing *outgoing, GError **error);
bool vt_search_outgoing_remove(vt_store *store, int64_t outgoing, GError **error);
/* Those of before this table was. */
bool vt_search_outgoing_fill(vt_store *store, unsigned *n_out, GError **error);

typedef struct vt_search_outgoing_for {
	const char *own, *words; /* words as of vt_search_for */
	/* false: as if it were not there. */
	bool (*shows)(int64_t outgoing, void *data);
	void *data;
} vt_search_outgoing_for;
/* Newest first; ids of the first most of them. */
bool vt_search_outgoing(vt_store *store, const vt_search_outgoing_for *what, unsigned most,
			vt_search_hits *hits_out, GError **error);

#endif
