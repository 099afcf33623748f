/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-prefixes - where earlier states of a PDF may have ended (filters/prefixes.h) */
#include "filters/prefixes.h"

#include <string.h>

#include "base/limits.h"
#include "doc/report.h"

static GArray *of(const char *text)
{
	return vt_prefixes_of((const uint8_t *)text, strlen(text), VT_MAX_PREFIXES);
}

static bool has(const GArray *prefixes, const char *state)
{
	g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, state, -1);

	for (guint i = 0; prefixes != NULL && i < prefixes->len; i++) {
		const vt_prefix *one = &g_array_index(prefixes, vt_prefix, i);

		if (one->bytes == strlen(state) && strcmp(one->sha256, wanted) == 0)
			return true;
	}
	return false;
}

static void test_ends(void)
{
	static const char *const states[] = { "%PDF-1.7 a\n%%EOF", "%PDF-1.7 a\n%%EOF\n",
					      "%PDF-1.7 a\n%%EOF\r", "%PDF-1.7 a\n%%EOF\r\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *file = g_strconcat(states[i], "2 0 obj b\n%%EOF\n", NULL);
		g_autoptr(GArray) prefixes = of(file);

		g_assert_true(has(prefixes, states[i]));
		g_assert_false(has(prefixes, file)); /* the whole is no earlier state of itself */
		g_assert_false(has(prefixes, "%PDF-1.7 b\n%%EOF"));
	}
}

static void test_several(void)
{
	g_autoptr(GArray) prefixes = of("a%%EOF\nb%%EOF\nc%%EOF");

	g_assert_true(has(prefixes, "a%%EOF\n") && has(prefixes, "a%%EOF\nb%%EOF\n"));
	for (guint i = 1; i < prefixes->len; i++)
		g_assert_cmpuint(g_array_index(prefixes, vt_prefix, i).bytes, >,
				 g_array_index(prefixes, vt_prefix, i - 1).bytes);
}

static void test_none(void)
{
	g_autoptr(GString) many = g_string_new(NULL);

	g_assert_null(of(""));
	g_assert_null(of("%PDF-1.7 without an end"));
	g_assert_null(of("%PDF-1.7 one state%%EOF"));
	for (int i = 0; i < VT_MAX_PREFIXES; i++)
		g_string_append(many, "x%%EOF\n");
	g_assert_null(of(many->str));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/prefixes/ends", test_ends);
	g_test_add_func("/prefixes/several", test_several);
	g_test_add_func("/prefixes/none", test_none);
	return g_test_run();
}
