/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-textprint - what may differ between what was approved and what is issued, and what may not
 */
#include <string.h>

#include "filters/textprint.h"

#define HEAD     "\fUBND XÃ KIM SƠN\n"
#define BODY     "\nTHÔNG BÁO\nVề việc chi 1.500.000 đồng\nTM. ỦY BAN NHÂN DÂN\n"
#define APPROVED HEAD "Số:    /TB-UBND\nKim Sơn, ngày    tháng    năm 2026" BODY "\fPhụ lục\n5\n7\n"

typedef struct print {
	char text[65], marked[65];
} print;

static print of(const char *pages)
{
	print p = { "", "" };

	g_assert_true(vt_textprint(pages, p.text, p.marked));
	return p;
}

/* As the issue version is compared: whole, or without its marks, with the whole of the approved. */
static bool same(const char *issued)
{
	print approved = of(APPROVED), other = of(issued);

	return strcmp(other.text, approved.text) == 0 || strcmp(other.marked, approved.text) == 0;
}

static void test_same(void)
{
	static const char *const cases[] = {
		APPROVED,
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY "\fPhụ lục\n5\n7\n",
		HEAD "Số: …/TB-UBND\nKim Sơn, ngày … tháng … năm 2026" BODY "\fPhụ lục\n5\n7\n",
		/* Blanks, and an empty line. */
		HEAD "  Số:  12/TB-UBND\n\nKim Sơn,  ngày 23 tháng 11 năm 2026" BODY
		     "\fPhụ  lục\n5\n7\n\n",
		/* Filled fields and a seal are painted last. */
		HEAD "Số:    /TB-UBND\nKim Sơn, ngày    tháng    năm 2026" BODY
		     "Ký bởi: UBND xã\nEmail: a@b\nThời gian ký: 1\n\fPhụ lục\n5\n7\n",
		HEAD "Số:    /TB-UBND\nKim Sơn, ngày    tháng    năm 2026" BODY
		     "12\n23/11/2026\n\fPhụ lục\n5\n7\n",
		HEAD "Số:    /TB-UBND\nKim Sơn, ngày    tháng    năm 2026" BODY
		     "\fPhụ lục\n5\n7\nNgười ký: A\nNgày ký: B\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i]);
		g_assert_true(same(cases[i]));
	}
}

static void test_other(void)
{
	static const char *const cases[] = {
		/* Another sum, another notation, another place. */
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026\nTHÔNG BÁO\n"
		     "Về việc chi 2.500.000 đồng\nTM. ỦY BAN NHÂN DÂN\n\fPhụ lục\n5\n7\n",
		HEAD "Số: 12/QĐ-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY "\fPhụ lục\n5\n7\n",
		HEAD "Số: 12/TB-UBND\nHà Sơn, ngày 23 tháng 11 năm 2026" BODY "\fPhụ lục\n5\n7\n",
		/* A cell of a table, changed, gone, one more; a page more, one less. */
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY "\fPhụ lục\n5\n8\n",
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY "\fPhụ lục\n5\n",
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY
		     "\fPhụ lục\n5\n7\n9\n",
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY
		     "\fPhụ lục\n5\n7\n\fThêm\n",
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY,
		/* An address that nobody signs behind. */
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY
		     "Email: a@b\n\fPhụ lục\n5\n7\n",
		/* More lone lines than a number and a date. */
		HEAD "Số: 12/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY
		     "1\n2\n3\n\fPhụ lục\n5\n7\n",
		/* A word where the number stands. */
		HEAD "Số: mười/TB-UBND\nKim Sơn, ngày 23 tháng 11 năm 2026" BODY
		     "\fPhụ lục\n5\n7\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i]);
		g_assert_false(same(cases[i]));
	}
}

static void test_none(void)
{
	char text[65] = "", marked[65] = "";

	g_assert_false(vt_textprint("", text, marked));
	g_assert_false(vt_textprint("no page", text, marked));
	g_assert_false(vt_textprint("\fwords\n\f \n", text, marked));
	g_assert_cmpstr(text, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/textprint/same", test_same);
	g_test_add_func("/textprint/other", test_other);
	g_test_add_func("/textprint/none", test_none);
	return g_test_run();
}
