/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_scan - a clerk or a device sends files, or asks for an empty form
 *
 * Files are a scan: held, and asked about as a form; nothing of it goes anywhere before. A signed
 * original that was forwarded as attachment is no scan: it is looked at as any message, and keeps
 * what is found of its signature. One that was forwarded inline has lost it: the clerk is told how
 * to forward with the client that was used.
 */
#include <string.h>

#include "base/text.h"
#include "work/enter.h"
#include "work/form_acts.h"
#include "work/form_mail.h"
#include "work/heard_entry.h"
#include "work/hearing.h"

#define COACH "huong-dan-chuyen-tiep"

static bool is_signature(const vt_part *part)
{
	return strstr(part->type, "pkcs7-signature") != NULL
	       || strstr(part->declared, "pkcs7-signature") != NULL;
}

typedef struct brought {
	unsigned files;     /* that may be documents */
	bool has_signature; /* a detached one that covers nothing any more */
} brought;

static brought look_at(const vt_contents *contents)
{
	brought b = { 0, false };

	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);

		b.has_signature |= is_signature(part);
		b.files += part->attachment && !is_signature(part);
	}
	return b;
}

/* ---- the coach ---- */

/* Sentences of cau.txt are named by the clients of doc/said.h. */
static void coach(vt_hearing *h)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autofree char *key = g_strdup_printf("chuyen_tiep_%s", h->said->client);
	g_autofree char *how = vt_notice_sentence(&n, g_strdelimit(key, "-", '_'));
	g_autofree char *other = vt_notice_sentence(&n, "chuyen_tiep_khac");
	vt_mail *mail = vt_hearing_answer(h, COACH);

	if (mail != NULL)
		vt_mail_add(mail, "cach_chuyen_tiep", *how != '\0' ? how : other);
}

/* ---- paper ---- */

/* The form without a message, put by the answer. form: what it says. */
static bool put_form(vt_hearing *h, const vt_form *form, int64_t *asking_out, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_form_ask ask = { .own = h->person->own, .person = h->person, .form = form };
	g_autoptr(vt_mail) mail = NULL;

	if (!vt_form_put(&n, &ask, asking_out, &mail, error))
		return false;
	vt_hearing_answer_with(h, g_steal_pointer(&mail));
	return true;
}

static vt_form *empty_form(const vt_hearing *h)
{
	const vt_noticing n = vt_hearing_noticing(h);

	return vt_form_of_paper(&n, h->person->own, h->j->arrival->id);
}

/* A form that nobody sent: what is written in it is put into one of ours, which comes back to be
 * confirmed. A mail without a question has no token, and proves too little to register. */
static bool take_form(vt_hearing *h, GError **error)
{
	g_autoptr(vt_form) form = empty_form(h);
	g_autoptr(vt_form_edit) edit = vt_form_compare(form, h->said);
	int64_t asking = 0;

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		if (edit->edits[i] == NULL || edit->contradicts[i] || i == VT_FORM_SECRECY)
			continue;
		g_free(form->lines[i]);
		form->lines[i] = g_strdup(edit->edits[i]);
	}
	return put_form(h, form, &asking, error);
}

bool vt_heard_enter(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_autoptr(vt_form) form = empty_form(h);
	int64_t asking = 0;

	(void)one;
	if (!vt_person_has(h->person, VT_ROLE_CLERK)) {
		vt_hearing_say(h, "tl_khong_co_quyen", NULL);
		return true;
	}
	if (!h->trying)
		return put_form(h, form, &asking, error);
	vt_hearing_say(h, "phieu_thu", "noi_dung", vt_verb_get(VT_VERB_ENTER)->written, NULL);
	return true;
}

/* ---- a scan ---- */

static bool hold(vt_hearing *h, GError **error)
{
	vt_judging *j = h->j;
	const vt_alerting alerting = { j->arrival->id, j->arrival->own, j->seen->now,
				       j->conclusion->alerts };

	h->answer.state = VT_STATE_HELD;
	vt_judging_reason(j, VT_REASON_OWN_SCAN, h->person->key);
	return j->arrival->own == NULL
	       || vt_enter_same_files(j->store, &alerting, j->seen->contents->parts, error);
}

/* A device cannot sign. Where directory.conf says how it is known, by its login or its network,
 * mail with its address from elsewhere is a stranger's. */
static bool is_known_device(const vt_hearing *h)
{
	const vt_person *device = h->person;
	bool by_login = device->logins != NULL && device->logins->len > 0;
	bool by_network = device->networks != NULL && device->networks->len > 0;

	if (!by_login && !by_network)
		return true;
	return (by_login && (h->proofs & 1u << VT_PROOF_SESSION) != 0)
	       || (by_network && h->j->seen->identity->network);
}

static bool is_scanner(const vt_hearing *h)
{
	return vt_person_has(h->person, VT_ROLE_CLERK)
	       || (vt_person_has(h->person, VT_ROLE_DEVICE) && is_known_device(h));
}

/* The mail that is reported is attached to it. */
static bool reports_abuse(const vt_hearing *h)
{
	const vt_instruction *one = vt_hearing_find(h, VT_VERB_REPORT_ABUSE);

	return one != NULL && !one->in_subject;
}

/* GHI Ý KIẾN 123/2026 with a picture of the slip: kept with the opinion. */
static bool notes_opinion(const vt_hearing *h)
{
	const vt_instruction *one = vt_hearing_find(h, VT_VERB_NOTE_OPINION);

	return one != NULL && !one->in_subject
	       && (*one->number != '\0' || g_ascii_isdigit(*one->argument));
}

bool vt_hear_scan(vt_hearing *h, bool *handled_out, GError **error)
{
	brought b = look_at(h->j->seen->contents);

	*handled_out = is_scanner(h) && h->asking == NULL && !reports_abuse(h) && !notes_opinion(h);
	if (!*handled_out)
		return true;
	if (b.files == 0 && h->said->forms->len > 0)
		return take_form(h, error);
	if (h->said->forwarded_inline && (b.files == 0 || b.has_signature))
		coach(h);
	if (b.files == 0) {
		*handled_out = h->answer.mail != NULL;
		return true;
	}
	/* An original with a signature of its own inside. */
	bool original = vt_judging_found(h->j, VT_CODE_PARTIAL)
			|| vt_judging_found(h->j, VT_CODE_FORWARDED);
	if (original && h->answer.mail == NULL) {
		*handled_out = false;
		return true;
	}
	return hold(h, error);
}
