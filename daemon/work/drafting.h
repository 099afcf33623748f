/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drafting - a draft as its author describes it becomes an outgoing document, or comes back as a
 * form with what is not clear
 */
#ifndef VT_WORK_DRAFTING_H
#define VT_WORK_DRAFTING_H

#include "doc/slip.h"
#include "store/outgoing.h"
#include "work/hearing.h"
#include "work/notices_private.h"

/* Lines as the document has them now. */
vt_slip *vt_drafting_lines(const vt_noticing *n, const vt_outgoing *o, GError **error);
/* The other way: type, abstract, urgency, signer, recipients, what it answers, due day, paper. What
 * is missing or not clear: sentences for the author (char *), added to mistakes. o->own is set. */
bool vt_drafting_read(const vt_noticing *n, const vt_slip *draft, vt_outgoing *o,
		      GPtrArray *mistakes, GError **error);
/* drafting_recipients.c: "Sở Nội vụ; noivu; a@b.example; Ông A (Số 1, phố Mới)". */
void vt_drafting_recipients(const vt_noticing *n, const char *text, vt_outgoing *o,
			    GPtrArray *mistakes);
/* A sentence of cau.txt with dong and noi_dung; caller frees. */
char *vt_drafting_mistake(const vt_noticing *n, const char *sentence, const char *label,
			  const char *text);

#endif
