/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal_command - vanthuctl seal and sealed destroy
 */
#include "proc/registrar/seal_command.h"

#include <sysexits.h>

#include "base/log.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/moving.h"
#include "proc/registrar/pick.h"
#include "proc/registrar/registrar.h"
#include "work/form_mail.h"
#include "work/notices.h"
#include "work/seal.h"

typedef struct seal_data {
	char *id;         /* arrival; NULL = by document */
	int64_t document; /* 0 = none */
	vt_outcome outcome;
	vt_sealed sealed;
} seal_data;

static void data_free(void *pointer)
{
	seal_data *data = pointer;

	g_free(data->id);
	vt_outcome_clear(&data->outcome);
	vt_sealed_clear(&data->sealed);
	g_free(data);
}

typedef bool seal_act(const vt_call *call, void *data, GError **error);
typedef void seal_settled(const vt_call *call, void *data, bool kept);

static void run_change(const vt_call *call, seal_data *take_data, seal_act *act,
		       seal_settled *settled)
{
	vt_control_change(call, &(vt_change){ .act = act,
					      .settled = settled,
					      .data = take_data,
					      .free_data = data_free });
}

static void answer(const vt_call *call, const seal_data *data, const vt_outcome *outcome)
{
	vt_log(VT_LOG_INFO, data->id != NULL ? data->id : "-", vt_call_word(call, 0),
	       "person=%s outcome=%s", call->actor.person, vt_outcome_name(outcome->code));
	vt_call_outcome(call, outcome);
	vt_mail_flow_pump(call->registrar);
}

/* --- seal --- */

/* Nobody is asked about it any more. */
static bool close_forms(const vt_call *call, const GPtrArray *arrivals, GError **error)
{
	for (guint i = 0; i < arrivals->len; i++)
		if (!vt_form_close(call->store, g_ptr_array_index(arrivals, i), 0, "sealed", error))
			return false;
	return true;
}

static bool act_seal(const vt_call *call, void *pointer, GError **error)
{
	seal_data *data = pointer;

	vt_sealed_clear(&data->sealed);
	return vt_seal(call->store, &call->actor, data->id, data->document, &data->sealed, error)
	       && vt_outcome_keeps(&data->sealed.outcome)
	       && close_forms(call, data->sealed.arrivals, error)
	       && vt_notices_sealed(call->store, call->office, data->sealed.arrivals, call->now,
				    error);
}

static void tell_sealed(const vt_call *call, const vt_sealed *sealed)
{
	static const vt_column columns[] = {
		{ "kind", "Thư" },
		{ "to", "Người nhận" },
		{ "state", "Tình trạng" },
	};

	vt_reply_table(call->reply, "notices", columns, G_N_ELEMENTS(columns));
	for (guint i = 0; sealed->mails != NULL && i < sealed->mails->len; i++) {
		const vt_mail *mail = g_ptr_array_index(sealed->mails, i);
		const char *cells[] = { mail->kind, mail->recipient,
					vt_mail_state_name(mail->state) };

		vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
	}
	for (guint i = 0; sealed->related != NULL && i < sealed->related->len; i++)
		vt_reply_text(call->reply, "Cần xem: thư %s có cùng tệp kèm và chưa niêm phong.",
			      (const char *)g_ptr_array_index(sealed->related, i));
}

static void settled_seal(const vt_call *call, void *pointer, bool kept)
{
	const seal_data *data = pointer;
	g_autoptr(GError) error = NULL;

	if (kept) {
		tell_sealed(call, &data->sealed);
		vt_moving_pump(call->registrar);
		if (call->office->backup_to != NULL)
			vt_reply_text(call->reply, "Cần làm: bản sao lưu đã có có thể còn giữ nội "
						   "dung; chạy vanthuctl backup để xóa.");
		if (!vt_registrar_finish_seal(call->registrar, &error)) {
			g_autofree char *fault = vt_log_value(error->message);

			vt_log(VT_LOG_ERROR, "-", "seal-unfinished", "fault=%s", fault);
			vt_reply_end(
				call->reply, EX_TEMPFAIL,
				"sealed, but traces are left in the files of the database for now: "
				"%s; the log says seal-finished when they are gone",
				error->message);
		}
	}
	answer(call, data, &data->sealed.outcome);
}

void vt_run_seal(const vt_call *call)
{
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	seal_data *data = NULL;

	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival))
		return;
	data = g_new0(seal_data, 1);
	if (document != NULL)
		data->document = document->id;
	else
		data->id = g_strdup(arrival->id);
	run_change(call, data, act_seal, settled_seal);
}

/* --- sealed destroy --- */

static bool act_destroy(const vt_call *call, void *pointer, GError **error)
{
	seal_data *data = pointer;

	return vt_seal_destroy(call->store, &call->actor, data->id, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome);
}

static void settled_destroy(const vt_call *call, void *pointer, bool kept)
{
	const seal_data *data = pointer;

	(void)kept;
	answer(call, data, &data->outcome);
}

void vt_run_sealed_destroy(const vt_call *call)
{
	seal_data *data = NULL;

	if (vt_call_word(call, 2) == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "try: sealed destroy ID --reason TEXT");
		return;
	}
	data = g_new0(seal_data, 1);
	data->id = g_strdup(vt_call_word(call, 2));
	run_change(call, data, act_destroy, settled_destroy);
}
