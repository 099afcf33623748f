/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-size_search - the largest size that passes, for any limit
 */
#include "work/size_search.h"

#include <glib.h>

#define K    ((int64_t)1024)
#define M    (K * K)
#define MOST 10

/* Tries against a server with that limit. Returns how many. */
static unsigned search_with(vt_size_search *search, int64_t first, int64_t limit)
{
	unsigned n = 0;
	int64_t bytes;

	vt_size_search_init(search, first, 16 * M);
	while ((bytes = vt_size_search_next(search)) != 0) {
		g_assert_cmpint(bytes, >=, VT_SIZE_SEARCH_LEAST);
		g_assert_cmpint(bytes, <=, 16 * M);
		vt_size_search_note(search, bytes, bytes <= limit);
		n++;
		g_assert_cmpuint(n, <=, MOST);
	}
	return n;
}

static void test_all_limits(void)
{
	static const int64_t firsts[] = { 0, 256 * K, 7 * M, 16 * M, 64 * M };

	for (size_t i = 0; i < G_N_ELEMENTS(firsts); i++) {
		for (int64_t limit = VT_SIZE_SEARCH_LEAST; limit < 16 * M;
		     limit += limit / 7 + 13) {
			vt_size_search s;

			search_with(&s, firsts[i], limit);
			g_assert_cmpint(s.passed, <=, limit);
			g_assert_cmpint(s.failed, >, limit);
			g_assert_cmpint(s.failed, <=, s.passed + s.passed / 8);
		}
	}
}

static void test_ends(void)
{
	vt_size_search s;

	/* No limit in reach: the size that matters, and the largest. */
	g_assert_cmpuint(search_with(&s, 7 * M, G_MAXINT64), ==, 2);
	g_assert_cmpint(s.passed, ==, 16 * M);
	g_assert_cmpint(s.failed, ==, 0);
	/* No file at all. */
	search_with(&s, 7 * M, 1);
	g_assert_cmpint(s.passed, ==, 0);
	g_assert_cmpint(s.failed, ==, VT_SIZE_SEARCH_LEAST);
	/* Nothing larger than the top may be tried. */
	vt_size_search_init(&s, 7 * M, 1 * M);
	g_assert_cmpint(vt_size_search_next(&s), ==, 1 * M);
	vt_size_search_note(&s, 1 * M, true);
	g_assert_cmpint(vt_size_search_next(&s), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/size_search/all-limits", test_all_limits);
	g_test_add_func("/size_search/ends", test_ends);
	return g_test_run();
}
