/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resend_command - one act: the mails of the order are due again, or withdrawn
 */
#include "proc/registrar/resend_command.h"

#include <sysexits.h>

#include "base/log.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "store/outbox.h"
#include "work/resend.h"

typedef struct resending {
	int64_t id; /* 0 = all of these */
	vt_resend_which which;
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

	bool done = false;

	data->count = 1;
	if (data->id != 0)
		done = vt_resend(call->store, &call->actor, data->id, &data->outcome, error);
	else
		done = vt_resend_all(call->store, &call->actor, data->which, &data->outcome,
				     &data->count, error);
	return done && vt_outcome_keeps(&data->outcome);
}

static bool act_drop(const vt_call *call, void *pointer, GError **error)
{
	resending *data = pointer;

	return vt_drop_held(call->store, &call->actor, &data->outcome, &data->count, error)
	       && vt_outcome_keeps(&data->outcome);
}

/* An act takes VT_RESEND_AT_ONCE at most: whoever asked must know that there are more. */
static void tell_rest(const vt_call *call, const resending *data)
{
	int64_t left = 0;

	if (data->count == VT_RESEND_AT_ONCE
	    && vt_outbox_count(call->store, call->own,
			       data->which == VT_RESEND_HELD ? VT_MAIL_HELD : VT_MAIL_FAILED, &left,
			       NULL)
	    && left > 0)
		vt_reply_text(call->reply, "Còn %" G_GINT64_FORMAT " thư: thực hiện lại lệnh này.",
			      left);
}

static void settled(const vt_call *call, const resending *data, const char *event, bool kept,
		    const char *text)
{
	if (kept) {
		vt_reply_text(call->reply, "%u %s", data->count, text);
		tell_rest(call, data);
	}
	vt_log(VT_LOG_INFO, "-", event, "person=%s mails=%u outcome=%s", call->actor.person,
	       data->count, vt_outcome_name(data->outcome.code));
	vt_call_outcome(call, &data->outcome);
	vt_mail_flow_pump(call->registrar);
}

static void settled_resend(const vt_call *call, void *pointer, bool kept)
{
	settled(call, pointer, "resend", kept, "thư được gửi lại.");
}

static void settled_drop(const vt_call *call, void *pointer, bool kept)
{
	settled(call, pointer, "queue-drop", kept, "thư không gửi nữa.");
}

static bool is_held(const vt_call *call, int64_t id)
{
	g_autoptr(vt_mail) mail = id > 0 ? vt_outbox_get(call->store, id, NULL) : NULL;

	return mail != NULL && mail->state == VT_MAIL_HELD;
}

void vt_run_resend(const vt_call *call)
{
	const char *word = vt_call_word(call, 1);
	bool all = vt_call_option(call, "all") != NULL;
	bool held = vt_call_option(call, "held") != NULL;
	int64_t id = word != NULL ? g_ascii_strtoll(word, NULL, 10) : 0;
	resending *data = NULL;

	if (all + held + (word != NULL) != 1 || (word != NULL && id <= 0)) {
		vt_reply_end(call->reply, EX_USAGE,
			     "give the number of a mail as vanthuctl queue shows it, --all (given "
			     "up) or --held");
		return;
	}
	if (call->office->mode == VT_MODE_HOLD && (held || is_held(call, id))) {
		vt_reply_end(
			call->reply, EX_UNAVAILABLE,
			"dispatch.mode is hold: nothing leaves; choose live or redirect first");
		return;
	}
	data = g_new0(resending, 1);
	data->id = id;
	data->which = held ? VT_RESEND_HELD : VT_RESEND_FAILED;
	vt_control_change(call, &(vt_change){ .act = act_resend,
					      .settled = settled_resend,
					      .data = data,
					      .free_data = resending_free });
}

void vt_run_queue_drop(const vt_call *call)
{
	resending *data = NULL;

	if (vt_call_option(call, "held") == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "try: queue drop --held --reason TEXT");
		return;
	}
	data = g_new0(resending, 1);
	data->which = VT_RESEND_HELD;
	vt_control_change(call, &(vt_change){ .act = act_drop,
					      .settled = settled_drop,
					      .data = data,
					      .free_data = resending_free });
}
