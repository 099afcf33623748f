/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * submit - a registered document is laid before who decides: the phiếu trình (NĐ 30/2020 Đ23)
 */
#ifndef VT_WORK_SUBMIT_H
#define VT_WORK_SUBMIT_H

#include "store/askings.h"
#include "work/notices_private.h"
#include "work/routed.h"

typedef struct vt_submission {
	const vt_document *document;
	const vt_proposal *proposal; /* NULL = none; its leader, if it names one, decides */
	const char *by;              /* person key, or VT_BY_ITSELF */
	const char *answer;          /* what the clerk says to it, verbatim; NULL = nothing */
	const char *leader;          /* key: he and nobody else; NULL = who decides */
	bool is_declined;            /* who should lead does not: it is where it was, and is asked
					about again */
} vt_submission;

/* NULL: the office has nobody who decides. */
const vt_person *vt_submit_decider(const vt_office *office, const vt_submission *submission);
/* The question and its mail, or its row in the next digest; what was asked about the document
 * before is void. done_out false: nobody decides, or the document is not at a stage for it. Inside
 * an act. */
bool vt_submit(const vt_noticing *n, const vt_submission *submission, bool *done_out,
	       GError **error);
/* Does it wait for the hour at which the leader reads (notices.submit-at)? Then asking, not yet
 * inserted, becomes a row of the list. submit_table.c */
bool vt_submit_waits(const vt_noticing *n, const vt_submission *submission);
bool vt_submit_list(const vt_noticing *n, const vt_submission *submission, const vt_person *leader,
		    vt_asking *asking, GError **error);
/* What became of work that a leader gave: a row of his next list, that asks nothing. Does it wait
 * for that? Of urgent documents, and where nothing waits, it does not. submit_table.c */
typedef struct vt_news {
	const vt_document *document;
	const char *who;      /* has the task: his name */
	const char *sentence; /* what became of it */
	const char *words;    /* his own; "" = none */
} vt_news;
bool vt_submit_takes_news(const vt_noticing *n, const vt_document *document, const char *person);
bool vt_submit_news(const vt_noticing *n, const vt_news *news, const char *person, GError **error);
/* What somebody did for a leader, in his name: a row of his next list as well, which begins now
 * where nothing waits. submit_table.c */
typedef struct vt_acted {
	const char *own;
	const char *name, *subject; /* of the document, as he knows it */
	const char *who, *sentence; /* as in vt_news */
	const char *words;          /* "" = none */
	const char *about;          /* arrival that the row is about; NULL */
} vt_acted;
bool vt_submit_acted(const vt_noticing *n, const vt_acted *acted, const char *leader,
		     GError **error);
/* What routing.conf proposes for it; NULL = nothing. */
vt_proposal *vt_submit_routing(const vt_office *office, const vt_document *document);
/* What of a proposal stands in a mail. */
void vt_submit_add_proposal(const vt_noticing *n, vt_mail *mail, const vt_proposal *proposal);
/* The document, its files, and the thread: what every mail about it has. */
bool vt_submit_add_document(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			    GError **error);
/* The version of a document as it is now (work/proposal.h). */
bool vt_submit_version(vt_store *store, const vt_document *document,
		       char version_out[VT_SHA256_HEX], GError **error);

#endif
