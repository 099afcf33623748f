/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - Vietnamese text: valid, composed, folded, bounded, aligned
 *
 * Everything stored is UTF-8 NFC. The folded form is for comparing and
 * searching only: NFC, old and new tone placement made one (hoà = hòa), lower case, marks
 * stripped, đ -> d, inner white space to one blank (design §6).
 */
#ifndef VT_BASE_TEXT_H
#define VT_BASE_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Valid UTF-8 in NFC from any bytes: what is not UTF-8 becomes U+FFFD; NUL too. size -1 = strlen.
 * Caller frees. */
char *vt_text_utf8(const char *bytes, gssize size);
/* Input must be valid UTF-8. Caller frees all of these. */
char *vt_text_nfc(const char *utf8);
char *vt_text_fold(const char *utf8);
/* Upper case, tone placement normalised, marks KEPT, blanks collapsed: for marks such as HỎA TỐC,
 * MẬT. */
char *vt_text_upper(const char *utf8);
/* One line: white space runs to one blank, trimmed, control/bidi/zero-width characters as \u{XXXX},
 * URLs broken
 * ("://" -> ":// "), at most max_chars characters (an ellipsis marks a cut; only for showing, never
 * for storing). */
char *vt_text_shown(const char *utf8, size_t max_chars);
/* As vt_text_shown, between « », and no reference (VT-XXXX-…) stays one. What came from a message
 * appears in a notice only so (design §7). */
char *vt_text_quoted(const char *utf8, size_t max_chars);
/* What a character without a shape of its own is: "control character", "bidi control", "zero-width
 * character", "unassigned character"; NULL = it is seen. Static. */
const char *vt_text_unseen(gunichar c);
/* "Trần Thị Bình" -> "tran-thi-binh", for names in our files: what stands between letters and
 * digits of the folded form is one hyphen, none at the ends; at most so many characters. "" when
 * nothing is left. */
char *vt_text_slug(const char *utf8, size_t max_chars);
/* Cuts valid UTF-8 in place to at most max_bytes, between characters. */
void vt_text_cut(char *utf8, size_t max_bytes);
/* NFC with what looks like a blank, hyphen, quote, colon or Đ made that character, control
 * characters blanks, and what cannot be seen left out: one line, for reading what people typed. */
char *vt_text_plain(const char *utf8);
/* Collapses blanks and trims; keeps everything else. */
char *vt_text_tidy(const char *utf8);

size_t vt_text_chars(const char *utf8);   /* characters, not bytes: the unit of all legal lengths */
size_t vt_text_columns(const char *utf8); /* terminal columns; marks 0, wide 2 */
/* utf8 padded with blanks to columns, or cut with … to fit. Caller frees. */
char *vt_text_fit(const char *utf8, size_t columns);
/* folded needle stands in folded text at word boundaries. Both already folded. */
bool vt_text_has_words(const char *folded, const char *folded_needle);
/* Nearest of the NULL-terminated names by edit distance <= 2, or NULL; for "did you mean". */
const char *vt_text_nearest(const char *word, const char *const *names);

#endif
