/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial - inspect held messages anew, conclude, and keep nothing of it
 */
#include "proc/registrar/trial.h"

#include <sysexits.h>

#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/control.h"
#include "proc/registrar/pick.h"

/* One command, until all its messages are tried. */
typedef struct trial {
	const vt_call *call;
	unsigned of, waiting, registers;
} trial;

static void end_trial(trial *take_t)
{
	const vt_call *call = take_t->call;

	vt_reply_text(call->reply, "%u trong %u thư đang giữ sẽ được vào sổ nếu kiểm tra lại.",
		      take_t->registers, take_t->of);
	vt_reply_end(call->reply, EX_OK, NULL);
	g_free(take_t);
	vt_control_release(call);
}

static void tried(vt_registrar *registrar, bool would_register, void *data)
{
	trial *t = data;

	(void)registrar;
	t->registers += would_register;
	if (--t->waiting == 0)
		end_trial(t);
}

static GPtrArray *held_ones(const vt_call *call, GError **error)
{
	GPtrArray *held = NULL;
	vt_document *document = NULL;
	vt_arrival *arrival = NULL;
	int64_t code = 0;

	if (vt_call_option(call, "code") != NULL)
		return vt_call_number(call, "code", 0, &code)
			       ? vt_arrivals_held_by_code(call->store, call->own, (int)code, error)
			       : NULL;
	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival))
		return NULL;
	held = g_ptr_array_new_with_free_func((GDestroyNotify)vt_arrival_free);
	vt_document_free(document);
	if (arrival != NULL && arrival->state == VT_STATE_HELD && !arrival->secret)
		g_ptr_array_add(held, arrival);
	else
		vt_arrival_free(arrival);
	return held;
}

void vt_run_trial(const vt_call *call)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) held = held_ones(call, &error);
	trial *t = NULL;

	if (held == NULL) {
		if (error != NULL)
			vt_call_failed(call, error);
		return;
	}
	t = g_new0(trial, 1);
	t->call = call;
	t->of = held->len;
	t->waiting = 1; /* until all are asked */
	vt_control_hold(call);
	for (guint i = 0; i < held->len; i++) {
		const vt_arrival *arrival = g_ptr_array_index(held, i);

		t->waiting += vt_arrival_flow_try(call->registrar, arrival->id, tried, t);
	}
	tried(call->registrar, false, t);
}
