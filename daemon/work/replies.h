/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replies - a recipient of an outgoing document writes back in plain words, or with a file
 *
 * Known by the mail it answers (In-Reply-To, References, or the address with its name), or by our
 * number in its subject when it comes from who got that document. It is shown on the document and
 * put to the clerk, who says whether it is a receipt or a document: by itself it becomes neither.
 */
#ifndef VT_WORK_REPLIES_H
#define VT_WORK_REPLIES_H

#include "store/outgoing.h"
#include "store/outgoing_replies.h"
#include "work/judging.h"

/* Inside the act that concludes an arrival. is_proved: who sent it proved himself; if it carries a
 * document then, it is only linked to ours. done_out: it was a reply, is held and put to the clerk.
 */
bool vt_replies_conclude(vt_judging *j, bool is_proved, bool *done_out, GError **error);
/* The reasons say so: nobody else is asked about it. */
bool vt_replies_have(const GPtrArray *whys);

/* Does our number stand in the text, "12/TB-UBND" or "012/tb-ubnd"? */
bool vt_replies_name(const char *text, int64_t number, const char *notation);

#endif
