/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_clock - backups at their hour
 */
#include "proc/registrar/backup_clock.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/side.h"
#include "work/backup.h"
#include "work/notices.h"

/* The wall clock may be put right meanwhile. */
#define LOOK_EVERY_SECONDS 600
#define MAX_LINE           1000
#define MAX_LINES          100
#define NICE               10

struct vt_backup_clock {
	struct vt_side *side;      /* NULL = none under way */
	int64_t tried, tried_full; /* a failed one is not tried again before its next time */
	bool full;                 /* of the one under way */
};

/* What the child came to, until it is mailed. */
typedef struct outcome {
	vt_backup_result result;
	char *error; /* NULL: there is a backup, good or with faults */
} outcome;

static void outcome_free(void *data)
{
	outcome *o = data;

	vt_backup_result_clear(&o->result);
	g_free(o->error);
	g_free(o);
}

vt_backup_clock *vt_backup_clock_new(void)
{
	vt_backup_clock *clock = g_new0(vt_backup_clock, 1);

	clock->tried = clock->tried_full = VT_TIME_NONE;
	return clock;
}

void vt_backup_clock_free(vt_backup_clock *clock)
{
	if (clock == NULL)
		return;
	vt_side_free(clock->side);
	g_free(clock);
}

/* ---- what the child says ---- */

static int64_t *number(vt_backup_result *result, unsigned i)
{
	int64_t *const numbers[] = { &result->files,    &result->copied,    &result->bytes,
				     &result->arrivals, &result->documents, &result->ledger,
				     &result->sealed,   &result->waiting };

	return i < G_N_ELEMENTS(numbers) ? numbers[i] : NULL;
}

static GPtrArray *bounded(const GPtrArray *lines)
{
	GPtrArray *shown = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < lines->len && i < MAX_LINES; i++) {
		g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(lines, i), -1);

		g_ptr_array_add(
			shown,
			g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), MAX_LINE / 4)));
	}
	return shown;
}

static void write_outcome(vt_writer *w, vt_backup_result *result, const char *error)
{
	g_autoptr(GPtrArray) faults = bounded(result->faults);
	g_autoptr(GPtrArray) removed = bounded(result->removed);

	vt_write_text(w, result->name);
	vt_write_bool(w, result->full);
	for (unsigned i = 0; number(result, i) != NULL; i++)
		vt_write_i64(w, *number(result, i));
	vt_write_text(w, result->head);
	vt_write_texts(w, faults);
	vt_write_texts(w, removed);
	vt_write_text(w, error);
}

static outcome *read_outcome(const vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	outcome *o = g_new0(outcome, 1);
	g_autofree char *head = NULL;

	o->result.name = vt_read_text(&r, VT_MAX_NAME_BYTES);
	o->result.full = vt_read_bool(&r);
	for (unsigned i = 0; number(&o->result, i) != NULL; i++)
		*number(&o->result, i) = vt_read_i64(&r);
	head = vt_read_text(&r, VT_SHA256_HEX);
	g_strlcpy(o->result.head, head != NULL ? head : "", sizeof o->result.head);
	o->result.faults = vt_read_texts(&r, MAX_LINES, MAX_LINE);
	o->result.removed = vt_read_texts(&r, MAX_LINES, MAX_LINE);
	o->error = vt_read_text(&r, MAX_LINE);
	if (!vt_reader_done(&r, NULL) && o->error == NULL)
		o->error = g_strdup("the child said what does not read");
	return o;
}

static void make(vt_registrar *registrar, void *data, vt_writer *body)
{
	const vt_backup_clock *clock = data;
	const vt_backup_order order = { .to = registrar->office->backup_to,
					.state = registrar->state_path,
					.full = clock->full,
					.keep = registrar->office->backup_keep,
					.now = vt_clock_now() };
	g_auto(vt_backup_result) result = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_store) store = vt_store_open_reader(registrar->state_path, &error);

	vt_backup_result_init(&result);
	if (store != NULL)
		(void)vt_backup_run(store, &order, &result, &error);
	g_autofree char *why = error != NULL ? g_strndup(error->message, MAX_LINE / 2) : NULL;
	g_autofree char *shown = why != NULL ? g_utf8_make_valid(why, -1) : NULL;
	write_outcome(body, &result, shown);
}

/* ---- the registrar's side ---- */

static bool act_tell(vt_registrar *registrar, void *data, GError **error)
{
	const outcome *o = data;

	return vt_notices_backup(registrar->store, registrar->office, &o->result, o->error,
				 vt_clock_now(), error);
}

static void log_outcome(const outcome *o)
{
	g_autofree char *why = vt_log_value(o->error != NULL ? o->error : "-");

	if (o->error != NULL)
		vt_log(VT_LOG_ERROR, "-", "backup-failed", "why=%s", why);
	else
		vt_log(o->result.faults->len == 0 ? VT_LOG_INFO : VT_LOG_ERROR, "-", "backup",
		       "name=%s files=%" G_GINT64_FORMAT " copied=%" G_GINT64_FORMAT
		       " faults=%u removed=%u",
		       o->result.name, o->result.files, o->result.copied, o->result.faults->len,
		       o->result.removed->len);
}

static void wind(vt_registrar *registrar);

static void over(vt_registrar *registrar, void *data, const vt_packet *packet)
{
	vt_backup_clock *clock = data;
	outcome *o = NULL;

	clock->side = NULL;
	if (packet != NULL) {
		o = read_outcome(packet);
	} else {
		o = g_new0(outcome, 1);
		vt_backup_result_init(&o->result);
		o->result.full = clock->full;
		o->error = g_strdup("the child that made it ended early; see the log");
	}
	log_outcome(o);
	vt_batch_add(registrar->batch, &(vt_task){ .name = "backup",
						   .order = G_MAXINT64,
						   .act = act_tell,
						   .settled = vt_mail_flow_settled,
						   .data = o,
						   .free_data = outcome_free });
	wind(registrar);
}

static bool start_child(vt_registrar *registrar, bool full, GError **error)
{
	vt_backup_clock *clock = registrar->backup_clock;
	const vt_side_work work = { .name = "backup",
				    .nice = NICE,
				    .run = make,
				    .over = over,
				    .kind = VT_KIND_TEXT, /* of our own, read_outcome() */
				    .data = clock };

	clock->full = full;
	clock->side = vt_side_start(registrar, &work, error);
	return clock->side != NULL;
}

/* VT_TIME_NONE (never): at once. One that seems to come from tomorrow says that the clock was
 * wrong.
 */
static int64_t due(const vt_schedule *schedule, int64_t newest, int64_t tried)
{
	int64_t last = newest > vt_clock_now() + 3600 ? tried : MAX(newest, tried);

	return last == VT_TIME_NONE ? last : vt_schedule_next(schedule, last);
}

static int64_t due_full(const vt_registrar *registrar)
{
	const vt_office *office = registrar->office;

	return due(&office->backup_full, vt_backup_newest(office->backup_to, true),
		   registrar->backup_clock->tried_full);
}

static int64_t due_any(const vt_registrar *registrar)
{
	const vt_office *office = registrar->office;

	return due(&office->backup_incremental, vt_backup_newest(office->backup_to, false),
		   registrar->backup_clock->tried);
}

static void look(vt_run *run, void *data)
{
	vt_registrar *registrar = data;
	vt_backup_clock *clock = registrar->backup_clock;
	int64_t now = vt_clock_now();
	g_autoptr(GError) error = NULL;
	bool full;

	(void)run;
	if (clock->side != NULL)
		return;
	full = due_full(registrar) <= now;
	if (!full && due_any(registrar) > now) {
		wind(registrar);
		return;
	}
	clock->tried = now;
	if (full)
		clock->tried_full = now;
	if (start_child(registrar, full, &error))
		return;
	vt_log(VT_LOG_ERROR, "-", "backup-failed", "why=%s", error->message);
	wind(registrar);
}

static void wind(vt_registrar *registrar)
{
	int64_t now = vt_clock_now();
	int64_t full = due_full(registrar), any = due_any(registrar);
	int64_t next = MIN(full, any);

	vt_run_after(registrar->run, next <= now ? 0 : MIN(next - now, LOOK_EVERY_SECONDS) * 1000,
		     look, registrar);
}

void vt_backup_clock_start(vt_registrar *registrar)
{
	if (registrar->office->backup_to != NULL)
		wind(registrar);
}
