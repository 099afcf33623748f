/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-scan - shapes of libraries §4 and oddities, each as bytes
 */
#include "mail/scan.h"

#include <string.h>

#include "base/limits.h"

static vt_scan *scan_of(const char *text)
{
	return vt_scan_new(text, strlen(text));
}

/* "PATH=TEXT|PATH=TEXT" of all leaves. */
static char *leaves_of(vt_scan *scan)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);
		g_autoptr(GBytes) content = vt_scan_decode(scan, leaf);
		size_t size;
		const char *bytes = g_bytes_get_data(content, &size);

		g_string_append_printf(all, "%s%s=", i ? "|" : "", leaf->path);
		if (size > 0)
			g_string_append_len(all, bytes, (gssize)size);
	}
	return g_string_free(all, FALSE);
}

#define HEAD            "From: a@b.vn\n"
#define MIXED(boundary) "Content-Type: multipart/mixed; boundary=\"" boundary "\"\n\n"

static const struct {
	const char *name, *text, *leaves;
} shapes[] = {
	{ "plain", HEAD "\nhello\n", "1=hello\n" },
	{ "no-body", HEAD, "1=" },
	{ "no-trailing-newline", HEAD "\nhello", "1=hello" },
	{ "two", HEAD MIXED("x") "--x\n\none\n--x\n\ntwo\n--x--\n", "1=one|2=two" },
	{ "no-newline-after-last", HEAD MIXED("x") "--x\n\none\n--x--", "1=one" },
	{ "preamble", HEAD MIXED("x") "This is an S/MIME signed message\n--x\n\none\n--x--\nbye\n",
	  "1=one" },
	{ "padding", HEAD MIXED("x") "--x  \t\n\none\n--x-- \t\nbye", "1=one" },
	{ "crlf",
	  "From: a@b.vn\r\nContent-Type: multipart/mixed; "
	  "boundary=x\r\n\r\n--x\r\n\r\none\r\n\r\n--x--\r\n",
	  "1=one\r\n" },
	{ "mixed-ends",
	  HEAD "Content-Type: multipart/mixed; boundary=x\r\n\n--x\n\r\none\r\n--x--\n", "1=one" },
	{ "inner-suffix",
	  HEAD MIXED("=_b1") "--=_b1\n" MIXED(
		  "=_b1in") "--=_b1in\n\none\n--=_b1in--\n--=_b1\n\ntwo\n--=_b1--\n",
	  "1.1=one|2=two" },
	{ "false-close", HEAD MIXED("b") "--b\n\none\n--b--x\nstill\n--b--\n",
	  "1=one\n--b--x\nstill" },
	{ "mid-line", HEAD MIXED("b") "--b\n\none --b\n--b--\n", "1=one --b" },
	{ "empty-parts", HEAD MIXED("b") "--b\n--b\n\n--b--\n", "1=|2=" },
	{ "no-blank-line", HEAD MIXED("b") "--b\nContent-Type: text/plain\n--b--\n", "1=" },
	{ "nested",
	  HEAD MIXED("a") "--a\n" MIXED("b") "--b\n\n1\n--b\n\n2\n--b--\n--a\n\n3\n--a--\n",
	  "1.1=1|1.2=2|2=3" },
	{ "message",
	  HEAD MIXED(
		  "a") "--a\n\n1\n--a\nContent-Type: message/rfc822\n\nSubject: x\n\nin\n--a--\n",
	  "1=1|2.1=in" },
	{ "message-multipart",
	  HEAD MIXED("a") "--a\nContent-Type: message/rfc822\n\nSubject: x\n" MIXED(
		  "b") "--b\n\n1\n--b\n\n2\n--b--\n--a--\n",
	  "1.1=1|1.2=2" },
	{ "message-root", HEAD "Content-Type: message/rfc822\n\nSubject: x\n\nin", "1.1=in" },
	{ "message-in-message",
	  HEAD "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nA: b\n\nin",
	  "1.1.1=in" },
	{ "digest", HEAD "Content-Type: multipart/digest; boundary=a\n\n--a\n\nA: b\n\nin\n--a--\n",
	  "1.1=in" },
	{ "base64", HEAD "Content-Transfer-Encoding: BASE64\n\naGVs\nbG8=\n", "1=hello" },
	{ "qp", HEAD "Content-Transfer-Encoding: quoted-printable\n\nh=65l=\r\nlo=3d=  \n!=",
	  "1=hello=!" },
	{ "qp-literal", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=zz", "1=a=zz" },
	{ "folded",
	  HEAD "Content-Type: multipart/mixed;\n\tboundary=\"a b\"\n\n--a b\n\none\n--a b--\n",
	  "1=one" },
	{ "mbox", "From x Mon\n" HEAD "\nhello", "1=hello" },
	{ "blank", "\n" HEAD "\nhello", "1=hello" },
};

static void test_shapes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autoptr(vt_scan) scan = scan_of(shapes[i].text);
		g_autofree char *leaves = leaves_of(scan);

		g_test_message("%s", shapes[i].name);
		g_assert_cmpstr(leaves, ==, shapes[i].leaves);
	}
}

#define DIGITS "QWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2Ft\n"
#define B64    HEAD "Content-Transfer-Encoding: base64\n\n"
#define ROW    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
#define NONE   VT_N_ODD

static const struct {
	const char *name, *text;
	vt_odd odd; /* NONE: nothing is odd */
} odds[] = {
	{ "empty", "", VT_ODD_EMPTY },
	{ "junk", "hello\n\nbody", VT_ODD_EMPTY },
	{ "mbox", "From x Mon\n" HEAD "\nx", VT_ODD_MBOX_FROM },
	{ "blank", "\r\n" HEAD "\nx", VT_ODD_LEADING_BLANK },
	{ "from-twice", HEAD HEAD "\nx", VT_ODD_DUPLICATE_HEADER },
	{ "type-twice", HEAD "Content-Type: text/plain\ncontent-type: text/html\n\nx",
	  VT_ODD_DUPLICATE_HEADER },
	{ "no-colon", HEAD "what\n\nx", VT_ODD_HEADER_LINE },
	{ "spaced", HEAD "Subject : x\n\nx", VT_ODD_HEADER_LINE },
	{ "blank-fold", HEAD "Subject: x\n \n y\n\nx", VT_ODD_HEADER_LINE },
	{ "cr-in-header", HEAD "Subject: x\rFrom: y@z.vn\n\nx", VT_ODD_BARE_CR },
	{ "cr-in-text", HEAD "\nx\ry\n", VT_ODD_BARE_CR },
	{ "cr-in-octets",
	  HEAD "Content-Type: application/pdf\nContent-Transfer-Encoding: binary\n\nx\ry", NONE },
	{ "no-boundary", HEAD "Content-Type: multipart/mixed\n\nx", VT_ODD_NO_BOUNDARY },
	{ "encoded-boundary",
	  HEAD "Content-Type: multipart/mixed; boundary*=us-ascii''x\n\n--x\n\n--x--\n",
	  VT_ODD_BOUNDARY_ENCODED },
	{ "unused", HEAD MIXED("x") "nothing\n", VT_ODD_BOUNDARY_UNUSED },
	{ "not-closed", HEAD MIXED("x") "--x\n\none\n", VT_ODD_NO_FINAL_BOUNDARY },
	{ "reused", HEAD MIXED("x") "--x\n" MIXED("x") "--x\n\none\n--x--\n",
	  VT_ODD_BOUNDARY_REUSED },
	{ "encoded-multipart",
	  HEAD "Content-Transfer-Encoding: base64\n" MIXED("x") "--x\n\n1\n--x--\n",
	  VT_ODD_ENCODED_MULTIPART },
	{ "uuencode", HEAD "Content-Transfer-Encoding: x-uuencode\n\nx", VT_ODD_ENCODING_UNKNOWN },
	{ "b64-characters", B64 "aGVs!bG8=\n", VT_ODD_BASE64 },
	{ "b64-padding", B64 "aGVsbG8\n", VT_ODD_BASE64 },
	{ "b64-pads", B64 "aGVsbG8==\n", VT_ODD_BASE64 },
	{ "b64-half", B64 "aGVsbA=\n", VT_ODD_BASE64 },
	{ "b64-after", B64 "aGVsbG8=\naGVs\n", VT_ODD_BASE64 },
	{ "b64-blank", B64 "aG VsbG8=\n", VT_ODD_BASE64 },
	{ "parameter-twice", HEAD "Content-Type: text/plain; charset=a; charset=b\n\nx",
	  VT_ODD_PARAMETER },
	{ "parameter-hole", HEAD "Content-Disposition: attachment; filename*0=a; filename*2=b\n\nx",
	  VT_ODD_PARAMETER },
	{ "open-quote", HEAD "Content-Type: text/plain; name=\"a\n\nx", VT_ODD_PARAMETER },
	{ "two-names",
	  HEAD "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment; "
	       "filename=\"a.exe\"\n\nx",
	  VT_ODD_PARAMETER },
	{ "no-type", HEAD "Content-Type: text\n\nx", VT_ODD_PARAMETER },
	{ "boundary-comment",
	  HEAD "Content-Type: multipart/mixed; (x) boundary=x\n\n--x\n\n1\n--x--\n",
	  VT_ODD_PARAMETER },
	{ "hidden-pdf", HEAD MIXED("x") "%PDF-1.7\n--x\n\n1\n--x--\n", VT_ODD_HIDDEN },
	{ "hidden-delimiter", HEAD MIXED("x") "--x\n\n1\n--x--\n--x\n\n2\n--x--\n", VT_ODD_HIDDEN },
	{ "hidden-header",
	  HEAD "X-Pdf: JVBERi0xLjcKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9G\n\nx",
	  VT_ODD_HIDDEN },
	{ "to-twice", HEAD "To: a@b.vn\nTo: c@d.vn\n\nx", VT_ODD_DUPLICATE_HEADER },
	{ "mime-version-twice", HEAD "MIME-Version: 1.0\nMIME-Version: 1.0\n\nx",
	  VT_ODD_DUPLICATE_HEADER },
	{ "part-encoding-twice",
	  HEAD MIXED("x") "--x\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: "
			  "8bit\n\n1\n--x--\n",
	  VT_ODD_DUPLICATE_HEADER },
	{ "subject-twice-inside",
	  HEAD "Content-Type: message/rfc822\n\nSubject: x\nSubject: y\n\nin",
	  VT_ODD_DUPLICATE_HEADER },
	{ "encoding-folded", HEAD "Content-Transfer-Encoding:\n base64\n\naGVs\n",
	  VT_ODD_ENCODING_UNKNOWN },
	{ "encoding-comment", HEAD "Content-Transfer-Encoding: base64 (x)\n\naGVs\n",
	  VT_ODD_ENCODING_UNKNOWN },
	{ "word-cut", HEAD "Content-Disposition: attachment; filename=\"a=?utf-8?B?LmV4ZQ?=\"\n\nx",
	  VT_ODD_PARAMETER },
	{ "word-left", HEAD "Content-Disposition: attachment; filename=\"a=?utf-8?X?b?=\"\n\nx",
	  VT_ODD_PARAMETER },
	{ "comment-hides-kind", HEAD "Content-Disposition: attachment; filename=a.exe(.pdf)\n\nx",
	  VT_ODD_PARAMETER },
	{ "pieces-and-plain",
	  HEAD "Content-Disposition: attachment; filename=\"a.pdf\"; filename*0=\"a\"; "
	       "filename*1=\".exe\"\n\nx",
	  VT_ODD_PARAMETER },
	{ "line-ends", HEAD MIXED("x") "--x\n\n1\n--x\r\n\n2\n--x--\n", VT_ODD_LINE_ENDS },
	{ "line-ends-of-fields",
	  "From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nX: y\n\n1\r\n"
	  "--x--\r\n",
	  VT_ODD_LINE_ENDS },
	{ "hidden-rtf", HEAD MIXED("x") "{\\rtf1 x\n--x\n\n1\n--x--\n", VT_ODD_HIDDEN },
	{ "hidden-fold", HEAD "X-A: b\n Content-Type: application/x-msdownload\n\nx",
	  VT_ODD_HIDDEN },
	{ "hidden-rows", HEAD "\nSee:\n" DIGITS DIGITS DIGITS, VT_ODD_HIDDEN },
	{ "hidden-rows-qp",
	  HEAD "Content-Transfer-Encoding: quoted-printable\n\n" DIGITS DIGITS DIGITS,
	  VT_ODD_HIDDEN },
	{ "hidden-coded-pdf", HEAD "\nJVBERi0x" DIGITS, VT_ODD_HIDDEN },
	{ "hidden-raw-zip", HEAD "\nSee:\nPK\003\004xxxx\n", VT_ODD_HIDDEN },
	{ "hidden-yenc", HEAD "\n=ybegin line=128 size=3 name=a.exe\nabc\n=yend size=3\n",
	  VT_ODD_HIDDEN },
	{ "hidden-binhex", HEAD "\n(This file must be converted with BinHex 4.0)\n\n:abc:\n",
	  VT_ODD_HIDDEN },
	{ "hidden-uu", HEAD "\nbegin 644 a.exe\n#0V%T\n`\nend\n", VT_ODD_HIDDEN },
	{ "hidden-uu-base64", HEAD "\nbegin-base64 644 a.exe\nTVqQAAMA\n====\n", VT_ODD_HIDDEN },
	{ "hidden-part", HEAD "\n--y\nContent-Type: application/pdf\n\nx\n--y--\n", VT_ODD_HIDDEN },
	{ "hidden-part-encoding", HEAD "\n--y\nX: y\nContent-Transfer-Encoding: base64\n\nTVqQ\n",
	  VT_ODD_HIDDEN },
	{ "hidden-part-folded", HEAD "\n--y\nContent-Type: text/plain;\n name=a.exe\n\nx\n",
	  VT_ODD_HIDDEN },
	{ "hidden-part-octets",
	  HEAD "Content-Type: application/octet-stream\n\n--y\nContent-Disposition: "
	       "attachment\n\nx\n--y--\n",
	  VT_ODD_HIDDEN },
	{ "hidden-boundary", HEAD "X-Type: multipart/mixed; boundary='y'\n\n--Y\n\nx\n--y--\n",
	  VT_ODD_HIDDEN },
	{ "hidden-boundary-of-sibling",
	  HEAD MIXED("x") "--x\n" MIXED("y") "--y\n\n1\n--y--\n--x\n\n--y\n\n2\n--x--\n",
	  VT_ODD_HIDDEN },
	{ "ok-part-in-text",
	  HEAD "\n--y\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nx\n--y--\n",
	  NONE },
	{ "ok-original", HEAD "\n-----Original Message-----\nFrom: x\nSubject: y\n\nz\n", NONE },
	{ "ok-armour",
	  HEAD "\n-----BEGIN CERTIFICATE-----\n" DIGITS DIGITS DIGITS "-----END CERTIFICATE-----\n",
	  NONE },
	{ "ok-rows-of-a-letter", HEAD "\n" ROW ROW ROW ROW, NONE },
	{ "ok-opaque-binary",
	  HEAD "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: "
	       "binary\n\n0\n--y\nContent-Type: application/pdf\n\nx\n--y--\n",
	  NONE },
	{ "ok-two-rows", HEAD "\n" DIGITS DIGITS, NONE },
	{ "ok-text-file",
	  HEAD "Content-Disposition: attachment; filename=a.txt\n\n" DIGITS DIGITS DIGITS, NONE },
	{ "ok-face", HEAD "Face: " DIGITS " " DIGITS " " DIGITS "\nx", NONE },
	{ "ok-dkim-list", HEAD "DKIM-Signature: v=1; h=From:To:\n\tContent-Type:MIME-Version\n\nx",
	  NONE },
	{ "ok-begin", HEAD "\nbegin 644 people\nWe start in May.\n", NONE },
	{ "ok-outer-lf",
	  "From: a@b.vn\nContent-Type: multipart/mixed; boundary=x\n\n--x\r\n\r\n1\r\n--x--\r\n",
	  NONE },
	{ "ok-parenthesis", HEAD "Content-Disposition: attachment; filename=a(1).pdf\n\nx", NONE },
	{ "ok-names-of-a-kind",
	  HEAD "Content-Type: application/pdf; name=\"b.PDF\"\nContent-Disposition: attachment; "
	       "filename=\"a.pdf\"\n\nx",
	  NONE },
	/* what real programs write */
	{ "ok-b64", B64 "aGVs \r\nbG8=\r\n\r\n", NONE },
	{ "ok-b64-empty", B64 "\n", NONE },
	{ "ok-7-bit", HEAD "Content-Transfer-Encoding: 7-bit\n\nx", NONE },
	{ "ok-both-names",
	  HEAD "Content-Disposition: attachment; filename=\"Cong van.pdf\"; "
	       "filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf;\n\nx",
	  NONE },
	{ "ok-unquoted-name", HEAD "Content-Type: application/pdf; name=Cong van 12.pdf\n\nx",
	  NONE },
	{ "ok-comment", HEAD "Content-Type: text/plain; charset=us-ascii (Plain text)\n\nx", NONE },
	{ "ok-preamble",
	  HEAD MIXED("x") "This is a multi-part message in MIME format.\n--x \n\n1\n--x--", NONE },
	{ "ok-dkim",
	  HEAD
	  "DKIM-Signature: v=1; "
	  "b=QWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQ==\n\nx",
	  NONE },
	{ "ok-8bit",
	  "From: \xe1\xbb\x87 <a@b.vn>\nContent-Transfer-Encoding: 8bit\n\nTi\xe1\xba\xbfng "
	  "Vi\xe1\xbb\x87t",
	  NONE },
};

static void test_oddities(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(odds); i++) {
		g_autoptr(vt_scan) scan = scan_of(odds[i].text);
		g_autofree char *leaves = leaves_of(scan); /* decodes */

		g_test_message("%s", odds[i].name);
		g_assert_nonnull(leaves);
		if (odds[i].odd == NONE)
			g_assert_cmpuint(scan->oddities->len, ==, 0);
		else
			g_assert_true(vt_scan_has(scan, odds[i].odd));
	}
}

static void test_nul(void)
{
	static const char text[] = "From: a@b.vn\0, c@d.vn\n\nx\0y";
	g_autoptr(vt_scan) scan = vt_scan_new(text, sizeof(text) - 1);
	g_autofree char *from = vt_scan_header(scan, scan->root, "from", 0);

	g_assert_true(vt_scan_has(scan, VT_ODD_NUL));
	g_assert_cmpstr(from, ==, "a@b.vn\001, c@d.vn");
}

static void test_names(void)
{
	static const struct {
		const char *disposition, *name;
	} names[] = {
		{ "attachment; filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf" },
		{ "attachment; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf", "Công văn.pdf" },
		{ "attachment; filename*0*=utf-8'vi'C%C3; filename*1*=%B4ng; filename*2=\".pdf\"",
		  "Công.pdf" },
		{ "attachment; filename*=iso-8859-1''%E0.pdf", "à.pdf" },
		{ "attachment; filename=\"=?UTF-8?B?Q8O0bmc=?= =?utf-8?q?_v=C4=83n.pdf?=\"",
		  "Công văn.pdf" },
		{ "attachment; filename=\"=?UTF-8?B?Q8M=?= =?UTF-8?B?tG5n?=\"", "Công" },
		{ "attachment; filename=\"Co\xcc\x82ng.pdf\"", "Công.pdf" },
		{ "inline", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text =
			g_strdup_printf("A: b\nContent-Disposition: %s\n\nx", names[i].disposition);
		g_autoptr(vt_scan) scan = scan_of(text);

		g_assert_cmpstr(scan->root->name, ==, names[i].name);
		g_assert_cmpuint(scan->oddities->len, ==, 0);
	}
}

/* count parts, then one more than may be. */
static void test_limits(void)
{
	for (unsigned extra = 0; extra < 2; extra++) {
		g_autoptr(GString) wide = g_string_new(HEAD MIXED("x"));
		g_autoptr(GString) boxes = g_string_new(HEAD MIXED("x"));
		g_autoptr(GString) deep = g_string_new(HEAD);
		g_autoptr(GString) fields = g_string_new(NULL);
		g_autoptr(GString) line = g_string_new(HEAD "\n");

		for (unsigned i = 0; i < VT_MAX_PARTS + extra; i++)
			g_string_append(wide, "--x\n\n1\n");
		g_string_append(wide, "--x--\n");
		for (unsigned i = 0; i < VT_MAX_CONTAINERS + extra; i++)
			g_string_append_printf(boxes,
					       "--x\nContent-Type: multipart/mixed; "
					       "boundary=b%u_\n\n--b%u_\n\n1\n--b%u_--\n",
					       i, i, i);
		for (unsigned i = VT_MAX_CONTAINERS; i < VT_MAX_PARTS && extra == 0; i++)
			g_string_append(boxes, "--x\n\n1\n");
		g_string_append(boxes, "--x--\n");
		for (unsigned i = 0; i < VT_MAX_DEPTH + extra; i++)
			g_string_append_printf(
				deep, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i,
				i);
		for (unsigned i = 0; i < VT_MAX_HEADERS + extra; i++)
			g_string_append(fields, "A: b\n");
		for (unsigned i = 0; i < VT_MAX_LINE_BYTES + extra; i++)
			g_string_append_c(line, 'x');
		g_autoptr(vt_scan) parts = scan_of(wide->str);
		g_autoptr(vt_scan) containers = scan_of(boxes->str);
		g_autoptr(vt_scan) depth = scan_of(deep->str);
		g_autoptr(vt_scan) count = scan_of(fields->str);
		g_autoptr(vt_scan) length = scan_of(line->str);
		g_assert_cmpint(vt_scan_has(parts, VT_ODD_PARTS), ==, extra == 1);
		g_assert_cmpint(vt_scan_has(depth, VT_ODD_DEPTH), ==, extra == 1);
		g_assert_cmpint(vt_scan_has(count, VT_ODD_HEADER_COUNT), ==, extra == 1);
		g_assert_cmpint(vt_scan_has(length, VT_ODD_LONG_LINE), ==, extra == 1);
		g_assert_cmpint(vt_scan_has(containers, VT_ODD_PARTS), ==, extra == 1);
		g_assert_cmpuint(parts->n_parts, ==, VT_MAX_PARTS);
		g_assert_cmpuint(containers->n_containers, ==, VT_MAX_CONTAINERS + extra);
	}
}

static void test_canonical(void)
{
	static const char mixed[] = "a\nb\r\n\nc\rd";
	g_autoptr(GBytes) canonical = vt_scan_canonical(mixed, sizeof(mixed) - 1);
	g_autoptr(GBytes) nothing = vt_scan_canonical("", 0);
	g_autoptr(GBytes) expected = g_bytes_new_static("a\r\nb\r\n\r\nc\rd", 11);

	g_assert_true(g_bytes_equal(canonical, expected));
	g_assert_cmpuint(g_bytes_get_size(nothing), ==, 0);
}

static void test_ranges(void)
{
	static const char text[] =
		"A: b\r\nContent-Type: multipart/signed; protocol=\"application/PKCS7-signature\"; "
		"boundary=x\r\n\r\n"
		"--x\r\nB: c\r\n\r\none\r\n\r\n--x\r\nD: e\r\n\r\ntwo\r\n--x--\r\n";
	g_autoptr(vt_scan) scan = scan_of(text);
	const vt_entity *first = g_ptr_array_index(scan->root->children, 0);
	g_autofree char *signed_bytes = g_strndup(text + first->header, first->end - first->header);

	g_assert_cmpstr(signed_bytes, ==, "B: c\r\n\r\none\r\n");
	g_assert_cmpstr(scan->root->protocol, ==, "application/PKCS7-signature");
	g_assert_cmpstr(vt_scan_find(scan, "2")->path, ==, "2");
	g_assert_null(vt_scan_find(scan, "3"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scan/shapes", test_shapes);
	g_test_add_func("/scan/oddities", test_oddities);
	g_test_add_func("/scan/nul", test_nul);
	g_test_add_func("/scan/names", test_names);
	g_test_add_func("/scan/limits", test_limits);
	g_test_add_func("/scan/canonical", test_canonical);
	g_test_add_func("/scan/ranges", test_ranges);
	return g_test_run();
}
