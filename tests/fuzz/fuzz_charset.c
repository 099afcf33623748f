/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_charset - a name of a charset, a line end, bytes in it
 */
#include <stdint.h>
#include <string.h>

#include "mail/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(bytes, '\n', size) : NULL;
	const size_t cut = end != NULL ? (size_t)(end - bytes) : size;
	g_autofree char *charset = g_strndup(size > 0 ? (const char *)bytes : "", cut);
	const size_t from = cut < size ? cut + 1 : size;
	g_autofree char *text = NULL;

	vt_charset_start();
	text = vt_charset_utf8(charset, (const char *)bytes + from, size - from);
	g_assert((text != NULL) == vt_charset_known(charset));
	g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
	return 0;
}
