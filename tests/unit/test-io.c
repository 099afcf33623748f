/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-io - bytes complete or absent, and nothing left behind by a failure
 */
#include "base/io.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/crashpoint.h"
#include "base/error.h"

#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

typedef struct folder {
	char *path;
	int fd;
} folder;

static void folder_make(folder *dir, gconstpointer data)
{
	(void)data;
	dir->path = g_dir_make_tmp(NULL, NULL);
	g_assert_nonnull(dir->path);
	dir->fd = vt_io_open_dir(dir->path, false, 0, NULL);
	g_assert_cmpint(dir->fd, >=, 0);
}

static unsigned count_files(const folder *dir)
{
	g_autoptr(GDir) list = g_dir_open(dir->path, 0, NULL);
	unsigned count = 0;

	while (g_dir_read_name(list))
		count++;
	return count;
}

static void folder_remove(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GDir) list = g_dir_open(dir->path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(list)))
		unlinkat(dir->fd, name, 0);
	vt_fd_close(&dir->fd);
	rmdir(dir->path);
	g_free(dir->path);
}

static GBytes *bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

static void is_file(const folder *dir, const char *name, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = vt_io_read_file(dir->fd, name, 1000, &error);

	g_assert_no_error(error);
	g_autoptr(GBytes) wanted = bytes_of(expected);
	g_assert_true(g_bytes_equal(bytes, wanted));
}

static int reader_of(const char *text)
{
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_true(vt_io_write_full(ends[1], text, strlen(text), NULL));
	close(ends[1]);
	return ends[0];
}

static void test_publish(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	g_autoptr(GBytes) none = bytes_of("");
	g_autoptr(GError) error = NULL;
	struct stat status;
	mode_t before = umask(077);

	g_assert_true(vt_io_publish(dir->fd, "a", none, 0600, &error));
	is_file(dir, "a", "");
	g_assert_true(vt_io_publish(dir->fd, "a", abc, 0640, &error));
	is_file(dir, "a", "abc");
	g_assert_cmpint(fstatat(dir->fd, "a", &status, 0), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0640);
	g_assert_cmpuint(count_files(dir), ==, 1);
	umask(before);
}

static void test_publish_fails(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	static const char *const bad[] = { "", "a/b", "/tmp/a" };

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(vt_io_publish(dir->fd, bad[i], abc, 0600, &error));
		g_assert_error(error, VT_ERROR, VT_NEVER);
	}
	/* the last step fails: a folder stands under the name */
	g_autoptr(GError) error = NULL;
	g_assert_cmpint(mkdirat(dir->fd, "d", 0700), ==, 0);
	g_assert_false(vt_io_publish(dir->fd, "d", abc, 0600, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_cmpint(unlinkat(dir->fd, "d", AT_REMOVEDIR), ==, 0);
	g_assert_cmpuint(count_files(dir), ==, 0);
	g_assert_false(vt_io_publish(-1, "a", abc, 0600, NULL));
}

/* A crashed process with our pid may have left its names. */
static void test_publish_leftovers(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 50; i++) {
		g_autofree char *name = g_strdup_printf(".tmp-%ld-%d", (long)getpid(), i);
		int fd = openat(dir->fd, name, O_CREAT | O_WRONLY, 0600);
		g_assert_cmpint(fd, >=, 0);
		close(fd);
	}
	g_assert_true(vt_io_publish(dir->fd, "a", abc, 0600, &error));
	is_file(dir, "a", "abc");
	g_assert_cmpuint(count_files(dir), ==, 51);
}

static void test_publish_copy(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	vt_published written = { .sha256 = "untouched", .bytes = 7 };
	int vt_autofd exact = reader_of("abc");
	int vt_autofd more = reader_of("abcd");
	int vt_autofd none = reader_of("");

	g_assert_false(vt_io_publish_copy(dir->fd, "b", more, 3, &written, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_cmpstr(written.sha256, ==, "untouched");
	g_assert_cmpuint(written.bytes, ==, 7);
	g_assert_cmpuint(count_files(dir), ==, 0);
	g_clear_error(&error);
	g_assert_true(vt_io_publish_copy(dir->fd, "a", exact, 3, &written, &error));
	g_assert_cmpstr(written.sha256, ==, ABC_SHA256);
	g_assert_cmpuint(written.bytes, ==, 3);
	is_file(dir, "a", "abc");
	g_assert_true(vt_io_publish_copy(dir->fd, "n", none, 0, NULL, &error));
	is_file(dir, "n", "");
	/* reading fails */
	g_assert_false(vt_io_publish_copy(dir->fd, "f", dir->fd, 9, &written, &error));
	g_assert_cmpuint(count_files(dir), ==, 2);
}

static void test_read(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	g_autoptr(GError) error = NULL;
	char buffer[4];

	g_assert_true(vt_io_publish(dir->fd, "a", abc, 0600, NULL));
	g_autoptr(GBytes) exact = vt_io_read_file(dir->fd, "a", 3, NULL);
	g_assert_nonnull(exact);
	g_assert_null(vt_io_read_file(dir->fd, "a", 2, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_null(vt_io_read_file(dir->fd, "absent", 9, &error));
	g_assert_cmpstr(error->message, ==, "cannot open 'absent': No such file or directory");
	g_clear_error(&error);
	g_assert_cmpint(symlinkat("a", dir->fd, "link"), ==, 0);
	g_assert_null(vt_io_read_file(dir->fd, "link", 9, NULL));
	g_assert_cmpint(mkfifoat(dir->fd, "fifo", 0600), ==, 0);
	g_assert_null(vt_io_read_file(dir->fd, "fifo", 9, &error)); /* and does not hang */
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);

	int vt_autofd fd = openat(dir->fd, "a", O_RDONLY | O_CLOEXEC);
	g_assert_true(vt_io_read_full(fd, buffer, 3, NULL));
	g_assert_false(vt_io_read_full(fd, buffer, 1, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_autoptr(GBytes) again = vt_io_read_fd(fd, 3, NULL); /* from the beginning */
	g_assert_cmpuint(g_bytes_get_size(again), ==, 3);
	g_assert_null(vt_io_read_fd(fd, 2, NULL));
	int vt_autofd stream = reader_of("xyz");
	g_autoptr(GBytes) rest = vt_io_read_fd(stream, SIZE_MAX, NULL);
	g_assert_cmpuint(g_bytes_get_size(rest), ==, 3);
}

static void test_map(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	g_autoptr(GBytes) none = bytes_of("");
	g_autoptr(GError) error = NULL;
	int fd = vt_io_memfd_of("abc", abc, NULL);
	int vt_autofd empty = vt_io_memfd_of("empty", none, NULL);
	int vt_autofd stream = reader_of("abc");

	g_assert_null(vt_io_map_fd(fd, 2, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_autoptr(GBytes) map = vt_io_map_fd(fd, 3, NULL);
	vt_fd_close(&fd);
	g_assert_cmpint(fd, ==, -1);
	g_assert_true(g_bytes_equal(map, abc));
	g_autoptr(GBytes) nothing = vt_io_map_fd(empty, 0, NULL);
	g_assert_cmpuint(g_bytes_get_size(nothing), ==, 0);
	g_assert_null(vt_io_map_fd(stream, 9, NULL));
	g_assert_null(vt_io_map_fd(dir->fd, 99999, NULL));
}

static void test_seal(folder *dir, gconstpointer data)
{
	(void)dir;
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	int vt_autofd fd = vt_io_memfd_of("abc", abc, NULL);
	char buffer[3];

	g_assert_cmpint(fd, >=, 0);
	g_assert_true(vt_io_read_full(fd, buffer, 3, NULL)); /* stands at its beginning */
	g_assert_cmpint(write(fd, "x", 1), ==, -1);
	g_assert_cmpint(errno, ==, EPERM);
	g_assert_cmpint(ftruncate(fd, 0), ==, -1);
	g_assert_cmpint(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), ==, -1);
	g_assert_false(vt_io_seal(0, NULL));
}

static void test_names(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");
	g_autoptr(GError) error = NULL;
	g_autofree char *deep = g_build_filename(dir->path, "x", "y", NULL);
	g_autofree char *middle = g_build_filename(dir->path, "x", NULL);
	struct stat status;

	g_assert_cmpint(vt_io_open_dir(deep, false, 0700, &error), ==, -1);
	g_clear_error(&error);
	int vt_autofd made = vt_io_open_dir(deep, true, 0750, &error);
	g_assert_no_error(error);
	g_assert_cmpint(fstat(made, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0750);
	int vt_autofd again = vt_io_open_dir(deep, true, 0700, &error);
	g_assert_cmpint(again, >=, 0);
	g_assert_true(vt_io_publish(dir->fd, "a", abc, 0600, NULL));
	g_assert_true(vt_io_move(dir->fd, "a", made, "b", &error));
	g_assert_false(vt_io_move(dir->fd, "a", made, "b", &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_true(vt_io_unlink(made, "b", NULL));
	g_assert_true(vt_io_unlink(made, "b", NULL)); /* gone is gone */
	g_assert_false(vt_io_unlink(dir->fd, "x", NULL));
	g_assert_true(vt_io_publish(dir->fd, "f", abc, 0600, NULL));
	g_autofree char *below = g_build_filename(dir->path, "f", "z", NULL);
	g_assert_cmpint(vt_io_open_dir(below, true, 0700, NULL), ==, -1);
	g_assert_cmpint(vt_io_open_dir("", true, 0700, NULL), ==, -1);
	rmdir(deep);
	rmdir(middle);
}

static void test_hash(folder *dir, gconstpointer data)
{
	(void)dir;
	(void)data;
	char hex[VT_SHA256_HEX];

	vt_sha256_hex("abc", 3, hex);
	g_assert_cmpstr(hex, ==, ABC_SHA256);
	vt_sha256_hex(NULL, 0, hex);
	g_assert_cmpstr(hex, ==,
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	g_assert_true(vt_sha256_is_hex(hex));
	hex[63] = 'G';
	g_assert_false(vt_sha256_is_hex(hex));
	hex[63] = 'A';
	g_assert_false(vt_sha256_is_hex(hex));
	hex[63] = '\0';
	g_assert_false(vt_sha256_is_hex(hex));
	g_assert_false(vt_sha256_is_hex(ABC_SHA256 "0"));
}

static void test_errors(folder *dir, gconstpointer data)
{
	(void)dir;
	(void)data;
	g_autoptr(GError) error = NULL;
	static const int later[] = { ENOSPC, EDQUOT, EMFILE, ENFILE, EAGAIN, EIO, ENOMEM, EBUSY };

	for (size_t i = 0; i < G_N_ELEMENTS(later); i++)
		g_assert_cmpint(vt_error_retry(later[i]), ==, VT_RETRY_LATER);
	g_assert_cmpint(vt_error_retry(EINTR), ==, VT_RETRY_NOW);
	g_assert_cmpint(vt_error_retry(ENOENT), ==, VT_NEVER);
	errno = ENOSPC;
	g_assert_false(vt_error_errno(&error, "cannot write '%s'", "x"));
	g_assert_error(error, VT_ERROR, VT_RETRY_LATER);
	g_assert_cmpstr(error->message, ==, "cannot write 'x': No space left on device");
	g_assert_false(vt_error_errno(NULL, "x"));
	g_assert_false(vt_error_set(NULL, VT_NEVER, "x"));
}

#ifdef VT_CRASH_POINTS
static void test_crash(folder *dir, gconstpointer data)
{
	(void)data;
	g_autofree char *count = g_build_filename(dir->path, "count", NULL);
	g_autofree char *log = g_build_filename(dir->path, "log", NULL);

	g_assert_true(g_file_set_contents(count, "2\n", -1, NULL));
	g_setenv("VANTHU_CRASH_AT", count, TRUE);
	g_setenv("VANTHU_CRASH_LOG", log, TRUE);
	g_test_trap_subprocess("/io/crash/subprocess/publish", 0, G_TEST_SUBPROCESS_DEFAULT);
	g_unsetenv("VANTHU_CRASH_AT");
	g_unsetenv("VANTHU_CRASH_LOG");
	g_test_trap_assert_failed();
	is_file(dir, "log", "publish.written\npublish.renamed\n");
	is_file(dir, "count", "0\n");
}

static void test_crash_publish(folder *dir, gconstpointer data)
{
	(void)data;
	g_autoptr(GBytes) abc = bytes_of("abc");

	vt_io_publish(dir->fd, "a", abc, 0600, NULL);
}
#endif

#define ADD(name, function)                                                                        \
	g_test_add("/io/" name, folder, NULL, folder_make, function, folder_remove)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("publish", test_publish);
	ADD("publish-fails", test_publish_fails);
	ADD("publish-leftovers", test_publish_leftovers);
	ADD("publish-copy", test_publish_copy);
	ADD("read", test_read);
	ADD("map", test_map);
	ADD("seal", test_seal);
	ADD("names", test_names);
	ADD("hash", test_hash);
	ADD("errors", test_errors);
#ifdef VT_CRASH_POINTS
	ADD("crash", test_crash);
	ADD("crash/subprocess/publish", test_crash_publish);
#endif
	return g_test_run();
}
