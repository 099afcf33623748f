/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-structure - what is held as ambiguous, and what real clients do without harm
 */
#include "filters/structure.h"

#include <string.h>

#include "base/limits.h"
#include "filters/tnef.h"

static vt_contents *examine(const char *bytes, size_t size)
{
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	g_autoptr(vt_mime) mime = vt_mime_new(bytes, size);
	vt_case c = { .bytes = (const uint8_t *)bytes, .size = size, .scan = scan, .mime = mime };
	vt_contents *contents = vt_contents_new();

	vt_tnef_unpack(mime);
	vt_structure_run(&c, contents);
	return contents;
}

#define HEAD            "From: A <a@b.vn>\nSubject: x\n"
#define MIXED(boundary) "Content-Type: multipart/mixed; boundary=\"" boundary "\"\n\n"
#define PART(text)      "Content-Type: text/plain\n\n" text "\n"

static const struct {
	const char *name, *text;
	vt_code code;
} held[] = {
	{ "empty", "", VT_CODE_NO_MESSAGE },
	{ "mbox", "From x Mon\n" HEAD "\nx", VT_CODE_NO_MESSAGE },
	{ "blank", "\n" HEAD "\nx", VT_CODE_NO_MESSAGE },
	{ "junk", "just some words", VT_CODE_NO_MESSAGE },
	{ "type-twice", HEAD "Content-Type: text/plain\n" MIXED("x") "--x\n" PART("1") "--x--\n",
	  VT_CODE_DUPLICATE_HEADER },
	{ "no-boundary", HEAD "Content-Type: multipart/mixed\n\n--x\n\n1\n--x--\n",
	  VT_CODE_BOUNDARY },
	{ "not-closed", HEAD MIXED("x") "--x\n" PART("1"), VT_CODE_BOUNDARY },
	{ "bad-base64", HEAD "Content-Transfer-Encoding: base64\n\naGVs*bG8=\n",
	  VT_CODE_TRANSFER_ENCODING },
	{ "uuencode", HEAD "Content-Transfer-Encoding: x-uuencode\n\nx\n",
	  VT_CODE_TRANSFER_ENCODING },
	{ "cr", HEAD "Content-Transfer-Encoding: 8bit\n\na\rb\n", VT_CODE_CONTROL_BYTES },
	{ "cr-binary-text", HEAD "Content-Transfer-Encoding: binary\n\na\rb\n",
	  VT_CODE_CONTROL_BYTES },
	{ "no-colon", HEAD "what\n\nx\n", VT_CODE_READINGS_DIFFER },
	{ "hidden", HEAD MIXED("x") "%PDF-1.4\n--x\n" PART("1") "--x--\n", VT_CODE_HIDDEN },
	{ "charset", HEAD "Content-Type: text/plain; charset=x-no\n\nx\n", VT_CODE_CHARSET },
	{ "subject-charset", "From: a@b.vn\nSubject: =?utf-7?Q?x?=\n\nx\n", VT_CODE_CHARSET },
	{ "wrapped",
	  HEAD MIXED("x") "--x\n" PART("1") "--x\nContent-Type: multipart/signed; "
					    "boundary=y\n\n--y\n" PART("2") "--y\n" PART(
						    "3") "--y--\n--x--\n",
	  VT_CODE_WRAPPED },
	{ "name-charset", HEAD "Content-Disposition: attachment; filename=\"=?x-no?Q?x?=\"\n\nx\n",
	  VT_CODE_CHARSET },
	/* RFC 2045 §6.7 joins the lines, GMime does not */
	{ "qp-blank-after-soft", HEAD "Content-Transfer-Encoding: quoted-printable\n\na= \nb\n",
	  VT_CODE_READINGS_DIFFER },
	{ "third-part",
	  HEAD "Content-Type: multipart/signed; boundary=y\n\n--y\n" PART("1") "--y\n" PART(
		  "2") "--y\n" PART("3") "--y--\n",
	  VT_CODE_READINGS_DIFFER },
	{ "uuencoded", HEAD "\nSee:\n\nbegin 644 a.exe\n#0V%T\n`\nend\n", VT_CODE_HIDDEN },
	{ "uuencoded-qp",
	  HEAD "Content-Transfer-Encoding: quoted-printable\n\nbegin=20755 a\n#0V%T\n`\nend\n",
	  VT_CODE_HIDDEN },
	{ "uuencoded-epilogue",
	  HEAD MIXED("x") "--x\n" PART("1") "--x--\n\nbegin 644 a\n#0V%T\n`\nend\n",
	  VT_CODE_HIDDEN },
	{ "hidden-part", HEAD "\n--y\nContent-Type: application/pdf\n\nx\n", VT_CODE_HIDDEN },
	{ "tnef",
	  HEAD "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+IgEA\n",
	  VT_CODE_HIDDEN },
	{ "line-ends", HEAD MIXED("x") "--x\n" PART("1") "--x\r\n" PART("2") "--x--\n",
	  VT_CODE_CONTROL_BYTES },
	{ "wide-name",
	  HEAD "Content-Disposition: attachment; filename=\"=?utf-16?B?AHYALgBlAHgAZQ==?=\"\n\nx\n",
	  VT_CODE_CHARSET },
	{ "name-nul-piece",
	  HEAD "Content-Disposition: attachment; filename*=utf-8''a%00.pdf\n\nx\n",
	  VT_CODE_READINGS_DIFFER },
	{ "type-quoted", HEAD "Content-Type: \"text/html\"\n\nx\n", VT_CODE_READINGS_DIFFER },
	{ "type-blank", HEAD "Content-Type: application / pdf\n\nx\n", VT_CODE_READINGS_DIFFER },
	{ "utf-16",
	  "\xff\xfe"
	  "F",
	  VT_CODE_NO_MESSAGE },
	{ "bom", "\xef\xbb\xbf" HEAD "\nx\n", VT_CODE_READINGS_DIFFER },
	{ "partial", HEAD "Content-Type: message/partial; id=a; number=1; total=2\n\nx\n",
	  VT_CODE_READINGS_DIFFER },
	{ "external",
	  HEAD "Content-Type: message/external-body; access-type=URL; URL=\"http://a/b\"\n\n"
	       "Content-Type: application/pdf\n\n",
	  VT_CODE_READINGS_DIFFER },
};

static void test_held(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(held); i++) {
		g_autoptr(vt_contents) contents = examine(held[i].text, strlen(held[i].text));

		g_test_message("%s", held[i].name);
		g_assert_true(vt_findings_have(contents->findings, held[i].code));
	}
}

static const struct {
	const char *name, *text;
} harmless[] = {
	{ "plain", HEAD "\nhello\n" },
	{ "no-mime-version", HEAD "Content-Type: text/html; charset=utf-8\n\n<p>x\n" },
	{ "no-newline", HEAD "\nhello" },
	{ "begin-words", HEAD "\nbegin 2026 plan\nWe start in May.\nbegin 644 x\n" },
	{ "empty-body", HEAD "\n" },
	{ "header-only", HEAD },
	{ "8bit", HEAD "Content-Transfer-Encoding: 8bit\nContent-Type: text/plain; "
		       "charset=UTF-8\n\nTi\xe1\xba\xbfng\n" },
	{ "8bit-undeclared", HEAD "\nTi\xe1\xba\xbfng\n" },
	{ "raw-headers", "From: V\xc4\x83n th\xc6\xb0 <a@b.vn>\nSubject: Ti\xe1\xba\xbfng\n\nx\n" },
	{ "preamble",
	  HEAD MIXED("x") "This is an S/MIME signed message\n\n--x\n" PART("1") "--x--\n" },
	{ "epilogue", HEAD MIXED("x") "--x\n" PART("1") "--x--\n\n--\nlist footer\n" },
	{ "padding", HEAD MIXED("x") "--x  \n" PART("1") "--x \t\n" PART("2") "--x--  \n" },
	{ "no-newline-after-last", HEAD MIXED("x") "--x\n" PART("1") "--x--" },
	{ "no-part-header", HEAD MIXED("x") "--x\n\n1\n--x--\n" },
	{ "empty-part",
	  HEAD MIXED("x") "--x\nContent-Type: text/plain\n\n--x\n" PART("2") "--x--\n" },
	{ "prefix", HEAD MIXED("=_b") "--=_b\n" MIXED("=_b1") "--=_b1\n" PART(
			    "1") "--=_b1--\n--=_b\n" PART("2") "--=_b--\n" },
	{ "blank-lines-between", HEAD MIXED("x") "--x\n" MIXED("y") "--y\n" PART(
					 "1") "--y--\n\n\n--x\n" PART("2") "--x--\n" },
	{ "base64-blanks", HEAD "Content-Transfer-Encoding: base64\n\naGVs \nbG8=  \n\n" },
	{ "base64-in-part",
	  HEAD MIXED("x") "--x\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--x--\n" },
	{ "base64-nul",
	  HEAD "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAA0A\n" },
	{ "qp", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc \nd=20\n" },
	{ "qp-open-end",
	  HEAD MIXED("x") "--x\nContent-Transfer-Encoding: quoted-printable\n\nab=\n--x--\n" },
	{ "qp-lower", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=c3=a0\n" },
	{ "qp-equals", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=b\n" },
	{ "7-bit", HEAD "Content-Transfer-Encoding: 7-bit\n\nx\n" },
	{ "encoding-case", HEAD "Content-Transfer-Encoding: Quoted-Printable\n\na=3D\n" },
	{ "semicolon", HEAD "Content-Type: text/plain; charset=utf-8;\n\nx\n" },
	{ "quoted-charset",
	  HEAD "Content-Type: text/plain; charset=\"utf-8\"; format=flowed; delsp=yes\n\nx\n" },
	{ "names", HEAD
	  "Content-Type: application/pdf; name=\"=?UTF-8?B?Q8O0bmcucGRm?=\"\nContent-Disposition: "
	  "attachment;\n filename=\"=?UTF-8?B?Q8O0bmcucGRm?=\"\n\nx\n" },
	{ "name-blanks", HEAD "Content-Type: application/pdf; name=Cong van.pdf\n\nx\n" },
	{ "name-continued", HEAD "Content-Disposition: attachment;\n filename*0*=UTF-8''C%C3%B4;\n "
				 "filename*1*=ng.pdf\n\nx\n" },
	{ "forwarded",
	  HEAD MIXED("x") "--x\n" PART("1") "--x\nContent-Type: message/rfc822\n\nFrom: "
					    "c@d.vn\nContent-Type: multipart/signed; "
					    "boundary=s\n\n--s\n" PART("2") "--s\n" PART(
						    "3") "--s--\n--x--\n" },
	{ "report", HEAD
	  "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n" PART(
		  "1") "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
		       "x\n\n--x\nContent-Type: text/rfc822-headers\n\nFrom: x\n\n--x--\n" },
	/* the white list of names, one for each row of same_names and of what is_same_name() takes
	 */
	{ "name-8bit", HEAD "Content-Disposition: attachment; filename=\"C\xf4ng v\xe3"
			    "n.pdf\"\n\nx\n" },
	{ "name-folded",
	  HEAD "Content-Disposition: attachment; filename=\"Cong\n\tvan.pdf\"\n\nx\n" },
	{ "name-1258", HEAD "Content-Disposition: attachment; "
			    "filename=\"=?windows-1258?Q?C=F4ng_v=E3n.pdf?=\"\n\nx\n" },
	{ "name-star-1258", HEAD
	  "Content-Disposition: attachment; filename*=windows-1258''C%F4ng%20v%E3n.pdf\n\nx\n" },
	{ "name-fallback", HEAD "Content-Disposition: attachment; filename=\"Cong van.pdf\";\n "
				"filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf\n\nx\n" },
	{ "name-fallback-word",
	  HEAD "Content-Disposition: attachment; filename=\"=?UTF-8?B?Q8O0bmcucGRm?=\";\n "
	       "filename*=UTF-8''C%C3%B4ng.pdf\n\nx\n" },
	{ "name-two", HEAD "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: "
			   "attachment; filename=\"b.pdf\"\n\nx\n" },
	{ "name-empty", HEAD "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: "
			     "attachment; filename=\"\"\n\nx\n" },
	{ "disposition-inline", HEAD "Content-Disposition: INLINE\n\nx\n" },
	{ "charset-comment",
	  HEAD "Content-Type: text/plain; charset=us-ascii (Plain text)\n\nx\n" },
	{ "charset-case", HEAD "Content-Type: text/plain; charset=\"Utf-8\"\n\nx\n" },
	{ "long-line", NULL },
	{ "signed", HEAD
	  "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; "
	  "micalg=sha-256; boundary=s\n\n--s\n" PART(
		  "2") "--s\nContent-Type: application/pkcs7-signature; "
		       "name=smime.p7s\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--s--\n" },
	{ "tab-fold", HEAD "Content-Type: text/plain;\n\tcharset=utf-8\n\nx\n" },
	{ "empty-header", "From: a@b.vn\nSubject:\nTo: \nCc:\n\nx\n" },
	{ "received-twice", "Received: x\nReceived: y\nX-A: 1\nX-A: 2\n" HEAD "\nx\n" },
	{ "bad-to", HEAD "To: undisclosed-recipients:;\nCc: \"x\" <>\n\nx\n" },
};

static void find_nothing(const char *name, const char *bytes, size_t size)
{
	g_autoptr(vt_contents) contents = examine(bytes, size);

	for (unsigned i = 0; i < contents->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(contents->findings, i);
		g_test_message("%s: %d %s", name, (int)finding->code, finding->detail);
	}
	if (contents->findings->len > 0)
		g_test_fail();
}

/* Each also with CRLF. */
static void test_harmless(void)
{
	g_autofree char *line = g_strnfill(100 * 1024, 'x');
	g_autofree char *body = g_strconcat(HEAD "\n", line, "\n", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++) {
		const char *text = harmless[i].text ? harmless[i].text : body;
		g_autoptr(GBytes) crlf = vt_scan_canonical(text, strlen(text));
		size_t size;
		const char *bytes = g_bytes_get_data(crlf, &size);

		find_nothing(harmless[i].name, text, strlen(text));
		find_nothing(harmless[i].name, bytes, size);
	}
}

static void test_nul(void)
{
	static const char text[] = HEAD "\na\0b\n";
	g_autoptr(vt_contents) contents = examine(text, sizeof(text) - 1);

	g_assert_true(vt_findings_have(contents->findings, VT_CODE_CONTROL_BYTES));
}

static void test_opened(void)
{
	static const char outer[] =
		HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data\n"
		     "Content-Transfer-Encoding: base64\n\naGVsbG8=\n";
	static const char inner[] = MIXED("x") "--x\n" PART("1") "--x\n" PART("2") "--x--\n";

	for (unsigned missing = 0; missing < 2; missing++) {
		g_autoptr(vt_scan) scan = vt_scan_new(outer, sizeof(outer) - 1);
		g_autoptr(vt_scan) opened_scan = vt_scan_new(inner, sizeof(inner) - 1);
		vt_opened layer = { .leaf = scan->root, .path = (char[]){ "1" } };
		g_autoptr(GPtrArray) opened = g_ptr_array_new();
		g_autoptr(vt_mime) mime = vt_mime_new(outer, sizeof(outer) - 1);
		g_autoptr(vt_mime) below = vt_mime_new_entity(inner, sizeof(inner) - 1, "1");
		g_autoptr(vt_contents) contents = vt_contents_new();
		vt_case c = { .scan = scan, .mime = mime, .opened = opened };

		layer.scan = opened_scan;
		g_ptr_array_add(opened, &layer);
		g_ptr_array_set_size(mime->leaves, 0);
		while (below->leaves->len > missing)
			g_ptr_array_add(mime->leaves, g_ptr_array_steal_index(below->leaves, 0));
		vt_structure_run(&c, contents);
		g_assert_cmpint(vt_findings_have(contents->findings, VT_CODE_READINGS_DIFFER), ==,
				missing == 1);
		g_assert_cmpuint(contents->findings->len, ==, missing);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_test_add_func("/structure/held", test_held);
	g_test_add_func("/structure/harmless", test_harmless);
	g_test_add_func("/structure/nul", test_nul);
	g_test_add_func("/structure/opened", test_opened);
	return g_test_run();
}
