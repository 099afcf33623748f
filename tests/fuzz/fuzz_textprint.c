/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_textprint - the words of pages: the same words give the same hash, more words another
 */
#include "filters/textprint.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *pages = g_strndup((const char *)bytes, size);
	g_autofree char *more = g_strdup_printf("%s\n thêm một câu nữa\n", pages);
	char text[65] = "", marked[65] = "", again[65] = "", other[65] = "";

	if (!vt_textprint(pages, text, marked)) {
		g_assert(*text == '\0' && *marked == '\0');
		return 0;
	}
	g_assert(strlen(text) == 64 && strlen(marked) == 64);
	g_assert(vt_textprint(pages, again, other));
	g_assert(strcmp(text, again) == 0 && strcmp(marked, other) == 0);
	g_assert(vt_textprint(more, again, other));
	g_assert(strcmp(text, again) != 0 && strcmp(text, other) != 0);
	return 0;
}
