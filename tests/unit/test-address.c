/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-address - what is a mail address to us, at both sides of every limit
 */
#include "base/address.h"

#include <string.h>

#include "base/lookalike.h"

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

static void test_mailbox(void)
{
	static const struct {
		const char *text, *normal, *why;
	} rows[] = {
		{ "A.b@C.vn", "A.b@c.vn", NULL },
		{ "a@b.travelersinsurance", "a@b.travelersinsurance", NULL },
		{ "v\u0103nth\u01b0@x.vn", "v\u0103nth\u01b0@x.vn", NULL },
		/* bytes are kept: composed and decomposed are two local parts */
		{ "va\u0306n@x.vn", "va\u0306n@x.vn", NULL },
		{ "a@\u1ee7y.vn", "a@xn--y-0ym.vn", NULL },
		{ "a@XN--Y-0ym.vn", "a@xn--y-0ym.vn", NULL },
		{ "a@fa\u00df.de", "a@xn--fa-hia.de", NULL }, /* IDNA2008: kept, not "ss" */
		/* what is mapped is no U-label (RFC 5890): capitals, decomposed, full-width,
		   joiners */
		{ "a@\u1ee6y.vn", NULL, "not a domain name" },
		{ "a@u\u0309y.vn", NULL, "not a domain name" },
		{ "a@\uff41\uff42.vn", NULL, "not a domain name" },
		{ "a@b\u3002vn", NULL, "not a domain name" },
		{ "a@b\u200dc.vn", NULL, "zero-width character" },
		{ "", NULL, "empty" },
		{ "a", NULL, "no @" },
		{ ".b.vn", NULL, "domain alone" },
		{ "@b.vn", NULL, "no local part" },
		{ "a@", NULL, "not a domain name" },
		{ "a@b@c", NULL, "more than one @" },
		{ "\"a\"@b", NULL, "quoted local part" },
		{ "\"a@x\"@b", NULL, "quoted local part" },
		{ "a@[192.0.2.1]", NULL, "address literal for a domain" },
		{ "a@[IPv6:::1]", NULL, "address literal for a domain" },
		{ "a b@c", NULL, "white space" },
		{ "a\u00a0@c", NULL, "white space" },
		{ "a@c\n", NULL, "white space" },
		{ "a,b@c", NULL, "comma" },
		{ "a;b@c", NULL, "semicolon" },
		{ "a\x01@c", NULL, "control character" },
		{ "a\x7f@c", NULL, "control character" },
		{ "a\u202e@c", NULL, "bidi control" },
		{ "a\u2066@c", NULL, "bidi control" },
		{ "a\u200b@c", NULL, "zero-width character" },
		{ "\ufeff"
		  "a@c",
		  NULL, "zero-width character" },
		{ "a\u3164@c", NULL, "zero-width character" },
		{ "a\xff@c", NULL, "bytes that are not UTF-8" },
		{ "a..b@c", NULL, "two dots" },
		{ ".a@c", NULL, "dot at the end of the local part" },
		{ "a(b)@c", NULL, "character that a local part does not hold" },
		{ "a@b_c", NULL, "not a domain name" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *why = NULL;
		g_autofree char *normal = vt_address_mailbox(rows[i].text, -1, &why);

		g_test_message("%zu", i);
		g_assert_cmpstr(normal, ==, rows[i].normal);
		g_assert_cmpstr(why, ==, rows[i].why);
	}
}

static void test_mailbox_limits(void)
{
	g_autofree char *local64 = g_strnfill(64, 'a');
	g_autofree char *local65 = g_strnfill(65, 'a');
	g_autofree char *label = g_strnfill(63, 'd');
	g_autofree char *huge = g_strnfill(5000, 'd');
	g_autofree char *a65 = g_strconcat(local65, "@b", NULL);
	g_autofree char *a254 = g_strdup_printf("%s@%s.%s.%.61s", local64, label, label, label);
	g_autofree char *a255 = g_strdup_printf("%s@%s.%s.%.62s", local64, label, label, label);
	const char *why = NULL;
	g_autofree char *normal = vt_address_mailbox(a254, -1, &why);

	g_assert_cmpstr(normal, ==, a254);
	g_assert_null(vt_address_mailbox(a255, -1, &why));
	g_assert_cmpstr(why, ==, "too long");
	g_assert_null(vt_address_mailbox(a65, -1, &why));
	g_assert_cmpstr(why, ==, "local part too long");
	g_assert_null(vt_address_mailbox(huge, -1, &why));
	g_assert_null(vt_address_mailbox("a\0b@c", 5, &why));
	g_assert_cmpstr(why, ==, "NUL byte");
}

static void test_lookalike(void)
{
	static const struct {
		const char *a, *b, *why;
	} rows[] = {
		{ "a@b.vn", "a@b.vn", NULL },
		{ "a@b.vn", "c@b.vn", NULL },
		{ "So-NoiVu@b.vn", "so-noivu@b.vn", "differs in case only" },
		{ "va\u0306n@b.vn", "v\u0103n@b.vn", "differs in Unicode form only" },
		{ "s\u043e@b.vn", "so@b.vn", "looks the same in other letters" },
		{ "\uff53o@b.vn", "so@b.vn", "looks the same in other letters" },
		/* xn--... is "hаson.example" with a Cyrillic letter */
		{ "a@xn--hson-53d.example", "a@hason.example", "looks the same in other letters" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpstr(vt_lookalike(rows[i].a, rows[i].b), ==, rows[i].why);
		g_assert_cmpstr(vt_lookalike(rows[i].b, rows[i].a), ==, rows[i].why);
	}
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
	g_test_add_func("/address/mailbox", test_mailbox);
	g_test_add_func("/address/mailbox-limits", test_mailbox_limits);
	g_test_add_func("/address/lookalike", test_lookalike);
	g_test_add_func("/address/parts", test_parts);
	return g_test_run();
}
