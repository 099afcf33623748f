/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk - what people do to the register: register, refuse, void, retry, release
 *
 * Policy has been asked by the caller; each act writes who, proof and reason into the ledger. false
 * = our failure (error set); true = see outcome. Inside the caller's act; anything but VT_DONE
 * changed nothing (end with keep = false).
 */
#ifndef VT_WORK_CLERK_H
#define VT_WORK_CLERK_H

#include "doc/office.h"
#include "store/arrivals.h"
#include "store/documents.h"
#include "work/outcome.h"

typedef struct vt_entry_form {
	const char *arrival; /* id of a held message; NULL = paper, a document without a file */
	const char *fields[VT_N_FIELDS]; /* as typed; NULL = not given, "" = the document has none.
					  * VT_FIELD_ARRIVED: another day of arrival */
	bool not_secret;                 /* --not-secret */
	const char *own;  /* own agency; NULL = the arrival's, the actor's, or the only one */
	int old_year;     /* 0 = the current year; else actor.reason is needed */
	const char *text; /* text of the file for search; NULL */
} vt_entry_form;

typedef struct vt_entered {
	vt_outcome outcome;
	vt_document *document; /* when VT_DONE */
	GPtrArray *
		alerts; /* vt_alert *: registered documents with the same attachment; may be NULL */
} vt_entered;
void vt_entered_clear(vt_entered *entered);

/* Given fields win over proposed ones; proposed ones count from VT_CONFIDENT on. */
bool vt_clerk_register(vt_store *store, const vt_office *office, const vt_actor *actor,
		       const vt_entry_form *form, vt_entered *entered_out, GError **error);
bool vt_clerk_refuse(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		     GError **error);
/* No document for the register: ignored, with a reason. */
bool vt_clerk_drop(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		   GError **error);
/* A held message is decided upon, with a reason: refused, ignored, or acted (it was a reply). */
bool vt_clerk_decide(vt_store *store, const vt_actor *actor, const char *id, vt_state state,
		     vt_outcome *outcome, GError **error);
/* Registered, refused or dropped by a person, and taken back: held again. Its number stays void. */
bool vt_clerk_hold_again(vt_store *store, const vt_actor *actor, const char *id,
			 vt_outcome *outcome, GError **error);
/* The number stays. */
bool vt_clerk_void(vt_store *store, const vt_actor *actor, int64_t document, vt_outcome *outcome,
		   GError **error);
/* Back to waiting: inspected again with today's directory, CRLs and rules at the time of receipt.
 */
bool vt_clerk_retry(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		    GError **error);
/* All held ones with this code; ids_out: char *. */
bool vt_clerk_retry_code(vt_store *store, const vt_actor *actor, int code, vt_outcome *outcome,
			 GPtrArray **ids_out, GError **error);
/* A message held by the subject lists (641-643): from now on the clerk may register it. */
bool vt_clerk_release(vt_store *store, const vt_actor *actor, const char *id, vt_outcome *outcome,
		      GError **error);

#endif
