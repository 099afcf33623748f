/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_undelivered - mail that was given up: who hears of it, once
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/deliveries.h"
#include "work/notices_private.h"

#define KIND "khong-gui-duoc"
/* A server that is gone gives up many mails at once: one notice. */
#define GATHER_SECONDS 60
#define WORDS_CHARS    300 /* of what the server said */

/* The clerk; of the clerk's own mail the administrator, who hears nothing of his own: a mail that
 * cannot reach him would only make the next one. NULL: nobody but the log. */
static vt_mail *notice_about(const vt_noticing *n, const vt_mail *mail)
{
	const char *admin = n->office->directory->admin;
	bool of_notice = strcmp(mail->kind, KIND) == 0;
	vt_mail *notice = vt_notice_to_role(n, KIND, mail->own, VT_ROLE_CLERK);

	if (notice == NULL || (strcmp(notice->recipient, mail->recipient) != 0 && !of_notice))
		return notice;
	vt_mail_free(notice);
	if (admin == NULL || strcmp(admin, mail->recipient) == 0)
		return NULL;
	return vt_mail_new(KIND, mail->own, vt_notice_language(n), mail->sender, admin);
}

static void add_row(const vt_noticing *n, vt_mail *notice, const vt_mail *mail, const char *said)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
	g_autofree char *name = vt_notice_kind_shown(n, mail->kind);
	g_autofree char *at = vt_clock_stamp_vietnam(mail->made_at);
	g_autofree char *tries = g_strdup_printf("%u", mail->attempts);
	g_autofree char *words = vt_text_quoted(said != NULL ? said : "", WORDS_CHARS);
	const char *const row[][2] = {
		{ "kg_so", id },        { "kg_ten_thu", name },
		{ "kg_gio", at },       { "kg_nguoi_nhan", mail->recipient },
		{ "kg_so_lan", tries }, { "kg_loi", words },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++)
		vt_mail_add_about(notice, mail->arrival, row[i][0], row[i][1]);
}

bool vt_notice_undelivered(const vt_noticing *n, const vt_mail *mail, const char *words,
			   GError **error)
{
	g_autoptr(vt_mail) notice = notice_about(n, mail);
	int64_t wait = MIN(GATHER_SECONDS, vt_notice_limit_of(n, VT_LIMIT_DIGEST_EVERY));

	if (notice == NULL)
		return true;
	add_row(n, notice, mail, words);
	return vt_notice_grow(n, notice, n->now + wait, error);
}

bool vt_notice_returned(const vt_noticing *n, int64_t id, GError **error)
{
	g_autoptr(vt_mail) mail = vt_outbox_get(n->store, id, error);
	g_autoptr(GPtrArray) rows = mail != NULL ? vt_deliveries_of(n->store, id, error) : NULL;
	g_autofree char *words = NULL;

	if (rows == NULL)
		return false;
	for (guint i = 0; i < rows->len && words == NULL; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);
		bool own = g_str_equal(row->recipient, mail->recipient);

		if (row->state == VT_DELIVERY_FAILED)
			words = g_strdup_printf("%s%s%s%s%s", own ? "" : row->recipient,
						own ? "" : ": ", row->status,
						*row->status != '\0' ? " " : "", row->words);
	}
	return vt_notice_undelivered(n, mail, words, error);
}
