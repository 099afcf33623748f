/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference - VT-XXXX-XXXX-XXXX-XXXX: what a decision is about, as people's mail carries it back
 */
#include <string.h>

#include "base/base32.h"
#include "doc/instruction.h"

#define SHOWN_CHARS 22 /* "VT-" and four groups of four with hyphens between */

size_t vt_reference_at(const char *text, char *out)
{
	unsigned n = 0;

	if (g_ascii_strncasecmp(text, "VT-", 3) != 0)
		return 0;
	for (unsigned i = 3; i < SHOWN_CHARS; i++) {
		const char one[2] = { text[i], '\0' };
		bool between = (i - 3) % 5 == 4;

		if (between ? *one != '-' : *one == '\0' || !vt_base32_is(one))
			return 0;
		if (!between)
			out[n++] = g_ascii_toupper(*one);
	}
	out[n] = '\0';
	/* A longer word is another one. */
	return g_ascii_isalnum(text[SHOWN_CHARS]) ? 0 : SHOWN_CHARS;
}

bool vt_reference_read(const char *text, GPtrArray *list)
{
	char found[17];

	for (const char *p = text; *p != '\0'; p++) {
		if ((*p != 'V' && *p != 'v') || (p > text && g_ascii_isalnum(p[-1]))
		    || vt_reference_at(p, found) == 0
		    || g_ptr_array_find_with_equal_func(list, found, g_str_equal, NULL))
			continue;
		if (list->len == VT_MAX_REFERENCES)
			return false;
		g_ptr_array_add(list, g_strdup(found));
	}
	return true;
}
