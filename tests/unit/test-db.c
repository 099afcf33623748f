/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-db - opening, schema steps, batches and acts, files that follow their rows */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/error.h"
#include "base/io.h"
#include "store/arrivals.h"
#include "store/books.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/rates.h"
#include "store/store_private.h"
#include "tests/unit/bed.h"

static void test_open(void)
{
	bed b;
	int found = -1, known = -1;

	bed_init(&b);
	g_assert_true(vt_store_schema(b.state, &found, &known, NULL));
	g_assert_cmpint(found, ==, known);
	g_autofree char *sealed = g_build_filename(b.state, "sealed", NULL);
	GStatBuf status;
	g_assert_cmpint(g_stat(sealed, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0700);
	bed_reopen(&b);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_foreign_file(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	sqlite3 *db = NULL;

	bed_init(&b);
	vt_store_close(b.store);
	b.store = NULL;
	g_autofree char *path = g_build_filename(b.state, "db", "vanthu.db", NULL);
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==,
			SQLITE_OK);
	g_assert_null(vt_store_open(b.state, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_cmpint(sqlite3_exec(db, "PRAGMA application_id = 7", NULL, NULL, NULL), ==,
			SQLITE_OK);
	g_assert_null(vt_store_open(b.state, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	sqlite3_close(db);
	bed_clear(&b);
}

static void test_steps(void)
{
	static const char *const one[] = { "CREATE TABLE a (x)", "INSERT INTO a VALUES (1)", NULL };
	static const char *const two[] = { "ALTER TABLE a ADD COLUMN y", NULL };
	static const char *const broken[] = { "CREATE TABLE b (x)", "nonsense", NULL };
	static const vt_schema_step steps[] = { { one }, { two }, { broken } };
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_autofree char *path = g_build_filename(folder, "x.db", NULL);
	g_autofree char *copy = g_build_filename(folder, "before-2.db", NULL);
	g_autofree char *copy_3 = g_build_filename(folder, "before-3.db", NULL);
	g_autoptr(GError) error = NULL;
	sqlite3 *db = NULL;
	int version = 0;

	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_true(vt_schema_upgrade(db, folder, steps, 1, &error));
	g_assert_false(g_file_test(copy, G_FILE_TEST_EXISTS));
	g_assert_true(vt_schema_upgrade(db, folder, steps, 2, &error));
	g_assert_true(g_file_test(copy, G_FILE_TEST_EXISTS));
	/* A failing step leaves the schema as it was. */
	g_assert_false(vt_schema_upgrade(db, folder, steps, 3, &error));
	g_assert_true(vt_schema_found(db, &version, NULL));
	g_assert_cmpint(version, ==, 2);
	g_assert_cmpint(sqlite3_exec(db, "SELECT y FROM a", NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, "SELECT x FROM b", NULL, NULL, NULL), !=, SQLITE_OK);
	sqlite3_close(db);
	g_remove(copy);
	g_remove(copy_3);
	g_remove(path);
	g_rmdir(folder);
}

static unsigned rates(bed *b, const char *key)
{
	unsigned n = 0;

	g_assert_true(vt_rates_count(b->store, "w", key, 0, &n, NULL));
	return n;
}

static void test_acts(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	g_assert_true(vt_batch_begin(b.store, &error));
	for (int i = 0; i < 3; i++) {
		g_assert_true(vt_act_begin(b.store, &error));
		g_assert_true(vt_rates_note(b.store, "w", i == 1 ? "bad" : "good", 10, &error));
		g_assert_true(vt_act_end(b.store, i != 1, &error));
	}
	g_assert_cmpuint(vt_batch_acts(b.store), ==, 2);
	g_assert_true(vt_batch_commit(b.store, &error));
	g_assert_cmpuint(rates(&b, "good"), ==, 2);
	g_assert_cmpuint(rates(&b, "bad"), ==, 0);
	/* A batch that is abandoned leaves nothing. */
	g_assert_true(vt_batch_begin(b.store, &error));
	g_assert_true(vt_act_begin(b.store, &error));
	g_assert_true(vt_rates_note(b.store, "w", "good", 10, &error));
	g_assert_true(vt_act_end(b.store, true, &error));
	vt_batch_abandon(b.store);
	g_assert_cmpuint(rates(&b, "good"), ==, 2);
	bed_clear(&b);
}

/* A number without its document is a hole: the act rolls back alone. */
static void test_read_back(void)
{
	char own[] = "kimson", book[] = "den";
	bed b;
	g_autoptr(GError) error = NULL;
	const vt_book_year wanted = { .own = own, .book = book, .year = 2026, .first = 1 };
	int64_t number = 0, last = 0;

	bed_init(&b);
	g_assert_true(vt_batch_begin(b.store, &error));
	g_assert_true(vt_act_begin(b.store, &error));
	g_assert_true(vt_rates_note(b.store, "w", "kept", 10, &error));
	g_assert_true(vt_act_end(b.store, true, &error));
	g_assert_true(vt_act_begin(b.store, &error));
	g_assert_true(vt_books_draw(b.store, &wanted, &number, &error));
	g_assert_cmpint(number, ==, 1);
	g_assert_false(vt_act_end(b.store, true, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_true(vt_batch_commit(b.store, &error));
	g_assert_true(vt_books_last(b.store, "kimson", "den", 2026, &last, NULL));
	g_assert_cmpint(last, ==, 0);
	g_assert_cmpuint(rates(&b, "kept"), ==, 1);
	bed_clear(&b);
}

static bool lies(const bed *b, const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(b->state, folder, name, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static char *shelf_name(const vt_arrival *arrival)
{
	return g_strdup_printf("%.2s/%s.eml", arrival->sha256, arrival->sha256);
}

static void test_files(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "15", NOON);
	g_autoptr(vt_arrival) arrival = bed_get(&b, "A1");
	g_autofree char *kept = shelf_name(arrival);
	g_assert_cmpint(arrival->place, ==, VT_PLACE_STORE);
	g_assert_true(lies(&b, "store", kept));
	g_assert_false(lies(&b, "spool", "A1.eml"));
	g_assert_false(lies(&b, "spool", "A1.env"));
	g_autoptr(GBytes) envelope = vt_files_envelope(b.store, arrival, &error);
	g_assert_no_error(error);
	g_assert_nonnull(envelope);
	bed_verify(&b);
	bed_clear(&b);
}

/* A crash after COMMIT: the row says store, the file still lies in spool. */
static void test_reconcile(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) arrived = NULL;
	g_autoptr(GPtrArray) faults = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "15", NOON);
	g_autoptr(vt_arrival) arrival = bed_get(&b, "A1");
	g_autofree char *kept = shelf_name(arrival);
	g_autofree char *from = g_build_filename(b.state, "store", kept, NULL);
	g_autofree char *to = g_build_filename(b.state, "spool", "A1.eml", NULL);
	g_assert_cmpint(g_rename(from, to), ==, 0);
	/* Readable all the while. */
	int fd = vt_files_open(b.store, arrival, &error);
	g_assert_no_error(error);
	close(fd);
	/* Two more that no row knows, one of them not complete; and a mail whose row never came. */
	for (unsigned i = 0; i < 4; i++) {
		static const char *const names[] = { "spool/B2.eml", "spool/B2.env", "spool/C3.eml",
						     "outbox/77.eml" };
		g_autofree char *path = g_build_filename(b.state, names[i], NULL);

		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
	}
	g_assert_true(vt_files_reconcile(b.store, &arrived, &faults, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(faults->len, ==, 0);
	g_assert_cmpuint(arrived->len, ==, 1);
	g_assert_cmpstr(arrived->pdata[0], ==, "B2");
	g_assert_true(lies(&b, "store", kept));
	g_assert_false(lies(&b, "outbox", "77.eml"));
	bed_verify(&b);
	bed_clear(&b);
}

static void test_missing_file(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) arrived = NULL;
	g_autoptr(GPtrArray) faults = NULL;

	bed_init(&b);
	bed_arrive(&b, "A1", "bytes", NOON);
	g_autofree char *path = g_build_filename(b.state, "spool", "A1.eml", NULL);
	g_remove(path);
	g_assert_true(vt_files_reconcile(b.store, &arrived, &faults, &error));
	g_assert_cmpuint(faults->len, ==, 1);
	bed_clear(&b);
}

/* A door links what lay in a maildir for days; its envelope is written a moment later. */
static void test_stray(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) arrived = NULL, faults = NULL;
	struct utimbuf old = { 1000000000, 1000000000 };
	struct stat status = { 0 };

	bed_init(&b);
	g_autofree char *path =
		g_build_filename(b.state, "spool", "01M8AM4RBC8NXMJA5K63MDDN4T.eml", NULL);
	g_assert_true(g_file_set_contents(path, "x", -1, NULL));
	g_assert_cmpint(g_utime(path, &old), ==, 0);
	g_assert_true(vt_files_reconcile(b.store, &arrived, &faults, &error));
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	bed_clear(&b);
	status.st_mtime = 1000000000;
	status.st_ctime = NOON;
	g_assert_false(vt_stray_is_old(&status, NOON + 3599));
	g_assert_true(vt_stray_is_old(&status, NOON + 3600));
	status.st_mtime = NOON + 1;
	g_assert_false(vt_stray_is_old(&status, NOON + 3600));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/db/open", test_open);
	g_test_add_func("/db/foreign-file", test_foreign_file);
	g_test_add_func("/db/steps", test_steps);
	g_test_add_func("/db/acts", test_acts);
	g_test_add_func("/db/read-back", test_read_back);
	g_test_add_func("/db/files", test_files);
	g_test_add_func("/db/reconcile", test_reconcile);
	g_test_add_func("/db/missing-file", test_missing_file);
	g_test_add_func("/db/stray", test_stray);
	return g_test_run();
}
