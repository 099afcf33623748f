/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replies - a recipient of an outgoing document writes back
 */
#include "work/replies.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/delivery.h"
#include "doc/said.h"
#include "store/deliveries.h"
#include "store/rates.h"
#include "work/asking.h"
#include "work/notices_private.h"
#include "work/outgoing.h"
#include "work/outgoing_name.h"

#define MAIL        "phan-hoi"
#define SENT_LOOKED 500 /* documents of one recipient, the newest */
#define WORDS_CHARS 1000
#define SHOWN_CHARS 120

#define HOUR          3600
#define ASKED_AN_HOUR 20 /* besides two of each recipient */

/* ---- which document ---- */

static const char *skip_zeros(const char *digits)
{
	while (*digits == '0' && g_ascii_isdigit(digits[1]))
		digits++;
	return digits;
}

bool vt_replies_name(const char *text, int64_t number, const char *notation)
{
	g_autofree char *folded = text != NULL ? vt_text_fold(text) : g_strdup("");
	g_autofree char *written = g_strdup_printf("%" PRId64 "/%s", number, notation);
	g_autofree char *wanted = vt_text_fold(written);
	size_t size = strlen(wanted);

	for (const char *p = folded; *p != '\0'; p++) {
		if (!g_ascii_isdigit(*p)
		    || (p > folded && (g_ascii_isalnum(p[-1]) || p[-1] == '/')))
			continue;
		const char *digits = skip_zeros(p);
		if (strncmp(digits, wanted, size) == 0 && !g_ascii_isalnum(digits[size])
		    && digits[size] != '-')
			return true;
	}
	return false;
}

/* The addresses it came to: one may hold the name of our mail. */
static vt_outgoing_sent *by_address(const vt_judging *j, const GPtrArray *addresses, GError **error)
{
	for (guint i = 0; addresses != NULL && i < addresses->len; i++) {
		const char *plus = strchr(g_ptr_array_index(addresses, i), '+');
		g_autofree char *name = plus != NULL ? vt_mail_name_find(plus + 1) : NULL;
		GError *fault = NULL;
		g_autoptr(vt_mail) mail =
			name != NULL ? vt_deliveries_find(j->store, name, &fault) : NULL;
		vt_outgoing_sent *sent =
			mail != NULL ? vt_outgoing_sent_by(j->store, mail->message_id, &fault)
				     : NULL;

		if (fault != NULL)
			g_propagate_error(error, fault);
		if (sent != NULL || fault != NULL)
			return sent;
	}
	return NULL;
}

static vt_outgoing_sent *by_thread(const vt_judging *j, GError **error)
{
	const vt_contents *contents = j->seen->contents;
	const GPtrArray *ids = contents->said != NULL ? contents->said->answered : NULL;
	vt_outgoing_sent *sent = NULL;
	GError *fault = NULL;

	if (contents->in_reply_to != NULL)
		sent = vt_outgoing_sent_by(j->store, contents->in_reply_to, &fault);
	for (guint i = 0; ids != NULL && i < ids->len && sent == NULL && fault == NULL; i++)
		sent = vt_outgoing_sent_by(j->store, g_ptr_array_index(ids, i), &fault);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return sent;
}

/* Only from who got it: anybody may write about a document. Two that fit are none. */
static vt_outgoing_sent *by_subject(const vt_judging *j, GError **error)
{
	const char *from = j->arrival->from, *subject = j->seen->contents->subject;
	const vt_agency *agency = vt_directory_agency_at(j->office->directory, from);
	gint found = -1;

	if (subject == NULL)
		return NULL;
	g_autoptr(GPtrArray) all = vt_outgoing_sent_to(
		j->store, agency != NULL ? agency->key : NULL, from, SENT_LOOKED, error);
	for (guint i = 0; all != NULL && i < all->len; i++) {
		const vt_outgoing_sent *one = g_ptr_array_index(all, i);

		if (g_strcmp0(one->own, j->arrival->own) != 0
		    || !vt_replies_name(subject, one->number, one->notation))
			continue;
		if (found >= 0)
			return NULL;
		found = (gint)i;
	}
	return found >= 0 ? g_ptr_array_steal_index(all, (guint)found) : NULL;
}

/* NULL with error unset: of none. */
static vt_outgoing_sent *find(const vt_judging *j, GError **error)
{
	GError *fault = NULL;
	vt_outgoing_sent *sent = by_thread(j, &fault);

	if (sent == NULL && fault == NULL && j->seen->envelope != NULL)
		sent = by_address(j, j->seen->envelope->recipients, &fault);
	if (sent == NULL && fault == NULL)
		sent = by_address(j, j->seen->contents->recipients, &fault);
	if (sent == NULL && fault == NULL)
		sent = by_subject(j, &fault);
	if (fault != NULL)
		g_propagate_error(error, fault);
	return sent;
}

/* One of our own people gets documents, too; what he commands is a command. */
static bool may_be_reply(const vt_judging *j, const vt_outgoing_sent *sent)
{
	const vt_said *said = j->seen->contents->said;

	if (vt_directory_person_at(j->office->directory, j->arrival->from) == NULL)
		return true;
	return g_strcmp0(sent->address, j->arrival->from) == 0 && said != NULL
	       && said->instructions->len == 0 && said->forms->len + said->torn->len == 0;
}

/* ---- put to the clerk ---- */

static const vt_outgoing_recipient *recipient_of(const vt_outgoing *o, int position)
{
	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);

		if (one->position == position)
			return one;
	}
	return NULL;
}

static void describe(const vt_noticing *n, vt_mail *mail, const vt_judging *j)
{
	const vt_contents *contents = j->seen->contents;
	const vt_arrival *a = j->arrival;
	g_autofree char *proof = vt_notice_sentence(
		n, vt_notice_is_proved(a) ? "hd_co_chung_minh" : "hd_chua_chung_minh");
	g_autofree char *hour = vt_notice_hour(n, a->received_at);
	g_autofree char *day = vt_clock_day_vietnam(a->received_at);

	vt_notice_add_quoted(mail, "dia_chi_gui", a->from, SHOWN_CHARS);
	vt_notice_add_quoted(mail, "hd_tieu_de", contents->subject, SHOWN_CHARS);
	vt_notice_add_quoted(mail, "hd_noi_dung",
			     contents->said != NULL ? contents->said->words : NULL, WORDS_CHARS);
	vt_mail_add(mail, "hd_chung_minh", proof);
	vt_mail_add(mail, "gio_nhan", hour);
	vt_mail_add(mail, "ngay_nhan", day);
	vt_mail_add(mail, "ma_thu_den", a->id);
	vt_notice_add_files(n, mail, contents->parts);
}

static bool ask(vt_judging *j, const vt_outgoing *o, int position, const vt_person *clerk,
		GError **error)
{
	static const int verbs[] = { VT_VERB_NOTE_RECEIVED, VT_VERB_NEW_DOCUMENT };
	const vt_noticing n = { j->office, vt_notice_templates(), j->store, j->seen->now };
	const vt_outgoing_recipient *recipient = recipient_of(o, position);
	g_autoptr(vt_mail) mail = vt_notice_to_person(&n, MAIL, o->own, clerk);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_REPLY, o->own, clerk->key);
	g_autofree char *number = vt_outgoing_shown(o);

	if (mail == NULL)
		return true; /* held: vanthuctl held has it */
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->outgoing = o->id;
	vt_judging_put(&asking->arrival, j->arrival->id);
	vt_judging_put(&asking->version, j->arrival->sha256);
	vt_judging_put(&mail->arrival, j->arrival->id);
	vt_mail_add(mail, "so_ky_hieu", number);
	vt_notice_add_quoted(mail, "trich_yeu", o->abstract, SHOWN_CHARS);
	vt_notice_add_quoted(mail, "hd_noi_nhan", recipient != NULL ? recipient->name : NULL,
			     SHOWN_CHARS);
	describe(&n, mail, j);
	return vt_asking_put(n.store, asking, links, mail, n.now, error)
	       && vt_notice_insert(&n, mail, error);
}

static bool hold(vt_judging *j, const vt_outgoing *o, GError **error)
{
	g_autofree char *number = vt_outgoing_shown(o);

	vt_judging_put(&j->arrival->own, o->own);
	vt_judging_reason(j, VT_REASON_REPLY, number);
	return vt_judging_finish(j, VT_STATE_HELD, error);
}

bool vt_replies_have(const GPtrArray *whys)
{
	const char *word = vt_reason_word(VT_REASON_REPLY);

	for (guint i = 0; i < whys->len; i++)
		if (g_str_equal(((const vt_why *)g_ptr_array_index(whys, i))->word, word))
			return true;
	return false;
}

/* Whoever got the document, or a copy of it, knows how to be taken for one who answers: more than
 * its recipients can have to say in an hour comes as any held mail does, in a table. */
static bool may_ask(const vt_judging *j, const vt_outgoing *o, bool *may_out, GError **error)
{
	g_autofree char *key = g_strdup_printf("%" PRId64, o->id);
	unsigned count = 0;

	if (!vt_rates_count(j->store, "reply", key, j->seen->now - HOUR, &count, error))
		return false;
	*may_out = count < ASKED_AN_HOUR + 2 * o->recipients->len;
	return !*may_out || vt_rates_note(j->store, "reply", key, j->seen->now, error);
}

static bool note(vt_judging *j, const vt_outgoing_sent *sent, bool is_document, bool *done_out,
		 GError **error)
{
	g_autoptr(vt_outgoing) o = vt_outgoings_get(j->store, sent->outgoing, error);
	const vt_person *clerk =
		o != NULL ? vt_directory_first(j->office->directory, o->own, VT_ROLE_CLERK) : NULL;
	bool is_open = !is_document && clerk != NULL;

	if (is_open && !may_ask(j, o, &is_open, error))
		return false;
	vt_outgoing_reply reply = { .arrival = j->arrival->id,
				    .outgoing = sent->outgoing,
				    .position = sent->position,
				    .state = is_open ? VT_REPLY_OPEN : VT_REPLY_DOCUMENT,
				    .at = j->arrival->received_at };

	if (o == NULL || !vt_outgoing_replies_add(j->store, &reply, error))
		return false;
	*done_out = is_open;
	return !is_open || (hold(j, o, error) && ask(j, o, sent->position, clerk, error));
}

/* Looked at once more: what the clerk said stays, and he is not asked twice. */
static bool again(vt_judging *j, const vt_outgoing_reply *known, bool *done_out, GError **error)
{
	g_autoptr(vt_outgoing) o = NULL;

	if (known->state != VT_REPLY_OPEN)
		return true;
	o = vt_outgoings_get(j->store, known->outgoing, error);
	*done_out = true;
	return o != NULL && hold(j, o, error);
}

bool vt_replies_conclude(vt_judging *j, bool is_proved, bool *done_out, GError **error)
{
	GError *fault = NULL;

	*done_out = false;
	/* The lists of subjects have their own people (regulation Đ5.3). */
	if (j->arrival->from == NULL
	    || vt_judging_first(j, VT_CODE_SUBJECT_RELIGION, VT_CODE_SUBJECT_HARMFUL) != 0)
		return true;
	g_autoptr(vt_outgoing_reply) known =
		vt_outgoing_replies_get(j->store, j->arrival->id, &fault);
	g_autoptr(vt_outgoing_sent) sent = known == NULL && fault == NULL ? find(j, &fault) : NULL;
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (known != NULL)
		return again(j, known, done_out, error);
	if (sent == NULL || !may_be_reply(j, sent))
		return true;
	return note(j, sent, is_proved && j->seen->contents->main_part >= 0, done_out, error);
}
