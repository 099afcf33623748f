/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-template - places, dropped lines, rows, conditions, faults; and the shipped templates
 */
#include <string.h>

#include "mail/template.h"

static vt_template *parse(const char *text, vt_faults *faults)
{
	return vt_template_parse(text, strlen(text), "den.txt", "van-thu-giu", faults);
}

/* Fills and compares; the template must be without fault. */
static void expect(const char *text, const vt_filling *filling, const char *subject,
		   const char *body)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_template) one = parse(text, faults);
	g_autofree char *got_subject = NULL, *got_body = NULL;
	g_autoptr(GError) error = NULL;

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_test_message("%s", vt_faults_get(faults, i));
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	g_assert_true(vt_template_fill(one, filling, &got_subject, &got_body, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(got_subject, ==, subject);
	g_assert_cmpstr(got_body, ==, body);
}

static void places(void)
{
	g_autoptr(vt_filling) filling = vt_filling_new();

	vt_filling_add(filling, "so_thu", "3");
	vt_filling_add(filling, "ten_co_quan", "UBND xã Kim Sơn");
	expect("Chủ đề: {so_thu} thư {gio_lap}\nChủ đề: Có {so_thu} thư\n\n{ten_co_quan}\n"
	       "- Giờ: {gio_lap}\n\nSố: {so_thu}; ngày {ngay_lap}\n\n{ten_van_phong}\n\nHết\n",
	       filling, "Có 3 thư", "UBND xã Kim Sơn\n\nSố: 3; ngày \n\nHết\n");
	expect("Subject: {gio_lap} {ngay_lap}\n\nĐồng chí {ten_co_quan}, {chuc_vu_nguoi_nhan}.\n",
	       filling, "", "Đồng chí UBND xã Kim Sơn.\n");
}

/* What a stranger wrote stays a value: no second filling, no line of its own, no end. */
static void hostile_values(void)
{
	g_autoptr(vt_filling) filling = vt_filling_new();

	vt_filling_add(filling, "so_thu", "{ten_co_quan}\r\nBcc: x\tq\x01 {/giu}");
	vt_filling_add(filling, "ten_co_quan", "\xff\xfe");
	expect("Chủ đề: {so_thu}\n\n{so_thu}|{ten_co_quan}\n", filling,
	       "{ten_co_quan} Bcc: x q {/giu}",
	       "{ten_co_quan} Bcc: x q  {/giu}|\xef\xbf\xbd\xef\xbf\xbd\n");
}

static void rows(void)
{
	static const char text[] =
		"Chủ đề: a\n\n{?giu}\nI.\n{#giu}\n{giu_stt}. {giu_ma} ({so_thu})\n"
		"  {giu_viec}\n{/giu}\n{/giu}\n{?la}\nII.\n{/la}\n"
		"{?giu_con_lai}\ncòn\n{/giu_con_lai}\nxong\n";
	g_autoptr(vt_filling) filling = vt_filling_new();

	expect(text, filling, "a", "xong\n");
	vt_filling_add(filling, "so_thu", "2");
	vt_filling_add(filling, "giu_stt", "1");
	vt_filling_add(filling, "giu_ma", "201");
	vt_filling_add(filling, "giu_viec", "");
	vt_filling_add(filling, "giu_stt", "2");
	vt_filling_add(filling, "giu_ma", "401");
	vt_filling_add(filling, "giu_viec", "ký lại");
	expect(text, filling, "a", "I.\n1. 201 (2)\n2. 401 (2)\n  ký lại\nxong\n");
	vt_filling_add(filling, "giu_con_lai", "7");
	expect(text, filling, "a", "I.\n1. 201 (2)\n2. 401 (2)\n  ký lại\ncòn\nxong\n");
}

static void several_lines(void)
{
	g_autoptr(vt_filling) filling = vt_filling_new();

	vt_filling_add(filling, "chan_thu", "--\r\nVăn phòng\n");
	expect("Chủ đề: a\n\nx\n\n{chan_thu}\n", filling, "a", "x\n\n--\nVăn phòng\n");
}

static void folding(void)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autoptr(GString) value = g_string_new(NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_template) one = parse("Chủ đề: a\n\nx {so_thu}\n", faults);
	g_autofree char *subject = NULL, *body = NULL;

	for (int i = 0; i < 400; i++)
		g_string_append(value, "ường ");
	for (int i = 0; i < 400; i++)
		g_string_append(value, "đề");
	vt_filling_add(filling, "so_thu", value->str);
	g_assert_true(vt_template_fill(one, filling, &subject, &body, NULL));
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), >, 4);
	for (char **line = lines; *line != NULL; line++) {
		g_assert_cmpuint(strlen(*line), <=, VT_TEMPLATE_MAX_LINE_BYTES + 4);
		g_assert_true(g_utf8_validate(*line, -1, NULL));
	}
}

static void expect_fault(const char *text, const char *fault)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_template) one = parse(text, faults);
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *subject = NULL, *body = NULL;

	g_assert_cmpuint(vt_faults_count(faults), >=, 1);
	g_assert_cmpstr(vt_faults_get(faults, 0), ==, fault);
	g_assert_true(vt_template_fill(one, filling, &subject, &body, NULL));
}

static void faults(void)
{
	expect_fault("Chủ đề: a\n\n{so_thuu}\n",
		     "den.txt:3: unknown place '{so_thuu}', did you mean '{so_thu}'?");
	expect_fault("Chủ đề: {khong_he_co}\n\nx\n", "den.txt:1: unknown place '{khong_he_co}'");
	expect_fault("Chủ đề: a\n\n{so_den}\n", "den.txt:3: unknown place '{so_den}'");
	expect_fault("Chủ đề: a\n\n{Lạ}\n", "den.txt:3: stray '{'");
	expect_fault("Chủ đề: a\n\n{#lạ}\n{/lạ}\n", "den.txt:3: unknown block 'lạ'");
	expect_fault("Chủ đề: a\n\n{#giu}\nx\n", "den.txt:5: 'giu' is never closed");
	expect_fault("Chủ đề: a\n\n{/giu}\nx\n", "den.txt:3: '{/giu}' closes nothing");
	expect_fault("Chủ đề: a\n\n{#giu}\n{/la}\n", "den.txt:4: '{/la}' closes 'giu'");
	expect_fault("Chủ đề: a\n\nb\rc\n", "den.txt:3: control character U+000D");
	expect_fault("x\n", "den.txt:1: the first line is no 'Chủ đề: ...'");
	expect_fault("Chủ đề: a\nx\n", "den.txt:2: no blank line after the subject");
}

/* Every shipped file is there, in both languages, without fault; and every place is used. */
static void shipped(void)
{
	g_autofree char *folder = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_autoptr(vt_faults) found = vt_faults_new();
	g_autoptr(vt_templates) templates = vt_templates_load(folder, found);

	for (unsigned i = 0; i < vt_faults_count(found); i++)
		g_test_message("%s", vt_faults_get(found, i));
	g_assert_cmpuint(vt_faults_count(found), ==, 0);
	g_autofree char *sentence =
		vt_templates_sentence(templates, "en", "tinh_trang_da_tiep_nhan", NULL);
	g_assert_cmpstr(sentence, ==, "Registered");
	g_autofree char *fallback =
		vt_templates_sentence(templates, "fr", "tinh_trang_da_tiep_nhan", NULL);
	g_assert_cmpstr(fallback, ==, "Đã tiếp nhận");
	for (const char *const *name = vt_template_names(); *name != NULL; name++)
		g_assert_nonnull(vt_templates_get(templates, "en", *name));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template/places", places);
	g_test_add_func("/template/hostile-values", hostile_values);
	g_test_add_func("/template/rows", rows);
	g_test_add_func("/template/several-lines", several_lines);
	g_test_add_func("/template/folding", folding);
	g_test_add_func("/template/faults", faults);
	g_test_add_func("/template/shipped", shipped);
	return g_test_run();
}
