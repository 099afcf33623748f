/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_number - number, date and notation of an outgoing document, drawn when it is approved
 *
 * NĐ 30/2020 Đ15: consecutive from 1 January to 31 December, Vietnam time; of electronic documents
 * by the system itself (Đ15.3). Part of the act that approves: where it fails nothing is drawn.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "store/books.h"
#include "store/delegations.h"
#include "work/delegating.h"
#include "work/outgoing.h"

char *vt_outgoing_subject(const vt_outgoing *o)
{
	return g_strdup_printf("outgoing:%" PRId64, o->id);
}

char *vt_outgoing_shown(const vt_outgoing *o)
{
	if (o->number == 0)
		return g_strdup_printf("dự thảo %" PRId64, o->id);
	/* Below 10 with a zero in front (NĐ 30/2020 PL I.II.3). */
	return g_strdup_printf("%02" PRId64 "/%s", o->number, o->notation);
}

/* A deputy signs for the head (Đ13.1); other forms are those of a delegation. */
static void take_form(const vt_noticing *n, vt_outgoing *o, const vt_person *signer)
{
	const GPtrArray *people = n->office->directory->people;
	g_autofree char *position = vt_text_fold(signer->position != NULL ? signer->position : "");

	if (!g_str_has_prefix(position, "pho "))
		return;
	vt_judging_put(&o->form, "KT.");
	for (guint i = 0; i < people->len; i++) {
		const vt_person *head = g_ptr_array_index(people, i);
		g_autofree char *other = vt_text_fold(head->position != NULL ? head->position : "");

		if (g_str_equal(head->own, o->own) && vt_person_has(head, VT_ROLE_LEADER)
		    && g_str_equal(other, position + 4)) {
			vt_judging_put(&o->on_behalf, head->key);
			return;
		}
	}
}

/* By a delegation: its form. */
static bool take_delegated(const vt_noticing *n, vt_outgoing *o, const vt_outgoing_by *by,
			   GError **error)
{
	g_autoptr(GPtrArray) list = vt_delegations_list(n->store, by->on_behalf, by->person, error);

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const vt_delegation *one = g_ptr_array_index(list, i);

		if (!vt_delegation_holds(one, by->at)
		    || !vt_delegating_covers(one, VT_ASKING_OUTGOING))
			continue;
		vt_judging_put(&o->form, one->form);
		break;
	}
	return list != NULL;
}

/* Mã định danh văn bản: agency, year, and the how-manieth of that year it is, of all books (QĐ
 * 28/2018 Đ10.2b). An agency without a code has none. */
static bool take_ident(const vt_noticing *n, vt_outgoing *o, GError **error)
{
	const vt_own *own = vt_directory_own(n->office->directory, o->own);
	int64_t before = 0;

	if (own == NULL || own->code == NULL || *own->code == '\0')
		return true;
	if (!vt_outgoings_count(n->store, o->own, o->year, &before, error))
		return false;
	g_free(o->ident);
	o->ident = g_strdup_printf("%s,%d,%" PRId64, own->code, o->year, before + 1);
	return true;
}

bool vt_outgoing_number(const vt_noticing *n, vt_outgoing *o, const vt_outgoing_by *by,
			GError **error)
{
	g_autofree char *folded = vt_text_fold(o->type);
	const vt_type *type = vt_office_type(n->office, folded);
	const vt_book *book = vt_office_outgoing_book(n->office, o->own, folded);
	const vt_person *signer = vt_directory_person(n->office->directory, o->signer);
	int year = vt_clock_vietnam(by->at).year;

	if (type == NULL || book == NULL || signer == NULL)
		return vt_error_set(error, VT_NEVER, "cannot number '%s': no book for '%s'", o->own,
				    o->type);
	const vt_book_year wanted = { .own = o->own,
				      .book = book->key,
				      .year = year,
				      .first = book->first_year == year && book->first > 0
						       ? book->first
						       : 1 };
	if (!vt_books_draw(n->store, &wanted, &o->number, error))
		return false;
	g_free(o->notation);
	o->notation = vt_book_notation(book, type, year);
	o->year = year;
	o->dated_at = o->approved_at = by->at;
	vt_judging_put(&o->book, book->key);
	vt_judging_put(&o->approved_by, by->person);
	vt_judging_put(&o->on_behalf, by->on_behalf);
	vt_judging_put(&o->proof, by->proof);
	if (by->on_behalf == NULL)
		take_form(n, o, signer);
	else if (!take_delegated(n, o, by, error))
		return false;
	return take_ident(n, o, error) && vt_outgoings_change(n->store, o, error);
}

/* Of several books the one with that notation; NULL notation: there must be one alone. */
static vt_outgoing *only_one(GPtrArray *list, const char *notation)
{
	g_autofree char *wanted = notation != NULL ? vt_text_fold(notation) : NULL;

	for (guint i = 0; i < list->len; i++) {
		const vt_outgoing *o = g_ptr_array_index(list, i);
		g_autofree char *folded = vt_text_fold(o->notation);

		if (wanted != NULL ? g_str_equal(folded, wanted) : list->len == 1)
			return g_ptr_array_steal_index(list, i);
	}
	return NULL;
}

vt_outgoing *vt_outgoing_find(vt_store *store, const char *own, const char *text, int64_t now,
			      const char **rest_out, GError **error)
{
	char *end = NULL;
	gint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoll(text, &end, 10) : 0;
	gint64 year = vt_clock_vietnam(now).year;
	g_autofree char *notation = NULL;

	if (number <= 0)
		return NULL;
	if (*end == '/' && g_ascii_isdigit(end[1])) {
		year = g_ascii_strtoll(end + 1, &end, 10);
	} else if (*end == '/') {
		size_t size = strcspn(end + 1, " :;,");

		notation = g_strndup(end + 1, size);
		end += 1 + size;
	}
	if (year < 1900 || year > 2199)
		return NULL;
	const vt_outgoing_range range = {
		.own = own, .year = (int)year, .from = number, .to = number, .limit = 100
	};
	g_autoptr(GPtrArray) list = vt_outgoings_register(store, &range, error);
	*rest_out = end;
	return list != NULL ? only_one(list, notation) : NULL;
}
