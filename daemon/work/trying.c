/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trying - "THỬ Đồng ý" in a reply: heard in earnest, told, and taken back
 *
 * Not one function of a question need know of it, and none can forget: what is said is what would
 * be said, because it was done.
 */
#include "work/trying.h"

#include "store/db.h"
#include "work/heard_command.h"
#include "work/notices_private.h"

const vt_instruction *vt_trying_find(const vt_hearing *h)
{
	for (guint i = 0; h->asking != NULL && i < h->said->instructions->len; i++) {
		const vt_instruction *one = g_ptr_array_index(h->said->instructions, i);

		if (one->verb == VT_VERB_TRY && !one->in_subject)
			return one;
	}
	return NULL;
}

/* Sentences of the answer; no link in it is good, because its question was taken back. */
static void take_sentences(vt_hearing *h, const vt_mail *mail)
{
	for (guint i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (h->answer.mail != NULL
		    && (g_str_equal(value->key, "tl_cau") || g_str_equal(value->key, "tl_dong")
			|| g_str_equal(value->key, "tl_gan_nhat")))
			vt_mail_add(h->answer.mail, value->key, value->text);
	}
}

static void tell(vt_hearing *h, const vt_mail *mail)
{
	const vt_noticing n = vt_hearing_noticing(h);

	vt_hearing_say(h, "tl_thu", NULL);
	if (mail != NULL && g_str_equal(mail->kind, "tra-loi")) {
		vt_hearing_say(h, "tl_thu_se", NULL);
		take_sentences(h, mail);
	} else if (mail != NULL) {
		g_autofree char *shown = vt_notice_kind_shown(&n, mail->kind);

		vt_hearing_say(h, "tl_thu_se_nhan", "noi_dung", shown, NULL);
	}
	vt_hearing_say(h, "tl_thu_tra_loi", NULL);
}

bool vt_trying_hear(vt_hearing *h, const vt_instruction *one, vt_hear *hear, GError **error)
{
	g_autoptr(vt_instruction) inner = vt_heard_tried(one);
	g_autoptr(GPtrArray) instructions = g_ptr_array_new();
	vt_said said = *h->said;
	vt_hearing would = *h;
	bool handled = true;

	if (inner != NULL) {
		g_free(inner->line);
		inner->line = g_strdup(one->argument);
		inner->denied = one->denied;
		g_ptr_array_add(instructions, inner);
	}
	said.instructions = instructions;
	said.words = one->argument;
	would.said = &said;
	would.answer = (vt_answer){ .state = VT_STATE_ACTED };
	if (!vt_trial_begin(h->j->store, error))
		return false;
	bool good = hear(&would, &handled, error) && vt_trial_end(h->j->store, error);

	h->trying = true;
	if (good)
		tell(h, would.answer.mail);
	vt_mail_free(would.answer.mail);
	return good;
}
