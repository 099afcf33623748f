/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table - what the registrar or a command answers, for eyes (aligned, Vietnamese widths) or as JSON
 */
#ifndef VT_CTL_TABLE_H
#define VT_CTL_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct vt_answer vt_answer;

/* json: one object with the titles as keys is written at the end; else tables are printed as they
 * are complete. */
vt_answer *vt_answer_new(FILE *out, bool json);
void vt_answer_free(vt_answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_answer, vt_answer_free)
/* Ends the table before. keys and labels have the same length; a key "#n" is "n", a column of whole
 * numbers. */
void vt_answer_table(vt_answer *answer, const char *title, const GPtrArray *keys,
		     const GPtrArray *labels);
/* The same of constants: key and label of each column. */
void vt_answer_columns(vt_answer *answer, const char *title, const char *const (*columns)[2],
		       size_t n);
/* false: the row does not have as many cells as the table has columns, or there is no table. */
bool vt_answer_row(vt_answer *answer, const GPtrArray *cells);
/* The same; NULL is shown as "". */
bool vt_answer_cells(vt_answer *answer, const char *const *cells, size_t n);
void vt_answer_text(vt_answer *answer, const char *text);
void vt_answer_end(vt_answer *answer);

#endif
