/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-http_address - which addresses are not of the Internet
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "net/http/http_address.h"

static bool is_private(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return vt_http_is_private((const struct sockaddr *)(const void *)&v4);
	g_assert_cmpint(inet_pton(AF_INET6, text, &v6.sin6_addr), ==, 1);
	return vt_http_is_private((const struct sockaddr *)(const void *)&v6);
}

static void test_private(void)
{
	static const char *const texts[] = {
		"0.0.0.0",
		"10.0.0.1",
		"10.255.255.255",
		"100.64.0.1",
		"100.127.255.255",
		"127.0.0.1",
		"127.255.0.1",
		"169.254.169.254",
		"172.16.0.1",
		"172.31.255.255",
		"192.0.0.8",
		"192.168.1.1",
		"198.18.0.1",
		"198.19.255.255",
		"224.0.0.1",
		"240.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"fc00::1",
		"fdff::1",
		"fe80::1",
		"ff02::1",
		"::ffff:127.0.0.1",
		"::ffff:10.1.2.3",
		"64:ff9b::127.0.0.1",
		"2002:7f00:1::1",
		"2002:c0a8:101::1",
		"2001:0:7f00:1::",
		"2001:db8::1",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (!is_private(texts[i]))
			g_error("%s counts as public", texts[i]);
}

static void test_public(void)
{
	static const char *const texts[] = {
		"1.1.1.1",         "9.255.255.255", "11.0.0.0",         "100.63.255.255",
		"100.128.0.0",     "126.0.0.1",     "128.0.0.1",        "169.253.0.1",
		"172.15.0.1",      "172.32.0.1",    "192.167.0.1",      "192.169.0.1",
		"198.17.0.1",      "198.20.0.1",    "203.162.0.181",    "223.255.0.1",
		"2401:d800::1",    "2a00:1450::1",  "64:ff9b::8.8.8.8", "::ffff:8.8.8.8",
		"2002:808:808::1", "2001:200::1",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (is_private(texts[i]))
			g_error("%s counts as private", texts[i]);
}

static void test_resolve(void)
{
	const char *why = NULL;
	g_autofree char *refused = vt_http_resolve("127.0.0.1", "80", false, &why);
	g_autofree char *entry = NULL;

	g_assert_null(refused);
	g_assert_nonnull(why);
	entry = vt_http_resolve("127.0.0.1", "8080", true, &why);
	g_assert_cmpstr(entry, ==, "127.0.0.1:8080:127.0.0.1");
	g_assert_null(why);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http-address/private", test_private);
	g_test_add_func("/http-address/public", test_public);
	g_test_add_func("/http-address/resolve", test_resolve);
	return g_test_run();
}
