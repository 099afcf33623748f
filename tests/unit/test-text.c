/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-text - Vietnamese as people write it, bytes as attackers write them
 */
#include "base/text.h"

#include <string.h>

static void is_text(char *text, const char *expected)
{
	g_autofree char *owned = text;

	g_assert_cmpstr(owned, ==, expected);
}

static void same_upper(const char *a, const char *b)
{
	g_autofree char *upper_a = vt_text_upper(a);
	g_autofree char *upper_b = vt_text_upper(b);

	g_assert_cmpstr(upper_a, ==, upper_b);
}

static void test_utf8(void)
{
	is_text(vt_text_utf8("a\0b\xff"
			     "c\xe1\xbb",
			     7),
		"a\xef\xbf\xbd"
		"b\xef\xbf\xbd"
		"c\xef\xbf\xbd\xef\xbf\xbd");
	is_text(vt_text_utf8("", -1), "");
	is_text(vt_text_utf8("abcdef", 3), "abc");
	is_text(vt_text_utf8("\xc0\xaf", -1), "\xef\xbf\xbd\xef\xbf\xbd");
	is_text(vt_text_utf8("U\xcc\x89y ban", -1), "Ủy ban");
	is_text(vt_text_nfc("Nghi\xcc\xa3\xcc\x82 \xc4\x91i\xcc\xa3nh"), "Nghị̂ định");
	is_text(vt_text_nfc("e\xcc\xa3\xcc\x82"), "ệ");
}

/* Each takes a fraction of a second, or seconds when something is quadratic. */
static void test_hostile(void)
{
	const size_t size = 64 * 1024;
	g_autofree char *bytes = g_malloc(size);
	gint64 start = g_get_monotonic_time();

	memset(bytes, 0xff, size);
	g_autofree char *bad = vt_text_utf8(bytes, (gssize)size);
	g_assert_cmpuint(strlen(bad), ==, 3 * size);
	for (size_t i = 0; i < size; i += 4)
		memcpy(bytes + i, "\xcc\x81\xcc\xa3", 4); /* marks in the wrong order, for ever */
	g_autofree char *marks = vt_text_utf8(bytes, (gssize)size);
	g_autofree char *fold = vt_text_fold(marks);
	g_autofree char *upper = vt_text_upper(marks);
	g_autofree char *again = vt_text_nfc(marks);
	g_assert_cmpstr(fold, ==, "");
	g_assert_cmpstr(again, ==, marks);
	g_assert_nonnull(upper);
	memset(bytes, ' ', size);
	is_text(vt_text_utf8(bytes, 3), "   ");
	g_assert_cmpint(g_get_monotonic_time() - start, <, 2 * G_USEC_PER_SEC);
}

static char *repeated(const char *text, size_t size)
{
	GString *out = g_string_sized_new(size + 64);

	while (out->len < size)
		g_string_append(out, text);
	return g_string_free(out, FALSE);
}

/* A page of text is bounded by 1 MiB; composing it letter by letter must not cost its square. */
static void test_long(void)
{
	static const char *const words[] = {
		"v\xc4\x83n th\xc6\xb0 x\xc3\xa3 ",     /* ordinary, composed */
		"\xe1\xba\xa1",                         /* no blank anywhere */
		"a\xcc\xa3",                            /* decomposed */
		"\xe0\xa7\x87\xe0\xa6\xbe",             /* two marks that join */
		"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", /* Hangul, three to one */
	};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *text = repeated(words[i], 1024 * 1024);
		g_autofree char *some = repeated(words[i], 7000);
		g_autofree char *wanted = g_utf8_normalize(some, -1, G_NORMALIZE_NFC);
		g_autofree char *got = vt_text_nfc(some);
		gint64 from = g_get_monotonic_time();
		g_autofree char *whole = vt_text_nfc(text);

		g_assert_cmpint(g_get_monotonic_time() - from, <, 4 * G_USEC_PER_SEC);
		g_assert_cmpstr(got, ==, wanted);
		g_assert_true(g_utf8_validate(whole, -1, NULL));
	}
}

static void test_fold(void)
{
	static const char *const pairs[][2] = {
		{ "oà", "òa" },     { "oá", "óa" },       { "oả", "ỏa" }, { "oã", "õa" },
		{ "oạ", "ọa" },     { "oè", "òe" },       { "oé", "óe" }, { "oẻ", "ỏe" },
		{ "oẽ", "õe" },     { "oẹ", "ọe" },       { "uý", "úy" }, { "uỳ", "ùy" },
		{ "uỷ", "ủy" },     { "uỹ", "ũy" },       { "uỵ", "ụy" }, { "quý", "qúy" },
		{ "hoàn", "hòan" }, { "khuỷu", "khủyu" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *first = vt_text_fold(pairs[i][0]);

		is_text(vt_text_fold(pairs[i][1]), first);
		same_upper(pairs[i][0], pairs[i][1]);
	}
	is_text(vt_text_fold("  Nghị\t\n định\xc2\xa0 số 30/2020/NĐ-CP "),
		"nghi dinh so 30/2020/nd-cp");
	is_text(vt_text_fold("Nghi\xcc\xa3 đi\xcc\xa3nh"), "nghi dinh");
	is_text(vt_text_fold("ĂÂÊÔƠƯĐ ăâêôơưđ"), "aaeooud aaeooud");
	is_text(vt_text_fold("Ð\xc3\xb0"), "dd"); /* eth, from old fonts */
	is_text(vt_text_fold("ho\xe2\x80\x8b"
			     "a"),
		"hoa");
	is_text(vt_text_fold(""), "");
}

static void test_slug(void)
{
	is_text(vt_text_slug("Trần Thị Bình", 60), "tran-thi-binh");
	is_text(vt_text_slug(" (Sở) Nội vụ – phòng 2. ", 60), "so-noi-vu-phong-2");
	is_text(vt_text_slug("Kim Sơn.", 60), "kim-son");
	is_text(vt_text_slug("Kim Sơn", 4), "kim");
	is_text(vt_text_slug("…!", 60), "");
	is_text(vt_text_slug("", 60), "");
}

static void test_upper(void)
{
	is_text(vt_text_upper("hoả  tốc"), "HỎA TỐC");
	is_text(vt_text_upper("HỎA TỐC"), "HỎA TỐC");
	is_text(vt_text_upper("Hoả Tốc "), "HỎA TỐC");
	is_text(vt_text_upper("uỷ ban"), "ỦY BAN");
	is_text(vt_text_upper("qúy"), "QUÝ");
	is_text(vt_text_upper("quý"), "QUÝ");
	is_text(vt_text_upper("hòan thành"), "HOÀN THÀNH");
	is_text(vt_text_upper("ngoài"), "NGOÀI");
	is_text(vt_text_upper("huỳnh"), "HUỲNH");
	is_text(vt_text_upper("tối mật"), "TỐI MẬT");
	is_text(vt_text_upper("khuyến"), "KHUYẾN");
	is_text(vt_text_upper("đ\xc3\xb0"), "ĐĐ");
	is_text(vt_text_upper("oà"), "ÒA");
	is_text(vt_text_upper(""), "");
	/* a mark is a meaning: MẬT is not MAT */
	g_autofree char *secret = vt_text_upper("mật");
	g_assert_cmpstr(secret, !=, "MAT");
}

static void test_shown(void)
{
	is_text(vt_text_shown("  một \r\n hai\t", 50), "một hai");
	is_text(vt_text_shown("a\x01"
			      "b\x7f",
			      50),
		"a\\u{0001}b\\u{007F}");
	is_text(vt_text_shown("a\xe2\x80\xae"
			      "fdp.exe",
			      50),
		"a\\u{202E}fdp.exe");
	is_text(vt_text_shown("a\xe2\x80\x8b\xef\xbb\xbf", 50), "a\\u{200B}\\u{FEFF}");
	is_text(vt_text_shown("xem http://a.vn/b", 50), "xem http:// a.vn/b");
	is_text(vt_text_shown("http:// x", 50), "http:// x");
	is_text(vt_text_shown("abcde", 5), "abcde");
	is_text(vt_text_shown("abcdef", 5), "abcd…");
	is_text(vt_text_shown("ủủủủủủ", 5), "ủủủủ…");
	is_text(vt_text_shown("abcd efg", 6), "abcd…");
	is_text(vt_text_shown("abcde   ", 5), "abcde");
	is_text(vt_text_shown("abc\x01", 5), "abc…");
	is_text(vt_text_shown("abc", 0), "");
	is_text(vt_text_shown("", 5), "");
	is_text(vt_text_quoted("a » b", 50), "«a \\u{00BB} b»");
	is_text(vt_text_quoted("abcdef", 3), "«ab…»");
	/* Who quotes a stranger signs no reference with it; a notation is none. */
	is_text(vt_text_quoted("x VT-ABCD-EFGH-2345-67ab.", 50), "«x VT ABCD-EFGH-2345-67ab.»");
	is_text(vt_text_quoted("12/VT-UBND-VP", 50), "«12/VT-UBND-VP»");
	is_text(vt_text_tidy(" a\t\tb\n"), "a b");
	is_text(vt_text_tidy(" \t"), "");
}

static void test_cut(void)
{
	static const struct {
		const char *text, *cut;
	} cases[] = {
		{ "abc", "abc" }, { "abcde", "abcd" }, { "abcủ", "abc" },
		{ "aủx", "aủ" },  { "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup(cases[i].text);

		vt_text_cut(text, 4);
		g_assert_cmpstr(text, ==, cases[i].cut);
	}
}

static void test_columns(void)
{
	g_assert_cmpuint(vt_text_chars("Số đến"), ==, 6);
	g_assert_cmpuint(vt_text_columns("Số đến"), ==, 6);
	g_assert_cmpuint(vt_text_columns("e\xcc\xa3\xcc\x82"), ==, 1);
	g_assert_cmpuint(vt_text_columns("漢字"), ==, 4);
	is_text(vt_text_fit("đến", 5), "đến  ");
	is_text(vt_text_fit("đến", 3), "đến");
	is_text(vt_text_fit("đến nơi", 4), "đến…");
	is_text(vt_text_fit("漢字", 3), "漢…");
	is_text(vt_text_fit("漢字x", 4), "漢… ");
	is_text(vt_text_fit("đến", 1), "…");
	is_text(vt_text_fit("đến", 0), "");
}

static void test_words(void)
{
	g_assert_true(vt_text_has_words("cong van hoa toc", "hoa toc"));
	g_assert_true(vt_text_has_words("hoa toc", "hoa toc"));
	g_assert_true(vt_text_has_words("xmat, mat.", "mat"));
	g_assert_false(vt_text_has_words("xmat matx", "mat"));
	g_assert_false(vt_text_has_words("mat", ""));
	g_assert_false(vt_text_has_words("", "mat"));
	g_assert_true(vt_text_has_words("a(mat)b", "(mat)"));
	g_assert_false(vt_text_has_words("ơmat", "mat"));
}

static void test_nearest(void)
{
	static const char *const names[] = { "address", "name", "path", "to", NULL };
	g_autofree char *endless = g_strnfill(100000, 'a');

	g_assert_cmpstr(vt_text_nearest("adress", names), ==, "address");
	g_assert_cmpstr(vt_text_nearest("adres", names), ==, "address");
	g_assert_null(vt_text_nearest("adre", names));
	g_assert_cmpstr(vt_text_nearest("nmae", names), ==, "name");
	g_assert_cmpstr(vt_text_nearest("ot", names), ==, "to");
	g_assert_null(vt_text_nearest("xy", names));
	g_assert_null(vt_text_nearest("", names));
	g_assert_null(vt_text_nearest(endless, names));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/utf8", test_utf8);
	g_test_add_func("/text/hostile", test_hostile);
	g_test_add_func("/text/long", test_long);
	g_test_add_func("/text/fold", test_fold);
	g_test_add_func("/text/slug", test_slug);
	g_test_add_func("/text/upper", test_upper);
	g_test_add_func("/text/shown", test_shown);
	g_test_add_func("/text/cut", test_cut);
	g_test_add_func("/text/columns", test_columns);
	g_test_add_func("/text/words", test_words);
	g_test_add_func("/text/nearest", test_nearest);
	return g_test_run();
}
