/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-token-pin - a refused PIN is not tried twice, another one is
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"
#include "sign/token_pin.h"

#define TOKEN "SoftHSM\nv2\n12\nKim Son"

static bool allowed(int dir_fd, const char *token, const char *pin, bool is_low)
{
	g_autoptr(GError) error = NULL;
	bool well = vt_token_try_allowed(&(vt_token_try){ dir_fd, token, pin, is_low }, &error);

	g_assert_true(well == (error == NULL));
	g_assert_true(well || error->code == VT_RETRY_LATER);
	return well;
}

static void test_refused(void)
{
	g_autofree char *folder = g_dir_make_tmp("token-XXXXXX", NULL);
	vt_autofd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const vt_token_try wrong = { fd, TOKEN, "1111", false };

	g_assert_true(allowed(fd, TOKEN, "1111", false));
	g_assert_true(vt_token_try_begin(&wrong, NULL));
	/* Cut off in the middle: the token knows. */
	g_assert_true(allowed(fd, TOKEN, "1111", false));
	g_assert_false(allowed(fd, TOKEN, "1111", true));
	g_assert_true(vt_token_try_refused(&wrong, NULL));
	g_assert_false(allowed(fd, TOKEN, "1111", false));
	g_assert_false(allowed(fd, TOKEN, "1111", true));
	g_assert_true(allowed(fd, TOKEN, "1112", true));
	g_assert_true(allowed(fd, "another", "1111", true));
	g_assert_true(vt_token_try_end(&wrong, NULL));
	g_assert_true(allowed(fd, TOKEN, "1111", true));
	g_assert_cmpint(rmdir(folder), ==, 0);
}

static void test_note(void)
{
	g_autofree char *folder = g_dir_make_tmp("token-XXXXXX", NULL);
	g_autofree char *path = NULL;
	vt_autofd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const vt_token_try t = { fd, TOKEN, "secret-pin", false };
	g_autofree char *bytes = NULL;
	GStatBuf status;
	gsize size = 0;

	g_assert_true(vt_token_try_begin(&t, NULL));
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	path = g_build_filename(folder, g_dir_read_name(dir), NULL);
	g_assert_cmpint(g_stat(path, &status), ==, 0);
	g_assert_cmpuint(status.st_mode & 07777, ==, 0600);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_assert_null(g_strstr_len(bytes, (gssize)size, "secret-pin"));
	/* A note that cannot be read for what it is stands for a refusal. */
	g_assert_true(g_file_set_contents(path, "x", 1, NULL));
	g_assert_false(allowed(fd, TOKEN, "1112", false));
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token-pin/refused", test_refused);
	g_test_add_func("/token-pin/note", test_note);
	return g_test_run();
}
