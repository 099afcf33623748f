/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-manifest - what is written is read, what was spoiled is not
 */
#include <glib.h>
#include <string.h>

#include "base/json_flat.h"
#include "doc/manifest.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static vt_manifest *sample(void)
{
	vt_manifest *manifest = vt_manifest_new();

	manifest->name = g_strdup("20261122T020000-full");
	manifest->version = g_strdup("0.4");
	manifest->head = g_strdup(HEX);
	manifest->full = true;
	manifest->made = 1795287600;
	manifest->schema = 2;
	manifest->arrivals = 7;
	manifest->documents = 5;
	manifest->ledger = 40;
	vt_manifest_add(manifest, VT_MANIFEST_DB, NULL, HEX, 4096);
	vt_manifest_add(manifest, "store/01/" HEX ".eml", "17.a-b_c", HEX, 10);
	vt_manifest_leave_out(manifest, "18.x", "sealed");
	return manifest;
}

static void test_round(void)
{
	g_autoptr(vt_manifest) manifest = sample();
	g_autofree char *text = vt_manifest_text(manifest);
	const char *why = NULL;
	g_autoptr(vt_manifest) again = vt_manifest_read(text, strlen(text), &why);

	g_assert_nonnull(again);
	g_assert_true(again->full);
	g_assert_cmpstr(again->name, ==, manifest->name);
	g_assert_cmpint(again->ledger, ==, 40);
	g_assert_cmpuint(again->files->len, ==, 2);
	g_assert_cmpstr(((vt_manifest_file *)again->files->pdata[1])->id, ==, "17.a-b_c");
	g_assert_cmpstr(again->left_out->pdata[0], ==, "18.x sealed");
}

/* Every byte counts, and so does every one that is missing. */
static void test_spoiled(void)
{
	g_autoptr(vt_manifest) manifest = sample();
	g_autofree char *text = vt_manifest_text(manifest);
	size_t size = strlen(text);
	const char *why = NULL;

	for (size_t i = 0; i < size; i++) {
		g_autofree char *other = g_memdup2(text, size);

		g_assert_null(vt_manifest_read(text, i, &why));
		other[i] = (char)(other[i] ^ 1);
		g_assert_null(vt_manifest_read(other, size, &why));
		g_assert_nonnull(why);
	}
}

static void test_paths(void)
{
	static const char *const bad[] = { "",      "/etc",   "..",      "a/../b", "a//b",
					   ".tmp",  "a/.b",   "a/b/",    "a b",    "a\nb",
					   "ấ.eml", "a\\b.c", "store/*", "~/x",    "a:b" };

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(vt_manifest_path_is_plain(bad[i]));
	g_assert_true(vt_manifest_path_is_plain("store/ab/ab12.eml"));
}

static void test_flat(void)
{
	static const char *const bad[] = { "",
					   "{}",
					   "{\"a\":1",
					   "{\"a\":01}",
					   "{\"a\":-1}",
					   "{\"a\":1}x",
					   "{\"a\":\"\\u0041\"}",
					   "{\"a\":1,\"a\":2}",
					   "{\"a\":1,}",
					   "{\"a\" :1}",
					   "{\"a\":1234567890123456789}",
					   "{\"a\":{}}",
					   "{\"a\":null}",
					   "{a:1}",
					   "{\"a\":\"\x01\"}",
					   "{\"a\":\"\xff\"}" };
	int64_t value = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_null(vt_json_flat(bad[i]));
	g_autoptr(GHashTable) good = vt_json_flat("{\"a\":12,\"b\":\"Sở\"}");
	g_assert_nonnull(good);
	g_assert_true(vt_json_flat_int(good, "a", &value));
	g_assert_cmpint(value, ==, 12);
	g_assert_false(vt_json_flat_int(good, "b", &value));
	g_assert_cmpstr(g_hash_table_lookup(good, "b"), ==, "Sở");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manifest/round", test_round);
	g_test_add_func("/manifest/spoiled", test_spoiled);
	g_test_add_func("/manifest/paths", test_paths);
	g_test_add_func("/manifest/flat", test_flat);
	return g_test_run();
}
