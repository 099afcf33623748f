/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv - a table as Excel saves it
 *
 * RFC 4180 and what Excel makes of it: a byte order mark, UTF-16 ("Unicode text"), ';' or tab
 * instead of ',' (told by the header line, or a first line "sep=;"), LF or CR LF or CR, line breaks
 * within quotes, columns and rows of nothing at the end, ="0912" and '0912 for text that looks like
 * a number. A cell is one line, NFC, without blanks around it; no-break spaces are blanks, what
 * has no width is gone. Another charset is a fault, not guessed: names of people hang on it.
 */
#ifndef VT_BASE_CSV_H
#define VT_BASE_CSV_H

#include "base/settings.h"

#define VT_CSV_MAX_BYTES   (4u * 1024 * 1024)
#define VT_CSV_MAX_ROWS    20000u
#define VT_CSV_MAX_COLUMNS 64u
#define VT_CSV_MAX_CELL    2000u /* bytes */

typedef struct vt_csv vt_csv;

/* Never NULL: what could be read; file is the name in faults. */
vt_csv *vt_csv_parse(const void *bytes, size_t size, const char *file, vt_faults *faults);
void vt_csv_free(vt_csv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_csv, vt_csv_free)
/* Of the header, the first row that is not empty. */
unsigned vt_csv_columns(const vt_csv *csv);
const char *vt_csv_title(const vt_csv *csv, unsigned column);
unsigned vt_csv_title_line(const vt_csv *csv);
/* Rows below it that are not empty. A cell is "" when empty or missing; borrowed. */
unsigned vt_csv_rows(const vt_csv *csv);
const char *vt_csv_cell(const vt_csv *csv, unsigned row, unsigned column);
unsigned vt_csv_line(const vt_csv *csv, unsigned row); /* where the row begins */

#endif
