/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-compose - form of what we write; what would break out of a header is refused
 */
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "mail/compose.h"
#include "mail/compose_private.h"

#define ID "<abcdefghijklmnopqrstuvwxyz@kimson.example>"

static vt_compose_head plain_head(void)
{
	return (vt_compose_head){
		.from = "vanthu@kimson.example",
		.from_name = "Ủy ban nhân dân xã Kim Sơn",
		.to = "so@noivu.example",
		.to_name = "Sở Nội vụ, \"tỉnh\"",
		.subject = "Xác nhận tiếp nhận văn bản số 453/TB-UBND ngày 22/11/2026",
		.date = 1795363200,
		.message_id = ID,
		.in_reply_to = "<x@y.example>",
		.references = "<a@b.example> broken <x@y.example>",
		.replied = true,
	};
}

/* An empty file, closed at the end of the call it is for. */
static int scratch(void)
{
	static int last = -1;

	vt_fd_close(&last);
	last = vt_io_memfd("compose", NULL);
	g_assert_cmpint(last, >=, 0);
	return last;
}

static GBytes *entity(const char *body, const char *file_name)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("%PDF\0\xff", 6);
	vt_compose_file file = { file_name, "application/pdf", bytes };
	g_autoptr(GError) error = NULL;

	if (file_name != NULL)
		g_ptr_array_add(files, &file);
	GBytes *made = vt_compose_entity(ID, body, files, scratch(), &error);
	g_assert_no_error(error);
	return made;
}

/* Seven bits, CRLF only, no line above 998 and none of ours above 78. */
static void check_form(GBytes *message)
{
	gsize size = 0;
	const unsigned char *at = g_bytes_get_data(message, &size);
	size_t line = 0;

	for (gsize i = 0; i < size; i++) {
		g_assert_cmpuint(at[i], <, 0x7f);
		if (at[i] == '\n') {
			g_assert_cmpuint(at[i - 1], ==, '\r');
			line = 0;
			continue;
		}
		if (at[i] == '\r')
			g_assert_cmpuint(at[i + 1], ==, '\n');
		line++;
		g_assert_cmpuint(line, <=, 79);
	}
}

static void form(void)
{
	g_autoptr(GBytes) one = entity(
		"Kính gửi: Sở.  \n\n.\nFrom đây\nFrom here\nmột dòng rất dài rất dài rất dài rất "
		"dài rất dài rất dài\n--\nhết =",
		"Tờ trình «số 1» về việc phê duyệt kế hoạch sử dụng đất năm 2026.pdf");
	g_autoptr(GBytes) two = entity("a\n", NULL);
	g_autoptr(GBytes) der = g_bytes_new_static("0\x80", 2);
	vt_compose_head head = plain_head();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) signed_one = vt_compose_message(&head, one, der, scratch(), &error);
	g_autoptr(GBytes) again = vt_compose_message(&head, one, der, scratch(), &error);
	g_autoptr(GBytes) plain = vt_compose_message(&head, two, NULL, scratch(), &error);

	g_assert_no_error(error);
	check_form(one);
	check_form(signed_one);
	check_form(plain);
	g_assert_true(g_bytes_equal(signed_one, again));
	g_autofree char *text = g_strndup(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain));
	g_assert_nonnull(strstr(text, "\r\nAuto-Submitted: auto-replied\r\n"));
	g_assert_nonnull(strstr(text, "\r\nX-Auto-Response-Suppress: All\r\n"));
	g_assert_nonnull(strstr(text, "\r\nX-Vanthu-Purpose: notice\r\n"));
	g_assert_nonnull(strstr(text, "\r\nX-Vanthu-Loop: vanthu@kimson.example\r\n"));
	g_assert_nonnull(strstr(text, "\r\nDate: Sun, 22 Nov 2026 23:00:00 +0700\r\n"));
	g_assert_nonnull(strstr(text, "\r\nReferences: <a@b.example>\r\n <x@y.example>\r\n"));
	g_assert_null(strstr(text, "Precedence"));
	g_assert_true(
		g_str_has_prefix(g_bytes_get_data(one, NULL), "X-Vanthu-Purpose: notice\r\n"));
}

static void refuse(vt_compose_head head)
{
	g_autoptr(GBytes) one = entity("a\n", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(vt_compose_message(&head, one, NULL, scratch(), &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
}

static void injection(void)
{
	vt_compose_head head = plain_head();

	head.subject = "a\r\nBcc: x@y.example";
	refuse(head);
	head.subject = "a\xe2\x80\xa8"
		       "b";
	refuse(head);
	head.subject = "\xff";
	refuse(head);
	head = plain_head();
	head.to = "a@b.example,c@d.example";
	refuse(head);
	head.to = "a@b.example\r\nBcc: c@d.example";
	refuse(head);
	head = plain_head();
	head.from_name = "a\nb";
	refuse(head);
	head = plain_head();
	head.message_id = "<a@b>\r\nX: y";
	refuse(head);
	head = plain_head();
	head.reply_to = "no address";
	refuse(head);
	g_assert_false(vt_compose_id_is_valid("<a b@c.example>"));
	g_assert_false(vt_compose_id_is_valid("<a@b@c.example>"));
	g_assert_false(vt_compose_id_is_valid("<@c.example>"));
	g_assert_false(vt_compose_id_is_valid("a@c.example"));
	g_assert_true(vt_compose_id_is_valid(ID));
}

static void file_names(void)
{
	static const struct {
		const char *name, *safe;
	} cases[] = {
		{ "báo cáo.pdf", "báo cáo.pdf" },
		{ "../../etc/passwd", "_._.._etc_passwd" },
		{ "a\r\nb\".pdf", "a__b_.pdf" },
		{ "gpj.\xe2\x80\xae"
		  "fdp.exe",
		  "gpj._fdp.exe" },
		{ "", "_" },
		{ "-rf", "_rf" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *safe = vt_compose_file_name(cases[i].name);

		g_assert_cmpstr(safe, ==, cases[i].safe);
	}
	g_autofree char *many = g_strnfill(600, 'a');
	g_autofree char *longest = g_strconcat(many, ".pdf", NULL);
	g_autofree char *cut = vt_compose_file_name(longest);
	g_assert_cmpuint(strlen(cut), <=, 180);
	g_assert_true(g_str_has_suffix(cut, ".pdf"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/compose/form", form);
	g_test_add_func("/compose/injection", injection);
	g_test_add_func("/compose/file-names", file_names);
	return g_test_run();
}
