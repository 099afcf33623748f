/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip - test mails: made, known again
 */
#include "work/roundtrip.h"

#include <string.h>

vt_mail *vt_roundtrip_make(vt_store *store, const vt_office *office,
			   const vt_roundtrip_order *order, int64_t now, GError **error)
{
	const vt_own *from = vt_directory_own(office->directory, order->own);
	g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT, order->bytes);
	g_autofree char *subject = g_strdup_printf("vanthu-roundtrip-%08x", g_random_int());
	g_autoptr(vt_mail) mail = NULL;

	if (from == NULL) {
		vt_error_set(error, VT_NEVER, "'%s' is no own agency", order->own);
		return NULL;
	}
	mail = vt_mail_new(VT_ROUNDTRIP_KIND, order->own,
			   office->language != NULL ? office->language : "vi", from->robot,
			   order->recipient);
	vt_mail_add(mail, "tn_chu_de", subject);
	vt_mail_add(mail, "tn_so_byte", size);
	return vt_outbox_insert(store, mail, now, error) ? g_steal_pointer(&mail) : NULL;
}

const char *vt_roundtrip_subject(const vt_mail *mail)
{
	return vt_mail_value_of(mail, "tn_chu_de");
}

GBytes *vt_roundtrip_file(const vt_mail *mail)
{
	gint64 size;
	char *bytes;

	if (strcmp(mail->kind, VT_ROUNDTRIP_KIND) != 0)
		return NULL;
	size = g_ascii_strtoll(vt_mail_value_of(mail, "tn_so_byte"), NULL, 10);
	if (size <= 0 || size > G_MAXINT32)
		return NULL;
	bytes = g_malloc((gsize)size);
	/* Nothing that could be shortened on the way without being seen. */
	for (gint64 i = 0; i < size; i++)
		bytes[i] = (char)('!' + (i * 7 + i / 91) % 90);
	return g_bytes_new_take(bytes, (gsize)size);
}

bool vt_roundtrip_is_ours(vt_store *store, const char *message_id, bool *is_ours_out,
			  GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_mail) mail =
		message_id != NULL ? vt_outbox_find(store, message_id, &fault) : NULL;

	*is_ours_out = mail != NULL && strcmp(mail->kind, VT_ROUNDTRIP_KIND) == 0;
	if (fault == NULL)
		return true;
	g_propagate_error(error, fault);
	return false;
}
