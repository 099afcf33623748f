/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuing - the issue version of an outgoing document (bản phát hành), and its way to the
 * recipients
 *
 * NĐ 30/2020 Đ17.2, Đ18, Đ32; domain §7.3 O8-O11. What the clerk stamped and sealed must be what
 * was approved: each approved file is found again as the beginning of one that came (a PDF is
 * changed by appending), or says the same, else who approved it says so. Inside an act.
 */
#ifndef VT_WORK_ISSUING_H
#define VT_WORK_ISSUING_H

#include "work/outgoing.h"

typedef enum {
	VT_ISSUE_SAME,      /* every approved file is there, sealed or not, and nothing else */
	VT_ISSUE_SAME_TEXT, /* or one that says the same (filters/textprint.h), with the number
			       drawn */
	VT_ISSUE_OTHER,     /* who approved it must look */
	VT_ISSUE_FOREIGN,   /* a file of another outgoing document */
} vt_issue_likeness;

/* contents: of the mail that brought the files; files: vt_outgoing_file * of it. */
bool vt_issuing_compare(vt_store *store, const vt_outgoing *o, const vt_contents *contents,
			const GPtrArray *files, vt_issue_likeness *likeness_out, GError **error);
/* The clerk is asked for the issue version: mail is "cap-so". */
bool vt_issuing_ask_clerk(const vt_noticing *n, const vt_outgoing *o, vt_mail *mail,
			  GError **error);
/* Is it the mail that carries an issued document to a recipient? */
bool vt_issuing_is_mail(const char *kind);
/* Sent to all recipients that have an address. same: of vt_outgoings_set_issue(). */
bool vt_issuing_issue(vt_outgoing_way *way, GPtrArray *files, const char *same, GError **error);
/* Who approved it is asked whether the files are what he approved. */
bool vt_issuing_ask_approver(vt_outgoing_way *way, GPtrArray *files, GError **error);
/* They are not: the clerk is asked again. */
bool vt_issuing_deny(vt_outgoing_way *way, const char *reason, GError **error);
/* How far it is with a recipient: his state, and below that what is known of the mail to him. */
bool vt_issuing_state(vt_store *store, const vt_outgoing_recipient *to,
		      vt_recipient_state *state_out, GError **error);
/* Recipients on paper have it; positions: int, empty = all of them. done_out: how many are ticked
 * off now. */
bool vt_issuing_handed_over(vt_outgoing_way *way, const GArray *positions, unsigned *done_out,
			    GError **error);
/* What goes along for the register of who receives it (doc/descriptor.h); files: vt_compose_file *,
 * as they travel. NULL with error unset: it is no such mail. Caller unrefs. */
GBytes *vt_issuing_descriptor(vt_store *store, const vt_office *office, const vt_mail *mail,
			      const GPtrArray *files, GError **error);

/* ---- issuing_paper.c ---- */

/* Without an address, or besides its mail. */
bool vt_issuing_gets_paper(const vt_outgoing *o, const vt_outgoing_recipient *to);
/* "2) Sở Nội vụ; 3) UBND xã B (Số 1 phố Mới), 2 bản": recipients on paper, "" = none. Caller frees.
 */
char *vt_issuing_paper(const vt_outgoing *o);
/* To the clerk: the envelopes of an issued document; nothing when nobody gets paper. */
bool vt_issuing_tell_paper(const vt_noticing *n, const vt_outgoing *o, GError **error);

#endif
