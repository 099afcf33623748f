/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-pdf - locked, broken, cut, active, overlaid and scanned PDF files
 */
#include "filters/pdf.h"

#include <gio/gio.h>

#include "filters/metadata.h"
#include "filters/parts.h"
#include "tests/unit/fixture.h"

static vt_office *office;

#define LINE(y, text) "1 0 0 1 20 " y " Tm (" text ") Tj "
#define PAGE_TEXT                                                                                                                                            \
	LINE("760", "UY BAN NHAN DAN")                                                                                                                       \
	"1 0 0 1 260 760 Tm (CONG HOA XA HOI CHU NGHIA VIET NAM) Tj " LINE("740", "XA KIM SON") "1 0 0 1 300 740 Tm (Doc lap - Tu do - Hanh phuc) Tj " LINE( \
		"720", "So:") "1 0 0 1 70 720 Tm (/TB-UBND) Tj "                                                                                             \
			      "1 0 0 1 280 720 Tm (Kim Son, ngay 29 thang 4 nam 2026) Tj "                                                                   \
			      "1 0 0 1 250 680 Tm (THONG BAO) Tj 1 0 0 1 200 660 Tm (Ve viec "                                                               \
			      "treo co To quoc) Tj " LINE("620",                                                                                             \
							  "Kinh goi cac co quan, don vi va cac "                                                             \
							  "ho gia dinh tren dia ban treo co.")
#define NUMBER "BT /F1 12 Tf 1 0 0 1 45 720 Tm (453) Tj ET"

/* A one-page document; poppler rebuilds the missing cross-reference table. */
static char *make(const char *content, const char *annotations, const char *objects,
		  gsize *size_out)
{
	GString *out = g_string_new("%PDF-1.4\n");

	g_string_append_printf(
		out,
		"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
		"/Annots[%s]/Resources<</Font<</F1 4 0 R>>>>>>endobj\n"
		"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman"
		"/Encoding/WinAnsiEncoding>>endobj\n"
		"5 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n%s"
		"trailer<</Root 1 0 R/Size 9>>\n%%%%EOF\n",
		annotations, strlen(content), content, objects);
	*size_out = out->len;
	return g_string_free(out, FALSE);
}

/* An annotation of that kind, painting the number over the blank. */
static char *make_overlaid(const char *kind, gsize *size_out)
{
	g_autofree char *objects = g_strdup_printf("6 0 obj<</Type/Annot%s/Rect[0 0 595 842]/F "
						   "4/Contents(453)/AP<</N 7 0 R>>>>endobj\n"
						   "7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 "
						   "595 842]/Resources<</Font<</F1 4 0 R>>>>"
						   "/Length %zu>>stream\n%s\nendstream endobj\n",
						   kind, strlen(NUMBER), NUMBER);

	return make("BT /F1 12 Tf " PAGE_TEXT " ET", "6 0 R", objects, size_out);
}

static void examine(fixture *f, const char *bytes, gsize size)
{
	const fixture_file files[] = { { "a.pdf", "application/pdf", bytes, size }, { 0 } };

	fixture_open(f, office, "Subject: x\n", "", files);
	vt_parts_run(&f->c, f->contents);
	vt_pdf_run(&f->c, f->contents);
	vt_metadata_run(&f->c, f->contents);
	fixture_show(f);
}

static void test_plain(void)
{
	gsize size;
	g_autofree char *bytes = make("BT /F1 12 Tf " PAGE_TEXT " ET " NUMBER, "", "", &size);
	fixture f;

	examine(&f, bytes, size);
	g_assert_cmpstr(f.contents->fields[VT_FIELD_NUMBER].text, ==, "453");
	g_assert_cmpint(f.contents->fields[VT_FIELD_NUMBER].confidence, >=, VT_CONFIDENT);
	g_assert_true(f.contents->text_layer);
	g_assert_cmpint(f.contents->pages, ==, 1);
	g_assert_false(fixture_has(&f, VT_CODE_OVERLAID_VALUE));
	fixture_close(&f);
}

static void check_overlay(const char *kind, bool proposal)
{
	gsize size;
	g_autofree char *bytes = make_overlaid(kind, &size);
	fixture f;

	g_test_message("%s", kind);
	examine(&f, bytes, size);
	g_assert_cmpstr(f.contents->fields[VT_FIELD_NUMBER].text, ==, "453");
	g_assert_true((f.contents->fields[VT_FIELD_NUMBER].confidence < VT_CONFIDENT) == proposal);
	g_assert_true(fixture_has(&f, VT_CODE_OVERLAID_VALUE) == proposal);
	fixture_close(&f);
}

static void test_overlaid(void)
{
	check_overlay("/Subtype/FreeText", true);
	check_overlay("/Subtype /Stamp", true);
	check_overlay("/Subtype/Free#54ext", true);
	check_overlay("/Subtype/Widget/FT/Tx/T(so)/V(453)", true);
	check_overlay("/Subtype/Widget/FT/Sig/T(so)", false);
}

/* A stamp that stands elsewhere changes nothing. */
static void test_harmless_stamp(void)
{
	gsize size;
	const char *stamp = "6 0 obj<</Type/Annot/Subtype/Stamp/Rect[0 0 100 100]/F 4>>endobj\n";
	g_autofree char *bytes =
		make("BT /F1 12 Tf " PAGE_TEXT " ET " NUMBER, "6 0 R", stamp, &size);
	fixture f;

	examine(&f, bytes, size);
	g_assert_false(fixture_has(&f, VT_CODE_OVERLAID_VALUE));
	g_assert_cmpint(f.contents->fields[VT_FIELD_NUMBER].confidence, >=, VT_CONFIDENT);
	fixture_close(&f);
}

static void test_active(void)
{
	static const char *const objects[] = {
		"6 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n",
		"6 0 obj<</S/J#61vaScript/JS(x)>>endobj\n",
		"6 0 obj<</S/Launch/F(cmd.exe)>>endobj\n",
		"6 0 obj<</Type/EmbeddedFile/Length 0>>stream\n\nendstream endobj\n",
	};
	gsize size;
	g_autofree char *harmless = make("BT /F1 12 Tf " PAGE_TEXT " ET", "",
					 "6 0 obj<</OpenAction[3 0 R/Fit]>>endobj\n", &size);
	vt_pdf_look look;

	vt_pdf_look_at((const uint8_t *)harmless, size, &look);
	g_assert_null(look.active);
	for (gsize i = 0; i < G_N_ELEMENTS(objects); i++) {
		g_autofree char *bytes = make("BT ET", "", objects[i], &size);
		fixture f;
		examine(&f, bytes, size);
		g_assert_true(fixture_has(&f, VT_CODE_ACTIVE_PDF));
		fixture_close(&f);
	}
}

/* The same inside a compressed object stream. */
static void test_packed(void)
{
	static const char inside[] = "6 0 <</S/JavaScript/JS(x)>> 7 9 <</Subtype/FreeText>>";
	g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
	char packed[256];
	gsize n_read = 0, n = 0;
	GString *pdf = g_string_new(
		"%PDF-1.5\n6 0 obj<</Type/ObjStm/N 2/First 4/Filter/FlateDecode>>stream\r\n");
	vt_pdf_look look;

	g_assert_cmpint(g_converter_convert(G_CONVERTER(zlib), inside, sizeof(inside) - 1, packed,
					    sizeof(packed), G_CONVERTER_INPUT_AT_END, &n_read, &n,
					    NULL),
			==, G_CONVERTER_FINISHED);
	g_string_append_len(pdf, packed, (gssize)n);
	g_string_append(pdf, "\nendstream endobj\n%%EOF");
	vt_pdf_look_at((const uint8_t *)pdf->str, pdf->len, &look);
	g_assert_cmpstr(look.active, ==, "JavaScript");
	g_assert_true(look.overlay && look.overlay_packed && !look.cut);
	g_string_free(pdf, TRUE);
}

static void test_damaged(void)
{
	gsize size;
	g_autofree char *bytes = make("BT /F1 12 Tf " PAGE_TEXT " ET", "", "", &size);
	fixture f;

	examine(&f, bytes, size - 8); /* without %%EOF */
	g_assert_true(fixture_has(&f, VT_CODE_FILE_CUT));
	fixture_close(&f);
	examine(&f, "%PDF-1.4\nnothing\n%%EOF", 23);
	g_assert_true(fixture_has(&f, VT_CODE_FILE_BROKEN));
	fixture_close(&f);
	examine(&f, "", 0);
	g_assert_true(fixture_has(&f, VT_CODE_FILE_EMPTY));
	g_assert_true(fixture_has(&f, VT_CODE_ANNEX_MISSING) == false);
	fixture_close(&f);
}

static void test_scan(void)
{
	gsize size;
	g_autofree char *bytes = make("BT /F1 9 Tf 1 0 0 1 20 20 Tm (Nguoi ky: CONG THONG TIN DIEN "
				      "TU CHINH PHU VA CAC CO "
				      "QUAN KHAC TRONG HE THONG HANH CHINH NHA NUOC) Tj 1 0 0 1 20 "
				      "10 Tm (Email: a@b.vn) Tj ET",
				      "", "", &size);
	fixture f;

	examine(&f, bytes, size);
	g_assert_false(f.contents->text_layer);
	g_assert_true(fixture_has(&f, VT_CODE_SCAN));
	fixture_close(&f);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	g_assert_true(vt_parts_prepare(NULL, NULL));
	g_assert_true(vt_pdf_prepare(NULL, NULL));
	office = fixture_office();
	g_test_add_func("/pdf/plain", test_plain);
	g_test_add_func("/pdf/overlaid", test_overlaid);
	g_test_add_func("/pdf/harmless-stamp", test_harmless_stamp);
	g_test_add_func("/pdf/active", test_active);
	g_test_add_func("/pdf/packed", test_packed);
	g_test_add_func("/pdf/damaged", test_damaged);
	g_test_add_func("/pdf/scan", test_scan);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
