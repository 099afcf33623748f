/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_private - what the files about notices share
 */
#ifndef VT_WORK_NOTICES_PRIVATE_H
#define VT_WORK_NOTICES_PRIVATE_H

#include "mail/template.h"
#include "work/balance.h"
#include "work/notices.h"
#include "work/proposal.h"

/* One act's surroundings; all borrowed. */
typedef struct vt_noticing {
	const vt_office *office;
	const vt_templates *templates;
	vt_store *store; /* NULL while composing */
	int64_t now;
} vt_noticing;

/* The templates that vt_notices_prepare() read. */
const vt_templates *vt_notice_templates(void);

/* ---- notices_event.c ---- */

bool vt_notice_concluded(const vt_noticing *n, const char *arrival, const vt_conclusion *conclusion,
			 GError **error);
/* proposal: of the clerk, for who decides; NULL = none. */
bool vt_notice_registered(const vt_noticing *n, const vt_document *document,
			  const vt_proposal *proposal, GError **error);
/* Attaches what fits; the sentence that says so. document NULL: what did not prove itself stays
 * here; else it goes when a person registered it. */
const char *vt_notice_attach(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			     const vt_arrival *arrival, const GPtrArray *parts);
bool vt_notice_refused(const vt_noticing *n, const char *arrival, const char *person,
		       const char *reason, GError **error);

typedef enum {
	VT_LIMIT_DIGEST_EVERY,
	VT_LIMIT_ATTACH_MAX,
	VT_LIMIT_BREAKER,
	VT_LIMIT_RECEIPTS,
	VT_LIMIT_ANSWERS,
	VT_LIMIT_GATEWAY,
	VT_N_LIMITS,
} vt_notice_limit;
int64_t vt_notice_limit_of(const vt_noticing *n, vt_notice_limit limit);
/* The first of these (minutes of the day) behind now, on a working day. */
int64_t vt_notice_next_time(const vt_noticing *n, const GArray *times);
/* When the clerk's lists go: at set times (notices.digest-at), else digest-every from now on; and
 * what counts as the last time before, whether or not one went. */
bool vt_notice_at_times(const vt_noticing *n);
int64_t vt_notice_next_digest(const vt_noticing *n);
int64_t vt_notice_last_digest(const vt_noticing *n);
const char *vt_notice_language(const vt_noticing *n);

/* ---- notices_mail.c: drafts ---- */

/* NULL when the person has no address, or the own agency does not exist. */
vt_mail *vt_notice_to_person(const vt_noticing *n, const char *kind, const char *own,
			     const vt_person *person);
/* The person of that role, else the administrator (person NULL in the mail). */
vt_mail *vt_notice_to_role(const vt_noticing *n, const char *kind, const char *own, vt_role role);
/* To somebody who is nobody of ours. NULL: no such own agency. */
vt_mail *vt_notice_to_address(const vt_noticing *n, const char *kind, const char *own,
			      const char *address);
/* NULL when the office has no administrator. */
vt_mail *vt_notice_to_admin(const vt_noticing *n, const char *kind, const char *own);
/* Whom an answer goes to: the agency that signed, else the one at From; NULL = none. */
const vt_agency *vt_notice_agency(const vt_noticing *n, const vt_arrival *arrival);
/* Answers an arrival: to its From when the agency owns that address, else to the agency's first. */
vt_mail *vt_notice_to_agency(const vt_noticing *n, const char *kind, const vt_arrival *arrival);
/* In-Reply-To and References as RFC 5322 §3.6.4 has them, so that a client shows a document's mails
 * together; compose leaves out malformed ids. */
void vt_notice_thread(vt_mail *mail, const vt_arrival *arrival);
/* Own agencies (char *, borrowed) that must hear: own, or all when own is NULL. */
GPtrArray *vt_notice_owns(const vt_noticing *n, const char *own);
/* Inserts, or holds it behind the breaker. */
bool vt_notice_token(const vt_noticing *n, const char *own, const char *cause, GError **error);
bool vt_notice_insert(const vt_noticing *n, vt_mail *mail, GError **error);
/* Adds the rows to the draft that grows, or begins one that is due at due_at. */
bool vt_notice_grow(const vt_noticing *n, vt_mail *mail, int64_t due_at, GError **error);
/* Its signature held, and the signer is who wrote it. */
bool vt_notice_is_proved(const vt_arrival *arrival);
/* The signature held, or our own server vouches for From (finding 115); nothing automatic. */
bool vt_notice_may_answer(const vt_noticing *n, const vt_arrival *arrival, bool *may_out,
			  GError **error);

/* ---- notices_clerk.c ---- */

/* Held or duplicate: a row of the digest, or a mail at once when urgent. */
bool vt_notice_clerks(const vt_noticing *n, const vt_arrival *arrival,
		      const vt_conclusion *conclusion, GError **error);

/* own NULL: every own agency's security officer. */
bool vt_notice_sealed(const vt_noticing *n, const char *own, const char *arrival, GError **error);
bool vt_notice_not_moved(const vt_noticing *n, const char *own, const char *arrival,
			 const char *fault, GError **error);
bool vt_notice_balance(const vt_noticing *n, const char *own, const vt_balance *balance,
		       bool synchronised, GError **error);

typedef enum {
	VT_EVENT_BREAKER,
	VT_EVENT_CLOCK,
	VT_EVENT_DOOR,
	VT_EVENT_REFUSED,    /* a mail server refuses us, or we it */
	VT_EVENT_SCANNER,    /* clamd does not answer */
	VT_EVENT_SIGNATURES, /* its signatures are old */
	VT_EVENT_CRL,        /* one ends soon and cannot be had anew */
	VT_N_EVENTS,
} vt_admin_event;
/* One mail an hour for each event and key, of old signatures and CRLs one a day, of refusals each.
 * values: for the sentences of the event. Without an administrator a clerk of the first own agency
 * hears of it. */
bool vt_notice_admin(const vt_noticing *n, vt_admin_event event, const char *key,
		     const vt_filling *values, GError **error);

/* ---- notices_signer.c ---- */

bool vt_notice_signer(const vt_noticing *n, const vt_signer_change *change, GError **error);

/* ---- notices_backup.c ---- */

bool vt_notice_backup(const vt_noticing *n, const vt_backup_result *result, const char *failure,
		      GError **error);

/* ---- notices_harm.c ---- */

/* Clerk and head of the office, of arrival->own or of all; nobody else. */
bool vt_notice_infected(const vt_noticing *n, const vt_arrival *arrival, GError **error);
bool vt_notice_misuse(const vt_noticing *n, const vt_misuse *misuse, GError **error);
bool vt_notice_scanner(const vt_noticing *n, vt_scanner_event event, const char *detail,
		       GError **error);

/* ---- notices_undelivered.c ---- */

/* words: of the server, NULL = none. */
bool vt_notice_undelivered(const vt_noticing *n, const vt_mail *mail, const char *words,
			   GError **error);
/* A report says that it failed: the same notice, with what the report says. */
bool vt_notice_returned(const vt_noticing *n, int64_t mail, GError **error);

/* ---- notices_values.c: what stands in them ---- */

char *vt_notice_hour(const vt_noticing *n, int64_t at);
char *vt_notice_size(const vt_noticing *n, uint64_t bytes);
char *vt_notice_sentence(const vt_noticing *n, const char *key);
/* What mails of that kind are called, for people. Caller frees. */
char *vt_notice_kind_shown(const vt_noticing *n, const char *kind);
/* Sentence of a verdict code in the mail's language, "" for 0. */
char *vt_notice_code(const vt_noticing *n, int code);
char *vt_notice_whys(const vt_noticing *n, const GPtrArray *whys);
void vt_notice_add_quoted(vt_mail *mail, const char *key, const char *text, size_t max_chars);
void vt_notice_add_arrival(const vt_noticing *n, vt_mail *mail, const vt_arrival *arrival);
/* parts: vt_part *, NULL = none. */
void vt_notice_add_document(const vt_noticing *n, vt_mail *mail, const vt_document *document,
			    const vt_arrival *arrival, const GPtrArray *parts);
/* "danh_sach_tep": names and sizes of its files. */
void vt_notice_add_files(const vt_noticing *n, vt_mail *mail, const GPtrArray *parts);
/* "number/notation"; NULL when neither is known. */
char *vt_notice_number(const vt_document *document);
/* "dd/mm/yyyy" of a date field; "" when it is not known. */
char *vt_notice_day(const vt_document *document, vt_field field);

#endif
