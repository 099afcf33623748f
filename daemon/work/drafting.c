/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drafting - a draft as its author describes it becomes an outgoing document
 */
#include "work/drafting.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/documents.h"
#include "work/assign.h"
#include "work/enter.h"
#include "work/proposal.h"

#define SHOWN_CHARS    120
#define ABSTRACT_CHARS 500 /* NĐ 30/2020 PL VI: Subject */

char *vt_drafting_mistake(const vt_noticing *n, const char *sentence, const char *label,
			  const char *text)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *shown = vt_text_quoted(text, SHOWN_CHARS);

	vt_filling_add(values, "dong", label);
	vt_filling_add(values, "noi_dung", shown);
	return vt_templates_sentence(n->templates, vt_notice_language(n), sentence, values);
}

typedef struct reading {
	const vt_noticing *n;
	const vt_slip *draft;
	vt_outgoing *o;
	GPtrArray *mistakes;
} reading;

static void complain(reading *r, vt_slip_key key, const char *sentence)
{
	g_ptr_array_add(r->mistakes, vt_drafting_mistake(r->n, sentence, vt_slip_label(key),
							 r->draft->lines[key]));
}

static bool is_none(const char *text)
{
	g_autofree char *folded = vt_text_fold(text);

	return *folded == '\0' || strcmp(folded, "-") == 0 || strcmp(folded, "khong") == 0;
}

static void read_type(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_TYPE];
	g_autofree char *folded = vt_text_fold(text);
	const vt_type *type = vt_office_type(r->n->office, folded);

	if (type == NULL)
		type = vt_office_type_by_abbreviation(r->n->office, text);
	if (*text == '\0')
		complain(r, VT_SLIP_TYPE, "dt_thieu_dong");
	else if (type == NULL)
		complain(r, VT_SLIP_TYPE, "dt_dong_sai");
	else if (vt_office_outgoing_book(r->n->office, r->o->own, type->folded) == NULL)
		complain(r, VT_SLIP_TYPE, "dt_loai_khong_so");
	if (type != NULL)
		vt_judging_put(&r->o->type, type->name);
}

static void read_abstract(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_ABSTRACT];

	if (*text == '\0')
		complain(r, VT_SLIP_ABSTRACT, "dt_thieu_dong");
	else if (vt_text_chars(text) > ABSTRACT_CHARS)
		complain(r, VT_SLIP_ABSTRACT, "dt_dong_dai");
	vt_judging_put(&r->o->abstract, text);
}

static void read_urgency(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_URGENCY];
	int urgency = is_none(text) ? 0 : vt_urgency_parse(text);

	if (urgency < 0)
		complain(r, VT_SLIP_URGENCY, "dt_dong_sai");
	r->o->urgency = MAX(urgency, 0);
}

/* The only one there is need not be named. */
static const vt_person *only_leader(const reading *r)
{
	const GPtrArray *people = r->n->office->directory->people;
	const vt_person *found = NULL;

	for (guint i = 0; i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);

		if (!g_str_equal(person->own, r->o->own) || !vt_person_has(person, VT_ROLE_LEADER))
			continue;
		if (found != NULL)
			return NULL;
		found = person;
	}
	return found;
}

static void read_signer(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_SIGNER];
	const vt_directory *d = r->n->office->directory;
	const vt_person *signer = *text == '\0' ? only_leader(r) : NULL;
	vt_unclear *unclear = NULL;

	if (*text != '\0') {
		vt_assignee *found = vt_assignee_find(d, r->o->own, text, &unclear);

		signer = found != NULL ? vt_directory_person(d, found->person) : NULL;
		vt_assignee_free(found);
		vt_unclear_free(unclear);
	}
	if (signer == NULL)
		complain(r, VT_SLIP_SIGNER, *text == '\0' ? "dt_thieu_dong" : "dt_dong_sai");
	else if (!vt_person_has(signer, VT_ROLE_LEADER))
		complain(r, VT_SLIP_SIGNER, "dt_khong_ky_duoc");
	if (signer != NULL)
		vt_judging_put(&r->o->signer, signer->key);
}

static bool read_answered(reading *r, GError **error)
{
	const char *text = r->draft->lines[VT_SLIP_ANSWERS];
	const vt_book *book = vt_office_incoming_book(r->n->office, r->o->own);
	char *end = NULL;
	GError *fault = NULL;

	r->o->answers = 0;
	if (is_none(text) || book == NULL)
		return true;
	gint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoll(text, &end, 10) : 0;
	gint64 year = number > 0 && *end == '/' ? g_ascii_strtoll(end + 1, &end, 10)
						: vt_clock_vietnam(r->n->now).year;
	g_autoptr(vt_document) document =
		number > 0 && year > 1900 && year < 2200 ? vt_documents_find(
			r->n->store, r->o->own, book->key, (int)year, number, &fault)
							 : NULL;
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (document == NULL || document->state != VT_DOCUMENT_ACTIVE)
		complain(r, VT_SLIP_ANSWERS, "dt_khong_co_so_den");
	else
		r->o->answers = document->id;
	return true;
}

static void read_due(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_DUE];
	g_autofree char *day = NULL;

	r->o->due_at = VT_TIME_NONE;
	if (is_none(text))
		return;
	if (vt_proposal_read_day(text, r->n->now, &day))
		r->o->due_at = vt_assign_due(r->n->office, day);
	else
		complain(r, VT_SLIP_DUE, "dt_dong_sai");
}

static void read_paper(reading *r)
{
	const char *text = r->draft->lines[VT_SLIP_PAPER];

	vt_judging_put(&r->o->paper_reason, is_none(text) ? NULL : text);
}

bool vt_drafting_read(const vt_noticing *n, const vt_slip *draft, vt_outgoing *o,
		      GPtrArray *mistakes, GError **error)
{
	reading r = { n, draft, o, mistakes };

	for (int i = 0; i < VT_N_SLIP_LINES; i++) {
		if (draft->contradicts[i])
			complain(&r, (vt_slip_key)i, "phieu_mau_thuan");
	}
	read_type(&r);
	read_abstract(&r);
	read_urgency(&r);
	read_signer(&r);
	if (*draft->lines[VT_SLIP_RECIPIENTS] == '\0')
		complain(&r, VT_SLIP_RECIPIENTS, "dt_thieu_dong");
	vt_drafting_recipients(n, draft->lines[VT_SLIP_RECIPIENTS], o, mistakes);
	read_due(&r);
	read_paper(&r);
	return read_answered(&r, error);
}

/* ---- and back ---- */

static char *recipients_of(const vt_outgoing *o)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", one->name);
		if (one->address != NULL && one->agency == NULL && g_str_equal(one->way, "mail"))
			g_string_append_printf(text, " <%s>", one->address);
		/* An agency is known by its name: the directory has its postal address. */
		if (one->postal != NULL && one->agency == NULL)
			g_string_append_printf(text, " (%s)", one->postal);
		if (one->copies > 1)
			g_string_append_printf(text, ", %d bản", one->copies);
	}
	return g_string_free(text, FALSE);
}

vt_slip *vt_drafting_lines(const vt_noticing *n, const vt_outgoing *o, GError **error)
{
	const vt_person *signer = vt_directory_person(n->office->directory, o->signer);
	g_autoptr(vt_slip) draft = vt_slip_new();
	g_autofree char *recipients = recipients_of(o);
	g_autofree char *due =
		o->due_at != VT_TIME_NONE ? vt_clock_day_vietnam(o->due_at) : g_strdup("");
	g_autoptr(vt_document) document =
		o->answers != 0 ? vt_documents_get(n->store, o->answers, error) : NULL;

	if (o->answers != 0 && document == NULL)
		return NULL;
	g_autofree char *number = document != NULL ? vt_enter_number(document) : g_strdup("");
	vt_slip_set(draft, VT_SLIP_TYPE, o->type);
	vt_slip_set(draft, VT_SLIP_ABSTRACT, o->abstract);
	vt_slip_set(draft, VT_SLIP_URGENCY, vt_urgency_label(o->urgency));
	vt_slip_set(draft, VT_SLIP_SIGNER, signer != NULL ? signer->name : "");
	vt_slip_set(draft, VT_SLIP_RECIPIENTS, recipients);
	vt_slip_set(draft, VT_SLIP_ANSWERS, number);
	vt_slip_set(draft, VT_SLIP_DUE, due);
	vt_slip_set(draft, VT_SLIP_PAPER, o->paper_reason != NULL ? o->paper_reason : "");
	return g_steal_pointer(&draft);
}
