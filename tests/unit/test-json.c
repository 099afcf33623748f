/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-json - the one way JSON is written, and that our own bugs abort
 */
#include "base/json.h"

static void test_shape(void)
{
	g_autoptr(vt_json) json = vt_json_new(false);

	vt_json_open(json, NULL);
	vt_json_string(json, "z", "Số 12/UBND \"x\" \\ \n\t\x01\x1f\x7f");
	vt_json_string(json, "a", NULL);
	vt_json_int(json, "i", INT64_MIN);
	vt_json_bool(json, "yes", true);
	vt_json_bool(json, "no", false);
	vt_json_null(json, "n");
	vt_json_open_array(json, "list");
	vt_json_int(json, NULL, 1);
	vt_json_open(json, NULL);
	vt_json_close(json);
	vt_json_open_array(json, NULL);
	vt_json_close(json);
	vt_json_string(json, NULL, "");
	vt_json_close(json);
	vt_json_close(json);
	g_autofree char *text = vt_json_take(json);
	g_assert_cmpstr(text, ==,
			"{\"z\":\"Số 12/UBND \\\"x\\\" \\\\ \\n\\t\\u0001\\u001f\x7f\",\"a\":null,"
			"\"i\":-9223372036854775808,\"yes\":true,\"no\":false,\"n\":null,"
			"\"list\":[1,{},[],\"\"]}");

	/* the writer is empty and can be used again */
	vt_json_int(json, NULL, 5);
	g_autofree char *again = vt_json_take(json);
	g_assert_cmpstr(again, ==, "5");
	vt_json_free(NULL);
}

static void test_not_utf8(void)
{
	g_autoptr(vt_json) json = vt_json_new(false);

	vt_json_string(json, NULL, "a\xff");
	g_autofree char *text = vt_json_take(json);
	g_assert_cmpstr(text, ==, "\"a\xef\xbf\xbd\"");
}

static void test_sorted(void)
{
	g_autoptr(vt_json) json = vt_json_new(true);

	vt_json_open(json, NULL);
	vt_json_int(json, "a", 1);
	vt_json_open(json, "b");
	vt_json_int(json, "a", 2); /* a new object, a new order */
	vt_json_close(json);
	vt_json_int(json, "ba", 3);
	vt_json_close(json);
	g_autofree char *text = vt_json_take(json);
	g_assert_cmpstr(text, ==, "{\"a\":1,\"b\":{\"a\":2},\"ba\":3}");
}

static void aborts(const char *path)
{
	g_test_trap_subprocess(path, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
}

static void test_bugs(void)
{
	aborts("/json/bugs/subprocess/unsorted");
	aborts("/json/bugs/subprocess/twice");
	aborts("/json/bugs/subprocess/open");
	aborts("/json/bugs/subprocess/keyless");
}

static void test_unsorted(void)
{
	vt_json *json = vt_json_new(true);

	vt_json_open(json, NULL);
	vt_json_int(json, "b", 1);
	vt_json_int(json, "a", 1);
}

static void test_twice(void)
{
	vt_json *json = vt_json_new(true);

	vt_json_open(json, NULL);
	vt_json_int(json, "a", 1);
	vt_json_int(json, "a", 1);
}

static void test_open(void)
{
	vt_json *json = vt_json_new(false);

	vt_json_open(json, NULL);
	g_free(vt_json_take(json));
}

static void test_keyless(void)
{
	vt_json *json = vt_json_new(false);

	vt_json_open(json, NULL);
	vt_json_int(json, NULL, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json/shape", test_shape);
	g_test_add_func("/json/not-utf8", test_not_utf8);
	g_test_add_func("/json/sorted", test_sorted);
	g_test_add_func("/json/bugs", test_bugs);
	g_test_add_func("/json/bugs/subprocess/unsorted", test_unsorted);
	g_test_add_func("/json/bugs/subprocess/twice", test_twice);
	g_test_add_func("/json/bugs/subprocess/open", test_open);
	g_test_add_func("/json/bugs/subprocess/keyless", test_keyless);
	return g_test_run();
}
