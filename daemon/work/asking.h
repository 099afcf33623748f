/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asking - a notice that asks: its question, its tokens, its links
 */
#ifndef VT_WORK_ASKING_H
#define VT_WORK_ASKING_H

#include "doc/office.h"
#include "store/askings.h"
#include "store/outbox.h"

/* Inserts the question; mail->asking is its id then, and mail is the caller's to insert as any
 * notice. links: int, of vt_verb: a link each; NULL = none. Inside an act. */
bool vt_asking_put(vt_store *store, vt_asking *asking, const GArray *links, vt_mail *mail,
		   int64_t now, GError **error);
/* A mail that asks, about to be composed: Reply-To and the places ma_tra_loi, ma_tham_chieu and
 * lien_ket_NAME are filled in memory, from the key of tokens; nothing is stored. One that asks
 * nothing is left alone. */
bool vt_asking_mark(vt_store *store, const vt_office *office, vt_mail *mail, GError **error);

#endif
