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
	VT_PROGRAM_TOKEN,
	VT_PROGRAM_WATCH,
	VT_PROGRAM_SCAN,
	VT_PROGRAM_FETCH, /* started by vanthuctl, not by vanthud */
	VT_PROGRAM_CTL,
	VT_N_PROGRAMS,
} vt_program;

typedef enum {
	/* any program -> vanthud: nothing; I am in my jail and serving */
	VT_KIND_READY = 1,
	/* vanthud -> registrar: text program name, text which of several (NULL = there is one),
	   u64 how often it has been started; fd = registrar's end of a new pair */
	VT_KIND_INTRODUCE,

	/* Here "intake" means vanthu-intake and each vanthu-imap. */
	/* intake -> registrar: text arrival id; ID.env and ID.eml are complete in spool/ */
	VT_KIND_ARRIVED,
	/* registrar -> every intake: text arrival id; its row is committed, the door may forget the
	   message */
	VT_KIND_ARRIVAL_KEPT,
	/* intake -> registrar: text door, text reason (name of a code, or VT_DOOR_REFUSED), text
	   detail: something at the door could not be taken in */
	VT_KIND_DOOR_FAULT,

	/* registrar -> every intake: u64 request; look at every door now */
	VT_KIND_LOOK_AROUND,
	/* intake -> registrar: u64 request; all that lay at the doors then has been announced by
	   ARRIVED before this */
	VT_KIND_LOOKED_AROUND,

	/* imap -> registrar: text arrival id, u32 UIDVALIDITY, u32 UID of the folder it was moved
	   to, or on to (0 = not known) */
	VT_KIND_MOVED,
	/* registrar -> every imap: text arrival id, text account, text folder ("sealed",
	   "infected"), u64 bytes, text SHA-256 of its Message-ID (NULL = not known), u32
	   UIDVALIDITY, u32 UID (0 = not known): it is to lie there and nowhere else in the mailbox;
	   repeated until MOVED_ON says that it is over */
	VT_KIND_MOVE_ON,
	/* imap -> registrar: text arrival id, text folder of the order ("sealed", "infected"), bool
	   over, text fault (NULL = it lies there); not over = it will be tried again */
	VT_KIND_MOVED_ON,

	/* registrar -> every imap: u64 request, text account, i64 since (UTC), bool only counted:
	   take in what lay in the folder before the first connection */
	VT_KIND_IMPORT,
	/* imap -> registrar: u64 request, text account, text folder, u64 messages, u64 bytes, i64
	   oldest, i64 newest (UTC, 0 = none), u64 taken in so far, bool over, text fault (NULL =
	   none) */
	VT_KIND_IMPORTED,

	/* registrar (or vanthuctl) -> inspect: u64 request, i64 received_at, text mail_from (NULL =
	   not known), bool extract_text; fd = message, read-only */
	VT_KIND_INSPECT,
	/* inspect -> registrar: u64 request, bytes identity (wire/report_codec) */
	VT_KIND_IDENTITY,
	/* inspect -> registrar: u64 request, bytes contents without parts */
	VT_KIND_CONTENTS,
	/* inspect -> registrar: u64 request, bytes parts */
	VT_KIND_PARTS,
	/* inspect -> registrar: u64 request, bytes said (wire/said_codec) */
	VT_KIND_SAID,
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
	VT_KIND_FETCH_DONE,
	/* vanthuctl -> inspect --judge: u64 request; what is configured? */
	VT_KIND_CRL_LIST,
	/* inspect --judge -> vanthuctl: u64 request, text URL, text SHA-256 of the issuer */
	VT_KIND_CRL_POINT,
	/* inspect --judge -> vanthuctl: u64 request, a CRL in use (wire/crl_codec) */
	VT_KIND_CRL_KNOWN,
	/* inspect --judge -> vanthuctl: u64 request; that was all */
	VT_KIND_CRL_LISTED,
	/* vanthuctl -> inspect --judge: u64 request, i64 now; fd = sealed memfd, a file from
	   outside */
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

	/* registrar -> scan: u64 request; fd = message, read-only */
	VT_KIND_SCAN,
	/* scan -> registrar: u64 request, u32 code (0 = clean, 801 infected, 802 failed, 803 too
	   big), text name of the virus or what failed (NULL = nothing to say) */
	VT_KIND_SCANNED,
	/* scan -> registrar: i64 when clamd's signatures were made (0 = it does not say), i64
	   seconds that this may be wrong by, text its version (NULL: it did not answer), text fault
	   (NULL = none) */
	VT_KIND_SIGNATURES,

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
	/* registrar -> vanthuctl: text, one line for stderr, at once: how far it is */
	VT_KIND_PROGRESS,
	/* registrar -> vanthuctl: text file name, without folder; fd = its bytes, read-only */
	VT_KIND_FILE,
	/* registrar -> vanthuctl: u32 exit status (sysexits), text message for stderr (NULL =
	   none); the last packet */
	VT_KIND_END,

	/* inspect, signer -> registrar: text what (own root intermediate crl), text name, i64 from,
	   i64 until: a certificate or CRL at work */
	VT_KIND_VALIDITY,
	/* inspect -> registrar: text owner (key of directory.conf), text SHA-256, text subject, i64
	   until: a pinned certificate; all of them follow each other when it has come */
	VT_KIND_PINNED,
	/* imap -> registrar: nothing; the mailbox has been looked at to the end */
	VT_KIND_FETCHED,
	/* watch -> registrar: u64 request; how is the office? */
	VT_KIND_MEASURE,
	/* registrar (and its child) -> watch: u64 request, text why it is not well (NULL = it is),
	   text of all metrics (NULL = not to be had) */
	VT_KIND_MEASURED,

	VT_N_KINDS,
} vt_kind;

/* Reason of a DOOR_FAULT: a server refuses us, or we refuse it. */
#define VT_DOOR_REFUSED "server-refused"

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
