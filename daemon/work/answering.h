/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answering - a person of the office writes to us: who it is, what was asked, who hears it
 *
 * Part of the one act that concludes an arrival (work/incoming.h): after the filters, the loops and
 * the rules, before the message is looked at as a document. The question is found by any token, tag
 * or Message-ID; it says what was shown. Then the function of the table hears what was said
 * (doc/said.h); it changes the tables, and writes the answer. A refused attempt leaves the question
 * open.
 */
#ifndef VT_WORK_ANSWERING_H
#define VT_WORK_ANSWERING_H

#include "work/hearing.h"
#include "work/judging.h"

/* done_out: it was a person's mail, and is concluded; else it is looked at as a document. */
bool vt_answering_conclude(vt_judging *j, bool *done_out, GError **error);

/* The same, but only of an answer to a question that was put: all else is left alone. */
bool vt_answering_conclude_asked(vt_judging *j, bool *done_out, GError **error);

/* The same of the answer of a calendar to an invitation (work/heard_calendar.h): before mail that
 * no person wrote is ignored, since some calendars write it so. */
bool vt_answering_conclude_calendar(vt_judging *j, bool *done_out, GError **error);

/* ---- for rows of a digest ---- */

/* NULL: nobody hears it. */
vt_hear *vt_answering_hear_of(vt_asking_kind kind);
/* The question is decided as h->answer.decision says; ledgered. */
bool vt_answering_decide(vt_hearing *h, GError **error);
bool vt_answering_is_closed(const vt_asking *asking, int64_t now);

#endif
