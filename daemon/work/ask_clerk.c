/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_clerk - what a leader returns, asks or says in free words comes to the clerk, who answers
 */
#include "work/ask_clerk.h"

#include <string.h>

#include "base/clock.h"
#include "work/asking.h"
#include "work/submit.h"

const vt_person *vt_clerk_of(const vt_office *office, const vt_document *document)
{
	const vt_directory *d = office->directory;
	const vt_person *by = vt_directory_person(d, document->by);

	if (by != NULL && vt_person_has(by, VT_ROLE_CLERK))
		return by;
	by = vt_directory_first(d, document->own, VT_ROLE_CLERK);
	return by != NULL ? by : vt_directory_first(d, document->own, VT_ROLE_OFFICE_HEAD);
}

static const char *sentence_of(vt_remark_kind kind)
{
	if (kind == VT_REMARK_RETURN)
		return "yk_tra_lai";
	return kind == VT_REMARK_QUESTION ? "yk_hoi" : "yk_but_phe";
}

static vt_asking *make_question(const vt_clerk_question *q, const vt_person *clerk)
{
	vt_asking *asking = vt_asking_new(VT_ASKING_QUESTION, q->document->own, clerk->key);

	asking->document = q->document->id;
	asking->arrival = g_strdup(q->document->arrival);
	asking->about = q->about;
	asking->expires_at = VT_TIME_NONE;
	g_free(asking->proposal);
	asking->proposal = vt_proposal_keep(q->proposal);
	return asking;
}

bool vt_ask_clerk(const vt_noticing *n, const vt_clerk_question *q, GError **error)
{
	const vt_person *clerk = vt_clerk_of(n->office, q->document);
	g_autoptr(vt_mail) mail =
		clerk != NULL ? vt_notice_to_person(n, "y-kien-lanh-dao", q->document->own, clerk)
			      : NULL;
	g_autofree char *sentence = vt_notice_sentence(n, sentence_of(q->kind));

	if (mail == NULL)
		return true;
	g_autoptr(vt_asking) asking = make_question(q, clerk);
	if (!vt_submit_add_document(n, mail, q->document, error))
		return false;
	/* The clerk has the files. */
	g_ptr_array_set_size(mail->attachments, 0);
	vt_submit_add_proposal(n, mail, q->proposal);
	vt_mail_add(mail, "ten_lanh_dao", q->leader->name);
	vt_mail_add(mail, "chuc_vu_lanh_dao", q->leader->position);
	vt_mail_add(mail, "cau_tinh_trang", sentence);
	vt_mail_add(mail, "y_kien", q->words);
	mail->due_at = q->due_at;
	return vt_asking_put(n->store, asking, NULL, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}
