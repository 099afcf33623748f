/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change - vanthuctl commands that change the register: one act each, answered after the COMMIT
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "doc/fields.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/control.h"
#include "proc/registrar/crl_report.h"
#include "proc/registrar/export.h"
#include "proc/registrar/import.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/person_command.h"
#include "proc/registrar/pick.h"
#include "proc/registrar/recheck.h"
#include "proc/registrar/resend_command.h"
#include "proc/registrar/roundtrip.h"
#include "proc/registrar/seal_command.h"
#include "proc/registrar/trial.h"
#include "work/clerk.h"
#include "work/form_mail.h"
#include "work/notices.h"

/* What an act works on and came to. */
typedef struct change_data {
	char *id;           /* arrival */
	int64_t document;   /* 0 = none */
	int64_t number;     /* code of retry --code */
	vt_entry_form form; /* borrows from the order, which outlives the act */
	vt_outcome outcome;
	vt_entered entered;
	GPtrArray *ids;
} change_data;

static void data_free(void *pointer)
{
	change_data *data = pointer;

	g_free(data->id);
	vt_outcome_clear(&data->outcome);
	vt_entered_clear(&data->entered);
	g_clear_pointer(&data->ids, g_ptr_array_unref);
	g_free(data);
}

typedef bool change_act(const vt_call *call, void *data, GError **error);
typedef void change_settled(const vt_call *call, void *data, bool kept);

static void run_change(const vt_call *call, change_data *take_data, change_act *act,
		       change_settled *settled)
{
	vt_control_change(call, &(vt_change){ .act = act,
					      .settled = settled,
					      .data = take_data,
					      .free_data = data_free });
}

static void answer(const vt_call *call, const change_data *data, const vt_outcome *outcome)
{
	vt_log(VT_LOG_INFO, data->id != NULL ? data->id : "-", vt_call_word(call, 0),
	       "person=%s outcome=%s", call->actor.person, vt_outcome_name(outcome->code));
	vt_call_outcome(call, outcome);
	vt_mail_flow_pump(call->registrar);
}

static void settled_plain(const vt_call *call, void *pointer, bool kept)
{
	const change_data *data = pointer;

	(void)kept;
	answer(call, data, &data->outcome);
}

/* Whoever was asked by mail need not answer any more. id NULL: paper. */
static bool close_forms(const vt_call *call, const char *id, GError **error)
{
	return id == NULL || vt_form_close(call->store, id, 0, vt_call_word(call, 0), error);
}

/* --- register --- */

static void read_form(const vt_call *call, vt_entry_form *form)
{
	for (int i = 0; i < VT_N_FIELDS; i++) {
		const vt_field_info *info = vt_field_get((vt_field)i);

		form->fields[i] = info->by_clerk ? vt_call_option(call, info->key) : NULL;
	}
	form->not_secret = vt_call_option(call, "not-secret") != NULL;
	form->own = call->own;
}

static bool act_register(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	vt_entered_clear(&data->entered); /* run a second time when the disk was full */
	return vt_clerk_register(call->store, call->office, &call->actor, &data->form,
				 &data->entered, error)
	       && vt_outcome_keeps(&data->entered.outcome) && close_forms(call, data->id, error)
	       && vt_notices_registered(call->store, call->office, data->entered.document,
					call->now, error);
}

static void settled_register(const vt_call *call, void *pointer, bool kept)
{
	const change_data *data = pointer;
	const vt_document *document = data->entered.document;
	const GPtrArray *alerts = data->entered.alerts;

	if (kept) {
		vt_reply_text(call->reply, "Số đến %" G_GINT64_FORMAT "/%d (%s).", document->number,
			      document->year, document->own);
		vt_log(VT_LOG_INFO, data->id != NULL ? data->id : "-", "numbered",
		       "agency=%s year=%d number=%" G_GINT64_FORMAT " by=%s", document->own,
		       document->year, document->number, call->actor.person);
	}
	for (guint i = 0; kept && alerts != NULL && i < alerts->len; i++) {
		const vt_alert *alert = g_ptr_array_index(alerts, i);

		vt_reply_text(call->reply,
			      "Lưu ý: giống văn bản đến số %" G_GINT64_FORMAT "/%d (%s).",
			      alert->number, alert->year, vt_alert_name(alert->kind));
	}
	answer(call, data, &data->entered.outcome);
}

static bool read_old_year(const vt_call *call, vt_entry_form *form)
{
	int64_t year = 0;

	if (!vt_call_number(call, "old-year", 0, &year))
		return false;
	form->old_year = (int)year;
	return year == 0 || vt_call_may(call, VT_ACTION_REGISTER_OLD_YEAR);
}

static void run_register(const vt_call *call)
{
	const char *word = vt_call_word(call, 1);
	bool paper = vt_call_option(call, "paper") != NULL;
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	change_data *data = NULL;

	if (paper == (word != NULL)) {
		vt_reply_end(call->reply, EX_USAGE,
			     "give the id of a message, or --paper without one");
		return;
	}
	if (!paper && !vt_pick(call, word, &document, &arrival))
		return;
	if (!paper && arrival == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "'%s' is an entry already", word);
		return;
	}
	data = g_new0(change_data, 1);
	data->id = arrival != NULL ? g_strdup(arrival->id) : NULL;
	read_form(call, &data->form);
	data->form.arrival = data->id;
	if (!read_old_year(call, &data->form)) {
		data_free(data);
		return;
	}
	run_change(call, data, act_register, settled_register);
}

/* --- refuse, release, retry: by the id of a message --- */

static change_data *pick_arrival(const vt_call *call)
{
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	change_data *data = NULL;

	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival))
		return NULL;
	if (arrival == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "there is no message behind '%s'",
			     vt_call_word(call, 1));
		return NULL;
	}
	data = g_new0(change_data, 1);
	data->id = g_strdup(arrival->id);
	return data;
}

static bool act_refuse(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	return vt_clerk_refuse(call->store, &call->actor, data->id, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome) && close_forms(call, data->id, error)
	       && vt_notices_refused(call->store, call->office, data->id, &call->actor, error);
}

static void run_refuse(const vt_call *call)
{
	change_data *data = pick_arrival(call);

	if (data != NULL)
		run_change(call, data, act_refuse, settled_plain);
}

static bool act_release(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	return vt_clerk_release(call->store, &call->actor, data->id, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome);
}

static void run_release(const vt_call *call)
{
	change_data *data = pick_arrival(call);

	if (data != NULL)
		run_change(call, data, act_release, settled_plain);
}

static bool act_retry(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	return vt_clerk_retry(call->store, &call->actor, data->id, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome) && close_forms(call, data->id, error);
}

static bool act_retry_code(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	g_clear_pointer(&data->ids, g_ptr_array_unref);
	if (!vt_clerk_retry_code(call->store, &call->actor, (int)data->number, &data->outcome,
				 &data->ids, error)
	    || !vt_outcome_keeps(&data->outcome))
		return false;
	for (guint i = 0; i < data->ids->len; i++)
		if (!close_forms(call, g_ptr_array_index(data->ids, i), error))
			return false;
	return true;
}

static void settled_retry(const vt_call *call, void *pointer, bool kept)
{
	change_data *data = pointer;

	if (kept && data->id != NULL)
		vt_arrival_flow_inspect(call->registrar, data->id);
	for (guint i = 0; kept && data->ids != NULL && i < data->ids->len; i++)
		vt_arrival_flow_inspect(call->registrar, g_ptr_array_index(data->ids, i));
	if (kept && data->ids != NULL)
		vt_reply_text(call->reply, "%u thư được kiểm tra lại.", data->ids->len);
	settled_plain(call, pointer, kept);
}

/* A retry is judged by today's directory and rules, or not yet. */
static bool office_is_todays(const vt_call *call)
{
	if (!vt_run_office_changed(call->registrar->run))
		return true;
	vt_reply_end(call->reply, EX_TEMPFAIL,
		     "the office's files have changed and are not in use yet: try again in some "
		     "seconds; vanthud -n and the log say what is wrong if they stay out of use");
	return false;
}

static void run_retry(const vt_call *call)
{
	change_data *data = NULL;

	if (!office_is_todays(call))
		return;
	if (vt_call_option(call, "dry-run") != NULL) {
		vt_run_trial(call);
		return;
	}
	if (vt_call_option(call, "code") == NULL) {
		data = pick_arrival(call);
		if (data != NULL)
			run_change(call, data, act_retry, settled_retry);
		return;
	}
	data = g_new0(change_data, 1);
	if (!vt_call_number(call, "code", 0, &data->number)) {
		data_free(data);
		return;
	}
	run_change(call, data, act_retry_code, settled_retry);
}

/* --- void, seal: by number or id --- */

static bool act_void(const vt_call *call, void *pointer, GError **error)
{
	change_data *data = pointer;

	return vt_clerk_void(call->store, &call->actor, data->document, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome)
	       && vt_notices_voided(call->store, call->office, data->document, call->now, error);
}

static void run_void(const vt_call *call)
{
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	change_data *data = NULL;

	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival))
		return;
	if (document == NULL) {
		vt_reply_end(call->reply, EX_DATAERR, "'%s' is not in the register",
			     vt_call_word(call, 1));
		return;
	}
	data = g_new0(change_data, 1);
	data->document = document->id;
	run_change(call, data, act_void, settled_plain);
}

/* clang-format off: one row a command */
const vt_command vt_change_commands[] = {
	{ .name = "register",
	  .run = run_register,
	  .action = VT_ACTION_REGISTER,
	  .changes = true,
	  .fields = true,
	  .values = "own old-year reason",
	  .flags = "paper not-secret",
	  .most_words = 1 },
	{ .name = "refuse",
	  .run = run_refuse,
	  .action = VT_ACTION_REFUSE,
	  .changes = true,
	  .values = "own reason",
	  .most_words = 1 },
	{ .name = "release",
	  .run = run_release,
	  .action = VT_ACTION_RELEASE,
	  .changes = true,
	  .values = "own reason",
	  .most_words = 1 },
	{ .name = "retry",
	  .run = run_retry,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own code",
	  .flags = "dry-run",
	  .most_words = 1 },
	{ .name = "intake",
	  .sub = "import",
	  .run = vt_run_import,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own since mailbox",
	  .flags = "dry-run",
	  .most_words = 1 },
	{ .name = "crl-report",
	  .run = vt_run_crl_report,
	  .changes = true,
	  .anybody = true,
	  .values = "updated failed warning" },
	{ .name = "evidence",
	  .run = vt_run_evidence,
	  .action = VT_ACTION_LOOK,
	  .changes = true,
	  .values = "own year to",
	  .most_words = 1 },
	{ .name = "recheck",
	  .run = vt_run_recheck,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own year since",
	  .flags = "all",
	  .most_words = 100 },
	{ .name = "person",
	  .sub = "unlock",
	  .run = vt_run_person_unlock,
	  .action = VT_ACTION_UNLOCK,
	  .changes = true,
	  .values = "own reason",
	  .most_words = 2 },
	{ .name = "resend",
	  .run = vt_run_resend,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own",
	  .flags = "all held",
	  .most_words = 1 },
	{ .name = "queue",
	  .sub = "drop",
	  .run = vt_run_queue_drop,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own reason",
	  .flags = "held",
	  .most_words = 1 },
	{ .name = "roundtrip",
	  .run = vt_run_roundtrip,
	  .action = VT_ACTION_RETRY,
	  .changes = true,
	  .values = "own",
	  .most_words = 1 },
	{ .name = "void",
	  .run = run_void,
	  .action = VT_ACTION_VOID,
	  .changes = true,
	  .values = "own year reason",
	  .most_words = 1 },
	{ .name = "seal",
	  .run = vt_run_seal,
	  .action = VT_ACTION_SEAL,
	  .changes = true,
	  .values = "own year reason",
	  .most_words = 1 },
	{ .name = "sealed",
	  .sub = "destroy",
	  .run = vt_run_sealed_destroy,
	  .action = VT_ACTION_SEALED_DESTROY,
	  .changes = true,
	  .values = "own reason",
	  .most_words = 2 },
	{ 0 },
};
/* clang-format on */
