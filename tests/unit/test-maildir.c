/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-maildir - claims by rename, old claims found again, delivery that repeats without doubling
 */
#include "net/maildir.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "net/door.h"
#include "net/transport.h"

static char *folder;

static char *below(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void put(const char *name, const char *bytes)
{
	g_autofree char *path = below(name);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, bytes, -1, &error));
}

static unsigned count(const char *name)
{
	g_autofree char *path = below(name);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	unsigned n = 0;

	while (dir != NULL && g_dir_read_name(dir) != NULL)
		n++;
	return n;
}

static vt_door *open_door(void)
{
	g_autofree char *path = below("in");
	g_autoptr(GError) error = NULL;
	vt_door *door = vt_maildir_door_open(path, "den", "kimson", &error);

	g_assert_no_error(error);
	return door;
}

static void test_ids(void)
{
	char last[VT_ARRIVAL_ID_BYTES + 1] = "";

	for (int i = 0; i < 10000; i++) {
		char id[VT_ARRIVAL_ID_BYTES + 1];

		vt_arrival_id(id);
		g_assert_true(vt_arrival_id_is(id));
		g_assert_cmpstr(last, <, id);
		g_assert_cmpint(vt_arrival_id_seconds(id), <=,
				g_get_real_time() / G_USEC_PER_SEC + 1);
		g_assert_cmpint(vt_arrival_id_seconds(id), >=,
				g_get_real_time() / G_USEC_PER_SEC - 5);
		g_strlcpy(last, id, sizeof last);
	}
	g_assert_false(vt_arrival_id_is("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
	g_assert_false(vt_arrival_id_is("01ARZ3NDEKTSV4RRFFQ69G5FA"));
	g_assert_false(vt_arrival_id_is("01ARZ3NDEKTSV4RRFFQ69G5F/V"));
	g_assert_cmpint(vt_arrival_id_seconds("01ARZ3NDEKTSV4RRFFQ69G5FAV"), ==, 1469922850);
}

static void expect_claim(vt_door *door, const char *bytes, char id_out[VT_ARRIVAL_ID_BYTES + 1])
{
	g_auto(vt_claim) claim = { .fd = -1 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) read_back = NULL;

	g_assert_cmpint(door->ops->next(door, true, &claim, &error), ==, VT_CAME);
	g_assert_no_error(error);
	read_back = vt_io_read_fd(claim.fd, 1000, &error);
	g_assert_cmpuint(g_bytes_get_size(read_back), ==, strlen(bytes));
	g_assert_true(memcmp(g_bytes_get_data(read_back, NULL), bytes, strlen(bytes)) == 0);
	g_assert_cmpuint(claim.bytes, ==, strlen(bytes));
	g_assert_null(claim.mail_from);
	g_strlcpy(id_out, claim.id, VT_ARRIVAL_ID_BYTES + 1);
}

static void expect_nobody(vt_door *door)
{
	g_auto(vt_claim) claim = { .fd = -1 };

	g_assert_cmpint(door->ops->next(door, true, &claim, NULL), ==, VT_NOBODY_THERE);
}

static void test_claims(void)
{
	vt_door *door = open_door();
	char first[VT_ARRIVAL_ID_BYTES + 1], second[VT_ARRIVAL_ID_BYTES + 1],
		again[VT_ARRIVAL_ID_BYTES + 1];

	expect_nobody(door);
	put("in/new/1.a", "one");
	put("in/new/2.b\n\xff; rm -rf:2,S", "two");
	put("in/new/.hidden", "no");
	expect_claim(door, "one", first);
	expect_claim(door, "two", second);
	expect_nobody(door);
	g_assert_cmpstr(first, <, second);
	g_assert_true(door->ops->keep(door, first, NULL));
	g_assert_true(door->ops->keep(door, first, NULL));
	door->ops->close(door);
	door = open_door();
	expect_claim(door, "two", again);
	g_assert_cmpstr(again, ==, second);
	expect_nobody(door);
	g_assert_true(door->ops->set_aside(door, second, "too-big", NULL));
	g_assert_cmpuint(count("in/.vanthu/claimed"), ==, 0);
	g_assert_cmpuint(count("in/.vanthu/too-big"), ==, 1);
	door->ops->close(door);
}

static void test_odd_files(void)
{
	vt_door *door = open_door();
	g_autofree char *link = below("in/new/link");
	g_autofree char *pipe = below("in/new/pipe");

	g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	for (int i = 0; i < 2; i++) {
		g_auto(vt_claim) claim = { .fd = -1 };
		g_autoptr(GError) error = NULL;

		g_assert_cmpint(door->ops->next(door, true, &claim, &error), ==, VT_DOOR_STUCK);
		g_assert_error(error, VT_ERROR, VT_NEVER);
		g_assert_true(vt_arrival_id_is(claim.id));
		g_assert_true(door->ops->set_aside(door, claim.id, "unreadable", NULL));
	}
	expect_nobody(door);
	g_assert_cmpuint(count("in/.vanthu/unreadable"), ==, 2);
	door->ops->close(door);
}

static bool deliver(vt_transport *t, const char *name, const char *address)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("notice", 6);
	vt_autofd int fd = vt_io_memfd_of("notice", bytes, NULL);

	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	return t->ops->deliver(t, &(vt_outgoing){ fd, name, address, "", NULL }, NULL);
}

static bool deliver_fd(vt_transport *t, int fd, const char *address, GError **error)
{
	return t->ops->deliver(t, &(vt_outgoing){ fd, "N1", address, "", NULL }, error);
}

static void test_transport(void)
{
	g_autofree char *path = below("out");
	g_autofree char *fresh = below("out/lan@kimson.example/new/N1.vanthu");
	g_autofree char *seen = below("out/lan@kimson.example/cur/N1.vanthu:2,S");
	vt_transport *t = vt_maildir_transport_open(path, NULL);

	g_assert_true(deliver(t, "N1", "lan@KimSon.example"));
	g_assert_true(deliver(t, "N1", "lan@kimson.example"));
	g_assert_cmpuint(count("out/lan@kimson.example/new"), ==, 1);
	g_assert_cmpint(rename(fresh, seen), ==, 0);
	g_assert_true(deliver(t, "N1", "lan@kimson.example"));
	g_assert_cmpuint(count("out/lan@kimson.example/new"), ==, 0);
	g_assert_true(deliver(t, "N2", "lan@kimson.example"));
	g_assert_cmpuint(count("out/lan@kimson.example/new"), ==, 1);
	g_assert_cmpuint(count("out/lan@kimson.example/tmp"), ==, 0);
	g_assert_false(deliver(t, "N3", "../x@kimson.example"));
	g_assert_false(deliver(t, "../N3", "lan@kimson.example"));
	g_assert_false(deliver(t, "N:3", "lan@kimson.example"));
	g_assert_cmpuint(count("out"), ==, 1);
	t->ops->close(t);
}

/* What stands in the way in our own folder is mended by somebody: the mail waits for that. */
static void test_transport_waits(void)
{
	g_autofree char *path = below("out-waits");
	g_autofree char *in_the_way = below("out-waits/lan@kimson.example");
	g_autoptr(GBytes) bytes = g_bytes_new_static("notice", 6);
	vt_autofd int fd = vt_io_memfd_of("notice", bytes, NULL);
	vt_transport *t = vt_maildir_transport_open(path, NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(in_the_way, "", 0, NULL));
	g_assert_false(deliver_fd(t, fd, "lan@kimson.example", &error));
	g_assert_error(error, VT_ERROR, VT_RETRY_LATER);
	g_clear_error(&error);
	g_assert_false(deliver_fd(t, fd, "../x@kimson.example", &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_cmpint(remove(in_the_way), ==, 0);
	g_assert_true(deliver(t, "N1", "lan@kimson.example"));
	t->ops->close(t);
}

static void remove_all(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *inside = g_build_filename(path, name, NULL);

		if (!g_file_test(inside, G_FILE_TEST_IS_SYMLINK)
		    && g_file_test(inside, G_FILE_TEST_IS_DIR))
			remove_all(inside);
		else
			(void)remove(inside);
	}
	(void)remove(path);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp(NULL, NULL);
	g_test_add_func("/maildir/ids", test_ids);
	g_test_add_func("/maildir/claims", test_claims);
	g_test_add_func("/maildir/odd-files", test_odd_files);
	g_test_add_func("/maildir/transport", test_transport);
	g_test_add_func("/maildir/transport-waits", test_transport_waits);
	result = g_test_run();
	remove_all(folder);
	g_free(folder);
	return result;
}
