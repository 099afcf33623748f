/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judging - one message under judgement: what is found, what is said of it, how it is kept; the
 * inside of incoming
 */
#ifndef VT_WORK_JUDGING_H
#define VT_WORK_JUDGING_H

#include "work/incoming.h"
#include "work/reasons.h"

typedef struct vt_judging {
	vt_store *store;
	const vt_office *office;
	const vt_inspected *seen;
	vt_arrival *arrival; /* as read, and as it will be written */
	vt_conclusion *conclusion;
} vt_judging;

/* *field becomes a copy of text; NULL is NULL. */
void vt_judging_put(char **field, const char *text);
void vt_judging_reason(vt_judging *j, vt_reason reason, const char *detail);
bool vt_judging_found(const vt_judging *j, vt_code code);
/* The highest code of from..to that was found; 0 = none. */
int vt_judging_first(const vt_judging *j, vt_code from, vt_code to);

/* Who sent and signed it, into the arrival. identity must be there. */
void vt_judging_identity(vt_judging *j);
/* That, what its contents say, and what the caller is told; both reports must be there. */
void vt_judging_fill(vt_judging *j);
/* The certificates and CRLs that the verdict rests on. */
bool vt_judging_evidence(const vt_judging *j, GError **error);
/* state, and what the caller of the act is told. */
void vt_judging_tell(vt_judging *j, vt_state state);
bool vt_judging_ledger(const vt_judging *j, GError **error);
/* Whom the envelope names (else To and Cc), added to an arrival. */
bool vt_judging_recipients(const vt_judging *j, const char *arrival, GError **error);
/* Everything known goes into the tables: only after the secrecy filter has spoken. */
bool vt_judging_save(vt_judging *j, vt_state state, GError **error);
/* Saved, and a line in the ledger. */
bool vt_judging_finish(vt_judging *j, vt_state state, GError **error);
/* Held, and nothing goes into the tables but these findings and the reasons: nobody has looked. */
bool vt_judging_blind(vt_judging *j, const GPtrArray *findings, GError **error);
/* A test mail of ours is back (work/roundtrip.h): acted; what the servers wrote on its way stands
 * in the reasons. done_out: it was one, and is judged. */
bool vt_judging_roundtrip(vt_judging *j, bool *done_out, GError **error);

/* Of an agency that is proved, or one that a list took the proof from. */
bool vt_judging_is_document(const vt_judging *j);
/* A document of an agency, in a thread of ours or not: what nobody signed (In-Reply-To, a tag in
 * Subject) must not make it disappear as an answer that its sender may not give. */
bool vt_judging_is_agency_document(const vt_judging *j);

#endif
