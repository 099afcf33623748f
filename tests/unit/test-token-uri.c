/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-token-uri - RFC 7512 as an administrator writes it, and what is refused
 */
#include <string.h>

#include "sign/token_uri.h"

static void test_read(void)
{
	g_auto(vt_token_uri) uri = { 0 };
	g_autofree char *why = vt_token_uri_read("pkcs11:token=UBND%20x%C3%A3;serial=12;"
						 "manufacturer=M;model=X;object=doc;id=%01%ff%00;"
						 "type=private",
						 &uri);

	g_assert_null(why);
	g_assert_cmpstr(uri.token, ==, "UBND xã");
	g_assert_cmpstr(uri.serial, ==, "12");
	g_assert_cmpstr(uri.manufacturer, ==, "M");
	g_assert_cmpstr(uri.model, ==, "X");
	g_assert_cmpstr(uri.object, ==, "doc");
	g_autoptr(GBytes) id = g_bytes_new_static("\x01\xff\0", 3);
	g_assert_true(g_bytes_equal(uri.id, id));
}

static void test_refused(void)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "file:///x", "begin" },
		{ "pkcs11:", "token" },
		{ "pkcs11:object=doc", "token" },
		{ "pkcs11:token=a", "key" },
		{ "pkcs11:token=a;object=b?pin-value=1234", "document-pin" },
		{ "pkcs11:token=a;object=b?pin-source=file:/x", "document-pin" },
		{ "pkcs11:token=a;object=b?module-path=/x.so", "token block" },
		{ "pkcs11:token=a;object=b;slot-id=1", "slot-id" },
		{ "pkcs11:token=a;object=b;type=cert", "private" },
		{ "pkcs11:token=a;token=b;object=c", "twice" },
		{ "pkcs11:token=a;object=b;id=%01;id=%02", "twice" },
		{ "pkcs11:token=;object=b", "empty" },
		{ "pkcs11:token=a;object=%zz", "RFC 7512" },
		{ "pkcs11:token=a;object=%4", "RFC 7512" },
		{ "pkcs11:token=a b;object=c", "RFC 7512" },
		{ "pkcs11:token=%ff;object=c", "no text" },
		{ "pkcs11:token=%00;object=c", "no text" },
		{ "pkcs11:token;object=c", "'='" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(vt_token_uri) uri = { 0 };
		g_autofree char *why = vt_token_uri_read(cases[i].text, &uri);

		g_test_message("%s", cases[i].text);
		g_assert_nonnull(why);
		g_assert_nonnull(strstr(why, cases[i].why));
		g_assert_null(uri.token);
		g_assert_null(uri.id);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token-uri/read", test_read);
	g_test_add_func("/token-uri/refused", test_refused);
	return g_test_run();
}
