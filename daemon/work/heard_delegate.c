/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_delegate - ỦY QUYỀN: a leader's signed mail lets somebody act for him, or ends that
 */
#include "base/clock.h"
#include "base/text.h"
#include "store/ledger.h"
#include "work/delegating.h"
#include "work/heard_person.h"
#include "work/proposal.h"
#include "work/second.h"

#define DAY 86400

/* The person named; NULL: the answer says why. Of a unit its head. */
static const vt_person *taker_of(vt_hearing *h, const vt_delegating_said *said)
{
	const vt_directory *d = h->j->office->directory;
	vt_unclear *why = NULL;
	vt_assignee *one = vt_assignee_find(d, h->person->own, said->name, &why);
	const vt_person *person = one != NULL ? vt_directory_person(d, one->person) : NULL;

	vt_assignee_free(one);
	vt_unclear_free(why);
	if (person != NULL && person != h->person && !vt_person_has(person, VT_ROLE_DEVICE))
		return person;
	g_autofree char *shown = vt_text_quoted(said->name, 120);
	vt_hearing_say(h, "tl_uq_khong_ro_nguoi", "noi_dung", shown, NULL);
	return NULL;
}

static bool write_ledger(vt_hearing *h, const vt_delegation *one, const char *act, GError **error)
{
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(h, &proof);
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor.person, actor.proof, actor.now);

	vt_entry_int(entry, "delegation", one->id);
	vt_entry_text(entry, "taker", one->taker);
	vt_entry_text(entry, "form", one->form);
	vt_entry_text(entry, "scope", one->scope);
	vt_entry_int(entry, "from", one->from_at);
	vt_entry_int(entry, "to", one->to_at);
	vt_entry_text(entry, "arrival", h->j->arrival->id);
	return vt_ledger_append(h->j->store, entry, NULL, error);
}

static bool tell_taker(const vt_noticing *n, const vt_delegation *one, const vt_person *giver,
		       const char *sentence, GError **error)
{
	const vt_person *taker = vt_directory_person(n->office->directory, one->taker);
	g_autoptr(vt_mail) mail =
		taker != NULL ? vt_notice_to_person(n, "uy-quyen", one->own, taker) : NULL;
	g_autofree char *shown = vt_delegating_shown(n, one);
	g_autofree char *text = vt_notice_sentence(n, sentence);

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "uq_nguoi_giao", giver->name);
	vt_mail_add(mail, "uq_noi_dung", shown);
	vt_mail_add(mail, "uq_cau", text);
	return vt_notice_insert(n, mail, error);
}

/* ---- given ---- */

static vt_delegation *make(const vt_hearing *h, const vt_delegating_said *said,
			   const vt_person *taker)
{
	vt_delegation *one = g_new0(vt_delegation, 1);
	int64_t last = VT_TIME_NONE;

	one->own = g_strdup(h->person->own);
	one->giver = g_strdup(h->person->key);
	one->taker = g_strdup(taker->key);
	one->form = g_strdup(said->form);
	one->scope = g_strdup(said->scope);
	one->arrival = g_strdup(h->j->arrival->id);
	one->given_at = h->j->seen->now;
	one->ended_at = VT_TIME_NONE;
	if (!vt_clock_parse_iso(said->from, &one->from_at) || !vt_clock_parse_iso(said->to, &last))
		one->from_at = last = 0;
	one->to_at = last + DAY; /* that day included */
	return one;
}

static bool give(vt_hearing *h, const vt_delegating_said *said, const vt_person *taker,
		 GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_delegation) one = make(h, said, taker);
	g_autofree char *shown = vt_delegating_shown(&n, one);

	if (one->to_at <= one->from_at) {
		vt_hearing_say(h, "tl_uq_thieu", NULL);
		return true;
	}
	vt_hearing_say(h, h->trying ? "tl_uq_thu" : "tl_uq_xong", "xq_nguoi", taker->name,
		       "noi_dung", shown, NULL);
	if (h->trying)
		return true;
	if (!vt_delegations_insert(h->j->store, one, error)
	    || !write_ledger(h, one, "delegate", error))
		return false;
	const vt_second_matter matter = { VT_SECOND_DELEGATE, one->id, taker, h->person->key,
					  shown };
	return vt_second_tell(&n, &matter, error)
	       && tell_taker(&n, one, h->person, "uq_duoc_giao", error);
}

/* ---- taken back ---- */

static bool end_one(vt_hearing *h, const vt_delegation *one, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);

	return vt_delegations_end(h->j->store, one->id, n.now, error)
	       && write_ledger(h, one, "end-delegation", error)
	       && tell_taker(&n, one, h->person, "uq_da_thoi", error);
}

static bool end(vt_hearing *h, const vt_person *taker, GError **error)
{
	g_autoptr(GPtrArray) list =
		vt_delegations_list(h->j->store, h->person->key, taker->key, error);
	bool found = false;

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const vt_delegation *one = g_ptr_array_index(list, i);

		if (one->ended_at != VT_TIME_NONE || one->to_at <= h->j->seen->now)
			continue;
		found = true;
		if (!h->trying && !end_one(h, one, error))
			return false;
	}
	vt_hearing_say(h, found ? "tl_uq_da_thoi" : "tl_uq_khong_co", "xq_nguoi", taker->name,
		       NULL);
	return list != NULL;
}

/* ---- */

/* TUQ. is not passed on (NĐ 30/2020 Đ13.3): who acts by it alone hears exactly that. */
static bool is_passing_on(const vt_hearing *h, bool *passing_out, GError **error)
{
	g_autoptr(GPtrArray) list = vt_delegations_list(h->j->store, NULL, h->person->key, error);

	*passing_out = false;
	for (guint i = 0; list != NULL && i < list->len; i++)
		*passing_out |= vt_delegation_holds(g_ptr_array_index(list, i), h->j->seen->now);
	*passing_out &=
		!vt_policy_has_role(h->j->office->policy, VT_ACTION_DELEGATE, h->person->roles);
	return list != NULL;
}

static bool may(vt_hearing *h, bool *may_out, GError **error)
{
	GError *fault = NULL;
	bool passing = false;

	*may_out = false;
	if (!is_passing_on(h, &passing, error))
		return false;
	if (passing) {
		h->answer.state = VT_STATE_REFUSED;
		vt_hearing_say(h, "tl_uq_khong_chuyen", NULL);
		return true;
	}
	*may_out = vt_hearing_may(h, VT_ACTION_DELEGATE, &fault)
		   && (h->trying || vt_hearing_is_first(h, &fault));
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

bool vt_heard_delegate(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_auto(vt_delegating_said) said = { 0 };
	const vt_person *taker = NULL;
	bool allowed = false;

	if (!may(h, &allowed, error) || !allowed)
		return error == NULL || *error == NULL;
	vt_delegating_read(one->argument, h->j->seen->now, &said);
	if (one->denied || said.unclear || *said.name == '\0'
	    || (!said.ends && (said.form == NULL || said.from == NULL || said.to == NULL))) {
		vt_hearing_say(h, "tl_uq_thieu", NULL);
		return true;
	}
	taker = taker_of(h, &said);
	if (taker == NULL)
		return true;
	return said.ends ? end(h, taker, error) : give(h, &said, taker, error);
}
