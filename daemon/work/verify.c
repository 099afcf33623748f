/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify - walks ledger, register and stored files and says everything that is wrong
 */
#include "work/verify.h"

#include <inttypes.h>

#include "base/error.h"
#include "store/books.h"
#include "store/documents.h"
#include "store/files.h"
#include "store/ledger.h"
#include "store/outgoing.h"
#include "work/enter.h"

#define PAGE 500

void vt_verification_clear(vt_verification *verification)
{
	g_clear_pointer(&verification->faults, g_ptr_array_unref);
}

static void G_GNUC_PRINTF(2, 3) complain(GPtrArray *faults, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(faults, g_strdup_vprintf(format, args));
	va_end(args);
}

/* The text value of a key in one of our own lines; NULL when absent. Caller frees. */
static char *line_value(const char *line, const char *key)
{
	g_autofree char *mark = g_strdup_printf("\"%s\":\"", key);
	const char *from = strstr(line, mark);

	if (!from)
		return NULL;
	from += strlen(mark);
	return g_strndup(from, strcspn(from, "\""));
}

typedef struct walk {
	vt_verification *out;
	const char *wanted; /* an earlier head */
	bool wanted_seen;
	char previous[VT_SHA256_HEX];
	int64_t seq;
	bool first;
} walk;

static bool look_at_line(const vt_ledger_row *row, void *data)
{
	walk *w = data;
	char hash[VT_SHA256_HEX];

	vt_ledger_hash(w->previous, row->line, hash);
	if (row->seq != w->seq + 1)
		complain(w->out->faults, "ledger: row %" PRId64 " follows row %" PRId64, row->seq,
			 w->seq);
	if (strcmp(hash, row->hash) != 0)
		complain(w->out->faults, "ledger: row %" PRId64 " has hash %s, its line gives %s",
			 row->seq, row->hash, hash);
	if (row->reason) {
		g_autofree char *noted = line_value(row->line, "reason");
		char reason[VT_SHA256_HEX];

		vt_sha256_hex(row->reason, strlen(row->reason), reason);
		if (g_strcmp0(noted, reason) != 0)
			complain(w->out->faults,
				 "ledger: the reason beside row %" PRId64 " has changed", row->seq);
	}
	w->wanted_seen = w->wanted_seen || g_strcmp0(w->wanted, row->hash) == 0;
	w->seq = row->seq;
	w->out->lines++;
	g_strlcpy(w->previous, row->hash, VT_SHA256_HEX);
	return true;
}

static bool walk_ledger(vt_store *store, const char *head, vt_verification *out, GError **error)
{
	int64_t seq = 0;
	walk w = { .out = out, .wanted = head };

	/* What an empty ledger has for a head: the beginning of every chain. */
	g_strlcpy(w.previous, "0000000000000000000000000000000000000000000000000000000000000000",
		  VT_SHA256_HEX);
	w.wanted_seen = !head || strcmp(head, w.previous) == 0;
	if (!vt_ledger_walk(store, NULL, 0, look_at_line, &w, error)
	    || !vt_ledger_head(store, &seq, out->head, error))
		return false;
	if (!w.wanted_seen)
		complain(out->faults,
			 "ledger: head %s is not in the chain: its end was cut off, or it was "
			 "rewritten",
			 head);
	return true;
}

/* What the ledger said of a document when it was registered, or corrected last. */
typedef struct noted {
	char *fields;
} noted;

static bool find_registration(const vt_ledger_row *row, void *data)
{
	noted *n = data;
	g_autofree char *act = line_value(row->line, "act");

	if (g_strcmp0(act, "register") == 0 || g_strcmp0(act, "correct") == 0) {
		g_free(n->fields);
		n->fields = line_value(row->line, "fields");
	}
	return true;
}

static bool look_at_document(vt_store *store, const vt_document *document, vt_verification *out,
			     GError **error)
{
	g_autofree char *subject = vt_enter_subject(document->id);
	char fields[VT_SHA256_HEX];
	noted n = { NULL };

	if (!vt_ledger_walk(store, subject, 0, find_registration, &n, error))
		return false;
	g_autofree char *noted_fields = n.fields;
	vt_enter_fields_hash(document, fields);
	if (!noted_fields)
		complain(out->faults,
			 "book '%s' of '%s': number %" PRId64 "/%d is not in the ledger",
			 document->book, document->own, document->number, document->year);
	else if (document->state != VT_DOCUMENT_SEALED && strcmp(noted_fields, fields) != 0)
		complain(out->faults,
			 "book '%s' of '%s': the fields of number %" PRId64 "/%d have changed",
			 document->book, document->own, document->number, document->year);
	out->documents++;
	return true;
}

/* Rows of an outgoing book, from *next on. */
static bool walk_outgoing(vt_store *store, const vt_book_year *book, int64_t *next,
			  const vt_verification *out, GError **error)
{
	while (*next <= book->last) {
		const vt_outgoing_range range = { book->own, book->book, book->year,
						  *next,     book->last, PAGE };
		g_autoptr(GPtrArray) page = vt_outgoings_register(store, &range, error);

		if (page == NULL)
			return false;
		for (unsigned i = 0; i < page->len; i++) {
			const vt_outgoing *outgoing = g_ptr_array_index(page, i);

			if (outgoing->number != *next)
				complain(out->faults,
					 "book '%s' of '%s' %d: a hole from %" PRId64
					 " to %" PRId64,
					 book->book, book->own, book->year, *next,
					 outgoing->number - 1);
			*next = outgoing->number + 1;
		}
		if (page->len == 0)
			break;
	}
	return true;
}

static bool walk_book(vt_store *store, const vt_book_year *book, vt_verification *out,
		      GError **error)
{
	int64_t next = book->first;

	if (book->entries != book->last - book->first + 1)
		complain(out->faults,
			 "book '%s' of '%s' %d: %" PRId64 " entries from %" PRId64 " to %" PRId64,
			 book->book, book->own, book->year, book->entries, book->first, book->last);
	while (next <= book->last) {
		const vt_document_range range = { book->own, book->book, book->year,
						  next,      book->last, PAGE };
		g_autoptr(GPtrArray) page = vt_documents_list(store, &range, error);

		if (!page)
			return false;
		for (unsigned i = 0; i < page->len; i++) {
			const vt_document *document = g_ptr_array_index(page, i);

			if (document->number != next)
				complain(out->faults,
					 "book '%s' of '%s' %d: a hole from %" PRId64
					 " to %" PRId64,
					 book->book, book->own, book->year, next,
					 document->number - 1);
			next = document->number + 1;
			if (!look_at_document(store, document, out, error))
				return false;
		}
		if (page->len == 0)
			break;
	}
	if (!walk_outgoing(store, book, &next, out, error))
		return false;
	if (next <= book->last)
		complain(out->faults, "book '%s' of '%s' %d: a hole from %" PRId64 " to %" PRId64,
			 book->book, book->own, book->year, next, book->last);
	return true;
}

typedef bool verify_files(vt_store *store, GPtrArray *faults, int64_t *files_out, GError **error);

static bool verify(vt_store *store, const char *head, verify_files *files, vt_verification *out,
		   GError **error)
{
	memset(out, 0, sizeof(*out));
	out->faults = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) books = vt_books_list(store, NULL, error);
	bool done = books && walk_ledger(store, head, out, error);

	for (unsigned i = 0; done && i < books->len; i++)
		done = walk_book(store, g_ptr_array_index(books, i), out, error);
	done = done && files(store, out->faults, &out->files, error);
	if (!done)
		vt_verification_clear(out);
	return done;
}

bool vt_verify_store(vt_store *store, const char *head, vt_verification *out, GError **error)
{
	return verify(store, head, vt_files_verify, out, error);
}

bool vt_verify_backup(vt_store *store, const char *head, vt_verification *out, GError **error)
{
	return verify(store, head, vt_files_verify_stored, out, error);
}
