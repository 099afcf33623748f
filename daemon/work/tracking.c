/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tracking - a report, a receipt or an automatic answer meets the mail it speaks of
 */
#include "work/tracking.h"

#include <string.h>

#include "store/deliveries.h"
#include "work/absence.h"

static bool note(vt_judging *j, const vt_mail *mail, const vt_told *told, GError **error)
{
	const vt_telling telling = { told, j->arrival->id, j->seen->now };
	bool failed = false;

	if (!vt_deliveries_note(j->store, mail, &telling, &failed, error))
		return false;
	if (failed)
		g_array_append_val(j->conclusion->undelivered, mail->id);
	return true;
}

/* One mail is named once, however many recipients its report has. */
static void name_mail(vt_judging *j, const vt_mail *mail)
{
	const GPtrArray *whys = j->conclusion->whys;
	const char *word = vt_reason_word(VT_REASON_ANSWERS);

	for (guint i = 0; i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);

		if (g_str_equal(why->word, word) && g_str_equal(why->detail, mail->message_id))
			return;
	}
	vt_judging_reason(j, VT_REASON_ANSWERS, mail->message_id);
}

/* What is known of a report about mail that is not ours. */
static void name_strange(vt_judging *j)
{
	const GPtrArray *all = j->seen->contents->told;

	for (guint i = 0; i < all->len; i++) {
		const vt_told *told = g_ptr_array_index(all, i);
		g_autofree char *detail = g_strdup_printf(
			"%s %s%s%s", vt_delivery_name(told->state),
			told->recipient != NULL ? told->recipient : "",
			told->status != NULL ? " " : "", told->status != NULL ? told->status : "");

		if (told->state != VT_DELIVERY_AUTO_REPLIED) {
			vt_judging_reason(j, VT_REASON_NO_MAIL, detail);
			return;
		}
	}
}

/* robot+NAME@...: an address with the name of a mail as its token. Caller frees. */
static char *name_among(const GPtrArray *addresses)
{
	for (guint i = 0; addresses != NULL && i < addresses->len; i++) {
		const char *plus = strchr(g_ptr_array_index(addresses, i), '+');
		char *name = plus != NULL ? vt_mail_name_find(plus + 1) : NULL;

		if (name != NULL)
			return name;
	}
	return NULL;
}

static char *name_of_token(const vt_judging *j)
{
	char *name = j->seen->envelope != NULL ? name_among(j->seen->envelope->recipients) : NULL;

	return name != NULL ? name : name_among(j->seen->contents->recipients);
}

/* matched: some mail is ours; reported: it is more than an automatic answer. */
static bool take_all(vt_judging *j, bool *matched_out, bool *reported_out, GError **error)
{
	const GPtrArray *all = j->seen->contents->told;
	g_autofree char *token = name_of_token(j);

	*matched_out = *reported_out = false;
	for (guint i = 0; i < all->len; i++) {
		const vt_told *told = g_ptr_array_index(all, i);
		GError *fault = NULL;
		const char *name = told->name != NULL ? told->name : token;
		g_autoptr(vt_mail) mail =
			name != NULL ? vt_deliveries_find(j->store, name, &fault) : NULL;

		if (fault != NULL) {
			g_propagate_error(error, fault);
			return false;
		}
		*reported_out |= told->state != VT_DELIVERY_AUTO_REPLIED;
		if (mail == NULL)
			continue;
		*matched_out = true;
		name_mail(j, mail);
		if (!note(j, mail, told, error)
		    || (told->state == VT_DELIVERY_AUTO_REPLIED && !vt_absence_hint(j, mail, error))
		    || (told->state == VT_DELIVERY_DISPLAYED && !vt_absence_seen(j, mail, error)))
			return false;
	}
	return true;
}

bool vt_tracking_conclude(vt_judging *j, bool *done_out, GError **error)
{
	bool matched = false, reported = false;
	vt_state state = VT_STATE_HELD;
	int code = vt_judging_first(j, VT_CODE_AUTO_SUBMITTED, VT_CODE_BOUNCE);

	if (!take_all(j, &matched, &reported, error))
		return false;
	*done_out = matched || reported;
	if (!*done_out)
		return true;
	if (matched)
		state = reported ? VT_STATE_ACTED : VT_STATE_IGNORED;
	else
		name_strange(j);
	/* Why it is so is what a person should read, not that nobody signs reports. */
	if (code != 0)
		j->arrival->code = code;
	return vt_judging_finish(j, state, error);
}
