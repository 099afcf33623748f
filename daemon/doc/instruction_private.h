/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * instruction_private - the inside of instruction: rows of a digest, words that change a meaning
 */
#ifndef VT_DOC_INSTRUCTION_PRIVATE_H
#define VT_DOC_INSTRUCTION_PRIVATE_H

#include <glib.h>
#include <stdbool.h>

#include "doc/verb.h"

/* "1, 3-5 và 7", "tất cả", "còn lại" at the beginning of text: into rows (-1 = all), rest_out: the
 * rows are all but those named before. Returns where the words begin; text itself: no rows. */
const char *vt_rows_read(const char *text, GArray *rows, bool *rest_out);

/* Nothing but courtesies: "ạ", "em nhé", "với đề xuất". */
bool vt_words_are_courtesy(const char *text);
/* Past "Không", "Tôi chưa" at the beginning of text; NULL: it does not begin so. */
const char *vt_words_behind_no(const char *text);
/* Past "đã xem và"; text itself: it does not begin so. */
const char *vt_words_behind_preface(const char *text);
/* The rest of a line behind a verb asks, or says that it is not so: "chưa?", "không". */
bool vt_words_ask(const char *text);

#endif
