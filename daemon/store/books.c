/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * books - consecutive numbers by year, drawn inside the act that registers
 */
#include "store/books.h"

#include <inttypes.h>

#include "base/error.h"
#include "store/store_private.h"

void vt_book_year_free(vt_book_year *book_year)
{
	if (!book_year)
		return;
	g_free(book_year->own);
	g_free(book_year->book);
	g_free(book_year);
}

static void bind_book(vt_query *query, const vt_book_year *wanted)
{
	vt_query_text(query, 1, wanted->own);
	vt_query_text(query, 2, wanted->book);
	vt_query_int(query, 3, wanted->year);
}

bool vt_books_draw(vt_store *store, const vt_book_year *wanted, int64_t *number_out, GError **error)
{
	/* While a year is empty its beginning may still be set: the office has not begun to count.
	 */
	static const char sql_open[] =
		"INSERT INTO book_year (own, book, year, first, last) VALUES (?1, ?2, ?3, ?4, ?4 - "
		"1)"
		" ON CONFLICT DO UPDATE SET first = ?4, last = ?4 - 1 WHERE last < first";
	static const char sql_draw[] =
		"UPDATE book_year SET last = last + 1 WHERE own = ?1 AND book = ?2 AND year = ?3"
		" RETURNING last";
	g_autoptr(vt_query) open = vt_query_new(store, sql_open);
	g_autoptr(vt_query) draw = vt_query_new(store, sql_draw);
	int64_t number = 0;

	g_assert(store->in_act && wanted->first > 0);
	bind_book(open, wanted);
	vt_query_int(open, 4, wanted->first);
	bind_book(draw, wanted);
	if (!vt_query_run(open, error) || !vt_query_one(draw, &number, error)) {
		g_prefix_error(error, "cannot draw a number from book '%s' of %d: ", wanted->book,
			       wanted->year);
		return false;
	}
	vt_drawn *drawn = g_new0(vt_drawn, 1);
	drawn->own = g_strdup(wanted->own);
	drawn->book = g_strdup(wanted->book);
	drawn->year = wanted->year;
	drawn->number = number;
	g_ptr_array_add(store->drawn, drawn);
	*number_out = number;
	return true;
}

/* With one number less the book was whole (by induction): so the drawn one has its row and the one
 * below too. Rows are documents in an incoming book, outgoing documents in an outgoing one. */
static bool drawn_is_whole(vt_store *store, const vt_drawn *drawn, GError **error)
{
	static const char sql_whole[] =
		"WITH entry (number) AS ("
		"  SELECT number FROM document WHERE own = ?1 AND book = ?2 AND year = ?3"
		"   AND number BETWEEN ?4 - 1 AND ?4"
		"  UNION ALL SELECT number FROM outgoing WHERE own = ?1 AND book = ?2 AND year = ?3"
		"   AND number BETWEEN ?4 - 1 AND ?4)"
		" SELECT count(*) = 1 AND (b.first = ?4 OR EXISTS (SELECT 1 FROM entry p"
		"  WHERE p.number = ?4 - 1)) FROM book_year b JOIN entry d ON d.number = ?4"
		" WHERE b.own = ?1 AND b.book = ?2 AND b.year = ?3 AND b.last >= ?4";
	g_autoptr(vt_query) query = vt_query_new(store, sql_whole);
	int64_t whole = 0;

	vt_query_text(query, 1, drawn->own);
	vt_query_text(query, 2, drawn->book);
	vt_query_int(query, 3, drawn->year);
	vt_query_int(query, 4, drawn->number);
	if (!vt_query_one(query, &whole, error))
		return false;
	return whole
	       || vt_error_set(error, VT_NEVER,
			       "read-back: number %" PRId64 " of book '%s' %d would leave a hole",
			       drawn->number, drawn->book, drawn->year);
}

bool vt_books_read_back(vt_store *store, GError **error)
{
	for (unsigned i = 0; i < store->drawn->len; i++)
		if (!drawn_is_whole(store, g_ptr_array_index(store->drawn, i), error))
			return false;
	return true;
}

GPtrArray *vt_books_list(vt_store *store, const char *own, GError **error)
{
	static const char sql[] =
		"SELECT own, book, year, first, last, (SELECT count(*) FROM document d"
		"  WHERE d.own = b.own AND d.book = b.book AND d.year = b.year)"
		" + (SELECT count(*) FROM outgoing o"
		"  WHERE o.own = b.own AND o.book = b.book AND o.year = b.year)"
		" FROM book_year b WHERE ?1 IS NULL OR own = ?1 ORDER BY own, book, year";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_book_year_free);
	GError *fault = NULL;

	vt_query_text(query, 1, own);
	while (vt_query_next(query, &fault)) {
		vt_book_year *row = g_new0(vt_book_year, 1);

		row->own = vt_query_dup(query, 0);
		row->book = vt_query_dup(query, 1);
		row->year = (int)vt_query_get_int(query, 2);
		row->first = vt_query_get_int(query, 3);
		row->last = vt_query_get_int(query, 4);
		row->entries = vt_query_get_int(query, 5);
		g_ptr_array_add(list, row);
	}
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_books_last(vt_store *store, const char *own, const char *book, int year, int64_t *last_out,
		   GError **error)
{
	static const char sql[] = "SELECT last FROM book_year WHERE own = ?1 AND book = ?2 AND "
				  "year = ?3 AND last >= first";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	*last_out = 0;
	vt_query_text(query, 1, own);
	vt_query_text(query, 2, book);
	vt_query_int(query, 3, year);
	return vt_query_one(query, last_out, error);
}
