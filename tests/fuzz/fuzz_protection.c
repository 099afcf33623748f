/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_protection - a payload's header, and two field values compared in every way
 *
 * The first line is one value, the second the other, the rest the entity.
 */
#include "mail/protection.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char *line(const uint8_t **at, const uint8_t *end)
{
	const uint8_t *newline = *at == end ? NULL : memchr(*at, '\n', (size_t)(end - *at));
	const uint8_t *stop = newline == NULL ? end : newline;
	char *text = g_strndup((const char *)*at, (size_t)(stop - *at));

	*at = newline == NULL ? end : newline + 1;
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *at = bytes, *end = bytes + size;
	g_autofree char *one = line(&at, end), *other = line(&at, end);
	g_autoptr(vt_scan) scan = vt_scan_new(at, (size_t)(end - at));
	const vt_entity *header = NULL;

	for (int like = 0; like < VT_N_LIKES; like++) {
		g_assert(vt_fields_agree((vt_like)like, one, one));
		g_assert(vt_fields_agree((vt_like)like, one, other)
			 == vt_fields_agree((vt_like)like, other, one));
	}
	g_assert(!vt_subject_is_tagged(one, one));
	vt_subject_is_tagged(one, other);
	g_assert((vt_protection_read(scan, scan->root, scan, &header) == VT_PROTECTION_NONE)
		 == (header == NULL));
	return 0;
}
