/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hearing - what the functions share that hear what a person said
 */
#ifndef VT_WORK_HEARING_H
#define VT_WORK_HEARING_H

#include <stdarg.h>

#include "doc/policy.h"
#include "doc/said.h"
#include "store/askings.h"
#include "store/delegations.h"
#include "store/outbox.h"
#include "work/judging.h"
#include "work/notices_private.h"
#include "work/outcome.h"

/* The one mail that answers, and what becomes of the arrival. */
typedef struct vt_answer {
	vt_state state;       /* ACTED by default; HELD: a person must look; REFUSED: not allowed */
	vt_mail *mail;        /* NULL = nobody is answered */
	const char *decision; /* name of a verb: the question is decided by it; NULL = it stays open
			       */
} vt_answer;

/* All that a hearing function needs; borrowed. */
typedef struct vt_hearing {
	vt_judging *j; /* store, office, arrival, identity, contents */
	const vt_said *said;
	const vt_person *person; /* whose single address stands in From; never NULL */
	unsigned proofs;         /* 1u << vt_proof: smime pinned session mailbox, and token with a
				    question */
	const vt_person *on_behalf; /* who was asked, when person acts for him; NULL: himself */
	vt_delegation *delegation;  /* by which; NULL */
	vt_asking *asking;          /* NULL: a command of its own, or a scan */
	int token_verb;             /* what the used link may say; -1 = anything */
	bool trying;                /* THỬ: say what would happen, change nothing */
	bool is_bound;              /* a row of a digest whose reference was signed */
	vt_answer answer;
} vt_hearing;

/* true: heard; what is to be said stands in h->answer. handled_out (may be left alone, true
 * before): false = not for me, the message goes on as a document. */
typedef bool vt_hear(vt_hearing *h, bool *handled_out, GError **error);

/* The sentence that says which proof is lacking: where no mail without a signature is enough, it
 * asks for a signature alone. */
const char *vt_hearing_proof_wanted(const vt_hearing *h, vt_action action);
/* Does policy.conf allow it to the person with the proofs at hand? false with *error unset: the
 * answer that says what is missing stands in h, and it is counted as misuse. */
bool vt_hearing_may(vt_hearing *h, vt_action action, GError **error);
/* With smime: has this signature never decided before? false with *error unset: as above. */
bool vt_hearing_is_first(vt_hearing *h, GError **error);
/* The same, and where something was asked: does the reference stand under the signature? Without
 * smime: nothing to ask. */
bool vt_hearing_binds(vt_hearing *h, GError **error);
/* When what was decided begins to count: now with smime or when urgent, else after undo-time
 * of office time. */
int64_t vt_hearing_counts_at(const vt_hearing *h, int urgency);
/* What its notices are made with. */
vt_noticing vt_hearing_noticing(const vt_hearing *h);
/* A sentence of cau.txt; list: keys and values of its places, NULL ends them. Caller frees. */
char *vt_hearing_sentence(const vt_hearing *h, const char *sentence, va_list list);
/* The answer: the mail "tra-loi" with that sentence of cau.txt; keys and values of its places
 * follow, NULL ends them. A second call adds a line. */
void vt_hearing_say(vt_hearing *h, const char *sentence, ...) G_GNUC_NULL_TERMINATED;
/* The answer is a template of its own; the caller adds values. */
vt_mail *vt_hearing_answer(vt_hearing *h, const char *kind);
/* The answer is that mail, made elsewhere; takes it, NULL = none. */
void vt_hearing_answer_with(vt_hearing *h, vt_mail *mail);
/* What was not understood is shown back, with the nearest command; the question stays open. */
void vt_hearing_ask_back(vt_hearing *h, const char *sentence);
/* Key of the one he acts for; NULL: in his own name. */
const char *vt_hearing_for_whom(const vt_hearing *h);
/* Who acts, for acts of work/ and ledger rows; strings live as long as h and proof_text. */
vt_actor vt_hearing_actor(const vt_hearing *h, char **proof_text);
/* First instruction with that verb that the used link and the place allow; NULL = none. */
const vt_instruction *vt_hearing_find(const vt_hearing *h, vt_verb verb);

/* ---- who hears what: work/heard_*.c, one file a kind ---- */

vt_hear vt_hear_form;      /* heard_form.c: VT_ASKING_FORM */
vt_hear vt_hear_decision;  /* heard_decision.c: VT_ASKING_DECIDE */
vt_hear vt_hear_confirm;   /* heard_confirm.c: VT_ASKING_CONFIRM */
vt_hear vt_hear_question;  /* heard_question.c: the clerk answers a leader */
vt_hear vt_hear_task;      /* heard_task.c: VT_ASKING_TASK */
vt_hear vt_hear_more_time; /* heard_task.c: VT_ASKING_MORE_TIME */
vt_hear vt_hear_undo;      /* heard_undo.c */
vt_hear vt_hear_digest;    /* heard_digest.c: each row to its own function */
vt_hear vt_hear_outgoing;  /* heard_outgoing.c: VT_ASKING_OUTGOING */
vt_hear vt_hear_draft;     /* heard_draft.c: VT_ASKING_DRAFT */
vt_hear vt_hear_issue;     /* heard_issue.c: VT_ASKING_ISSUE */
vt_hear vt_hear_compare;   /* heard_issue.c: VT_ASKING_COMPARE */
vt_hear vt_hear_person;    /* heard_person.c */
vt_hear vt_hear_reply;     /* heard_reply.c: VT_ASKING_REPLY */
vt_hear vt_hear_scan;      /* heard_scan.c: a clerk's or a device's files without a question */

#endif
