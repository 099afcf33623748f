/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slip_mail - a leader answers a phiếu trình with a picture of what he wrote by hand
 */
#include "work/slip_mail.h"

#include <string.h>

#include "doc/verb.h"
#include "work/ask_clerk.h"
#include "work/enter.h"
#include "work/notices_private.h"
#include "work/submit.h"

#define MAIL "anh-but-phe"

static bool is_picture(const vt_part *part)
{
	return part->attachment
	       && (g_str_has_prefix(part->type, "image/")
		   || g_str_equal(part->type, "application/pdf"));
}

bool vt_slip_is(const vt_hearing *h)
{
	const GPtrArray *parts = h->j->seen->contents->parts;

	for (guint i = 0; h->said->instructions->len == 0 && i < parts->len; i++)
		if (is_picture(g_ptr_array_index(parts, i)))
			return true;
	return false;
}

/* What the clerk sends back: the command, and a line for each that was proposed. */
static char *lines_of(const vt_hearing *h, const char *number, const vt_proposal *proposal)
{
	static const struct {
		const char *label;
		vt_task_role role;
	} roles[] = { { "CHỦ TRÌ", VT_TASK_LEAD },
		      { "PHỐI HỢP", VT_TASK_SUPPORT },
		      { "ĐỂ BIẾT", VT_TASK_INFORM } };
	GString *text = g_string_new(NULL);
	g_autofree char *due = vt_proposal_due_shown(proposal);

	g_string_append_printf(text, "%s %s:", vt_verb_get(VT_VERB_NOTE_OPINION)->written, number);
	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
		g_autofree char *shown =
			vt_proposal_shown(h->j->office->directory, proposal, roles[i].role);

		g_string_append_printf(text, "\n%s: %s", roles[i].label, shown);
	}
	g_string_append_printf(text, "\nHẠN: %s", due);
	return g_string_free(text, FALSE);
}

static void attach(const vt_hearing *h, const vt_noticing *n, vt_mail *mail)
{
	const GPtrArray *parts = h->j->seen->contents->parts;
	uint64_t left = (uint64_t)vt_notice_limit_of(n, VT_LIMIT_ATTACH_MAX);

	g_ptr_array_set_size(mail->attachments, 0); /* the clerk has the document's files */
	for (guint i = 0; !vt_arrival_is_unsafe(h->j->arrival) && i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (!is_picture(part) || part->bytes > left / 2)
			continue;
		left -= part->bytes * 2; /* more than base64 takes */
		vt_mail_attach(mail, h->j->arrival->id, part->path);
	}
}

bool vt_slip_tell(vt_hearing *h, const vt_document *document, const vt_proposal *proposal,
		  GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_person *clerk = vt_clerk_of(n.office, document);
	const vt_person *leader = h->on_behalf != NULL ? h->on_behalf : h->person;
	g_autofree char *number = vt_enter_number(document);
	g_autofree char *lines = lines_of(h, number, proposal);
	g_autoptr(vt_mail) mail =
		clerk != NULL ? vt_notice_to_person(&n, MAIL, document->own, clerk) : NULL;

	vt_hearing_say(h, "tl_anh_but_phe", "so_den", number, NULL);
	if (mail == NULL)
		return true;
	if (!vt_submit_add_document(&n, mail, document, error))
		return false;
	attach(h, &n, mail);
	vt_mail_add(mail, "ten_lanh_dao", leader->name);
	vt_mail_add(mail, "chuc_vu_lanh_dao", leader->position);
	vt_mail_add(mail, "y_kien", lines);
	return vt_notice_insert(&n, mail, error);
}
