/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-network - networks as directory.conf writes them
 */
#include "base/network.h"

#include <glib.h>

static void test_is(void)
{
	static const char *const good[] = { "192.0.2.0/24",  "192.0.2.7",   "10.0.0.0/8",
					    "2001:db8::/32", "2001:db8::1", "128.0.0.0/1" };
	static const char *const bad[] = { "",
					   "192.0.2.0/33",
					   "192.0.2.1/24",
					   "192.0.2/24",
					   "0.0.0.0/0",
					   "2001:db8::1/64",
					   "mx.example",
					   "192.0.2.0/",
					   "192.0.2.0/24/1",
					   "192.0.2.0/-1" };

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(vt_network_is(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(vt_network_is(bad[i]));
}

static void test_holds(void)
{
	g_assert_true(vt_network_holds("192.0.2.0/24", "192.0.2.255"));
	g_assert_false(vt_network_holds("192.0.2.0/24", "192.0.3.0"));
	g_assert_true(vt_network_holds("192.0.2.128/25", "192.0.2.128"));
	g_assert_false(vt_network_holds("192.0.2.128/25", "192.0.2.127"));
	g_assert_true(vt_network_holds("192.0.2.7", "192.0.2.7"));
	g_assert_false(vt_network_holds("192.0.2.7", "192.0.2.70"));
	g_assert_true(vt_network_holds("2001:db8::/33", "IPv6:2001:db8:7fff::1"));
	g_assert_false(vt_network_holds("2001:db8::/33", "2001:db8:8000::1"));
	g_assert_false(vt_network_holds("192.0.2.0/24", "::ffff:192.0.2.1"));
	g_assert_false(vt_network_holds("192.0.2.0/24", "unknown"));
	g_assert_false(vt_network_holds("nonsense", "192.0.2.1"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/network/is", test_is);
	g_test_add_func("/network/holds", test_holds);
	return g_test_run();
}
