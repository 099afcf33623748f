/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - folded full text of registered documents (design §6)
 *
 * FTS5 over text folded by base/text: "nghi dinh" finds "Nghị định". Newest
 * first, 50 a page, no ranking. Never crosses own agencies.
 */
#ifndef VT_STORE_SEARCH_H
#define VT_STORE_SEARCH_H

#include "doc/workflow.h"
#include "store/db.h"
#include "store/documents.h"

#define VT_SEARCH_PAGE   50
#define VT_SEARCH_MOST   1000
#define VT_SEARCH_LOOKED 20000 /* about a second, in which nothing else is done */
#define VT_SEARCH_WORDS  40

/* Inside an act: indexes the fields of a document, and body (may be NULL): text of its files.
 * Replaces what was there. */
bool vt_search_put(vt_store *store, const vt_document *document, const char *body, GError **error);
/* Its fields were corrected; the text of its files stays. */
bool vt_search_renew(vt_store *store, const vt_document *document, GError **error);
/* Adds the rest of the text, when it has been read later. */
bool vt_search_add_body(vt_store *store, int64_t document, const char *body, GError **error);
bool vt_search_remove(vt_store *store, int64_t document, GError **error);
/* Rewrites the index so that removed words are nowhere in it. Inside an act. */
bool vt_search_optimize(vt_store *store, GError **error);

/* What is looked for; NULL and 0 = whatever. Something must be given. */
typedef struct vt_search_for {
	const char *own; /* NULL only for our own checks and an administrator */
	/* Words, all of which must stand there; "..." = words in this order; word* = beginning.
	 * Anything else is a word. Other spellings count (doc/spelling.h). More than
	 * VT_SEARCH_WORDS: nothing is found. */
	const char *words;
	int64_t from, to;          /* arrived: from <= arrived_at < to */
	const char *issuer, *type; /* words of that field */
	int year;
	const vt_stage *stage;
	/* Key of a person: only what he has a task of, or a mail about. So that shows need not be
	 * asked about every document of the office. */
	const char *concerns;
	/* false: as if it were not there; who may not see a document does not learn of it. Asked at
	 * most VT_SEARCH_LOOKED times, of the newest. */
	bool (*shows)(int64_t document, void *data);
	void *data;
} vt_search_for;
typedef struct vt_search_hits {
	GArray *ids;    /* int64_t, document ids of the page; the caller unrefs */
	unsigned total; /* at most VT_SEARCH_MOST */
} vt_search_hits;
/* page from 0. */
bool vt_search_find(vt_store *store, const vt_search_for *what, unsigned page,
		    vt_search_hits *hits_out, GError **error);
/* The same for words alone. */
bool vt_search(vt_store *store, const char *own, const char *words, unsigned page,
	       vt_search_hits *hits_out, GError **error);

#endif
