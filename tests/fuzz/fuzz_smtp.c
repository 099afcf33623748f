/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_smtp - what a server may say; whatever the pieces, the same is understood
 */
#include "net/smtp_command.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Texts of all replies, in lines, and the fault behind them. */
static char *understand(const uint8_t *bytes, size_t size, size_t piece)
{
	g_autoptr(vt_smtp_reader) reader = vt_smtp_reader_new();
	GString *out = g_string_new(NULL);
	const char *why = NULL;

	for (size_t at = 0; at < size && why == NULL; at += piece) {
		g_auto(vt_smtp_reply) reply = { 0 };

		vt_smtp_reader_feed(reader, bytes + at, MIN(piece, size - at));
		while (vt_smtp_reader_next(reader, &reply, &why)) {
			g_autofree char *text = vt_smtp_reply_text(&reply);
			vt_smtp_offers offers = vt_smtp_offers_of(&reply);

			g_assert(reply.code >= 200 && reply.code < 600 && reply.lines->len > 0);
			g_assert(strlen(text) <= VT_MAX_REPLY_TEXT_BYTES);
			g_assert(g_utf8_validate(text, -1, NULL) && strpbrk(text, "\r\n") == NULL);
			g_string_append_printf(out, "%s %x %" G_GUINT64_FORMAT "\n", text,
					       offers.set, offers.max_size);
			vt_smtp_reply_clear(&reply);
		}
	}
	g_string_append(out, why != NULL ? why : "");
	return g_string_free(out, FALSE);
}

/* The same bytes as addresses: what is built is one line. */
static void build(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = g_strndup((const char *)bytes, size);
	const vt_smtp_envelope envelope = { text, text, text };
	const vt_smtp_offers all = { ~0u, 0 };
	const vt_smtp_look look = { .bytes = size };
	const char *why = NULL;
	g_autofree char *mail = vt_smtp_mail_from(&envelope, &look, &all, &why);
	g_autofree char *rcpt = vt_smtp_rcpt_to(&envelope, &all, &why);

	g_assert(mail == NULL || strcspn(mail, "\r\n") == strlen(mail) - 2);
	g_assert(rcpt == NULL || strcspn(rcpt, "\r\n") == strlen(rcpt) - 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *whole = understand(bytes, size, MAX(size, 1));
	g_autofree char *bytewise = understand(bytes, size, 1);
	g_autofree char *pieces = understand(bytes, size, 5);

	g_assert(strcmp(whole, bytewise) == 0 && strcmp(whole, pieces) == 0);
	build(bytes, size);
	return 0;
}
