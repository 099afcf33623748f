/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-incoming - what becomes of a message: every way of being judged */
#include "work/incoming.h"
#include "work/proofs.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "doc/policy.h"
#include "store/documents.h"
#include "store/files.h"
#include "store/outbox.h"
#include "tests/unit/bed.h"
#include "work/clerk.h"

/* One message judged alone. */
typedef struct one {
	bed b;
	bed_report report;
	vt_conclusion conclusion;
} one;

static void one_init(one *o)
{
	bed_init(&o->b);
	bed_arrive(&o->b, "A1", "From: vanthu@sonoivu.example\r\n\r\nbody\r\n", NOON);
	bed_report_init(&o->report, "15");
	memset(&o->conclusion, 0, sizeof(o->conclusion));
}

static void one_conclude(one *o)
{
	bed_conclude(&o->b, "A1", &o->report, NOON + 1, &o->conclusion);
}

static void one_clear(one *o)
{
	vt_conclusion_clear(&o->conclusion);
	bed_report_clear(&o->report);
	bed_verify(&o->b);
	bed_clear(&o->b);
}

static void expect_held(one *o, const char *word, const char *detail)
{
	one_conclude(o);
	g_assert_cmpstr(vt_state_name(o->conclusion.state), ==, "held");
	g_assert_true(bed_has_why(&o->conclusion, word, detail));
	g_assert_null(o->conclusion.document);
	one_clear(o);
}

static void test_registered(void)
{
	one o;

	one_init(&o);
	one_conclude(&o);
	const vt_document *document = o.conclusion.document;
	g_assert_cmpint(o.conclusion.state, ==, VT_STATE_REGISTERED);
	g_assert_cmpint(document->number, ==, 1);
	g_assert_cmpint(document->year, ==, 2026);
	g_assert_cmpstr(document->by, ==, VT_BY_ITSELF);
	g_assert_cmpstr(document->legal_value, ==, VT_LEGAL_UNDETERMINED);
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_TYPE), ==, "Công văn");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_PAGES), ==, "3");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_ARRIVED), ==, "2026-11-22");
	g_assert_cmpstr(vt_document_text(document, VT_FIELD_ARRIVAL_NUMBER), ==, "1");
	g_assert_true(o.conclusion.may_answer);
	g_autoptr(vt_document) read = vt_documents_of_arrival(o.b.store, "A1", NULL);
	g_assert_cmpstr(vt_document_text(read, VT_FIELD_ISSUER), ==, "Sở Nội vụ");
	g_assert_cmpint(read->fields[VT_FIELD_ISSUER].origin, ==, VT_ORIGIN_PDF);
	g_assert_cmpint(read->fields[VT_FIELD_ISSUER].confidence, ==, 95);
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(o.b.store, "A1", NULL, NULL);
	g_assert_cmpuint(parts->len, ==, 1);
	g_autoptr(GPtrArray) recipients = vt_arrivals_recipients(o.b.store, "A1", NULL);
	g_assert_cmpstr(((vt_recipient *)recipients->pdata[0])->own, ==, "kimson");
	one_clear(&o);
}

/* Nothing but id, hash, size, door and time before the filters have spoken. */
static void test_waiting_is_bare(void)
{
	one o;

	one_init(&o);
	g_autoptr(vt_arrival) arrival = bed_get(&o.b, "A1");
	g_assert_cmpint(arrival->state, ==, VT_STATE_WAITING);
	g_assert_null(arrival->own);
	g_assert_null(arrival->mail_from);
	g_assert_null(arrival->subject);
	g_assert_cmpint(arrival->concluded_at, ==, VT_TIME_NONE);
	one_clear(&o);
}

static void test_arrive_twice(void)
{
	one o;
	g_autoptr(GError) error = NULL;
	bool known = false;

	one_init(&o);
	g_autoptr(vt_arrival) arrival = bed_get(&o.b, "A1");
	bed_begin(&o.b);
	g_assert_true(vt_incoming_arrive(o.b.store, arrival, &known, &error));
	g_assert_true(known);
	arrival->sha256[0] = arrival->sha256[0] == '0' ? '1' : '0';
	g_assert_false(vt_incoming_arrive(o.b.store, arrival, &known, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_end(&o.b, false);
	one_clear(&o);
}

static void test_conditions(void)
{
	static const vt_field required[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED,
					     VT_FIELD_ISSUER, VT_FIELD_SUBJECT };
	one o;

	for (unsigned i = 0; i < G_N_ELEMENTS(required); i++) {
		one_init(&o);
		bed_field(&o.report, required[i], NULL, 0);
		expect_held(&o, "field-missing", vt_field_get(required[i])->key);
		one_init(&o);
		o.report.contents->fields[required[i]].confidence = VT_CONFIDENT - 1;
		expect_held(&o, "field-proposed", vt_field_get(required[i])->key);
	}
	one_init(&o);
	bed_field(&o.report, VT_FIELD_NUMBER, "123456789012", 95);
	expect_held(&o, "field-wrong", "number");
	one_init(&o);
	o.report.allowed = false;
	expect_held(&o, "policy", NULL);
	one_init(&o);
	o.report.contents->text_layer = false;
	expect_held(&o, "scan", NULL);
	one_init(&o);
	g_clear_pointer(&o.report.identity->agency, g_free);
	expect_held(&o, "agency", NULL);
	one_init(&o);
	vt_findings_add(o.report.contents->findings, VT_CODE_SUBJECT_RELIGION, "%s", "");
	expect_held(&o, "subject-list", NULL);
	one_init(&o);
	vt_findings_add(o.report.identity->findings, VT_CODE_ALTERED, "%s", "");
	expect_held(&o, "verdict", NULL);
	/* The notation names a type that the metadata did not see: a person must look. */
	one_init(&o);
	bed_field(&o.report, VT_FIELD_NOTATION, "TB-SNV", 95);
	expect_held(&o, "field-missing", "type");
	one_init(&o);
	g_ptr_array_set_size(o.report.recipients, 0);
	expect_held(&o, "own", NULL);
}

/* The child died: held with its code, and nothing about the contents. */
static void test_not_inspected(void)
{
	one o;

	one_init(&o);
	const vt_inspected seen = { .id = "A1",
				    .now = NOON,
				    .envelope = &o.report.envelope,
				    .identity = o.report.identity,
				    .jail_code = VT_CODE_CHILD_DIED,
				    .allowed = true };
	bed_begin(&o.b);
	g_assert_true(vt_incoming_conclude(o.b.store, o.b.office, &seen, &o.conclusion, NULL));
	bed_end(&o.b, true);
	g_assert_cmpint(o.conclusion.state, ==, VT_STATE_HELD);
	g_assert_cmpint(o.conclusion.code, ==, VT_CODE_CHILD_DIED);
	g_assert_false(o.conclusion.may_answer);
	g_autoptr(vt_arrival) arrival = bed_get(&o.b, "A1");
	g_assert_cmpint(arrival->place, ==, VT_PLACE_SPOOL);
	g_assert_null(arrival->from);
	g_assert_null(arrival->mail_from);
	g_assert_null(arrival->signer_sha256);
	one_clear(&o);
}

static void second(one *o, const char *content, vt_conclusion *out)
{
	bed_arrive(&o->b, "A2", content, NOON + 10);
	bed_conclude(&o->b, "A2", &o->report, NOON + 11, out);
}

static void test_same_bytes(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	g_ptr_array_add(o.report.recipients, g_strdup("vanthu@phuhoa.example"));
	second(&o, "From: vanthu@sonoivu.example\r\n\r\nbody\r\n", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_DUPLICATE);
	g_assert_cmpstr(again.duplicate_of, ==, "A1");
	g_assert_cmpuint(again.alerts->len, ==, 1);
	const vt_alert *alert = again.alerts->pdata[0];
	g_assert_cmpint(alert->kind, ==, VT_ALERT_BYTES);
	g_assert_cmpint(alert->number, ==, 1);
	/* The first one knows its new recipient. */
	g_autoptr(GPtrArray) recipients = vt_arrivals_recipients(o.b.store, "A1", NULL);
	g_assert_cmpuint(recipients->len, ==, 2);
	g_autoptr(GPtrArray) linked = vt_documents_linked(o.b.store, alert->document, NULL);
	g_assert_cmpuint(linked->len, ==, 1);
	g_assert_cmpstr(((vt_alert *)linked->pdata[0])->arrival, ==, "A2");
	vt_conclusion_clear(&again);
	one_clear(&o);
}

/* The same bytes for another agency of this server: its clerk decides, and hears nothing of the
 * first. */
static void test_other_own(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	o.report.envelope.own = "phuhoa";
	second(&o, "From: vanthu@sonoivu.example\r\n\r\nbody\r\n", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_HELD);
	g_assert_cmpstr(again.own, ==, "phuhoa");
	g_assert_null(again.duplicate_of);
	g_assert_true(bed_has_why(&again, "other-own", ""));
	vt_conclusion_clear(&again);
	one_clear(&o);
}

static void test_same_signature(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	second(&o, "Received: again\r\nFrom: vanthu@sonoivu.example\r\n\r\nbody\r\n", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_DUPLICATE);
	g_assert_true(bed_has_why(&again, "same-signature", "1/2026"));
	vt_conclusion_clear(&again);
	one_clear(&o);
}

static void test_same_number(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	g_free(o.report.identity->digest);
	o.report.identity->digest = g_strnfill(64, 'b');
	bed_field(&o.report, VT_FIELD_NUMBER, "015", 95);
	second(&o, "another message", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_DUPLICATE);
	g_assert_true(bed_has_why(&again, "same-number", "1/2026"));
	vt_conclusion_clear(&again);
	one_clear(&o);
}

static void test_same_file(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	g_free(o.report.identity->digest);
	o.report.identity->digest = g_strnfill(64, 'b');
	bed_field(&o.report, VT_FIELD_NUMBER, "16", 95);
	second(&o, "another message", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_HELD);
	g_assert_true(bed_has_why(&again, "same-file", NULL));
	g_assert_cmpint(((vt_alert *)again.alerts->pdata[0])->kind, ==, VT_ALERT_ATTACHMENT);
	vt_conclusion_clear(&again);
	one_clear(&o);
}

/* A bad message never hides behind a number that is registered. */
static void test_altered_is_no_duplicate(void)
{
	one o;
	vt_conclusion again;

	one_init(&o);
	one_conclude(&o);
	o.report.identity->status = VT_STATUS_INVALID;
	vt_findings_add(o.report.identity->findings, VT_CODE_ALTERED, "%s", "");
	second(&o, "altered", &again);
	g_assert_cmpint(again.state, ==, VT_STATE_HELD);
	g_assert_cmpint(again.verdict, ==, VT_BAD);
	vt_conclusion_clear(&again);
	one_clear(&o);
}

static void test_loops(void)
{
	static const struct {
		vt_code code;
		bool proved;
		vt_state state;
	} cases[] = {
		{ VT_CODE_AUTO_SUBMITTED, false, VT_STATE_IGNORED },
		{ VT_CODE_LIST_MAIL, false, VT_STATE_IGNORED },
		{ VT_CODE_BOUNCE, false, VT_STATE_IGNORED },
		{ VT_CODE_OUR_NOTICE, true, VT_STATE_IGNORED },
		{ VT_CODE_OUR_ADDRESS, true, VT_STATE_IGNORED },
		{ VT_CODE_AUTO_SUBMITTED, true, VT_STATE_HELD },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		one o;

		one_init(&o);
		if (!cases[i].proved)
			o.report.identity->status = VT_STATUS_NONE;
		vt_findings_add(o.report.contents->findings, cases[i].code, "%s", "");
		one_conclude(&o);
		g_assert_cmpint(o.conclusion.state, ==, cases[i].state);
		g_assert_false(o.conclusion.may_answer);
		one_clear(&o);
	}
}

static void test_bounce_of_ours(void)
{
	one o;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail = vt_mail_new("receipt", "kimson", "vi", "robot@kimson.example",
					      "vanthu@sonoivu.example");

	one_init(&o);
	bed_begin(&o.b);
	g_assert_true(vt_outbox_insert(o.b.store, mail, NOON, &error));
	g_autofree char *hash = g_strnfill(64, 'a');
	g_assert_true(vt_outbox_composed(o.b.store, mail->id, "1.eml", hash, 10, &error));
	bed_end(&o.b, true);
	o.report.identity->status = VT_STATUS_NONE;
	vt_told *told = g_new0(vt_told, 1);
	told->state = VT_DELIVERY_FAILED;
	told->name = vt_mail_name_find(mail->message_id);
	told->words = g_strdup("550 no such user");
	g_ptr_array_add(o.report.contents->told, told);
	vt_findings_add(o.report.contents->findings, VT_CODE_BOUNCE, "%s", "");
	one_conclude(&o);
	g_assert_cmpint(o.conclusion.state, ==, VT_STATE_ACTED);
	g_assert_true(bed_has_why(&o.conclusion, "answers", mail->message_id));
	one_clear(&o);
}

static void test_may_not_answer(void)
{
	one o;

	one_init(&o);
	o.report.envelope.mail_from = "";
	one_conclude(&o);
	g_assert_false(o.conclusion.may_answer);
	one_clear(&o);
}

static void test_proofs(void)
{
	one o;

	one_init(&o);
	g_assert_cmpuint(vt_proofs_of(o.b.office, o.report.identity), ==, 1u << VT_PROOF_SMIME);
	o.report.identity->pinned = true;
	g_assert_cmpuint(vt_proofs_of(o.b.office, o.report.identity), ==,
			 1u << VT_PROOF_SMIME | 1u << VT_PROOF_PINNED);
	o.report.identity->sender = VT_SENDER_MISMATCH;
	g_assert_cmpuint(vt_proofs_of(o.b.office, o.report.identity), ==, 0);
	g_assert_cmpuint(vt_proofs_of(o.b.office, NULL), ==, 0);
	/* Said by a child, and the office believes no server. */
	o.report.identity->session = g_strdup("binh");
	g_assert_cmpuint(vt_proofs_of(o.b.office, o.report.identity), ==, 0);
	one_clear(&o);
}

/* A message asked for again is judged anew and may register then. */
static void test_retry(void)
{
	one o;
	g_autoptr(GError) error = NULL;
	const vt_actor clerk = { "lan", "kimson", "local", NOON, NULL };
	vt_outcome outcome = { 0 };
	g_autoptr(GPtrArray) ids = NULL;

	one_init(&o);
	g_clear_pointer(&o.report.identity->agency, g_free);
	vt_findings_add(o.report.identity->findings, VT_CODE_UNKNOWN_AGENCY, "%s", "");
	one_conclude(&o);
	g_assert_cmpint(o.conclusion.state, ==, VT_STATE_HELD);
	vt_conclusion_clear(&o.conclusion);
	bed_begin(&o.b);
	g_assert_true(vt_clerk_retry_code(o.b.store, &clerk, VT_CODE_UNKNOWN_AGENCY, &outcome, &ids,
					  &error));
	bed_end(&o.b, true);
	g_assert_cmpuint(ids->len, ==, 1);
	bed_report_clear(&o.report);
	bed_report_init(&o.report, "15");
	one_conclude(&o);
	g_assert_cmpint(o.conclusion.state, ==, VT_STATE_REGISTERED);
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(o.b.store, "A1", NULL);
	g_assert_cmpuint(findings->len, ==, 1);
	vt_outcome_clear(&outcome);
	one_clear(&o);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/incoming/registered", test_registered);
	g_test_add_func("/incoming/waiting-is-bare", test_waiting_is_bare);
	g_test_add_func("/incoming/arrive-twice", test_arrive_twice);
	g_test_add_func("/incoming/conditions", test_conditions);
	g_test_add_func("/incoming/not-inspected", test_not_inspected);
	g_test_add_func("/incoming/same-bytes", test_same_bytes);
	g_test_add_func("/incoming/other-own", test_other_own);
	g_test_add_func("/incoming/same-signature", test_same_signature);
	g_test_add_func("/incoming/same-number", test_same_number);
	g_test_add_func("/incoming/same-file", test_same_file);
	g_test_add_func("/incoming/altered-is-no-duplicate", test_altered_is_no_duplicate);
	g_test_add_func("/incoming/loops", test_loops);
	g_test_add_func("/incoming/bounce-of-ours", test_bounce_of_ours);
	g_test_add_func("/incoming/may-not-answer", test_may_not_answer);
	g_test_add_func("/incoming/proofs", test_proofs);
	g_test_add_func("/incoming/retry", test_retry);
	return g_test_run();
}
