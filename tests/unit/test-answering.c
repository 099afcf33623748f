/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-answering - answers that must not count: forged, replayed, late, somebody else's */
#include "work/answering.h"

#include <string.h>

#include "tests/unit/people.h"
#include "work/notices.h"
#include "work/proposal.h"

#define LATER      (NOON + 3600)
#define NEVER_MADE "aaaaaaaaaaaaaaaaaaaaaaaaaa"

/* One registered document, laid before an, Phòng Kinh tế proposed; the question's id. */
static int64_t submit(bed *b, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_proposal) p = vt_proposal_new();
	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);

	bed_register(b, id, id, NOON);
	g_autoptr(vt_document) document = vt_documents_of_arrival(b->store, id, &error);
	g_assert_no_error(error);
	vt_proposal_set(p, b->office->directory, "kimson", VT_TASK_LEAD, "Phòng Kinh tế", unclear);
	vt_proposal_set_due(p, "4/12", NOON);
	bed_begin(b);
	vt_notices_entered(b->store, b->office, document, p, NOON, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	g_autoptr(vt_asking) asking = people_asked(b, VT_ASKING_DECIDE, "an");
	return asking->id;
}

static vt_asking_state state_of(bed *b, int64_t asking)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_asking) one = vt_askings_get(b->store, asking, &error);

	g_assert_no_error(error);
	return one->state;
}

static int64_t tasks(bed *b)
{
	return people_count(b, "SELECT count(*) FROM task WHERE state <> 'withdrawn'");
}

static bool heard(bed *b, const char *person, const char *words)
{
	g_autofree char *said = people_heard(b, person, "tra-loi", "tl_cau");

	g_test_message("%s heard: %s", person, said);
	return said != NULL && strstr(said, words) != NULL;
}

static const people_letter yes = { .from = "an", .text = "Đồng ý", .verb = -1, .at = LATER };

/* Opens nothing: it is heard as words without a question. */
static void test_forged(void)
{
	bed b;
	people_letter letter = yes;

	people_init(&b);
	int64_t asking = submit(&b, "D1");
	letter.token = NEVER_MADE;
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(state_of(&b, asking), ==, VT_ASKING_OPEN);
	g_assert_cmpint(tasks(&b), ==, 0);
	/* A forged one beside the right one takes nothing away from it. */
	letter.asking = asking;
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(state_of(&b, asking), ==, VT_ASKING_DECIDED);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_no_proof(void)
{
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.asking = submit(&b, "D1");
	letter.no_proof = true;
	g_assert_cmpstr(people_write(&b, &letter), ==, "refused");
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_OPEN);
	/* The refused attempt leaves it good. */
	letter.no_proof = false;
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	bed_clear(&b);
}

/* One letter in his name about a list of many is one attempt. */
static void test_no_proof_list(void)
{
	static const int hour = 13 * 60 + 30;
	bed b;
	people_letter letter = yes;

	people_init(&b);
	b.office->submit_at = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_val(b.office->submit_at, hour);
	for (int i = 1; i <= 5; i++) {
		g_autofree char *id = g_strdup_printf("D%d", i);

		submit(&b, id);
	}
	g_autoptr(vt_asking) list = people_asked(&b, VT_ASKING_DIGEST, "an");
	letter.asking = list->id;
	letter.text = "tất cả đồng ý";
	letter.no_proof = true;
	g_assert_cmpstr(people_write(&b, &letter), ==, "refused");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM rate WHERE what LIKE 'misuse%'"), ==,
			1);
	g_assert_false(heard(&b, "an", "Phiếu 1"));
	letter.no_proof = false;
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(tasks(&b), ==, 5);
	bed_verify(&b);
	bed_clear(&b);
}

/* What is signed for a list is signed for what each of its numbers stands for. */
static void test_signed_list(void)
{
	static const int hour = 13 * 60 + 30;
	char before[VT_REFERENCE_CHARS + 1], after[VT_REFERENCE_CHARS + 1];
	bed b;

	people_init(&b);
	b.office->submit_at = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_val(b.office->submit_at, hour);
	submit(&b, "D1");
	g_autoptr(vt_asking) list = people_asked(&b, VT_ASKING_DIGEST, "an");
	g_assert_true(vt_askings_reference(b.store, list, before, NULL));
	submit(&b, "D2");
	g_assert_true(vt_askings_reference(b.store, list, after, NULL));
	g_assert_cmpstr(before, !=, after);
	/* Another proposal for a later row is another list. */
	const people_letter other = {
		.from = "binh", .verb = -1, .at = NOON + 60, .text = "TRÌNH 2/2026\nCHỦ TRÌ: TCKH"
	};
	g_assert_cmpstr(people_write(&b, &other), ==, "acted");
	g_assert_true(vt_askings_reference(b.store, list, before, NULL));
	g_assert_cmpstr(before, !=, after);
	people_letter all = { .from = "an",
			      .asking = list->id,
			      .verb = -1,
			      .at = LATER,
			      .smime = true,
			      .no_reference = true,
			      .text = "tất cả đồng ý" };
	g_assert_cmpstr(people_write(&b, &all), ==, "refused");
	g_autofree char *digest = g_strnfill(64, 'd');
	all.no_reference = false;
	all.digest = digest;
	g_assert_cmpstr(people_write(&b, &all), ==, "acted");
	g_assert_cmpint(tasks(&b), ==, 2);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_replayed(void)
{
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.asking = submit(&b, "D1");
	people_write(&b, &letter);
	letter.at = LATER + 60;
	letter.text = "Trả lại: thiếu phụ lục kèm theo";
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_true(heard(&b, "an", "đã được ghi nhận"));
	g_assert_cmpint(tasks(&b), ==, 1);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM asking WHERE decision = 'agree'"
					 " AND decided_at = " G_STRINGIFY((NOON + 3600))),
			==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

/* HỦY is good for undo-time; the question itself waits as long as the leader likes. */
static void test_expired(void)
{
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.asking = submit(&b, "D1");
	people_write(&b, &letter);
	g_autoptr(vt_asking) undo = people_asked(&b, VT_ASKING_UNDO, "an");
	g_assert_nonnull(undo);
	const people_letter late = {
		.from = "an", .text = "HỦY", .asking = undo->id, .verb = -1, .at = undo->expires_at
	};
	people_write(&b, &late);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	g_assert_cmpint(tasks(&b), ==, 1);
	g_assert_true(heard(&b, "an", "không còn chờ"));
	bed_clear(&b);
}

static void test_stranger(void)
{
	static const char *const strangers[] = { "duc", "binh", "minh" };
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.asking = submit(&b, "D1");
	for (size_t i = 0; i < G_N_ELEMENTS(strangers); i++) {
		letter.from = strangers[i];
		letter.smime = i == 2;
		g_assert_cmpstr(people_write(&b, &letter), ==, "refused");
		g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_OPEN);
		g_autofree char *address = g_strdup_printf("%s@kimson.example", strangers[i]);
		g_assert_true(heard(&b, "an", address));
	}
	g_assert_cmpint(tasks(&b), ==, 0);
	letter.from = "an";
	letter.smime = false;
	people_write(&b, &letter);
	g_assert_cmpint(tasks(&b), ==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_void(void)
{
	bed b;
	people_letter letter = yes;
	const people_letter again = {
		.from = "binh", .text = "TRÌNH 1/2026\nCHỦ TRÌ: TCKH", .verb = -1, .at = LATER
	};

	people_init(&b);
	letter.asking = submit(&b, "D1");
	g_assert_cmpstr(people_write(&b, &again), ==, "acted");
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_VOID);
	people_write(&b, &letter);
	g_assert_cmpint(tasks(&b), ==, 0);
	g_assert_true(heard(&b, "an", "không còn chờ"));
	bed_verify(&b);
	bed_clear(&b);
}

/* A link says one thing; what is written into its mail cannot make it another. */
static void test_other_verb(void)
{
	static const struct {
		int verb;
		const char *text;
	} leader[] = {
		{ VT_VERB_AGREE, "Trả lại: thiếu phụ lục kèm theo" },
		{ VT_VERB_AGREE, "Đồng ý, điều chỉnh:\nCHỦ TRÌ: TCKH" },
		{ VT_VERB_AGREE, "Không đồng ý" },
		{ VT_VERB_RETURN, "Đồng ý" },
		{ VT_VERB_ASK, "Đồng ý" },
		{ VT_VERB_ASK, "Trả lại: thiếu phụ lục kèm theo" },
	};
	static const char *const task[] = { "XONG: 45/UBND-VP", "KHÔNG NHẬN: việc của phòng khác",
					    "CHUYỂN: Nguyễn Thị Hoa" };
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.asking = submit(&b, "D1");
	for (size_t i = 0; i < G_N_ELEMENTS(leader); i++) {
		letter.verb = leader[i].verb;
		letter.text = leader[i].text;
		people_write(&b, &letter);
		g_test_message("%s", letter.text);
		g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_OPEN);
	}
	letter = (people_letter){ .from = "an",
				  .text = "Đồng ý",
				  .verb = VT_VERB_AGREE,
				  .asking = letter.asking,
				  .smime = true,
				  .at = LATER };
	people_write(&b, &letter);
	g_assert_cmpint(tasks(&b), ==, 1);
	g_autoptr(vt_asking) given = people_asked(&b, VT_ASKING_TASK, "kien");
	g_assert_nonnull(given);
	people_letter answer = {
		.from = "kien", .asking = given->id, .verb = VT_VERB_ACCEPT, .at = LATER + 60
	};
	for (size_t i = 0; i < G_N_ELEMENTS(task); i++) {
		answer.text = task[i];
		people_write(&b, &answer);
		g_test_message("%s", answer.text);
		g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE state = 'given'"),
				==, 1);
	}
	bed_verify(&b);
	bed_clear(&b);
}

#define DIGEST "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"

/* One signature decides once, whatever question it is sent to, and also where none was asked. */
static void test_one_signature(void)
{
	bed b;
	people_letter letter = yes;

	people_init(&b);
	letter.smime = true;
	letter.digest = DIGEST;
	int64_t first = submit(&b, "D1"), second = submit(&b, "D2");
	letter.asking = first;
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	g_assert_cmpint(tasks(&b), ==, 1);
	letter.asking = second;
	g_assert_cmpstr(people_write(&b, &letter), ==, "refused");
	g_assert_cmpint(state_of(&b, second), ==, VT_ASKING_OPEN);
	g_assert_cmpint(tasks(&b), ==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_one_signature_unasked(void)
{
	bed b;
	people_letter first = { .from = "binh",
				.text = "TRÌNH 1/2026\nCHỦ TRÌ: Phòng Kinh tế",
				.verb = -1,
				.smime = true,
				.digest = DIGEST,
				.at = LATER };
	const people_letter then = { .from = "binh",
				     .text = "TRÌNH 1/2026\nCHỦ TRÌ: TCKH",
				     .verb = -1,
				     .smime = true,
				     .at = LATER + 60 };

	people_init(&b);
	submit(&b, "D1");
	g_assert_cmpstr(people_write(&b, &first), ==, "acted");
	g_assert_cmpstr(people_write(&b, &then), ==, "acted");
	first.at = LATER + 120;
	g_assert_cmpstr(people_write(&b, &first), ==, "refused");
	g_autofree char *lead = people_heard(&b, "an", "phieu-trinh", "chu_tri");
	g_assert_cmpstr(lead, ==, "Phòng Tài chính - Kế hoạch");
	/* What the leader said is written down once. */
	first.text = "GHI Ý KIẾN 1/2026: giao phòng Kinh tế";
	first.digest = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
	g_assert_cmpstr(people_write(&b, &first), ==, "acted");
	g_assert_cmpstr(people_write(&b, &first), ==, "refused");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM remark WHERE kind = 'opinion'"), ==,
			1);
	/* Taking back is a decision as well. */
	bed_clear(&b);
}

static void test_one_signature_undo(void)
{
	bed b;
	people_letter letter = yes;
	people_letter undo = { .from = "an",
			       .text = "HỦY",
			       .verb = -1,
			       .smime = true,
			       .digest = DIGEST,
			       .at = LATER + 60 };

	people_init(&b);
	for (int i = 0; i < 2; i++) {
		letter.asking = submit(&b, i == 0 ? "D1" : "D2");
		people_write(&b, &letter);
		g_autoptr(vt_asking) question = people_asked(&b, VT_ASKING_UNDO, "an");
		g_assert_nonnull(question);
		undo.asking = question->id;
		g_assert_cmpstr(people_write(&b, &undo), ==, i == 0 ? "acted" : "refused");
		g_assert_cmpint(state_of(&b, letter.asking), ==,
				i == 0 ? VT_ASKING_OPEN : VT_ASKING_DECIDED);
	}
	bed_verify(&b);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/answering/forged", test_forged);
	g_test_add_func("/answering/no-proof", test_no_proof);
	g_test_add_func("/answering/no-proof-list", test_no_proof_list);
	g_test_add_func("/answering/signed-list", test_signed_list);
	g_test_add_func("/answering/replayed", test_replayed);
	g_test_add_func("/answering/expired", test_expired);
	g_test_add_func("/answering/stranger", test_stranger);
	g_test_add_func("/answering/void", test_void);
	g_test_add_func("/answering/other-verb", test_other_verb);
	g_test_add_func("/answering/one-signature", test_one_signature);
	g_test_add_func("/answering/one-signature-unasked", test_one_signature_unasked);
	g_test_add_func("/answering/one-signature-undo", test_one_signature_undo);
	return g_test_run();
}
