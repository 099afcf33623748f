/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-books - consecutive numbers, the turn of the year, acts that fail, search in the register */
#include "store/books.h"

#include "base/error.h"
#include "store/documents.h"
#include "store/search.h"
#include "tests/unit/bed.h"
#include "work/clerk.h"

/* 31/12/2026 23:59:59 +07:00 */
#define LAST_SECOND 1798736399

static void test_gapless(void)
{
	bed b;

	bed_init(&b);
	for (int i = 1; i <= 200; i++) {
		g_autofree char *id = g_strdup_printf("A%d", i);
		g_autofree char *number = g_strdup_printf("%d", i + 1000);

		g_assert_cmpint(bed_register(&b, id, number, NOON + i), ==, i);
	}
	g_autoptr(GPtrArray) books = vt_books_list(b.store, "kimson", NULL);
	g_assert_cmpuint(books->len, ==, 1);
	const vt_book_year *book = g_ptr_array_index(books, 0);
	g_assert_cmpint(book->first, ==, 1);
	g_assert_cmpint(book->last, ==, 200);
	g_assert_cmpint(book->entries, ==, 200);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_turn_of_year(void)
{
	bed b;
	vt_date date = vt_clock_vietnam(LAST_SECOND);

	g_assert_cmpint(date.year, ==, 2026);
	g_assert_cmpint(vt_clock_vietnam(LAST_SECOND + 1).year, ==, 2027);
	bed_init(&b);
	g_assert_cmpint(bed_register(&b, "A1", "1", LAST_SECOND - 1), ==, 1);
	g_assert_cmpint(bed_register(&b, "A2", "2", LAST_SECOND), ==, 2);
	g_assert_cmpint(bed_register(&b, "A3", "3", LAST_SECOND + 1), ==, 1);
	g_assert_cmpint(bed_register(&b, "A4", "4", LAST_SECOND + 2), ==, 2);
	g_autoptr(vt_document) document =
		vt_documents_find(b.store, "kimson", "den", 2027, 1, NULL);
	g_assert_cmpstr(document->arrival, ==, "A3");
	bed_verify(&b);
	bed_clear(&b);
}

static void test_first_of_introduction(void)
{
	bed b;
	vt_book *book = NULL;

	bed_init(&b);
	book = g_ptr_array_index(b.office->books, 0);
	book->first = 357;
	g_assert_cmpint(bed_register(&b, "A1", "1", NOON), ==, 357);
	/* No effect once the book has begun, nor in another year. */
	book->first = 900;
	g_assert_cmpint(bed_register(&b, "A2", "2", NOON), ==, 358);
	g_assert_cmpint(bed_register(&b, "A3", "3", LAST_SECOND + 1), ==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

/* Its number is drawn by the next one. */
static void test_failing_act(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	int64_t numbers[3] = { 0 };

	bed_init(&b);
	for (unsigned i = 0; i < 3; i++) {
		g_autofree char *id = g_strdup_printf("A%u", i);

		bed_arrive(&b, id, id, NOON);
	}
	g_assert_true(vt_batch_begin(b.store, &error));
	for (unsigned i = 0; i < 3; i++) {
		g_autofree char *id = g_strdup_printf("A%u", i);
		vt_conclusion conclusion;
		bed_report report;

		bed_report_init(&report, id + 1);
		const vt_inspected seen = {
			.id = id,
			.now = NOON,
			.envelope = &report.envelope,
			.identity = report.identity,
			.contents = report.contents,
			.allowed = true,
		};
		g_assert_true(vt_act_begin(b.store, &error));
		g_assert_true(vt_incoming_conclude(b.store, b.office, &seen, &conclusion, &error));
		numbers[i] = conclusion.document->number;
		g_assert_true(vt_act_end(b.store, i != 1, &error));
		vt_conclusion_clear(&conclusion);
		bed_report_clear(&report);
	}
	g_assert_true(vt_batch_commit(b.store, &error));
	g_assert_cmpint(numbers[0], ==, 1);
	g_assert_cmpint(numbers[1], ==, 2);
	g_assert_cmpint(numbers[2], ==, 2);
	g_autoptr(vt_arrival) failed = bed_get(&b, "A1");
	g_assert_cmpint(failed->state, ==, VT_STATE_WAITING);
	g_assert_null(failed->subject);
	bed_verify(&b);
	bed_clear(&b);
}

static void test_own_agencies(void)
{
	bed b;
	vt_conclusion conclusion;
	bed_report report;

	bed_init(&b);
	g_assert_cmpint(bed_register(&b, "A1", "1", NOON), ==, 1);
	bed_report_init(&report, "2");
	g_ptr_array_set_size(report.recipients, 0);
	g_ptr_array_add(report.recipients, g_strdup("vanthu@phuhoa.example"));
	bed_arrive(&b, "A2", "to the other", NOON);
	bed_conclude(&b, "A2", &report, NOON, &conclusion);
	g_assert_cmpstr(conclusion.own, ==, "phuhoa");
	g_assert_cmpint(conclusion.document->number, ==, 1);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	const vt_document_range range = { "phuhoa", NULL, 2026, 1, 0, 100 };
	g_autoptr(GPtrArray) list = vt_documents_list(b.store, &range, NULL);
	g_assert_cmpuint(list->len, ==, 1);
	bed_verify(&b);
	bed_clear(&b);
}

static unsigned hits(bed *b, const char *own, const char *query)
{
	g_autoptr(GError) error = NULL;
	vt_search_hits found = { NULL, 0 };

	vt_search(b->store, own, query, 0, &found, &error);
	g_assert_no_error(error);
	g_array_unref(found.ids);
	return found.total;
}

static void test_search(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	bed_register(&b, "A2", "1453", NOON);
	g_assert_cmpuint(hits(&b, "kimson", "huong dan"), ==, 2);
	g_assert_cmpuint(hits(&b, "kimson", "Hướng dẫn"), ==, 2);
	g_assert_cmpuint(hits(&b, "kimson", "\"cong tac van thu\""), ==, 2);
	g_assert_cmpuint(hits(&b, "kimson", "\"van thu cong tac\""), ==, 0);
	g_assert_cmpuint(hits(&b, "kimson", "453/SNV-VP"), ==, 1);
	g_assert_cmpuint(hits(&b, "kimson", "145*"), ==, 1);
	g_assert_cmpuint(hits(&b, "phuhoa", "huong dan"), ==, 0);
	/* Nobody speaks FTS5's own language from outside. */
	g_assert_cmpuint(hits(&b, "kimson", "number : \" OR * ( NEAR ^"), ==, 0);
	g_assert_cmpuint(hits(&b, "kimson", ""), ==, 0);
	bed_begin(&b);
	g_assert_true(vt_search_add_body(b.store, 1, "Điều 5. Nghị định này", &error));
	bed_end(&b, true);
	g_assert_cmpuint(hits(&b, "kimson", "nghi dinh"), ==, 1);
	bed_begin(&b);
	g_assert_true(vt_search_remove(b.store, 1, &error));
	bed_end(&b, true);
	g_assert_cmpuint(hits(&b, "kimson", "nghi dinh"), ==, 0);
	g_assert_cmpuint(hits(&b, "kimson", "huong dan"), ==, 1);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/books/gapless", test_gapless);
	g_test_add_func("/books/turn-of-year", test_turn_of_year);
	g_test_add_func("/books/first-of-introduction", test_first_of_introduction);
	g_test_add_func("/books/failing-act", test_failing_act);
	g_test_add_func("/books/own-agencies", test_own_agencies);
	g_test_add_func("/books/search", test_search);
	return g_test_run();
}
