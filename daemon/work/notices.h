/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices - which mail an event causes, to whom, and what stands in it
 *
 * The second group is called inside the act that causes the mail (after vt_incoming_conclude(),
 * vt_clerk_register() ...): drafts in the outbox, no more. The third makes bytes of a draft after
 * the COMMIT. Rules: only agencies of the directory hear from us, whose signature held or for whose
 * domain our own mail server vouches (finding 115), never a null sender, a list or an automatic
 * mail (RFC 3834); receipts are never dropped but joined above notices.receipts-an-hour; one
 * refusal per sender and code an hour; above notices.breaker automatic mails an hour all are held
 * and the administrator is told once. What came from a message stands between « », and of a message
 * that is not good only address, size, time and code (design §7).
 */
#ifndef VT_WORK_NOTICES_H
#define VT_WORK_NOTICES_H

#include "doc/office.h"
#include "store/moves.h"
#include "store/outbox.h"
#include "store/rechecks.h"
#include "work/backup.h"
#include "work/balance.h"
#include "work/incoming.h"
#include "work/misuse.h"
#include "work/outcome.h"
#include "work/proposal.h"

/* ---- once, before the jail ---- */

/* Reads office->templates into memory, for the life of the process. VT_NEVER on any fault. */
bool vt_notices_prepare(const vt_office *office, GError **error);
/* vanthud -n: every fault of every template. */
void vt_notices_check(const vt_office *office, vt_faults *faults);

/* ---- inside an act ---- */

/* Registered: receipt to the agency, notice to the people routing names. Held or duplicate: arrival
 * receipt, and the clerk's digest or, when urgent, a mail at once. Sealed: the security officer, by
 * id. Infected: clerk and head of the office, never the sender. Ignored, acted: nothing. */
bool vt_notices_concluded(vt_store *store, const vt_office *office, const char *arrival,
			  const vt_conclusion *conclusion, int64_t now, GError **error);
/* The clerk registered it: receipt and routed people; a paper entry has no receipt. */
bool vt_notices_registered(vt_store *store, const vt_office *office, const vt_document *document,
			   int64_t now, GError **error);
/* The same; what the clerk proposes is shown to who decides. */
bool vt_notices_entered(vt_store *store, const vt_office *office, const vt_document *document,
			const vt_proposal *proposal, int64_t now, GError **error);
/* A person refused it, with a reason. */
bool vt_notices_refused(vt_store *store, const vt_office *office, const char *arrival,
			const vt_actor *actor, GError **error);
/* After vt_clerk_void(): what was asked and given about it is over. */
bool vt_notices_voided(vt_store *store, const vt_office *office, int64_t document, int64_t now,
		       GError **error);
/* After vt_seal(); arrivals: char * ids, NULL = none. */
bool vt_notices_sealed(vt_store *store, const vt_office *office, const GPtrArray *arrivals,
		       int64_t now, GError **error);
/* The mailbox could not move it on: a person must go there. fault: account, folder, UID and why. */
bool vt_notices_not_moved(vt_store *store, const vt_office *office, const vt_move *move,
			  const char *fault, int64_t now, GError **error);
/* The day of now, of each own agency, to its clerk. */
#define VT_NOTICE_BALANCE "can-bang" /* its kind in the outbox */
bool vt_notices_balance(vt_store *store, const vt_office *office, int64_t now, GError **error);
/* Did a mail server change signed mail of so many senders on that day that it must be its fault
 * (notices.gateway-senders)? Then the balance says so. */
bool vt_notices_gateway(const vt_office *office, const vt_balance *balance);
/* A certificate that documents were signed with was revoked, or is not accepted any more. */
typedef struct vt_signer_change {
	const char *sha256; /* of the certificate */
	const char *subject, *serial;
	const char *agency; /* directory key; NULL = none */
	vt_standing standing;
	const char *since;  /* YYYY-MM-DD; "" = not known */
	const char *detail; /* of the finding */
} vt_signer_change;
/* One mail to the clerk of each own agency with such documents, one to the administrator. */
bool vt_notices_signer(vt_store *store, const vt_office *office, const vt_signer_change *change,
		       int64_t now, GError **error);
/* To the head of each own agency that is meant: one name has been misused too often today. */
bool vt_notices_misuse(vt_store *store, const vt_office *office, const vt_misuse *misuse,
		       int64_t now, GError **error);
typedef enum { VT_SCANNER_DOWN, VT_SCANNER_OLD } vt_scanner_event;
/* To the administrator: clamd does not answer, mail is held (once an hour); its signatures are old
 * (once a day). detail: of what failed, or when they were made. */
bool vt_notices_scanner(vt_store *store, const vt_office *office, vt_scanner_event event,
			const char *detail, int64_t now, GError **error);
/* To the administrator, once an hour: the clock is not synchronised. */
bool vt_notices_clock(vt_store *store, const vt_office *office, int64_t now, GError **error);
/* How a backup came out, to the administrator (else a clerk). failure: there is none, and why; NULL
 * = result says. */
bool vt_notices_backup(vt_store *store, const vt_office *office, const vt_backup_result *result,
		       const char *failure, int64_t now, GError **error);
/* A mail was given up (vt_outbox_fault()): the clerk is told what the server said and what to do;
 * of the clerk's own mail the administrator. */
bool vt_notices_undelivered(vt_store *store, const vt_office *office, int64_t mail, int64_t now,
			    GError **error);
/* An issued document waits for the token with the key of that own agency: its clerk and the
 * administrator hear why, of each cause once a day. */
bool vt_notices_token(vt_store *store, const vt_office *office, const char *own, const char *cause,
		      int64_t now, GError **error);
typedef struct vt_door_fault {
	const char *door;
	const char *reason; /* name of a verdict code */
	const char *detail; /* may be NULL */
	bool is_refusal;    /* a server refuses us, or we refuse it; reason is no code */
} vt_door_fault;
/* To the administrator (else a clerk), once an hour for each door and reason; each refusal. */
bool vt_notices_door_fault(vt_store *store, const vt_office *office, const vt_door_fault *fault,
			   int64_t now, GError **error);
/* To the administrator (else a clerk), once a day: CRLs near their end could not be renewed; which.
 */
bool vt_notices_crl(vt_store *store, const vt_office *office, const char *which, int64_t now,
		    GError **error);

/* ---- outside ---- */

/* A draft made into bytes. The same draft and files give the same bytes: the date is the mail's
 * due_at. */
typedef struct vt_notice vt_notice;
/* files: vt_compose_file *, for mail->attachments in order; borrowed for the call. entity_fd:
 * empty, what the signer signs is written there; stays the caller's, open or not (mail/compose.h).
 * NULL with error. */
vt_notice *vt_notice_render(const vt_office *office, const vt_mail *mail, const GPtrArray *files,
			    int entity_fd, GError **error);
void vt_notice_free(vt_notice *notice);
/* false: it is sent as it is (an invitation). */
bool vt_notice_is_signed(const vt_notice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_notice, vt_notice_free)
/* What is sent, written to the empty fd; der NULL: unsigned. NULL with error. */
GBytes *vt_notice_message(const vt_notice *notice, GBytes *der, int fd, GError **error);

#endif
