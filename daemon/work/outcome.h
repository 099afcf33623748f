/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outcome - what a person's act came to, when nothing of ours failed
 *
 * VT_DONE, or why it may not be: then the act changed nothing and the caller ends
 * it with keep = vt_outcome_keeps(). The sentence is for the person, in Vietnamese, with the next
 * step.
 */
#ifndef VT_WORK_OUTCOME_H
#define VT_WORK_OUTCOME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
	VT_DONE,
	VT_NOT_FOUND,          /* detail: what was asked for */
	VT_WRONG_STATE,        /* detail: the state it is in */
	VT_NO_REASON,          /* a reason is needed */
	VT_FIELD_MISSING,      /* detail: key of the field */
	VT_FIELD_WRONG,        /* detail: "key: cause" */
	VT_NEEDS_NOT_SECRET,   /* a scan: somebody must have looked at it */
	VT_NEEDS_RELEASE,      /* held by a subject list */
	VT_ALREADY_REGISTERED, /* detail: number/year */
	VT_NO_BOOK,            /* the office has no book for incoming documents */
	VT_NO_AGENCY,          /* several own agencies, none given */
	VT_OLD_YEAR,      /* a year that is not the current one needs --old-year and a reason */
	VT_SECOND_PERSON, /* noted; another named person must confirm; detail: who asked first */
	VT_SAME_PERSON,   /* the second person must be another one */
	VT_INFECTED,      /* nobody may register it */
	VT_NOT_SCANNED,   /* not before it has been scanned */
	VT_NOTHING_TO_DO,
	VT_N_OUTCOMES,
} vt_outcome_code;

typedef struct vt_outcome {
	vt_outcome_code code;
	char *detail; /* "" when nothing to add */
} vt_outcome;

void vt_outcome_clear(vt_outcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_outcome, vt_outcome_clear)
/* Replaces; detail may be NULL. Returns true, so that `return vt_outcome_set(...)` reads well in
 * acts. */
bool vt_outcome_set(vt_outcome *outcome, vt_outcome_code code, const char *detail);
/* The act is to be kept: VT_DONE, and VT_SECOND_PERSON, which notes who asked first. */
bool vt_outcome_keeps(const vt_outcome *outcome);
const char *vt_outcome_name(vt_outcome_code code); /* kebab-case */
/* Vietnamese, detail filled in; caller frees. */
char *vt_outcome_sentence(const vt_outcome *outcome);

/* Who acts, when and why. The caller has asked policy; the act writes it down. */
typedef struct vt_actor {
	const char *person; /* person key, or VT_BY_ITSELF */
	const char *own;    /* own agency the person belongs to; acts on other agencies' things find
			       nothing. NULL = all */
	const char *proof;  /* "local", "smime,session" */
	int64_t now;
	const char *reason; /* as given; NULL = none. Acts that need one say so (VT_NO_REASON) */
} vt_actor;

#endif
