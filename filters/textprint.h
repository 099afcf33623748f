/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textprint - what a PDF says, as a hash: is the issue version the file that was approved?
 *
 * The issue version of a document may be a file made anew (number and date typed in, exported
 * again), which does not begin with the approved bytes. It needs no new approval when its text
 * layer is the approved one's but for number, date and the marks of sealing (NĐ 30/2020 Đ17.2).
 * Hashed are the words of every page in the order in which they are painted, blanks made one; the
 * number before "/KÝ HIỆU" and the date of the head of page 1 are left out. Without the marks: a
 * signature's appearance at the end of a page, and a number and a date alone in a line at the end
 * of page 1, as fields that are filled on sealing are painted last.
 *
 * There is none where words do not tell what one sees: a page without words, hidden text, notes
 * laid over the page, active content. Pictures are not compared, nor is what was appended to a file
 * whose first bytes are the approved ones.
 */
#ifndef VT_FILTERS_TEXTPRINT_H
#define VT_FILTERS_TEXTPRINT_H

#include "filters/filter.h"

/* Sets text and marked of the PDF parts of a mail of one of our people; after vt_said_run(). */
void vt_textprint_run(vt_case *c, vt_contents *contents);
/* Of the text of all pages, each behind a form feed, UTF-8; false: a page has no words. */
bool vt_textprint(const char *pages, char text_out[65], char marked_out[65]);

#endif
