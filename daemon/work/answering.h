/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answering - a person of the office writes to us: who it is, what was asked, who hears it
 *
 * Part of the one act that concludes an arrival (work/incoming.h): after the filters, the loops and
 * the rules, before the message is looked at as a document. The question is found by any token, tag
 * or Message-ID; it says what was shown. Then the function of the table hears what was said
 * (doc/said.h); it changes the tables, and writes the answer. Policy is asked once, here, for the
 * action that the function names. A refused attempt leaves the question open.
 */
#ifndef VT_WORK_ANSWERING_H
#define VT_WORK_ANSWERING_H

#include "doc/said.h"
#include "store/askings.h"
#include "work/judging.h"
#include "work/notices.h"
#include "work/outcome.h"

/* All that a hearing function needs; borrowed. */
typedef struct vt_hearing {
	vt_judging *j; /* store, office, arrival, identity, contents */
	const vt_said *said;
	const vt_person *person; /* whose single address stands in From */
	unsigned proofs; /* 1u << vt_proof: smime pinned session mailbox, token when asking */
	const vt_asking *asking; /* NULL: a command of its own, or a scan */
	int token_verb;          /* what the used link may say; -1 = anything */
	bool trying;             /* THỬ: say what would happen, change nothing */
	struct vt_answer *answer;
} vt_hearing;

/* The one mail that answers, and what becomes of the arrival. */
typedef struct vt_answer {
	vt_state state; /* ACTED by default; HELD: a person must look (a scan waits for its form) */
	vt_mail *mail;  /* kind and values; NULL = nobody is answered */
	bool close;     /* the asking is decided, by decision */
	const char *decision; /* name of a verb */
	bool refused;         /* nothing was changed; counted as misuse when proofs lacked */
} vt_answer;

typedef bool vt_hear(vt_hearing *h, GError **error);

/* done_out: it was a person's mail, and is concluded. */
bool vt_answering_conclude(vt_judging *j, bool *done_out, GError **error);

/* ---- for hearing functions ---- */

/* Asks policy.conf for the person and the proofs at hand. false: an answer that says which proof is
 * missing, and which address to use, stands in h->answer; *error unset. */
bool vt_hearing_may(vt_hearing *h, vt_action action, GError **error);
/* Is smime needed for decisions, does the reference stand under the signature, has the signature
 * decided before? false as above. */
bool vt_hearing_binds(vt_hearing *h, GError **error);
/* Below smime: not before undo-time has passed; urgent ones and smime at once. What the decision
 * causes counts from then; a mail "Đã ghi nhận" with a link HỦY is drafted. */
bool vt_hearing_counts_at(vt_hearing *h, int urgency, int64_t *at_out, GError **error);
/* The answer: template KIND with these sentences; replaces one set before. */
void vt_hearing_answer(vt_hearing *h, const char *kind);
void vt_hearing_value(vt_hearing *h, const char *key, const char *text);
/* "Chưa hiểu": the lines that were not understood are shown back with the nearest command. */
bool vt_hearing_ask_back(vt_hearing *h, const char *sentence, GError **error);
/* Who acts, for ledger rows: person, own, proofs as text, now. Lives as long as h. */
vt_actor vt_hearing_actor(const vt_hearing *h);

/* ---- hearing functions: work/heard_*.c, one file a kind ---- */

vt_hear vt_hear_form;      /* heard_form.c: VT_ASKING_FORM */
vt_hear vt_hear_decision;  /* heard_decision.c: VT_ASKING_DECIDE, VT_ASKING_CONFIRM */
vt_hear vt_hear_question;  /* heard_question.c: the clerk answers a leader */
vt_hear vt_hear_task;      /* heard_task.c: VT_ASKING_TASK */
vt_hear vt_hear_more_time; /* heard_task.c: VT_ASKING_MORE_TIME */
vt_hear vt_hear_undo;      /* heard_undo.c */
vt_hear vt_hear_digest;    /* heard_digest.c: each row to its own function */
vt_hear vt_hear_person;    /* heard_person.c */
vt_hear vt_hear_scan;      /* heard_scan.c: a clerk's or a device's files without a question */
vt_hear vt_hear_command; /* heard_command.c: TÌM, XEM, GỬI, VIỆC CỦA TÔI, TRỢ GIÚP, KHÓA ... */

#endif
