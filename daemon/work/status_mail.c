/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status_mail - the sending agency is told how far its document is
 */
#include "work/status_mail.h"

#include "base/clock.h"
#include "store/tasks.h"

#define KIND "trang-thai"
#define CODE "ma_trang_thai" /* two digits: they compare as text */

/* NULL with error unset: nobody is told. */
static vt_mail *make_mail(const vt_noticing *n, const vt_document *document, vt_stage stage,
			  const char *code, GError **error)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(n->store, document->arrival, error);
	bool may = false;

	if (arrival == NULL || !vt_notice_may_answer(n, arrival, &may, error) || !may)
		return NULL;
	vt_mail *mail = vt_notice_to_agency(n, KIND, arrival);
	if (mail == NULL)
		return NULL;
	g_autofree char *key = g_strdup_printf("trang_thai_%s", vt_stage_name(stage));
	g_autofree char *shown = vt_notice_sentence(n, key);
	mail->document = document->id;
	vt_notice_add_document(n, mail, document, NULL, NULL);
	vt_mail_add(mail, CODE, code);
	vt_mail_add(mail, "tinh_trang", shown);
	return mail;
}

static bool tell(const vt_noticing *n, int64_t id, vt_stage stage, int64_t counts_at,
		 GError **error)
{
	g_autofree char *code = g_strdup_printf("%02d", vt_stage_status(stage));
	bool told = false;
	GError *fault = NULL;

	g_autoptr(vt_document) document = vt_documents_get(n->store, id, error);
	if (document == NULL || !vt_outbox_told_value(n->store, id, CODE, code, &told, error))
		return false;
	/* On paper, or entered by a clerk: no mail of an agency brought it. */
	if (told || document->arrival == NULL)
		return true;
	g_autoptr(vt_mail) mail = make_mail(n, document, stage, code, &fault);
	if (mail == NULL) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	mail->due_at = counts_at;
	return vt_notice_insert(n, mail, error);
}

bool vt_stage_set(const vt_noticing *n, int64_t document, vt_stage stage, int64_t due_at,
		  int64_t counts_at, GError **error)
{
	int status = vt_stage_status(stage), from = n->office->status_from;

	return vt_documents_set_stage(n->store, document, stage, due_at, error)
	       && (from == 0 || status < from || tell(n, document, stage, counts_at, error));
}

bool vt_status_withdraw(const vt_noticing *n, int64_t document, GError **error)
{
	g_autoptr(GPtrArray) mails = vt_outbox_about(n->store, NULL, document, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(mails, i);

		if (g_str_equal(mail->kind, KIND) && mail->state == VT_MAIL_DRAFT
		    && !vt_outbox_withdraw(n->store, mail->id, "undone", error))
			return false;
	}
	return mails != NULL;
}
