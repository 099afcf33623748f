/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices - which mail an event causes, to whom, and what stands in it
 *
 * The first group is called inside the act that causes the mail (after vt_incoming_conclude(),
 * vt_clerk_register() ...): drafts in the outbox, no more. The second group makes bytes of a draft
 * after the COMMIT. Rules: only agencies of the directory whose signature held hear from us, never
 * a null sender, a list or an automatic mail (RFC 3834); receipts are never dropped but joined
 * above notices.receipts-an-hour; one refusal per sender and code an hour; above notices.breaker
 * automatic mails an hour all are held and the administrator is told once. What came from a message
 * stands between « », and of a message that is not good only address, size, time and code (design
 * §7).
 */
#ifndef VT_WORK_NOTICES_H
#define VT_WORK_NOTICES_H

#include "doc/office.h"
#include "mail/template.h"
#include "store/outbox.h"
#include "work/balance.h"
#include "work/incoming.h"
#include "work/outcome.h"

/* All borrowed; made anew for each act, because of now. */
typedef struct vt_notices {
	const vt_office *office;
	const vt_templates *templates;
	vt_store *store;
	int64_t now;
} vt_notices;

/* ---- inside an act ---- */

/* Registered: receipt to the agency, notice to the people routing names. Held or duplicate: arrival
 * receipt, and the clerk's digest or, when urgent, a mail at once. Sealed: the security officer, by
 * id. Ignored, acted: nothing. */
bool vt_notices_concluded(const vt_notices *n, const char *arrival, const vt_conclusion *conclusion,
			  GError **error);
/* The clerk registered it: receipt and routed people; a paper entry has no receipt. */
bool vt_notices_registered(const vt_notices *n, const vt_document *document, GError **error);
/* The clerk refused it. sent_out (may be NULL): whether the sender hears of it. */
bool vt_notices_refused(const vt_notices *n, const char *arrival, const vt_actor *actor,
			const char *reason, bool *sent_out, GError **error);
/* Sealed by a person, after vt_seal(). own NULL: every own agency's security officer. */
bool vt_notices_sealed(const vt_notices *n, const char *own, const char *arrival, GError **error);
/* To the clerk; synchronised: vt_clock_is_synchronised(). */
bool vt_notices_balance(const vt_notices *n, const char *own, const vt_balance *balance,
			bool synchronised, GError **error);

typedef enum { VT_EVENT_BREAKER, VT_EVENT_CLOCK, VT_EVENT_DOOR, VT_N_EVENTS } vt_admin_event;
/* One mail an hour and event; without an administrator in the directory nothing happens. */
bool vt_notices_admin(const vt_notices *n, vt_admin_event event, GError **error);
/* A door could not take a message in (too big ...); reason: a word, detail: what stood there. */
bool vt_notices_door(const vt_notices *n, const char *door, const char *reason, const char *detail,
		     GError **error);

/* ---- outside ---- */

/*
 * The entity to sign for a draft. bytes: GBytes *, one for each of mail->attachments, in order (the
 * original as it lies in the store, or the extracted part). NULL with error.
 */
GBytes *vt_notices_entity(const vt_notices *n, const vt_mail *mail, const GPtrArray *bytes,
			  GError **error);
/* The message to send: entity and signature (DER; NULL = unsigned, for an office without keys). */
GBytes *vt_notices_message(const vt_notices *n, const vt_mail *mail, GBytes *entity, GBytes *der,
			   GError **error);

#endif
