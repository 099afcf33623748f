/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spelling - words that Vietnamese offices write in several ways
 *
 * All forms are folded (base/text.h), where đ, tone and its place are alike already. What is left:
 * i and y after some consonants (kỹ thuật, kĩ thuật), short and long names (UBND, Ủy ban nhân dân),
 * names of places (Đắk Lắk, Đắc Lắc). Used for searching only: nothing is stored so.
 */
#ifndef VT_DOC_SPELLING_H
#define VT_DOC_SPELLING_H

#include <glib.h>

/* The same syllable with the other of i and y: "ky" -> "ki", "quy" -> "qui"; NULL = it has only
 * one form. */
char *vt_spelling_twin(const char *folded_word);
/* words: folded, n of them. The longest run at the beginning that has other forms: how many words
 * it takes, and the forms, itself included (NULL-terminated, borrowed, each one or more words);
 * 0 = none. */
unsigned vt_spelling_forms(const char *const *words, unsigned n, const char *const **forms_out);

#endif
