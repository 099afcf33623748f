/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_issue - the clerk brings the issue version; who approved it says whether it is that
 */
#include <string.h>

#include "base/text.h"
#include "doc/fields.h"
#include "work/decision.h"
#include "work/heard_drafts.h"
#include "work/issuing.h"
#include "work/proofs.h"

#define SHOWN_CHARS 200
#define PAPER_CHARS 800

/* One answer about one outgoing document. */
typedef struct bringing {
	vt_hearing *h;
	vt_outgoing_way way;
	vt_outgoing_by by;
	char *proof, *shown;
} bringing;

static bool bring(vt_hearing *h, bringing *b, GError **error)
{
	vt_outgoing *o = vt_outgoings_get(h->j->store, h->asking->outgoing, error);

	if (o == NULL)
		return false;
	b->h = h;
	b->proof = vt_proofs_text(h->proofs);
	b->shown = vt_outgoing_shown(o);
	b->by = (vt_outgoing_by){ h->person->key, NULL, b->proof, h->j->arrival->id,
				  h->j->seen->now };
	b->way = (vt_outgoing_way){ .n = vt_hearing_noticing(h),
				    .o = o,
				    .by = &b->by,
				    .counts_at = h->j->seen->now,
				    .asked = h->asking->id };
	return true;
}

static void bringing_clear(bringing *b)
{
	vt_outgoing_free(b->way.o);
	g_free(b->proof);
	g_free(b->shown);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(bringing, bringing_clear)

static void say(bringing *b, const char *sentence)
{
	vt_hearing_say(b->h, sentence, "noi_dung", b->shown, NULL);
}

static bool allowed(bringing *b, vt_action action, bool *allowed_out, GError **error)
{
	GError *fault = NULL;

	*allowed_out = vt_hearing_may(b->h, action, &fault) && vt_hearing_binds(b->h, &fault);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* Who sends it by mail signs it as the agency; paper alone needs no key of ours. */
static bool has_key(const bringing *b)
{
	const vt_office *office = b->way.n.office;
	bool mails = false;

	for (guint i = 0; i < b->way.o->recipients->len; i++) {
		const vt_outgoing_recipient *to = g_ptr_array_index(b->way.o->recipients, i);

		mails = mails || to->address != NULL;
	}
	for (guint i = 0; mails && i < office->signers->len; i++) {
		const vt_signer_keys *keys = g_ptr_array_index(office->signers, i);

		if (g_str_equal(keys->own, b->way.o->own) && keys->document_key != NULL
		    && keys->document_certificate != NULL)
			return true;
	}
	return !mails;
}

/* has_paper: who brought it sends the paper too; else, and where it does not fit into a sentence,
 * the clerk gets a mail of its own. */
static bool say_issued(bringing *b, bool has_paper, GError **error)
{
	const vt_outgoing *o = b->way.o;
	g_autofree char *paper = vt_issuing_paper(o);
	unsigned mails = 0;

	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *to = g_ptr_array_index(o->recipients, i);

		mails += to->address != NULL;
	}
	g_autofree char *count = g_strdup_printf("%u", mails);
	vt_hearing_say(b->h, "ph_da_phat_hanh", "noi_dung", b->shown, "so_noi_gui", count, NULL);
	if (!has_paper || vt_text_chars(paper) > PAPER_CHARS)
		return vt_issuing_tell_paper(&b->way.n, o, error);
	if (*paper != '\0') {
		g_autofree char *list = vt_text_quoted(paper, PAPER_CHARS);

		vt_hearing_say(b->h, "ph_ban_giay", "noi_dung", list, "so_ky_hieu", b->shown,
			       "muc_do_khan", vt_urgency_label(o->urgency), NULL);
	}
	return true;
}

/* ---- the clerk ---- */

static bool take(bringing *b, GPtrArray *files, GError **error)
{
	vt_issue_likeness likeness = VT_ISSUE_OTHER;

	if (!vt_issuing_compare(b->way.n.store, b->way.o, b->h->j->seen->contents, files, &likeness,
				error))
		return false;
	switch (likeness) {
	case VT_ISSUE_FOREIGN:
		say(b, "ph_tep_khac");
		return true;
	case VT_ISSUE_OTHER:
		say(b, "ph_cho_xac_nhan");
		return vt_issuing_ask_approver(&b->way, files, error);
	case VT_ISSUE_SAME:
	case VT_ISSUE_SAME_TEXT:
		break;
	}
	b->h->answer.decision = "ok";
	return vt_issuing_issue(&b->way, files, likeness == VT_ISSUE_SAME ? "bytes" : "text", error)
	       && say_issued(b, true, error);
}

/* What goes out does not come back: "Chưa phát hành, gửi anh xem trước" is no order to send. */
static bool says_no(const vt_hearing *h)
{
	static const char *const noes[] = { "chua phat hanh",  "khong phat hanh", "dung phat hanh",
					    "khoan phat hanh", "hoan phat hanh",  "tam dung",
					    "chua gui",        "dung gui",        "khoan gui",
					    "gui nham",        "de xem truoc",    "xem lai" };
	g_autofree char *words = vt_decision_words(h);
	g_autofree char *folded = vt_text_fold(words);
	bool no = h->said->too_much || h->said->body == VT_BODY_HIDDEN
		  || vt_decision_find(h, VT_VERB_RETURN) != NULL
		  || vt_decision_find(h, VT_VERB_DROP) != NULL
		  || vt_decision_find(h, VT_VERB_ASK) != NULL;

	for (size_t i = 0; !no && i < G_N_ELEMENTS(noes); i++)
		no = vt_text_has_words(folded, noes[i]);
	return no;
}

bool vt_hear_issue(vt_hearing *h, bool *handled_out, GError **error)
{
	g_auto(bringing) b = { 0 };
	bool may = false;

	(void)handled_out;
	if (!bring(h, &b, error))
		return false;
	g_autoptr(GPtrArray) files =
		vt_outgoing_files_of(h->j->seen->contents->parts, h->j->arrival->id);
	if (b.way.o->state != VT_OUTGOING_NUMBERED && b.way.o->state != VT_OUTGOING_COMPARED) {
		vt_hearing_say(h, "dt_da_xong", "noi_dung", vt_outgoing_state_shown(b.way.o->state),
			       NULL);
		return true;
	}
	if (files->len == 0) {
		say(&b, "ph_thieu_tep");
		return true;
	}
	if (says_no(h)) {
		say(&b, "ph_chua_ro");
		return true;
	}
	if (!has_key(&b)) {
		say(&b, "ph_khong_khoa");
		return true;
	}
	if (!allowed(&b, VT_ACTION_ISSUE_VERSION, &may, error))
		return false;
	return !may || take(&b, files, error);
}

/* ---- who approved it ---- */

static bool confirm(bringing *b, GError **error)
{
	g_autoptr(GPtrArray) files = vt_outgoings_files(b->way.n.store, b->way.o->id, 0, error);
	const vt_asking_filter clerk = { .kind = VT_ASKING_ISSUE, .outgoing = b->way.o->id };

	b->h->answer.decision = "agree";
	if (files == NULL || !vt_issuing_issue(&b->way, files, "confirmed", error)
	    || !say_issued(b, false, error))
		return false;
	return vt_askings_void(b->way.n.store, &clerk, "issued", NULL, error);
}

static bool send_back(bringing *b, const vt_instruction *said, GError **error)
{
	const char *reason = vt_decision_argument(said);

	if (vt_text_chars(reason) < VT_OUTGOING_SHORT_REASON) {
		g_autofree char *shown = vt_text_quoted(reason, SHOWN_CHARS);

		vt_hearing_say(b->h, "phieu_ly_do_ngan", "noi_dung", shown, NULL);
		return true;
	}
	b->h->answer.decision = "return";
	say(b, "dt_da_tra_lai");
	return vt_issuing_deny(&b->way, reason, error);
}

bool vt_hear_compare(vt_hearing *h, bool *handled_out, GError **error)
{
	const vt_instruction *yes = vt_decision_find(h, VT_VERB_AGREE);
	const vt_instruction *no = vt_decision_find(h, VT_VERB_RETURN);
	const vt_instruction *said = yes != NULL ? yes : no;
	g_auto(bringing) b = { 0 };
	bool may = false;

	(void)handled_out;
	if (!bring(h, &b, error))
		return false;
	if (b.way.o->state != VT_OUTGOING_COMPARED) {
		vt_hearing_say(h, "tl_het_hieu_luc", NULL);
		return true;
	}
	if (said == NULL || said->denied || (yes != NULL && no != NULL) || h->said->too_much
	    || h->said->body == VT_BODY_HIDDEN
	    || (h->token_verb >= 0 && h->token_verb != (int)said->verb)) {
		vt_hearing_ask_back(h, "dt_chua_ro");
		return true;
	}
	if (!allowed(&b, yes != NULL ? VT_ACTION_ISSUE : VT_ACTION_RETURN, &may, error))
		return false;
	if (!may)
		return true;
	return yes != NULL ? confirm(&b, error) : send_back(&b, no, error);
}

/* ---- ĐÃ CHUYỂN ---- */

/* "2, 4"; words between are passed over. int. */
static GArray *read_positions(const char *text)
{
	GArray *positions = g_array_new(FALSE, FALSE, sizeof(int));

	for (const char *p = text; *p != '\0';) {
		char *end = NULL;
		int position =
			g_ascii_isdigit(*p) ? (int)MIN(g_ascii_strtoll(p, &end, 10), G_MAXINT) : 0;

		if (end != NULL)
			g_array_append_val(positions, position);
		p = end != NULL ? end : p + 1;
	}
	return positions;
}

bool vt_heard_handed_over(vt_hearing *h, const vt_instruction *one, GError **error)
{
	bool apart = *one->number != '\0';
	const char *rest = "";
	unsigned done = 0;
	GError *fault = NULL;
	g_autofree char *proof = vt_proofs_text(h->proofs);
	const vt_outgoing_by by = { h->person->key, NULL, proof, h->j->arrival->id,
				    h->j->seen->now };
	g_autoptr(vt_outgoing) o =
		vt_outgoing_find(h->j->store, h->person->own, apart ? one->number : one->argument,
				 h->j->seen->now, &rest, &fault);
	bool may = fault == NULL && vt_hearing_may(h, VT_ACTION_SUBMIT, &fault)
		   && (h->trying || vt_hearing_is_first(h, &fault));

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (!may)
		return true;
	if (o == NULL || o->state != VT_OUTGOING_ISSUED) {
		g_autofree char *shown = vt_text_quoted(one->line, SHOWN_CHARS);

		vt_hearing_say(h, "dt_khong_co", "noi_dung", shown, NULL);
		return true;
	}
	vt_outgoing_way way = { .n = vt_hearing_noticing(h), .o = o, .by = &by };
	g_autoptr(GArray) positions = read_positions(apart ? one->argument : rest);
	if (!h->trying && !vt_issuing_handed_over(&way, positions, &done, error))
		return false;
	g_autofree char *name = vt_outgoing_shown(o);
	g_autofree char *count = g_strdup_printf("%u", done);
	vt_hearing_say(h, "ph_da_chuyen", "noi_dung", name, "so_noi_gui", count, NULL);
	return true;
}
