/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decision - what a leader's answer to a phiếu trình means: read, nothing done
 *
 * Domain §11. "Đồng ý" means exactly the proposal that was shown; lines CHỦ TRÌ, PHỐI HỢP, ĐỂ BIẾT,
 * HẠN, Ý KIẾN change it; free text commits only when it names one person or unit and one verb.
 * What contradicts itself, the link or the proposal is unclear: it is asked back.
 */
#ifndef VT_WORK_DECISION_H
#define VT_WORK_DECISION_H

#include "work/hearing.h"
#include "work/proposal.h"

typedef enum {
	VT_MEANT_UNCLEAR,
	VT_MEANT_AGREE,
	VT_MEANT_ASSIGN, /* agree with a change, or without anything proposed */
	VT_MEANT_RETURN,
	VT_MEANT_ASK,
	VT_MEANT_WORDS, /* words that the clerk must make a proposal of */
} vt_meant;

typedef struct vt_decision {
	vt_meant meant;
	vt_proposal *proposal; /* as it is to be carried out */
	char *argument;        /* reason, question */
	char *words;           /* bút phê: what was written besides instructions, verbatim */
	const char *sentence;  /* of cau.txt, when unclear */
	char *detail;          /* what is unclear, as written; NULL */
	GPtrArray *unclear;    /* vt_unclear *: names */
} vt_decision;
void vt_decision_clear(vt_decision *d);

/* shown: the proposal of the question; number: "123/2026". */
void vt_decision_read(const vt_hearing *h, const vt_proposal *shown, const char *number,
		      vt_decision *out);
/* The new text without instructions, what stands behind "-- ", and empty lines at its ends. */
char *vt_decision_words(const vt_hearing *h);
/* Does it count: under the signature when there is one, not in the subject then. */
bool vt_decision_counts(const vt_hearing *h, const vt_instruction *one);
/* Behind "LÝ DO:", "NỘI DUNG:", "KẾT QUẢ:" ..., as links write them. */
const char *vt_decision_argument(const vt_instruction *one);
/* Lines CHỦ TRÌ, PHỐI HỢP, ĐỂ BIẾT, HẠN, Ý KIẾN of the mail change the proposal, which is then of
 * who writes; what does not read is added to unclear (vt_unclear *). */
void vt_decision_change(const vt_hearing *h, vt_proposal *proposal, GPtrArray *unclear);
/* Of all that count with that verb the one that says most; NULL = none. */
const vt_instruction *vt_decision_find(const vt_hearing *h, vt_verb verb);

#endif
