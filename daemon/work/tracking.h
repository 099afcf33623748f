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

typedef enum {
	VT_TRACKING_NOTHING, /* the message tells nothing of mail */
	VT_TRACKING_MATCHED, /* the mail is ours: its state is noted; a reason says which */
	VT_TRACKING_ANSWER,  /* the same, and it is only an automatic answer */
	VT_TRACKING_STRANGE, /* it speaks of mail that we did not send; a reason says of whose */
} vt_tracking;

/* Of the first kind also when nothing but automatic answers to unknown mail is told. Adds the
 * reason; newly failed mails go to j->conclusion->undelivered. */
bool vt_tracking_take(vt_judging *j, vt_tracking *tracking_out, GError **error);

#endif
