/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tnef - winmail.dat becomes leaves; what is wrong with it is told, and no more is read
 */
#include "filters/tnef.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "filters/rtf.h"

/* ---- writing one (MS-OXTNEF §2.1.3) ---- */

static void put(GByteArray *to, const void *bytes, size_t size)
{
	g_byte_array_append(to, bytes, (guint)size);
}

static void put_number(GByteArray *to, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		uint8_t byte = (uint8_t)(value >> (8 * i));

		put(to, &byte, 1);
	}
}

static void put_attribute(GByteArray *to, unsigned level, uint32_t id, const void *bytes,
			  size_t size)
{
	uint32_t sum = 0;

	put_number(to, level, 1);
	put_number(to, id, 4);
	put_number(to, (uint32_t)size, 4);
	put(to, bytes, size);
	for (size_t i = 0; i < size; i++)
		sum += ((const uint8_t *)bytes)[i];
	put_number(to, sum & 0xffff, 2);
}

static void put_file(GByteArray *to, const char *name, const char *data)
{
	static const uint8_t rend[14] = { 1 };

	put_attribute(to, 2, 0x00069002, rend, sizeof(rend));
	put_attribute(to, 2, 0x00018010, name, strlen(name) + 1);
	put_attribute(to, 2, 0x0006800f, data, strlen(data));
}

static GByteArray *begin(void)
{
	GByteArray *to = g_byte_array_new();

	put_number(to, 0x223e9f78, 4);
	put_number(to, 1, 2);
	return to;
}

static void put_body(GByteArray *to, const char *text)
{
	put_attribute(to, 1, 0x0002800c, text, strlen(text) + 1);
}

/* A mail of one text and that file. */
static vt_mime *mail(GByteArray *packed, const char *text)
{
	g_autofree char *base64 = g_base64_encode(packed->data, packed->len);
	g_autofree char *whole = g_strdup_printf(
		"From: a@b.vn\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
		"--b\nContent-Type: text/plain\n\n%s\n"
		"--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		text, base64);

	return vt_mime_new(whole, strlen(whole));
}

static const vt_leaf *leaf_of(const vt_mime *mime, guint at)
{
	g_assert_cmpuint(at, <, mime->leaves->len);
	return g_ptr_array_index(mime->leaves, at);
}

static void assert_content(const vt_leaf *leaf, const char *wanted)
{
	gsize size;
	const char *bytes = g_bytes_get_data(leaf->content, &size);

	g_assert_true(size == strlen(wanted) && memcmp(bytes, wanted, size) == 0);
}

static void files_follow(void)
{
	g_autoptr(GByteArray) packed = begin();

	put_body(packed, "said twice");
	put_file(packed, "cong van.pdf", "%PDF-1.4");
	put_file(packed, "phu luc.xlsx", "PK");
	g_autoptr(vt_mime) mime = mail(packed, "text");
	vt_tnef_unpack(mime);
	g_assert_cmpuint(mime->leaves->len, ==, 4);
	g_assert_cmpint(leaf_of(mime, 1)->unpacked, ==, VT_UNPACKED);
	g_assert_cmpstr(leaf_of(mime, 2)->path, ==, "2.1");
	g_assert_cmpstr(leaf_of(mime, 2)->name, ==, "cong van.pdf");
	g_assert_cmpstr(leaf_of(mime, 2)->within, ==, "2");
	assert_content(leaf_of(mime, 2), "%PDF-1.4");
	g_assert_cmpstr(leaf_of(mime, 3)->path, ==, "2.2");
	assert_content(leaf_of(mime, 3), "PK");
}

static void text_where_there_is_none(void)
{
	g_autoptr(GByteArray) packed = begin();

	put_body(packed, "OK KHONG MAT");
	g_autoptr(vt_mime) mime = mail(packed, " ");
	vt_tnef_unpack(mime);
	g_assert_cmpuint(mime->leaves->len, ==, 3);
	g_assert_cmpstr(leaf_of(mime, 2)->declared, ==, "text/plain");
	g_assert_null(leaf_of(mime, 2)->name);
	assert_content(leaf_of(mime, 2), "OK KHONG MAT");
}

/* Every beginning of one: nothing breaks, and what is missing is told. */
static void cut_short(void)
{
	g_autoptr(GByteArray) packed = begin();

	put_file(packed, "cong van.pdf", "%PDF-1.4");
	for (guint size = 6; size < packed->len; size++) {
		g_autoptr(GByteArray) part = g_byte_array_new();

		put(part, packed->data, size);
		g_autoptr(vt_mime) mime = mail(part, "text");
		vt_tnef_unpack(mime);
		g_assert_cmpint(leaf_of(mime, 1)->unpacked, !=, VT_UNPACKED_NOT);
		g_assert_cmpuint(mime->leaves->len, <=, 3);
	}
}

static void lengths_that_lie(void)
{
	static const uint8_t huge[] = { 2, 0x0f, 0x80, 6, 0, 0xff, 0xff, 0xff, 0x7f, 'x' };
	g_autoptr(GByteArray) packed = begin();

	put_file(packed, "cong van.pdf", "%PDF-1.4");
	put(packed, huge, sizeof(huge));
	g_autoptr(vt_mime) mime = mail(packed, "text");
	vt_tnef_unpack(mime);
	g_assert_cmpint(leaf_of(mime, 1)->unpacked, ==, VT_UNPACKED_PART);
	g_assert_cmpuint(mime->leaves->len, ==, 3);
	assert_content(leaf_of(mime, 2), "%PDF-1.4");
}

static void many_files(void)
{
	g_autoptr(GByteArray) packed = begin();

	for (int i = 0; i < 300; i++)
		put_file(packed, "a.pdf", "x");
	g_autoptr(vt_mime) mime = mail(packed, "text");
	vt_tnef_unpack(mime);
	g_assert_cmpint(leaf_of(mime, 1)->unpacked, ==, VT_UNPACKED_PART);
	g_assert_cmpuint(mime->leaves->len, <, 110);
}

static void rtf(void)
{
	static const char *const pairs[][2] = {
		{ "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 OK KH\\u212?NG M\\u7852?T\\par x}",
		  "OK KHÔNG MẬT\nx" },
		{ "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 "
		  "OK{\\*\\htmltag72 </p>}}",
		  "OK" },
		{ "{\\rtf1 a\\'e9\\{b\\}{\\*\\bkmkstart x}{\\pict 00ff}c}", "aé{b}c" },
		{ "{\\rtf1 a{\\v b}}", NULL },
		{ "{\\rtf1 a{\\fs0 b}}", NULL },
		{ "rtf", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *text = vt_rtf_text(pairs[i][0], strlen(pairs[i][0]));

		g_assert_cmpstr(text, ==, pairs[i][1]);
	}
}

/* MS-OXRTFCP §3.1.1, its example. */
static void rtf_packed(void)
{
	static const uint8_t packed[] = {
		0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1,
		0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
		0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
		0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
	};
	static const char wanted[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
	g_autoptr(GBytes) open = vt_rtf_unpack(packed, sizeof(packed), 1000);
	gsize size = 0;

	g_assert_nonnull(open);
	const char *bytes = g_bytes_get_data(open, &size);
	g_assert_true(size == strlen(wanted) && memcmp(bytes, wanted, size) == 0);
	g_assert_null(vt_rtf_unpack(packed, sizeof(packed), 20));
	for (size_t i = 0; i < sizeof(packed); i++)
		g_assert_null(vt_rtf_unpack(packed, i, 1000));
}

static void rtf_too_deep(void)
{
	g_autoptr(GString) deep = g_string_new("{\\rtf1 ");

	for (int i = 0; i < 100; i++)
		g_string_append_c(deep, '{');
	g_assert_null(vt_rtf_text(deep->str, deep->len));
}

/* What lies on the stack where a function after this one keeps its variables. */
static __attribute__((noinline)) void leave_rubbish(void)
{
	volatile uint8_t rubbish[65536];

	for (size_t i = 0; i < sizeof(rubbish); i++)
		rubbish[i] = 0x55;
}

/* libytnef prints what it reads when its structure says so, and does not clear it. */
static void nothing_printed(void)
{
	g_autoptr(GByteArray) bytes = begin();
	vt_autofd int kept = dup(STDOUT_FILENO), fd = vt_io_memfd("printed", NULL);
	struct stat printed;

	put_file(bytes, "a.pdf", "%PDF-1.4");
	fflush(stdout);
	g_assert_cmpint(dup2(fd, STDOUT_FILENO), >=, 0);
	g_autoptr(vt_mime) mime = mail(bytes, "text");
	leave_rubbish();
	vt_tnef_unpack(mime);
	fflush(stdout);
	g_assert_cmpint(dup2(kept, STDOUT_FILENO), >=, 0);
	g_assert_cmpint(fstat(fd, &printed), ==, 0);
	g_assert_cmpint(printed.st_size, ==, 0);
	g_assert_cmpuint(mime->leaves->len, ==, 3);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_test_add_func("/tnef/files", files_follow);
	g_test_add_func("/tnef/text", text_where_there_is_none);
	g_test_add_func("/tnef/cut", cut_short);
	g_test_add_func("/tnef/lengths", lengths_that_lie);
	g_test_add_func("/tnef/many", many_files);
	g_test_add_func("/tnef/prints-nothing", nothing_printed);
	g_test_add_func("/tnef/rtf", rtf);
	g_test_add_func("/tnef/rtf-packed", rtf_packed);
	g_test_add_func("/tnef/rtf-deep", rtf_too_deep);
	return g_test_run();
}
