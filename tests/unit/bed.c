/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bed - a state directory, an office and messages made up for tests of store/ and work/
 */
#include "tests/unit/bed.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/io.h"
#include "work/verify.h"

static void free_type(void *data)
{
	vt_type *type = data;

	g_free(type->abbreviation);
	g_free(type->name);
	g_free(type->folded);
	g_free(type);
}

static void free_book(void *data)
{
	vt_book *book = data;

	g_free(book->key);
	g_free(book->own);
	g_free(book->title);
	g_free(book);
}

static void add_own(vt_office *office, const char *key)
{
	vt_own *own = g_new0(vt_own, 1);
	vt_book *book = g_new0(vt_book, 1);

	own->key = g_strdup(key);
	own->name = g_strdup(key);
	own->robot = g_strdup_printf("robot@%s.example", key);
	own->addresses = g_ptr_array_new_with_free_func(g_free);
	own->aliases = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(own->addresses, g_strdup_printf("vanthu@%s.example", key));
	g_ptr_array_add(office->directory->own, own);
	book->key = g_strdup("den");
	book->own = g_strdup(key);
	book->title = g_strdup("Sổ văn bản đến");
	book->first_year = 2026;
	book->first = 1;
	g_ptr_array_add(office->books, book);
}

static vt_office *make_office(void)
{
	vt_office *office = g_new0(vt_office, 1);
	vt_type *type = g_new0(vt_type, 1);

	office->directory = vt_directory_new();
	office->types = g_ptr_array_new_with_free_func(free_type);
	for (unsigned i = 0; i < VT_N_WORD_LISTS; i++)
		office->words[i] = g_ptr_array_new();
	office->filetypes = g_ptr_array_new();
	office->routes = g_ptr_array_new();
	office->signers = g_ptr_array_new();
	office->books = g_ptr_array_new_with_free_func(free_book);
	office->legal = g_hash_table_new(g_str_hash, g_str_equal);
	office->worktime = vt_worktime_parse(NULL, 0, NULL, &vt_work_hours_default, NULL);
	type->abbreviation = g_strdup("TB");
	type->name = g_strdup("Thông báo");
	type->folded = g_strdup("thong bao");
	g_ptr_array_add(office->types, type);
	add_own(office, "kimson");
	add_own(office, "phuhoa");
	return office;
}

void bed_init(bed *b)
{
	g_autoptr(GError) error = NULL;

	b->state = g_dir_make_tmp(NULL, &error);
	g_assert_no_error(error);
	b->store = vt_store_open(b->state, &error);
	g_assert_no_error(error);
	b->office = make_office();
}

void bed_reopen(bed *b)
{
	g_autoptr(GError) error = NULL;

	vt_store_close(b->store);
	b->store = vt_store_open(b->state, &error);
	g_assert_no_error(error);
}

static void remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		remove_tree(child);
	}
	g_remove(path);
}

void bed_clear(bed *b)
{
	vt_store_close(b->store);
	vt_office_free(b->office);
	remove_tree(b->state);
	g_free(b->state);
}

void bed_begin(bed *b)
{
	g_autoptr(GError) error = NULL;

	vt_batch_begin(b->store, &error);
	g_assert_no_error(error);
	vt_act_begin(b->store, &error);
	g_assert_no_error(error);
}

void bed_end(bed *b, bool keep)
{
	g_autoptr(GError) error = NULL;

	vt_act_end(b->store, keep, &error);
	g_assert_no_error(error);
	vt_batch_commit(b->store, &error);
	g_assert_no_error(error);
	g_autofree char *fault = NULL;
	unsigned left = vt_store_unsettled(b->store, &fault);
	g_assert_cmpstr(fault, ==, NULL);
	g_assert_cmpuint(left, ==, 0);
}

static void spool(const bed *b, const char *id, const char *suffix, const char *content)
{
	g_autofree char *name = g_strconcat(id, suffix, NULL);
	g_autofree char *path = g_build_filename(b->state, "spool", name, NULL);

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
}

void bed_arrive(bed *b, const char *id, const char *content, int64_t at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_arrival) arrival = vt_arrival_new();
	char sha256[VT_SHA256_HEX];

	spool(b, id, ".eml", content);
	spool(b, id, ".env", "door maildir\n");
	vt_sha256_hex(content, strlen(content), sha256);
	arrival->id = g_strdup(id);
	arrival->sha256 = g_strdup(sha256);
	arrival->bytes = strlen(content);
	arrival->door = g_strdup("maildir");
	arrival->account = g_strdup("in");
	arrival->received_at = at;
	bed_begin(b);
	vt_incoming_arrive(b->store, arrival, NULL, &error);
	g_assert_no_error(error);
	bed_end(b, true);
}

vt_arrival *bed_get(bed *b, const char *id)
{
	g_autoptr(GError) error = NULL;
	vt_arrival *arrival = vt_arrivals_get(b->store, id, &error);

	g_assert_no_error(error);
	return arrival;
}

void bed_field(bed_report *r, vt_field field, const char *text, int confidence)
{
	vt_value *value = &r->contents->fields[field];

	g_free(value->text);
	value->text = g_strdup(text);
	value->origin = VT_ORIGIN_PDF;
	value->confidence = confidence;
}

void bed_report_init(bed_report *r, const char *number)
{
	vt_identity *identity = vt_identity_new();
	vt_contents *contents = vt_contents_new();
	vt_part *part = g_new0(vt_part, 1);
	char digest[VT_SHA256_HEX];

	memset(r, 0, sizeof(*r));
	r->identity = identity;
	r->contents = contents;
	r->allowed = true;
	identity->status = VT_STATUS_VALID;
	identity->chain = VT_CHAIN_VALID;
	identity->sender = VT_SENDER_MATCH;
	identity->has_signer = true;
	identity->agency = g_strdup("sonoivu");
	identity->signer_sha256 = g_strnfill(64, 'a');
	vt_sha256_hex(number, strlen(number), digest);
	identity->digest = g_strdup(digest);
	identity->signing_time = NOON - 60;
	g_ptr_array_add(identity->from, g_strdup("vanthu@sonoivu.example"));
	vt_findings_add(identity->findings, VT_CODE_PROVED, "%s", "");
	contents->subject = g_strdup("V/v hướng dẫn công tác văn thư");
	contents->message_id = g_strdup_printf("<%s@sonoivu.example>", number);
	contents->text_layer = true;
	contents->pages = 3;
	contents->main_part = 0;
	part->path = g_strdup("1");
	part->type = g_strdup("application/pdf");
	part->declared = g_strdup("application/pdf");
	part->name = g_strdup("van-ban.pdf");
	part->bytes = 1000;
	part->is_signed = part->attachment = true;
	g_strlcpy(part->sha256, digest, sizeof(part->sha256));
	g_ptr_array_add(contents->parts, part);
	bed_field(r, VT_FIELD_NUMBER, number, 95);
	bed_field(r, VT_FIELD_NOTATION, "SNV-VP", 95);
	bed_field(r, VT_FIELD_ISSUED, "2026-11-20", 95);
	bed_field(r, VT_FIELD_ISSUER, "Sở Nội vụ", 95);
	bed_field(r, VT_FIELD_SUBJECT, "Hướng dẫn công tác văn thư", 95);
	r->recipients = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(r->recipients, g_strdup("vanthu@kimson.example"));
	r->envelope =
		(vt_envelope){ .mail_from = "vanthu@sonoivu.example", .recipients = r->recipients };
}

void bed_report_clear(bed_report *r)
{
	vt_identity_free(r->identity);
	vt_contents_free(r->contents);
	g_ptr_array_unref(r->recipients);
}

void bed_conclude(bed *b, const char *id, const bed_report *r, int64_t now, vt_conclusion *out)
{
	g_autoptr(GError) error = NULL;
	const vt_inspected seen = { .id = id,
				    .now = now,
				    .envelope = &r->envelope,
				    .identity = r->identity,
				    .contents = r->contents,
				    .jail_code = r->jail_code,
				    .scan_code = r->scan_code,
				    .scan_detail = r->scan_detail,
				    .text = r->text,
				    .allowed = r->allowed };

	bed_begin(b);
	vt_incoming_conclude(b->store, b->office, &seen, out, &error);
	g_assert_no_error(error);
	bed_end(b, true);
}

int64_t bed_register(bed *b, const char *id, const char *number, int64_t now)
{
	g_autofree char *content =
		g_strdup_printf("From: vanthu@sonoivu.example\r\n\r\n%s\r\n", number);
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, content, now);
	bed_report_init(&report, number);
	bed_conclude(b, id, &report, now, &conclusion);
	bed_report_clear(&report);
	g_assert_cmpstr(vt_state_name(conclusion.state), ==, "registered");
	int64_t drawn = conclusion.document->number;
	vt_conclusion_clear(&conclusion);
	return drawn;
}

bool bed_has_why(const vt_conclusion *c, const char *word, const char *detail)
{
	for (unsigned i = 0; i < c->whys->len; i++) {
		const vt_why *why = g_ptr_array_index(c->whys, i);

		if (strcmp(why->word, word) == 0 && (!detail || strcmp(why->detail, detail) == 0))
			return true;
	}
	return false;
}

static void grep_tree(const char *top, const char *path, const char *word, GStrvBuilder *hits)
{
	g_autofree char *full = g_build_filename(top, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
	const char *name = NULL;
	g_autofree char *bytes = NULL;
	gsize size = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child =
			*path == '\0' ? g_strdup(name) : g_build_filename(path, name, NULL);

		if (strcmp(child, "sealed") != 0)
			grep_tree(top, child, word, hits);
	}
	if (!dir && g_file_get_contents(full, &bytes, &size, NULL)
	    && memmem(bytes, size, word, strlen(word)))
		g_strv_builder_add(hits, path);
}

char **bed_grep(const bed *b, const char *word)
{
	g_autoptr(GStrvBuilder) hits = g_strv_builder_new();

	grep_tree(b->state, "", word, hits);
	return g_strv_builder_end(hits);
}

void bed_verify(bed *b)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_store) reader = vt_store_open_reader(b->state, &error);
	vt_verification verification;

	g_assert_no_error(error);
	vt_verify_store(reader, NULL, &verification, &error);
	g_assert_no_error(error);
	for (unsigned i = 0; i < verification.faults->len; i++)
		g_test_message("%s", (char *)verification.faults->pdata[i]);
	g_assert_cmpuint(verification.faults->len, ==, 0);
	vt_verification_clear(&verification);
}

static GPtrArray *list_of(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(list, g_strdup(text));
	return list;
}

void bed_person(bed *b, const char *key, vt_role role)
{
	vt_person *person = g_new0(vt_person, 1);
	g_autofree char *address = g_strdup_printf("%s@kimson.example", key);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup_printf("Nguyễn Văn %s", key);
	person->position = g_strdup("Chuyên viên");
	person->addresses = list_of(address);
	person->logins = list_of(key);
	person->roles = 1u << role;
	g_ptr_array_add(b->office->directory->people, person);
}
