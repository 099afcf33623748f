/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-clerk - what people do to the register, and what they may not */
#include "work/clerk.h"

#include "tests/unit/bed.h"

static const vt_actor lan = { "lan", "kimson", "local", NOON, NULL };
static const vt_actor stranger = { "hoa", "phuhoa", "local", NOON, NULL };

static void expect(vt_outcome_code wanted, vt_outcome_code found)
{
	g_assert_cmpstr(vt_outcome_name(found), ==, vt_outcome_name(wanted));
}

/* A held scan without fields. */
static void hold(bed *b, const char *id, bool text_layer, vt_code code)
{
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, id, NOON);
	bed_report_init(&report, id);
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		bed_field(&report, (vt_field)i, NULL, 0);
	bed_field(&report, VT_FIELD_ISSUER, "Sở Nội vụ", 90);
	bed_field(&report, VT_FIELD_SIGNER, "Chữ mờ", 40);
	report.contents->text_layer = text_layer;
	report.identity->status = VT_STATUS_NONE;
	vt_findings_add(report.contents->findings, code, "%s", "");
	bed_conclude(b, id, &report, NOON, &conclusion);
	g_assert_cmpint(conclusion.state, ==, VT_STATE_HELD);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
}

static vt_entry_form full_form(const char *number)
{
	vt_entry_form form = { 0 };

	form.fields[VT_FIELD_NUMBER] = number;
	form.fields[VT_FIELD_NOTATION] = "QĐ-UBND";
	form.fields[VT_FIELD_ISSUED] = "20/11/2026";
	form.fields[VT_FIELD_TYPE] = "Quyết định";
	form.fields[VT_FIELD_SUBJECT] = "Về việc khen thưởng";
	return form;
}

static vt_actor at(const vt_actor *who, int64_t now, const char *reason)
{
	vt_actor actor = *who;

	actor.now = now;
	actor.reason = reason;
	return actor;
}

/* id NULL: paper. */
static vt_outcome_code enter(bed *b, const vt_actor *actor, const char *id,
			     const vt_entry_form *form, vt_document **document_out)
{
	g_autoptr(GError) error = NULL;
	vt_entry_form filled = *form;
	vt_entered entered;

	filled.arrival = id;
	bed_begin(b);
	vt_clerk_register(b->store, b->office, actor, &filled, &entered, &error);
	g_assert_no_error(error);
	bed_end(b, vt_outcome_keeps(&entered.outcome));
	g_autofree char *sentence = vt_outcome_sentence(&entered.outcome);
	g_assert_true(g_utf8_validate(sentence, -1, NULL));
	g_assert_true((entered.outcome.code == VT_DONE) == (entered.document != NULL));
	if (entered.document)
		*document_out = g_steal_pointer(&entered.document);
	vt_outcome_code code = entered.outcome.code;
	vt_entered_clear(&entered);
	return code;
}

static void test_scan(void)
{
	bed b;
	vt_entry_form form = full_form("7");
	g_autoptr(vt_document) document = NULL;

	bed_init(&b);
	hold(&b, "A1", false, VT_CODE_SCAN);
	expect(VT_NEEDS_NOT_SECRET, enter(&b, &lan, "A1", &form, &document));
	form.not_secret = true;
	expect(VT_NOT_FOUND, enter(&b, &stranger, "A1", &form, &document));
	expect(VT_NOT_FOUND, enter(&b, &lan, "A9", &form, &document));
	expect(VT_DONE, enter(&b, &lan, "A1", &form, &document));
	g_assert_cmpint(document->number, ==, 1);
	g_assert_cmpstr(document->legal_value, ==, VT_LEGAL_REFERENCE);
	g_assert_cmpstr(document->by, ==, "lan");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_ISSUED), ==, "2026-11-20");
	/* Proposed with confidence: taken; a mere proposal: not. */
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_ISSUER), ==, "Sở Nội vụ");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_SIGNER), ==, "");
	g_assert_cmpint(document->fields[VT_FIELD_NUMBER].origin, ==, VT_ORIGIN_CLERK);
	g_autoptr(vt_document) again = NULL;
	expect(VT_WRONG_STATE, enter(&b, &lan, "A1", &form, &again));
	bed_verify(&b);
	bed_clear(&b);
}

static void test_fields(void)
{
	bed b;
	vt_entry_form form = full_form("7");
	g_autoptr(vt_document) document = NULL;

	bed_init(&b);
	hold(&b, "A1", true, VT_CODE_UNSIGNED);
	form.fields[VT_FIELD_SUBJECT] = NULL;
	expect(VT_FIELD_MISSING, enter(&b, &lan, "A1", &form, &document));
	form.fields[VT_FIELD_SUBJECT] = "";
	expect(VT_FIELD_MISSING, enter(&b, &lan, "A1", &form, &document));
	form.fields[VT_FIELD_SUBJECT] = "Về việc";
	form.fields[VT_FIELD_ISSUED] = "31/02/2026";
	expect(VT_FIELD_WRONG, enter(&b, &lan, "A1", &form, &document));
	form.fields[VT_FIELD_ISSUED] = "20/11/2026";
	form.fields[VT_FIELD_ARRIVAL_NUMBER] = "5";
	expect(VT_FIELD_WRONG, enter(&b, &lan, "A1", &form, &document));
	form.fields[VT_FIELD_ARRIVAL_NUMBER] = NULL;
	/* 501 characters: refused, never cut. */
	g_autofree char *five_hundred = g_strnfill(500, 'x');
	g_autofree char *long_subject = g_strconcat(five_hundred, "ệ", NULL);
	form.fields[VT_FIELD_SUBJECT] = long_subject;
	expect(VT_FIELD_WRONG, enter(&b, &lan, "A1", &form, &document));
	/* A letter without a number of its own. */
	form.fields[VT_FIELD_SUBJECT] = five_hundred;
	form.fields[VT_FIELD_NUMBER] = "";
	form.fields[VT_FIELD_NOTATION] = "";
	expect(VT_DONE, enter(&b, &lan, "A1", &form, &document));
	g_assert_cmpint(document->number, ==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_paper(void)
{
	bed b;
	vt_entry_form form = full_form("7");
	g_autoptr(vt_document) first = NULL;
	g_autoptr(vt_document) second = NULL;

	bed_init(&b);
	form.fields[VT_FIELD_ISSUER] = "UBND tỉnh";
	form.fields[VT_FIELD_ARRIVED] = "21/11/2026";
	expect(VT_DONE, enter(&b, &lan, NULL, &form, &first));
	g_assert_null(first->arrival);
	g_assert_cmpstr(first->legal_value, ==, VT_LEGAL_UNDETERMINED);
	g_assert_cmpstr(vt_document_text(first, VT_FIELD_ARRIVED), ==, "2026-11-21");
	/* One sequence for paper and mail, never numbered twice. */
	expect(VT_ALREADY_REGISTERED, enter(&b, &lan, NULL, &form, &second));
	g_assert_cmpint(bed_register(&b, "A1", "99", NOON), ==, 2);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_old_year(void)
{
	bed b;
	vt_entry_form form = full_form("7");
	int64_t january = NOON + 50 * 86400;
	const vt_actor plain = at(&lan, january, NULL);
	const vt_actor reasoned = at(&lan, january, "nhận ngày 31/12, sổ chưa khóa");
	g_autoptr(vt_document) old = NULL;
	g_autoptr(vt_document) none = NULL;

	bed_init(&b);
	g_assert_cmpint(bed_register(&b, "A1", "1", NOON), ==, 1);
	g_assert_cmpint(bed_register(&b, "A2", "2", january), ==, 1);
	form.fields[VT_FIELD_ISSUER] = "UBND tỉnh";
	form.old_year = 2026;
	expect(VT_NO_REASON, enter(&b, &plain, NULL, &form, &none));
	form.old_year = 2025;
	expect(VT_OLD_YEAR, enter(&b, &reasoned, NULL, &form, &none));
	form.old_year = 2028;
	expect(VT_OLD_YEAR, enter(&b, &reasoned, NULL, &form, &none));
	form.old_year = 2026;
	expect(VT_DONE, enter(&b, &reasoned, NULL, &form, &old));
	g_assert_cmpint(old->year, ==, 2026);
	g_assert_cmpint(old->number, ==, 2);
	g_assert_cmpstr(old->reason, ==, reasoned.reason);
	bed_verify(&b);
	bed_clear(&b);
}

static vt_outcome_code run(bed *b, const vt_actor *who, const char *what, const char *id,
			   const char *reason)
{
	g_autoptr(GError) error = NULL;
	const vt_actor actor = at(who, NOON, reason);
	vt_outcome outcome = { 0 };

	bed_begin(b);
	if (strcmp(what, "refuse") == 0)
		vt_clerk_refuse(b->store, &actor, id, &outcome, &error);
	else if (strcmp(what, "release") == 0)
		vt_clerk_release(b->store, &actor, id, &outcome, &error);
	else
		vt_clerk_retry(b->store, &actor, id, &outcome, &error);
	g_assert_no_error(error);
	bed_end(b, vt_outcome_keeps(&outcome));
	vt_outcome_code code = outcome.code;
	vt_outcome_clear(&outcome);
	return code;
}

static void test_refuse(void)
{
	bed b;

	bed_init(&b);
	hold(&b, "A1", true, VT_CODE_UNSIGNED);
	expect(VT_NO_REASON, run(&b, &lan, "refuse", "A1", ""));
	expect(VT_NO_REASON, run(&b, &lan, "refuse", "A1", NULL));
	expect(VT_NOT_FOUND, run(&b, &stranger, "refuse", "A1", "x"));
	expect(VT_DONE, run(&b, &lan, "refuse", "A1", "gửi nhầm nơi nhận"));
	g_autoptr(vt_arrival) refused = bed_get(&b, "A1");
	g_assert_cmpint(refused->state, ==, VT_STATE_REFUSED);
	g_assert_cmpstr(refused->decided_by, ==, "lan");
	g_assert_cmpstr(refused->decision, ==, "gửi nhầm nơi nhận");
	expect(VT_WRONG_STATE, run(&b, &lan, "refuse", "A1", "x"));
	bed_verify(&b);
	bed_clear(&b);
}

static void test_void(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	vt_outcome outcome = { 0 };
	vt_entry_form form = full_form("1");
	g_autoptr(vt_document) again = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	g_autoptr(vt_document) document = vt_documents_of_arrival(b.store, "A1", NULL);
	const vt_actor mute = at(&lan, NOON, NULL);
	const vt_actor foreign = at(&stranger, NOON, "x");
	const vt_actor clerk = at(&lan, NOON, "vào sổ nhầm");
	bed_begin(&b);
	g_assert_true(vt_clerk_void(b.store, &mute, document->id, &outcome, &error));
	g_assert_cmpint(outcome.code, ==, VT_NO_REASON);
	g_assert_true(vt_clerk_void(b.store, &foreign, document->id, &outcome, &error));
	g_assert_cmpint(outcome.code, ==, VT_NOT_FOUND);
	g_assert_true(vt_clerk_void(b.store, &clerk, document->id, &outcome, &error));
	g_assert_cmpint(outcome.code, ==, VT_DONE);
	bed_end(&b, true);
	g_autoptr(vt_document) voided = vt_documents_find(b.store, "kimson", "den", 2026, 1, NULL);
	g_assert_cmpint(voided->state, ==, VT_DOCUMENT_VOID);
	g_assert_cmpstr(voided->change_reason, ==, "vào sổ nhầm");
	g_assert_cmpstr(vt_document_text(voided, VT_FIELD_NUMBER), ==, "1");
	/* The number stays, and the document may be entered again under another. */
	form.fields[VT_FIELD_NOTATION] = "SNV-VP";
	form.fields[VT_FIELD_ISSUER] = "Sở Nội vụ";
	expect(VT_DONE, enter(&b, &lan, NULL, &form, &again));
	g_assert_cmpint(again->number, ==, 2);
	vt_outcome_clear(&outcome);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_release(void)
{
	bed b;
	vt_entry_form form = full_form("7");
	g_autoptr(vt_document) document = NULL;

	bed_init(&b);
	hold(&b, "A1", true, VT_CODE_SUBJECT_RELIGION);
	hold(&b, "A2", true, VT_CODE_UNSIGNED);
	expect(VT_NEEDS_RELEASE, enter(&b, &lan, "A1", &form, &document));
	expect(VT_NO_REASON, run(&b, &lan, "release", "A1", NULL));
	expect(VT_NOTHING_TO_DO, run(&b, &lan, "release", "A2", "x"));
	expect(VT_DONE, run(&b, &lan, "release", "A1", "được phép"));
	expect(VT_NOTHING_TO_DO, run(&b, &lan, "release", "A1", "được phép"));
	expect(VT_DONE, enter(&b, &lan, "A1", &form, &document));
	bed_verify(&b);
	bed_clear(&b);
}

static void test_retry(void)
{
	bed b;

	bed_init(&b);
	hold(&b, "A1", true, VT_CODE_UNSIGNED);
	bed_register(&b, "A2", "1", NOON);
	expect(VT_WRONG_STATE, run(&b, &lan, "retry", "A2", NULL));
	expect(VT_DONE, run(&b, &lan, "retry", "A1", NULL));
	g_autoptr(vt_arrival) waiting = bed_get(&b, "A1");
	g_assert_cmpint(waiting->state, ==, VT_STATE_WAITING);
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clerk/scan", test_scan);
	g_test_add_func("/clerk/fields", test_fields);
	g_test_add_func("/clerk/paper", test_paper);
	g_test_add_func("/clerk/old-year", test_old_year);
	g_test_add_func("/clerk/refuse", test_refuse);
	g_test_add_func("/clerk/void", test_void);
	g_test_add_func("/clerk/release", test_release);
	g_test_add_func("/clerk/retry", test_retry);
	return g_test_run();
}
