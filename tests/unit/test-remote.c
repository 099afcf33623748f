/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-remote - what a file is declared, what stands in it besides, what it reaches out for
 */
#include "filters/remote.h"

#include <glib.h>
#include <string.h>

#include "filters/declared.h"
#include "filters/foreign.h"

#define PDF "%PDF-1.4\nx\n%%EOF\n"
#define RTF "{\\rtf1 abc}"

/* What honest programs declare, and what nobody honest does. */
static const struct {
	const char *declared, *content;
	bool fits;
} declarations[] = {
	{ "application/octet-stream", "application/pdf", true },
	{ "application/force-download", "application/pdf", true },
	{ "application/x-download", "application/pdf", true },
	{ "application/download", "application/zip", true },
	{ "application/x-msdownload", "application/pdf", true },
	{ "application/unknown", "image/png", true },
	{ "binary/octet-stream", "application/zip", true },
	{ "application/pdf", "application/pdf", true },
	{ "application/x-pdf", "application/pdf", true },
	{ "text/x-pdf", "application/pdf", true },
	{ "application/x-zip", "application/zip", true },
	{ "application/x-zip-compressed", "application/zip", true },
	{ "application/zip", "application/vnd.rar", true },
	{ "application/x-rar-compressed", "application/vnd.rar", true },
	{ "application/msword",
	  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ "application/msword", "application/rtf", true },
	{ "text/rtf", "application/rtf", true },
	{ "application/vnd.ms-word.document.12",
	  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	  "application/x-ole-storage", true }, /* with a password */
	{ "application/zip",
	  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ "application/vnd.ms-excel", "text/csv", true },
	{ "application/vnd.ms-excel", "text/plain", true },
	{ "application/vnd.ms-excel", "text/html", true },
	{ "image/jpg", "image/jpeg", true },
	{ "image/pjpeg", "image/jpeg", true },
	{ "image/jpeg", "image/png", true },
	{ "text/html", "text/plain", true },
	{ "text/plain", "text/csv", true },
	{ "application/xml", "text/xml", true },
	{ "text/plain", "message/rfc822", true },
	{ "application/x-pkcs7-signature", "application/pkcs7-signature", true },
	{ "image/svg+xml", "text/html", true },

	{ "image/png", "application/pdf", false },
	{ "text/plain", "application/zip", false },
	{ "text/plain", "application/pdf", false },
	{ "text/html", "application/msword", false },
	{ "application/pdf", "application/zip", false },
	{ "application/pdf", "text/html", false },
	{ "application/pdf", "image/jpeg", false },
	{ "image/jpeg", "application/zip", false },
	{ "audio/mpeg", "application/pdf", false },
	{ "message/rfc822", "application/zip", false },
	{ "application/pkcs7-signature", "application/zip", false },
	{ "application/msword", "application/pdf", false },
	{ "application/zip", "application/pdf", false },
};

static void test_declared(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(declarations); i++) {
		g_test_message("%s %s", declarations[i].declared, declarations[i].content);
		g_assert_true(vt_declared_fits(declarations[i].declared, declarations[i].content)
			      == declarations[i].fits);
	}
}

static const struct {
	const char *type, *bytes;
	gsize size;
	const char *found;
} foreigners[] = {
#define F(type, bytes, found)                                                                      \
	{                                                                                          \
		type, bytes, sizeof(bytes) - 1, found                                              \
	}
	F("application/pdf", PDF, NULL),
	F("application/pdf", "\xef\xbb\xbf\r\n" PDF "\r\n\0\0\x1a", NULL),
	F("application/pdf", PDF "1 0 obj\nxref\n%%EOF\n", NULL),
	F("application/pdf", PDF "\nxref\n0 0\n%%EOF", NULL),
	F("application/pdf", "GIF89a" PDF, "before %PDF-"),
	F("application/pdf", "<html>" PDF, "before %PDF-"),
	F("application/pdf", PDF "<script>", "behind %%EOF"),
	F("application/pdf", PDF "MZ..\n%%EOF\n", "behind %%EOF"),
	F("image/gif", "GIF89aaaaa;", NULL),
	F("image/gif", "GIF89aaaaa;\0\0", NULL),
	F("image/gif", "GIF89aaaaa;alert(1)", "behind the picture"),
	F("image/gif", "GIF89a/*aaaa*/=1;alert(1);", "a script too"),
	F("image/png", "\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82", NULL),
	F("image/png", "\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82PK", "behind the picture"),
	F("image/jpeg", "\xff\xd8\xff\xd9 film of a phone", NULL),
	F("image/jpeg", "\xff\xd8<script>\xff\xd9", "<script"),
	F("application/rtf", RTF "\r\n\0", NULL),
	F("application/rtf", RTF "MZ", "behind the last brace"),
	F("text/plain", "anything %PDF-", NULL),
#undef F
};

static void test_foreign(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(foreigners); i++) {
		g_test_message("%zu", i);
		g_assert_cmpstr(vt_foreign_find(foreigners[i].type,
						(const uint8_t *)foreigners[i].bytes,
						foreigners[i].size),
				==, foreigners[i].found);
	}
}

static const struct {
	const char *kind, *text, *found;
} reaching[] = {
	{ "page", "<p>x <a href=\"http://a.vn\">y</a> 1 < 2", NULL },
	{ "page", "<link rel=File-List href=\"x_files/filelist.xml\"><img src=a.png>", NULL },
	{ "page", "<meta name=Generator content=\"Microsoft Word 15\">", NULL },
	{ "page", "<!-- x --><ScRiPt>", "script" },
	{ "page", "<svg:script>", "script" },
	{ "page", "<body\nonload = 'x()'>", "script" },
	{ "page", "<svg/onload=x()>", "script" },
	{ "page", "<a href=\"JavaScript:x()\">", "script" },
	{ "page", "<img src='http://a.vn/x.png'>", "src" },
	{ "page", "<img src=//a.vn/x.png>", "src" },
	{ "page", "<link rel=stylesheet href=https://a.vn/x.css>", "href" },
	{ "page", "<image xlink:href=\"http://a.vn/x\"/>", "href" },
	{ "page", "<form action=\"https://a.vn/login\">", "action" },
	{ "page", "<meta http-equiv=refresh content=\"0;url=http://a.vn\">", "refresh" },
	{ "page", "<iframe>", "iframe" },
	{ "page", "<p style=\"background:url(http://a.vn/x)\">", "style" },
	{ "rtf", "{\\rtf1 {\\*\\template C:\\\\Users\\\\x.dotm}}", NULL },
	{ "rtf", "{\\rtf1 {\\*\\template http://a.vn/x.dotm}}", "template" },
	{ "rtf", "{\\rtf1 {\\*\\template \\\\\\\\a.vn\\\\x.dotm}}", "template" },
	{ "rtf", "{\\rtf1 {\\object\\objupdate}}", "objupdate" },
	{ "rtf", "{\\rtf1 {\\field{\\*\\fldinst HYPERLINK \"http://a.vn\"}}}", NULL },
	{ "rtf", "{\\rtf1 {\\field{\\*\\fldinst { INCLUDEPICTURE \"http://a.vn\"}}}}",
	  "field that fetches" },
	{ "rtf", "{\\rtf1 {\\field{\\*\\fldinst DDEAUTO cmd}}}", "DDE field" },
	{ "word/_rels/settings.xml.rels",
	  "<Relationship Type=\"x/attachedTemplate\" TargetMode=\"External\" "
	  "Target=\"file:///C:\\Users\\a\\Normal.dotm\"/>",
	  NULL },
	{ "word/_rels/settings.xml.rels",
	  "<Relationship Type=\"x/attachedTemplate\" TargetMode=\"External\" "
	  "Target=\"https://a.vn/x.dotm\"/>",
	  "attachedtemplate" },
	{ "word/_rels/settings.xml.rels",
	  "<Relationship Type='x/attachedTemplate' Target = '\\\\a.vn\\x' "
	  "TargetMode = 'External'/>",
	  "attachedtemplate" },
	{ "word/_rels/document.xml.rels",
	  "<Relationship Type=\"x/hyperlink\" TargetMode=\"External\" "
	  "Target=\"https://a.vn/\"/>",
	  NULL },
	{ "word/_rels/document.xml.rels",
	  "<r:Relationship Type=\"x/oleObject\" TargetMode=\"External\" "
	  "Target=\"mhtml:http://a.vn/!x\"/>",
	  "oleobject" },
	{ "word/_rels/document.xml.rels",
	  "<Relationship Type=\"x/frame\" TargetMode=\"External\" "
	  "Target=\"file://server/x\"/>",
	  "frame" },
	{ "word/_rels/document.xml.rels",
	  "<Relationship Type=\"x/image\" TargetMode=\"External\" "
	  "Target=\"&#104;ttp://a.vn\"/>",
	  "image" },
	{ "word/document.xml",
	  "<w:fldChar w:fldCharType=\"begin\"/><w:instrText> INCLUDE</w:instrText></w:r>"
	  "<w:instrText xml:space=\"preserve\">PICTURE \"http://a.vn\"</w:instrText>",
	  "field that fetches" },
	{ "word/document.xml", "<w:fldSimple w:instr=\"DDEAUTO c:\\x\"/>", "DDE field" },
	{ "word/document.xml",
	  "<w:instrText> HYPERLINK \"http://a.vn\" </w:instrText><w:t>DDEAUTO</w:t>", NULL },
	{ "xl/externallinks/externallink1.xml", "<externalLink><ddeLink/>", "DDE link" },
	{ "xl/externallinks/externallink1.xml", "<externalLink><externalBook/>", NULL },
	{ "content.xml", "<text:a xlink:href=\"http://a.vn\">", NULL },
	{ "content.xml", "<draw:image xlink:href=\"Pictures/1.png\"/>", NULL },
	{ "content.xml", "<draw:image xlink:href=\"http://a.vn/1.png\"/>", "href" },
};

static void test_remote(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(reaching); i++) {
		const uint8_t *text = (const uint8_t *)reaching[i].text;
		gsize n = strlen(reaching[i].text);
		const char *found;

		g_test_message("%zu %s", i, reaching[i].text);
		if (strcmp(reaching[i].kind, "page") == 0)
			found = vt_remote_page(text, n);
		else if (strcmp(reaching[i].kind, "rtf") == 0)
			found = vt_remote_rtf(text, n);
		else
			found = vt_remote_member(reaching[i].kind, text, n);
		g_assert_cmpstr(found, ==, reaching[i].found);
	}
}

static void test_utf16_page(void)
{
	static const char page[] = "\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0";
	g_autofree uint8_t *large = g_malloc0(VT_REMOTE_BYTES + 1);

	g_assert_nonnull(vt_remote_page((const uint8_t *)page, sizeof(page) - 1));
	memset(large, ' ', VT_REMOTE_BYTES + 1);
	g_assert_null(vt_remote_page(large, VT_REMOTE_BYTES));
	g_assert_nonnull(vt_remote_page(large, VT_REMOTE_BYTES + 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/remote/declared", test_declared);
	g_test_add_func("/remote/foreign", test_foreign);
	g_test_add_func("/remote/reaching", test_remote);
	g_test_add_func("/remote/utf16-page", test_utf16_page);
	return g_test_run();
}
