/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_command - a mail that answers nothing and says one thing
 */
#include "work/heard_command.h"

#include <string.h>

#include "base/base32.h"
#include "base/text.h"
#include "store/ledger.h"
#include "store/rates.h"
#include "work/ask.h"
#include "work/heard_drafts.h"
#include "work/heard_entry.h"
#include "work/heard_own_task.h"
#include "work/heard_person.h"
#include "work/heard_submit.h"
#include "work/locking.h"
#include "work/misuse.h"
#include "work/notices_private.h"
#include "work/proofs.h"

#define HOUR                 3600
#define UNPROVED_LOCKS_A_DAY 2

/* ---- TRỢ GIÚP ---- */

/* For whom a guide is written; the first role that somebody has. */
static const struct {
	vt_role role;
	const char *guide;
} guides[] = {
	{ VT_ROLE_LEADER, "huong-dan/lanh-dao" },
	{ VT_ROLE_CLERK, "huong-dan/van-thu" },
	{ VT_ROLE_OFFICE_HEAD, "huong-dan/van-thu" },
};

static void send_guide(vt_hearing *h)
{
	const char *guide = "huong-dan/can-bo";

	for (size_t i = G_N_ELEMENTS(guides); i > 0; i--) {
		if (vt_person_has(h->person, guides[i - 1].role))
			guide = guides[i - 1].guide;
	}
	vt_hearing_answer(h, guide);
}

/* TRỢ GIÚP: the guide; TRỢ GIÚP GIA HẠN: what that does; THỬ TRỢ GIÚP: all words. */
static bool hear_help(vt_hearing *h, const vt_instruction *one, GError **error)
{
	const char *rest = NULL;
	int asked = vt_verb_read(one->argument, &rest);

	(void)error;
	if (asked >= 0) {
		const vt_verb_info *verb = vt_verb_get((vt_verb)asked);

		vt_hearing_say(h, "tl_tro_giup", "lenh", verb->written, "y_nghia", verb->meaning,
			       NULL);
		return true;
	}
	if (!h->trying) {
		send_guide(h);
		return true;
	}
	for (int i = 0; i < VT_N_VERBS; i++) {
		const vt_verb_info *verb = vt_verb_get((vt_verb)i);

		if (verb->kind == VT_VERB_WORKS || verb->kind == VT_VERB_COMMANDS)
			vt_hearing_say(h, "tl_tro_giup", "lenh", verb->written, "y_nghia",
				       verb->meaning, NULL);
	}
	return true;
}

/* ---- BÁO LỖI, BÁO VI PHẠM, GÓP Ý ---- */

/* Whom it goes to: the administrator hears of faults, the head of the office of the rest. */
static vt_mail *mail_to(const vt_noticing *n, const vt_hearing *h, vt_verb verb)
{
	const char *own = h->person->own;

	return verb == VT_VERB_REPORT_FAULT
		       ? vt_notice_to_admin(n, "y-kien", own)
		       : vt_notice_to_role(n, "y-kien", own, VT_ROLE_OFFICE_HEAD);
}

/* Nobody vouches for who wrote it: it is kept, and told so often an hour. What comes with it goes
 * nowhere under our signature. */
static bool is_proved(const vt_hearing *h)
{
	return (h->proofs & VT_PROOFS_OF_PERSON) != 0;
}

static bool may_report(const vt_hearing *h, const vt_noticing *n, bool *may_out, GError **error)
{
	unsigned count = 0;

	*may_out = true;
	if (is_proved(h))
		return true;
	if (!vt_rates_count(n->store, "report", h->person->own, n->now - HOUR, &count, error))
		return false;
	*may_out = count < vt_notice_limit_of(n, VT_LIMIT_RECEIPTS);
	return !*may_out || vt_rates_note(n->store, "report", h->person->own, n->now, error);
}

static bool hear_report(vt_hearing *h, const vt_instruction *one, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);
	const vt_verb_info *verb = vt_verb_get(one->verb);
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(h, &proof);
	g_autoptr(vt_entry) entry = vt_entry_new(verb->name, actor.person, proof, actor.now);
	g_autoptr(vt_mail) mail = mail_to(&n, h, one->verb);
	g_autofree char *words = vt_text_quoted(one->argument, 500);

	vt_hearing_say(h, "tl_da_tiep_nhan_y_kien", "noi_nhan", mail != NULL ? mail->recipient : "",
		       "ma", h->j->arrival->id, NULL);
	if (h->trying)
		return true;
	vt_entry_text(entry, "arrival", h->j->arrival->id);
	if (!vt_ledger_append(h->j->store, entry, h->j->arrival->id, error))
		return false;
	bool may = mail != NULL;
	if (may && !may_report(h, &n, &may, error))
		return false;
	if (!may)
		return true;
	mail->arrival = g_strdup(h->j->arrival->id);
	vt_mail_add(mail, "yk_loai", verb->written);
	vt_mail_add(mail, "yk_nguoi", h->person->name);
	vt_mail_add(mail, "yk_loi", words);
	vt_mail_add(mail, "ma_thu_den", h->j->arrival->id);
	if (one->verb == VT_VERB_REPORT_ABUSE && is_proved(h))
		vt_mail_attach(mail, h->j->arrival->id, NULL);
	return vt_notice_insert(&n, mail, error);
}

/* ---- KHÓA ---- */

/* Without a proof as well: whose account is in other hands cannot wait. But nobody locks the whole
 * office by writing its addresses. */
static bool may_lock(vt_hearing *h, bool *may_out, GError **error)
{
	const char *own = h->person->own;
	vt_misuse misuse = { VT_MISUSE_PROOF, h->person->key, own, 0 };
	int64_t now = h->j->seen->now;
	unsigned count = 0;

	*may_out = true;
	if (h->trying || is_proved(h))
		return true;
	if (!vt_rates_count(h->j->store, "lock", own, now - 24 * HOUR, &count, error))
		return false;
	*may_out = count < UNPROVED_LOCKS_A_DAY;
	if (*may_out)
		return vt_rates_note(h->j->store, "lock", own, now, error);
	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, "tl_thieu_chung_minh", "dia_chi_nguoi_nhan",
		       g_ptr_array_index(h->person->addresses, 0), NULL);
	return vt_misuse_note(h->j->store, h->j->office, &misuse, now, error);
}

static bool hear_lock(vt_hearing *h, const vt_instruction *one, GError **error)
{
	bool may = false;

	(void)one;
	if (!may_lock(h, &may, error))
		return false;
	return !may || h->trying || vt_locking_lock(h, error);
}

/* ---- the table ---- */

static vt_hear_verb *const commands[VT_N_VERBS] = {
	[VT_VERB_SUBMIT] = vt_heard_submit,
	[VT_VERB_ACCEPT] = vt_heard_own_task,
	[VT_VERB_DECLINE] = vt_heard_own_task,
	[VT_VERB_DONE] = vt_heard_own_task,
	[VT_VERB_MORE_TIME] = vt_heard_own_task,
	[VT_VERB_PASS_ON] = vt_heard_own_task,
	[VT_VERB_PROGRESS] = vt_heard_own_task,
	[VT_VERB_NOTE_OPINION] = vt_heard_note_opinion,
	[VT_VERB_CORRECT] = vt_heard_correct,
	[VT_VERB_DELEGATE] = vt_heard_delegate,
	[VT_VERB_DIRECTORY] = vt_heard_directory,
	[VT_VERB_DRAFT] = vt_heard_draft,
	[VT_VERB_ENTER] = vt_heard_enter,
	[VT_VERB_HELP] = hear_help,
	[VT_VERB_LOCK] = hear_lock,
	[VT_VERB_MY_WORK] = vt_ask_my_work,
	[VT_VERB_OVERDUE] = vt_ask_overdue,
	[VT_VERB_PAPER_CAME] = vt_heard_paper_came,
	[VT_VERB_REPORT_ABUSE] = hear_report,
	[VT_VERB_REPORT_FAULT] = hear_report,
	[VT_VERB_SEARCH] = vt_ask_search,
	[VT_VERB_SEND_FILES] = vt_ask_send_files,
	[VT_VERB_SHOW] = vt_ask_show,
	[VT_VERB_SUGGEST] = hear_report,
	[VT_VERB_UNLOCK] = vt_heard_unlock,
	[VT_VERB_VOID] = vt_heard_void,
	[VT_VERB_VOID_OUTGOING] = vt_heard_void_outgoing,
	[VT_VERB_HANDED_OVER] = vt_heard_handed_over,
};

/* In the text, or when that says nothing in Subject. A signature covers the signed text alone: with
 * one the subject, and what stands beside that text, counts for nothing. */
static const vt_instruction *first_command(const vt_hearing *h)
{
	const GPtrArray *all = h->said->instructions;
	bool is_smime = (h->proofs & 1u << VT_PROOF_SMIME) != 0;
	const vt_instruction *found = NULL;

	for (guint i = 0; i < all->len; i++) {
		const vt_instruction *one = g_ptr_array_index(all, i);

		if (is_smime && (one->in_subject || !one->is_signed))
			continue;
		if (found == NULL || (found->in_subject && !one->in_subject))
			found = one;
	}
	return found;
}

/* THỬ TÌM cấp đất: the command stands in the argument. */
vt_instruction *vt_heard_tried(const vt_instruction *one)
{
	const char *argument = NULL;
	int verb = vt_verb_read(one->argument, &argument);
	vt_instruction *inner =
		verb >= 0 ? vt_instruction_new((vt_verb)verb, argument, one->line) : NULL;

	if (inner != NULL)
		inner->is_signed = one->is_signed;
	return inner;
}

/* "KHÓA tài khoản của tôi ngay" locks, and "KHÓA, tôi mất máy"; "Khóa học bồi dưỡng ..." is a
 * sentence. */
static bool orders_lock(const vt_instruction *one)
{
	static const char *const orders[] = { "tai",  "khoan", "cua",   "toi", "minh", "em",
					      "ngay", "gap",   "khan",  "cap", "lap",  "tuc",
					      "giup", "het",   "quyen", "moi", NULL };
	const char *rest = one->line;
	g_autofree char *folded = vt_text_fold(one->argument);
	g_auto(GStrv) words = g_strsplit_set(folded, " .,;:!-", -1);

	if (!one->denied)
		return true;
	if (vt_verb_read(one->line, &rest) == (int)one->verb && rest > one->line
	    && (strchr(".,;!-", *rest) != NULL || rest[-1] == ':'
		|| (rest[-1] == ' ' && rest - one->line > 1 && rest[-2] == ':')))
		return true;
	for (char **word = words; *word != NULL; word++)
		if (**word != '\0' && !g_strv_contains(orders, *word))
			return false;
	return true;
}

/* What cannot be taken back is no question. */
static bool is_question(const vt_instruction *one)
{
	static const vt_verb grave[] = { VT_VERB_VOID, VT_VERB_VOID_OUTGOING, VT_VERB_UNLOCK,
					 VT_VERB_DELEGATE, VT_VERB_DIRECTORY };
	g_autofree char *line = g_strchomp(g_strdup(one->line));
	bool asks = one->denied || g_str_has_suffix(line, "?");

	for (size_t i = 0; i < G_N_ELEMENTS(grave); i++)
		if (one->verb == grave[i])
			return asks;
	return false;
}

static bool run(vt_hearing *h, const vt_instruction *one, bool *handled_out, GError **error)
{
	vt_hear_verb *command = commands[one->verb];

	/* "Hoàn thành ..." above files is no word about a task that it does not name. */
	*handled_out = command != NULL && (command != vt_heard_own_task || *one->number != '\0')
		       && (command != hear_lock || orders_lock(one));
	if (!*handled_out)
		return true;
	if (is_question(one))
		return vt_heard_nothing(h, error);
	if (vt_verb_get(one->verb)->wants_argument && *one->argument == '\0'
	    && *one->number == '\0')
		return vt_heard_nothing(h, error);
	return command(h, one, error);
}

bool vt_heard_command(vt_hearing *h, bool *handled_out, GError **error)
{
	const vt_instruction *one = first_command(h);

	*handled_out = false;
	if (one == NULL)
		return true;
	if (one->verb != VT_VERB_TRY)
		return run(h, one, handled_out, error);
	g_autoptr(vt_instruction) inner = vt_heard_tried(one);
	h->trying = true;
	vt_hearing_say(h, "tl_thu", NULL);
	if (inner == NULL) {
		*handled_out = true;
		return vt_heard_nothing(h, error);
	}
	return run(h, inner, handled_out, error);
}

bool vt_heard_is_lock(const vt_hearing *h)
{
	const vt_instruction *one = first_command(h);

	return one != NULL && one->verb == VT_VERB_LOCK && orders_lock(one);
}

bool vt_heard_nothing(vt_hearing *h, GError **error)
{
	(void)error;
	vt_hearing_ask_back(h, "tl_chua_hieu");
	return true;
}
