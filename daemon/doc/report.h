/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report - what inspection says about one message, in two sealed steps
 *
 * The identity is made first, by the scanner, the strict From reader and OpenSSL
 * alone; the contents afterwards, by everything else. Contents may make the
 * verdict worse, never better, and never touch identity (design §1). Both are hostile until
 * vt_identity_check()/vt_contents_check() said yes: they come out of the jail.
 * The message's id and SHA-256 are never part of a report: they are the registrar's.
 */
#ifndef VT_DOC_REPORT_H
#define VT_DOC_REPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "doc/codes.h"
#include "doc/delivery.h"
#include "doc/fields.h"

typedef struct vt_finding {
	vt_code code; /* gives check and verdict, vt_code_find() */
	char *detail; /* UTF-8, one line, <= VT_MAX_DETAIL_BYTES; "" when nothing to add. English
			 key words or bare values */
} vt_finding;

/* valid: over the whole message, under our algorithm policy; partial: only an inner part is signed.
 */
typedef enum {
	VT_STATUS_NONE,
	VT_STATUS_VALID,
	VT_STATUS_INVALID,
	VT_STATUS_PARTIAL,
	VT_N_STATUS
} vt_status;
/* unknown: no anchor given, no signer certificate, or a needed CRL missing. */
typedef enum { VT_CHAIN_UNKNOWN, VT_CHAIN_VALID, VT_CHAIN_INVALID, VT_N_CHAIN } vt_chain;
/* unknown: no valid signature. */
typedef enum { VT_SENDER_UNKNOWN, VT_SENDER_MATCH, VT_SENDER_MISMATCH, VT_N_SENDER } vt_sender;

/* One thing a verdict rests on. carried: its bytes stand in the message; else they were configured,
 * and the registrar keeps a copy as long as the document (Decree 01/2013, article 8). */
typedef enum { VT_EVIDENCE_CERTIFICATE, VT_EVIDENCE_CRL, VT_N_EVIDENCE } vt_evidence_kind;
typedef struct vt_evidence {
	vt_evidence_kind kind;
	bool carried;
	char sha256[65]; /* of the DER, lower-case hex */
} vt_evidence;

typedef struct vt_identity {
	vt_status status;
	vt_chain chain;
	vt_sender sender;
	bool encrypted;
	bool has_signer; /* a certificate whose key verified the SignerInfo */
	bool pinned;     /* it is the very certificate the directory pins */
	char *agency;    /* block name in directory.conf that the signer stands for; NULL = none */
	GPtrArray *signer_addresses; /* char *, normal forms, from the signer's own certificate */
	char *signer_subject, *signer_issuer; /* RFC 4514; NULL without signer */
	char *signer_serial;                  /* upper-case hex */
	char *signer_sha256;                  /* of the certificate's DER, lower-case hex */
	int64_t signer_until;                 /* notAfter of it; VT_TIME_NONE without signer */
	int64_t signing_time;                 /* VT_TIME_NONE when absent; a claim of the signer */
	char *digest;                         /* messageDigest, lower-case hex; NULL = none */
	char *digest_name;                    /* "sha256" ... */
	GPtrArray *from; /* char *, addr-specs found in From by the strict reader, normal forms */
	char *session;   /* login that our own server vouches for, of the person whose one address
			    is From (design §5); NULL = none */
	bool network; /* our own server wrote that it came from a network of the device in From */
	bool mailbox; /* our own servers alone handled it, and somebody had logged in at the first:
			 the weaker proof (design §5) */
	GPtrArray *hops;     /* char *, of mail/hops.h: only of a message of our own round trip */
	GPtrArray *evidence; /* vt_evidence *: the path from signer to root, then the CRLs it was
				checked by; <= VT_MAX_EVIDENCE */
	GPtrArray *findings; /* vt_finding *: 1xx..4xx */
} vt_identity;

/* Where an earlier state of a PDF may have ended: each change of it is appended (ISO 32000-1
 * §7.5.6). */
typedef struct vt_prefix {
	uint64_t bytes;
	char sha256[65];
} vt_prefix;

typedef struct vt_part {
	char *path;      /* IMAP part number; leaves only, message/rfc822 opened */
	char *type;      /* from content, "application/pdf" */
	char *declared;  /* as written in Content-Type, lower-case type/subtype only */
	char *name;      /* file name, UTF-8 NFC; NULL = none */
	uint64_t bytes;  /* decoded */
	char sha256[65]; /* decoded */
	bool is_signed;  /* under the accepted outermost signature */
	bool attachment; /* a file for people; false: the text of the mail */
	/* What a PDF says, as a hash over its words (filters/textprint.h); of one of our people's
	 * mail only; "" = not known. marked: the same without the marks that sealing leaves. */
	char text[65], marked[65];
	GArray *prefixes; /* vt_prefix; VT_MAX_PREFIXES in all parts; NULL = none, or too many */
} vt_part;

/* Where a value came from. */
typedef enum {
	VT_ORIGIN_SUBJECT,
	VT_ORIGIN_FILENAME,
	VT_ORIGIN_PDF,
	VT_ORIGIN_SIGNATURE,
	VT_ORIGIN_DESCRIPTOR, /* doc/descriptor.h */
	VT_ORIGIN_CLERK,
	VT_N_ORIGINS
} vt_origin;

typedef struct vt_value {
	char *text; /* NULL = not known; dates YYYY-MM-DD */
	vt_origin origin;
	int confidence; /* 0..100; below VT_CONFIDENT it is a proposal and registers nothing by
			   itself */
} vt_value;
#define VT_CONFIDENT 80

#define VT_MAX_HOPS   12 /* lines of vt_identity.hops */
#define VT_MAX_STATUS 6  /* 01 đã đến to 06 đã hoàn thành (QĐ 28/2018) */

typedef struct vt_contents {
	char *subject;         /* decoded, NFC; NULL = none */
	int64_t date;          /* Date header; VT_TIME_NONE */
	char *message_id;      /* with <>; NULL = none or malformed */
	char *in_reply_to;     /* first id; NULL */
	GPtrArray *recipients; /* char *: addr-specs of To and Cc, normal forms */
	bool automatic;        /* RFC 3834 and friends: nobody may answer it */
	bool bounce;           /* DSN, null return path, MAILER-DAEMON */
	bool own_purpose;      /* a signed X-Vanthu-Purpose: this is a notice of a vanthu */
	int own_status;        /* and it tells that state of a document of ours, 1..6; 0 = none */
	bool text_layer;       /* the main document has readable text */
	int pages;             /* of the main document; 0 = not known */
	int main_part;         /* index in parts; -1 = none */
	vt_value fields[VT_N_FIELDS];
	GPtrArray *told;      /* vt_told *: about mail of ours, <= VT_MAX_TOLD; claims of anybody */
	struct vt_said *said; /* doc/said.h: what one of our people wrote; NULL = not one of ours */
	GPtrArray *parts;     /* vt_part * */
	GPtrArray *findings;  /* vt_finding *: everything phase 2 says */
} vt_contents;

vt_identity *vt_identity_new(void);
void vt_identity_free(vt_identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_identity, vt_identity_free)
vt_contents *vt_contents_new(void);
void vt_contents_free(vt_contents *contents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_contents, vt_contents_free)
void vt_part_free(vt_part *part);
/* parts may be NULL; NULL = no such path. */
const vt_part *vt_part_find(const GPtrArray *parts, const char *path);
void vt_finding_free(vt_finding *finding);

/* Appends; detail is made one line of UTF-8 and cut at VT_MAX_DETAIL_BYTES on a character. Full
 * list (VT_MAX_FINDINGS): a worse finding replaces a milder one, and VT_CODE_TOO_MUCH is added.
 * Same code and detail twice = once. */
void vt_findings_add(GPtrArray *findings, vt_code code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
bool vt_findings_have(const GPtrArray *findings, vt_code code);
vt_verdict vt_findings_worst(const GPtrArray *findings);
/* Replaces a value if the new confidence is higher; equal confidence with another text lowers both
 * to a proposal and the caller gets false (adds VT_CODE_FIELDS_DISAGREE). text is copied. */
bool vt_value_propose(vt_value *value, const char *text, vt_origin origin, int confidence);

/* Bounds, UTF-8, closed sets, cross-field sense (status none has no signer, main_part in range
 * ...). What fails here was not written by our code: hold with VT_CODE_CHILD_PROTOCOL. */
bool vt_identity_check(const vt_identity *identity, GError **error);
bool vt_contents_check(const vt_contents *contents, GError **error);

/* Worst of both lists; good only if status valid, chain valid and sender match. contents NULL
 * (child died): doubt at least. */
vt_verdict vt_report_verdict(const vt_identity *identity, const vt_contents *contents);
/* The finding a person should read first: worst verdict, then lowest code; VT_CODE_PROVED when
 * good. */
const vt_finding *vt_report_leading(const vt_identity *identity, const vt_contents *contents);

const char *vt_status_name(vt_status status);
const char *vt_chain_name(vt_chain chain);
const char *vt_sender_name(vt_sender sender);
const char *vt_origin_name(vt_origin origin);
const char *vt_evidence_name(vt_evidence_kind kind); /* "certificate", "crl" */

#endif
