/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - the text of page 1 as lines and columns (NĐ 30/2020 PL I: two columns above, one below)
 *
 * Pure: from the text that poppler gives with its layout kept. Columns part at the Quốc hiệu, else
 * at two fifths of the widest line. Fragments such as "v ăn b ản" are joined again. Bounded:
 * LINES_MAX lines of LINE_BYTES.
 */
#ifndef VT_FILTERS_PAGE_H
#define VT_FILTERS_PAGE_H

#include <glib.h>
#include <stdbool.h>

typedef struct vt_line {
	char *text;         /* all of it, blanks collapsed; "" for an empty line */
	char *folded;       /* vt_text_fold(text) */
	char *left, *right; /* the two columns; "" when nothing stands there */
} vt_line;

typedef struct vt_page {
	GPtrArray *lines; /* vt_line * */
	int national;     /* the line with the Quốc hiệu; -1 = none */
	int body; /* the first line of running text or "Kính gửi"; lines->len when none was seen */
} vt_page;

vt_page *vt_page_new(const char *text); /* UTF-8 NFC; NULL gives a page without lines */
void vt_page_free(vt_page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_page, vt_page_free)
const vt_line *vt_page_line(const vt_page *page, int index);

/* No letter in lower case, and at least two in upper case. */
bool vt_page_is_upper(const char *text);
/* Joins an initial consonant standing alone with the rest of its syllable. Caller frees. */
char *vt_page_repair(const char *text);

#endif
