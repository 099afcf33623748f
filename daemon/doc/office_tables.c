/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_tables - routing.conf and the *.tsv files
 */
#include <string.h>

#include "base/text.h"
#include "doc/fields.h"
#include "doc/office_private.h"

/* clang-format off: tables */
static const vt_key route_keys[] = {
	{ .name = "own",
	  .type = VT_SET_NAME,
	  .required = true,
	  .help = "For documents of this own agency." },
	{ .name = "from",
	  .type = VT_SET_NAME,
	  .repeats = true,
	  .help = "Only from this agency; several lines are alternatives; none = any." },
	{ .name = "type",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Only documents of this type; none = any." },
	{ .name = "words",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Only if these words stand in the subject (trích yếu), one behind the other, in "
		  "any "
		  "case, with or without marks; none = any." },
	{ .name = "urgency",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Only documents of this urgency: Thường, Khẩn, Thượng khẩn, Hỏa tốc; none = "
		  "any." },
	{ .name = "to",
	  .type = VT_SET_NAME,
	  .repeats = true,
	  .help = "The person who is told; may be absent where lead or submit is given." },
	{ .name = "submit",
	  .type = VT_SET_NAME,
	  .help = "The person who decides, and gets the document submitted; the first route that "
		  "says so counts, else the first leader." },
	{ .name = "lead",
	  .type = VT_SET_TEXT,
	  .help = "Proposed to carry it out (chủ trì): a person's key or a unit; the first route "
		  "that "
		  "says so counts. It stands in the form and is what the leader is asked." },
	{ .name = "support",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Proposed with that lead to support (phối hợp)." },
	{ .name = "inform",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Proposed with that lead to be informed (để biết)." },
	{ 0 },
};
static const vt_kind_spec routing_spec[] = {
	{ .kind = "route",
	  .named = VT_NAMED_OR_NOT,
	  .repeats = true,
	  .keys = route_keys,
	  .help = "Every matching route adds its people." },
	{ 0 },
};
/* clang-format on */

static const char *const word_list_names[] = {
	"secret", "not-secret", "urgent", "complaint", "annex", "religion", "foreign", "harmful",
};
G_STATIC_ASSERT(G_N_ELEMENTS(word_list_names) == VT_N_WORD_LISTS);

static const char *const file_kind_names[] = {
	"document", "image", "archive", "mail", "text", "refused",
};
G_STATIC_ASSERT(G_N_ELEMENTS(file_kind_names) == VT_N_FILE_KINDS);

static int index_of(const char *word, const char *const *names, int n)
{
	for (int i = 0; i < n; i++) {
		if (strcmp(names[i], word) == 0)
			return i;
	}
	return -1;
}

bool vt_office_is_somebody(const vt_office *office, const char *own, const char *name)
{
	const GPtrArray *people = office->directory->people;

	for (guint i = 0; i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);

		if (strcmp(person->own, own) == 0
		    && (strcmp(person->key, name) == 0 || g_strcmp0(person->unit, name) == 0))
			return true;
	}
	return false;
}

static void check_words(const vt_office *office, const vt_block *block, const vt_route *route,
			vt_faults *faults)
{
	static const char *const roles[] = { "lead", "support", "inform" };
	const char *file = vt_block_file(block);

	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
		for (unsigned j = 0; j < vt_block_count(block, roles[i]); j++) {
			const char *name = vt_block_nth(block, roles[i], j);

			if (!vt_office_is_somebody(office, route->own, name))
				vt_faults_add(faults, file, vt_block_key_line(block, roles[i], j),
					      "'%s' is no person and no unit of '%s'", name,
					      route->own);
		}
	}
	for (guint i = 0; i < route->urgent->len; i++) {
		const char *label = g_ptr_array_index(route->urgent, i);

		if (vt_urgency_parse(label) < 0)
			vt_faults_add(faults, file, vt_block_key_line(block, "urgency", i),
				      "'%s' is no urgency", label);
	}
	for (guint i = 0; i < route->words->len; i++) {
		if (*(const char *)g_ptr_array_index(route->words, i) == '\0')
			vt_faults_add(faults, file, vt_block_key_line(block, "words", i),
				      "no word in it");
	}
	if (route->people->len == 0 && route->submit == NULL && route->lead == NULL)
		vt_faults_add(faults, file, vt_block_line(block),
			      "the route leads nowhere: give "
			      "to, submit or lead");
	if (route->lead == NULL && (route->support->len > 0 || route->inform->len > 0))
		vt_faults_add(faults, file, vt_block_line(block), "support and inform need lead");
}

static GPtrArray *folded_of(const vt_block *block, const char *key)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < vt_block_count(block, key); i++)
		g_ptr_array_add(list, vt_text_fold(vt_block_nth(block, key, i)));
	return list;
}

static void check_route(const vt_office *office, const vt_block *block, const vt_route *route,
			vt_faults *faults)
{
	if (vt_directory_own(office->directory, route->own) == NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "own", 0),
			      "'%s' is no own agency", route->own);
	for (guint i = 0; i < route->from->len; i++) {
		const char *key = g_ptr_array_index(route->from, i);

		if (vt_directory_agency(office->directory, key) == NULL)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "from", i), "'%s' is no agency",
				      key);
	}
	for (guint i = 0; i < route->types->len; i++) {
		if (vt_office_type(office, g_ptr_array_index(route->types, i)) == NULL)
			vt_faults_add(
				faults, vt_block_file(block), vt_block_key_line(block, "type", i),
				"'%s' is no type of types.tsv", vt_block_nth(block, "type", i));
	}
	for (guint i = 0; i < route->people->len; i++) {
		const char *key = g_ptr_array_index(route->people, i);
		const vt_person *person = vt_directory_person(office->directory, key);

		if (person == NULL || strcmp(person->own, route->own) != 0)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "to", i),
				      "'%s' is no person of '%s'", key, route->own);
	}
	const vt_person *decides = vt_directory_person(office->directory, route->submit);
	if (route->submit != NULL && (decides == NULL || strcmp(decides->own, route->own) != 0))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "submit", 0),
			      "'%s' is no person of '%s'", route->submit, route->own);
}

void vt_office_read_routing(vt_office *office, const char *path, vt_faults *faults)
{
	g_autoptr(vt_settings) settings = vt_settings_load(path, routing_spec, faults);

	for (unsigned i = 0; i < vt_settings_count(settings, "route"); i++) {
		const vt_block *block = vt_settings_nth(settings, "route", i);
		const char *own = vt_block_text(block, "own");
		vt_route *route = g_new0(vt_route, 1);

		route->own = g_strdup(own != NULL ? own : "");
		route->from = vt_block_copies(block, "from");
		route->types = folded_of(block, "type");
		route->people = vt_block_copies(block, "to");
		route->submit = g_strdup(vt_block_text(block, "submit"));
		route->words = folded_of(block, "words");
		route->urgent = vt_block_copies(block, "urgency");
		route->lead = g_strdup(vt_block_text(block, "lead"));
		route->support = vt_block_copies(block, "support");
		route->inform = vt_block_copies(block, "inform");
		route->file = g_strdup(vt_block_file(block));
		route->line = vt_block_line(block);
		g_ptr_array_add(office->routes, route);
		check_route(office, block, route, faults);
		check_words(office, block, route, faults);
	}
}

void vt_office_read_types(vt_office *office, const char *path, vt_faults *faults)
{
	static const char *const columns[] = { "abbreviation", "name", "group", NULL };
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++) {
		vt_type *type = g_new0(vt_type, 1);

		type->abbreviation = g_strdup(vt_table_cell(table, row, 0));
		type->name = g_strdup(vt_table_cell(table, row, 1));
		type->folded = vt_text_fold(type->name);
		g_ptr_array_add(office->types, type);
		if (*type->name == '\0')
			vt_faults_add(faults, path, vt_table_line(table, row),
				      "type without a name");
	}
}

void vt_office_read_words(vt_office *office, const char *path, vt_faults *faults)
{
	static const char *const columns[] = { "list", "text", "level", "source", NULL };
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++) {
		const char *name = vt_table_cell(table, row, 0);
		int list = index_of(name, word_list_names, VT_N_WORD_LISTS);
		vt_word *word = NULL;

		if (list < 0) {
			vt_faults_add(faults, path, vt_table_line(table, row), "unknown list '%s'",
				      name);
			continue;
		}
		word = g_new0(vt_word, 1);
		word->text = g_strdup(vt_table_cell(table, row, 1));
		word->folded = vt_text_fold(word->text);
		word->level = g_strdup(vt_table_cell(table, row, 2));
		g_ptr_array_add(office->words[list], word);
		if (*word->text == '\0')
			vt_faults_add(faults, path, vt_table_line(table, row), "word without text");
	}
	/* An office may shorten its own lists, but not lose the marks of state secrets. */
	if (office->words[VT_WORDS_SECRET]->len == 0)
		vt_faults_add(faults, path, 0, "list 'secret' is empty");
}

void vt_office_read_filetypes(vt_office *office, const char *path, vt_faults *faults)
{
	static const char *const columns[] = { "type", "extensions", "kind", "source", NULL };
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++) {
		const char *name = vt_table_cell(table, row, 2);
		int kind = index_of(name, file_kind_names, VT_N_FILE_KINDS);
		g_auto(GStrv) extensions = g_strsplit(vt_table_cell(table, row, 1), " ", -1);
		vt_filetype *filetype = NULL;

		if (kind < 0) {
			vt_faults_add(faults, path, vt_table_line(table, row), "unknown kind '%s'",
				      name);
			continue;
		}
		filetype = g_new0(vt_filetype, 1);
		filetype->media_type = g_ascii_strdown(vt_table_cell(table, row, 0), -1);
		filetype->extensions = g_ptr_array_new_with_free_func(g_free);
		for (char **extension = extensions; *extension != NULL; extension++) {
			if (**extension != '\0')
				g_ptr_array_add(filetype->extensions,
						g_ascii_strdown(*extension, -1));
		}
		filetype->kind = (vt_file_kind)kind;
		filetype->source = g_strdup(vt_table_cell(table, row, 3));
		g_ptr_array_add(office->filetypes, filetype);
	}
}

/* "vĩnh viễn", or a number of years. */
static bool read_term(const char *text, bool *permanent_out)
{
	g_autofree char *folded = vt_text_fold(text);
	int64_t years = 0;

	*permanent_out = strcmp(folded, "vinh vien") == 0;
	return *permanent_out || g_ascii_string_to_signed(folded, 10, 1, 100, &years, NULL);
}

void vt_office_read_retention(vt_office *office, const char *path, vt_faults *faults)
{
	static const char *const columns[] = { "type", "term", NULL };
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++) {
		const char *type = vt_table_cell(table, row, 0);
		g_autofree char *folded = vt_text_fold(type);
		bool permanent = false;

		if (vt_office_type(office, folded) == NULL)
			vt_faults_add(faults, path, vt_table_line(table, row),
				      "'%s' is no type of types.tsv", type);
		else if (!read_term(vt_table_cell(table, row, 1), &permanent))
			vt_faults_add(faults, path, vt_table_line(table, row),
				      "'%s' is neither 'vĩnh viễn' nor a number of years",
				      vt_table_cell(table, row, 1));
		else if (permanent)
			g_hash_table_add(office->permanent, g_steal_pointer(&folded));
	}
}

void vt_office_read_legal(vt_office *office, const char *path, vt_faults *faults)
{
	static const char *const columns[] = { "key", "citation", NULL };
	static const char *const needed[] = { "receipt", "refusal", "register", NULL };
	g_autoptr(vt_table) table = vt_table_load(path, columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++) {
		if (!g_hash_table_insert(office->legal, g_strdup(vt_table_cell(table, row, 0)),
					 g_strdup(vt_table_cell(table, row, 1))))
			vt_faults_add(faults, path, vt_table_line(table, row),
				      "key '%s' stands twice", vt_table_cell(table, row, 0));
	}
	for (const char *const *key = needed; *key != NULL; key++) {
		if (!g_hash_table_contains(office->legal, *key))
			vt_faults_add(faults, path, 0, "key '%s' is missing", *key);
	}
}
