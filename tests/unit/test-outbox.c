/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-outbox - a mail's life, digests, tries and pauses, rates */
#include "store/outbox.h"

#include "base/error.h"
#include "store/deliveries.h"
#include "store/files.h"
#include "store/rates.h"
#include "store/snapshot.h"
#include "tests/unit/bed.h"

static const char hash[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static int64_t insert(bed *b, const char *kind, const char *arrival, int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail =
		vt_mail_new(kind, "kimson", "vi", "robot@kimson.example", "vanthu@sonoivu.example");

	bed_begin(b);
	mail->arrival = g_strdup(arrival);
	mail->automatic = VT_AUTO_REPLIED;
	mail->in_reply_to = g_strdup("<1@sonoivu.example>");
	vt_mail_add(mail, "so_den", "12");
	vt_mail_add(mail, "row", "a");
	vt_mail_add(mail, "row", "b");
	if (arrival)
		vt_mail_attach(mail, arrival, NULL);
	vt_outbox_insert(b->store, mail, now, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	return mail->id;
}

static vt_mail *get(bed *b, int64_t id)
{
	g_autoptr(GError) error = NULL;
	vt_mail *mail = vt_outbox_get(b->store, id, &error);

	g_assert_no_error(error);
	return mail;
}

static unsigned due(bed *b, vt_mail_state state, int64_t now)
{
	g_autoptr(GPtrArray) list = vt_outbox_due(b->store, state, now, 100, NULL);

	return list->len;
}

static void test_life(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_arrive(&b, "A1", "x", NOON);
	int64_t id = insert(&b, "receipt", "A1", NOON);
	g_autoptr(vt_mail) draft = get(&b, id);
	g_assert_cmpint(draft->state, ==, VT_MAIL_DRAFT);
	g_assert_true(g_str_has_suffix(draft->message_id, "@kimson.example>"));
	g_assert_cmpuint(strlen(draft->message_id), ==, 26 + strlen("<@kimson.example>"));
	g_assert_cmpuint(draft->values->len, ==, 3);
	g_assert_cmpstr(vt_mail_value_of(draft, "row"), ==, "a");
	g_assert_cmpuint(draft->attachments->len, ==, 1);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON - 1), ==, 0);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON), ==, 1);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	bed_end(&b, true);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON), ==, 0);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON), ==, 1);
	bed_begin(&b);
	g_assert_true(vt_outbox_sent(b.store, id, NOON + 5, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) sent = vt_outbox_find(b.store, draft->message_id, &error);
	g_assert_cmpint(sent->state, ==, VT_MAIL_SENT);
	g_assert_cmpint(sent->sent_at, ==, NOON + 5);
	g_assert_cmpstr(sent->sha256, ==, hash);
	/* Sent is sent. */
	bed_begin(&b);
	g_assert_false(vt_outbox_sent(b.store, id, NOON + 6, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_end(&b, false);
	bool has = false;
	g_assert_true(vt_outbox_has(b.store, "receipt", "A1", &has, NULL));
	g_assert_true(has);
	g_assert_true(vt_outbox_has(b.store, "refusal", "A1", &has, NULL));
	g_assert_false(has);
	bed_clear(&b);
}

static bool fail(bed *b, int64_t id, vt_retry retry, const char *text)
{
	static const int64_t pauses[] = { 60, 300, 900 };
	g_autoptr(GArray) schedule = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autoptr(GError) error = NULL;
	bool given_up = false;

	g_array_append_vals(schedule, pauses, G_N_ELEMENTS(pauses));
	bed_begin(b);
	g_assert_true(vt_outbox_fault(b->store, id, &(vt_mail_fault){ retry, text, NOON, schedule },
				      &given_up, &error));
	bed_end(b, true);
	return given_up;
}

static void test_tries(void)
{
	static const int64_t pauses[] = { 60, 300, 900 };
	bed b;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	for (unsigned i = 0; i < G_N_ELEMENTS(pauses); i++) {
		g_assert_false(fail(&b, id, VT_RETRY_LATER, "no answer"));
		g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + pauses[i] - 1), ==, 0);
		g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + pauses[i]), ==, 1);
	}
	g_assert_true(fail(&b, id, VT_RETRY_LATER, "no answer"));
	int64_t never = insert(&b, "receipt", NULL, NOON);
	g_assert_true(fail(&b, never, VT_NEVER, "refused"));
	g_autoptr(vt_mail) failed = get(&b, never);
	g_assert_cmpint(failed->state, ==, VT_MAIL_FAILED);
	g_assert_cmpstr(failed->fault, ==, "refused");
	int64_t next = 0;
	g_assert_true(vt_outbox_next_due(b.store, &next, NULL));
	g_assert_cmpint(next, ==, VT_TIME_NONE);
	bed_clear(&b);
}

/* A program of ours that dies again and again never makes a mail undeliverable. */
static void test_tries_at_once(void)
{
	bed b;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	for (unsigned i = 0; i < 10; i++) {
		g_assert_false(fail(&b, id, VT_RETRY_NOW, "dispatch went away"));
		g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + (i < 3 ? 5 : 900)), ==, 1);
		g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + (i < 3 ? 4 : 899)), ==, 0);
	}
	bed_clear(&b);
}

/* Given up, mended, sent again: the same bytes, and the schedule from its beginning. */
static void test_resend(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	int64_t never_composed = insert(&b, "receipt", NULL, NOON);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	g_assert_false(vt_outbox_resend(b.store, id, NOON, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_end(&b, true);
	g_clear_error(&error);
	g_assert_true(fail(&b, id, VT_NEVER, "550 no"));
	g_assert_true(fail(&b, never_composed, VT_NEVER, "no template"));
	bed_begin(&b);
	g_assert_true(vt_outbox_resend(b.store, id, NOON + 9, &error));
	g_assert_true(vt_outbox_resend(b.store, never_composed, NOON + 9, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) mail = get(&b, id);
	g_assert_cmpint(mail->state, ==, VT_MAIL_COMPOSED);
	g_assert_cmpstr(mail->sha256, ==, hash);
	g_assert_cmpuint(mail->attempts, ==, 0);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON + 9), ==, 1);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON + 9), ==, 1);
	bed_clear(&b);
}

/* Went to another address in a rehearsal, came back, goes to its own recipient: the row does not
 * say any more that it went to that other one. */
static void test_resend_redirected(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	const vt_told told = { .state = VT_DELIVERY_FAILED, .words = (char *)(uintptr_t) "550" };
	const vt_telling telling = { &told, "A1", NOON };
	bool failed = false;

	bed_init(&b);
	bed_arrive(&b, "A1", "report", NOON);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	g_assert_true(vt_outbox_sent(b.store, id, NOON, &error));
	g_assert_true(vt_outbox_redirected(b.store, id, "tap@kimson.example", &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) redirected = get(&b, id);
	g_assert_cmpstr(redirected->sent_to, ==, "tap@kimson.example");
	bed_begin(&b);
	g_assert_true(vt_deliveries_note(b.store, redirected, &telling, &failed, &error));
	g_assert_true(vt_outbox_resend(b.store, id, NOON + 9, &error));
	g_assert_true(vt_outbox_sent(b.store, id, NOON + 10, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) mail = get(&b, id);
	g_assert_null(mail->sent_to);
	bed_clear(&b);
}

/* A backup has no bytes of what was sent: after a restore they cannot go out once more. */
static void test_restored(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	const vt_told told = { .state = VT_DELIVERY_FAILED, .words = (char *)(uintptr_t) "550" };
	const vt_telling telling = { &told, "A1", NOON };
	bool failed = false;
	unsigned n = 0;

	bed_init(&b);
	bed_arrive(&b, "A1", "report", NOON);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	int64_t waits = insert(&b, "receipt", NULL, NOON);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	g_assert_true(vt_outbox_composed(b.store, waits, "2.eml", hash, 10, &error));
	g_assert_true(vt_outbox_sent(b.store, id, NOON, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) before = get(&b, id);
	bed_begin(&b);
	g_assert_true(vt_deliveries_note(b.store, before, &telling, &failed, &error));
	g_assert_true(vt_snapshot_compose_again(b.store, &n, &error));
	g_assert_cmpuint(n, ==, 1);
	g_assert_false(vt_outbox_resend(b.store, id, NOON + 9, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_end(&b, true);
	g_autoptr(vt_mail) sent = get(&b, id);
	g_autoptr(vt_mail) again = get(&b, waits);
	g_assert_cmpint(sent->state, ==, VT_MAIL_SENT);
	g_assert_null(sent->file);
	g_assert_cmpstr(sent->sha256, ==, hash);
	g_assert_cmpint(again->state, ==, VT_MAIL_DRAFT);
	bed_clear(&b);
}

/* Held as a draft, never composed, given up: whoever sends it again decides once. */
static void test_resend_held(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	unsigned n = 0;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	bed_begin(&b);
	g_assert_true(vt_outbox_hold_due(b.store, NOON, &n, &error));
	bed_end(&b, true);
	g_assert_true(fail(&b, id, VT_NEVER, "no template"));
	bed_begin(&b);
	g_assert_true(vt_outbox_resend(b.store, id, NOON + 9, &error));
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) mail = get(&b, id);
	g_assert_cmpint(mail->state, ==, VT_MAIL_COMPOSED);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON + 9), ==, 1);
	bed_clear(&b);
}

/* What is urgent goes first, also when it came last. */
static void test_urgent(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) urgent = vt_mail_new("thong-bao", "kimson", "vi", "robot@kimson.example",
						"lan@kimson.example");

	bed_init(&b);
	insert(&b, "receipt", NULL, NOON);
	bed_begin(&b);
	vt_mail_add(urgent, "the_khan", "[KHẨN]");
	g_assert_true(vt_outbox_insert(b.store, urgent, NOON + 5, &error));
	bed_end(&b, true);
	g_autoptr(GPtrArray) list = vt_outbox_due(b.store, VT_MAIL_DRAFT, NOON + 5, 1, NULL);
	g_assert_cmpuint(list->len, ==, 1);
	g_assert_cmpint(((const vt_mail *)g_ptr_array_index(list, 0))->id, ==, urgent->id);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, urgent->id, "1.eml", hash, 10, &error));
	g_assert_true(vt_outbox_sent(b.store, urgent->id, NOON + 6, &error));
	bed_end(&b, true);
	g_autoptr(GArray) gone = vt_outbox_gone_since(b.store, NOON, NULL);
	g_assert_cmpuint(gone->len, ==, 1);
	g_assert_cmpuint(g_array_index(gone, vt_mail_gone, 0).bytes, ==, 10);
	g_autoptr(GArray) later = vt_outbox_gone_since(b.store, NOON + 6, NULL);
	g_assert_cmpuint(later->len, ==, 0);
	bed_clear(&b);
}

static void test_digest(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) more =
		vt_mail_new("digest", "kimson", "vi", "robot@kimson.example", "lan@kimson.example");
	int64_t open = 0, last = 0;

	bed_init(&b);
	bed_arrive(&b, "A1", "x", NOON);
	bed_arrive(&b, "A2", "y", NOON);
	int64_t id = insert(&b, "digest", NULL, NOON);
	g_assert_true(vt_outbox_open_draft(b.store, "kimson", "digest", "vanthu@sonoivu.example",
					   &open, NULL));
	g_assert_cmpint(open, ==, id);
	g_assert_true(vt_outbox_open_draft(b.store, "phuhoa", "digest", "vanthu@sonoivu.example",
					   &open, NULL));
	g_assert_cmpint(open, ==, 0);
	vt_mail_add_about(more, "A1", "line", "one");
	vt_mail_add_about(more, "A2", "line", "two");
	bed_begin(&b);
	g_assert_true(vt_outbox_extend(b.store, id, more->values, NULL, &error));
	g_assert_true(vt_outbox_postpone(b.store, id, NOON + 900, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) grown = get(&b, id);
	g_assert_cmpuint(grown->values->len, ==, 5);
	g_assert_cmpint(grown->due_at, ==, NOON + 900);
	/* What is sealed leaves the digest that has not gone, alone. */
	g_autoptr(GPtrArray) about = vt_outbox_about(b.store, "A1", 0, NULL);
	g_assert_cmpuint(about->len, ==, 1);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "1.eml", hash, 10, &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) composed = get(&b, id);
	bed_begin(&b);
	g_assert_true(vt_outbox_strip(b.store, composed, "A1", &error));
	bed_end(&b, true);
	g_autoptr(vt_mail) stripped = get(&b, id);
	g_assert_cmpint(stripped->state, ==, VT_MAIL_DRAFT);
	g_assert_cmpuint(stripped->values->len, ==, 4);
	g_assert_cmpstr(vt_mail_value_of(stripped, "line"), ==, "two");
	g_assert_true(
		vt_outbox_last(b.store, "kimson", "digest", "vanthu@sonoivu.example", &last, NULL));
	g_assert_cmpint(last, ==, VT_TIME_NONE);
	bed_clear(&b);
}

static void test_withdrawn(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_auto(vt_draft) draft = VT_DRAFT_INIT;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	g_autofree char *name = vt_files_mail_name(id);
	g_autofree char *path = g_build_filename(b.state, "outbox", name, NULL);
	g_assert_true(vt_files_draft_mail(b.store, &draft, name, &error));
	g_assert_true(vt_draft_write(&draft, "mail", 4, &error));
	g_assert_true(vt_files_publish_mail(&draft, name, &error));
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, name, hash, 4, &error));
	bed_end(&b, true);
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	bed_begin(&b);
	g_assert_true(vt_outbox_withdraw(b.store, id, "overtaken", &error));
	bed_end(&b, true);
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON), ==, 0);
	/* Dispatch had it already: the row tells the truth. */
	bed_begin(&b);
	g_assert_true(vt_outbox_sent(b.store, id, NOON, &error));
	bed_end(&b, true);
	bed_clear(&b);
}

static void test_brake(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_mail) mail =
		vt_mail_new("receipt", "kimson", "vi", "robot@kimson.example", "a@b.example");
	unsigned n = 0;

	bed_init(&b);
	mail->state = VT_MAIL_BRAKED;
	bed_begin(&b);
	g_assert_true(vt_outbox_insert(b.store, mail, NOON, &error));
	bed_end(&b, true);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON), ==, 0);
	bed_begin(&b);
	g_assert_true(vt_outbox_release_braked(b.store, &n, &error));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 1);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON), ==, 1);
	bed_clear(&b);
}

/* A rehearsal: what came due is held until somebody decides; a draft is composed first. */
static void test_held(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	unsigned n = 0;
	int64_t at = 0, held = 0;
	bool has = false;

	bed_init(&b);
	int64_t id = insert(&b, "receipt", NULL, NOON);
	int64_t later = insert(&b, "receipt", NULL, NOON + 100);
	g_assert_true(vt_outbox_has_due(b.store, NOON, &has, NULL) && has);
	bed_begin(&b);
	g_assert_true(vt_outbox_hold_due(b.store, NOON, &n, &error));
	bed_end(&b, true);
	g_assert_cmpuint(n, ==, 1);
	g_assert_true(vt_outbox_has_due(b.store, NOON, &has, NULL) && !has);
	g_assert_cmpuint(due(&b, VT_MAIL_DRAFT, NOON), ==, 1);
	bed_begin(&b);
	g_assert_true(vt_outbox_composed(b.store, id, "file", hash, 4, &error));
	bed_end(&b, true);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON + 1000), ==, 0);
	g_assert_true(vt_outbox_next_due(b.store, &at, NULL) && at == NOON + 100);
	g_assert_true(vt_outbox_count(b.store, NULL, VT_MAIL_HELD, &held, NULL) && held == 1);
	g_autoptr(vt_mail) mail = vt_outbox_get(b.store, id, &error);
	g_assert_cmpint((int)mail->state, ==, VT_MAIL_HELD);
	bed_begin(&b);
	g_assert_false(vt_outbox_let_go(b.store, later, NOON, NULL));
	g_assert_true(vt_outbox_let_go(b.store, id, NOON, &error));
	bed_end(&b, true);
	g_assert_cmpuint(due(&b, VT_MAIL_COMPOSED, NOON), ==, 1);
	bed_clear(&b);
}

static void test_rates(void)
{
	bed b;
	unsigned n = 0;

	bed_init(&b);
	bed_begin(&b);
	for (int i = 0; i < 5; i++)
		g_assert_true(vt_rates_note(b.store, "refusal", "a 210", NOON + i, NULL));
	bed_end(&b, true);
	g_assert_true(vt_rates_count(b.store, "refusal", "a 210", NOON + 1, &n, NULL));
	g_assert_cmpuint(n, ==, 3);
	g_assert_true(vt_rates_count(b.store, "refusal", "b 210", 0, &n, NULL));
	g_assert_cmpuint(n, ==, 0);
	bed_begin(&b);
	g_assert_true(vt_rates_forget(b.store, NOON + 3, NULL));
	bed_end(&b, true);
	g_assert_true(vt_rates_count(b.store, "refusal", "a 210", 0, &n, NULL));
	g_assert_cmpuint(n, ==, 1);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outbox/life", test_life);
	g_test_add_func("/outbox/tries", test_tries);
	g_test_add_func("/outbox/tries-at-once", test_tries_at_once);
	g_test_add_func("/outbox/resend", test_resend);
	g_test_add_func("/outbox/urgent", test_urgent);
	g_test_add_func("/outbox/digest", test_digest);
	g_test_add_func("/outbox/withdrawn", test_withdrawn);
	g_test_add_func("/outbox/brake", test_brake);
	g_test_add_func("/outbox/held", test_held);
	g_test_add_func("/outbox/resend-held", test_resend_held);
	g_test_add_func("/outbox/resend-redirected", test_resend_redirected);
	g_test_add_func("/outbox/restored", test_restored);
	g_test_add_func("/outbox/rates", test_rates);
	return g_test_run();
}
