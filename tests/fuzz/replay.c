/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay - main of a fuzzing target in an ordinary build: every seed once
 *
 * The seeds of fuzz_packet lie in tests/fuzz/seeds/packet/. With --enable-fuzzing
 * libFuzzer brings its own main and this file is left out. A target that finds
 * something wrong aborts; the seed it was given stands on the last line.
 */
#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void replay_file(gconstpointer path)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	size_t size = 0;

	g_test_message("seed %s", (const char *)path);
	g_file_get_contents(path, &bytes, &size, &error);
	g_assert_no_error(error);
	g_assert_cmpint(LLVMFuzzerTestOneInput((const uint8_t *)bytes, size), ==, 0);
}

static void replay_nothing(void)
{
	g_assert_cmpint(LLVMFuzzerTestOneInput((const uint8_t *)"", 0), ==, 0);
}

int main(int argc, char **argv)
{
	g_autofree char *program = g_path_get_basename(argv[0]);
	const char *target = g_str_has_prefix(program, "fuzz_") ? program + 5 : program;
	const char *source = g_getenv("VT_SOURCE");
	g_autofree char *folder =
		g_build_filename(source ? source : ".", "tests", "fuzz", "seeds", target, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/replay/nothing", replay_nothing);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		g_autofree char *place = g_strconcat("/replay/", name, NULL);

		g_test_add_data_func_full(place, g_build_filename(folder, name, NULL), replay_file,
					  g_free);
	}
	return g_test_run();
}
