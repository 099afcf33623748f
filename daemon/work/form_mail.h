/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_mail - the clerk's form as a mail that asks (notices-vi §2): what is proposed, where from
 *
 * Of the office's own scans nothing but the name of the file and what the person wrote stands in
 * it: no text, no picture, before somebody said that it is no secret.
 */
#ifndef VT_WORK_FORM_MAIL_H
#define VT_WORK_FORM_MAIL_H

#include "doc/form.h"
#include "store/askings.h"
#include "store/documents.h"
#include "work/notices_private.h"

#define VT_FORM_MAIL    "phieu-vao-so"
#define VT_FORM_TABLE   "phieu-gop"
#define VT_SHORT_REASON 10 /* characters: fewer are no reason */

/* Of an arrival: its code is the same whenever it is asked about. NULL with error. sources_out:
 * lines "- Số: theo tên tệp"; caller frees. */
vt_form *vt_form_propose(const vt_noticing *n, const vt_arrival *arrival, char **sources_out,
			 GError **error);
/* Of paper: nothing is known but the day. key: what makes the code its own. */
vt_form *vt_form_of_paper(const vt_noticing *n, const char *own, const char *key);

/* Pages of a scan that become a document of their own, from 1. */
typedef struct vt_piece {
	unsigned from, to;
} vt_piece;
/* Of what the whole form says only what holds for each of them. */
vt_form *vt_form_of_piece(const vt_noticing *n, const vt_arrival *arrival, const vt_form *whole,
			  const vt_piece *piece);

/* What an entry says now. */
vt_form *vt_form_of_entry(const vt_noticing *n, const vt_document *entry);

/* One form put to one person. */
typedef struct vt_form_ask {
	const char *own;
	const vt_person *person;
	const vt_arrival *arrival; /* NULL = paper */
	const vt_form *form;
	const char *sources;      /* NULL = none */
	bool of_table;            /* a row of a table: it has no mail of its own */
	const vt_document *entry; /* it is to be corrected; else NULL */
	const char *reason;       /* why it is corrected */
	const vt_piece *piece;    /* pages of arrival; NULL = all of it */
} vt_form_ask;
/* The question is inserted; mail_out: the mail that puts it, not inserted; NULL: a row, or the
 * person has no address. */
bool vt_form_put(const vt_noticing *n, const vt_form_ask *ask, int64_t *asking_out,
		 vt_mail **mail_out, GError **error);

/* Is it a question about some pages of its message only? */
bool vt_form_is_of_piece(const vt_asking *asking);
/* May it be a document, so that the clerk gets the form? */
bool vt_form_is_wanted(const vt_noticing *n, const vt_arrival *arrival, bool *wanted_out,
		       GError **error);
/* The form of a held message to the person of that role, or to who scanned it: a mail, or a row of
 * the table when one went a short while ago. urgency 1..3: always a mail, now. */
bool vt_form_tell(const vt_noticing *n, const vt_arrival *arrival, vt_role role, int urgency,
		  GError **error);
/* Who scanned it; NULL: it is none of the office's own scans (or error is set). Caller frees. */
char *vt_form_scanned_by(vt_store *store, const char *arrival, GError **error);
/* Whoever was asked about it need not answer any more; except: the question that is just heard. */
bool vt_form_close(vt_store *store, const char *arrival, int64_t except, const char *why,
		   GError **error);

#endif
