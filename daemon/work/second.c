/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * second - what one person asks for and another must confirm before it is done
 */
#include "work/second.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/delegations.h"
#include "store/late.h"
#include "store/ledger.h"
#include "store/person_notes.h"
#include "work/asking.h"
#include "work/locking.h"
#include "work/footing.h"

#define MAX_REASON 500
#define DAY        86400

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

/* Who has not been confirmed himself, or locked himself, would not be heard. */
static bool is_heard(vt_store *store, const vt_person *person, bool *heard_out, GError **error)
{
	vt_footing footing = VT_FOOTING_NEW;

	if (!vt_footing_of(store, person->key, &footing, NULL, error))
		return false;
	*heard_out = footing == VT_FOOTING_GOOD;
	return true;
}

/* second_out NULL: there is none. */
static bool second_of(const vt_noticing *n, const char *asker, const vt_person *about,
		      const vt_person **second_out, GError **error)
{
	const GPtrArray *people = n->office->directory->people;

	*second_out = NULL;
	for (size_t r = 0; r < G_N_ELEMENTS(order); r++)
		for (guint i = 0; i < people->len; i++) {
			const vt_person *person = g_ptr_array_index(people, i);
			bool heard = false;

			if (!may_be_second(n->office, person, order[r], asker, about))
				continue;
			if (!is_heard(n->store, person, &heard, error))
				return false;
			if (!heard)
				continue;
			*second_out = person;
			return true;
		}
	return true;
}

/* ---- the question ---- */

static const struct {
	const char *name;     /* in the question */
	const char *sentence; /* what it is, for who is asked */
	const char *effect;   /* whether it holds meanwhile */
} matters[] = {
	[VT_SECOND_UNLOCK] = { "unlock", "xq_mo_khoa", "xq_cho_xac_nhan" },
	[VT_SECOND_DELEGATE] = { "delegate", "xq_uy_quyen", "xq_dang_co_hieu_luc" },
	[VT_SECOND_JOIN] = { "join", "xq_nguoi_moi", "xq_cho_xac_nhan" },
	[VT_SECOND_PIN] = { "pin", "xq_chung_thu_moi", "xq_dang_co_hieu_luc" },
	[VT_SECOND_RIGHTS] = { "rights", "xq_thay_doi_quyen", "xq_dang_co_hieu_luc" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(matters) == VT_N_SECONDS);

/* "delegate 7", person, reason: a line each. */
static char *keep(const vt_second_matter *matter)
{
	g_autofree char *line = vt_text_quoted(matter->detail, MAX_REASON);

	return g_strdup_printf("%s %" G_GINT64_FORMAT "\n%s\n%s", matters[matter->what].name,
			       matter->id, matter->about->key, line);
}

static int what_of(const char *line, int64_t *id_out)
{
	const char *blank = strchr(line, ' ');

	for (int i = 0; blank != NULL && i < VT_N_SECONDS; i++) {
		size_t length = strlen(matters[i].name);

		if ((size_t)(blank - line) == length
		    && strncmp(line, matters[i].name, length) == 0) {
			*id_out = g_ascii_strtoll(blank + 1, NULL, 10);
			return i;
		}
	}
	return -1;
}

bool vt_second_read(const vt_office *office, const vt_asking *asking, vt_second_asked *asked_out)
{
	g_auto(GStrv) lines = g_strsplit(asking->proposal, "\n", 3);
	int what = g_strv_length(lines) == 3 ? what_of(lines[0], &asked_out->id) : -1;

	if (what < 0)
		return false;
	asked_out->what = (vt_second_what)what;
	asked_out->person = vt_directory_person(office->directory, lines[1]);
	asked_out->reason = g_strdup(lines[2]);
	return true;
}

bool vt_second_is_own_join(const vt_office *office, const vt_asking *asking)
{
	g_auto(vt_second_asked) asked = { 0 };

	return asking->kind == VT_ASKING_PERSON && vt_second_read(office, asking, &asked)
	       && asked.what == VT_SECOND_JOIN && asked.person != NULL
	       && g_str_equal(asked.person->key, asking->person);
}

void vt_second_asked_clear(vt_second_asked *asked)
{
	g_clear_pointer(&asked->reason, g_free);
}

static const char *name_of(const vt_office *office, const char *key)
{
	const vt_person *person = key != NULL ? vt_directory_person(office->directory, key) : NULL;

	return person != NULL ? person->name : key != NULL ? key : "-";
}

static void describe(const vt_noticing *n, vt_mail *mail, const vt_second_matter *matter)
{
	const vt_person *about = matter->about;
	g_autofree char *what = vt_notice_sentence(n, matters[matter->what].sentence);

	vt_mail_add(mail, "xq_viec", what);
	vt_mail_add(mail, "xq_nguoi", about->name);
	vt_mail_add(mail, "xq_dia_chi",
		    about->addresses->len > 0 ? g_ptr_array_index(about->addresses, 0) : "");
	vt_mail_add(mail, "xq_nguoi_de_nghi", name_of(n->office, matter->asker));
}

bool vt_second_tell(const vt_noticing *n, const vt_second_matter *matter, GError **error)
{
	static const int verbs[] = { VT_VERB_CONFIRM, VT_VERB_DENY };
	const vt_person *second = NULL;

	if (!second_of(n, matter->asker != NULL ? matter->asker : "", matter->about, &second,
		       error))
		return false;
	g_autoptr(vt_mail) mail =
		second != NULL ? vt_notice_to_person(n, "xac-nhan-quyen", second->own, second)
			       : NULL;
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autofree char *effect = vt_notice_sentence(n, matters[matter->what].effect);

	if (mail == NULL) /* then another one asks for the same, by vanthuctl */
		return true;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_PERSON, second->own, second->key);
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	g_free(asking->proposal);
	asking->proposal = keep(matter);
	g_free(asking->version); /* so that each question has a reference of its own */
	asking->version = g_strdup_printf("%s %" G_GINT64_FORMAT, matter->about->key, n->now);
	describe(n, mail, matter);
	vt_mail_add(mail, "xq_hieu_luc", effect);
	vt_notice_add_quoted(mail, "xq_ly_do", matter->detail, MAX_REASON);
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

bool vt_second_welcome(const vt_noticing *n, const vt_person *person, GError **error)
{
	const vt_second_matter matter = { VT_SECOND_JOIN, 0, person, NULL, "" };
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, "chao-mung", person->own, person);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	int verb = VT_VERB_CONFIRM;

	if (mail == NULL)
		return true;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_PERSON, person->own, person->key);
	g_array_append_val(links, verb);
	g_free(asking->proposal);
	asking->proposal = keep(&matter);
	g_free(asking->version);
	asking->version = g_strdup_printf("%s %" G_GINT64_FORMAT, person->key, n->now);
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

bool vt_second_certificate(const vt_hearing *h, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_identity *identity = h->j->seen->identity;
	const vt_person_note note = { identity->signer_sha256, n.now, identity->signer_until };
	g_auto(vt_person_note) asked = { NULL, 0, VT_TIME_NONE };
	g_autoptr(vt_entry) entry = vt_entry_new("new-certificate", VT_BY_ITSELF, "", n.now);
	g_autoptr(vt_filling) values = vt_filling_new();

	if (!vt_person_notes_get(n.store, h->person->key, VT_NOTE_PIN_ASKED, &asked, error))
		return false;
	if (g_strcmp0(asked.text, note.text) == 0)
		return true;
	vt_filling_add(values, "xq_chung_thu", note.text);
	g_autofree char *detail = vt_templates_sentence(n.templates, vt_notice_language(&n),
							"xq_doi_chung_thu", values);
	const vt_second_matter matter = { VT_SECOND_PIN, 0, h->person, h->person->key, detail };
	vt_entry_text(entry, "person", h->person->key);
	vt_entry_text(entry, "certificate", note.text);
	vt_entry_text(entry, "arrival", h->j->arrival->id);
	return vt_person_notes_put(n.store, h->person->key, VT_NOTE_PIN_ASKED, &note, error)
	       && vt_ledger_append(n.store, entry, NULL, error)
	       && vt_second_tell(&n, &matter, error);
}

/* The same question, with the same links. */
static bool ask_again(const vt_noticing *n, const vt_asking *asking, const vt_second_asked *asked,
		      GError **error)
{
	const vt_person *second = vt_directory_person(n->office->directory, asking->person);
	const vt_second_matter matter = { asked->what, asked->id, asked->person, NULL, "" };
	bool is_own = asked->what == VT_SECOND_JOIN && second == asked->person;
	g_autoptr(vt_mail) mail =
		second != NULL ? vt_notice_to_person(n, is_own ? "chao-mung" : "xac-nhan-quyen",
						     second->own, second)
			       : NULL;
	g_autofree char *effect = vt_notice_sentence(n, matters[asked->what].effect);

	if (mail == NULL)
		return true;
	if (!is_own) {
		describe(n, mail, &matter);
		vt_mail_add(mail, "xq_hieu_luc", effect);
		vt_mail_add(mail, "xq_ly_do", asked->reason);
	}
	mail->asking = asking->id;
	return vt_notice_insert(n, mail, error);
}

bool vt_second_remind(const vt_noticing *n, unsigned *n_out, GError **error)
{
	const vt_asking_filter all = { .kind = VT_ASKING_PERSON };
	g_autoptr(GPtrArray) open = vt_askings_open(n->store, &all, error);

	*n_out = 0;
	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *asking = g_ptr_array_index(open, i);
		g_auto(vt_second_asked) asked = { 0 };
		g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT, asking->id);
		g_autofree char *day =
			g_strdup_printf("%" G_GINT64_FORMAT, (n->now - asking->made_at) / DAY);
		const vt_ring ring = { "person", key, day };
		bool first = false;

		if (n->now - asking->made_at < DAY || !vt_second_read(n->office, asking, &asked)
		    || asked.person == NULL)
			continue;
		if (!vt_rings_first(n->store, &ring, n->now, &first, error)
		    || (first && !ask_again(n, asking, &asked, error)))
			return false;
		*n_out += first;
	}
	return open != NULL;
}

static bool ask(const vt_noticing *n, const vt_actor *actor, const vt_person *about, GError **error)
{
	const vt_second_matter matter = { .what = VT_SECOND_UNLOCK,
					  .about = about,
					  .asker = actor->person,
					  .detail = actor->reason };

	return vt_second_tell(n, &matter, error);
}

/* ---- what came of it ---- */

static bool tell(const vt_noticing *n, const char *to, const vt_second_matter *matter,
		 const char *sentence, GError **error)
{
	const vt_person *person = vt_directory_person(n->office->directory, to);
	g_autoptr(vt_mail) mail =
		person != NULL ? vt_notice_to_person(n, "ket-qua-quyen", person->own, person)
			       : NULL;
	g_autofree char *result = vt_notice_sentence(n, sentence);

	if (mail == NULL)
		return true;
	describe(n, mail, matter);
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
		g_auto(vt_second_asked) asked = { 0 };
		const vt_asking_filter one = { .kind = VT_ASKING_PERSON, .only = asking->id };

		if (asking->id == answered || !vt_second_read(n->office, asking, &asked)
		    || asked.what != VT_SECOND_UNLOCK || asked.person != about)
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
	const vt_second_matter matter = { VT_SECOND_UNLOCK, 0, about, first, "" };
	return close_questions(n, about, answered, error)
	       && tell(n, person, &matter, "xq_da_mo", error)
	       && tell(n, first, &matter, "xq_da_mo", error);
}

bool vt_second_deny(const vt_noticing *n, const vt_actor *actor, const char *person, GError **error)
{
	const vt_person *about = vt_directory_person(n->office->directory, person);
	g_autofree char *first = NULL;

	if (!vt_locking_asked_by(n->store, person, &first, error)
	    || !vt_locking_deny(n->store, actor, person, error))
		return false;
	const vt_second_matter matter = { VT_SECOND_UNLOCK, 0, about, first, "" };
	return about == NULL || first == NULL || tell(n, first, &matter, "xq_khong_mo", error);
}

/* ---- what holds already ---- */

static bool write_ledger(const vt_noticing *n, const vt_actor *actor, const vt_second_asked *asked,
			 const char *act, GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(act, actor->person, actor->proof, actor->now);

	vt_entry_text(entry, "matter", matters[asked->what].name);
	vt_entry_text(entry, "person", asked->person->key);
	if (asked->id != 0)
		vt_entry_int(entry, "delegation", asked->id);
	return vt_ledger_append(n->store, entry, NULL, error);
}

static bool settle_delegation(const vt_noticing *n, const vt_second_asked *asked, bool confirmed,
			      GError **error)
{
	g_autoptr(vt_delegation) one = vt_delegations_get(n->store, asked->id, error);

	if (one == NULL)
		return error == NULL || *error == NULL;
	const vt_second_matter matter = { VT_SECOND_DELEGATE, one->id, asked->person, one->giver,
					  "" };
	if (confirmed)
		return tell(n, one->giver, &matter, "xq_uq_xac_nhan", error);
	return vt_delegations_end(n->store, one->id, n->now, error)
	       && tell(n, one->giver, &matter, "xq_uq_dung", error)
	       && tell(n, one->taker, &matter, "xq_uq_dung", error);
}

/* Default deny: whose rights are denied acts no more until two people unlock him. */
static bool settle_rights(const vt_noticing *n, const vt_actor *actor, const vt_second_asked *asked,
			  bool confirmed, GError **error)
{
	const char *person = asked->person->key;

	return confirmed
	       || vt_person_notes_set(n->store, person, VT_NOTE_LOCKED, actor->person, actor->now,
				      error);
}

static bool settle_pin(const vt_noticing *n, const vt_actor *actor, const vt_second_asked *asked,
		       bool confirmed, GError **error)
{
	const char *person = asked->person->key;
	g_auto(vt_person_note) pin = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(n->store, person, VT_NOTE_PIN_ASKED, &pin, error))
		return false;
	/* Another one came since: that is asked about by itself. */
	if (pin.text == NULL || strstr(asked->reason, pin.text) == NULL)
		return confirmed || settle_rights(n, actor, asked, false, error);
	if (!vt_person_notes_remove(n->store, person, VT_NOTE_PIN_ASKED, error))
		return false;
	return confirmed ? vt_person_notes_put(n->store, person, VT_NOTE_PIN, &pin, error)
			 : settle_rights(n, actor, asked, false, error);
}

static bool settle_join(const vt_noticing *n, const vt_second_asked *asked, bool confirmed,
			GError **error)
{
	const char *person = asked->person->key;
	const vt_second_matter matter = { VT_SECOND_JOIN, 0, asked->person, NULL, "" };
	g_auto(vt_person_note) pin = { NULL, 0, VT_TIME_NONE };

	if (!vt_person_notes_get(n->store, person, VT_NOTE_PIN_ASKED, &pin, error)
	    || !vt_person_notes_remove(n->store, person, VT_NOTE_PIN_ASKED, error))
		return false;
	/* The certificate that he saw, not one that came since. */
	bool is_seen =
		pin.text != NULL && (*pin.text == '\0' || strstr(asked->reason, pin.text) != NULL);
	if (!confirmed || !is_seen)
		return tell(n, person, &matter, "xq_moi_khong", error);
	return vt_person_notes_remove(n->store, person, VT_NOTE_NEW, error)
	       && (*pin.text == '\0'
		   || vt_person_notes_put(n->store, person, VT_NOTE_PIN, &pin, error))
	       && tell(n, person, &matter, "xq_moi_xong", error);
}

bool vt_second_settle(const vt_noticing *n, const vt_actor *actor, const vt_second_asked *asked,
		      bool confirmed, GError **error)
{
	g_assert(asked->what != VT_SECOND_UNLOCK);
	if (!write_ledger(n, actor, asked, confirmed ? "confirm" : "deny", error))
		return false;
	if (asked->what == VT_SECOND_JOIN)
		return settle_join(n, asked, confirmed, error);
	if (asked->what == VT_SECOND_PIN)
		return settle_pin(n, actor, asked, confirmed, error);
	return asked->what == VT_SECOND_DELEGATE ? settle_delegation(n, asked, confirmed, error)
						 : settle_rights(n, actor, asked, confirmed, error);
}
