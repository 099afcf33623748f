/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinds - every kind of packet, who sends it to whom and what it carries
 */
#ifndef VT_WIRE_KINDS_H
#define VT_WIRE_KINDS_H

/* Our programs, as seen by who may say what to whom. */
typedef enum {
	VT_PROGRAM_VANTHUD,
	VT_PROGRAM_INTAKE,
	VT_PROGRAM_IMAP,
	VT_PROGRAM_INSPECT,
	VT_PROGRAM_REGISTRAR,
	VT_PROGRAM_DISPATCH,
	VT_PROGRAM_SIGNER,
	VT_PROGRAM_FETCH, /* started by vanthuctl, not by vanthud */
	VT_PROGRAM_CTL,
	VT_N_PROGRAMS,
} vt_program;

typedef enum {
	/* any program -> vanthud: nothing; I am in my jail and serving */
	VT_KIND_READY = 1,
	/* vanthud -> registrar: text program name, text which of several (NULL = there is one); fd
	   = registrar's end of a new pair */
	VT_KIND_INTRODUCE,

	/* Here "intake" means vanthu-intake and each vanthu-imap. */
	/* intake -> registrar: text arrival id; ID.env and ID.eml are complete in spool/ */
	VT_KIND_ARRIVED,
	/* registrar -> every intake: text arrival id; its row is committed, the door may forget the
	   message */
	VT_KIND_ARRIVAL_KEPT,
	/* intake -> registrar: text door, text reason code name, text detail: something at the door
	   could not be taken in */
	VT_KIND_DOOR_FAULT,

	/* registrar -> every intake: u64 request; look at every door now */
	VT_KIND_LOOK_AROUND,
	/* intake -> registrar: u64 request; all that lay at the doors then has been announced by
	   ARRIVED before this */
	VT_KIND_LOOKED_AROUND,

	/* registrar (or vanthuctl) -> inspect: u64 request, i64 received_at, text mail_from (NULL =
	   not known), bool extract_text; fd = message, read-only */
	VT_KIND_INSPECT,
	/* inspect -> registrar: u64 request, bytes identity (wire/report_codec) */
	VT_KIND_IDENTITY,
	/* inspect -> registrar: u64 request, bytes contents without parts */
	VT_KIND_CONTENTS,
	/* inspect -> registrar: u64 request, bytes parts */
	VT_KIND_PARTS,
	/* inspect -> registrar: u64 request, u32 jail code (0 = child ended well, else 9xx), u32
	   denied calls; fd = sealed memfd with text of page 1 (may be absent) */
	VT_KIND_INSPECTED,
	/* registrar -> inspect: u64 request, text part path; fd = message */
	VT_KIND_EXTRACT,
	/* inspect -> registrar: u64 request, bool found; fd = sealed memfd with the decoded leaf */
	VT_KIND_EXTRACTED,
	/* registrar -> inspect: u64 request, text sha256 of a configured certificate or CRL; the
	   parent answers itself */
	VT_KIND_OBJECT,
	/* inspect -> registrar: u64 request, bool found; fd = sealed memfd with its DER */
	VT_KIND_OBJECT_FOUND,

	/* vanthuctl -> fetch: u64 request, text file name in trust/incoming, text URL, bool named
	   by the administrator, text ETag, text Last-Modified of what we have (NULL = nothing) */
	VT_KIND_FETCH,
	/* fetch -> vanthuctl: u64 request, u32 vt_http_outcome, text why, text ETag, text
	   Last-Modified (each may be NULL) */
	VT_KIND_FETCHED,
	/* vanthuctl -> inspect --judge: u64 request; what is configured? */
	VT_KIND_CRL_LIST,
	/* inspect --judge -> vanthuctl: u64 request, text URL, text SHA-256 of the issuer */
	VT_KIND_CRL_POINT,
	/* inspect --judge -> vanthuctl: u64 request, a CRL in use (wire/crl_codec) */
	VT_KIND_CRL_KNOWN,
	/* inspect --judge -> vanthuctl: u64 request; that was all */
	VT_KIND_CRL_LISTED,
	/* vanthuctl -> inspect --judge: u64 request, i64 now; fd = sealed memfd, a file from
	 * outside
	 */
	VT_KIND_CRL_JUDGE,
	/* inspect --judge -> vanthuctl: u64 request, text why not (NULL = good), a CRL
	   (wire/crl_codec) */
	VT_KIND_CRL_JUDGED,

	/* registrar -> signer: u64 request, text own agency; fd = sealed memfd, entity to sign
	   (canonical CRLF) */
	VT_KIND_SIGN,
	/* signer -> registrar: u64 request, bytes DER SignedData (empty = failed), text fault (NULL
	   = none) */
	VT_KIND_SIGNED,

	/* registrar -> dispatch: u64 request, text file name in outbox/, text sha256, text
	   recipient, text sender of the envelope ("" = null sender), text envelope id (NULL = no
	   reports of delivery) */
	VT_KIND_SEND,
	/* dispatch -> registrar: u64 request, bool sent, u32 vt_retry, text fault (NULL when sent)
	 */
	VT_KIND_SENT,

	/* vanthuctl -> registrar: texts argv (command first), bool wants JSON */
	VT_KIND_COMMAND,
	/* registrar -> vanthuctl: text title, texts column keys ("#key" = whole numbers), texts
	   column labels */
	VT_KIND_TABLE,
	/* registrar -> vanthuctl: texts cells ("" for nothing) */
	VT_KIND_ROW,
	/* registrar -> vanthuctl: text, one line or several, printed as they are */
	VT_KIND_TEXT,
	/* registrar -> vanthuctl: text file name, without folder; fd = its bytes, read-only */
	VT_KIND_FILE,
	/* registrar -> vanthuctl: u32 exit status (sysexits), text message for stderr (NULL =
	   none); the last packet */
	VT_KIND_END,

	VT_N_KINDS,
} vt_kind;

typedef struct vt_kind_info {
	const char *name;  /* "arrival-kept", for logs */
	unsigned from, to; /* 1u << vt_program bits */
} vt_kind_info;

/* kind must be one of the enum. */
const vt_kind_info *vt_kind_get(vt_kind kind);
/* "vanthu-intake"; -1 when find knows no such program. */
const char *vt_program_name(vt_program program);
int vt_program_find(const char *name);

#endif
