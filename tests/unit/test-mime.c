/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-mime - what GMime decodes, charsets, and HTML made plain
 */
#include "mail/mime.h"

#include <string.h>

#include "base/clock.h"
#include "mail/html.h"

static vt_mime *mime_of(const char *text)
{
	return vt_mime_new(text, strlen(text));
}

static void test_headers(void)
{
	g_autoptr(vt_mime) mime =
		mime_of("From: a@b.vn\nTo: \"X, Y\" <x@Y.vn>, bad, group: g@h.vn;\nCc: z@y.vn\n"
			"Subject: =?UTF-8?Q?C=C3=B4ng_v=C4=83n?=\n =?UTF-8?B?IHPhu5EgMTI=?=\n"
			"Date: Sat, 22 Nov 2026 19:50:33 +0700\nMessage-ID: <m1@b.vn>\n"
			"References: <r0@b.vn> <r1@b.vn>\n\nhello\n");

	g_assert_true(mime->readable);
	g_assert_cmpstr(mime->subject, ==, "Công văn số 12");
	g_assert_cmpint(mime->date, ==, 1795351833);
	g_assert_cmpstr(mime->message_id, ==, "<m1@b.vn>");
	g_assert_cmpstr(mime->in_reply_to, ==, "<r1@b.vn>");
	g_assert_cmpuint(mime->recipients->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(mime->recipients, 0), ==, "x@y.vn");
	g_assert_cmpstr(g_ptr_array_index(mime->recipients, 1), ==, "g@h.vn");
	g_assert_cmpuint(mime->warnings->len, ==, 0);
}

static void test_absent(void)
{
	g_autoptr(vt_mime) mime = mime_of("From: a@b.vn\n\nhello\n");
	g_autoptr(vt_mime) nothing = mime_of("");

	g_assert_null(mime->subject);
	g_assert_null(mime->message_id);
	g_assert_null(mime->in_reply_to);
	g_assert_true(mime->date == VT_TIME_NONE);
	g_assert_false(nothing->readable);
	g_assert_cmpuint(nothing->leaves->len, ==, 0);
}

static void test_leaves(void)
{
	static const char text[] =
		"From: a@b.vn\nContent-Type: multipart/mixed; boundary=a\n\n"
		"--a\nContent-Type: multipart/related; boundary=b\n\n"
		"--b\nContent-Type: text/html; charset=UTF-8\n\n<p>x</p>\n"
		"--b\nContent-Type: image/png\nContent-ID: <l@x>\nContent-Transfer-Encoding: "
		"base64\n\naGVsbG8=\n--b--\n"
		"--a\nContent-Type: APPLICATION/PDF\nContent-Disposition: Attachment;\n "
		"filename*=UTF-8''Co%CC%82ng.pdf\n\npdf\n"
		"--a\nContent-Type: message/rfc822\n\nSubject: in\n\ninner\n--a--\n";
	static const struct {
		const char *path, *declared, *name, *content;
		bool is_related;
	} wanted[] = {
		{ "1.1", "text/html", NULL, "<p>x</p>", false },
		{ "1.2", "image/png", NULL, "hello", true },
		{ "2", "application/pdf", "Công.pdf", "pdf", false },
		{ "3.1", "text/plain", NULL, "inner", false },
	};
	g_autoptr(vt_mime) mime = mime_of(text);
	g_autoptr(vt_mime) below = vt_mime_new_entity(text, strlen(text), "1");

	g_assert_cmpuint(mime->leaves->len, ==, G_N_ELEMENTS(wanted));
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);
		g_autoptr(GBytes) content =
			g_bytes_new_static(wanted[i].content, strlen(wanted[i].content));

		g_assert_cmpstr(leaf->path, ==, wanted[i].path);
		g_assert_cmpstr(leaf->declared, ==, wanted[i].declared);
		g_assert_cmpstr(leaf->name, ==, wanted[i].name);
		g_assert_true(g_bytes_equal(leaf->content, content));
		g_assert_cmpint(leaf->is_related, ==, wanted[i].is_related);
	}
	g_assert_cmpstr(((const vt_leaf *)g_ptr_array_index(mime->leaves, 2))->disposition, ==,
			"attachment");
	g_assert_cmpstr(((const vt_leaf *)g_ptr_array_index(below->leaves, 3))->path, ==, "1.3.1");
}

static char *text_of(const char *charset, const char *bytes, size_t size, const char **unknown_out)
{
	vt_leaf leaf = { .declared = (char[]){ "text/plain" } };

	leaf.charset = g_strdup(charset);
	leaf.content = g_bytes_new(bytes, size);
	char *text = vt_mime_text(&leaf, unknown_out);
	if (*unknown_out)
		g_assert_cmpstr(*unknown_out, ==, charset);
	g_free(leaf.charset);
	g_bytes_unref(leaf.content);
	return text;
}

static void test_charsets(void)
{
	static const struct {
		const char *charset, *bytes, *text;
		size_t size;
	} texts[] = {
		{ NULL, "abc", "abc", 3 },
		{ "UTF-8", "Vi\xe1\xbb\x87t", "Việt", 6 },
		{ "UTF-8", "e\xcc\x82", "ê", 3 },
		{ "us-ascii", "Vi\xe1\xbb\x87t", "Việt", 6 },
		{ "utf-8", "\xff", "\xef\xbf\xbd", 1 },
		{ "ISO-8859-1", "\xe0", "à", 1 },
		{ "windows-1252", "\x80", "€", 1 },
		{ "windows-1258", "Vi\xea\xf2t", "Việt", 5 },
		{ "VISCII", "Vi\xaet", "Việt", 4 },
		{ "tcvn5712-1", "Vi\xd6t", "Việt", 4 },
		{ "utf-16le", "V\0i\0", "Vi", 4 },
		{ "utf-16le", "V\0i", "V\xef\xbf\xbd", 3 },
		{ "GB18030", "\xc4\xe3", "你", 2 },
		{ "EUC-KR", "\xb0\xa1", "가", 2 },
		{ "iso-2022-jp", "\x1b$B$\"\x1b(B", "あ", 8 },
	};
	const char *unknown = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text =
			text_of(texts[i].charset, texts[i].bytes, texts[i].size, &unknown);

		g_test_message("%s", texts[i].charset);
		g_assert_null(unknown);
		g_assert_cmpstr(text, ==, texts[i].text);
	}
	g_assert_null(text_of("utf-7", "abc", 3, &unknown));
	g_assert_nonnull(unknown);
	g_assert_true(vt_mime_knows_charset("Windows-1258"));
	g_assert_false(vt_mime_knows_charset("x-unknown"));
}

static void test_html(void)
{
	static const struct {
		const char *html, *plain;
	} pages[] = {
		{ "<html><head><title>t</title><style>p { color: red "
		  "}</style></head><body><p>M&#7853;t &amp; c&ocirc;ng v\xc4\x83n</p><p>hai</p>",
		  "Mật & công văn\n\nhai\n" },
		{ "a<script>if (a < b) alert('</x>')</script>b", "ab" },
		{ "a<!-- <p>no</p> -->b", "ab" },
		{ "a < b &unknown; &#xZZ; &#0;", "a < b &unknown; \xef\xbf\xbd \xef\xbf\xbd" },
		{ "<a href=\"x>y\">z</a>", "z" },
		{ "a\n  b&nbsp;c<br>d", "a b c\nd" },
		{ "open <b", "open" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autofree char *plain = vt_html_plain(pages[i].html);

		g_assert_cmpstr(plain, ==, pages[i].plain);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_test_add_func("/mime/headers", test_headers);
	g_test_add_func("/mime/absent", test_absent);
	g_test_add_func("/mime/leaves", test_leaves);
	g_test_add_func("/mime/charsets", test_charsets);
	g_test_add_func("/mime/html", test_html);
	return g_test_run();
}
