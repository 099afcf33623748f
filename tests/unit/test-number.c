/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-number - số and ký hiệu, whole and in running text
 */
#include "doc/number.h"

#include <glib.h>
#include <string.h>

typedef struct {
	const char *text, *number, *notation; /* number NULL: must be refused */
} sample;

static void test_parse(void)
{
	static const sample samples[] = {
		{ "453/TB-UBND", "453", "TB-UBND" },
		{ "Số 453/TB-UBND", NULL, NULL },
		{ "05/BNV-VP", "05", "BNV-VP" },
		{ "30/2020/NĐ-CP", "30", "2020/NĐ-CP" },
		{ "37 / 2026 / TT - BCA", "37", "2026/TT-BCA" },
		{ "453      /TB-UBND", "453", "TB-UBND" },
		{ "15/QĐ -UBND", "15", "QĐ-UBND" },
		{ "12a/SYT-NVY", "12a", "SYT-NVY" },
		{ "3722/VPCP-CN", "3722", "VPCP-CN" },
		{ "10/P&T–KT", "10", "P&T-KT" },
		{ "4 5 3/TB-UBND", NULL, NULL },
		{ "29/4/2026", NULL, NULL },
		{ "12/2026", NULL, NULL },
		{ "/TB-UBND", NULL, NULL },
		{ "1234567/TB-UBND", NULL, NULL },
		{ "453/TB-UBND và", NULL, NULL },
		{ "", NULL, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *number = NULL;
		g_autofree char *notation = NULL;
		bool ok = vt_number_parse(samples[i].text, &number, &notation);
		g_test_message("%s", samples[i].text);
		g_assert_true(ok == (samples[i].number != NULL));
		g_assert_cmpstr(number, ==, samples[i].number);
		g_assert_cmpstr(notation, ==, samples[i].notation);
	}
}

static void test_find(void)
{
	static const sample samples[] = {
		{ "Thông báo số 453/TB-UBND ngày 29/4/2026", "453", "TB-UBND" },
		{ "453/TB-UBND - Về việc treo cờ", "453", "TB-UBND" },
		{ "V/v ngày 29/4/2026 theo 30/2020/NĐ-CP.", "30", "2020/NĐ-CP" },
		{ "số 15/QĐ -UBND về việc", "15", "QĐ-UBND" },
		{ "Gửi 7/UBND.", "7", "UBND" },
		{ "29/4/2026/TB", NULL, NULL },
		{ "tốc độ 60 km/h, 24/7", NULL, NULL },
		{ "họp ngày 29 / Hà nội", NULL, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *number = NULL;
		g_autofree char *notation = NULL;
		gsize from = 0, to = 0;
		bool ok = vt_number_find(samples[i].text, &from, &to, &number, &notation);
		g_test_message("%s", samples[i].text);
		g_assert_true(ok == (samples[i].number != NULL));
		g_assert_cmpstr(number, ==, samples[i].number);
		g_assert_cmpstr(notation, ==, samples[i].notation);
		g_assert_cmpuint(to, <=, strlen(samples[i].text));
	}
}

static void test_key(void)
{
	g_autofree char *a = vt_number_key("005", "qđ–UBND");
	g_autofree char *b = vt_number_key("5", "QĐ - UBND");
	g_autofree char *zero = vt_number_key("0", NULL);
	g_autofree char *shown = vt_number_show("05", "BNV-VP");
	g_assert_cmpstr(a, ==, b);
	g_assert_cmpstr(a, ==, "5/QĐ-UBND");
	g_assert_cmpstr(zero, ==, "0");
	g_assert_cmpstr(shown, ==, "05/BNV-VP");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/number/parse", test_parse);
	g_test_add_func("/number/find", test_find);
	g_test_add_func("/number/key", test_key);
	return g_test_run();
}
