/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conclusion - the act that ends an inspection, and its log line
 */
#include "proc/registrar/conclusion.h"

#include "base/clock.h"
#include "base/log.h"
#include "doc/policy.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/keeping.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/moving.h"
#include "wire/kinds.h"
#include "work/incoming.h"
#include "work/misuse.h"
#include "work/notices.h"
#include "work/proofs.h"
#include "work/seal.h"

typedef struct conclusion_data {
	vt_conclusion_task task;
	vt_conclusion conclusion;
	bool second;        /* the first act failed for good */
	bool registers;     /* tried out: it would */
	bool evidence_gone; /* dropped after it had been gathered: it must be gathered anew */
} conclusion_data;

void vt_conclusion_task_clear(vt_conclusion_task *task)
{
	g_free(task->id);
	vt_arrived_free(task->arrived);
	vt_identity_free(task->identity);
	vt_contents_free(task->contents);
	g_free(task->text);
	g_free(task->evidence_missing);
	g_free(task->scan_detail);
	memset(task, 0, sizeof(*task));
}

static void data_free(void *pointer)
{
	conclusion_data *data = pointer;

	vt_conclusion_task_clear(&data->task);
	vt_conclusion_clear(&data->conclusion);
	g_free(data);
}

/* An agency registers by itself only with the proofs that policy.conf demands (design §5). */
static bool may_register(const vt_registrar *registrar, const vt_identity *identity)
{
	vt_allowance allowance = { 0 };
	unsigned roles = 0;
	bool allowed = false;

	if (identity == NULL)
		return false;
	roles = identity->agency != NULL ? 1u << VT_ROLE_AGENCY : 0;
	allowance = vt_policy_ask(registrar->office->policy, VT_ACTION_REGISTER_INCOMING, roles,
				  vt_proofs_of(registrar->office, identity));
	allowed = allowance.allowed;
	vt_allowance_clear(&allowance);
	return allowed;
}

static bool conclude(vt_registrar *registrar, conclusion_data *data, GError **error)
{
	const vt_arrived *arrived = data->task.arrived;
	const vt_envelope envelope = {
		.mail_from = arrived != NULL ? arrived->mail_from : NULL,
		.recipients = arrived != NULL ? arrived->rcpt_to : NULL,
		.above = arrived != NULL ? arrived->above : NULL,
		.own = arrived != NULL ? arrived->own : NULL,
	};
	int64_t now = vt_clock_now();
	const vt_inspected inspected = {
		.id = data->task.id,
		.now = now,
		.envelope = &envelope,
		.identity = data->task.identity,
		.contents = data->task.contents,
		.jail_code = data->task.jail_code,
		.scan_code = data->task.scan_code,
		.scan_detail = data->task.scan_detail,
		.text = data->task.text,
		.evidence_missing = data->task.evidence_missing,
		.allowed = may_register(registrar, data->task.identity),
	};

	g_autoptr(vt_arrival) before = vt_arrivals_get(registrar->store, data->task.id, NULL);
	bool first = before != NULL && before->concluded_at == VT_TIME_NONE;

	vt_conclusion_clear(&data->conclusion);
	return vt_incoming_conclude(registrar->store, registrar->office, &inspected,
				    &data->conclusion, error)
	       && vt_notices_concluded(registrar->store, registrar->office, data->task.id,
				       &data->conclusion, now, error)
	       && (!first || data->conclusion.secret
		   || vt_misuse_look(registrar->store, registrar->office, data->task.identity,
				     data->conclusion.own, now, error));
}

/* As if it waited. What is said of it goes with the act. */
static bool wait_again(vt_store *store, const char *id, GError **error)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, id, error);

	if (arrival == NULL)
		return false;
	arrival->state = VT_STATE_WAITING;
	return vt_arrivals_update(store, arrival, error);
}

static bool act_conclude(vt_registrar *registrar, void *pointer, GError **error)
{
	conclusion_data *data = pointer;

	if (data->task.tried == NULL) {
		data->evidence_gone = data->task.evidence_missing == NULL
				      && vt_keeping_is_due(data->task.identity, data->task.contents)
				      && !vt_keeping_lies(registrar, data->task.identity->evidence);
		return !data->evidence_gone && conclude(registrar, data, error);
	}
	if (data->task.identity != NULL) /* nothing is kept, nothing needs to lie anywhere */
		g_ptr_array_set_size(data->task.identity->evidence, 0);
	data->registers = wait_again(registrar->store, data->task.id, error)
			  && conclude(registrar, data, error)
			  && data->conclusion.state == VT_STATE_REGISTERED;
	return false;
}

static void log_conclusion(const conclusion_data *data)
{
	const vt_conclusion *conclusion = &data->conclusion;
	const vt_code_info *info = vt_code_find(conclusion->code);

	vt_log(VT_LOG_INFO, data->task.id, vt_state_name(conclusion->state),
	       "agency=%s verdict=%s code=%d name=%s jail=%d denied=%u",
	       conclusion->own != NULL ? conclusion->own : "-",
	       vt_verdict_name(conclusion->verdict), conclusion->code,
	       info != NULL ? info->name : "-", (int)data->task.jail_code, data->task.denied);
	if (conclusion->document != NULL)
		vt_log(VT_LOG_INFO, data->task.id, "numbered",
		       "agency=%s year=%d number=%" G_GINT64_FORMAT, conclusion->document->own,
		       conclusion->document->year, conclusion->document->number);
}

/* What the rows said of a secret before it was known to be one must not stay in the files of the
 * database. */
static void finish_seal(vt_registrar *registrar, const char *id)
{
	g_autoptr(GError) error = NULL;

	if (!vt_registrar_finish_seal(registrar, &error)) {
		g_autofree char *fault = vt_log_value(error->message);

		vt_log(VT_LOG_ERROR, id, "seal-unfinished", "fault=%s", fault);
	}
}

static void add_task(vt_registrar *registrar, conclusion_data *take_data);

static bool is_waiting(vt_registrar *registrar, const char *id)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, NULL);

	return arrival != NULL && arrival->state == VT_STATE_WAITING;
}

/* What the report says cannot be kept: a person must look, without it. Otherwise the message would
 * wait for ever, and nobody would hear of it. */
static void add_second(vt_registrar *registrar, conclusion_data *first)
{
	conclusion_data *data = g_new0(conclusion_data, 1);

	data->second = true;
	data->task.id = g_strdup(first->task.id);
	data->task.arrived = g_steal_pointer(&first->task.arrived);
	data->task.jail_code = VT_CODE_CHILD_PROTOCOL;
	data->task.denied = first->task.denied;
	data->task.scan_code = first->task.scan_code;
	data->task.scan_detail = g_steal_pointer(&first->task.scan_detail);
	data->task.done = first->task.done;
	add_task(registrar, data);
}

static void conclusion_settled(vt_registrar *registrar, void *pointer, bool kept,
			       const GError *error)
{
	conclusion_data *data = pointer;

	(void)error;
	if (data->task.tried != NULL) {
		data->task.done(registrar, data->task.id);
		data->task.tried(registrar, data->registers, data->task.tried_data);
		return;
	}
	if (kept)
		log_conclusion(data);
	if (kept && (data->conclusion.secret || data->conclusion.seals))
		finish_seal(registrar, data->task.id);
	if (kept
	    && (data->conclusion.secret || data->conclusion.seals || data->conclusion.infected))
		vt_moving_pump(registrar);
	if (data->evidence_gone) {
		data->task.done(registrar, data->task.id);
		vt_arrival_flow_inspect(registrar, data->task.id);
		return;
	}
	if (!kept && !data->second && is_waiting(registrar, data->task.id)) {
		add_second(registrar, data);
		return;
	}
	data->task.done(registrar, data->task.id);
	if (kept)
		vt_mail_flow_pump(registrar);
}

/* Acts that are ready together are committed in the order of arrival. */
static int64_t order_of(const vt_registrar *registrar, const char *id)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, NULL);

	return arrival != NULL ? arrival->sequence : G_MAXINT64;
}

static void add_task(vt_registrar *registrar, conclusion_data *take_data)
{
	vt_batch_add(registrar->batch, &(vt_task){ .name = "conclude",
						   .id = take_data->task.id,
						   .order = order_of(registrar, take_data->task.id),
						   .act = act_conclude,
						   .settled = conclusion_settled,
						   .data = take_data,
						   .free_data = data_free });
}

void vt_conclusion_add(vt_registrar *registrar, vt_conclusion_task *take_task)
{
	conclusion_data *data = g_new0(conclusion_data, 1);

	data->task = *take_task;
	add_task(registrar, data);
}

/* --- something that never became an arrival --- */

typedef struct door_data {
	char *door, *reason, *detail;
} door_data;

static void door_free(void *pointer)
{
	door_data *data = pointer;

	g_free(data->door);
	g_free(data->reason);
	g_free(data->detail);
	g_free(data);
}

static bool act_door(vt_registrar *registrar, void *pointer, GError **error)
{
	const door_data *data = pointer;
	const vt_door_fault fault = { .door = data->door,
				      .reason = data->reason,
				      .detail = data->detail,
				      .is_refusal = strcmp(data->reason, VT_DOOR_REFUSED) == 0 };

	return vt_notices_door_fault(registrar->store, registrar->office, &fault, vt_clock_now(),
				     error);
}

static void door_settled(vt_registrar *registrar, void *pointer, bool kept, const GError *error)
{
	(void)pointer;
	(void)kept;
	(void)error;
	vt_mail_flow_pump(registrar);
}

void vt_conclusion_door_fault(vt_registrar *registrar, const char *door, const char *reason,
			      const char *detail)
{
	door_data *data = g_new0(door_data, 1);

	data->door = g_strdup(door);
	data->reason = g_strdup(reason);
	data->detail = g_strdup(detail);
	vt_batch_add(registrar->batch, &(vt_task){ .name = "door-fault",
						   .act = act_door,
						   .settled = door_settled,
						   .data = data,
						   .free_data = door_free });
}
