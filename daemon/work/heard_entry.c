/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_entry - commands about an entry of the register
 *
 * SỬA sends the entry back as a form, to be edited and answered like any: so the correction has a
 * token, and shows what it changes. The others are carried out as they are written.
 */
#include "work/heard_entry.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/assign.h"
#include "work/clerk.h"
#include "work/correcting.h"
#include "work/enter.h"
#include "work/form_mail.h"

#define SHOWN_CHARS 120

/* One command about one entry. */
typedef struct entry_command {
	vt_hearing *h;
	const vt_document *document;
	char *reason; /* what stands behind the number; "" = nothing */
} entry_command;

typedef bool run_command(entry_command *c, GError **error);

static bool lacks_reason(entry_command *c)
{
	if (vt_text_chars(c->reason) >= VT_SHORT_REASON)
		return false;
	g_autofree char *shown = vt_text_quoted(c->reason, SHOWN_CHARS);
	vt_hearing_say(c->h, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
	return true;
}

static bool may(entry_command *c, vt_action action, vt_verb verb, GError **error)
{
	if (!vt_hearing_may(c->h, action, error))
		return false;
	if (!c->h->trying)
		return vt_hearing_binds(c->h, error);
	vt_hearing_say(c->h, "phieu_thu", "noi_dung", vt_verb_get(verb)->written, NULL);
	return false;
}

/* Takes outcome's text. */
static void tell(entry_command *c, vt_outcome *outcome, const char *sentence)
{
	g_autofree char *number = vt_enter_number(c->document);
	g_autofree char *text = vt_outcome_sentence(outcome);

	if (outcome->code == VT_DONE)
		vt_hearing_say(c->h, sentence, "so_den", number, NULL);
	else
		vt_hearing_say(c->h, "phieu_khong_duoc", "noi_dung", text, NULL);
	vt_outcome_clear(outcome);
}

static bool run_void(entry_command *c, GError **error)
{
	vt_hearing *h = c->h;
	const vt_noticing n = { h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now };
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	if (lacks_reason(c))
		return true;
	if (!may(c, VT_ACTION_VOID, VT_VERB_VOID, error))
		return error == NULL || *error == NULL;
	actor.reason = c->reason;
	if (!vt_clerk_void(h->j->store, &actor, c->document->id, &outcome, error))
		return false;
	if (outcome.code == VT_DONE && !vt_assign_cancel(&n, c->document->id, "void", error)) {
		vt_outcome_clear(&outcome);
		return false;
	}
	tell(c, &outcome, "phieu_da_huy_so");
	return true;
}

static bool run_paper_came(entry_command *c, GError **error)
{
	vt_hearing *h = c->h;
	g_autofree char *proof = NULL;
	vt_actor actor = vt_hearing_actor(h, &proof);
	vt_outcome outcome = { VT_DONE, NULL };

	/* A command of its own has no token, as TRÌNH has none. */
	if (!may(c, VT_ACTION_SUBMIT, VT_VERB_PAPER_CAME, error))
		return error == NULL || *error == NULL;
	if (!vt_correct_paper_came(h->j->store, &actor, c->document->id, &outcome, error))
		return false;
	tell(c, &outcome, "phieu_giay_da_den");
	return true;
}

static bool run_correct(entry_command *c, GError **error)
{
	vt_hearing *h = c->h;
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_form) form = vt_form_of_entry(&n, c->document);
	const vt_form_ask ask = { .own = c->document->own,
				  .person = h->person,
				  .form = form,
				  .entry = c->document,
				  .reason = c->reason };
	g_autoptr(vt_mail) mail = NULL;
	int64_t asking = 0;

	if (lacks_reason(c))
		return true;
	/* Who may look: the correction itself is proved by the answer to the form. The form shows
	 * the whole entry, so it goes only to those who may answer it. */
	if (!vt_hearing_may(h, VT_ACTION_READ, error))
		return error == NULL || *error == NULL;
	if (!vt_policy_has_role(h->j->office->policy, VT_ACTION_REGISTER, h->person->roles)) {
		h->answer.state = VT_STATE_REFUSED;
		vt_hearing_say(h, "tl_khong_co_quyen", NULL);
		return true;
	}
	if (h->trying)
		return may(c, VT_ACTION_READ, VT_VERB_CORRECT, error) || error == NULL
		       || *error == NULL;
	if (!vt_form_put(&n, &ask, &asking, &mail, error))
		return false;
	vt_hearing_answer_with(h, g_steal_pointer(&mail));
	return true;
}

/* "123/2026", or "123" of this year; where the reason begins. */
static bool read_number(const vt_instruction *one, int64_t now, int64_t *number_out, int *year_out,
			const char **rest_out)
{
	bool apart = *one->number != '\0';
	const char *at = apart ? one->number : one->argument + strspn(one->argument, " ");
	char *end = NULL;
	gint64 number = g_ascii_isdigit(*at) ? g_ascii_strtoll(at, &end, 10) : 0;
	gint64 year = vt_clock_vietnam(now).year;

	if (number <= 0)
		return false;
	if (*end == '/')
		year = g_ascii_strtoll(end + 1, &end, 10);
	if (year < 1900 || year > 2199)
		return false;
	*number_out = number;
	*year_out = (int)year;
	*rest_out = apart ? one->argument : end;
	*rest_out += strspn(*rest_out, " :;,.-");
	return true;
}

vt_document *vt_heard_document(vt_hearing *h, const vt_instruction *one, char **rest_out,
			       GError **error)
{
	const vt_book *book = vt_office_incoming_book(h->j->office, h->person->own);
	const char *rest = "";
	int64_t number = 0;
	int year = 0;
	GError *fault = NULL;
	g_autofree char *shown = vt_text_quoted(one->line, SHOWN_CHARS);

	if (book == NULL || !read_number(one, h->j->seen->now, &number, &year, &rest)) {
		vt_hearing_say(h, "phieu_khong_co_so", "noi_dung", shown, NULL);
		return NULL;
	}
	vt_document *document =
		vt_documents_find(h->j->store, h->person->own, book->key, year, number, &fault);
	if (fault != NULL)
		g_propagate_error(error, fault);
	else if (document == NULL)
		vt_hearing_say(h, "phieu_khong_co_so", "noi_dung", shown, NULL);
	else
		*rest_out = vt_text_tidy(rest);
	return document;
}

static bool run(vt_hearing *h, const vt_instruction *one, run_command *command, GError **error)
{
	GError *fault = NULL;
	g_autofree char *reason = NULL;
	g_autoptr(vt_document) document = vt_heard_document(h, one, &reason, &fault);
	entry_command c = { h, document, reason };

	if (fault != NULL)
		g_propagate_error(error, fault);
	return document != NULL ? command(&c, error) : fault == NULL;
}

bool vt_heard_correct(vt_hearing *h, const vt_instruction *one, GError **error)
{
	return run(h, one, run_correct, error);
}

bool vt_heard_void(vt_hearing *h, const vt_instruction *one, GError **error)
{
	return run(h, one, run_void, error);
}

bool vt_heard_paper_came(vt_hearing *h, const vt_instruction *one, GError **error)
{
	return run(h, one, run_paper_came, error);
}
