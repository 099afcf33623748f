/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-outgoings - outgoing documents come back as they were written; numbers without a hole
 */
#include "store/outgoing.h"

#include "base/error.h"
#include "store/books.h"
#include "tests/unit/bed.h"

static const vt_outgoing_by by_author = { "an", NULL, "session", "A1", NOON };

static void add_file(GPtrArray *files, const char *name, const char *sha256)
{
	vt_outgoing_file *file = g_new0(vt_outgoing_file, 1);

	file->arrival = g_strdup("A1");
	file->path = g_strdup("2");
	file->name = g_strdup(name);
	file->type = g_strdup("application/pdf");
	file->sha256 = g_strdup(sha256);
	file->bytes = 4321;
	g_ptr_array_add(files, file);
}

static void add_recipient(vt_outgoing *o, const char *name, const char *address, const char *postal)
{
	vt_outgoing_recipient *one = g_new0(vt_outgoing_recipient, 1);

	one->name = g_strdup(name);
	one->address = g_strdup(address);
	one->postal = g_strdup(postal);
	one->way = g_strdup(address != NULL ? "mail" : "paper");
	one->copies = 2;
	one->state_at = NOON;
	g_ptr_array_add(o->recipients, one);
}

static vt_outgoing *new_draft(const char *abstract)
{
	vt_outgoing *o = vt_outgoing_new();

	o->own = g_strdup("kimson");
	o->author = g_strdup("an");
	o->unit = g_strdup("Phòng Nội vụ");
	o->type = g_strdup("Thông báo");
	o->abstract = g_strdup(abstract);
	o->signer = g_strdup("ct");
	o->urgency = 1;
	o->due_at = NOON + 86400;
	add_file(o->files, "du-thao.pdf", "aa");
	add_file(o->files, "phu-luc.pdf", "bb");
	add_recipient(o, "Sở Nội vụ", "so@noivu.example", NULL);
	add_recipient(o, "Ông Nguyễn Văn A", NULL, "Số 1, phố Mới");
	return o;
}

static void insert(bed *b, vt_outgoing *o)
{
	g_autoptr(GError) error = NULL;

	bed_begin(b);
	g_assert_true(vt_outgoings_insert(b->store, o, &by_author, &error));
	bed_end(b, true);
}

static void draw(bed *b, vt_outgoing *o, const char *notation)
{
	g_autoptr(GError) error = NULL;
	const vt_book_year wanted = {
		.own = o->own, .book = (char *)(uintptr_t) "di", .year = 2026, .first = 1
	};

	vt_books_draw(b->store, &wanted, &o->number, &error);
	g_assert_no_error(error);
	o->book = g_strdup("di");
	o->year = 2026;
	o->notation = g_strdup(notation);
	o->state = VT_OUTGOING_NUMBERED;
	o->state_at = o->approved_at = o->dated_at = NOON + 60;
	o->approved_by = g_strdup("ct");
	o->form = g_strdup("KT.");
	o->proof = g_strdup("smime");
	vt_outgoings_change(b->store, o, &error);
	g_assert_no_error(error);
}

static void test_round_trip(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_outgoing) o = new_draft("V/v họp");

	bed_init(&b);
	bed_arrive(&b, "A1", "draft", NOON);
	insert(&b, o);
	g_autofree char *first = g_strdup(o->version_sha256);
	g_autoptr(vt_outgoing) read = vt_outgoings_get(b.store, o->id, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(read->version_sha256, ==, first);
	g_assert_cmpint(read->version, ==, 1);
	g_assert_cmpint(read->state, ==, VT_OUTGOING_UNIT);
	g_assert_cmpstr(read->unit, ==, "Phòng Nội vụ");
	g_assert_cmpint(read->due_at, ==, NOON + 86400);
	g_assert_cmpint(read->approved_at, ==, VT_TIME_NONE);
	g_assert_null(read->book);
	g_assert_cmpuint(read->files->len, ==, 2);
	g_assert_cmpstr(((vt_outgoing_file *)read->files->pdata[1])->name, ==, "phu-luc.pdf");
	vt_outgoing_recipient *paper = read->recipients->pdata[1];
	g_assert_cmpstr(paper->postal, ==, "Số 1, phố Mới");
	g_assert_null(paper->address);
	g_assert_cmpint(paper->copies, ==, 2);
	/* Another version: other files, other recipients, another hash; the old files are kept. */
	g_ptr_array_set_size(read->files, 0);
	g_ptr_array_set_size(read->recipients, 1);
	add_file(read->files, "du-thao-2.pdf", "cc");
	bed_begin(&b);
	g_assert_true(vt_outgoings_hand_in(b.store, read, &by_author, &error));
	g_assert_true(vt_outgoings_opine(b.store, read, "agree", "đồng ý", &by_author, &error));
	bed_end(&b, true);
	g_autoptr(vt_outgoing) again = vt_outgoings_get(b.store, o->id, &error);
	g_assert_cmpint(again->version, ==, 2);
	g_assert_cmpstr(again->version_sha256, ==, read->version_sha256);
	g_assert_cmpstr(again->version_sha256, !=, first);
	g_assert_cmpuint(again->recipients->len, ==, 1);
	g_autoptr(GPtrArray) opinions = vt_outgoings_opinions(b.store, o->id, &error);
	g_assert_cmpuint(opinions->len, ==, 1);
	const vt_outgoing_opinion *opinion = opinions->pdata[0];
	g_assert_cmpint(opinion->version, ==, 2);
	g_assert_cmpstr(opinion->words, ==, "đồng ý");
	g_autoptr(GPtrArray) old = vt_outgoings_files(b.store, o->id, 1, &error);
	g_assert_cmpuint(old->len, ==, 2);
	g_assert_null(vt_outgoings_get(b.store, 99, &error));
	g_assert_no_error(error);
	bed_clear(&b);
}

static void test_numbers(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_arrive(&b, "A1", "draft", NOON);
	for (int i = 1; i <= 200; i++) {
		g_autoptr(vt_outgoing) o = new_draft("V/v họp");

		insert(&b, o);
		bed_begin(&b);
		draw(&b, o, i % 2 ? "TB-UBND" : "UBND");
		/* Each third fails: its number is drawn by the next. */
		bed_end(&b, i % 3 != 0);
	}
	g_autoptr(GPtrArray) books = vt_books_list(b.store, "kimson", NULL);
	const vt_book_year *book = books->pdata[0];
	g_assert_cmpint(book->last, ==, 134);
	g_assert_cmpint(book->entries, ==, 134);
	const vt_outgoing_range range = { "kimson", "di", 2026, 100, 0, 20 };
	g_autoptr(GPtrArray) page = vt_outgoings_register(b.store, &range, &error);
	g_assert_cmpuint(page->len, ==, 20);
	g_assert_cmpint(((vt_outgoing *)page->pdata[19])->number, ==, 119);
	g_autoptr(vt_outgoing) one = vt_outgoings_numbered(b.store, "kimson", 2026, 7, &error);
	g_assert_cmpint(one->number, ==, 7);
	g_assert_cmpstr(one->form, ==, "KT.");
	g_autoptr(GPtrArray) numbered =
		vt_outgoings_in(b.store, NULL, VT_OUTGOING_NUMBERED, &error);
	g_assert_cmpuint(numbered->len, ==, 134);
	bed_verify(&b);
	/* Numbered: no version any more. */
	bed_begin(&b);
	g_assert_false(vt_outgoings_hand_in(b.store, one, &by_author, &error));
	bed_end(&b, false);
	bed_clear(&b);
}

/* A number is drawn and nobody has it, or two books count one notation: refused. */
static void test_refused(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	const vt_book_year wanted = { .own = (char *)(uintptr_t) "kimson",
				      .book = (char *)(uintptr_t) "di",
				      .year = 2026,
				      .first = 1 };
	const vt_book_year other = { .own = (char *)(uintptr_t) "kimson",
				     .book = (char *)(uintptr_t) "khac",
				     .year = 2026,
				     .first = 1 };
	int64_t number = 0;

	bed_init(&b);
	bed_arrive(&b, "A1", "draft", NOON);
	bed_begin(&b);
	g_assert_true(vt_books_draw(b.store, &wanted, &number, &error));
	g_assert_false(vt_act_end(b.store, true, &error));
	g_assert_cmpint(error->code, ==, VT_NEVER);
	g_clear_error(&error);
	vt_batch_abandon(b.store);
	g_autoptr(vt_outgoing) one = new_draft("một");
	g_autoptr(vt_outgoing) two = new_draft("hai");
	insert(&b, one);
	insert(&b, two);
	bed_begin(&b);
	draw(&b, one, "TB-UBND");
	bed_end(&b, true);
	bed_begin(&b);
	g_assert_true(vt_books_draw(b.store, &other, &two->number, &error));
	two->book = g_strdup("khac");
	two->year = 2026;
	two->notation = g_strdup("TB-UBND");
	two->approved_at = NOON;
	g_assert_false(vt_outgoings_change(b.store, two, &error));
	bed_end(&b, false);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_issue(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_outgoing) o = new_draft("V/v họp");
	g_autoptr(GPtrArray) files =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_file_free);

	bed_init(&b);
	bed_arrive(&b, "A1", "draft", NOON);
	insert(&b, o);
	add_file(files, "ban-phat-hanh.pdf", "dd");
	bed_begin(&b);
	g_assert_true(vt_outgoings_set_issue(b.store, o->id, "waiting", files, &by_author, &error));
	g_assert_true(vt_outgoings_set_issue(b.store, o->id, "text", files, &by_author, &error));
	bed_end(&b, true);
	bed_begin(&b);
	g_assert_false(vt_outgoings_set_issue(b.store, o->id, "text", files, &by_author, &error));
	bed_end(&b, false);
	g_clear_error(&error);
	g_autoptr(GPtrArray) kept = vt_outgoings_files(b.store, o->id, 0, &error);
	g_assert_cmpuint(kept->len, ==, 1);
	vt_outgoing_recipient one = { .position = 2,
				      .state = VT_RECIPIENT_FAILED,
				      .state_at = NOON + 9,
				      .words = (char *)(uintptr_t) "550" };
	bed_begin(&b);
	g_assert_true(vt_outgoings_set_recipient(b.store, o->id, &one, &error));
	one.position = 3;
	g_assert_false(vt_outgoings_set_recipient(b.store, o->id, &one, &error));
	bed_end(&b, true);
	g_autoptr(vt_outgoing) read = vt_outgoings_get(b.store, o->id, NULL);
	g_assert_cmpint(((vt_outgoing_recipient *)read->recipients->pdata[1])->state, ==,
			VT_RECIPIENT_FAILED);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outgoings/round-trip", test_round_trip);
	g_test_add_func("/outgoings/numbers", test_numbers);
	g_test_add_func("/outgoings/refused", test_refused);
	g_test_add_func("/outgoings/issue", test_issue);
	return g_test_run();
}
