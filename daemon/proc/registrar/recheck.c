/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recheck - lists of messages, looked at a few at a time
 */
#include "proc/registrar/recheck.h"

#include <sysexits.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/log.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/pick.h"
#include "store/arrivals.h"
#include "work/recheck.h"

/* As many are announced to inspection at a time, whose own limit is smaller still. */
#define PORTION 8
/* inspect also comes back for reasons of its own: looking at all signers takes a twentieth of the
 * time, no more. */
#define REST_SHARE  20
#define MIN_REST_MS 2000
#define MAX_REST_MS 3600000

struct vt_rechecking {
	bool came_before;
	bool running;          /* over all signers */
	int64_t began, rested; /* monotonic microseconds: of the last run, and when the next may be
				*/
	unsigned timer;
};

/* One list, until all of it is looked at. */
typedef struct job {
	vt_registrar *registrar;
	const vt_call *call; /* NULL: by itself */
	GPtrArray *ids;      /* char * */
	guint next;
	unsigned pending, noted;
} job;

/* One message of a job: the act that notes what was seen. */
typedef struct look {
	job *j;
	char *id;
	vt_identity *identity; /* NULL: it could not be inspected */
	vt_recheck *noted;
} look;

vt_rechecking *vt_rechecking_new(void)
{
	return g_new0(vt_rechecking, 1);
}

void vt_rechecking_free(vt_rechecking *rechecking)
{
	g_free(rechecking);
}

static void look_free(void *data)
{
	look *l = data;

	g_free(l->id);
	vt_identity_free(l->identity);
	vt_recheck_free(l->noted);
	g_free(l);
}

static void rest(vt_rechecking *rechecking)
{
	int64_t now = g_get_monotonic_time();
	int64_t rest_ms = REST_SHARE * (now - rechecking->began) / 1000;

	rechecking->running = false;
	rechecking->rested = now + CLAMP(rest_ms, MIN_REST_MS, MAX_REST_MS) * 1000;
}

static void end_job(job *take_j)
{
	vt_registrar *registrar = take_j->registrar;
	const vt_call *call = take_j->call;
	unsigned noted = take_j->noted, of = take_j->ids->len;

	g_ptr_array_unref(take_j->ids);
	g_free(take_j);
	vt_mail_flow_pump(registrar);
	if (call == NULL) {
		rest(registrar->rechecking);
		vt_log(VT_LOG_INFO, "-", "signers-rechecked", "n=%u of=%u", noted, of);
		return;
	}
	vt_reply_text(call->reply, "%u trong %u thư đã kiểm tra lại.", noted, of);
	vt_reply_end(call->reply, EX_OK, NULL);
	vt_control_release(call);
}

static bool act_note(vt_registrar *registrar, void *data, GError **error)
{
	look *l = data;
	const vt_relooked looked = { l->id, l->identity, vt_clock_now() };

	g_clear_pointer(&l->noted, vt_recheck_free);
	return l->identity == NULL
	       || vt_recheck_note(registrar->store, registrar->office, &looked, &l->noted, error);
}

static char *result_of(vt_status status, vt_chain chain, vt_sender sender)
{
	return g_strdup_printf("%s, %s, %s", vt_status_name(status), vt_chain_name(chain),
			       vt_sender_name(sender));
}

static void answer_row(const look *l)
{
	const vt_call *call = l->j->call;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(call->registrar->store, l->id, NULL);
	const vt_recheck *now = l->noted;

	if (arrival == NULL || now == NULL)
		return;
	g_autofree char *then = result_of(arrival->status, arrival->chain, arrival->sender);
	g_autofree char *today = result_of(now->status, now->chain, now->sender);
	g_autofree char *code = g_strdup_printf("%d", now->code);
	const char *cells[] = { l->id, then, today, code, now->detail };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static void step(job *j);

static void note_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const look *l = data;
	job *j = l->j;

	(void)registrar;
	(void)error;
	vt_crashpoint("recheck.noted");
	if (kept && l->noted != NULL)
		j->noted++;
	if (kept && j->call != NULL)
		answer_row(l);
	j->pending--;
	step(j);
}

static void looked(vt_registrar *registrar, const char *id, vt_identity *take_identity, void *data)
{
	look *l = g_new0(look, 1);

	l->j = data;
	l->id = g_strdup(id);
	l->identity = take_identity;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "recheck",
						   .id = l->id,
						   .order = G_MAXINT64,
						   .act = act_note,
						   .settled = note_settled,
						   .data = l,
						   .free_data = look_free });
}

/* looked() only queues an act, so that nothing here is entered twice. */
static void step(job *j)
{
	while (j->pending < PORTION && j->next < j->ids->len) {
		const char *id = g_ptr_array_index(j->ids, j->next++);

		j->pending += vt_arrival_flow_look(j->registrar, id, vt_clock_now(), looked, j);
	}
	if (j->pending == 0)
		end_job(j);
}

static void start_job(vt_registrar *registrar, const vt_call *call, GPtrArray *take_ids)
{
	job *j = g_new0(job, 1);

	j->registrar = registrar;
	j->call = call;
	j->ids = take_ids;
	step(j);
}

/* --- by itself --- */

static bool is_due(vt_registrar *registrar, const char *id, int64_t due)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, NULL);
	g_autoptr(vt_recheck) last = vt_rechecks_last(registrar->store, id, NULL);

	return arrival != NULL && arrival->received_at < due && (last == NULL || last->at < due);
}

void vt_recheck_signers(vt_registrar *registrar, int64_t due)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) ids = NULL;

	if (registrar->rechecking->running)
		return;
	ids = vt_rechecks_candidates(registrar->store, NULL, 0, true, &error);
	if (ids == NULL) {
		g_autofree char *fault = vt_log_value(error->message);

		vt_log(VT_LOG_ERROR, "-", "recheck-failed", "fault=%s", fault);
		return;
	}
	for (guint i = ids->len; i > 0; i--) {
		if (!is_due(registrar, g_ptr_array_index(ids, i - 1), due))
			g_ptr_array_remove_index(ids, i - 1);
	}
	if (ids->len == 0)
		return;
	registrar->rechecking->began = g_get_monotonic_time();
	registrar->rechecking->running = true;
	start_job(registrar, NULL, g_steal_pointer(&ids));
}

static void rested(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	registrar->rechecking->timer = 0;
	if (registrar->rechecking->running)
		registrar->rechecking->timer = vt_run_after(run, MIN_REST_MS, rested, registrar);
	else
		vt_recheck_signers(registrar, vt_clock_now());
}

void vt_recheck_inspect_came(vt_registrar *registrar, int64_t last_night)
{
	vt_rechecking *rechecking = registrar->rechecking;
	int64_t wait_ms = (rechecking->rested - g_get_monotonic_time()) / 1000;

	if (!rechecking->came_before) {
		rechecking->came_before = true;
		vt_recheck_signers(registrar, last_night);
	} else if (rechecking->running || wait_ms > 0) {
		if (rechecking->timer == 0)
			rechecking->timer = vt_run_after(registrar->run, MAX(wait_ms, MIN_REST_MS),
							 rested, registrar);
	} else {
		vt_recheck_signers(registrar, vt_clock_now());
	}
}

/* --- by command --- */

/* NULL: the reply is ended. */
static GPtrArray *named_ones(const vt_call *call)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 1; vt_call_word(call, i) != NULL; i++) {
		g_autoptr(vt_document) document = NULL;
		g_autoptr(vt_arrival) arrival = NULL;

		if (!vt_pick(call, vt_call_word(call, i), &document, &arrival))
			return NULL;
		if (arrival == NULL || arrival->secret || arrival->place != VT_PLACE_STORE
		    || arrival->state == VT_STATE_WAITING) {
			vt_reply_end(
				call->reply, EX_DATAERR,
				"there is no concluded message behind '%s' whose bytes are kept",
				vt_call_word(call, i));
			return NULL;
		}
		g_ptr_array_add(ids, g_strdup(arrival->id));
	}
	return g_steal_pointer(&ids);
}

static GPtrArray *chosen_ones(const vt_call *call)
{
	const char *since = vt_call_option(call, "since");
	g_autoptr(GError) error = NULL;
	int64_t from = 0;
	GPtrArray *ids = NULL;

	if (vt_call_word(call, 1) != NULL)
		return named_ones(call);
	if (since == NULL && vt_call_option(call, "all") == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "recheck what? ID..., --all or --since DATE");
		return NULL;
	}
	if (since != NULL && !vt_clock_parse_iso(since, &from)) {
		vt_reply_end(call->reply, EX_USAGE, "'%s' is no date: try YYYY-MM-DD", since);
		return NULL;
	}
	ids = vt_rechecks_candidates(call->store, call->own, from, false, &error);
	if (ids == NULL)
		vt_call_failed(call, error);
	return ids;
}

void vt_run_recheck(const vt_call *call)
{
	static const vt_column columns[] = {
		{ "message", "Mã thư" }, { "receipt", "Khi nhận" }, { "now", "Nay" },
		{ "#code", "Mã" },       { "detail", "Chi tiết" },
	};
	GPtrArray *ids = chosen_ones(call);

	if (ids == NULL)
		return;
	vt_control_hold(call);
	vt_reply_table(call->reply, "rechecked", columns, G_N_ELEMENTS(columns));
	start_job(call->registrar, call, ids);
}
