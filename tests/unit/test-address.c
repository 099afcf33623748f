/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-address - what is a mail address to us, at both sides of every limit
 */
#include "base/address.h"

#include <string.h>

static void check(const char *text, const char *expected)
{
	g_autofree char *normal = vt_address_normal(text, -1);

	g_assert_cmpstr(normal, ==, expected);
}

static void test_normal(void)
{
	check("Van.Thu@KimSon.GOV.vn", "Van.Thu@kimson.gov.vn");
	check("a@b", "a@b");
	check("!#$%&'*+-/=?^_`{|}~@x.vn", "!#$%&'*+-/=?^_`{|}~@x.vn");
	check("a@1-2.vn", "a@1-2.vn");
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"",        "a",       "@b",      "a@",     "a@b@c",   ".a@b",
		"a.@b",    "a..b@c",  "\"a\"@b", "a b@c",  " a@b",    "a@b ",
		"a@-b",    "a@b-",    "a@b.",    "a@.b",   "a@b..c",  "a@[127.0.0.1]",
		"a,b@c",   "<a@b>",   "a(x)@b",  "a@b\n",  "a\x01@b", "a@b_c",
		"ủy@b.vn", "a@ủy.vn", "a;b@c",   "a\\b@c", "a:b@c",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		check(bad[i], NULL);
	g_assert_null(vt_address_normal(NULL, -1));
	g_assert_null(vt_address_normal("a\0b@c", 5));
}

static void test_limits(void)
{
	g_autofree char *local64 = g_strnfill(64, 'a');
	g_autofree char *local65 = g_strnfill(65, 'a');
	g_autofree char *label63 = g_strnfill(63, 'd');
	g_autofree char *label64 = g_strnfill(64, 'd');
	g_autofree char *good_local = g_strconcat(local64, "@b.vn", NULL);
	g_autofree char *bad_local = g_strconcat(local65, "@b.vn", NULL);
	g_autofree char *good_label = g_strconcat("a@", label63, NULL);
	g_autofree char *bad_label = g_strconcat("a@", label64, NULL);
	/* 64 + 1 + 63 + 1 + 63 + 1 + 61 = 254 */
	g_autofree char *long254 =
		g_strdup_printf("%s@%s.%s.%.61s", local64, label63, label63, label63);
	g_autofree char *long255 =
		g_strdup_printf("%s@%s.%s.%.62s", local64, label63, label63, label63);

	check(good_local, good_local);
	check(bad_local, NULL);
	check(good_label, good_label);
	check(bad_label, NULL);
	g_assert_cmpuint(strlen(long254), ==, 254);
	check(long254, long254);
	check(long255, NULL);
}

static void test_parts(void)
{
	g_autofree char *part = vt_address_normal("a@b.vnXXX", 6);

	g_assert_cmpstr(part, ==, "a@b.vn");
	g_assert_cmpstr(vt_address_domain(part), ==, "b.vn");
	g_assert_true(vt_address_equal("a@b", "a@b"));
	g_assert_false(vt_address_equal("A@b", "a@b"));
	g_assert_false(vt_address_equal(NULL, NULL));
	g_assert_false(vt_address_equal("a@b", NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/normal", test_normal);
	g_test_add_func("/address/refused", test_refused);
	g_test_add_func("/address/limits", test_limits);
	g_test_add_func("/address/parts", test_parts);
	return g_test_run();
}
