/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-scanned - infected, not scanned, doubtful scans; misuse counted; who hears of it
 */
#include "work/scanned.h"

#include <string.h>

#include "store/documents.h"
#include "store/evidence.h"
#include "store/outbox.h"
#include "tests/unit/bed.h"
#include "work/clerk.h"
#include "work/misuse.h"
#include "work/notices.h"

#define DAY 86400

typedef struct fixture {
	bed b;
	bed_report report;
	vt_conclusion conclusion;
	unsigned conclusions;
} fixture;

static void add_person(fixture *f, const char *key, vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup("Nguyễn Văn A");
	person->position = g_strdup("Chuyên viên");
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	person->roles = 1u << role;
	g_ptr_array_add(f->b.office->directory->people, person);
}

static void set_up(fixture *f, const void *data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	bed_init(&f->b);
	add_person(f, "clerk", VT_ROLE_CLERK);
	add_person(f, "head", VT_ROLE_OFFICE_HEAD);
	add_person(f, "guard", VT_ROLE_SECURITY);
	f->b.office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(f->b.office, &error));
	g_assert_no_error(error);
	bed_arrive(&f->b, "A1", "From: vanthu@sonoivu.example\r\n\r\nbody\r\n", NOON);
	bed_report_init(&f->report, "15");
	memset(&f->conclusion, 0, sizeof(f->conclusion));
	f->conclusions = 0;
}

static void tear_down(fixture *f, const void *data)
{
	(void)data;
	vt_conclusion_clear(&f->conclusion);
	bed_report_clear(&f->report);
	bed_verify(&f->b);
	bed_clear(&f->b);
}

static void conclude(fixture *f, vt_code code, const char *detail)
{
	g_autoptr(GError) error = NULL;

	vt_conclusion_clear(&f->conclusion);
	if (f->conclusions++ > 0 && f->report.contents != NULL) { /* a report is judged once */
		bed_report_clear(&f->report);
		bed_report_init(&f->report, "15");
	}
	f->report.scan_code = code;
	f->report.scan_detail = detail;
	bed_conclude(&f->b, "A1", &f->report, NOON + 1, &f->conclusion);
	bed_begin(&f->b);
	g_assert_true(vt_notices_concluded(f->b.store, f->b.office, "A1", &f->conclusion, NOON + 1,
					   &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
}

/* How many mails of a kind wait for that address; any address when NULL. */
static unsigned mails(fixture *f, const char *kind, const char *to)
{
	g_autoptr(GPtrArray) all = vt_outbox_due(f->b.store, VT_MAIL_DRAFT, NOON + DAY, 100, NULL);
	unsigned n = 0;

	for (unsigned i = 0; i < all->len; i++) {
		const vt_mail *mail = g_ptr_array_index(all, i);

		n += (kind == NULL || strcmp(mail->kind, kind) == 0)
		     && (to == NULL || strcmp(mail->recipient, to) == 0);
	}
	return n;
}

static const vt_finding *finding_of(const GPtrArray *findings, vt_code code)
{
	for (unsigned i = 0; i < findings->len; i++)
		if (((const vt_finding *)g_ptr_array_index(findings, i))->code == code)
			return g_ptr_array_index(findings, i);
	return NULL;
}

static void test_infected(fixture *f, const void *data)
{
	(void)data;
	conclude(f, VT_CODE_INFECTED, "Eicar-Test");
	g_assert_cmpint(f->conclusion.state, ==, VT_STATE_HELD);
	g_assert_cmpint(f->conclusion.code, ==, VT_CODE_INFECTED);
	g_assert_false(f->conclusion.may_answer);
	g_autoptr(vt_arrival) arrival = bed_get(&f->b, "A1");
	g_assert_cmpint(arrival->verdict, ==, VT_BAD);
	g_assert_cmpint(arrival->place, ==, VT_PLACE_STORE);
	g_assert_true(vt_arrival_is_unsafe(arrival));
	g_assert_false(arrival->secret);
	g_assert_null(arrival->subject);
	g_assert_nonnull(arrival->signer_sha256);
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(f->b.store, "A1", NULL, NULL);
	g_assert_cmpuint(parts->len, ==, 0);
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(f->b.store, "A1", NULL);
	g_assert_cmpstr(finding_of(findings, VT_CODE_INFECTED)->detail, ==, "Eicar-Test");
	g_assert_cmpuint(mails(f, "ma-doc", "clerk@kimson.example"), ==, 1);
	g_assert_cmpuint(mails(f, "ma-doc", "head@kimson.example"), ==, 1);
	g_assert_cmpuint(mails(f, NULL, NULL), ==, 2);
}

/* The child died with it, or clamd was asked about something nobody could read: infected all the
 * same. */
static void test_infected_blind(fixture *f, const void *data)
{
	(void)data;
	g_clear_pointer(&f->report.identity, vt_identity_free);
	g_clear_pointer(&f->report.contents, vt_contents_free);
	f->report.jail_code = VT_CODE_CHILD_DIED;
	conclude(f, VT_CODE_INFECTED, "Eicar-Test");
	g_assert_cmpint(f->conclusion.state, ==, VT_STATE_HELD);
	g_assert_cmpint(f->conclusion.code, ==, VT_CODE_INFECTED);
	g_assert_cmpuint(mails(f, "ma-doc", NULL), ==, 2);
}

static void retry(fixture *f)
{
	const vt_actor clerk = { "clerk", "kimson", "local", NOON, NULL };
	vt_outcome outcome = { 0 };
	g_autoptr(GError) error = NULL;

	bed_begin(&f->b);
	g_assert_true(vt_clerk_retry(f->b.store, &clerk, "A1", &outcome, &error));
	bed_end(&f->b, true);
	g_assert_cmpint(outcome.code, ==, VT_DONE);
	vt_outcome_clear(&outcome);
}

/* What an earlier look wrote of its contents goes; found by mistake, it comes in. */
static void test_again(fixture *f, const void *data)
{
	(void)data;
	conclude(f, VT_CODE_SCAN_FAILED, NULL);
	g_autoptr(vt_arrival) failed = bed_get(&f->b, "A1");
	g_assert_cmpint(failed->code, ==, VT_CODE_SCAN_FAILED);
	g_assert_nonnull(failed->subject);
	retry(f);
	conclude(f, VT_CODE_INFECTED, "Eicar-Test");
	g_autoptr(vt_arrival) infected = bed_get(&f->b, "A1");
	g_assert_null(infected->subject);
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(f->b.store, "A1", NULL, NULL);
	g_assert_cmpuint(parts->len, ==, 0);
	retry(f);
	conclude(f, 0, NULL);
	g_assert_cmpint(f->conclusion.state, ==, VT_STATE_REGISTERED);
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(f->b.store, "A1", NULL);
	g_assert_null(finding_of(findings, VT_CODE_INFECTED));
}

static vt_outcome_code try_to_register(fixture *f)
{
	const vt_actor clerk = { "clerk", "kimson", "local", NOON, NULL };
	const vt_entry_form form = { .arrival = "A1", .not_secret = true };
	g_autoptr(GError) error = NULL;
	vt_entered entered;
	vt_outcome_code code;

	bed_begin(&f->b);
	g_assert_true(vt_clerk_register(f->b.store, f->b.office, &clerk, &form, &entered, &error));
	bed_end(&f->b, false);
	code = entered.outcome.code;
	vt_entered_clear(&entered);
	return code;
}

static void test_by_hand(fixture *f, const void *data)
{
	(void)data;
	conclude(f, VT_CODE_INFECTED, "Eicar-Test");
	g_assert_cmpint(try_to_register(f), ==, VT_INFECTED);
	retry(f);
	conclude(f, VT_CODE_SCAN_FAILED, NULL);
	g_assert_cmpint(try_to_register(f), ==, VT_NOT_SCANNED);
	retry(f);
	conclude(f, VT_CODE_SCAN_TOO_BIG, NULL);
	g_assert_cmpint(f->conclusion.code, ==, VT_CODE_SCAN_TOO_BIG);
	g_assert_cmpint(try_to_register(f), ==, VT_DONE);
}

static void test_doubts(fixture *f, const void *data)
{
	static const vt_code codes[] = { VT_CODE_SCAN_FAILED, VT_CODE_SCAN_TOO_BIG,
					 VT_CODE_SIGNATURES_OLD };

	(void)data;
	for (unsigned i = 0; i < G_N_ELEMENTS(codes); i++) {
		conclude(f, codes[i], "x");
		g_assert_cmpint(f->conclusion.state, ==, VT_STATE_HELD);
		g_assert_cmpint(f->conclusion.code, ==, codes[i]);
		g_assert_cmpint(f->conclusion.verdict, ==, VT_DOUBT);
		g_autoptr(GPtrArray) held =
			vt_arrivals_held_by_code(f->b.store, NULL, (int)codes[i], NULL);
		g_assert_cmpuint(held->len, ==, 1);
		retry(f);
	}
	conclude(f, 0, NULL);
	g_assert_cmpint(f->conclusion.state, ==, VT_STATE_REGISTERED);
}

/* Sealed first; what is told of a secret names the virus and nothing else. */
static void test_secret(fixture *f, const void *data)
{
	(void)data;
	vt_findings_add(f->report.contents->findings, VT_CODE_SECRET, "%s", "");
	conclude(f, VT_CODE_INFECTED, "Eicar-Test");
	g_assert_true(f->conclusion.secret);
	g_assert_cmpint(f->conclusion.code, ==, VT_CODE_SECRET);
	g_autoptr(vt_arrival) arrival = bed_get(&f->b, "A1");
	g_assert_cmpint(arrival->place, ==, VT_PLACE_SEALED);
	g_assert_null(arrival->from);
	g_assert_cmpuint(mails(f, "niem-phong", "guard@kimson.example"), ==, 1);
	g_assert_cmpuint(mails(f, "ma-doc", "head@kimson.example"), ==, 1);
}

/* ---- mail that was written before ---- */

static int64_t mail_with_file(fixture *f, vt_mail_state state)
{
	static const char hash[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	const int64_t pause = 60;
	g_autoptr(GArray) schedule = g_array_new(FALSE, FALSE, sizeof(int64_t));
	const vt_mail_fault never = { VT_NEVER, "x", NOON, schedule };
	g_autoptr(vt_mail) mail = vt_mail_new("thong-bao", "kimson", "vi", "robot@kimson.example",
					      "clerk@kimson.example");
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;
	unsigned n = 0;
	bool good;

	g_array_append_val(schedule, pause);
	vt_mail_add(mail, "cau_tep_gui_kem", "tep_gui_kem_du");
	vt_mail_attach(mail, "A1", "1.2");
	vt_mail_attach(mail, "A1", NULL);
	bed_begin(&f->b);
	good = vt_outbox_insert(f->b.store, mail, NOON, &error);
	name = g_strdup_printf("%" G_GINT64_FORMAT ".eml", mail->id);
	if (state != VT_MAIL_DRAFT)
		good = good && vt_outbox_composed(f->b.store, mail->id, name, hash, 10, &error);
	if (state == VT_MAIL_SENT)
		good = good && vt_outbox_sent(f->b.store, mail->id, NOON, &error);
	if (state == VT_MAIL_HELD)
		good = good && vt_outbox_hold_due(f->b.store, NOON, &n, &error);
	if (state == VT_MAIL_FAILED)
		good = good && vt_outbox_fault(f->b.store, mail->id, &never, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(good);
	bed_end(&f->b, true);
	return mail->id;
}

static void check_without(fixture *f, int64_t id, vt_mail_state state, const char *says)
{
	g_autoptr(vt_mail) mail = vt_outbox_get(f->b.store, id, NULL);

	g_assert_cmpint(mail->state, ==, state);
	g_assert_null(mail->file);
	g_assert_cmpuint(mail->attachments->len, ==, 0);
	g_assert_cmpstr(vt_mail_value_of(mail, "cau_tep_gui_kem"), ==, says);
}

/* The same bytes came before, and nobody knew the virus yet: what has not gone goes without them,
 * what has gone does not go again with them. */
static void test_written_before(fixture *f, const void *data)
{
	static const struct {
		vt_mail_state before, after;
	} cases[] = {
		{ VT_MAIL_HELD, VT_MAIL_DRAFT },     { VT_MAIL_DRAFT, VT_MAIL_DRAFT },
		{ VT_MAIL_COMPOSED, VT_MAIL_DRAFT }, { VT_MAIL_FAILED, VT_MAIL_FAILED },
		{ VT_MAIL_SENT, VT_MAIL_SENT },
	};
	int64_t ids[G_N_ELEMENTS(cases)];
	g_autoptr(GError) error = NULL;

	(void)data;
	conclude(f, 0, NULL);
	g_assert_cmpint(f->conclusion.state, ==, VT_STATE_REGISTERED);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		ids[i] = mail_with_file(f, cases[i].before);
	bed_arrive(&f->b, "A2", "From: vanthu@sonoivu.example\r\n\r\nbody\r\n", NOON + 2);
	vt_conclusion_clear(&f->conclusion);
	bed_report_clear(&f->report);
	bed_report_init(&f->report, "15");
	f->report.scan_code = VT_CODE_INFECTED;
	f->report.scan_detail = "Eicar-Test";
	bed_conclude(&f->b, "A2", &f->report, NOON + 3, &f->conclusion);
	g_assert_cmpint(f->conclusion.code, ==, VT_CODE_INFECTED);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		check_without(f, ids[i], cases[i].after, "tep_co_ma_doc");
	/* and what fails is composed anew when it is sent again */
	bed_begin(&f->b);
	g_assert_true(vt_outbox_resend(f->b.store, ids[3], NOON + 4, &error));
	bed_end(&f->b, true);
	check_without(f, ids[3], VT_MAIL_DRAFT, "tep_co_ma_doc");
}

/* ---- misuse ---- */

static unsigned note(fixture *f, vt_misuse_kind kind, const char *name, int64_t now)
{
	vt_misuse misuse = { kind, name, "kimson", 0 };
	g_autoptr(GError) error = NULL;

	bed_begin(&f->b);
	g_assert_true(vt_misuse_note(f->b.store, f->b.office, &misuse, now, &error));
	g_assert_no_error(error);
	bed_end(&f->b, true);
	return misuse.count;
}

static void test_misuse(fixture *f, const void *data)
{
	(void)data;
	for (unsigned i = 1; i <= 5; i++)
		g_assert_cmpuint(note(f, VT_MISUSE_PROOF, "lan", NOON), ==, i);
	for (unsigned i = 0; i < 5; i++)
		note(f, VT_MISUSE_TOKEN, "lan", NOON);
	for (unsigned i = 0; i < 5; i++)
		note(f, VT_MISUSE_PROOF, "mai", NOON);
	g_assert_cmpuint(mails(f, "lam-dung", NULL), ==, 0);
	note(f, VT_MISUSE_PROOF, "lan", NOON + 1);
	g_assert_cmpuint(mails(f, "lam-dung", "head@kimson.example"), ==, 1);
	for (unsigned i = 0; i < 20; i++)
		note(f, VT_MISUSE_PROOF, "lan", NOON + 2);
	g_assert_cmpuint(mails(f, "lam-dung", NULL), ==, 1);
	/* 12 hours later it is another day in Vietnam. */
	for (unsigned i = 1; i <= 5; i++)
		g_assert_cmpuint(note(f, VT_MISUSE_PROOF, "lan", NOON + DAY / 2), ==, i);
	g_assert_cmpuint(mails(f, "lam-dung", NULL), ==, 1);
}

static void look(fixture *f, const char *from, vt_status status, vt_sender sender)
{
	vt_identity *identity = f->report.identity;
	g_autoptr(GError) error = NULL;

	g_ptr_array_set_size(identity->from, 0);
	g_ptr_array_add(identity->from, g_strdup(from));
	identity->status = status;
	identity->sender = sender;
	bed_begin(&f->b);
	for (unsigned i = 0; i < 7; i++)
		g_assert_true(
			vt_misuse_look(f->b.store, f->b.office, identity, "phuhoa", NOON, &error));
	bed_end(&f->b, true);
}

static void test_forged(fixture *f, const void *data)
{
	(void)data;
	look(f, "someone@else.example", VT_STATUS_VALID, VT_SENDER_MISMATCH);
	look(f, "guard@kimson.example", VT_STATUS_VALID, VT_SENDER_MATCH);
	look(f, "guard@kimson.example", VT_STATUS_NONE, VT_SENDER_UNKNOWN);
	g_assert_cmpuint(mails(f, "lam-dung", NULL), ==, 0);
	look(f, "guard@kimson.example", VT_STATUS_VALID, VT_SENDER_MISMATCH);
	g_assert_cmpuint(mails(f, "lam-dung", "head@kimson.example"), ==, 1);
	look(f, "clerk@kimson.example", VT_STATUS_INVALID, VT_SENDER_UNKNOWN);
	g_assert_cmpuint(mails(f, "lam-dung", "head@kimson.example"), ==, 2);
}

#define TEST(name, what) g_test_add("/scanned/" name, fixture, NULL, set_up, what, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST("infected", test_infected);
	TEST("infected-blind", test_infected_blind);
	TEST("again", test_again);
	TEST("by-hand", test_by_hand);
	TEST("doubts", test_doubts);
	TEST("secret", test_secret);
	TEST("written-before", test_written_before);
	TEST("misuse", test_misuse);
	TEST("forged", test_forged);
	return g_test_run();
}
