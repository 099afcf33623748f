/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * incoming - a message arrives, and is concluded: registered, held, duplicate, ignored, sealed
 *
 * Each function is one business act, called between vt_act_begin() and vt_act_end() of
 * the caller, who adds the notices in the same act. No mail is read here, no clock asked.
 */
#ifndef VT_WORK_INCOMING_H
#define VT_WORK_INCOMING_H

#include "doc/office.h"
#include "doc/report.h"
#include "doc/said.h"
#include "store/arrivals.h"
#include "store/documents.h"

/* What ID.env said, as far as acts need it; all borrowed. */
typedef struct vt_envelope {
	const char *mail_from;       /* NULL = not known, "" = null sender */
	const GPtrArray *recipients; /* char *, normal forms: RCPT TO, or the maildir's address; may
					be NULL */
	const char *own; /* own agency the door belongs to (maildir's `own =`); NULL = not told */
	const GPtrArray *above; /* char *, doc/arrived.h; NULL = none */
} vt_envelope;

/* Row "waiting". Idempotent by id; known_out (may be NULL): it was there. Another sha256 under the
 * same id is VT_NEVER. */
bool vt_incoming_arrive(vt_store *store, const vt_arrival *arrival, bool *known_out,
			GError **error);

typedef struct vt_inspected {
	const char *id; /* of the arrival, which must be waiting */
	int64_t now;
	const vt_envelope *envelope;
	const vt_identity *identity; /* NULL: the child died before */
	const vt_contents *contents; /* NULL: the child died before */
	vt_code jail_code;           /* 9xx when the child did not end well, else 0 */
	vt_code scan_code;           /* what clamd said: 0 = clean or not asked, else 80x */
	const char *scan_detail;     /* name of the virus or limit; may be NULL */
	const char *text;            /* text of page 1, for search; may be NULL */
	bool allowed; /* policy register-incoming, asked by the caller with vt_proofs_of() */
	const char *evidence_missing; /* SHA-256 of a certificate or CRL the verdict rests on and
					 that cannot be kept; NULL: all lie in the store */
} vt_inspected;

typedef struct vt_conclusion {
	vt_state state;
	bool infected; /* clerk and head of the office are told */
	bool secret;   /* sealed on arrival: run vt_seal_finish() after the COMMIT */
	bool seals;    /* a person said that another message is a secret: likewise */
	char *own;     /* own agency key, NULL = none could be told */
	vt_verdict verdict;
	int code;              /* leading code */
	GPtrArray *whys;       /* vt_why * */
	GPtrArray *alerts;     /* vt_alert *: what it resembles; linked already */
	vt_document *document; /* when registered */
	char *duplicate_of;    /* arrival id, NULL */
	GArray *undelivered;   /* int64_t: mails of ours that a report says failed, new to us */
	int urgency;           /* 0..3; of a held one as far as known */
	bool may_answer; /* known agency, signature held, no null sender, not automatic: a receipt
			    or refusal may go out */
} vt_conclusion;
void vt_conclusion_clear(vt_conclusion *conclusion);

/*
 * The report has come: ONE act. Order of judging: secret (sealed) - infected (held, nothing of it
 * read) - not scanned (held) - not inspected (held) - same bytes - loops - a rule of the office
 * (ignored) - proved wrong (held) - same signature or same number (duplicate) - all conditions of
 * registering by itself - else held. Times are judged by received_at; numbers by the year of now in
 * Vietnam. The arrival must be waiting.
 */
bool vt_incoming_conclude(vt_store *store, const vt_office *office, const vt_inspected *inspected,
			  vt_conclusion *conclusion_out, GError **error);

#endif
