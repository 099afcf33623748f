/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuing_paper - who gets an issued document on paper, and what the clerk writes on the envelopes
 *
 * NĐ 30/2020 Phụ lục IV, sổ gửi văn bản đi bưu điện and mẫu bì văn bản.
 */
#include "base/text.h"
#include "doc/fields.h"
#include "work/issuing.h"

#define MAIL        "gui-ban-giay"
#define SHOWN_CHARS 500

bool vt_issuing_gets_paper(const vt_outgoing *o, const vt_outgoing_recipient *to)
{
	return to->address == NULL || (o->paper_reason != NULL && g_str_equal(to->way, "mail"));
}

char *vt_issuing_paper(const vt_outgoing *o)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *to = g_ptr_array_index(o->recipients, i);

		if (!vt_issuing_gets_paper(o, to))
			continue;
		g_string_append_printf(list, "%s%d) %s", list->len > 0 ? "; " : "", to->position,
				       to->name);
		if (to->postal != NULL)
			g_string_append_printf(list, " (%s)", to->postal);
		if (to->copies > 1)
			g_string_append_printf(list, ", %d bản", to->copies);
	}
	return g_string_free(list, FALSE);
}

static void add_envelope(vt_mail *mail, const char *about, const vt_outgoing_recipient *to)
{
	g_autofree char *position = g_strdup_printf("%d", to->position);
	g_autofree char *copies = g_strdup_printf("%d", to->copies);
	g_autofree char *name = vt_text_shown(to->name, SHOWN_CHARS);
	g_autofree char *postal = vt_text_shown(to->postal != NULL ? to->postal : "", SHOWN_CHARS);

	vt_mail_add_about(mail, about, "bi_stt", position);
	vt_mail_add_about(mail, about, "bi_noi_nhan", name);
	vt_mail_add_about(mail, about, "bi_dia_chi", postal);
	vt_mail_add_about(mail, about, "bi_so_ban", copies);
}

bool vt_issuing_tell_paper(const vt_noticing *n, const vt_outgoing *o, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, MAIL, o->own, VT_ROLE_CLERK);
	const char *about =
		o->files->len > 0
			? ((const vt_outgoing_file *)g_ptr_array_index(o->files, 0))->arrival
			: NULL;
	unsigned envelopes = 0;

	if (mail == NULL)
		return true;
	if (!vt_outgoing_fill(n, mail, o, error))
		return false;
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *to = g_ptr_array_index(o->recipients, i);

		if (!vt_issuing_gets_paper(o, to))
			continue;
		add_envelope(mail, about, to);
		envelopes++;
	}
	return envelopes == 0 || vt_notice_insert(n, mail, error);
}
