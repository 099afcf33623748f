/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * misuse - what is done wrongly under one name is counted; above a limit a day the head of the
 * office hears of it, once (regulation Đ10.1.đ)
 *
 * Called inside the act that saw it. A day is one of Vietnam's.
 */
#ifndef VT_WORK_MISUSE_H
#define VT_WORK_MISUSE_H

#include "doc/office.h"
#include "doc/report.h"
#include "store/db.h"

typedef enum {
	VT_MISUSE_SENDER, /* name: an address of our directory that somebody else wrote in From */
	VT_MISUSE_PROOF,  /* name: person or login whose command the policy refused */
	VT_MISUSE_TOKEN,  /* name: who used the token of another */
	VT_N_MISUSES,
} vt_misuse_kind;
const char *vt_misuse_word(vt_misuse_kind kind); /* sender proof token */

typedef struct vt_misuse {
	vt_misuse_kind kind;
	const char *name; /* at most 254 bytes count */
	const char *own;  /* whose head is told; NULL = all */
	unsigned count;   /* today, this one included; set by vt_misuse_note() */
} vt_misuse;

bool vt_misuse_note(vt_store *store, const vt_office *office, vt_misuse *misuse, int64_t now,
		    GError **error);
/* Is the From of this report forged, and an address we know? Then it is noted. own: of the arrival;
 * NULL = none. */
bool vt_misuse_look(vt_store *store, const vt_office *office, const vt_identity *identity,
		    const char *own, int64_t now, GError **error);

#endif
