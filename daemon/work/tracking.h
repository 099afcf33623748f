/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tracking - a report, a receipt or an automatic answer meets the mail it speaks of
 *
 * What it may change: the delivery state of that mail, shown to people, and, the first time it says
 * failed, a notice to the clerk. What it may not: anything else. A stranger can write any report;
 * that one names a mail of ours only proves that somebody who saw the mail, or carried it, wrote
 * it. No document is voided, no mail withdrawn, nothing sent again by it.
 */
#ifndef VT_WORK_TRACKING_H
#define VT_WORK_TRACKING_H

#include "work/judging.h"

/* Ends the message as acted (its mail is ours), ignored (only automatic answers to ours) or held
 * (it speaks of mail that we did not send), with the reason; newly failed mails go to
 * j->conclusion->undelivered. done_out false: it tells nothing but, at most, automatic answers to
 * mail that is not ours. */
bool vt_tracking_conclude(vt_judging *j, bool *done_out, GError **error);

#endif
