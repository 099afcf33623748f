/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_acts - what a clerk's answer to a form does: register, refuse, drop, seal, release
 *
 * Each asks the policy, asks whether the signature binds (work/hearing.h), acts and writes the
 * answer. true with h->answer.decision NULL: nothing was done, and the answer says why; faults:
 * sentences for a form that comes back. Below smime what was done can be undone for a while; its
 * notices wait that long.
 */
#ifndef VT_WORK_FORM_ACTS_H
#define VT_WORK_FORM_ACTS_H

#include "doc/form.h"
#include "work/hearing.h"

/* One answer to one form. */
typedef struct vt_form_answer {
	vt_hearing *h;
	vt_form *sent, *meant; /* as it was put; with what the clerk changed */
	const char *reason;    /* of refuse, drop, release */
	bool goes_on;          /* it is released and registered in one answer */
	GPtrArray *faults; /* char *: what must be looked at again; not empty: nothing is done */
} vt_form_answer;

typedef bool vt_form_act(vt_form_answer *a, GError **error);
/* form_scan.c: TÁCH and GHÉP; a->reason: what stands behind the word */
vt_form_act vt_form_split, vt_form_join;
vt_form_act vt_form_correct, vt_form_register, vt_form_refuse, vt_form_drop, vt_form_seal,
	vt_form_release;

/* A sentence of cau.txt; keys and values of its places follow, NULL ends them. */
void vt_form_fault(vt_form_answer *a, const char *sentence, ...) G_GNUC_NULL_TERMINATED;
/* The policy, the signature, a trial: may it be done now? false with *error unset: the answer says
 * why not. */
bool vt_form_may(vt_form_answer *a, vt_action action, vt_verb verb, GError **error);
/* "KHÔNG MẬT" and nothing else. */
bool vt_form_says_not_secret(const char *text);

/* What the decided question about a form came to is taken back: the number is voided, what was
 * refused or dropped is held again. Inside h's act; the answer is the caller's. */
/* HỦY, for a while: a question of its own, put by the answer. */
bool vt_form_offer_undo(vt_hearing *h, int64_t document, int64_t counts_at, GError **error);
/* What can be undone no more is said in h. */
bool vt_form_undo(vt_hearing *h, const vt_asking *decided, GError **error);

#endif
