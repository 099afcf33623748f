/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-decision - a document is laid before the leader, who answers in all the ways people do */
#include <string.h>

#include "base/error.h"
#include "store/tasks.h"
#include "tests/unit/people.h"
#include "work/notices.h"

#define LATER (NOON + 3600)

/* One registered document, submitted with this proposal (NULL = none); the question's id. */
static int64_t submit(bed *b, const char *id, const char *lead, const char *support)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_proposal) p = vt_proposal_new();
	g_autoptr(GPtrArray) unclear =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_unclear_free);
	const vt_directory *d = b->office->directory;

	bed_register(b, id, id, NOON);
	g_autoptr(vt_document) document = vt_documents_of_arrival(b->store, id, &error);
	g_assert_no_error(error);
	if (lead != NULL)
		vt_proposal_set(p, d, "kimson", VT_TASK_LEAD, lead, unclear);
	if (support != NULL)
		vt_proposal_set(p, d, "kimson", VT_TASK_SUPPORT, support, unclear);
	if (lead != NULL)
		vt_proposal_set_due(p, "4/12", NOON);
	bed_begin(b);
	vt_notices_entered(b->store, b->office, document, lead != NULL ? p : NULL, NOON, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	g_autoptr(vt_asking) asking = people_asked(b, VT_ASKING_DECIDE, "an");
	g_assert_nonnull(asking);
	g_assert_cmpint(asking->document, ==, document->id);
	return asking->id;
}

static vt_asking_state state_of(bed *b, int64_t asking)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_asking) one = vt_askings_get(b->store, asking, &error);

	g_assert_no_error(error);
	return one->state;
}

static void stage_is(bed *b, const char *arrival, vt_stage wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_document) document = vt_documents_of_arrival(b->store, arrival, &error);
	vt_stage stage = VT_STAGE_NONE;
	int64_t due_at = 0;

	vt_documents_stage(b->store, document->id, &stage, &due_at, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(vt_stage_name(stage), ==, vt_stage_name(wanted));
}

static void test_submitted(void)
{
	bed b;

	people_init(&b);
	submit(&b, "D1", "Phòng Kinh tế", "TCKH");
	stage_is(&b, "D1", VT_STAGE_SUBMITTED);
	g_autofree char *lead = people_heard(&b, "an", "phieu-trinh", "chu_tri");
	g_assert_cmpstr(lead, ==, "Phòng Kinh tế");
	g_autofree char *demand = people_heard(&b, "an", "phieu-trinh", "yeu_cau_xac_thuc");
	g_assert_nonnull(strstr(demand, "15"));
	submit(&b, "D2", NULL, NULL);
	/* Nothing is proposed: nothing can be agreed to, and no link says so. */
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM token WHERE verb = 'agree'"), ==, 1);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM token WHERE verb = 'return'"), ==,
			2);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_agree(void)
{
	bed b;
	people_letter yes = { .from = "an", .text = "Đồng ý", .verb = -1, .at = LATER };

	people_init(&b);
	yes.asking = submit(&b, "D1", "Phòng Kinh tế", "TCKH; Phạm Văn Minh");
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_DECIDED);
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task"), ==, 3);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE role = 'lead'"
					 " AND person = 'kien' AND unit = 'Phòng Kinh tế'"),
			==, 1);
	/* Below smime the mails wait, and HỦY takes it back. */
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM mail WHERE kind = 'giao-viec'"), ==,
			3);
	g_assert_cmpint(people_count(&b, "SELECT min(due_at) FROM mail WHERE kind = 'giao-viec'"),
			>, LATER);
	g_autofree char *said = people_heard(&b, "an", "tra-loi", "tl_cau");
	g_assert_nonnull(strstr(said, "Phòng Kinh tế"));
	g_assert_nonnull(strstr(said, "session,token") != NULL ? said
							       : strstr(said, "token,session"));
	/* A second yes is no error and no second decision. */
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	g_autofree char *again = people_heard(&b, "an", "tra-loi", "tl_cau");
	g_assert_nonnull(strstr(again, "đã được ghi nhận"));
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task"), ==, 3);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM remark WHERE kind = 'opinion'"), ==,
			1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_undo(void)
{
	bed b;
	people_letter yes = { .from = "an", .text = "Đồng ý", .verb = -1, .at = LATER };

	people_init(&b);
	yes.asking = submit(&b, "D1", "Phòng Kinh tế", "TCKH");
	people_write(&b, &yes);
	g_autoptr(vt_asking) undo = people_asked(&b, VT_ASKING_UNDO, "an");
	g_assert_nonnull(undo);
	const people_letter no = { .from = "an",
				   .text = "HUY 1/2026",
				   .asking = undo->id,
				   .verb = VT_VERB_UNDO,
				   .at = LATER + 60 };
	const people_letter bare = { .from = "an",
				     .text = "HUY 1/2026",
				     .asking = undo->id,
				     .verb = VT_VERB_UNDO,
				     .no_proof = true,
				     .at = LATER + 60 };
	g_assert_cmpstr(people_write(&b, &bare), ==, "refused");
	g_assert_cmpstr(people_write(&b, &no), ==, "acted");
	stage_is(&b, "D1", VT_STAGE_SUBMITTED);
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_OPEN);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE state <> 'withdrawn'"),
			==, 0);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM mail WHERE kind = 'giao-viec'"
					 " AND state <> 'withdrawn'"),
			==, 0);
	/* And he may say something else. */
	yes.text = "CHỦ TRÌ: TCKH";
	yes.at = LATER + 120;
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE state = 'given'"
					 " AND role = 'lead' AND person = 'duc'"),
			==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_assign(void)
{
	bed b;
	people_letter letter = { .from = "an", .verb = -1, .at = LATER };

	people_init(&b);
	letter.asking = submit(&b, "D1", NULL, NULL);
	letter.text = "Đồng ý";
	people_write(&b, &letter);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_OPEN);
	letter.text = "CHU TRI: phong kinh te\nPHOI HOP: đ/c Đức\nDE BIET: minh@kimson.example\n"
		      "HAN: 4/12\nY KIEN: Tham mưu văn bản trả lời\n\nCảm ơn.";
	people_write(&b, &letter);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task"), ==, 3);
	g_autofree char *words = people_heard(&b, "kien", "giao-viec", "but_phe");
	g_assert_cmpstr(words, ==, "Tham mưu văn bản trả lời");
	g_autofree char *day = people_heard(&b, "kien", "giao-viec", "ngay_han");
	g_assert_cmpstr(day, ==, "04/12/2026");
	g_autofree char *none = people_heard(&b, "minh", "de-biet", "ngay_han");
	g_assert_cmpstr(none, ==, "");
	bed_verify(&b);
	bed_clear(&b);
}

/* What is asked back, and leaves the question open. */
static void test_unclear(void)
{
	static const struct {
		const char *text;
		int verb;
	} rows[] = {
		{ "Không đồng ý", -1 },
		{ "Chưa đồng ý", -1 },
		{ "Đồng ý không?", -1 },
		{ "Đồng ý nhưng giao phòng khác", -1 },
		{ "Đồng ý, giao thêm Phạm Văn Minh", -1 },
		{ "Đồng ý\nGiao đ/c Minh đôn đốc", -1 },
		{ "Đồng ý\nnhưng chưa gửi đi vội", -1 },
		{ "Đồng ý\nTRẢ LẠI: thiếu phụ lục kèm theo", -1 },
		{ "TRẢ LẠI: thiếu", -1 },
		{ "HỎI:", -1 },
		{ "", -1 },
		{ "CHỦ TRÌ: Phòng Tư pháp", -1 },
		{ "CHỦ TRÌ: Phòng Kinh tế; TCKH", -1 },
		{ "HẠN: 1/1/2020", -1 },
		{ "DONG Y 9/2026", -1 },
		{ "TRA LAI 1/2026 LY DO: thiếu phụ lục", VT_VERB_AGREE },
		{ "CHU TRI: Phòng Kinh tế", VT_VERB_AGREE },
		{ "DONG Y 1/2026", VT_VERB_RETURN },
		{ "Tôi đã xem", VT_VERB_AGREE },
	};
	bed b;

	people_init(&b);
	int64_t asking = submit(&b, "D1", "Phòng Kinh tế", "TCKH");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const people_letter letter = { .from = "an",
					       .text = rows[i].text,
					       .asking = asking,
					       .verb = rows[i].verb,
					       .at = LATER + (int64_t)i };

		g_test_message("%s", rows[i].text);
		people_write(&b, &letter);
		g_assert_cmpint(state_of(&b, asking), ==, VT_ASKING_OPEN);
		g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task"), ==, 0);
	}
	bed_clear(&b);
}

static void test_link(void)
{
	bed b;
	people_letter letter = { .from = "an", .at = LATER };

	people_init(&b);
	letter.asking = submit(&b, "D1", "Phòng Kinh tế", NULL);
	letter.verb = VT_VERB_AGREE;
	letter.text = "DONG Y 1/2026 MA VT-AAAA-BBBB-CCCC-DDDD";
	people_write(&b, &letter);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	/* The whole on one line, as Gmail for Android leaves it. */
	letter.asking = submit(&b, "D2", "Phòng Kinh tế", NULL);
	letter.verb = VT_VERB_ADJUST;
	letter.text = "DONG Y 2/2026 MA VT-AAAA-BBBB-CCCC-DDDD DIEU CHINH: CHU TRI: TCKH";
	people_write(&b, &letter);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE person = 'duc'"), ==, 1);
	letter.asking = submit(&b, "D3", "Phòng Kinh tế", NULL);
	letter.verb = VT_VERB_RETURN;
	letter.text = "TRA LAI 3/2026 MA VT-AAAA-BBBB-CCCC-DDDD LY DO: thiếu phụ lục kèm theo";
	people_write(&b, &letter);
	g_assert_cmpint(state_of(&b, letter.asking), ==, VT_ASKING_DECIDED);
	stage_is(&b, "D3", VT_STAGE_RETURNED);
	g_autofree char *words = people_heard(&b, "binh", "y-kien-lanh-dao", "y_kien");
	g_assert_cmpstr(words, ==, "thiếu phụ lục kèm theo");
	bed_verify(&b);
	bed_clear(&b);
}

/* The clerk's answer comes back to the leader, who needs one word. */
static void test_question(void)
{
	bed b;
	people_letter letter = {
		.from = "an", .verb = -1, .at = LATER, .text = "HỎI: Sở có yêu cầu báo cáo không?"
	};

	people_init(&b);
	letter.asking = submit(&b, "D1", NULL, NULL);
	people_write(&b, &letter);
	stage_is(&b, "D1", VT_STAGE_SUBMITTED);
	g_autoptr(vt_asking) question = people_asked(&b, VT_ASKING_QUESTION, "binh");
	g_assert_nonnull(question);
	const people_letter answer = { .from = "binh",
				       .asking = question->id,
				       .verb = -1,
				       .at = LATER + 60,
				       .text = "Có, trước ngày 10/12.\nCHỦ TRÌ: Phòng Kinh tế" };
	g_assert_cmpstr(people_write(&b, &answer), ==, "acted");
	g_autofree char *words = people_heard(&b, "an", "phieu-trinh", "tra_loi_van_thu");
	g_assert_cmpstr(words, ==, "Có, trước ngày 10/12.");
	g_autoptr(vt_asking) again = people_asked(&b, VT_ASKING_DECIDE, "an");
	letter.asking = again->id;
	letter.text = "Nhất trí";
	letter.at = LATER + 120;
	people_write(&b, &letter);
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_words(void)
{
	bed b;
	people_letter letter = { .from = "an", .verb = -1, .at = LATER };

	people_init(&b);
	/* One name and one verb: carried out, and kept verbatim. */
	letter.asking = submit(&b, "D1", NULL, NULL);
	letter.text = "Giao Phòng Kinh tế nghiên cứu, tham mưu";
	people_write(&b, &letter);
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	g_autofree char *words = people_heard(&b, "kien", "giao-viec", "but_phe");
	g_assert_cmpstr(words, ==, letter.text);
	/* Two names: the clerk makes a proposal of it. */
	letter.asking = submit(&b, "D2", NULL, NULL);
	letter.text = "Giao Phòng Kinh tế chủ trì, đ/c Minh phối hợp";
	people_write(&b, &letter);
	stage_is(&b, "D2", VT_STAGE_RETURNED);
	g_autoptr(vt_asking) question = people_asked(&b, VT_ASKING_QUESTION, "binh");
	g_assert_nonnull(question);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_signed(void)
{
	bed b;
	people_letter yes = {
		.from = "an", .text = "Đồng ý", .verb = -1, .at = LATER, .smime = true
	};
	g_autofree char *digest = g_strnfill(64, 'b');

	people_init(&b);
	yes.asking = submit(&b, "D1", "Phòng Kinh tế", NULL);
	yes.no_reference = true;
	yes.digest = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
	g_assert_cmpstr(people_write(&b, &yes), ==, "refused");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_OPEN);
	yes.no_reference = false;
	yes.digest = digest;
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_DECIDED);
	/* Signed: it counts at once, and there is nothing to undo. */
	g_assert_cmpint(people_count(&b, "SELECT min(counts_at) FROM task"), ==, LATER);
	g_assert_null(people_asked(&b, VT_ASKING_UNDO, "an"));
	/* The same signature does not decide another question. */
	yes.asking = submit(&b, "D2", "Phòng Kinh tế", NULL);
	g_assert_cmpstr(people_write(&b, &yes), ==, "refused");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_OPEN);
	bed_verify(&b);
	bed_clear(&b);
}

/* Several as one mail, answered by number. */
static void test_list(void)
{
	bed b;
	static const int times[] = { 13 * 60 + 30, 7 * 60 + 30 };

	people_init(&b);
	b.office->submit_at = g_array_new(FALSE, FALSE, sizeof(int));
	g_array_append_vals(b.office->submit_at, times, G_N_ELEMENTS(times));
	submit(&b, "D1", "Phòng Kinh tế", NULL);
	submit(&b, "D2", "TCKH", NULL);
	submit(&b, "D3", "Phòng Kinh tế", NULL);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM mail WHERE kind = 'phieu-trinh'"),
			==, 0);
	/* Sunday noon: Monday 07:30. */
	g_assert_cmpint(people_count(&b, "SELECT due_at FROM mail WHERE kind = 'danh-sach-trinh'"),
			==, NOON + 19 * 3600 + 1800);
	g_autoptr(vt_asking) list = people_asked(&b, VT_ASKING_DIGEST, "an");
	g_assert_nonnull(list);
	/* The clerk proposes something else before the list goes: the row changes, none is added.
	 */
	const people_letter other = {
		.from = "binh",
		.verb = -1,
		.at = NOON + 60,
		.text = "TRÌNH 3/2026\nCHỦ TRÌ: TCKH\nPHỐI HỢP: Phòng Kinh tế"
	};
	g_assert_cmpstr(people_write(&b, &other), ==, "acted");
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM asking_row"), ==, 3);
	g_autofree char *rows = people_heard(&b, "an", "danh-sach-trinh", "tr_stt");
	g_assert_cmpstr(rows, ==, "1\n2\n3");
	g_autofree char *leads = people_heard(&b, "an", "danh-sach-trinh", "tr_chu_tri");
	g_assert_cmpstr(leads, ==,
			"Phòng Kinh tế\nPhòng Tài chính - Kế hoạch\nPhòng Tài chính - Kế hoạch");
	const people_letter letter = { .from = "an",
				       .asking = list->id,
				       .verb = -1,
				       .at = LATER,
				       .text = "1, 3 đồng ý; 2 trả lại: thiếu phụ lục kèm theo" };
	g_assert_cmpstr(people_write(&b, &letter), ==, "acted");
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	stage_is(&b, "D2", VT_STAGE_RETURNED);
	stage_is(&b, "D3", VT_STAGE_ASSIGNED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE document = 3"
					 " AND person = 'duc' AND role = 'lead'"),
			==, 1);
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
	submit(&b, "D1", "Phòng Kinh tế", NULL);
	g_autoptr(vt_asking) list = people_asked(&b, VT_ASKING_DIGEST, "an");
	g_assert_true(vt_askings_reference(b.store, list, before, NULL));
	submit(&b, "D2", "TCKH", NULL);
	g_assert_true(vt_askings_reference(b.store, list, after, NULL));
	g_assert_cmpstr(before, !=, after);
	/* Another proposal for a later row is another list. */
	const people_letter other = { .from = "binh",
				      .verb = -1,
				      .at = NOON + 60,
				      .text = "TRÌNH 2/2026\nCHỦ TRÌ: Phòng Kinh tế" };
	g_assert_cmpstr(people_write(&b, &other), ==, "acted");
	g_assert_true(vt_askings_reference(b.store, list, before, NULL));
	g_assert_cmpstr(before, !=, after);
	people_letter yes = { .from = "an",
			      .asking = list->id,
			      .verb = -1,
			      .at = LATER,
			      .smime = true,
			      .no_reference = true,
			      .text = "tất cả đồng ý" };
	g_assert_cmpstr(people_write(&b, &yes), ==, "refused");
	g_autofree char *digest = g_strnfill(64, 'd');
	yes.no_reference = false;
	yes.digest = digest;
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	stage_is(&b, "D2", VT_STAGE_ASSIGNED);
	bed_verify(&b);
	bed_clear(&b);
}

/* The clerk writes down what the leader said; he denies it, then confirms it. */
static void test_noted(void)
{
	bed b;
	people_letter note = { .from = "binh",
			       .verb = -1,
			       .smime = true,
			       .at = LATER,
			       .text = "GHI Ý KIẾN 1/2026: giao phòng Kinh tế\n"
				       "CHỦ TRÌ: Phòng Kinh tế" };
	people_letter answer = { .from = "an", .verb = -1, .at = LATER + 60 };

	people_init(&b);
	submit(&b, "D1", NULL, NULL);
	g_assert_cmpstr(people_write(&b, &note), ==, "acted");
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE given_by = 'binh'"
					 " AND on_behalf = 'an'"),
			==, 1);
	g_assert_null(people_asked(&b, VT_ASKING_DECIDE, "an"));
	g_autoptr(vt_asking) first = people_asked(&b, VT_ASKING_CONFIRM, "an");
	g_assert_nonnull(first);
	answer.asking = first->id;
	answer.text = "KHÔNG ĐÚNG, tôi giao phòng Tài chính";
	people_write(&b, &answer);
	stage_is(&b, "D1", VT_STAGE_SUBMITTED);
	g_assert_cmpint(people_count(&b, "SELECT count(*) FROM task WHERE state = 'withdrawn'"), ==,
			1);
	note.text = "GHI Ý KIẾN 1/2026: giao TCKH\nCHỦ TRÌ: TCKH";
	note.at = LATER + 120;
	g_assert_cmpstr(people_write(&b, &note), ==, "acted");
	g_autoptr(vt_asking) second = people_asked(&b, VT_ASKING_CONFIRM, "an");
	answer.asking = second->id;
	answer.text = "XÁC NHẬN";
	answer.at = LATER + 180;
	people_write(&b, &answer);
	g_assert_cmpint(state_of(&b, second->id), ==, VT_ASKING_DECIDED);
	stage_is(&b, "D1", VT_STAGE_ASSIGNED);
	/* Without a signature of hers nothing is written down. */
	note.smime = false;
	note.at = LATER + 240;
	g_assert_cmpstr(people_write(&b, &note), ==, "refused");
	bed_verify(&b);
	bed_clear(&b);
}

static void test_others(void)
{
	bed b;
	people_letter yes = { .from = "minh", .text = "Đồng ý", .verb = -1, .at = LATER };

	people_init(&b);
	yes.asking = submit(&b, "D1", "Phòng Kinh tế", NULL);
	g_assert_cmpstr(people_write(&b, &yes), ==, "refused");
	yes.from = "an";
	yes.no_proof = true;
	g_assert_cmpstr(people_write(&b, &yes), ==, "refused");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_OPEN);
	yes.no_proof = false;
	g_assert_cmpstr(people_write(&b, &yes), ==, "acted");
	g_assert_cmpint(state_of(&b, yes.asking), ==, VT_ASKING_DECIDED);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decision/submitted", test_submitted);
	g_test_add_func("/decision/agree", test_agree);
	g_test_add_func("/decision/signed-list", test_signed_list);
	g_test_add_func("/decision/undo", test_undo);
	g_test_add_func("/decision/assign", test_assign);
	g_test_add_func("/decision/unclear", test_unclear);
	g_test_add_func("/decision/link", test_link);
	g_test_add_func("/decision/question", test_question);
	g_test_add_func("/decision/words", test_words);
	g_test_add_func("/decision/signed", test_signed);
	g_test_add_func("/decision/list", test_list);
	g_test_add_func("/decision/noted", test_noted);
	g_test_add_func("/decision/others", test_others);
	return g_test_run();
}
