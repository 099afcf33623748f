/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-log - values that cannot break a line of the log
 */
#include "base/log.h"

#include <string.h>

static void is_value(const char *text, const char *expected)
{
	g_autofree char *value = vt_log_value(text);

	g_assert_cmpstr(value, ==, expected);
}

static void test_value(void)
{
	g_autofree char *endless = g_strnfill(1000, 'a');

	is_value("abc", "abc");
	is_value("đến", "đến");
	is_value("", "\"\"");
	is_value(NULL, "\"\"");
	is_value("a b", "\"a b\"");
	is_value("a\"b\\", "\"a\\\"b\\\\\"");
	is_value("a\nb\x7f\xff", "a\\x0Ab\\x7F\\xFF");
	is_value("a\xe2\x80\xae", "a\\xE2\\x80\\xAE");
	g_autofree char *cut = vt_log_value(endless);
	g_assert_cmpuint(strlen(cut), <=, 200);
	g_assert_true(g_str_has_suffix(cut, "a…"));
}

static void test_line(void)
{
	g_test_trap_subprocess("/log/line/subprocess", 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_passed();
	g_test_trap_assert_stderr("*Z vanthu-x?*? info 7F3K registered number=12\n*");
	g_test_trap_assert_stderr("*Z vanthu-x?*? error - bad a?b\n*");
	g_test_trap_assert_stderr_unmatched("*debugged*");
}

static void test_line_child(void)
{
	vt_log_init("vanthu-x", VT_LOG_INFO);
	vt_log(VT_LOG_INFO, "7F3K", "registered", "number=%d", 12);
	vt_log(VT_LOG_DEBUG, "-", "debugged", "%s", "");
	vt_log(VT_LOG_ERROR, "-", "bad", "a\nb");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/log/value", test_value);
	g_test_add_func("/log/line", test_line);
	g_test_add_func("/log/line/subprocess", test_line_child);
	return g_test_run();
}
