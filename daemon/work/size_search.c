/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * size_search - halving by ratio: sizes of mails spread over octaves
 */
#include "work/size_search.h"

#include <glib.h>

#define GRAIN 1024

void vt_size_search_init(vt_size_search *search, int64_t first, int64_t top)
{
	*search = (vt_size_search){ .top = MAX(top, VT_SIZE_SEARCH_LEAST) };
	search->first = CLAMP(first, VT_SIZE_SEARCH_LEAST, search->top);
}

/* The geometric mean, by Newton; low < high < 2^31. */
static int64_t between(int64_t low, int64_t high)
{
	int64_t product = low * high, root = high;

	while (root > product / root)
		root = (root + product / root) / 2;
	return root / GRAIN * GRAIN;
}

int64_t vt_size_search_next(const vt_size_search *search)
{
	int64_t low = MAX(search->passed, VT_SIZE_SEARCH_LEAST);

	if (search->passed == 0 && search->failed == 0)
		return search->first;
	if (search->failed == 0)
		return search->passed < search->top ? search->top : 0;
	/* The least itself is tried when all above it failed. */
	if (search->passed == 0 && search->failed > low && search->failed <= low + low / 8)
		return low;
	return search->failed > low + low / 8 ? between(low, search->failed) : 0;
}

void vt_size_search_note(vt_size_search *search, int64_t bytes, bool has_passed)
{
	if (has_passed)
		search->passed = MAX(search->passed, bytes);
	else if (search->failed == 0 || bytes < search->failed)
		search->failed = bytes;
}
