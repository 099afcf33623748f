/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_dsn - reports of delivery and disposition of any bytes: what is read is within its bounds
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "doc/delivery.h"
#include "mail/dsn.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(const char *text, size_t max_bytes)
{
	g_assert(text == NULL || strlen(text) <= max_bytes);
	g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
	for (; text != NULL && *text != '\0'; text++)
		g_assert(!g_ascii_iscntrl(*text));
}

static void check(const vt_dsn *dsn)
{
	if (dsn == NULL)
		return;
	check_text(dsn->envelope_id, 100);
	check_text(dsn->message_id, VT_MAX_MESSAGE_ID_BYTES);
	g_assert(dsn->recipients->len > 0 && dsn->recipients->len <= VT_MAX_TOLD);
	for (guint i = 0; i < dsn->recipients->len; i++) {
		const vt_dsn_recipient *recipient = g_ptr_array_index(dsn->recipients, i);
		const vt_told told = { .recipient = recipient->address,
				       .status = recipient->status,
				       .words = recipient->diagnostic };

		check_text(recipient->action, 32);
		check_text(recipient->diagnostic, VT_MAX_DETAIL_BYTES);
		g_assert(vt_told_fault(&told) == NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_dsn) delivery = vt_dsn_delivery(bytes, size);
	g_autoptr(vt_dsn) disposition = vt_dsn_disposition(bytes, size);
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_autofree char *name = vt_mail_name_find(text);

	check(delivery);
	check(disposition);
	g_assert(name == NULL || (vt_mail_name_is(name, strlen(name)) && strstr(text, name)));
	return 0;
}
