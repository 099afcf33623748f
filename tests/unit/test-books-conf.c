/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-books-conf - which book numbers which outgoing document, and what a notation looks like
 */
#include <glib/gstdio.h>
#include <string.h>

#include "base/text.h"
#include "doc/office_private.h"

#define IN "book den\n\town = kimson\n"

static void add_type(vt_office *office, const char *abbreviation, const char *name)
{
	vt_type *type = g_new0(vt_type, 1);

	type->abbreviation = g_strdup(abbreviation);
	type->name = g_strdup(name);
	type->folded = vt_text_fold(name);
	g_ptr_array_add(office->types, type);
}

static char *text_of(const vt_faults *faults)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_string_append_printf(text, "%s\n", vt_faults_get(faults, i));
	return g_string_free(text, FALSE);
}

/* books.conf with this text; the faults found, one a line. */
static vt_office *load(const char *text, char **faults_out)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_faults) none = vt_faults_new();
	vt_office *office = vt_office_load_defaults("/nonexistent", none);
	g_autofree char *path = NULL;
	vt_own *own = g_new0(vt_own, 1);
	int fd = g_file_open_tmp(NULL, &path, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_close(fd, NULL);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	own->key = g_strdup("kimson");
	own->addresses = g_ptr_array_new_with_free_func(g_free);
	own->aliases = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(office->directory->own, own);
	add_type(office, "QĐ", "Quyết định");
	add_type(office, "TB", "Thông báo");
	add_type(office, "", "Công văn");
	vt_office_read_books(office, path, faults);
	g_remove(path);
	*faults_out = text_of(faults);
	return office;
}

static void expect(const char *text, const char *fault)
{
	g_autofree char *faults = NULL;
	g_autoptr(vt_office) office = load(text, &faults);

	if (fault == NULL)
		g_assert_cmpstr(faults, ==, "");
	else if (strstr(faults, fault) == NULL)
		g_error("no '%s' in: %s", fault, faults);
}

static void test_scheme(void)
{
	g_autofree char *faults = NULL;
	g_autoptr(vt_office) office = load(
		IN "book qd\n\town = kimson\n\tdirection = outgoing\n\ttype = Quyết định\n"
		   "\tnotation = {type}-UBND\nbook di\n\town = kimson\n\tdirection = outgoing\n"
		   "\tnotation = {year}/{type}-UBND\n",
		&faults);

	g_assert_cmpstr(faults, ==, "");
	static const struct {
		const char *type, *book, *notation;
	} cases[] = {
		{ "quyet dinh", "qd", "QĐ-UBND" },
		{ "thong bao", "di", "2026/TB-UBND" },
		{ "cong van", "di", "2026/UBND" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const vt_book *book = vt_office_outgoing_book(office, "kimson", cases[i].type);
		const vt_type *type = vt_office_type(office, cases[i].type);
		g_autofree char *notation = vt_book_notation(book, type, 2026);

		g_assert_cmpstr(book->key, ==, cases[i].book);
		g_assert_cmpstr(notation, ==, cases[i].notation);
	}
	g_assert_cmpstr(vt_office_incoming_book(office, "kimson")->key, ==, "den");
	g_assert_null(vt_office_outgoing_book(office, "phuhoa", "cong van"));
	g_assert_cmpstr(vt_office_outgoing_book(office, "kimson", "cong van")->title, ==,
			"SỔ ĐĂNG KÝ VĂN BẢN ĐI");
}

#define OUT(name, more) "book " name "\n\town = kimson\n\tdirection = outgoing\n" more

static void test_faults(void)
{
	expect(IN, NULL);
	expect(IN OUT("di", ""), ":3: outgoing book 'di' has no notation");
	expect(IN OUT("di", "\tnotation = {loai}-UBND\n"), ":6: '{loai}-UBND' is no notation");
	expect(IN OUT("di", "\tnotation = UBND VX\n"), "is no notation");
	expect(IN OUT("di", "\tnotation = UBND\n\ttype = Sớ\n"), "'Sớ' is no type");
	expect(IN OUT("di", "\tnotation = A\n") OUT("hai", "\tnotation = B\n"),
	       "two outgoing books for all other types");
	expect(IN OUT("di", "\tnotation = A\n\ttype = Công văn\n")
		       OUT("hai", "\tnotation = B\n\ttype = Công văn\n"),
	       "book 'di' has type 'Công văn' already");
	expect(IN OUT("di", "\tnotation = UBND\n\ttype = Công văn\n")
		       OUT("hai", "\tnotation = UBND\n\ttype = Thông báo\n"),
	       "both count 'UBND'");
	expect("book den\n\town = kimson\n\tnotation = UBND\n", "is for outgoing books");
	expect(OUT("di", "\tnotation = UBND\n"), "own agency 'kimson' has no book");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/books-conf/scheme", test_scheme);
	g_test_add_func("/books-conf/faults", test_faults);
	return g_test_run();
}
