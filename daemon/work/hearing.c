/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hearing - what the functions share that hear what a person said
 */
#include "work/hearing.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "work/misuse.h"
#include "work/notices_private.h"
#include "work/proofs.h"

/* All that a mail can prove without a signature of its own. */
#define UNSIGNED (1u << VT_PROOF_TOKEN | 1u << VT_PROOF_SESSION | 1u << VT_PROOF_MAILBOX)

vt_noticing vt_hearing_noticing(const vt_hearing *h)
{
	return (vt_noticing){ h->j->office, vt_notice_templates(), h->j->store, h->j->seen->now };
}

vt_mail *vt_hearing_answer(vt_hearing *h, const char *kind)
{
	const vt_noticing n = vt_hearing_noticing(h);

	vt_mail_free(h->answer.mail);
	h->answer.mail = vt_notice_to_person(&n, kind, h->person->own, h->person);
	if (h->answer.mail == NULL) /* the directory has no address: nobody can be answered */
		return NULL;
	h->answer.mail->automatic = VT_AUTO_REPLIED;
	h->answer.mail->arrival = g_strdup(h->j->arrival->id);
	vt_notice_thread(h->answer.mail, h->j->arrival);
	return h->answer.mail;
}

void vt_hearing_answer_with(vt_hearing *h, vt_mail *mail)
{
	if (mail != NULL) {
		mail->automatic = VT_AUTO_REPLIED;
		vt_notice_thread(mail, h->j->arrival);
	}
	vt_mail_free(h->answer.mail);
	h->answer.mail = mail;
}

char *vt_hearing_sentence(const vt_hearing *h, const char *sentence, va_list list)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_filling) values = vt_filling_new();

	/* NOLINTBEGIN(clang-analyzer-valist.Uninitialized): it loses sight of va_start */
	for (const char *key = va_arg(list, const char *); key != NULL;
	     key = va_arg(list, const char *))
		vt_filling_add(values, key, va_arg(list, const char *));
	/* NOLINTEND(clang-analyzer-valist.Uninitialized) */
	return vt_templates_sentence(n.templates, vt_notice_language(&n), sentence, values);
}

void vt_hearing_say(vt_hearing *h, const char *sentence, ...)
{
	va_list list;

	va_start(list, sentence);
	g_autofree char *text = vt_hearing_sentence(h, sentence, list);
	va_end(list);
	if (h->answer.mail == NULL || !g_str_equal(h->answer.mail->kind, "tra-loi"))
		vt_hearing_answer(h, "tra-loi");
	if (h->answer.mail != NULL)
		vt_mail_add(h->answer.mail, "tl_cau", text);
}

void vt_hearing_ask_back(vt_hearing *h, const char *sentence)
{
	g_auto(GStrv) lines = g_strsplit(h->said->words, "\n", 12);

	vt_hearing_say(h, sentence, NULL);
	for (char **line = lines; h->answer.mail != NULL && *line != NULL; line++) {
		const vt_verb_info *near = vt_verb_nearest(*line);

		if (g_strstrip(*line)[0] == '\0')
			continue;
		g_autofree char *shown = vt_text_quoted(*line, 120);
		vt_mail_add(h->answer.mail, "tl_dong", shown);
		vt_mail_add(h->answer.mail, "tl_gan_nhat", near != NULL ? near->written : "");
	}
}

/* Who acts for another may what that one may, with proofs of his own. */
static unsigned roles_of(const vt_hearing *h)
{
	return h->on_behalf != NULL ? h->on_behalf->roles : h->person->roles;
}

const char *vt_hearing_proof_wanted(const vt_hearing *h, vt_action action)
{
	vt_allowance unsigned_mail =
		vt_policy_ask(h->j->office->policy, action, roles_of(h), UNSIGNED);
	bool is_enough = unsigned_mail.allowed;

	vt_allowance_clear(&unsigned_mail);
	return is_enough ? "tl_thieu_chung_minh" : "tl_can_chu_ky";
}

bool vt_hearing_may(vt_hearing *h, vt_action action, GError **error)
{
	unsigned roles = roles_of(h);
	vt_allowance allowance = vt_policy_ask(h->j->office->policy, action, roles, h->proofs);
	bool allowed = allowance.allowed;
	vt_misuse misuse = { VT_MISUSE_PROOF, h->person->key, h->person->own, 0 };

	vt_allowance_clear(&allowance);
	if (allowed)
		return true;
	h->answer.state = VT_STATE_REFUSED;
	h->answer.decision = NULL;
	vt_hearing_say(h,
		       vt_policy_has_role(h->j->office->policy, action, roles)
			       ? vt_hearing_proof_wanted(h, action)
			       : "tl_khong_co_quyen",
		       "dia_chi_nguoi_nhan", g_ptr_array_index(h->person->addresses, 0), NULL);
	vt_misuse_note(h->j->store, h->j->office, &misuse, h->j->seen->now, error);
	return false;
}

/* "VT-..." of the question stands in bytes that the signature covers. */
static bool reference_signed(const vt_hearing *h, bool *signed_out, GError **error)
{
	char reference[VT_REFERENCE_CHARS + 1];

	if (!vt_askings_reference(h->j->store, h->asking, reference, error))
		return false;
	*signed_out =
		g_ptr_array_find_with_equal_func(h->said->references, reference, g_str_equal, NULL);
	return true;
}

bool vt_hearing_is_first(vt_hearing *h, GError **error)
{
	const vt_identity *identity = h->j->seen->identity;
	g_autofree char *first = NULL;

	if ((h->proofs & 1u << VT_PROOF_SMIME) == 0 || h->is_bound)
		return true;
	if (!vt_askings_count_signature(h->j->store, identity->signer_sha256, identity->digest,
					h->j->arrival->id, &first, error))
		return false;
	if (g_strcmp0(first, h->j->arrival->id) == 0)
		return true;
	h->answer.state = VT_STATE_REFUSED;
	vt_hearing_say(h, "tl_chu_ky_da_dung", NULL);
	return false;
}

/* With the links of the question and its reference, so that the next signature covers it. */
static void ask_to_sign_again(vt_hearing *h)
{
	vt_mail *mail = vt_hearing_answer(h, "ky-lai");

	h->answer.state = VT_STATE_REFUSED;
	if (mail != NULL)
		mail->asking = h->asking->id;
}

bool vt_hearing_binds(vt_hearing *h, GError **error)
{
	bool is_smime = (h->proofs & 1u << VT_PROOF_SMIME) != 0, is_signed = true;

	if (is_smime && h->asking != NULL && !h->is_bound
	    && !reference_signed(h, &is_signed, error))
		return false;
	if (!is_signed) {
		ask_to_sign_again(h);
		return false;
	}
	return vt_hearing_is_first(h, error);
}

int64_t vt_hearing_counts_at(const vt_hearing *h, int urgency)
{
	int64_t now = h->j->seen->now, wait = h->j->office->reply.undo_time;

	if (urgency > 0 || wait == 0 || (h->proofs & 1u << VT_PROOF_SMIME) != 0)
		return now;
	/* Who decides in the evening finds the link on his desk in the morning. */
	return h->j->office->worktime != NULL ? vt_worktime_add(h->j->office->worktime, now, wait)
					      : now + wait;
}

const char *vt_hearing_for_whom(const vt_hearing *h)
{
	return h->on_behalf != NULL ? h->on_behalf->key : NULL;
}

vt_actor vt_hearing_actor(const vt_hearing *h, char **proof_text)
{
	*proof_text = vt_proofs_text(h->proofs);
	return (vt_actor){ h->person->key, h->person->own, *proof_text, h->j->seen->now, NULL };
}

const vt_instruction *vt_hearing_find(const vt_hearing *h, vt_verb verb)
{
	for (guint i = 0; i < h->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(h->said->instructions, i);
		bool is_smime = (h->proofs & 1u << VT_PROOF_SMIME) != 0;

		if (one->verb == verb && (!is_smime || one->is_signed))
			return one;
	}
	return NULL;
}
