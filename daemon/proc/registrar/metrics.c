/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics - what is counted as it happens, and the answers for vanthu-watch
 */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/registrar/metrics_private.h"
#include "proc/registrar/side.h"

#define MAX_VALIDITIES 2000
#define MAX_TEXT_BYTES (VT_MAX_PACKET_BYTES - 2000)

const double vt_inspection_bounds[VT_INSPECTION_BUCKETS] = {
	0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
};

static void validity_free(void *data)
{
	vt_validity *validity = data;

	g_free(validity->what);
	g_free(validity->name);
	g_free(validity);
}

vt_metrics *vt_metrics_new(void)
{
	vt_metrics *metrics = g_new0(vt_metrics, 1);

	metrics->validities = g_ptr_array_new_with_free_func(validity_free);
	metrics->fetched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	metrics->starts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return metrics;
}

void vt_metrics_free(vt_metrics *metrics)
{
	if (metrics == NULL)
		return;
	vt_side_free(metrics->side);
	g_ptr_array_unref(metrics->validities);
	g_hash_table_unref(metrics->fetched);
	g_hash_table_unref(metrics->starts);
	g_free(metrics);
}

const GPtrArray *vt_metrics_validities(const vt_metrics *metrics)
{
	return metrics->validities;
}

GHashTable *vt_metrics_fetched(const vt_metrics *metrics)
{
	return metrics->fetched;
}

void vt_metrics_inspected(vt_metrics *metrics, int64_t microseconds)
{
	unsigned bucket = 0;

	while (bucket < VT_INSPECTION_BUCKETS
	       && (double)microseconds > vt_inspection_bounds[bucket] * G_USEC_PER_SEC)
		bucket++;
	metrics->inspections[bucket]++;
	metrics->inspection_microseconds += (uint64_t)MAX(microseconds, 0);
}

void vt_metrics_came(vt_registrar *registrar, const vt_peer *peer)
{
	vt_metrics *metrics = registrar->metrics;
	uint64_t starts = vt_peer_starts(peer);

	g_hash_table_insert(metrics->starts, vt_peer_full_name(peer),
			    g_memdup2(&starts, sizeof starts));
	for (guint i = metrics->validities->len; i > 0; i--) {
		const vt_validity *one = g_ptr_array_index(metrics->validities, i - 1);

		if (one->said_by == vt_peer_program(peer))
			g_ptr_array_remove_index(metrics->validities, i - 1);
	}
}

/* Of several under one name the one that ends first: a name stands once in the metrics. */
static bool is_worse_known(const vt_metrics *metrics, const vt_validity *one)
{
	for (guint i = 0; i < metrics->validities->len; i++) {
		vt_validity *known = g_ptr_array_index(metrics->validities, i);

		if (strcmp(known->what, one->what) != 0 || strcmp(known->name, one->name) != 0)
			continue;
		if (one->until != VT_TIME_NONE
		    && (known->until == VT_TIME_NONE || one->until < known->until)) {
			known->from = one->from;
			known->until = one->until;
		}
		return true;
	}
	return false;
}

void vt_on_validity(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_metrics *metrics = vt_registrar_of(run)->metrics;
	vt_reader r = vt_packet_reader(packet);
	vt_validity *one = g_new0(vt_validity, 1);

	one->what = vt_read_text(&r, VT_MAX_WORD_BYTES);
	one->name = vt_read_text(&r, VT_MAX_NAME_BYTES);
	one->from = vt_read_i64(&r);
	one->until = vt_read_i64(&r);
	one->said_by = vt_peer_program(peer);
	if (vt_reader_done(&r, NULL) && one->what != NULL && one->name != NULL
	    && metrics->validities->len < MAX_VALIDITIES && !is_worse_known(metrics, one)) {
		g_ptr_array_add(metrics->validities, one);
		return;
	}
	if (!vt_reader_done(&r, NULL))
		vt_peer_broken(peer, "a validity that does not read");
	validity_free(one);
}

void vt_on_fetched(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	int64_t now = vt_clock_now();

	(void)packet;
	g_hash_table_insert(vt_registrar_of(run)->metrics->fetched,
			    g_strdup(vt_peer_which(peer) != NULL ? vt_peer_which(peer) : ""),
			    g_memdup2(&now, sizeof now));
}

/* ---- asked by vanthu-watch ---- */

/* Whole lines of what fits. */
static void cut(char *text)
{
	if (strlen(text) <= MAX_TEXT_BYTES)
		return;
	text[MAX_TEXT_BYTES] = '\0';
	char *end = strrchr(text, '\n');
	if (end != NULL)
		end[1] = '\0';
}

static void measure(vt_registrar *registrar, void *data, vt_writer *body)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_store) store = vt_store_open_reader(registrar->state_path, &error);
	g_autofree char *why = vt_metrics_unwell(registrar);
	g_autofree char *text =
		store != NULL ? vt_metrics_text(registrar, store, why, &error) : NULL;

	(void)data;
	if (text == NULL && why == NULL)
		why = g_strdup("the database cannot be read; see the log");
	if (text != NULL)
		cut(text);
	vt_write_u64(body, registrar->metrics->request);
	vt_write_text(body, why);
	vt_write_text(body, text);
}

static void measured(vt_registrar *registrar, void *data, const vt_packet *packet)
{
	vt_peer *peer = vt_run_peer(registrar->run, VT_PROGRAM_WATCH);
	g_auto(vt_writer) body = vt_writer_new();

	(void)data;
	registrar->metrics->side = NULL;
	if (packet == NULL) {
		vt_write_u64(&body, registrar->metrics->request);
		vt_write_text(&body, "the registrar could not measure; see the log");
		vt_write_text(&body, NULL);
	} else {
		g_byte_array_append(body.bytes, g_bytes_get_data(packet->body, NULL),
				    (guint)g_bytes_get_size(packet->body));
	}
	vt_peer_send(peer, VT_KIND_MEASURED, &body, -1);
}

void vt_on_measure(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	static const vt_side_work work = {
		.name = "metrics", .run = measure, .over = measured, .kind = VT_KIND_MEASURED
	};
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	g_autoptr(GError) error = NULL;

	if (!vt_reader_done(&r, NULL)) {
		vt_peer_broken(peer, "a measure that does not read");
		return;
	}
	registrar->metrics->request = request;
	if (registrar->metrics->side != NULL)
		return; /* its answer serves this one too */
	registrar->metrics->side = vt_side_start(registrar, &work, &error);
	if (registrar->metrics->side == NULL) {
		vt_log(VT_LOG_ERROR, "-", "metrics-failed", "why=%s", error->message);
		measured(registrar, NULL, NULL);
	}
}
