/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask - the commands by which people ask: TÌM, XEM, GỬI, VIỆC CỦA TÔI, QUÁ HẠN
 *
 * They change nothing but the ledger (who saw what); the answer goes to the person's own address of
 * the directory, whatever From said. What somebody may not see is answered as what is not there.
 */
#ifndef VT_WORK_ASK_H
#define VT_WORK_ASK_H

#include "work/heard_command.h"
#include "work/rights.h"

/* When h->trying the answer only says what would be sent. */
vt_hear_verb vt_ask_search;     /* ask_search.c */
vt_hear_verb vt_ask_show;       /* ask_show.c */
vt_hear_verb vt_ask_send_files; /* ask_show.c */
vt_hear_verb vt_ask_my_work;    /* ask_work.c */
vt_hear_verb vt_ask_overdue;    /* ask_work.c */

/* "123/2026", "123", "số đến 123 năm 2026"; year: when none is written. false: no number. */
bool vt_ask_number(const char *text, int year, int64_t *number_out, int *year_out);

/* ---- what these files share ---- */

vt_viewer vt_ask_viewer(const vt_hearing *h);
/* *may_out false: policy refuses it, the answer that says so stands in h. */
bool vt_ask_may(vt_hearing *h, bool *may_out, GError **error);
/* mailto: link of a command on a document; NULL: without one. Caller frees. */
char *vt_ask_link(const vt_hearing *h, vt_verb verb, const char *argument);
/* The document that is named, if the person may see it. *document_out NULL: the answer that says so
 * stands in h. */
bool vt_ask_pick(vt_hearing *h, const vt_instruction *said, vt_document **document_out,
		 GError **error);
/* A sentence of cau.txt in the language of the mails, with one place; NULL key: none. */
char *vt_ask_sentence(const vt_hearing *h, const char *sentence, const char *key,
		      const char *value);
bool vt_ask_is_vietnamese(const vt_hearing *h);

/* ---- ask_outgoing.c ---- */

/* Into mail, NULL = nowhere: the first of those that the person may see. */
bool vt_ask_search_outgoing(const vt_hearing *h, vt_mail *mail, const char *words,
			    unsigned *found_out, GError **error);
/* "12/TB-UBND", "ĐI 12/2026", "DỰ THẢO 7" */
bool vt_ask_names_outgoing(const vt_instruction *said);
vt_hear_verb vt_ask_show_outgoing;
vt_hear_verb vt_ask_send_outgoing;

/* Outgoing documents: those that wait for who asks, and his own on their way. */
bool vt_ask_drafts(const vt_hearing *h, vt_mail *mail, GError **error);

#endif
