/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_heading - the header of any message, and a server's answer with a field of it
 */
#include "net/heading.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const wanted[] = { "X-Spam", "Authentication-Results" };
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	char sha256[65] = "";

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		g_ptr_array_add(names, (char *)(uintptr_t)wanted[i]);
	if (vt_heading_message_id(bytes, size, sha256))
		g_assert(strspn(sha256, "0123456789abcdef") == 64);
	for (unsigned most = 0; most < 3; most++) {
		g_autoptr(GPtrArray) found = vt_heading_above(bytes, size, names, most);

		g_assert(found->len <= VT_HEADING_FIELDS);
		for (guint i = 0; i < found->len; i++) {
			const char *line = found->pdata[i];

			g_assert(g_utf8_validate(line, -1, NULL) && g_ascii_isdigit(line[0]));
			g_assert(strpbrk(line, "\r\n") == NULL);
		}
	}
	return 0;
}
