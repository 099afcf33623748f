/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-seal - a planted word is found in no file under the state directory except sealed/ */
#include "work/seal.h"

#include <glib/gstdio.h>

#include "store/files.h"
#include "store/search.h"
#include "tests/unit/bed.h"
#include "work/clerk.h"

#define WORD "zyxwplanted"

static const vt_actor officer = { "binh", "kimson", "local", NOON, "phát hiện dấu mật" };
static const vt_actor other = { "nam", "kimson", "local", NOON, "hết thời hạn" };

static void expect_nowhere(const bed *b, const char *word)
{
	g_auto(GStrv) hits = bed_grep(b, word);

	for (unsigned i = 0; hits[i]; i++)
		g_test_message("found in %s", hits[i]);
	g_assert_cmpuint(g_strv_length(hits), ==, 0);
}

static void plant(bed_report *report)
{
	g_free(report->contents->subject);
	report->contents->subject = g_strdup("về " WORD " trích yếu");
	bed_field(report, VT_FIELD_SUBJECT, "về " WORD " trích yếu", 95);
	g_free(((vt_part *)report->contents->parts->pdata[0])->name);
	((vt_part *)report->contents->parts->pdata[0])->name = g_strdup(WORD ".pdf");
	vt_findings_add(report->contents->findings, VT_CODE_URGENT, "%s", WORD);
	report->text = "toàn văn " WORD " còn nữa";
}

static void test_on_arrival(void)
{
	bed b;
	bed_report report;
	vt_conclusion conclusion;

	bed_init(&b);
	bed_arrive(&b, "A1", "Subject: " WORD "\r\n\r\nbody", NOON);
	bed_report_init(&report, "1");
	plant(&report);
	vt_findings_add(report.contents->findings, VT_CODE_TOP_SECRET, "%s", WORD);
	bed_conclude(&b, "A1", &report, NOON, &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_HELD);
	g_assert_true(conclusion.secret);
	g_assert_cmpint(conclusion.code, ==, VT_CODE_TOP_SECRET);
	g_assert_false(conclusion.may_answer);
	expect_nowhere(&b, WORD);
	g_autoptr(vt_arrival) sealed = bed_get(&b, "A1");
	g_assert_cmpint(sealed->place, ==, VT_PLACE_SEALED);
	g_assert_null(sealed->from);
	g_assert_null(sealed->agency);
	g_autofree char *path = g_strdup_printf("%s/sealed/%s.eml", b.state, sealed->sha256);
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	vt_conclusion_clear(&conclusion);
	/* The same bytes once more, and now the filter sees nothing: still a secret. */
	bed_arrive(&b, "A2", "Subject: " WORD "\r\n\r\nbody", NOON);
	bed_report_clear(&report);
	bed_report_init(&report, "1");
	plant(&report);
	bed_conclude(&b, "A2", &report, NOON, &conclusion);
	g_assert_true(conclusion.secret);
	expect_nowhere(&b, WORD);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	bed_verify(&b);
	bed_clear(&b);
}

static int64_t notice(bed *b, const char *kind, const char *arrival, int64_t document, bool digest)
{
	g_autoptr(GError) error = NULL;
	g_auto(vt_draft) draft = VT_DRAFT_INIT;
	g_autoptr(vt_mail) mail =
		vt_mail_new(kind, "kimson", "vi", "robot@kimson.example", "lan@kimson.example");
	g_autofree char *hash = g_strnfill(64, 'a');

	mail->arrival = g_strdup(digest ? NULL : arrival);
	mail->document = document;
	vt_mail_add_about(mail, digest ? arrival : NULL, "trich_yeu", "về " WORD);
	bed_begin(b);
	g_assert_true(vt_outbox_insert(b->store, mail, NOON, &error));
	bed_end(b, true);
	g_autofree char *name = vt_files_mail_name(mail->id);
	g_assert_true(vt_files_draft_mail(b->store, &draft, name, &error));
	g_assert_true(
		vt_draft_write(&draft, "mail about " WORD, strlen("mail about " WORD), &error));
	g_assert_true(vt_files_publish_mail(&draft, name, &error));
	bed_begin(b);
	g_assert_true(vt_outbox_composed(b->store, mail->id, name, hash, 10, &error));
	if (!digest)
		g_assert_true(vt_outbox_sent(b->store, mail->id, NOON, &error));
	bed_end(b, true);
	return mail->id;
}

static void test_later(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	bed_report report;
	vt_conclusion conclusion;
	const vt_actor mute = { "binh", "kimson", "local", NOON, "" };
	vt_sealed sealed;

	bed_init(&b);
	/* Others around it, so that its words lie in the middle of pages and segments. */
	for (int i = 0; i < 30; i++) {
		g_autofree char *id = g_strdup_printf("N%d", i);
		g_autofree char *number = g_strdup_printf("%d", 100 + i);

		bed_register(&b, id, number, NOON);
	}
	bed_arrive(&b, "A1", "Subject: " WORD "\r\n\r\nbody", NOON);
	bed_report_init(&report, "1");
	plant(&report);
	bed_conclude(&b, "A1", &report, NOON, &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_REGISTERED);
	int64_t document = conclusion.document->id;
	int64_t number = conclusion.document->number;
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	notice(&b, "receipt", "A1", document, false);
	int64_t digest = notice(&b, "digest", "A1", 0, true);
	bed_register(&b, "Z1", "999", NOON);
	g_auto(GStrv) before = bed_grep(&b, WORD);
	g_assert_cmpuint(g_strv_length(before), >=, 3);
	g_autofree char *copy = g_build_filename(b.state, "db", "before-2.db", NULL);
	g_assert_true(g_file_set_contents(copy, WORD, -1, NULL));

	bed_begin(&b);
	g_assert_true(vt_seal(b.store, &mute, NULL, document, &sealed, &error));
	g_assert_cmpint(sealed.outcome.code, ==, VT_NO_REASON);
	vt_sealed_clear(&sealed);
	g_assert_true(vt_seal(b.store, &officer, NULL, document, &sealed, &error));
	g_assert_no_error(error);
	g_assert_cmpint(sealed.outcome.code, ==, VT_DONE);
	bed_end(&b, true);
	g_assert_cmpuint(sealed.mails->len, ==, 2);
	g_assert_cmpint(sealed.document, ==, document);
	vt_sealed_clear(&sealed);
	g_assert_true(vt_seal_finish(b.store, &error));
	expect_nowhere(&b, WORD);
	/* Also when the database is closed and opened again. */
	bed_reopen(&b);
	expect_nowhere(&b, WORD);

	g_autoptr(vt_document) entry =
		vt_documents_find(b.store, "kimson", "den", 2026, number, NULL);
	g_assert_cmpint(entry->state, ==, VT_DOCUMENT_SEALED);
	g_assert_cmpstr(vt_document_text(entry, VT_FIELD_SUBJECT), ==, "");
	g_autoptr(vt_mail) rest = vt_outbox_get(b.store, digest, &error);
	g_assert_cmpint(rest->state, ==, VT_MAIL_DRAFT);
	g_assert_cmpuint(rest->values->len, ==, 0);
	/* The others are still found. */
	vt_search_hits found = { NULL, 0 };
	g_assert_true(vt_search(b.store, "kimson", "huong dan", 0, &found, &error));
	g_assert_cmpuint(found.total, ==, 31);
	g_array_unref(found.ids);
	bed_begin(&b);
	g_assert_true(vt_seal(b.store, &officer, "A1", 0, &sealed, &error));
	g_assert_cmpint(sealed.outcome.code, ==, VT_NOTHING_TO_DO);
	bed_end(&b, false);
	vt_sealed_clear(&sealed);
	bed_verify(&b);
	bed_clear(&b);
}

/* A held message that turns out secret when it is looked at again. */
static void test_on_retry(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	bed_report report;
	vt_conclusion conclusion;
	vt_outcome outcome = { 0 };

	bed_init(&b);
	bed_arrive(&b, "A1", "Subject: " WORD "\r\n\r\nbody", NOON);
	bed_report_init(&report, "1");
	plant(&report);
	vt_findings_add(report.contents->findings, VT_CODE_ANNEX_MISSING, "%s", WORD);
	bed_conclude(&b, "A1", &report, NOON, &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_HELD);
	vt_conclusion_clear(&conclusion);
	bed_begin(&b);
	g_assert_true(vt_clerk_retry(b.store, &officer, "A1", &outcome, &error));
	bed_end(&b, true);
	vt_findings_add(report.contents->findings, VT_CODE_SECRET, "%s", WORD);
	bed_conclude(&b, "A1", &report, NOON, &conclusion);
	g_assert_true(conclusion.secret);
	vt_conclusion_clear(&conclusion);
	g_assert_true(vt_seal_finish(b.store, &error));
	expect_nowhere(&b, WORD);
	/* The clerk cannot bring it back, and cannot refuse it. */
	bed_begin(&b);
	g_assert_true(vt_clerk_retry(b.store, &officer, "A1", &outcome, &error));
	g_assert_cmpint(outcome.code, ==, VT_WRONG_STATE);
	bed_end(&b, false);
	vt_outcome_clear(&outcome);
	bed_report_clear(&report);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_paper_and_copies(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	vt_entry_form form = { 0 };
	const vt_actor telling = { "binh", "kimson", "local", NOON, "vì " WORD };
	vt_entered entered;
	vt_outcome outcome = { 0 };
	vt_sealed sealed;

	bed_init(&b);
	form.fields[VT_FIELD_NUMBER] = "5";
	form.fields[VT_FIELD_NOTATION] = "QĐ-UBND";
	form.fields[VT_FIELD_ISSUED] = "20/11/2026";
	form.fields[VT_FIELD_ISSUER] = "UBND";
	form.fields[VT_FIELD_TYPE] = "Quyết định";
	form.fields[VT_FIELD_SUBJECT] = WORD;
	bed_begin(&b);
	g_assert_true(vt_clerk_register(b.store, b.office, &officer, &form, &entered, &error));
	g_assert_true(vt_clerk_void(b.store, &telling, entered.document->id, &outcome, &error));
	bed_end(&b, true);
	bed_begin(&b);
	g_assert_true(vt_seal(b.store, &officer, NULL, entered.document->id, &sealed, &error));
	bed_end(&b, true);
	g_assert_cmpint(sealed.outcome.code, ==, VT_DONE);
	vt_entered_clear(&entered);
	vt_sealed_clear(&sealed);
	g_assert_true(vt_seal_finish(b.store, &error));
	expect_nowhere(&b, WORD);
	vt_outcome_clear(&outcome);
	bed_verify(&b);
	bed_clear(&b);
}

static vt_outcome_code destroy(bed *b, const vt_actor *who)
{
	g_autoptr(GError) error = NULL;
	vt_outcome outcome = { 0 };

	bed_begin(b);
	g_assert_true(vt_seal_destroy(b->store, who, "A1", &outcome, &error));
	bed_end(b, vt_outcome_keeps(&outcome));
	vt_outcome_code code = outcome.code;
	vt_outcome_clear(&outcome);
	return code;
}

static void test_destroy(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	vt_sealed sealed;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_assert_cmpint(destroy(&b, &officer), ==, VT_NOT_FOUND);
	bed_begin(&b);
	g_assert_true(vt_seal(b.store, &officer, "A1", 0, &sealed, &error));
	bed_end(&b, true);
	vt_sealed_clear(&sealed);
	g_assert_cmpint(destroy(&b, &officer), ==, VT_SECOND_PERSON);
	g_assert_cmpint(destroy(&b, &officer), ==, VT_SAME_PERSON);
	g_autoptr(vt_arrival) still = bed_get(&b, "A1");
	g_autofree char *path = g_strdup_printf("%s/sealed/%s.eml", b.state, still->sha256);
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	g_assert_cmpint(destroy(&b, &other), ==, VT_DONE);
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	g_autoptr(vt_arrival) gone = bed_get(&b, "A1");
	g_assert_cmpint(gone->place, ==, VT_PLACE_GONE);
	g_assert_true(gone->secret);
	g_assert_cmpint(destroy(&b, &other), ==, VT_NOTHING_TO_DO);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/seal/on-arrival", test_on_arrival);
	g_test_add_func("/seal/later", test_later);
	g_test_add_func("/seal/on-retry", test_on_retry);
	g_test_add_func("/seal/paper-and-copies", test_paper_and_copies);
	g_test_add_func("/seal/destroy", test_destroy);
	return g_test_run();
}
