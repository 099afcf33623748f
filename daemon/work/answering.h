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

#include "work/judging.h"

/* done_out: it was a person's mail, and is concluded; else it is looked at as a document. */
bool vt_answering_conclude(vt_judging *j, bool *done_out, GError **error);

#endif
