/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_draft - TRÌNH KÝ: an author hands in an outgoing document, or another version of it
 *
 * A mail without anything else returns an empty form; what is missing or not clear comes back as a
 * form with the values that were understood, and the files are kept until it is answered. The
 * answer to any mail about the draft may bring a new version, drop it, or answer a question.
 */
#include <string.h>

#include "base/base32.h"
#include "base/text.h"
#include "store/arrivals.h"
#include "work/asking.h"
#include "work/drafting.h"
#include "work/heard_drafts.h"
#include "work/decision.h"
#include "work/outgoing.h"
#include "work/proofs.h"

#define FORM_MAIL  "du-thao-phieu"
#define CODE_CHARS 6

typedef struct drafting {
	vt_hearing *h;
	vt_noticing n;
	vt_outgoing *o; /* id 0: a new one */
	vt_slip *draft;
	char *code; /* of the form that was sent; NULL */
	char *proof;
	GPtrArray *mistakes;  /* char * */
	bool edited, brought; /* lines; files */
} drafting;

static void drafting_clear(drafting *d)
{
	vt_outgoing_free(d->o);
	vt_slip_free(d->draft);
	g_free(d->code);
	g_free(d->proof);
	g_ptr_array_unref(d->mistakes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(drafting, drafting_clear)

static drafting begin(vt_hearing *h)
{
	return (drafting){
		.h = h,
		.n = { h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now },
		.proof = vt_proofs_text(h->proofs),
		.mistakes = g_ptr_array_new_with_free_func(g_free),
	};
}

static vt_outgoing_by by_of(const drafting *d)
{
	return (vt_outgoing_by){ d->h->person->key, NULL, d->proof, d->h->j->arrival->id,
				 d->n.now };
}

static vt_outgoing *new_outgoing(const vt_hearing *h)
{
	vt_outgoing *o = vt_outgoing_new();

	o->own = g_strdup(h->person->own);
	o->author = g_strdup(h->person->key);
	o->unit = h->person->unit != NULL && *h->person->unit != '\0' ? g_strdup(h->person->unit)
								      : NULL;
	o->signer = g_strdup("");
	return o;
}

/* ---- files ---- */

/* New files stand for all that were there. */
static void take_files(drafting *d, const GPtrArray *parts, const char *arrival)
{
	g_autoptr(GPtrArray) files = vt_outgoing_files_of(parts, arrival);

	if (files->len == 0)
		return;
	d->brought = true;
	g_ptr_array_unref(d->o->files);
	d->o->files = g_steal_pointer(&files);
}

/* Those that came with the mail the form was sent for. */
static bool take_kept_files(drafting *d, GError **error)
{
	const char *arrival = d->h->asking != NULL ? d->h->asking->arrival : NULL;

	if (arrival == NULL || d->o->files->len > 0)
		return true;
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(d->n.store, arrival, NULL, error);
	if (parts == NULL)
		return false;
	take_files(d, parts, arrival);
	return true;
}

/* ---- the form ---- */

static char *code_of(const drafting *d)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	char digits[CODE_CHARS + 1];
	uint8_t digest[32] = { 0 };
	gsize size = sizeof(digest);

	g_checksum_update(sum, (const guchar *)d->h->j->arrival->id, -1);
	g_checksum_get_digest(sum, digest, &size);
	vt_base32(digest, sizeof(digest), CODE_CHARS, digits);
	g_autofree char *upper = g_ascii_strup(digits, -1);
	return g_strconcat("P", upper, NULL);
}

/* Files of this mail, or of the one before, are found again by the question's arrival. */
static const char *files_of(const drafting *d)
{
	if (d->o->files->len == 0)
		return NULL;
	return ((const vt_outgoing_file *)g_ptr_array_index(d->o->files, 0))->arrival;
}

static bool send_form(drafting *d, GError **error)
{
	vt_hearing *h = d->h;
	vt_mail *mail = vt_hearing_answer(h, FORM_MAIL);
	g_autofree char *code = code_of(d);
	g_autofree char *printed = vt_slip_print(d->draft, code);
	g_autoptr(vt_asking) asking =
		vt_asking_new(VT_ASKING_DRAFT, h->person->own, h->person->key);

	if (mail == NULL)
		return true;
	for (guint i = 0; i < d->mistakes->len; i++)
		vt_mail_add(mail, "dt_loi", g_ptr_array_index(d->mistakes, i));
	vt_mail_add(mail, "phieu", printed);
	vt_mail_add(mail, "ma_phieu", code);
	g_free(asking->proposal);
	asking->proposal = vt_slip_keep(d->draft, code);
	asking->arrival = g_strdup(files_of(d));
	asking->outgoing = d->o->id;
	if (h->trying)
		return true;
	return vt_asking_put(d->n.store, asking, NULL, mail, d->n.now, error);
}

/* ---- handed in ---- */

/* The mail that confirms it is the one the author answers with another version. */
static bool confirm(drafting *d, GError **error)
{
	vt_hearing *h = d->h;
	vt_mail *mail = vt_hearing_answer(h, "du-thao-bao");
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_DRAFT, d->o->own, d->o->author);
	g_autofree char *sentence = vt_notice_sentence(&d->n, "dt_da_nhan");

	if (mail == NULL)
		return true;
	vt_mail_add(mail, "dt_cau", sentence);
	vt_mail_add(mail, "dt_sua_duoc", "1");
	asking->outgoing = d->o->id;
	vt_judging_put(&asking->version, d->o->version_sha256);
	return vt_outgoing_fill(&d->n, mail, d->o, error)
	       && vt_asking_put(d->n.store, asking, NULL, mail, d->n.now, error);
}

static bool hand_in(drafting *d, GError **error)
{
	const vt_outgoing_by by = by_of(d);
	vt_outgoing_way way = { .n = d->n, .o = d->o, .by = &by, .counts_at = d->n.now };
	GError *fault = NULL;

	if (d->h->trying) {
		vt_hearing_say(d->h, "phieu_thu", "noi_dung", vt_verb_get(VT_VERB_DRAFT)->written,
			       NULL);
		return true;
	}
	/* A signed draft that somebody sends again is no second one. */
	if (!vt_hearing_is_first(d->h, &fault)) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (d->o->id == 0 ? !vt_outgoings_insert(d->n.store, d->o, &by, error)
			  : !vt_outgoings_hand_in(d->n.store, d->o, &by, error))
		return false;
	return vt_outgoing_begin(&way, error) && confirm(d, error);
}

/* What was written and brought becomes a version, or a form with the mistakes. */
static bool take(drafting *d, GError **error)
{
	if (!take_kept_files(d, error)
	    || !vt_drafting_read(&d->n, d->draft, d->o, d->mistakes, error))
		return false;
	if (d->o->files->len == 0)
		g_ptr_array_add(d->mistakes, vt_drafting_mistake(&d->n, "dt_thieu_tep", "", ""));
	return d->mistakes->len > 0 ? send_form(d, error) : hand_in(d, error);
}

static void look(drafting *d)
{
	bool is_smime = (d->h->proofs & 1u << VT_PROOF_SMIME) != 0;

	d->edited = vt_slip_edit(d->draft, d->h->said, d->code, is_smime);
	take_files(d, d->h->j->seen->contents->parts, d->h->j->arrival->id);
}

static bool may_draft(vt_hearing *h, bool *may_out, GError **error)
{
	GError *fault = NULL;

	*may_out = vt_hearing_may(h, VT_ACTION_DRAFT, &fault);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* ---- TRÌNH KÝ ---- */

/* "12" behind the words: another version of that draft. NULL: it says so. */
static vt_outgoing *named(drafting *d, const vt_instruction *one, GError **error)
{
	g_autofree char *line = vt_text_quoted(one->line, 120);
	gint64 id = g_ascii_strtoll(one->argument, NULL, 10);
	vt_outgoing_state next = VT_OUTGOING_UNIT;
	GError *fault = NULL;
	g_autoptr(vt_outgoing) o = vt_outgoings_get(d->n.store, id, &fault);

	if (fault != NULL)
		g_propagate_error(error, fault);
	else if (o == NULL || !g_str_equal(o->author, d->h->person->key))
		vt_hearing_say(d->h, "dt_khong_co", "noi_dung", line, NULL);
	else if (!vt_outgoing_after(o->state, VT_OUTGOING_STEP_HAND_IN, &next))
		vt_hearing_say(d->h, "dt_da_xong", "noi_dung", vt_outgoing_state_shown(o->state),
			       NULL);
	else
		return g_steal_pointer(&o);
	return NULL;
}

static bool has_book(const vt_hearing *h)
{
	for (guint i = 0; i < h->j->office->books->len; i++) {
		const vt_book *book = g_ptr_array_index(h->j->office->books, i);

		if (book->is_outgoing && g_str_equal(book->own, h->person->own))
			return true;
	}
	return false;
}

bool vt_heard_draft(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_auto(drafting) d = begin(h);
	GError *fault = NULL;
	bool may = false;

	if (!may_draft(h, &may, error) || !may)
		return !may && (error == NULL || *error == NULL);
	if (!has_book(h)) {
		vt_hearing_say(h, "dt_khong_co_so", NULL);
		return true;
	}
	d.o = *one->argument != '\0' ? named(&d, one, &fault) : new_outgoing(h);
	if (d.o == NULL) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	d.draft = d.o->id != 0 ? vt_drafting_lines(&d.n, d.o, error) : vt_slip_new();
	if (d.draft == NULL)
		return false;
	look(&d);
	return d.edited || d.brought ? take(&d, error) : send_form(&d, error);
}

const vt_instruction *vt_heard_draft_of(const vt_hearing *h)
{
	const GPtrArray *all = h->said->instructions;
	bool is_smime = (h->proofs & 1u << VT_PROOF_SMIME) != 0;
	const vt_instruction *in_subject = NULL;

	/* The first of its place: labels like "Hạn trả lời" read as other words below it. */
	for (guint i = 0; i < all->len; i++) {
		const vt_instruction *one = g_ptr_array_index(all, i);

		if (!one->in_subject)
			return one->verb == VT_VERB_DRAFT ? one : in_subject;
		if (one->verb == VT_VERB_DRAFT && !is_smime)
			in_subject = one;
	}
	return in_subject;
}

/* ---- answers of the author ---- */

static bool drop(drafting *d, const vt_instruction *said, GError **error)
{
	const vt_outgoing_by by = by_of(d);
	vt_outgoing_way way = { .n = d->n, .o = d->o, .by = &by };
	const char *reason = vt_decision_argument(said);

	if (vt_text_chars(reason) < VT_OUTGOING_SHORT_REASON) {
		g_autofree char *shown = vt_text_quoted(reason, 120);

		vt_hearing_say(d->h, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
		return true;
	}
	vt_hearing_say(d->h, "dt_da_bo", NULL);
	return d->h->trying || vt_outgoing_drop(&way, reason, error);
}

/* Who asked may have decided meanwhile. */
static bool still_asked(drafting *d, bool *open_out, GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_asking) asked = vt_askings_get(d->n.store, d->h->asking->about, &fault);

	*open_out = asked != NULL && asked->state == VT_ASKING_OPEN;
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* To whoever asked. */
static bool answer(drafting *d, GError **error)
{
	const vt_outgoing_by by = by_of(d);
	g_autofree char *words = vt_decision_words(d->h);
	vt_outgoing_way way = {
		.n = d->n, .o = d->o, .by = &by, .counts_at = d->n.now, .answer = words
	};
	bool open = false;

	if (!still_asked(d, &open, error))
		return false;
	if (*words == '\0' || !open) {
		vt_hearing_say(d->h, open ? "tl_chua_hieu" : "tl_het_hieu_luc", NULL);
		return true;
	}
	vt_hearing_say(d->h, "dt_da_tra_loi", NULL);
	d->h->answer.decision = vt_verb_get(VT_VERB_DRAFT)->name;
	return d->h->trying || vt_outgoing_ask_again(&way, error);
}

/* A form without a document yet, or a mail about one. */
static bool load(drafting *d, GError **error)
{
	const vt_asking *asking = d->h->asking;

	d->o = asking->outgoing != 0 ? vt_outgoings_get(d->n.store, asking->outgoing, error)
				     : new_outgoing(d->h);
	if (d->o == NULL)
		return false;
	d->draft = vt_slip_kept(asking->proposal, &d->code);
	if (d->draft == NULL)
		d->draft = vt_drafting_lines(&d->n, d->o, error);
	return d->draft != NULL;
}

static bool hear(drafting *d, GError **error)
{
	const vt_instruction *dropped = vt_decision_find(d->h, VT_VERB_DROP);
	bool is_form = d->code != NULL;
	vt_outgoing_state next = VT_OUTGOING_UNIT;

	if (d->o->id != 0 && !vt_outgoing_after(d->o->state, VT_OUTGOING_STEP_HAND_IN, &next)) {
		vt_hearing_say(d->h, "dt_da_xong", "noi_dung", vt_outgoing_state_shown(d->o->state),
			       NULL);
		return true;
	}
	if (dropped != NULL && !dropped->denied && d->o->id != 0)
		return drop(d, dropped, error);
	look(d);
	if (d->edited || d->brought) {
		/* The form is answered; what is still unclear in it comes with the next. */
		if (is_form && d->o->id == 0)
			d->h->answer.decision = vt_verb_get(VT_VERB_DRAFT)->name;
		return take(d, error);
	}
	if (d->h->asking->about != 0)
		return answer(d, error);
	vt_hearing_say(d->h, "dt_khong_co_gi_moi", NULL);
	return true;
}

bool vt_hear_draft(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(drafting) d = begin(h);
	bool may = false;

	(void)handled_out;
	if (h->said->too_much || h->said->body == VT_BODY_HIDDEN) {
		vt_hearing_ask_back(h, "tl_chua_hieu");
		return true;
	}
	if (!may_draft(h, &may, error) || !may)
		return !may && (error == NULL || *error == NULL);
	return load(&d, error) && hear(&d, error);
}
