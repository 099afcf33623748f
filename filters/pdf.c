/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf - the PDF files of a message: do they open, what is on page 1, do they act
 */
#include "filters/pdf.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#define LETTERS_MIN 80 /* a page with fewer is a picture: the shortest real notice has some 400 */

#define OBJECT_MAX (size_t)65536 /* an annotation larger than that is not looked through */
#define HIDE_MAX   200 /* annotations of a kind; with more of them the text counts as overlaid */

/* One page, one word, one standard font: enough to make poppler load everything it loads lazily. */
static const char sample[] =
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 5 0 R"
	"/Resources<</Font<</F1 4 0 R>>>>>>endobj\n"
	"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>endobj\n"
	"5 0 obj<</Length 36>>stream\nBT /F1 12 Tf 20 20 Td (vanthu) Tj ET\nendstream endobj\n"
	"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

/* Lines that viewers draw into a visible signature; a page with nothing else is a scan (field-notes
 * §4). */
static const char *const signature_labels[] = {
	"nguoi ky:", "ky boi:",  "email:",          "co quan:",         "thoi gian ky:",
	"ngay ky:",  "to chuc:", "signature valid", "digitally signed", "signed by:",
	"date:",     "reason:",  "location:",       "chuc vu:",         "don vi:",
};

bool vt_pdf_prepare(const vt_office *office, GError **error)
{
	static iconv_t
		kept; /* poppler converts by this one; kept open so that its module stays loaded */

	(void)office;
	if (!kept)
		kept = iconv_open("UTF-8", "UTF-16");
	if (!vt_poppler_keep(sample, sizeof(sample) - 1))
		return vt_error_set(error, VT_NEVER,
				    "cannot read the sample PDF: poppler gives no text");
	vt_pdf_free(vt_pdf_read(sample, sizeof(sample) - 1));
	return true;
}

bool vt_pdf_is_signature_line(const char *folded)
{
	for (gsize i = 0; i < G_N_ELEMENTS(signature_labels); i++) {
		if (g_str_has_prefix(folded, signature_labels[i]))
			return true;
	}
	return false;
}

static bool has_text_layer(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gsize letters = 0;

	for (gsize i = 0; lines[i] && letters < LETTERS_MIN; i++) {
		g_autofree char *folded = vt_text_fold(lines[i]);
		if (vt_pdf_is_signature_line(folded))
			continue;
		for (const char *p = folded; *p; p++)
			letters += g_ascii_isalpha(*p) ? 1 : 0;
	}
	return letters >= LETTERS_MIN;
}

static char *read_text(const void *bytes, size_t size, vt_poppler_state *state_out, int *pages_out)
{
	char *raw = NULL, *text = NULL;

	*state_out = vt_poppler_read(bytes, size, VT_MAX_TEXT_BYTES, &raw, pages_out);
	if (raw)
		text = vt_text_utf8(raw, -1);
	free(raw);
	/* some letters are longer when composed */
	if (text && strlen(text) > VT_MAX_TEXT_BYTES) {
		*state_out = VT_POPPLER_LONG;
		g_clear_pointer(&text, g_free);
	}
	return text;
}

vt_pdf *vt_pdf_read(const void *bytes, size_t size)
{
	vt_pdf *pdf = g_new0(vt_pdf, 1);

	vt_pdf_look_at(bytes, size, &pdf->look);
	pdf->text = read_text(bytes, size, &pdf->state, &pdf->pages);
	pdf->text_layer = pdf->text && has_text_layer(pdf->text) && !pdf->look.hidden_text;
	return pdf;
}

void vt_pdf_free(vt_pdf *pdf)
{
	if (!pdf)
		return;
	g_free(pdf->text);
	g_free(pdf);
}

/* From "obj" before at to "endobj" behind it: the appearance (/AP) of the object loses its key. */
static bool hide_appearance(uint8_t *bytes, size_t size, size_t at)
{
	size_t from = at, least = at > OBJECT_MAX ? at - OBJECT_MAX : 3, to;
	const uint8_t *end = memmem(bytes + at, MIN(size - at, OBJECT_MAX), "endobj", 6);

	while (from > least && memcmp(bytes + from - 3, "obj", 3) != 0)
		from--;
	if (!end || from <= least)
		return false;
	to = (size_t)(end - bytes);
	for (size_t p = from; p + 3 < to; p++) {
		if (memcmp(bytes + p, "/AP", 3) == 0 && !g_ascii_isalnum((char)bytes[p + 3]))
			bytes[p + 2] = 'p';
	}
	return true;
}

/* Every annotation of that kind becomes one that paints nothing by itself and has no appearance;
 * same length, so that no offset moves. */
static bool hide_kind(uint8_t *bytes, size_t size, const char *from, const char *to)
{
	size_t n = strlen(from), p = 0;

	for (unsigned count = 0; count < HIDE_MAX && p + n <= size; count++) {
		uint8_t *found = memmem(bytes + p, size - p, from, n);
		if (!found)
			return true;
		memcpy(found, to, n);
		p = (size_t)(found - bytes);
		if (!hide_appearance(bytes, size, p))
			return false;
		p += n;
	}
	return true;
}

char *vt_pdf_bare_text(const void *bytes, size_t size)
{
	/* a popup without an appearance is not painted on the page */
	static const char *const kinds[][2] = {
		{ "/FreeText", "/Popup   " },
		{ "/Stamp", "/Popup" },
		{ "/Watermark", "/Popup    " },
		{ "/Redact", "/Popup " },
	};
	g_autofree uint8_t *copy = NULL;
	vt_pdf_look look;
	vt_poppler_state state;
	int pages = 0;

	copy = g_memdup2(bytes, size);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (!hide_kind(copy, size, kinds[i][0], kinds[i][1]))
			return NULL;
	}
	vt_pdf_look_at(copy, size, &look);
	if (look.overlay) /* escaped, packed or a form field: not to be told apart */
		return NULL;
	return read_text(copy, size, &state, &pages);
}

static void report(const vt_pdf *pdf, const vt_part *part, GPtrArray *findings)
{
	if (pdf->state == VT_POPPLER_LOCKED)
		vt_findings_add(findings, VT_CODE_FILE_ENCRYPTED, "%s", part->path);
	else if (pdf->look.cut)
		vt_findings_add(findings, VT_CODE_FILE_CUT, "%s", part->path);
	else if (pdf->state == VT_POPPLER_BROKEN)
		vt_findings_add(findings, VT_CODE_FILE_BROKEN, "%s", part->path);
	if (pdf->state == VT_POPPLER_LONG)
		vt_findings_add(findings, VT_CODE_TOO_MUCH, "%s text of page 1", part->path);
	if (pdf->look.active)
		vt_findings_add(findings, VT_CODE_ACTIVE_PDF, "%s %s", part->path,
				pdf->look.active);
}

static void take_main(vt_case *c, vt_contents *contents, vt_pdf *pdf)
{
	g_free(c->main_text);
	c->main_text = g_steal_pointer(&pdf->text);
	if (pdf->pages > VT_MAX_PAGES)
		vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "pages");
	else
		contents->pages = MAX(pdf->pages, 0);
	contents->text_layer = pdf->text_layer;
	if (!pdf->text_layer && pdf->state == VT_POPPLER_OPEN)
		vt_findings_add(contents->findings, VT_CODE_SCAN, "%s",
				pdf->look.hidden_text ? "hidden text layer" : "");
}

void vt_pdf_run(vt_case *c, vt_contents *contents)
{
	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);
		g_autoptr(vt_pdf) pdf = NULL;
		gsize size;
		const void *bytes;
		if (strcmp(part->type, "application/pdf") != 0)
			continue;
		bytes = g_bytes_get_data(leaf->content, &size);
		pdf = vt_pdf_read(bytes, size);
		report(pdf, part, contents->findings);
		if ((int)i == contents->main_part)
			take_main(c, contents, pdf);
	}
	if (contents->main_part >= 0) {
		const vt_part *part =
			g_ptr_array_index(contents->parts, (guint)contents->main_part);
		/* only page text is read here: of another format we know no more than of a scan */
		if (strcmp(part->type, "application/pdf") != 0)
			vt_findings_add(contents->findings, VT_CODE_SCAN, "%s", part->type);
	}
}
