/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-evidence - what verdicts rested on: kept once, as long as an arrival names it, and checked
 */
#include "store/evidence.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/io.h"
#include "store/arrivals.h"
#include "store/files.h"
#include "tests/unit/bed.h"
#include "work/recheck.h"
#include "work/retention.h"
#include "work/verify.h"

#define DAY 86400

static vt_evidence *object(vt_evidence_kind kind, const char *text, bool carried)
{
	vt_evidence *one = g_new0(vt_evidence, 1);

	one->kind = kind;
	one->carried = carried;
	vt_sha256_hex(text, strlen(text), one->sha256);
	return one;
}

static void publish(bed *b, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
	g_autofree vt_evidence *one = object(VT_EVIDENCE_CRL, text, false);

	g_assert_true(vt_evidence_publish(b->store, one->sha256, bytes, &error));
	g_assert_no_error(error);
}

static bool lies(const bed *b, const char *text)
{
	g_autofree vt_evidence *one = object(VT_EVIDENCE_CRL, text, false);

	return vt_evidence_lies(b->store, one->sha256);
}

/* A message whose verdict rests on "root" and on the list of that name; "leaf" it carries. */
static void conclude(bed *b, const char *id, const char *number, vt_code code, const char *list)
{
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, number, NOON);
	bed_report_init(&report, number);
	g_ptr_array_add(report.identity->evidence, object(VT_EVIDENCE_CERTIFICATE, "leaf", true));
	g_ptr_array_add(report.identity->evidence, object(VT_EVIDENCE_CERTIFICATE, "root", false));
	g_ptr_array_add(report.identity->evidence, object(VT_EVIDENCE_CRL, list, false));
	if (code != 0) {
		g_clear_pointer(&report.identity->agency, g_free);
		vt_findings_add(report.contents->findings, code, "%s", "");
	}
	bed_conclude(b, id, &report, NOON, &conclusion);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

static void test_publish(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("other", 5);
	g_autoptr(GBytes) none = g_bytes_new_static("", 0);
	g_autofree vt_evidence *one = object(VT_EVIDENCE_CRL, "root", false);

	bed_init(&b);
	g_assert_false(vt_evidence_publish(b.store, one->sha256, bytes, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	g_assert_false(vt_evidence_publish(b.store, one->sha256, none, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_false(lies(&b, "root"));
	publish(&b, "root");
	publish(&b, "root");
	g_assert_true(lies(&b, "root"));
	bed_clear(&b);
}

static void test_named(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	publish(&b, "root");
	publish(&b, "list");
	conclude(&b, "A1", "1", 0, "list");
	g_autoptr(GPtrArray) named = vt_evidence_of(b.store, "A1", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(named->len, ==, 3);
	const vt_evidence *last = g_ptr_array_index(named, 2);
	g_assert_cmpint(last->kind, ==, VT_EVIDENCE_CRL);
	g_assert_false(last->carried);
	g_assert_true(((const vt_evidence *)g_ptr_array_index(named, 0))->carried);
	g_assert_false(lies(&b, "leaf"));
	bed_verify(&b);
	bed_clear(&b);
}

/* What cannot be had is not named, and nobody registers it by himself. */
static void test_missing(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autofree vt_evidence *list = object(VT_EVIDENCE_CRL, "list", false);
	vt_conclusion conclusion;
	bed_report report;

	bed_init(&b);
	bed_arrive(&b, "A1", "1", NOON);
	bed_report_init(&report, "1");
	g_ptr_array_add(report.identity->evidence, object(VT_EVIDENCE_CRL, "list", false));
	const vt_inspected seen = { .id = "A1",
				    .now = NOON,
				    .envelope = &report.envelope,
				    .identity = report.identity,
				    .contents = report.contents,
				    .allowed = true,
				    .evidence_missing = list->sha256 };
	bed_begin(&b);
	g_assert_true(vt_incoming_conclude(b.store, b.office, &seen, &conclusion, &error));
	g_assert_no_error(error);
	bed_end(&b, true);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_HELD);
	g_assert_true(bed_has_why(&conclusion, "evidence", list->sha256));
	g_autoptr(GPtrArray) named = vt_evidence_of(b.store, "A1", &error);
	g_assert_cmpuint(named->len, ==, 0);
	bed_verify(&b);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	bed_clear(&b);
}

static void test_retention(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	bed_init(&b);
	publish(&b, "root");
	publish(&b, "old");
	publish(&b, "new");
	conclude(&b, "I1", "1", VT_CODE_AUTO_SUBMITTED, "old");
	conclude(&b, "R1", "2", 0, "new");
	bed_begin(&b);
	g_assert_true(vt_retention_purge(b.store, 90 * DAY, NOON + 90 * DAY, 100, &n, &error));
	g_assert_no_error(error);
	g_assert_true(lies(&b, "old"));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 1);
	g_assert_false(lies(&b, "old"));
	g_assert_true(lies(&b, "root"));
	g_assert_true(lies(&b, "new"));
	bed_verify(&b);
	bed_clear(&b);
}

static unsigned faults_of(bed *b)
{
	g_autoptr(GError) error = NULL;
	vt_verification result = { 0 };
	unsigned n;

	g_assert_true(vt_verify_store(b->store, NULL, &result, &error));
	n = result.faults->len;
	vt_verification_clear(&result);
	return n;
}

static void test_reconcile(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) arrived = NULL, faults = NULL;
	g_autofree vt_evidence *list = object(VT_EVIDENCE_CRL, "list", false);

	bed_init(&b);
	publish(&b, "root");
	publish(&b, "list");
	publish(&b, "stray");
	conclude(&b, "A1", "1", 0, "list");
	g_assert_cmpuint(faults_of(&b), ==, 1);
	g_assert_true(vt_files_reconcile(b.store, &arrived, &faults, &error));
	g_assert_cmpuint(faults->len, ==, 0);
	g_assert_false(lies(&b, "stray"));
	bed_verify(&b);
	g_autofree char *path = g_strdup_printf("%s/evidence/%s.der", b.state, list->sha256);
	g_assert_true(g_file_set_contents(path, "lisT", -1, NULL));
	g_assert_cmpuint(faults_of(&b), ==, 1);
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_cmpuint(faults_of(&b), ==, 1);
	g_clear_pointer(&arrived, g_ptr_array_unref);
	g_clear_pointer(&faults, g_ptr_array_unref);
	g_assert_true(vt_files_reconcile(b.store, &arrived, &faults, &error));
	g_assert_cmpuint(faults->len, ==, 1);
	bed_clear(&b);
}

/* Rolled back: the file stays for the message that is concluded next. */
static void test_rolled_back(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	publish(&b, "root");
	publish(&b, "list");
	conclude(&b, "A1", "1", 0, "list");
	bed_begin(&b);
	g_assert_true(vt_evidence_set(b.store, "A1", NULL, NOON, &error));
	bed_end(&b, false);
	g_assert_true(lies(&b, "list"));
	bed_begin(&b);
	g_assert_true(vt_evidence_set(b.store, "A1", NULL, NOON, &error));
	bed_end(&b, true);
	g_assert_false(lies(&b, "list"));
	bed_verify(&b);
	bed_clear(&b);
}

/* The row of the arrival stays as it is, whatever is said later. */
static void test_recheck(void)
{
	bed b;
	bed_report report;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_recheck) noted = NULL;
	vt_standing standing = VT_STANDING_REVOKED;

	bed_init(&b);
	publish(&b, "root");
	publish(&b, "list");
	conclude(&b, "A1", "1", 0, "list");
	bed_report_init(&report, "1");
	report.identity->chain = VT_CHAIN_UNKNOWN;
	vt_findings_add(report.identity->findings, VT_CODE_CRL_STALE, "%s", "list");
	bed_begin(&b);
	const vt_relooked looked = { "A1", report.identity, NOON + DAY };
	g_assert_true(vt_recheck_note(b.store, b.office, &looked, &noted, &error));
	bed_end(&b, true);
	g_assert_cmpint(noted->code, ==, VT_CODE_CRL_STALE);
	g_autoptr(vt_recheck) last = vt_rechecks_last(b.store, "A1", &error);
	g_assert_cmpint(last->at, ==, NOON + DAY);
	g_assert_cmpint(last->chain, ==, VT_CHAIN_UNKNOWN);
	g_autoptr(vt_arrival) row = bed_get(&b, "A1");
	g_assert_cmpint(row->chain, ==, VT_CHAIN_VALID);
	/* A stale list says nothing of the signer. */
	g_assert_true(
		vt_signers_standing(b.store, report.identity->signer_sha256, &standing, &error));
	g_assert_cmpint(standing, ==, VT_STANDING_HOLDS);
	bed_report_clear(&report);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/evidence/publish", test_publish);
	g_test_add_func("/evidence/named", test_named);
	g_test_add_func("/evidence/missing", test_missing);
	g_test_add_func("/evidence/retention", test_retention);
	g_test_add_func("/evidence/reconcile", test_reconcile);
	g_test_add_func("/evidence/rolled-back", test_rolled_back);
	g_test_add_func("/evidence/recheck", test_recheck);
	return g_test_run();
}
