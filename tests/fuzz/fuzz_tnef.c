/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_tnef - the bytes of a winmail.dat, and of a text in RTF
 */
#include <string.h>

#include "base/limits.h"
#include "filters/rtf.h"
#include "filters/tnef.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const char *__lsan_default_suppressions(void); /* NOLINT: the sanitizer's own name */

/* libytnef 2.1 forgets a text it cannot unpack, and what is given twice; the process that opens a
 * mail ends with it. */
const char *__lsan_default_suppressions(void) /* NOLINT */
{
	return "leak:libytnef";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char head[] = "Content-Type: application/ms-tnef\n\n";
	g_autoptr(GByteArray) whole = g_byte_array_new();
	g_autofree char *text = vt_rtf_text((const char *)bytes, size);
	g_autoptr(GBytes) open = vt_rtf_unpack(bytes, size, VT_MAX_TEXT_BYTES);

	g_byte_array_append(whole, (const guint8 *)head, sizeof(head) - 1);
	g_byte_array_append(whole, bytes, (guint)size);
	g_autoptr(vt_mime) mime = vt_mime_new(whole->data, whole->len);
	vt_tnef_unpack(mime);
	g_assert(mime->leaves->len <= 2 * VT_MAX_PARTS + 1);
	for (guint i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		g_assert(strlen(leaf->path) <= VT_MAX_PATH_BYTES);
		g_assert(leaf->name == NULL || g_utf8_validate(leaf->name, -1, NULL));
	}
	return 0;
}
