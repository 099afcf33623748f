/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail - one mail to one recipient, in memory, before the outbox knows it
 */
#include "base/clock.h"
#include "store/outbox.h"

static const char *const state_names[] = {
	[VT_MAIL_DRAFT] = "draft",   [VT_MAIL_COMPOSED] = "composed",
	[VT_MAIL_SENT] = "sent",     [VT_MAIL_FAILED] = "failed",
	[VT_MAIL_BRAKED] = "braked", [VT_MAIL_WITHDRAWN] = "withdrawn",
	[VT_MAIL_HELD] = "held",
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_names) == VT_N_MAIL_STATES);

const char *vt_mail_state_name(vt_mail_state state)
{
	g_assert(state < VT_N_MAIL_STATES);
	return state_names[state];
}

static void value_free(void *data)
{
	vt_mail_value *value = data;

	g_free(value->key);
	g_free(value->text);
	g_free(value->arrival);
	g_free(value);
}

static void attachment_free(void *data)
{
	vt_mail_attachment *attachment = data;

	g_free(attachment->arrival);
	g_free(attachment->path);
	g_free(attachment);
}

vt_mail *vt_mail_new(const char *kind, const char *own, const char *language, const char *sender,
		     const char *recipient)
{
	vt_mail *mail = g_new0(vt_mail, 1);

	mail->kind = g_strdup(kind);
	mail->own = g_strdup(own);
	mail->language = g_strdup(language);
	mail->sender = g_strdup(sender);
	mail->recipient = g_strdup(recipient);
	mail->sent_at = VT_TIME_NONE;
	mail->values = g_ptr_array_new_with_free_func(value_free);
	mail->attachments = g_ptr_array_new_with_free_func(attachment_free);
	return mail;
}

void vt_mail_free(vt_mail *m)
{
	if (!m)
		return;
	char *texts[] = { m->message_id, m->kind,   m->own,         m->language,   m->sender,
			  m->recipient,  m->person, m->in_reply_to, m->references, m->arrival,
			  m->file,       m->fault,  m->sent_to,     m->reply_to };

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_ptr_array_unref(m->values);
	g_ptr_array_unref(m->attachments);
	g_free(m);
}

void vt_mail_add_about(vt_mail *mail, const char *arrival, const char *key, const char *text)
{
	vt_mail_value *value = g_new0(vt_mail_value, 1);

	value->key = g_strdup(key);
	value->text = g_strdup(text ? text : "");
	value->arrival = g_strdup(arrival);
	g_ptr_array_add(mail->values, value);
}

void vt_mail_add(vt_mail *mail, const char *key, const char *text)
{
	vt_mail_add_about(mail, NULL, key, text);
}

const char *vt_mail_value_of(const vt_mail *mail, const char *key)
{
	for (unsigned i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (strcmp(value->key, key) == 0)
			return value->text;
	}
	return "";
}

void vt_mail_attach(vt_mail *mail, const char *arrival, const char *path)
{
	vt_mail_attachment *attachment = g_new0(vt_mail_attachment, 1);

	attachment->arrival = g_strdup(arrival);
	attachment->path = g_strdup(path);
	g_ptr_array_add(mail->attachments, attachment);
}
