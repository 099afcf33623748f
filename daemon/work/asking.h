/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asking - a notice that asks: its question, its tokens, its links
 */
#ifndef VT_WORK_ASKING_H
#define VT_WORK_ASKING_H

#include "store/askings.h"
#include "store/outbox.h"
#include "work/notices.h"

/* Inserts the asking and the draft that carries it. links: vt_verb (int), one mailto: link each;
 * they fill the places lien_ket_NAME of the template when it is composed. Inside an act. */
bool vt_asking_send(vt_store *store, const vt_office *office, vt_asking *asking,
		    const GArray *links, vt_mail *mail, int64_t now, GError **error);
/* What stands behind Reply-To and in the links; the registrar computes them when it composes.
 * NULL with error. Values: ma_tra_loi, ma_tham_chieu ("VT-..."), lien_ket_*. */
typedef struct vt_asking_marks {
	char *reply_to;    /* vanthu+TOKEN@...; NULL: the office's server takes no subaddresses */
	GPtrArray *values; /* vt_mail_value * */
} vt_asking_marks;
bool vt_asking_marks_of(vt_store *store, const vt_office *office, const vt_mail *mail,
			vt_asking_marks *marks_out, GError **error);
void vt_asking_marks_clear(vt_asking_marks *marks);

#endif
