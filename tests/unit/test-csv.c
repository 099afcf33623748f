/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-csv - tables as RFC 4180 has them and as Excel saves them
 */
#include "base/csv.h"

#include <string.h>

/* Rows joined by '/', cells by '|', the header first; faults behind '!'. */
static char *shown(const char *bytes, size_t size)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_csv) csv = vt_csv_parse(bytes, size, "t.csv", faults);
	GString *out = g_string_new(NULL);

	for (unsigned c = 0; c < vt_csv_columns(csv); c++)
		g_string_append_printf(out, "%s%s", c > 0 ? "|" : "", vt_csv_title(csv, c));
	for (unsigned r = 0; r < vt_csv_rows(csv); r++)
		for (unsigned c = 0; c < vt_csv_columns(csv); c++)
			g_string_append_printf(out, "%s%s", c > 0 ? "|" : "/",
					       vt_csv_cell(csv, r, c));
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_string_append_printf(out, "!%s", vt_faults_get(faults, i));
	return g_string_free(out, FALSE);
}

static void check(const char *text, const char *wanted)
{
	g_autofree char *got = shown(text, strlen(text));

	g_assert_cmpstr(got, ==, wanted);
}

static void test_plain(void)
{
	check("a,b\n1,2\n", "a|b/1|2");
	check("a,b\r\n1,2\r\n3,4", "a|b/1|2/3|4");
	check("a,b\r1,2", "a|b/1|2");
	check("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "a|b/1,5|say \"hi\"");
	check("a,b\n\"two\nlines\",x\ny,z\n", "a|b/two lines|x/y|z");
	check("a\n\n,\n1\n", "a/1");
}

static void test_excel(void)
{
	check("\xef\xbb\xbf"
	      "a;b\r\n1;2\r\n",
	      "a|b/1|2");
	check("a\tb\n1\t2\n", "a|b/1|2");
	check("sep=;\r\na;b,c\r\n1;2\r\n", "a|b,c/1|2");
	check("a;b;;;\r\n1;2;;;\r\n;;;;\r\n", "a|b/1|2");
	check("a;b\n'0912;=\"0913\"\n", "a|b/0912|0913");
	/* As Excel itself quotes such a formula. */
	check("a;b\n\"=\"\"0912\"\"\";x\n", "a|b/0912|x");
	/* NBSP, zero-width space, decomposed letters. */
	check("a\n\xc2\xa0Tr\xc3\xa2\xcc\x80n\xc2\xa0\xe2\x80\x8bV\xc4\x83n \n", "a/Trần Văn");
	check("\"a;b\",c\n1,2\n", "a;b|c/1|2");
}

static void test_utf16(void)
{
	static const char le[] = "\xff\xfe"
				 "a\0\t\0b\0\n\0001\0\t\0002\0";
	g_autofree char *got = shown(le, sizeof le - 1);

	g_assert_cmpstr(got, ==, "a|b/1|2");
}

static void test_faults(void)
{
	check("", "!t.csv: the table is empty");
	check("a,b\n1,\"2\n", "a|b/1|2!t.csv:2: a quote is opened and not closed");
	check("a,b\n\"1\"x,2\n", "a|b/1x|2!t.csv:2: text stands behind a quote");
	check("a,b\n1,2,3\n",
	      "a|b/1|2!t.csv:2: 3 cells, and the header has 2: a separator without quotes?");
	check("a\n\"x\ny\"\nz\x01\n", "a/x y!t.csv:4: a cell holds a control character");
	check("a\nTr\xe2n\n", "!t.csv:2: the text is not UTF-8: in Excel, save as \"CSV UTF-8\"");
}

static void test_lines(void)
{
	static const char text[] = "\n\na\n\"1\n2\"\n\n3\n";
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_csv) csv = vt_csv_parse(text, strlen(text), "t.csv", faults);

	g_assert_cmpuint(vt_csv_title_line(csv), ==, 3);
	g_assert_cmpuint(vt_csv_line(csv, 0), ==, 4);
	g_assert_cmpuint(vt_csv_line(csv, 1), ==, 7);
}

static void test_limits(void)
{
	g_autoptr(GString) text = g_string_new("a\n");
	g_autofree char *got = NULL;
	g_autofree char *long_cell = g_strnfill(VT_CSV_MAX_CELL, 'x');

	g_string_append_printf(text, "%s\n", long_cell);
	got = shown(text->str, text->len);
	g_assert_null(strchr(got, '!'));
	g_string_append_printf(text, "%sx\n", long_cell);
	g_free(got);
	got = shown(text->str, text->len);
	g_assert_nonnull(strstr(got, "!t.csv:3: a cell is longer"));
	g_string_assign(text, "a\n");
	for (unsigned i = 0; i < VT_CSV_MAX_ROWS; i++)
		g_string_append(text, "1\n");
	g_free(got);
	got = shown(text->str, text->len);
	g_assert_nonnull(strstr(got, "more than 20000 rows"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/plain", test_plain);
	g_test_add_func("/csv/excel", test_excel);
	g_test_add_func("/csv/utf16", test_utf16);
	g_test_add_func("/csv/faults", test_faults);
	g_test_add_func("/csv/lines", test_lines);
	g_test_add_func("/csv/limits", test_limits);
	return g_test_run();
}
