/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_form - a clerk answers a form: what is meant, and is it meant clearly
 *
 * Decisions are read only from what the person wrote now; lines of the form wherever they stand. A
 * lost fence, two different contents of one line, a line that is none of the form's, two decisions:
 * nothing is done, and the form comes back with what must be looked at again. What comes back is a
 * question of its own, so that the next OK means exactly what it shows.
 */
#include <string.h>

#include "base/text.h"
#include "work/form_acts.h"
#include "work/form_mail.h"
#include "work/hearing.h"

#define SHOWN_CHARS 120

typedef enum {
	MEANT_REGISTER,
	MEANT_SECRET,
	MEANT_DROP,
	MEANT_REFUSE,
	MEANT_RELEASE,
	MEANT_SPLIT,
	MEANT_JOIN,
	N_MEANT,
} meant;

static const struct {
	vt_verb verb;
	meant means;
} words[] = {
	{ VT_VERB_OK, MEANT_REGISTER },         { VT_VERB_AGREE, MEANT_REGISTER },
	{ VT_VERB_NOT_SECRET, MEANT_REGISTER }, { VT_VERB_SECRET, MEANT_SECRET },
	{ VT_VERB_DROP, MEANT_DROP },           { VT_VERB_RETURN, MEANT_REFUSE },
	{ VT_VERB_RELEASE, MEANT_RELEASE },     { VT_VERB_SPLIT, MEANT_SPLIT },
	{ VT_VERB_JOIN, MEANT_JOIN },
};

static vt_form_act *const acts[N_MEANT] = {
	[MEANT_REGISTER] = vt_form_register, [MEANT_SECRET] = vt_form_seal,
	[MEANT_DROP] = vt_form_drop,         [MEANT_REFUSE] = vt_form_refuse,
	[MEANT_RELEASE] = vt_form_release,   [MEANT_SPLIT] = vt_form_split,
	[MEANT_JOIN] = vt_form_join,
};

typedef struct reading {
	vt_form_answer a;
	vt_form_edit *edit;
	unsigned means; /* 1u << meant */
	bool not_secret;
	bool doubted; /* "Mật không?" */
} reading;

static void reading_clear(reading *r)
{
	vt_form_free(r->a.sent);
	vt_form_free(r->a.meant);
	g_clear_pointer(&r->edit, vt_form_edit_free);
	g_ptr_array_unref(r->a.faults);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(reading, reading_clear)

/* The form of an entry that is to be corrected: it was said before that it is no secret. */
static bool is_entry(const vt_hearing *h)
{
	return h->asking->document != 0;
}

/* ---- what is said ---- */

/* "OK KHÔNG MẬT", also where it is one instruction. */
static bool says_not_secret(const vt_instruction *one)
{
	const char *rest = NULL;

	if (one->verb == VT_VERB_NOT_SECRET)
		return true;
	return (one->verb == VT_VERB_OK || one->verb == VT_VERB_AGREE)
	       && vt_verb_read(one->argument, &rest) == VT_VERB_NOT_SECRET;
}

static bool text_says(const vt_hearing *h)
{
	for (guint i = 0; i < h->said->instructions->len; i++)
		if (!((const vt_instruction *)g_ptr_array_index(h->said->instructions, i))
			     ->in_subject)
			return true;
	return false;
}

/* With smime only what lies under the signature; Subject only where the text says nothing. */
static bool counts(const vt_hearing *h, const vt_instruction *one)
{
	if ((h->proofs & 1u << VT_PROOF_SMIME) != 0 && !one->is_signed)
		return false;
	return !one->in_subject || !text_says(h);
}

/* "PRMFZJE MA VT-...", as our own links write it behind the words, puts no condition. */
static bool names_form(const reading *r, const char *argument)
{
	g_autofree char *reference = vt_asking_shown(r->a.h->asking->reference);
	g_autofree char *whole = g_strdup_printf("%s MA %s", r->a.sent->code, reference);

	return g_ascii_strcasecmp(argument, whole) == 0
	       || g_ascii_strcasecmp(argument, r->a.sent->code) == 0;
}

/* "Mật không?", "MẬT hay KHÔNG MẬT", "Mật độ": nothing is sealed by that. */
static bool is_doubt(const char *argument)
{
	static const char *const doubts[] = { "khong", "hay", "chua", "nhung", "neu", "thi" };
	g_autofree char *folded = vt_text_fold(argument);

	if (strchr(argument, '?') != NULL || g_str_has_prefix(folded, "do ")
	    || g_str_has_prefix(folded, "khau "))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(doubts); i++)
		if (vt_text_has_words(folded, doubts[i]))
			return true;
	return false;
}

/* "OK KHONG MAT PABCDEF" of another form, in the thread of this one. */
static bool names_other(const reading *r, const vt_instruction *one)
{
	return *one->number != '\0' && strchr(one->number, '/') == NULL
	       && g_ascii_strcasecmp(one->number, r->a.sent->code) != 0;
}

static void take_word(reading *r, const vt_instruction *one, meant means)
{
	const char *argument = one->argument;

	r->means |= 1u << means;
	r->not_secret |= says_not_secret(one);
	if (means != MEANT_REGISTER && *argument != '\0' && r->a.reason == NULL)
		r->a.reason = argument;
	/* "TÁCH P: 1-4, 5-9" is no condition. */
	if (means == MEANT_SPLIT || means == MEANT_JOIN)
		return;
	r->doubted |= means == MEANT_SECRET && one->denied && is_doubt(argument);
	if (names_other(r, one) || (one->denied && !names_form(r, argument)))
		vt_form_fault(&r->a, "phieu_hai_y", NULL);
}

static void read_words(reading *r)
{
	const vt_hearing *h = r->a.h;

	for (guint i = 0; i < h->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(h->said->instructions, i);

		for (size_t w = 0; counts(h, one) && w < G_N_ELEMENTS(words); w++)
			if (words[w].verb == one->verb)
				take_word(r, one, words[w].means);
	}
}

/* "Độ mật:" has two answers. */
static void read_secrecy(reading *r)
{
	const char *text = r->edit->edits[VT_FORM_SECRECY];

	if (text == NULL || *text == '\0')
		return;
	if (vt_form_says_not_secret(text)) {
		r->not_secret = true;
		r->means |= 1u << MEANT_REGISTER;
	} else if (vt_form_is_secret(text)) {
		/* "OK" beside it says that the other lines are right. */
		if (!r->not_secret && r->means == 1u << MEANT_REGISTER)
			r->means = 0;
		r->means |= 1u << MEANT_SECRET;
	} else {
		g_autofree char *shown = vt_text_quoted(text, SHOWN_CHARS);

		vt_form_fault(&r->a, "phieu_do_mat_sai", "noi_dung", shown, NULL);
	}
}

/* What the form says when it is changed as the answer says. */
static bool read_edits(reading *r)
{
	bool any = false;

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		const char *text = r->edit->edits[i];

		if (r->edit->contradicts[i]) {
			vt_form_fault(&r->a, "phieu_mau_thuan", "dong",
				      vt_form_get((vt_form_key)i)->label, NULL);
			continue;
		}
		if (text == NULL || i == VT_FORM_SECRECY)
			continue;
		any = true;
		g_free(r->a.meant->lines[i]);
		r->a.meant->lines[i] = g_strdup(text);
	}
	for (guint i = 0; i < r->edit->unknown->len; i++) {
		g_autofree char *shown =
			vt_text_quoted(g_ptr_array_index(r->edit->unknown, i), SHOWN_CHARS);

		vt_form_fault(&r->a, "phieu_dong_la", "dong", shown, NULL);
	}
	return any;
}

/* Exactly one; releasing and registering follow each other. */
static bool is_clear(const reading *r)
{
	unsigned rest = r->means & ~(1u << MEANT_RELEASE);

	if ((r->means & 1u << MEANT_RELEASE) != 0 && (rest & ~(1u << MEANT_REGISTER)) != 0)
		return false;
	return (rest & (rest - 1)) == 0;
}

/* A link was made for one decision: its token decides no other. */
static bool fits_link(const reading *r)
{
	int verb = r->a.h->token_verb;

	for (size_t w = 0; verb >= 0 && w < G_N_ELEMENTS(words); w++)
		if (words[w].verb == (vt_verb)verb)
			return (r->means & ~(1u << words[w].means)) == 0;
	return verb < 0;
}

static void read_all(reading *r)
{
	bool edited = false;

	if (r->edit->lost || r->a.h->said->too_much || r->a.h->said->body == VT_BODY_HIDDEN) {
		vt_form_fault(&r->a, "phieu_mat_vien", NULL);
		return;
	}
	read_words(r);
	read_secrecy(r);
	edited = read_edits(r);
	if (edited && r->means == 0)
		r->means = 1u << MEANT_REGISTER;
	if (!is_clear(r) || !fits_link(r))
		vt_form_fault(&r->a, "phieu_hai_y", NULL);
	else if (r->means == 0 && r->a.faults->len == 0)
		vt_form_fault(&r->a, "phieu_khong_ro", NULL);
	else if ((r->means & 1u << MEANT_REGISTER) != 0 && !r->not_secret && !is_entry(r->a.h))
		vt_form_fault(&r->a, "phieu_thieu_do_mat", NULL);
	/* Who says that it is a secret is not asked about lines. */
	if (r->means == 1u << MEANT_SECRET && !r->doubted)
		g_ptr_array_set_size(r->a.faults, 0);
}

/* ---- the form comes back ---- */

static void say_faults(reading *r)
{
	for (guint i = 0; i < r->a.faults->len; i++)
		vt_hearing_say(r->a.h, "phieu_khong_duoc", "noi_dung",
			       (const char *)g_ptr_array_index(r->a.faults, i), NULL);
}

static vt_arrival *asked_about(const vt_hearing *h, GError **error)
{
	return h->asking->arrival != NULL ? vt_arrivals_get(h->j->store, h->asking->arrival, error)
					  : NULL;
}

/* As it was sent where nothing of the answer is sure, else with what the clerk has changed. */
static bool come_back(reading *r, GError **error)
{
	vt_hearing *h = r->a.h;
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_asking_filter old = { .kind = -1, .only = h->asking->id };
	GError *fault = NULL;
	g_autoptr(vt_arrival) arrival = asked_about(h, &fault);
	vt_form_ask ask = { .own = h->asking->own,
			    .person = h->person,
			    .arrival = arrival,
			    .form = r->edit->lost ? r->a.sent : r->a.meant };
	g_autoptr(vt_document) entry =
		fault == NULL && is_entry(h)
			? vt_documents_get(h->j->store, h->asking->document, &fault)
			: NULL;
	g_autoptr(vt_mail) mail = NULL;
	int64_t id = 0;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	ask.entry = entry;
	ask.reason = h->asking->version;
	if (!vt_askings_void(h->j->store, &old, "asked again", NULL, error)
	    || !vt_form_put(&n, &ask, &id, &mail, error))
		return false;
	for (guint i = 0; mail != NULL && i < r->a.faults->len; i++)
		vt_mail_add(mail, "lp_cau", g_ptr_array_index(r->a.faults, i));
	if (mail != NULL) {
		mail->automatic = VT_AUTO_REPLIED;
		vt_notice_thread(mail, h->j->arrival);
	}
	vt_mail_free(h->answer.mail);
	h->answer.mail = g_steal_pointer(&mail);
	return true;
}

/* ---- */

static bool act(reading *r, GError **error)
{
	vt_form_answer *a = &r->a;

	a->goes_on = (r->means & 1u << MEANT_REGISTER) != 0;
	for (int i = N_MEANT - 1; i >= 0; i--) {
		if ((r->means & 1u << i) == 0 || a->faults->len > 0
		    || a->h->answer.state != VT_STATE_ACTED)
			continue;
		vt_form_act *one =
			i == MEANT_REGISTER && is_entry(a->h) ? vt_form_correct : acts[i];
		if (!one(a, error))
			return false;
	}
	return true;
}

bool vt_hear_form(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(reading) r = { .a = { .h = h, .faults = g_ptr_array_new_with_free_func(g_free) } };

	(void)handled_out;
	r.a.sent = vt_form_kept(h->asking->proposal);
	r.a.meant = vt_form_kept(h->asking->proposal);
	if (r.a.sent == NULL || r.a.meant == NULL) { /* it was sealed */
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
		return true;
	}
	r.edit = vt_form_compare(r.a.sent, h->said);
	read_all(&r);
	if (r.a.faults->len == 0 && !act(&r, error))
		return false;
	if (r.a.faults->len == 0)
		return true;
	if (!h->trying)
		return come_back(&r, error);
	say_faults(&r);
	return true;
}
