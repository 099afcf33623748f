/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-search - spellings, filters, pages and the order of hits
 */
#include "store/search.h"

#include "doc/spelling.h"
#include "store/tasks.h"
#include "tests/unit/bed.h"

static void test_spelling(void)
{
	const char *const long_name[] = { "uy", "ban", "nhan", "dan", "xa" };
	const char *const none[] = { "uy", "ban", "kiem", "tra" };
	const char *const *forms = NULL;
	g_autofree char *twin = vt_spelling_twin("ky");
	g_autofree char *quy = vt_spelling_twin("qui");

	g_assert_cmpstr(twin, ==, "ki");
	g_assert_cmpstr(quy, ==, "quy");
	g_assert_null(vt_spelling_twin("thuy"));
	g_assert_null(vt_spelling_twin("vi"));
	g_assert_null(vt_spelling_twin(""));
	g_assert_cmpuint(vt_spelling_forms(long_name, 5, &forms), ==, 4);
	g_assert_cmpstr(forms[0], ==, "ubnd");
	g_assert_cmpuint(vt_spelling_forms(none, 4, &forms), ==, 0);
}

static vt_search_hits find(bed *b, vt_search_for what, unsigned page)
{
	g_autoptr(GError) error = NULL;
	vt_search_hits hits = { NULL, 0 };

	g_assert_true(vt_search_find(b->store, &what, page, &hits, &error));
	g_assert_no_error(error);
	return hits;
}

static unsigned count(bed *b, vt_search_for what)
{
	vt_search_hits hits = find(b, what, 0);

	g_array_unref(hits.ids);
	return hits.total;
}

#define FOR(...) ((vt_search_for){ .own = "kimson", __VA_ARGS__ })

static void add_text(bed *b, int64_t document, const char *text)
{
	g_autoptr(GError) error = NULL;

	bed_begin(b);
	g_assert_true(vt_search_add_body(b->store, document, text, &error));
	g_assert_no_error(error);
	bed_end(b, true);
}

static void test_words(void)
{
	static const struct {
		const char *words;
		unsigned hits;
	} cases[] = {
		{ "kĩ thuật", 1 },
		{ "kỹ thuật", 1 },
		{ "ki thuat", 1 },
		{ "\"kĩ thuật hoà bình\"", 1 },
		{ "Uỷ ban nhân dân", 2 },
		{ "UBND", 2 },
		{ "ỦY BAN NHÂN DÂN xã", 1 },
		{ "hoà bình", 1 },
		{ "hòa bình", 1 },
		{ "Đắc Lắc", 1 },
		{ "dak lak", 1 },
		{ "daklak", 1 },
		{ "quí IV", 1 },
		{ "quý iv", 1 },
		{ "đường bộ", 1 },
		{ "duong bo", 1 },
		{ "duong khong", 0 },
		{ "kiem tra", 0 },
		{ "\"bình hòa\"", 0 },
		{ "kỹ* hoà", 1 },
	};
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	bed_register(&b, "A2", "454", NOON + 1);
	add_text(&b, 1, "Ủy ban nhân dân xã; Kỹ thuật hòa bình; tỉnh Đắk Lắk");
	add_text(&b, 2, "Sở gửi UBND huyện, Quý IV, Đường bộ");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].words);
		g_assert_cmpuint(count(&b, FOR(.words = cases[i].words)), ==, cases[i].hits);
	}
	g_autoptr(GString) many = g_string_new("thuat");
	for (unsigned i = 0; i < VT_SEARCH_WORDS; i++)
		g_string_append(many, " thuat");
	g_assert_cmpuint(count(&b, FOR(.words = many->str)), ==, 0);
	bed_clear(&b);
}

static bool is_odd(int64_t document, void *data)
{
	(void)data;
	return document % 2 == 1;
}

static bool is_counted(int64_t document, void *data)
{
	unsigned *asked = data;

	(void)document;
	++*asked;
	return true;
}

static void test_filters(void)
{
	static const vt_stage assigned = VT_STAGE_ASSIGNED, finished = VT_STAGE_FINISHED;
	g_autoptr(GError) error = NULL;
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "453", NOON);
	bed_register(&b, "A2", "454", NOON + 86400);
	bed_begin(&b);
	g_assert_true(vt_documents_set_stage(b.store, 2, assigned, NOON, &error));
	bed_end(&b, true);
	g_assert_cmpuint(count(&b, FOR(.words = "van thu")), ==, 2);
	g_assert_cmpuint(count(&b, FOR(.words = NULL)), ==, 0);
	g_assert_cmpuint(count(&b, FOR(.year = 2026)), ==, 2);
	g_assert_cmpuint(count(&b, FOR(.year = 2025)), ==, 0);
	g_assert_cmpuint(count(&b, FOR(.from = NOON + 80000)), ==, 1);
	g_assert_cmpuint(count(&b, FOR(.to = NOON + 80000)), ==, 1);
	g_assert_cmpuint(count(&b, FOR(.words = "453", .from = NOON + 80000)), ==, 0);
	g_assert_cmpuint(count(&b, FOR(.stage = &assigned)), ==, 1);
	g_assert_cmpuint(count(&b, FOR(.stage = &finished)), ==, 0);
	g_assert_cmpuint(count(&b, FOR(.issuer = "sở nội vụ")), ==, 2);
	g_assert_cmpuint(count(&b, FOR(.issuer = "SO NOI")), ==, 2);
	g_assert_cmpuint(count(&b, FOR(.issuer = "noi")), ==, 2);
	g_assert_cmpuint(count(&b, FOR(.issuer = "no")), ==, 0);
	g_assert_cmpuint(count(&b, FOR(.words = "van thu", .shows = is_odd)), ==, 1);
	g_assert_cmpuint(count(&b, (vt_search_for){ .own = "phuhoa", .year = 2026 }), ==, 0);
	/* Who has nothing to do with it is not even asked about. */
	unsigned asked = 0;
	g_assert_cmpuint(count(&b, FOR(.words = "van thu", .shows = is_counted, .data = &asked)),
			 ==, 2);
	g_assert_cmpuint(asked, ==, 2);
	g_assert_cmpuint(count(&b, FOR(.words = "van thu", .concerns = "nguyen-van-tu",
				       .shows = is_counted, .data = &asked)),
			 ==, 0);
	g_assert_cmpuint(asked, ==, 2);
	bed_clear(&b);
}

static void test_pages(void)
{
	bed b;

	bed_init(&b);
	for (int i = 1; i <= VT_SEARCH_PAGE + 3; i++) {
		g_autofree char *id = g_strdup_printf("A%d", i);
		g_autofree char *number = g_strdup_printf("%d", 1000 + i);

		bed_register(&b, id, number, NOON + i);
	}
	vt_search_hits first = find(&b, FOR(.words = "van thu"), 0);
	vt_search_hits second = find(&b, FOR(.words = "van thu"), 1);
	vt_search_hits third = find(&b, FOR(.words = "van thu"), 2);
	g_assert_cmpuint(first.total, ==, VT_SEARCH_PAGE + 3);
	g_assert_cmpuint(first.ids->len, ==, VT_SEARCH_PAGE);
	g_assert_cmpuint(second.ids->len, ==, 3);
	g_assert_cmpuint(third.ids->len, ==, 0);
	g_assert_cmpint(g_array_index(first.ids, int64_t, 0), ==, VT_SEARCH_PAGE + 3);
	g_assert_cmpint(g_array_index(second.ids, int64_t, 2), ==, 1);
	g_array_unref(first.ids);
	g_array_unref(second.ids);
	g_array_unref(third.ids);
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/search/spelling", test_spelling);
	g_test_add_func("/search/words", test_words);
	g_test_add_func("/search/filters", test_filters);
	g_test_add_func("/search/pages", test_pages);
	return g_test_run();
}
