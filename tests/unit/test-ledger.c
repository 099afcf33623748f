/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-ledger - the chain, its export checked by a shell script, and what verify says of tampering
 */
#include "store/ledger.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sqlite3.h>

#include "base/io.h"
#include "tests/unit/bed.h"
#include "work/verify.h"

static void append(bed *b, const char *act, const char *reason)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_entry) entry = vt_entry_new(act, "lan", "local", NOON);

	bed_begin(b);
	vt_entry_text(entry, "zebra", "\"quoted\"\nline");
	vt_entry_int(entry, "number", 7);
	vt_entry_text(entry, "left-out", NULL);
	vt_entry_reason(entry, reason);
	vt_ledger_append(b->store, entry, "A1", &error);
	g_assert_no_error(error);
	bed_end(b, true);
}

static bool take_line(const vt_ledger_row *row, void *data)
{
	*(char **)data = g_strdup_printf("%" PRId64 " %s %s", row->seq, row->line,
					 row->reason ? row->reason : "-");
	return false;
}

static void test_line(void)
{
	bed b;
	int64_t seq = -1;
	char head[VT_SHA256_HEX], expected[VT_SHA256_HEX];
	g_autofree char *line = NULL;
	static const char text[] =
		"{\"act\":\"try\",\"at\":\"2026-11-22T05:00:00Z\",\"by\":\"lan\",\"number\":7,"
		"\"proof\":\"local\",\"zebra\":\"\\\"quoted\\\"\\nline\"}";
	g_autofree char *row = g_strconcat("1 ", text, " -", NULL);

	bed_init(&b);
	g_assert_true(vt_ledger_head(b.store, &seq, head, NULL));
	g_assert_cmpint(seq, ==, 0);
	g_assert_cmpuint(strspn(head, "0"), ==, 64);
	append(&b, "try", NULL);
	g_assert_true(vt_ledger_walk(b.store, NULL, 0, take_line, &line, NULL));
	g_assert_cmpstr(line, ==, row);
	vt_ledger_hash(head, text, expected);
	g_assert_true(vt_ledger_head(b.store, &seq, head, NULL));
	g_assert_cmpstr(head, ==, expected);
	bed_clear(&b);
}

/* The text of a reason stands beside the line and can go; its hash stays. */
static void test_reason(void)
{
	bed b;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	bed_init(&b);
	append(&b, "void", "gửi nhầm");
	g_assert_true(vt_ledger_walk(b.store, "A1", 0, take_line, &before, NULL));
	g_assert_true(g_str_has_suffix(before, " gửi nhầm"));
	g_assert_nonnull(strstr(before, "\"reason\":\""));
	bed_begin(&b);
	g_assert_true(vt_ledger_strip_reasons(b.store, "A1", NULL));
	bed_end(&b, true);
	g_assert_true(vt_ledger_walk(b.store, "A1", 0, take_line, &after, NULL));
	g_assert_true(g_str_has_suffix(after, " -"));
	bed_verify(&b);
	bed_clear(&b);
}

static char *run_check(const char *path, int *status_out)
{
	g_autofree char *script =
		g_build_filename(g_getenv("VT_SOURCE") ? g_getenv("VT_SOURCE") : "..", "tests",
				 "lib", "check-ledger.sh", NULL);
	const char *argv[] = { "bash", script, path, NULL };
	char *out = NULL;
	g_autoptr(GError) error = NULL;

	g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
		     NULL, status_out, &error);
	g_assert_no_error(error);
	return out;
}

static void test_export(void)
{
	bed b;
	int status = -1;
	int64_t seq = 0;
	char head[VT_SHA256_HEX];
	g_autofree char *text = NULL;

	bed_init(&b);
	for (int i = 0; i < 20; i++)
		append(&b, "try", i % 3 == 0 ? "lý do" : NULL);
	g_autofree char *path = g_build_filename(b.state, "ledger.txt", NULL);
	int fd = g_open(path, O_CREAT | O_WRONLY, 0600);
	g_assert_true(vt_ledger_export(b.store, fd, NULL));
	close(fd);
	g_autofree char *said = run_check(path, &status);
	g_assert_cmpint(status, ==, 0);
	g_assert_true(vt_ledger_head(b.store, &seq, head, NULL));
	g_assert_nonnull(strstr(said, head));
	/* One changed digit in the middle. */
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	char *digit = strstr(text + strlen(text) / 2, "\"number\":7");
	digit[9] = '8';
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_autofree char *said_then = run_check(path, &status);
	g_assert_cmpint(status, !=, 0);
	g_assert_null(strstr(said_then, "head"));
	bed_clear(&b);
}

static void tamper(bed *b, const char *sql)
{
	g_autofree char *path = g_build_filename(b->state, "db", "vanthu.db", NULL);
	sqlite3 *db = NULL;

	vt_store_close(b->store);
	b->store = NULL;
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(db);
	bed_reopen(b);
}

/* What verify says after it; "" when nothing. */
static char *complaint(bed *b, const char *head)
{
	g_autoptr(GError) error = NULL;
	vt_verification verification;

	vt_verify_store(b->store, head, &verification, &error);
	g_assert_no_error(error);
	char *first = g_strdup(verification.faults->len > 0 ? verification.faults->pdata[0] : "");
	vt_verification_clear(&verification);
	return first;
}

static void test_verify(void)
{
	static const struct {
		const char *sql, *says;
	} cases[] = {
		{ "UPDATE ledger SET line = replace(line, 'maildir', 'mailbox') WHERE seq = 1",
		  "row 1 has hash" },
		{ "DELETE FROM ledger WHERE seq = 2", "row 3 follows row 1" },
		{ "DELETE FROM ledger WHERE seq > 3", "is not in the chain" },
		{ "UPDATE document_field SET value = 'Sở Y tế' WHERE document = 1 AND field = "
		  "'issuer'",
		  "fields of number 1/2026 have changed" },
		{ "UPDATE arrival SET sha256 = replace(sha256, '0', '1') WHERE id = 'A1'", "" },
		{ "PRAGMA foreign_keys = OFF; DELETE FROM document_field WHERE document = 2;"
		  " DELETE FROM document WHERE id = 2",
		  "2 entries from 1 to 3" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		bed b;
		int64_t seq = 0;
		char head[VT_SHA256_HEX];

		bed_init(&b);
		bed_register(&b, "A1", "1", NOON);
		bed_register(&b, "A2", "2", NOON);
		bed_register(&b, "A3", "3", NOON);
		g_assert_true(vt_ledger_head(b.store, &seq, head, NULL));
		g_autofree char *before = complaint(&b, head);
		g_assert_cmpstr(before, ==, "");
		tamper(&b, cases[i].sql);
		g_autofree char *after = complaint(&b, head);
		g_assert_cmpstr(after, !=, "");
		g_assert_nonnull(strstr(after, cases[i].says));
		bed_clear(&b);
	}
}

static void test_changed_bytes(void)
{
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_autoptr(vt_arrival) arrival = bed_get(&b, "A1");
	g_autofree char *path =
		g_strdup_printf("%s/store/%.2s/%s.eml", b.state, arrival->sha256, arrival->sha256);
	g_assert_true(g_file_set_contents(path, "other", -1, NULL));
	g_autofree char *said = complaint(&b, NULL);
	g_assert_nonnull(strstr(said, "its bytes have changed"));
	g_remove(path);
	g_autofree char *gone = complaint(&b, NULL);
	g_assert_nonnull(strstr(gone, "cannot find the bytes"));
	g_autofree char *stray = g_strdup_printf("%s/sealed/stray.eml", b.state);
	g_assert_true(g_file_set_contents(stray, "x", -1, NULL));
	g_autofree char *third = complaint(&b, NULL);
	g_assert_nonnull(strstr(third, "belongs to no row"));
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/line", test_line);
	g_test_add_func("/ledger/reason", test_reason);
	g_test_add_func("/ledger/export", test_export);
	g_test_add_func("/ledger/verify", test_verify);
	g_test_add_func("/ledger/changed-bytes", test_changed_bytes);
	return g_test_run();
}
