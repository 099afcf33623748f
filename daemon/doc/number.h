/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number - số and ký hiệu of a document, read and written
 * NĐ 30/2020 PL I.II.3: "Số: 15/QĐ-BNV", "Số: 05/BNV-VP", "Số: 30/2020/NĐ-CP".
 */
#ifndef VT_DOC_NUMBER_H
#define VT_DOC_NUMBER_H

#include <glib.h>
#include <stdbool.h>

/* Splits "453/TB-UBND" or "37/2026/TT-BCA" (blanks around '/' and '-' tolerated, OCR-like inner
 * blanks not) that is the whole of text. number_out "453" (leading zeros kept), notation_out
 * "TB-UBND" or "2026/TT-BCA". false: not such a thing. */
bool vt_number_parse(const char *text, char **number_out, char **notation_out);
/* Finds the first such thing in running text; from/to byte offsets. Only with a letter in the
 * notation. */
bool vt_number_find(const char *text, size_t *from_out, size_t *to_out, char **number_out,
		    char **notation_out);
/* "453/TB-UBND"; notation may be NULL ("453"). For comparing: leading zeros off, upper case, no
 * blanks. */
char *vt_number_show(const char *number, const char *notation);
char *vt_number_key(const char *number, const char *notation);

#endif
