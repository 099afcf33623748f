/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_books - books.conf: the registers, and how the numbers of outgoing documents are written
 *
 * NĐ 30/2020 Đ15.1 leaves the scheme to the head of the office: one sequence for all, one for each
 * type, or groups; số and ký hiệu together are unique in the year.
 */
#include <string.h>

#include "base/text.h"
#include "doc/office_private.h"

#define OUTGOING_TITLE "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
#define TYPE           "{type}"
#define YEAR           "{year}"

static const char *const direction_choices[] = { "incoming", "outgoing", NULL };

/* clang-format off: tables */
static const vt_key book_keys[] = {
	{ .name = "own",
	  .type = VT_SET_NAME,
	  .required = true,
	  .help = "The own agency whose register it is." },
	{ .name = "direction",
	  .type = VT_SET_CHOICE,
	  .choices = direction_choices,
	  .fallback = "incoming",
	  .help = "Documents that come, or that the agency issues." },
	{ .name = "title",
	  .type = VT_SET_TEXT,
	  .fallback = "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
	  .help = "Title on the cover (NĐ 30/2020 PL IV.VI); of an outgoing book SỔ ĐĂNG KÝ VĂN "
		  "BẢN "
		  "ĐI (PL IV.I) stands there when nothing is said." },
	{ .name = "type",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Outgoing only: a type of types.tsv that draws its numbers here; none = all that "
		  "no "
		  "other book names." },
	{ .name = "notation",
	  .type = VT_SET_TEXT,
	  .help = "Outgoing only, and needed there: the ký hiệu; {type} is the abbreviation of the "
		  "type, and goes with the dash behind it where a type has none, {year} the "
		  "year." },
	{ .name = "first-year",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 2199,
	  .help = "Year of introduction." },
	{ .name = "first",
	  .type = VT_SET_INT,
	  .fallback = "1",
	  .min = 1,
	  .max = 9999999999LL,
	  .help = "Number to begin with in that year, while the book is empty." },
	{ 0 },
};
static const vt_kind_spec books_spec[] = {
	{ .kind = "book",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = book_keys,
	  .help = "A register of incoming or of outgoing documents." },
	{ 0 },
};
/* clang-format on */

/* ---- which book ---- */

const vt_book *vt_office_incoming_book(const vt_office *office, const char *own)
{
	for (guint i = 0; i < office->books->len; i++) {
		const vt_book *book = g_ptr_array_index(office->books, i);

		if (!book->is_outgoing && strcmp(book->own, own) == 0)
			return book;
	}
	return NULL;
}

const vt_book *vt_office_outgoing_book(const vt_office *office, const char *own,
				       const char *folded_type)
{
	const vt_book *rest = NULL;

	for (guint i = 0; i < office->books->len; i++) {
		const vt_book *book = g_ptr_array_index(office->books, i);

		if (!book->is_outgoing || strcmp(book->own, own) != 0)
			continue;
		if (book->types->len == 0)
			rest = book;
		else if (g_ptr_array_find_with_equal_func(book->types, folded_type, g_str_equal,
							  NULL))
			return book;
	}
	return rest;
}

static void replace(GString *text, const char *place, const char *with)
{
	g_string_replace(text, place, with, 0);
}

char *vt_book_notation(const vt_book *book, const vt_type *type, int year)
{
	GString *text = g_string_new(book->notation);
	g_autofree char *digits = g_strdup_printf("%d", year);

	if (*type->abbreviation == '\0') {
		replace(text, TYPE "-", "");
		replace(text, "-" TYPE, "");
	}
	replace(text, TYPE, type->abbreviation);
	replace(text, YEAR, digits);
	return g_string_free(text, FALSE);
}

/* ---- reading and checking ---- */

static bool is_notation(const char *text)
{
	GString *rest = g_string_new(text);

	replace(rest, TYPE, "A");
	replace(rest, YEAR, "1");
	g_autofree char *plain = g_string_free(rest, FALSE);
	for (const char *p = plain; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isalnum(c) && (c > 127 || strchr("-/.&", (int)c) == NULL))
			return false;
	}
	return g_unichar_isalnum(g_utf8_get_char(plain)) && vt_text_chars(text) <= 30;
}

static void check_types(const vt_office *office, const vt_block *block, const vt_book *book,
			vt_faults *faults)
{
	for (guint i = 0; i < book->types->len; i++) {
		const char *folded = g_ptr_array_index(book->types, i);
		unsigned line = vt_block_key_line(block, "type", i);

		if (vt_office_type(office, folded) == NULL)
			vt_faults_add(faults, vt_block_file(block), line,
				      "'%s' is no type of types.tsv",
				      vt_block_nth(block, "type", i));
		for (guint other = 0; other < office->books->len; other++) {
			const vt_book *before = g_ptr_array_index(office->books, other);

			if (before->is_outgoing && strcmp(before->own, book->own) == 0
			    && g_ptr_array_find_with_equal_func(before->types, folded, g_str_equal,
								NULL))
				vt_faults_add(faults, vt_block_file(block), line,
					      "book '%s' has type '%s' already", before->key,
					      vt_block_nth(block, "type", i));
		}
	}
}

static void check_outgoing(const vt_office *office, const vt_block *block, const vt_book *book,
			   vt_faults *faults)
{
	if (book->notation == NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
			      "outgoing book '%s' has no notation", book->key);
	else if (!is_notation(book->notation))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "notation", 0),
			      "'%s' is no notation", book->notation);
	check_types(office, block, book, faults);
	for (guint i = 0; book->types->len == 0 && i < office->books->len; i++) {
		const vt_book *before = g_ptr_array_index(office->books, i);

		if (before->is_outgoing && before->types->len == 0
		    && strcmp(before->own, book->own) == 0)
			vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
				      "own agency '%s' has two outgoing books for all other types",
				      book->own);
	}
}

static void check_incoming(const vt_office *office, const vt_block *block, const vt_book *book,
			   vt_faults *faults)
{
	static const char *const outgoing_only[] = { "type", "notation" };

	for (size_t i = 0; i < G_N_ELEMENTS(outgoing_only); i++) {
		if (vt_block_count(block, outgoing_only[i]) > 0)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, outgoing_only[i], 0),
				      "key '%s' is for outgoing books", outgoing_only[i]);
	}
	if (vt_office_incoming_book(office, book->own) != NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
			      "own agency '%s' has two books of incoming documents", book->own);
}

/* Two books that count the same notation would give one number twice. */
static void check_notations(const vt_office *office, const char *own, const char *path,
			    vt_faults *faults)
{
	g_autoptr(GHashTable) books = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < office->types->len; i++) {
		const vt_type *listed = g_ptr_array_index(office->types, i);
		const vt_type *type = vt_office_type(office, listed->folded);
		const vt_book *book = vt_office_outgoing_book(office, own, listed->folded);

		if (book == NULL || book->notation == NULL)
			continue;
		char *notation = vt_book_notation(book, type, 2000);
		const vt_book *other = g_hash_table_lookup(books, notation);

		if (other != NULL && other != book) {
			vt_faults_add(faults, path, 0, "books '%s' and '%s' both count '%s' (%s)",
				      other->key, book->key, notation, type->name);
			g_free(notation);
			return;
		}
		g_hash_table_replace(books, notation, (void *)(uintptr_t)book);
	}
}

static vt_book *read_book(const vt_block *block)
{
	const char *own = vt_block_text(block, "own");
	vt_book *book = g_new0(vt_book, 1);

	book->key = g_strdup(vt_block_name(block));
	book->own = g_strdup(own != NULL ? own : "");
	book->is_outgoing = g_strcmp0(vt_block_text(block, "direction"), "outgoing") == 0;
	book->title = g_strdup(book->is_outgoing && !vt_block_is_given(block, "title")
				       ? OUTGOING_TITLE
				       : vt_block_text(block, "title"));
	book->types = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < vt_block_count(block, "type"); i++)
		g_ptr_array_add(book->types, vt_text_fold(vt_block_nth(block, "type", i)));
	book->notation = g_strdup(vt_block_text(block, "notation"));
	book->first_year = (int)vt_block_int(block, "first-year");
	book->first = vt_block_int(block, "first");
	return book;
}

void vt_office_read_books(vt_office *office, const char *path, vt_faults *faults)
{
	g_autoptr(vt_settings) settings = vt_settings_load(path, books_spec, faults);

	for (unsigned i = 0; i < vt_settings_count(settings, "book"); i++) {
		const vt_block *block = vt_settings_nth(settings, "book", i);
		vt_book *book = read_book(block);

		if (book->is_outgoing)
			check_outgoing(office, block, book, faults);
		else
			check_incoming(office, block, book, faults);
		g_ptr_array_add(office->books, book);
	}
	for (guint i = 0; i < office->directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(office->directory->own, i);

		if (vt_office_incoming_book(office, own->key) == NULL)
			vt_faults_add(faults, path, 0, "own agency '%s' has no book", own->key);
		check_notations(office, own->key, path, faults);
	}
}
