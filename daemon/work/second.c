/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * second - what one person asks for and another must confirm before it is done
 */
#include "work/second.h"

#include <string.h>

#include "base/text.h"
#include "work/asking.h"
#include "work/locking.h"

#define UNLOCK     "unlock"
#define MAX_REASON 500

/* Whoever may, in this order; the agency's own people. */
static const vt_role order[] = { VT_ROLE_OFFICE_HEAD, VT_ROLE_SECURITY, VT_ROLE_LEADER,
				 VT_ROLE_ADMIN };

static bool may_be_second(const vt_office *office, const vt_person *person, vt_role role,
			  const char *asker, const vt_person *about)
{
	return vt_person_has(person, role) && g_strcmp0(person->own, about->own) == 0
	       && !g_str_equal(person->key, asker) && !g_str_equal(person->key, about->key)
	       && person->addresses->len > 0
	       && vt_policy_has_role(office->policy, VT_ACTION_SECOND, person->roles);
}

static const vt_person *second_of(const vt_office *office, const char *asker,
				  const vt_person *about)
{
	const GPtrArray *people = office->directory->people;

	for (size_t r = 0; r < G_N_ELEMENTS(order); r++)
		for (guint i = 0; i < people->len; i++) {
			const vt_person *person = g_ptr_array_index(people, i);

			if (may_be_second(office, person, order[r], asker, about))
				return person;
		}
	return NULL;
}

/* ---- the question ---- */

/* "unlock", person, reason: a line each. */
static char *keep(const char *what, const vt_person *about, const char *reason)
{
	g_autofree char *line = vt_text_quoted(reason, MAX_REASON);

	return g_strdup_printf("%s\n%s\n%s", what, about->key, line);
}

bool vt_second_read(const vt_office *office, const vt_asking *asking, vt_second_asked *asked_out)
{
	g_auto(GStrv) lines = g_strsplit(asking->proposal, "\n", 3);

	if (g_strv_length(lines) != 3 || !g_str_equal(lines[0], UNLOCK))
		return false;
	asked_out->person = vt_directory_person(office->directory, lines[1]);
	asked_out->reason = g_strdup(lines[2]);
	return true;
}

void vt_second_asked_clear(vt_second_asked *asked)
{
	g_clear_pointer(&asked->reason, g_free);
}

static const char *name_of(const vt_office *office, const char *key)
{
	const vt_person *person = vt_directory_person(office->directory, key);

	return person != NULL ? person->name : key;
}

static void describe(const vt_noticing *n, vt_mail *mail, const vt_actor *actor,
		     const vt_person *about)
{
	g_autofree char *what = vt_notice_sentence(n, "xq_mo_khoa");

	vt_mail_add(mail, "xq_viec", what);
	vt_mail_add(mail, "xq_nguoi", about->name);
	vt_mail_add(mail, "xq_dia_chi",
		    about->addresses->len > 0 ? g_ptr_array_index(about->addresses, 0) : "");
	vt_mail_add(mail, "xq_nguoi_de_nghi", name_of(n->office, actor->person));
}

static bool ask(const vt_noticing *n, const vt_actor *actor, const vt_person *about, GError **error)
{
	static const int verbs[] = { VT_VERB_CONFIRM, VT_VERB_DENY };
	const vt_person *second = second_of(n->office, actor->person, about);
	g_autoptr(vt_mail) mail =
		second != NULL ? vt_notice_to_person(n, "xac-nhan-quyen", second->own, second)
			       : NULL;
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));

	if (mail == NULL) /* then another one asks for the same, by vanthuctl */
		return true;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_PERSON, second->own, second->key);
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	g_free(asking->proposal);
	asking->proposal = keep(UNLOCK, about, actor->reason);
	g_free(asking->version); /* so that each question has a reference of its own */
	asking->version = g_strdup_printf("%s %" G_GINT64_FORMAT, about->key, n->now);
	describe(n, mail, actor, about);
	vt_notice_add_quoted(mail, "xq_ly_do", actor->reason, MAX_REASON);
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

/* ---- what came of it ---- */

static bool tell(const vt_noticing *n, const char *to, const vt_actor *actor,
		 const vt_person *about, const char *sentence, GError **error)
{
	const vt_person *person = vt_directory_person(n->office->directory, to);
	g_autoptr(vt_mail) mail =
		person != NULL ? vt_notice_to_person(n, "ket-qua-quyen", person->own, person)
			       : NULL;
	g_autofree char *result = vt_notice_sentence(n, sentence);

	if (mail == NULL)
		return true;
	describe(n, mail, actor, about);
	vt_mail_add(mail, "xq_ket_qua", result);
	return vt_notice_insert(n, mail, error);
}

/* Questions about the same are void, but for the one that is being answered: it is decided so. */
static bool close_questions(const vt_noticing *n, const vt_person *about, int64_t answered,
			    GError **error)
{
	const vt_asking_filter all = { .kind = VT_ASKING_PERSON };
	g_autoptr(GPtrArray) open = vt_askings_open(n->store, &all, error);

	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *asking = g_ptr_array_index(open, i);
		g_auto(vt_second_asked) asked = { NULL, NULL };
		const vt_asking_filter one = { .kind = VT_ASKING_PERSON, .only = asking->id };

		if (asking->id == answered || !vt_second_read(n->office, asking, &asked)
		    || asked.person != about)
			continue;
		if (!vt_askings_void(n->store, &one, "confirmed", NULL, error))
			return false;
	}
	return open != NULL;
}

bool vt_second_unlock(const vt_noticing *n, const vt_actor *actor, const char *person,
		      int64_t answered, vt_outcome *outcome, GError **error)
{
	const vt_person *about = vt_directory_person(n->office->directory, person);
	g_autofree char *first = NULL;

	if (about == NULL || (actor->own != NULL && g_strcmp0(about->own, actor->own) != 0))
		return vt_outcome_set(outcome, VT_NOT_FOUND, person);
	if (!vt_locking_asked_by(n->store, person, &first, error)
	    || !vt_locking_unlock(n->store, actor, person, outcome, error))
		return false;
	if (outcome->code == VT_SECOND_PERSON)
		return ask(n, actor, about, error);
	if (outcome->code != VT_DONE)
		return true;
	const vt_actor asker = { .person = first };
	return close_questions(n, about, answered, error)
	       && tell(n, person, &asker, about, "xq_da_mo", error)
	       && tell(n, first, &asker, about, "xq_da_mo", error);
}

bool vt_second_deny(const vt_noticing *n, const vt_actor *actor, const char *person, GError **error)
{
	const vt_person *about = vt_directory_person(n->office->directory, person);
	g_autofree char *first = NULL;

	if (!vt_locking_asked_by(n->store, person, &first, error)
	    || !vt_locking_deny(n->store, actor, person, error))
		return false;
	const vt_actor asker = { .person = first };
	return about == NULL || first == NULL
	       || tell(n, first, &asker, about, "xq_khong_mo", error);
}
