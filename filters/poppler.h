/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * poppler - the text of a page with its layout kept, a picture of its head, and nothing else
 *
 * The C face of the only C++ file. physical_layout of poppler-cpp is the one reading that gets the
 * two-column masthead right, the number's own signature field included (libraries P2). Drawn is
 * only what a clerk shall see of a held message, by a question of its own.
 */
#ifndef VT_FILTERS_POPPLER_H
#define VT_FILTERS_POPPLER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	VT_POPPLER_OPEN,
	VT_POPPLER_LONG, /* open, but page 1 holds more than max_text bytes */
	VT_POPPLER_LOCKED,
	VT_POPPLER_BROKEN
} vt_poppler_state;

/* Page 1 of a PDF in memory. text_out: UTF-8 as poppler gives it, NULL when there is none; free()
 * it; set only when VT_POPPLER_OPEN. pages_out is set when it is open. */
vt_poppler_state vt_poppler_read(const void *bytes, size_t size, size_t max_text, char **text_out,
				 int *pages_out);
/* All pages, each behind a form feed, in the order in which the file paints them; NULL: it does not
 * open, or there are more than max_pages or max_text bytes. free() it. */
char *vt_poppler_read_all(const void *bytes, size_t size, size_t max_text, int max_pages);
/* The upper end of page 1, *width times *height dots at most, into gray: rows of *width bytes as
 * given, 0 = black. The page fills the width; both are set to what was drawn. 0 = nothing was. */
int vt_poppler_draw(const void *bytes, size_t size, unsigned char *gray, unsigned *width,
		    unsigned *height);
/* Before the jail: silences poppler, reads this document and keeps it open for the life of the
 * program, so that no later one opens a file (libraries P3). bytes must outlive the program. 0 = it
 * cannot be read. */
int vt_poppler_keep(const void *bytes, size_t size);

#ifdef __cplusplus
}
#endif

#endif
