/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrivals - every message that reached a door, and what became of it
 *
 * Until the secrecy filter has spoken a row holds id, hash, size, door and time,
 * nothing else; of a secret it never holds more (domain §12.15). Exactly one of seven states, and
 * the daily balance is their sum.
 */
#ifndef VT_STORE_ARRIVALS_H
#define VT_STORE_ARRIVALS_H

#include "doc/report.h"
#include "store/db.h"

/* The words of the balance's JSON, vt_state_name(). */
typedef enum {
	VT_STATE_WAITING, /* not inspected yet, or asked for again */
	VT_STATE_REGISTERED,
	VT_STATE_ACTED,
	VT_STATE_IGNORED,
	VT_STATE_DUPLICATE,
	VT_STATE_HELD,
	VT_STATE_REFUSED,
	VT_N_STATES,
} vt_state;

/* Where the raw bytes lie; rows say it first, files follow (store/files.h). */
typedef enum {
	VT_PLACE_SPOOL,  /* spool/ID.eml */
	VT_PLACE_STORE,  /* store/ab/abcdef....eml, by SHA-256 */
	VT_PLACE_SEALED, /* sealed/abcdef....eml */
	VT_PLACE_GONE,   /* destroyed, or kept long enough */
	VT_N_PLACES,
} vt_place;

typedef struct vt_arrival {
	char *id, *sha256, *door, *account; /* account: which maildir or mailbox; "" = none */
	uint64_t bytes;
	int64_t received_at;
	int64_t sequence; /* order of arrival, 1, 2, 3 ... */
	vt_state state;
	vt_place place;
	/* From here on: after the filters have spoken; NULL, 0 or VT_TIME_NONE before, and for a
	 * secret. */
	int64_t concluded_at;
	char *own; /* own agency key; NULL = none of ours could be told */
	vt_verdict verdict;
	int code;        /* leading finding; 0 before. Of a secret this is known too: 70x */
	char *mail_from; /* NULL = not known, "" = null sender */
	char *from;      /* the one address of From, NULL when not exactly one */
	vt_status status;
	vt_chain chain;
	vt_sender sender;
	bool encrypted, pinned, text_layer, automatic;
	char *agency; /* directory key of the signer's agency */
	char *signer_subject, *signer_issuer, *signer_serial, *signer_sha256;
	int64_t signing_time;
	char *digest;
	char *subject, *message_id, *in_reply_to;
	char *duplicate_of; /* arrival id */
	char *decided_by;   /* person key or "tự động" */
	char *decision;     /* reason given when refused, released, sealed; NULL */
	char *released_by;  /* who released it from the subject lists; NULL */
	char *session;      /* login our own server vouched for (proof session); NULL */
	bool secret;        /* sealed: nothing above "after the filters" is known */
} vt_arrival;

typedef struct vt_recipient {
	char *address;
	char *own; /* own agency key; NULL = not one of ours */
} vt_recipient;

/* Why nobody registered it by itself. word: closed set of work/reasons.h; detail: key of a field,
 * number of a document ... */
typedef struct vt_why {
	char *word, *detail;
} vt_why;

vt_arrival *vt_arrival_new(void);
void vt_arrival_free(vt_arrival *arrival);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_arrival, vt_arrival_free)
void vt_recipient_free(vt_recipient *recipient);
vt_why *vt_why_new(const char *word, const char *detail);
void vt_why_free(vt_why *why);

/* Infected, or never scanned: its bytes go nowhere, and no part of it is decoded. */
bool vt_arrival_is_unsafe(const vt_arrival *arrival);
/* Was any message of these bytes found infected, at its last look? */
bool vt_arrivals_are_infected(vt_store *store, const char *sha256, bool *are_out, GError **error);

const char *vt_state_name(
	vt_state state);             /* waiting registered acted ignored duplicate held refused */
int vt_state_find(const char *name); /* -1 */
const char *vt_place_name(vt_place place); /* spool store sealed gone */

/* Ids are made by intake: 1..64 of [A-Za-z0-9._-], not beginning with a dot. */
bool vt_arrival_id_is_valid(const char *id);

/* ---- inside an act ---- */

/* Only id, sha256, bytes, door, account and received_at are read; state waiting, place spool.
 * known_out: the id was there already, nothing changed. */
bool vt_arrivals_insert(vt_store *store, const vt_arrival *arrival, bool *known_out,
			GError **error);
/* Everything "after the filters" plus state and place as they stand in arrival; the row must exist.
 */
bool vt_arrivals_update(vt_store *store, const vt_arrival *arrival, GError **error);
/* Replace all findings, parts, proposed fields, reasons or recipients of an arrival.
 * contents/identity lists may be NULL (= none). */
bool vt_arrivals_set_findings(vt_store *store, const char *id, const GPtrArray *identity_findings,
			      const GPtrArray *contents_findings, GError **error);
bool vt_arrivals_set_parts(vt_store *store, const char *id, const GPtrArray *parts, int main_part,
			   GError **error);
bool vt_arrivals_set_fields(vt_store *store, const char *id, const vt_value fields[VT_N_FIELDS],
			    GError **error);
bool vt_arrivals_set_whys(vt_store *store, const char *id, const GPtrArray *whys, GError **error);
/* Adds (address, own); an address that stands there already is left alone. added_out may be NULL.
 */
bool vt_arrivals_add_recipient(vt_store *store, const char *id, const char *address,
			       const char *own, bool *added_out, GError **error);
/* Forgets everything after "sequence" but state, place, code and decided_by; findings other than
 * 70x, parts, fields, reasons, recipients go. */
bool vt_arrivals_strip(vt_store *store, const char *id, GError **error);
/* (signer certificate, messageDigest) counts once, ever: was it there? If not it is now, for this
 * arrival. */
bool vt_arrivals_count_signature(vt_store *store, const char *signer_sha256, const char *digest,
				 const char *id, bool *first_out, GError **error);

/* Destroying sealed bytes needs two people. asked_by_out: who asked before (caller frees); NULL:
 * nobody, now it is by. */
bool vt_arrivals_ask_destruction(vt_store *store, const char *id, const char *by, int64_t now,
				 char **asked_by_out, GError **error);

/* ---- reading ---- */

/* NULL with error unset: none. */
vt_arrival *vt_arrivals_get(vt_store *store, const char *id, GError **error);
/* By Message-ID (with <>), newest first; vt_arrival *. own NULL = all. */
GPtrArray *vt_arrivals_by_message_id(vt_store *store, const char *own, const char *message_id,
				     GError **error);
/* In order of arrival, only sequence > after; own NULL = all, else that agency's and those nobody
 * owns. */
GPtrArray *vt_arrivals_list(vt_store *store, const char *own, vt_state state, int64_t after,
			    unsigned limit, GError **error);
/* Held ones that carry this finding. */
GPtrArray *vt_arrivals_held_by_code(vt_store *store, const char *own, int code, GError **error);
GPtrArray *vt_arrivals_sealed(vt_store *store, GError **error);
/* Rising sequence > after; for walks over everything. newest_first: falling, after ignored. */
GPtrArray *vt_arrivals_at(vt_store *store, vt_place place, int64_t after, bool newest_first,
			  unsigned limit, GError **error);
/* Does any row want these bytes there? */
bool vt_arrivals_want(vt_store *store, const char *sha256, vt_place place, bool *want_out,
		      GError **error);
/* The oldest other arrival with the same bytes that is concluded and not gone; NULL with error
 * unset: none. */
vt_arrival *vt_arrivals_same_bytes(vt_store *store, const char *sha256, const char *except_id,
				   GError **error);
/* All arrivals with these bytes. */
GPtrArray *vt_arrivals_all_of_bytes(vt_store *store, const char *sha256, GError **error);
/* Concluded, never registered, kept in store or spool, received at or before. */
GPtrArray *vt_arrivals_unregistered(vt_store *store, int64_t received_before, unsigned limit,
				    GError **error);
/* Who used this signature before; NULL with error unset: nobody. Caller frees. */
char *vt_arrivals_signature_of(vt_store *store, const char *signer_sha256, const char *digest,
			       GError **error);

GPtrArray *vt_arrivals_findings(vt_store *store, const char *id, GError **error); /* vt_finding * */
GPtrArray *vt_arrivals_parts(vt_store *store, const char *id, int *main_out,
			     GError **error); /* vt_part * */
/* fields: all set; text NULL where nothing is proposed. Clear with vt_values_clear(). */
bool vt_arrivals_fields(vt_store *store, const char *id, vt_value fields[VT_N_FIELDS],
			GError **error);
GPtrArray *vt_arrivals_whys(vt_store *store, const char *id, GError **error); /* vt_why * */
GPtrArray *vt_arrivals_recipients(vt_store *store, const char *id,
				  GError **error); /* vt_recipient * */
/* Arrivals, other than those with these bytes, that hold one of the attachments of arrival id; char
 * *. */
GPtrArray *vt_arrivals_with_attachments_of(vt_store *store, const char *id, GError **error);
void vt_values_clear(vt_value fields[VT_N_FIELDS]);

typedef struct vt_arrival_counts {
	int64_t of[VT_N_STATES];
	int64_t total; /* rows, counted on their own, not the sum */
} vt_arrival_counts;
/* Arrivals of a time with this finding, and from how many From addresses (who signed it where
 * there is none). */
typedef struct vt_found {
	int code;
	int64_t from, to; /* from <= received_at < to */
	int64_t arrivals, senders;
} vt_found;
/* Fills arrivals and senders. */
bool vt_arrivals_count_found(vt_store *store, const char *own, vt_found *found, GError **error);
/* Those with from <= received_at < to; own as in vt_arrivals_list(). */
bool vt_arrivals_count(vt_store *store, const char *own, int64_t from, int64_t to,
		       vt_arrival_counts *counts_out, GError **error);

#endif
