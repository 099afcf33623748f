/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-filetype - content against name and declared type
 */
#include "filters/filetype.h"

#include "filters/names.h"
#include "filters/parts.h"
#include "tests/unit/fixture.h"

static vt_office *office;

#define PDF "%PDF-1.4\nx\n%%EOF\n"
#define EXE                                                                                        \
	"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaa"
#define PNG "\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82"
#define CUT "\x89PNG\r\n\x1a\n...."
#define RTF "{\\rtf1 abc}"
#define P7S "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\0\0"

typedef struct {
	const char *name, *declared, *bytes;
	gsize size;
	int code; /* 0: nothing to say */
	const char *type;
} sample;
#define S(name, declared, bytes, code, type)                                                       \
	{                                                                                          \
		name, declared, bytes, sizeof(bytes) - 1, code, type                               \
	}

static const sample samples[] = {
	S("a.pdf", "application/pdf", PDF, 0, "application/pdf"),
	S("a.PDF", "application/octet-stream", PDF, 0, "application/pdf"),
	S("a.signed", "application/octet-stream", PDF, 0, "application/pdf"),
	S("a.docx", "application/pdf", PDF, VT_CODE_DISGUISED, "application/pdf"),
	S("a.pdf", "application/pdf", EXE, VT_CODE_EXECUTABLE, "application/x-dosexec"),
	S("a.pdf", "application/pdf", EXE, VT_CODE_DISGUISED, "application/x-dosexec"),
	S("a.pdf.exe", "application/pdf", PDF, VT_CODE_EXECUTABLE, NULL),
	S("a.exe.pdf", "application/pdf", PDF, VT_CODE_ODD_NAME, NULL),
	S("a.js", "text/plain", "var a = 1;", VT_CODE_EXECUTABLE, NULL),
	S("a.vbs. ", "text/plain", "x", VT_CODE_EXECUTABLE, NULL),
	S("a.sh.txt", "text/plain", "#!/bin/sh\nrm -r /\n", VT_CODE_EXECUTABLE,
	  "text/x-shellscript"),
	S("a.lnk", "application/octet-stream", "L\0\0\0\x01\x14\x02\0aa", VT_CODE_EXECUTABLE, NULL),
	S("a\xe2\x80\xae"
	  "fdp.exe",
	  "application/pdf", PDF, VT_CODE_ODD_NAME, NULL),
	S("a.docm", "application/octet-stream", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	  VT_CODE_MACRO, NULL),
	S("a.png", "image/png", PNG, 0, "image/png"),
	S("a.jpg", "image/jpeg", PNG, 0, "image/png"),
	S("a.png", "image/png", CUT, VT_CODE_FILE_CUT, "image/png"),
	S("a.doc", "application/msword", RTF, 0, "application/rtf"),
	S("a.txt", "text/plain", "abc\n", 0, "text/plain"),
	S(".exe", "text/plain", "abc\n", VT_CODE_EXECUTABLE, NULL),
	S("a.eml", "application/octet-stream",
	  "Received: from a by b\nFrom: a@b.vn\nSubject: x\nMIME-Version: 1.0\n\nx\n",
	  VT_CODE_ARCHIVE, "message/rfc822"),
	S("a.11", "text/plain", "abc\n", 0, "text/plain"),
	S("a.vcf", "text/vcard", "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n", 0, NULL),
	S("a.theme", "text/plain", "abc\n", VT_CODE_TYPE_NOT_LISTED, "text/plain"),
	S("a.7z", "application/octet-stream", "abc\n", VT_CODE_TYPE_NOT_LISTED, "text/plain"),
	S("a.rdp", "text/plain", "abc\n", VT_CODE_EXECUTABLE, NULL),
	S("a.SettingContent-ms", "text/xml", "abc\n", VT_CODE_EXECUTABLE, NULL),
	S("a.zip", "application/zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", VT_CODE_ARCHIVE,
	  "application/zip"),
	S("a.zip", "application/zip", "PK\3\4abc", VT_CODE_FILE_CUT, "application/zip"),
	S("a.rar", "application/vnd.rar", "Rar!\x1a\x07\1\0abc", VT_CODE_ARCHIVE,
	  "application/vnd.rar"),
	S("a.7z", "application/octet-stream",
	  "7z\xbc\xaf\x27\x1c"
	  "abc",
	  VT_CODE_ARCHIVE, NULL),
	/* its beginning alone: nobody knows what is in there */
	S("smime.p7s", "application/pkcs7-signature", P7S, VT_CODE_ARCHIVE,
	  "application/pkcs7-signature"),
	S("a.pdf", "application/pkcs7-signature", P7S, VT_CODE_DISGUISED,
	  "application/pkcs7-signature"),
	S("a.pdf", "application/pdf", "", VT_CODE_FILE_EMPTY, NULL),
	S("a.pdf", "application/pdf", "\1\2\3\4abc", VT_CODE_DISGUISED, NULL),
};

static void test_samples(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		const sample *s = &samples[i];
		const fixture_file files[] = { { s->name, s->declared, s->bytes, s->size }, { 0 } };
		const vt_part *part;
		fixture f;

		g_test_message("%zu %s %d", i, s->name, s->code);
		fixture_open(&f, office, "Subject: x\n", "text", files);
		vt_parts_run(&f.c, f.contents);
		fixture_show(&f);
		g_assert_cmpuint(f.contents->parts->len, ==, 2);
		part = g_ptr_array_index(f.contents->parts, 1);
		g_assert_cmpuint(part->bytes, ==, s->size);
		if (s->type)
			g_assert_cmpstr(part->type, ==, s->type);
		if (s->code)
			g_assert_true(fixture_has(&f, (vt_code)s->code));
		else
			g_assert_cmpuint(f.contents->findings->len, ==, 0);
		fixture_close(&f);
	}
}

static void put16(GByteArray *out, guint value)
{
	guint8 bytes[2] = { (guint8)value, (guint8)(value >> 8) };

	g_byte_array_append(out, bytes, 2);
}

static void put32(GByteArray *out, guint value)
{
	put16(out, value & 0xffff);
	put16(out, value >> 16);
}

/* A stored ZIP with empty files of these names. */
static GByteArray *make_zip(const char *const *names, guint flags)
{
	GByteArray *out = g_byte_array_new();
	guint start, length, n = 0;

	g_byte_array_append(out, (const guint8 *)"PK\3\4", 4);
	for (guint i = 0; i < 26; i++)
		g_byte_array_append(out, (const guint8 *)"", 1);
	start = out->len;
	for (; names[n]; n++) {
		g_byte_array_append(out, (const guint8 *)"PK\1\2", 4);
		put32(out, 0);
		put16(out, flags);
		for (guint i = 0; i < 9; i++)
			put16(out, 0);
		put16(out, (guint)strlen(names[n]));
		for (guint i = 0; i < 8; i++)
			put16(out, 0);
		g_byte_array_append(out, (const guint8 *)names[n], (guint)strlen(names[n]));
	}
	length = out->len - start;
	g_byte_array_append(out, (const guint8 *)"PK\5\6", 4);
	put32(out, 0);
	put16(out, n);
	put16(out, n);
	put32(out, length);
	put32(out, start);
	put16(out, 0);
	return out;
}

static void test_zip_names(void)
{
	static const char *const climbs[] = { "../../a.txt", NULL };
	static const char *const windows[] = { "..\\a.txt", NULL };
	static const char *const drive[] = { "C:\\a.txt", NULL };
	static const char *const folder[] = { "van ban\\a.txt", NULL };
	static const char *const nested[] = { "a.zip", NULL };
	static const char *const program[] = { "a/b.exe", NULL };
	const struct {
		const char *const *names;
		bool odd, unpacks, program;
	} cases[] = { { climbs, 1, 0, 0 }, { windows, 1, 0, 0 }, { drive, 1, 0, 0 },
		      { folder, 0, 0, 0 }, { nested, 0, 1, 0 },  { program, 0, 0, 1 } };

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) zip = make_zip(cases[i].names, 0);
		vt_sniff sniff;

		g_test_message("%s", cases[i].names[0]);
		vt_sniff_read(zip->data, zip->len, false, &sniff);
		g_assert_true((sniff.odd_name != NULL) == cases[i].odd);
		g_assert_true((sniff.unpacks != NULL) == cases[i].unpacks);
		g_assert_true((sniff.program != NULL) == cases[i].program);
		g_assert_null(sniff.foreign);
		vt_sniff_clear(&sniff);
		/* data in front: seen through, and told */
		g_byte_array_prepend(zip, (const guint8 *)"PK\3\4", 4);
		vt_sniff_read(zip->data, zip->len, false, &sniff);
		g_assert_true((sniff.program != NULL) == cases[i].program);
		g_assert_cmpstr(sniff.foreign, ==, "before the archive");
		vt_sniff_clear(&sniff);
	}
}

static void test_zip(void)
{
	static const char *const word[] = { "[Content_Types].xml", "word/document.xml", NULL };
	static const char *const macro[] = { "[Content_Types].xml", "xl/workbook.xml",
					     "xl/vbaProject.bin", NULL };
	static const char *const program[] = { "thong bao.pdf.exe", NULL };
	static const char *const java[] = { "META-INF/MANIFEST.MF", NULL };
	const struct {
		const char *const *names;
		guint flags;
		const char *type;
		bool macro, executable, encrypted;
	} cases[] = {
		{ word, 0,
		  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 0, 0,
		  0 },
		{ macro, 0, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 1,
		  0, 0 },
		{ program, 0, "application/zip", 0, 1, 0 },
		{ program, 1, "application/zip", 0, 1, 1 },
		{ java, 0, "application/java-archive", 0, 1, 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		GByteArray *zip = make_zip(cases[i].names, cases[i].flags);
		vt_sniff sniff;
		vt_sniff_read(zip->data, zip->len, false, &sniff);
		g_test_message("%zu %s", i, sniff.type);
		g_assert_cmpstr(sniff.type, ==, cases[i].type);
		g_assert_true(sniff.macro == cases[i].macro);
		g_assert_true(sniff.executable == cases[i].executable);
		g_assert_true(sniff.encrypted == cases[i].encrypted);
		g_assert_false(sniff.cut || sniff.broken);
		vt_sniff_clear(&sniff);
		for (gsize n = 0; n < zip->len; n++) { /* every cut is survived */
			g_autofree guint8 *part = g_memdup2(zip->data, n);
			vt_sniff_read(part, n, false, &sniff);
			vt_sniff_clear(&sniff);
		}
		g_byte_array_unref(zip);
	}
}

/* Header, one FAT sector, one directory sector with these entry names. */
static void test_ole(void)
{
	static const char *const names[][4] = {
		{ "Root Entry", "WordDocument", NULL, NULL },
		{ "Root Entry", "WordDocument", "Macros", NULL },
		{ "Root Entry", "EncryptedPackage", NULL, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		guint8 file[512 * 3] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
		vt_sniff sniff;
		file[30] = 9;
		file[48] = 1;
		memset(file + 512, 0xff, 512);
		memset(file + 512 + 4, 0xfe, 1);
		for (gsize e = 0; e < 4 && names[i][e]; e++) {
			guint8 *entry = file + 1024 + e * 128;
			gsize n = strlen(names[i][e]);
			for (gsize k = 0; k < n; k++)
				entry[2 * k] = (guint8)names[i][e][k];
			entry[64] = (guint8)(2 * n + 2);
			entry[66] = e == 0 ? 5 : 2;
		}
		vt_sniff_read(file, sizeof(file), false, &sniff);
		g_assert_true(sniff.macro == (i == 1));
		g_assert_true(sniff.encrypted == (i == 2));
		g_assert_cmpstr(sniff.type, ==,
				i == 2 ? "application/x-ole-storage" : "application/msword");
		vt_sniff_clear(&sniff);
		vt_sniff_read(file, 700, false, &sniff);
		g_assert_true(sniff.cut || sniff.broken);
		vt_sniff_clear(&sniff);
	}
}

static void test_names(void)
{
	g_assert_null(vt_names_odd("453-TB-UBND.29.4.2026.pdf"));
	g_assert_null(vt_names_odd("Công văn số.12 của xã.pdf"));
	g_assert_null(vt_names_odd("vanphong.com.pdf"));
	g_assert_nonnull(vt_names_odd("a\x01.pdf"));
	g_assert_nonnull(vt_names_odd("../a.pdf"));
	g_assert_nonnull(vt_names_odd("a                    .pdf"));
	g_assert_nonnull(vt_names_odd("a\xe2\x80\x8b.pdf"));
	g_assert_nonnull(vt_names_odd("a\u202efdp.txt"));
	g_assert_nonnull(vt_names_odd("a\u2066x.pdf"));
	g_assert_nonnull(vt_names_odd("a\uff0e"
				      "exe"));
	g_assert_nonnull(vt_names_odd("a.PDF\u2060.exe"));
	g_assert_nonnull(vt_names_odd("a\u00adb.pdf"));
	g_assert_nonnull(vt_names_odd("a.pdf\u00a0\u2003\u00a0\u3000\u00a0 .txt"));
	g_assert_nonnull(vt_names_odd("a.exe .pdf"));
	g_assert_null(vt_names_odd("a\u00a0b 2.pdf")); /* a Mac's blank */
	g_assert_true(vt_names_is_program("x.pdf .exe"));
	g_assert_true(vt_names_is_program("x.pdf.js"));
	g_assert_true(vt_names_is_program("x.exe..  "));
}

static void test_main_choice(void)
{
	const fixture_file files[] = {
		{ "Phu luc 1.pdf", "application/pdf", PDF, sizeof(PDF) - 1 },
		{ "a.png", "image/png", PNG, sizeof(PNG) - 1 },
		{ "Thong bao.pdf", "application/pdf", PDF, sizeof(PDF) - 1 },
		{ 0 },
	};
	fixture f;

	fixture_open(&f, office, "Subject: x\n", "text", files);
	vt_parts_run(&f.c, f.contents);
	g_assert_cmpint(f.contents->main_part, ==, 3);
	g_assert_cmpuint(vt_parts_files(f.contents), ==, 3);
	g_assert_cmpstr(f.c.body_text, ==, "text");
	fixture_close(&f);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_assert_true(vt_parts_prepare(NULL, NULL));
	office = fixture_office();
	g_test_add_func("/filetype/samples", test_samples);
	g_test_add_func("/filetype/zip-names", test_zip_names);
	g_test_add_func("/filetype/zip", test_zip);
	g_test_add_func("/filetype/ole", test_ole);
	g_test_add_func("/filetype/names", test_names);
	g_test_add_func("/filetype/main", test_main_choice);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
