/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * books - consecutive numbers by year, drawn inside the act that registers
 *
 * NĐ 30/2020 Đ22.2: số đến is consecutive in the year. No gap, no reuse: a failing
 * act gives its number back by rolling back, a voided entry keeps it. vt_act_end() reads back that
 * the number below exists and that the drawn one is used.
 */
#ifndef VT_STORE_BOOKS_H
#define VT_STORE_BOOKS_H

#include "store/db.h"

typedef struct vt_book_year {
	char *own, *book;
	int year;
	int64_t first, last; /* last < first: nothing drawn */
	int64_t entries;     /* rows of the register; always last - first + 1 */
} vt_book_year;
void vt_book_year_free(vt_book_year *book_year);
/*
 * The next number of own, book, year, inside an act. first: the number to begin with when the
 * book's year is still empty (1, or the paper book's next number in the year of introduction);
 * ignored afterwards. last and entries are not read.
 */
bool vt_books_draw(vt_store *store, const vt_book_year *wanted, int64_t *number_out,
		   GError **error);
/* All books' years, vt_book_year *; own NULL = all. */
GPtrArray *vt_books_list(vt_store *store, const char *own, GError **error);
/* Last number drawn; 0 = none. */
bool vt_books_last(vt_store *store, const char *own, const char *book, int year, int64_t *last_out,
		   GError **error);

#endif
