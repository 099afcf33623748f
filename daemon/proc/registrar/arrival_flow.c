/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrival_flow - announced, kept, inspected, concluded
 */
#include "proc/registrar/arrival_flow.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "doc/arrived.h"
#include "proc/registrar/conclusion.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/inspect_watch.h"
#include "proc/registrar/keeping.h"
#include "proc/registrar/metrics.h"
#include "proc/registrar/raw_report.h"
#include "proc/registrar/scanning.h"
#include "store/arrivals.h"
#include "store/files.h"

/* Enough to keep every inspection child busy while answers travel. */
#define MAX_WITH_INSPECT 16
/* Looks at concluded messages take what arrivals leave over. */
#define MAX_LOOKS 2
/* What the inspection parent once died with goes alone: the others are not to blame. Alone it rests
 * longer after each loss, since the machine (memory, descriptors, a disk, somebody's kill) is to
 * blame more often than a message that no parent ever parses; half a minute later it is concluded
 * without a report. */
#define MAX_LOSSES    9
#define FIRST_REST_MS 250

typedef struct inspection {
	char *id;
	uint64_t request;  /* 0 = not sent */
	int64_t sent_us;   /* monotonic */
	unsigned losses;   /* alone with inspect, or its bytes could not be had */
	bool suspect;      /* lost among others */
	bool again;        /* once more, since its evidence could not be had */
	vt_tried *tried;   /* NULL = in earnest */
	vt_looked *looked; /* not NULL: concluded long ago, only looked at */
	int64_t at;        /* of a look: the time to judge by */
	void *data;        /* of tried or looked */
	vt_raw_report raw;
} inspection;

struct vt_arrival_flow {
	GQueue waiting;   /* inspection *, not sent */
	GQueue later;     /* inspection *, looks not sent */
	GQueue resting;   /* inspection *, each with a timer */
	unsigned looking; /* looks that are sent */
	GHashTable *sent; /* request -> inspection * */
	GHashTable *ids;  /* ids announced, waiting or sent: nothing is inspected twice at a time */
};

static void inspection_free(void *data)
{
	inspection *one = data;

	g_free(one->id);
	vt_raw_report_clear(&one->raw);
	g_free(one);
}

vt_arrival_flow *vt_arrival_flow_new(void)
{
	vt_arrival_flow *flow = g_new0(vt_arrival_flow, 1);

	g_queue_init(&flow->waiting);
	g_queue_init(&flow->later);
	g_queue_init(&flow->resting);
	flow->sent = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, inspection_free);
	flow->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return flow;
}

void vt_arrival_flow_free(vt_arrival_flow *flow)
{
	if (flow == NULL)
		return;
	g_queue_clear_full(&flow->waiting, inspection_free);
	g_queue_clear_full(&flow->later, inspection_free);
	g_queue_clear_full(&flow->resting, inspection_free);
	g_hash_table_unref(flow->sent);
	g_hash_table_unref(flow->ids);
	g_free(flow);
}

unsigned vt_arrival_flow_busy(const vt_arrival_flow *flow)
{
	return g_hash_table_size(flow->ids);
}

unsigned vt_arrival_flow_with_inspect(const vt_arrival_flow *flow)
{
	return g_hash_table_size(flow->sent);
}

bool vt_arrival_flow_claim(vt_arrival_flow *flow, const char *id)
{
	return g_hash_table_add(flow->ids, g_strdup(id));
}

void vt_arrival_flow_release(vt_arrival_flow *flow, const char *id)
{
	g_hash_table_remove(flow->ids, id);
}

/* The envelope lies in spool/, or, of an arrival that is known already, wherever its bytes went. */
vt_arrived *vt_arrival_flow_envelope(vt_registrar *registrar, const char *id, GError **error)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, error);
	g_autoptr(GBytes) bytes = NULL;

	if (arrival == NULL) {
		if (error != NULL && *error != NULL)
			return NULL;
		arrival = vt_arrival_new();
		arrival->id = g_strdup(id);
		arrival->sha256 = g_strdup("");
	}
	bytes = vt_files_envelope(registrar->store, arrival, error);
	return bytes != NULL ? vt_arrived_parse(bytes, id, error) : NULL;
}

bool vt_arrival_flow_recover(vt_registrar *registrar, GError **error)
{
	g_autoptr(GPtrArray) arrived = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GPtrArray) waiting = NULL;

	if (!vt_files_reconcile(registrar->store, &arrived, &faults, error))
		return false;
	for (guint i = 0; i < faults->len; i++) {
		g_autofree char *fault = vt_log_value(g_ptr_array_index(faults, i));

		vt_log(VT_LOG_ERROR, "-", "file-missing", "fault=%s", fault);
	}
	for (guint i = 0; i < arrived->len; i++)
		vt_announce(registrar, g_ptr_array_index(arrived, i));
	waiting = vt_arrivals_list(registrar->store, NULL, VT_STATE_WAITING, 0, G_MAXUINT, error);
	if (waiting == NULL)
		return false;
	for (guint i = 0; i < waiting->len; i++)
		vt_arrival_flow_inspect(registrar,
					((vt_arrival *)g_ptr_array_index(waiting, i))->id);
	return true;
}

/* --- inspected --- */

void vt_arrival_flow_inspect(vt_registrar *registrar, const char *id)
{
	vt_arrival_flow_try(registrar, id, NULL, NULL);
}

bool vt_arrival_flow_try(vt_registrar *registrar, const char *id, vt_tried *tried, void *data)
{
	inspection *one = NULL;

	if (!vt_arrival_flow_claim(registrar->arrivals, id))
		return false;
	one = g_new0(inspection, 1);
	one->id = g_strdup(id);
	one->tried = tried;
	one->data = data;
	g_queue_push_tail(&registrar->arrivals->waiting, one);
	vt_arrival_flow_pump(registrar);
	return true;
}

bool vt_arrival_flow_look(vt_registrar *registrar, const char *id, int64_t at, vt_looked *looked,
			  void *data)
{
	inspection *one = NULL;

	if (!vt_arrival_flow_claim(registrar->arrivals, id))
		return false;
	one = g_new0(inspection, 1);
	one->id = g_strdup(id);
	one->looked = looked;
	one->at = at;
	one->data = data;
	g_queue_push_tail(&registrar->arrivals->later, one);
	vt_arrival_flow_pump(registrar);
	return true;
}

/* Descriptor of the stored bytes and what inspection must know beside them; -1 with error. */
static int open_message(vt_registrar *registrar, const inspection *one, vt_writer *writer,
			uint64_t request, GError **error)
{
	const char *id = one->id;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, error);
	g_autoptr(vt_arrived) arrived = NULL;

	if (arrival == NULL) {
		if (*error == NULL)
			vt_error_set(error, VT_NEVER, "no arrival '%s'", id);
		return -1;
	}
	arrived = vt_arrival_flow_envelope(registrar, id, error);
	if (arrived == NULL)
		return -1;
	vt_write_u64(writer, request);
	vt_write_i64(writer, one->looked != NULL ? one->at : arrival->received_at);
	vt_write_text(writer, arrived->mail_from);
	vt_write_bool(writer, one->looked == NULL);
	return vt_files_open(registrar->store, arrival, error);
}

static void end_inspection(vt_registrar *registrar, inspection *take_one, vt_code jail_code,
			   unsigned denied, char *take_text);

static void wait_first(vt_arrival_flow *flow, inspection *one)
{
	g_queue_push_head(one->looked != NULL ? &flow->later : &flow->waiting, one);
}

static void rested(vt_run *run, void *data)
{
	vt_registrar *registrar = vt_registrar_of(run);

	g_queue_remove(&registrar->arrivals->resting, data);
	wait_first(registrar->arrivals, data);
	vt_arrival_flow_pump(registrar);
}

/* Once more, later; concluded with code when it was often enough. The first time it need be
 * nobody's fault: an inspection parent that retires leaves what it has not begun. */
static void rest(vt_registrar *registrar, inspection *take_one, vt_code code)
{
	unsigned pause = take_one->losses > 0 ? FIRST_REST_MS << (take_one->losses - 1) : 0;

	if (++take_one->losses >= MAX_LOSSES) {
		end_inspection(registrar, take_one, code, 0, NULL);
		return;
	}
	if (pause > 0)
		vt_log(VT_LOG_WARNING, take_one->id, "inspection-lost", "times=%u again-in=%ums",
		       take_one->losses, pause);
	g_queue_push_tail(&registrar->arrivals->resting, take_one);
	vt_run_after(registrar->run, pause, rested, take_one);
}

static void send_inspection(vt_registrar *registrar, vt_peer *peer, inspection *one)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GError) error = NULL;
	uint64_t request = vt_registrar_request(registrar);
	vt_autofd int fd = open_message(registrar, one, &writer, request, &error);

	if (fd < 0) {
		g_autofree char *fault = vt_log_value(error->message);

		vt_log(VT_LOG_ERROR, one->id, "message-unreadable", "fault=%s", fault);
		if (error->code == VT_NEVER)
			end_inspection(registrar, one, VT_CODE_UNREADABLE, 0, NULL);
		else
			rest(registrar, one, VT_CODE_UNREADABLE);
		return;
	}
	one->request = request;
	one->sent_us = g_get_monotonic_time();
	registrar->arrivals->looking += one->looked != NULL;
	if (one->looked == NULL)
		vt_scanning_begin(registrar, one->id, one->tried != NULL);
	g_hash_table_insert(registrar->arrivals->sent, &one->request, one);
	vt_peer_send(peer, VT_KIND_INSPECT, &writer, fd);
}

static bool may_go(const vt_arrival_flow *flow, const inspection *next)
{
	GHashTableIter iter;
	void *value = NULL;

	g_hash_table_iter_init(&iter, flow->sent);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (next->suspect || ((const inspection *)value)->suspect)
			return false;
	return g_hash_table_size(flow->sent) < MAX_WITH_INSPECT;
}

void vt_arrival_flow_pump(vt_registrar *registrar)
{
	vt_arrival_flow *flow = registrar->arrivals;
	vt_peer *peer = vt_run_peer(registrar->run, VT_PROGRAM_INSPECT);

	if (peer == NULL)
		return;
	while (flow->waiting.length > 0 && may_go(flow, g_queue_peek_head(&flow->waiting))
	       && !vt_scanning_is_full(registrar->scanning))
		send_inspection(registrar, peer, g_queue_pop_head(&flow->waiting));
	while (flow->waiting.length == 0 && flow->later.length > 0 && flow->looking < MAX_LOOKS
	       && may_go(flow, g_queue_peek_head(&flow->later)))
		send_inspection(registrar, peer, g_queue_pop_head(&flow->later));
}

static gint by_request(gconstpointer a, gconstpointer b)
{
	const inspection *x = *(const inspection *const *)a;
	const inspection *y = *(const inspection *const *)b;

	return x->request < y->request ? -1 : 1;
}

static void begin_anew(inspection *one)
{
	one->request = 0;
	vt_raw_report_clear(&one->raw);
}

/* What was with inspect goes back to the head of the queue, in its old order; what was alone rests.
 */
void vt_arrival_flow_lost(vt_registrar *registrar)
{
	vt_arrival_flow *flow = registrar->arrivals;
	g_autoptr(GPtrArray) lost = vt_steal_values(flow->sent);

	g_ptr_array_sort(lost, by_request);
	flow->looking = 0;
	for (guint i = lost->len; i > 0; i--) {
		inspection *one = g_ptr_array_index(lost, i - 1);

		begin_anew(one);
		one->suspect = true;
		if (lost->len == 1)
			rest(registrar, one, VT_CODE_CHILD_DIED);
		else
			wait_first(flow, one);
	}
}

/* The inspection a packet speaks of; an unknown request is an answer to an older parent's life:
 * ignored, never believed. */
static inspection *asked_for(vt_registrar *registrar, uint64_t request)
{
	return g_hash_table_lookup(registrar->arrivals->sent, &request);
}

void vt_on_report(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	GBytes *bytes = vt_read_bytes(&reader, VT_MAX_PACKET_BYTES);
	inspection *one = asked_for(vt_registrar_of(run), request);

	if (!vt_reader_done(&reader, NULL))
		vt_peer_broken(peer, "a report that does not read");
	else if (one != NULL && bytes != NULL)
		vt_raw_report_keep(&one->raw, packet->kind, bytes);
	g_clear_pointer(&bytes, g_bytes_unref);
}

static char *read_text(int fd)
{
	g_autoptr(GBytes) bytes = fd >= 0 ? vt_io_read_fd(fd, VT_MAX_TEXT_BYTES, NULL) : NULL;

	if (bytes == NULL || g_bytes_get_size(bytes) == 0)
		return NULL;
	return g_utf8_make_valid(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
}

void vt_on_inspected(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	uint32_t jail_code = vt_read_u32(&reader);
	uint32_t denied = vt_read_u32(&reader);
	inspection *one = NULL;

	if (!vt_reader_done(&reader, NULL)
	    || (jail_code != 0 && vt_code_find((int)jail_code) == NULL)) {
		vt_peer_broken(peer, "an end of inspection that does not read");
		return;
	}
	one = asked_for(registrar, request);
	if (one == NULL)
		return;
	vt_inspect_watch_heard(registrar);
	g_hash_table_steal(registrar->arrivals->sent, &request);
	registrar->arrivals->looking -= one->looked != NULL;
	vt_metrics_inspected(registrar->metrics, g_get_monotonic_time() - one->sent_us);
	if (jail_code == VT_CODE_UNREADABLE) {
		/* It is ours, and lies on our disk: that says nothing about the message. */
		begin_anew(one);
		rest(registrar, one, VT_CODE_UNREADABLE);
	} else {
		end_inspection(registrar, one, (vt_code)jail_code, denied, read_text(packet->fd));
	}
	vt_arrival_flow_pump(registrar);
}

/* --- concluded --- */

static void concluded(vt_registrar *registrar, const char *id)
{
	vt_arrival_flow_release(registrar->arrivals, id);
}

/* A retry in earnest that came meanwhile found it under way. */
static void tried_out(vt_registrar *registrar, const char *id)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, id, NULL);

	concluded(registrar, id);
	if (arrival != NULL && arrival->state == VT_STATE_WAITING)
		vt_arrival_flow_inspect(registrar, id);
}

/* Its evidence lies in the store, or there is none; else missing says what could not be had. */
typedef struct ready {
	inspection *one; /* NULL: it has ended, only the scan is waited for */
	vt_conclusion_task task;
} ready;

static void conclude_scanned(vt_registrar *registrar, vt_code code, const char *detail, void *data)
{
	g_autofree ready *r = data;

	r->task.scan_code = code;
	r->task.scan_detail = g_strdup(detail);
	vt_conclusion_add(registrar, &r->task);
}

static void conclude_ready(vt_registrar *registrar, const char *missing, void *data)
{
	ready *r = data;
	inspection *one = r->one;

	if (missing != NULL && !one->again) {
		/* The trust of then is gone: what it said must not be concluded, another look is
		 * judged by the trust of now. */
		vt_log(VT_LOG_INFO, one->id, "evidence-gone", "sha256=%s", missing);
		vt_conclusion_task_clear(&r->task);
		begin_anew(one);
		one->again = true;
		g_queue_push_head(&registrar->arrivals->waiting, one);
		g_free(r);
		vt_arrival_flow_pump(registrar);
		return;
	}
	r->task.evidence_missing = g_strdup(missing);
	inspection_free(one);
	r->one = NULL;
	vt_scanning_await(registrar, r->task.id, conclude_scanned, r);
}

static void conclude(vt_registrar *registrar, inspection *take_one, vt_conclusion_task *take_task)
{
	ready *r = g_new0(ready, 1);
	vt_conclusion_task *task = &r->task;

	*task = *take_task;
	r->one = take_one;
	task->arrived = vt_arrival_flow_envelope(registrar, take_one->id, NULL);
	task->id = g_strdup(take_one->id);
	task->tried = take_one->tried;
	task->done = take_one->tried != NULL ? tried_out : concluded;
	task->tried_data = take_one->data;
	if (task->tried == NULL && task->identity != NULL
	    && vt_keeping_is_due(task->identity, task->contents))
		vt_keeping_gather(registrar, task->identity->evidence, conclude_ready, r);
	else
		conclude_ready(registrar, NULL, r);
}

static void end_inspection(vt_registrar *registrar, inspection *take_one, vt_code jail_code,
			   unsigned denied, char *take_text)
{
	g_autoptr(GError) error = NULL;
	vt_conclusion_task task = { .text = take_text, .jail_code = jail_code, .denied = denied };
	vt_code code = vt_raw_report_take(&take_one->raw, &task.identity, &task.contents, &error);

	if (code != 0) {
		g_autofree char *fault = vt_log_value(error->message);

		vt_log(VT_LOG_WARNING, take_one->id, "report-refused", "fault=%s", fault);
		task.jail_code = jail_code != 0 ? jail_code : code;
	} else if (jail_code == 0 && task.contents == NULL) {
		/* A child that ended well without a whole report did not keep to the protocol. */
		task.jail_code = VT_CODE_CHILD_PROTOCOL;
	}
	if (take_one->looked == NULL) {
		conclude(registrar, take_one, &task);
		return;
	}
	tried_out(registrar, take_one->id);
	if (task.jail_code != 0)
		g_clear_pointer(&task.identity, vt_identity_free);
	take_one->looked(registrar, take_one->id, g_steal_pointer(&task.identity), take_one->data);
	vt_conclusion_task_clear(&task);
	inspection_free(take_one);
}
