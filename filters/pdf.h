/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf - the PDF files of a message: do they open, what is on page 1, do they act
 *
 * vt_pdf_run() needs contents->parts and main_part (parts.h) and c->mime. It sets c->main_text,
 * contents->pages and contents->text_layer, and adds findings 605, 607, 621, 623, 630. metadata.h
 * reads what it leaves.
 */
#ifndef VT_FILTERS_PDF_H
#define VT_FILTERS_PDF_H

#include "filters/filter.h"
#include "filters/pdf_look.h"
#include "filters/poppler.h"

typedef struct vt_pdf {
	vt_poppler_state state;
	vt_pdf_look look;
	int pages;       /* 0 = not known */
	char *text;      /* page 1, UTF-8 NFC, layout kept; NULL = none */
	bool text_layer; /* there is more on it than the words of a signature's appearance, and OCR
			    did not put it there */
} vt_pdf;

/* Opens one document inside the program and keeps it (libraries P3). */
bool vt_pdf_prepare(const vt_office *office, GError **error);
void vt_pdf_run(vt_case *c, vt_contents *contents);

/* Of a signature's appearance, as viewers draw it: "ký bởi: ..."; folded text. */
bool vt_pdf_is_signature_line(const char *folded);
vt_pdf *vt_pdf_read(const void *bytes, size_t size);
void vt_pdf_free(vt_pdf *pdf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_pdf, vt_pdf_free)
/* Page 1 as it reads without text annotations and form fields: what stands in the text of
 * vt_pdf_read() only was laid over the page. NULL = cannot be told. Caller frees. */
char *vt_pdf_bare_text(const void *bytes, size_t size);

#endif
