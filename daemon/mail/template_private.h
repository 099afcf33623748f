/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template_private - what the files of the template engine share
 */
#ifndef VT_MAIL_TEMPLATE_PRIVATE_H
#define VT_MAIL_TEMPLATE_PRIVATE_H

#include "mail/template.h"

#define VT_TEMPLATE_SENTENCES "cau" /* name of the file of sentences */

/* Rows of that section exist in that mail. */
bool vt_template_has_section(const char *name, const char *section);

/*
 * For the HTML of a mail: marks around every value, so that a stranger's words are never taken for
 * the form of the mail. They are control bytes, which no value holds.
 */
#define VT_MARK_VALUE  '\1'
#define VT_MARK_LINK   '\2' /* an address that we made */
#define VT_MARK_FORM   '\3'
#define VT_MARK_FOOTER '\4'
#define VT_MARK_END    '\5'
#define VT_MARK_LINE   '\6' /* LF in a value */
void vt_filling_mark(vt_filling *filling, bool is_marked);
bool vt_filling_is_marked(const vt_filling *filling);
/* A body filled with marks as a page; language: "vi". Caller frees. */
char *vt_template_page(const char *marked, const char *language);

/* Its parts in template_words.c; out gets HTML. */
bool vt_is_mark(char c);
void vt_words_put(GString *out, const char *from, size_t size);
/* The address behind mark, a VT_MARK_LINK, as a button of that label. */
void vt_words_link(GString *out, const char *mark, const char *label, size_t label_size);
/* "Xem: LINK", or words alone. */
void vt_words_line(GString *out, const char *line);
/* Without blanks and the colon at its end. */
size_t vt_label_size(const char *label, size_t size);

/* How many values of that name; the row-th of them, "" when there is none; borrowed. */
unsigned vt_filling_count(const vt_filling *filling, const char *name);
const char *vt_filling_value(const vt_filling *filling, const char *name, unsigned row);
/* Rows of a section: the most values that one of its places has. */
unsigned vt_filling_rows(const vt_filling *filling, const char *section);

/* Checks the places of one line; all of them are filled from row. */
void vt_line_check(const char *line, const char *file, unsigned number, const char *name,
		   vt_faults *faults);
/* Appends the filled line. Returns false when it has places and all of them are empty: nothing was
 * appended then. all_filled_out (may be NULL): no place was empty. */
bool vt_line_fill(const char *line, const vt_filling *filling, unsigned row, GString *out,
		  bool *all_filled_out);

#endif
