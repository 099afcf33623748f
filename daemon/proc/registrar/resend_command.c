/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend_command - one act: the mails of the order are due again
 */
#include "proc/registrar/resend_command.h"

#include <sysexits.h>

#include "base/log.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "work/resend.h"

typedef struct resending {
	int64_t id; /* 0 = all that were given up */
	unsigned count;
	vt_outcome outcome;
} resending;

static void resending_free(void *pointer)
{
	resending *data = pointer;

	vt_outcome_clear(&data->outcome);
	g_free(data);
}

static bool act_resend(const vt_call *call, void *pointer, GError **error)
{
	resending *data = pointer;

	return vt_resend(call->store, &call->actor, data->id, &data->outcome, &data->count, error)
	       && vt_outcome_keeps(&data->outcome);
}

static void settled_resend(const vt_call *call, void *pointer, bool kept)
{
	const resending *data = pointer;

	if (kept)
		vt_reply_text(call->reply, "%u thư được gửi lại.", data->count);
	vt_log(VT_LOG_INFO, "-", "resend", "person=%s mails=%u outcome=%s", call->actor.person,
	       data->count, vt_outcome_name(data->outcome.code));
	vt_call_outcome(call, &data->outcome);
	vt_mail_flow_pump(call->registrar);
}

void vt_run_resend(const vt_call *call)
{
	const char *word = vt_call_word(call, 1);
	bool all = vt_call_option(call, "all") != NULL;
	int64_t id = word != NULL ? g_ascii_strtoll(word, NULL, 10) : 0;
	resending *data = NULL;

	if (all == (word != NULL) || (!all && id <= 0)) {
		vt_reply_end(call->reply, EX_USAGE,
			     "give the number of a mail as vanthuctl queue shows it, or --all");
		return;
	}
	data = g_new0(resending, 1);
	data->id = id;
	vt_control_change(call, &(vt_change){ .act = act_resend,
					      .settled = settled_resend,
					      .data = data,
					      .free_data = resending_free });
}
