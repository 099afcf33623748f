/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf_look - a tolerant look at the bytes of a PDF for what poppler-cpp does not tell
 *
 * No parser: names are read wherever they stand (#xx escapes resolved), object streams are inflated
 * within a budget. It may see more than a reader would (a name in dead bytes), so what it says
 * weighs as doubt, never as proof.
 */
#ifndef VT_FILTERS_PDF_LOOK_H
#define VT_FILTERS_PDF_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vt_pdf_look {
	bool header;        /* %PDF- within the first 1,024 bytes */
	bool cut;           /* no %%EOF near the end */
	const char *active; /* first of JavaScript, Launch, EmbeddedFile ... found; static; NULL =
			       none */
	bool overlay; /* FreeText, Stamp and the like, or form fields with text: signature fields
			 are none */
	bool overlay_packed; /* one of them in an object stream, where its bytes cannot be patched
			      */
	bool hidden_text; /* text painted with mode 3: the usual layer that OCR lays over a scan */
} vt_pdf_look;

void vt_pdf_look_at(const uint8_t *bytes, size_t size, vt_pdf_look *look_out);

#endif
