/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch - many acts, one COMMIT
 */
#include "proc/registrar/batch.h"

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "proc/registrar/registrar.h"

/* A resource that is missing for so long is not coming back: some fifteen minutes. */
#define MAX_TRIES 900

typedef struct waiting_task {
	vt_task task;
	uint64_t number; /* first come, first served among equal orders */
	bool kept;
	GError *error;
	unsigned tries;
} waiting_task;

struct vt_batch {
	GQueue tasks; /* waiting_task *, sorted */
	uint64_t next_number;
};

static void waiting_free(waiting_task *waiting)
{
	if (waiting->task.free_data != NULL)
		waiting->task.free_data(waiting->task.data);
	g_clear_error(&waiting->error);
	g_free(waiting);
}

vt_batch *vt_batch_new(void)
{
	vt_batch *batch = g_new0(vt_batch, 1);

	g_queue_init(&batch->tasks);
	return batch;
}

void vt_batch_free(vt_batch *batch)
{
	if (batch == NULL)
		return;
	g_queue_clear_full(&batch->tasks, (GDestroyNotify)waiting_free);
	g_free(batch);
}

static gint compare_tasks(gconstpointer a, gconstpointer b, gpointer data)
{
	const waiting_task *x = a;
	const waiting_task *y = b;

	(void)data;
	if (x->task.order != y->task.order)
		return x->task.order < y->task.order ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void vt_batch_add(vt_batch *batch, const vt_task *task)
{
	waiting_task *waiting = g_new0(waiting_task, 1);

	waiting->task = *task;
	waiting->number = batch->next_number++;
	g_queue_insert_sorted(&batch->tasks, waiting, compare_tasks, NULL);
	// cppcheck-suppress memleak ; the queue owns it
}

unsigned vt_batch_waiting(const vt_batch *batch)
{
	return batch->tasks.length;
}

static void log_fault(const waiting_task *waiting, const GError *error)
{
	g_autofree char *value = vt_log_value(error->message);

	vt_log(VT_LOG_ERROR, waiting->task.id != NULL ? waiting->task.id : "-", "act-failed",
	       "act=%s fault=%s", waiting->task.name, value);
}

/* One act in its SAVEPOINT. false: the database itself does not go on. */
static bool run_act(waiting_task *waiting, vt_registrar *registrar, GError **error)
{
	bool good = false;

	g_clear_error(&waiting->error);
	if (!vt_act_begin(registrar->store, error))
		return false;
	good = waiting->task.act(registrar, waiting->task.data, &waiting->error);
	waiting->kept = good && vt_act_end(registrar->store, true, &waiting->error);
	if (!good)
		return vt_act_end(registrar->store, false, error);
	return true;
}

static void settle(waiting_task *waiting, vt_registrar *registrar, bool committed,
		   const GError *commit_error)
{
	const GError *error = committed ? waiting->error : commit_error;
	bool kept = committed && waiting->kept;

	if (error != NULL)
		log_fault(waiting, error);
	if (waiting->task.settled != NULL)
		waiting->task.settled(registrar, waiting->task.data, kept, error);
	waiting_free(waiting);
}

static GPtrArray *take_some(vt_batch *batch)
{
	GPtrArray *some = g_ptr_array_new();

	while (some->len < VT_BATCH_ACTS && batch->tasks.length > 0)
		g_ptr_array_add(some, g_queue_pop_head(&batch->tasks));
	return some;
}

static void put_back(vt_batch *batch, const GPtrArray *some, guint from)
{
	for (guint i = some->len; i > from; i--)
		g_queue_push_head(&batch->tasks, g_ptr_array_index(some, i - 1));
}

/* Runs acts until the batch is full in number or time; the rest goes back to the queue. */
static bool run_some(vt_batch *batch, vt_registrar *registrar, GPtrArray *some, GError **error)
{
	int64_t until = g_get_monotonic_time() + VT_BATCH_US;

	for (guint i = 0; i < some->len; i++) {
		if (i > 0 && g_get_monotonic_time() > until) {
			put_back(batch, some, i);
			g_ptr_array_set_size(some, (gint)i);
			return true;
		}
		if (!run_act(g_ptr_array_index(some, i), registrar, error))
			return false;
	}
	return true;
}

/* The act alone failed for want of a resource, and was rolled back alone. */
static bool is_for_later(waiting_task *waiting)
{
	return !waiting->kept && waiting->error != NULL && waiting->error->code != VT_NEVER
	       && ++waiting->tries < MAX_TRIES;
}

/* commit_error NULL: what was kept is in the database. */
static void settle_some(vt_batch *batch, vt_registrar *registrar, const GPtrArray *some,
			const GError *commit_error, bool *later_out)
{
	g_autoptr(GPtrArray) later = g_ptr_array_new();

	for (guint i = 0; i < some->len; i++) {
		waiting_task *waiting = g_ptr_array_index(some, i);

		if (commit_error == NULL && is_for_later(waiting)) {
			if (waiting->tries == 1)
				log_fault(waiting, waiting->error);
			g_ptr_array_add(later, waiting);
		} else {
			settle(waiting, registrar, commit_error == NULL, commit_error);
		}
	}
	put_back(batch, later, 0);
	*later_out = later->len > 0;
}

bool vt_batch_run(vt_batch *batch, vt_registrar *registrar, bool *later_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) some = NULL;
	bool committed = false;

	*later_out = false;
	if (batch->tasks.length == 0)
		return false;
	some = take_some(batch);
	if (vt_batch_begin(registrar->store, &error)) {
		if (run_some(batch, registrar, some, &error))
			committed = vt_batch_commit(registrar->store, &error);
		else
			vt_batch_abandon(registrar->store);
	}
	if (!committed && error->code != VT_NEVER) {
		/* Disk full or locked: nothing happened, nobody was told; the same acts run again
		 * later. */
		log_fault(g_ptr_array_index(some, 0), error);
		put_back(batch, some, 0);
		*later_out = true;
		return false;
	}
	vt_crashpoint("registrar.committed");
	settle_some(batch, registrar, some, committed ? NULL : error, later_out);
	return batch->tasks.length > 0 && !*later_out;
}
