/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_mime - any bytes through GMime: headers, leaves and the text of each
 */
#include "base/address.h"
#include "base/limits.h"
#include "mail/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool is_text(const char *text)
{
	return text == NULL || g_utf8_validate(text, -1, NULL);
}

static void look(const vt_mime *mime)
{
	g_assert_true(is_text(mime->subject));
	g_assert(mime->recipients->len <= VT_MAX_RECIPIENTS);
	for (guint i = 0; i < mime->recipients->len; i++) {
		const char *address = g_ptr_array_index(mime->recipients, i);
		g_autofree char *again = vt_address_normal(address, -1);

		g_assert_true(vt_address_equal(again, address));
	}
	for (guint i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);
		const char *unknown = NULL;
		g_autofree char *text = vt_mime_text(leaf, &unknown);

		g_assert_nonnull(leaf->path);
		g_assert_nonnull(leaf->content);
		g_assert_true(is_text(leaf->name));
		g_assert_true(is_text(text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_mime_start();
	g_autoptr(vt_mime) message = vt_mime_new(bytes, size);
	g_autoptr(vt_mime) entity = vt_mime_new_entity(bytes, size, "1.2");

	look(message);
	look(entity);
	return 0;
}
