/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extraction - ask inspect for parts, one answer each
 */
#include "proc/registrar/extraction.h"

#include "base/io.h"
#include "base/limits.h"
#include "proc/registrar/inspect_watch.h"
#include "store/arrivals.h"
#include "store/files.h"

#define MAX_WITH_INSPECT 4

typedef struct extraction {
	char *id, *path;
	uint64_t request; /* 0 = not sent */
	vt_extracted done;
	void *data;
} extraction;

struct vt_extractions {
	GQueue waiting;   /* extraction *, not sent */
	GHashTable *sent; /* request -> extraction * */
};

static void extraction_free(void *data)
{
	extraction *one = data;

	g_free(one->id);
	g_free(one->path);
	g_free(one);
}

vt_extractions *vt_extractions_new(void)
{
	vt_extractions *extractions = g_new0(vt_extractions, 1);

	g_queue_init(&extractions->waiting);
	extractions->sent =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, extraction_free);
	return extractions;
}

void vt_extractions_free(vt_extractions *extractions)
{
	if (extractions == NULL)
		return;
	g_queue_clear_full(&extractions->waiting, extraction_free);
	g_hash_table_unref(extractions->sent);
	g_free(extractions);
}

unsigned vt_extractions_with_inspect(const vt_extractions *extractions)
{
	return g_hash_table_size(extractions->sent);
}

GPtrArray *vt_steal_values(GHashTable *table)
{
	GPtrArray *values = g_ptr_array_new();
	GHashTableIter iter;
	gpointer value = NULL;

	g_hash_table_iter_init(&iter, table);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_ptr_array_add(values, value);
	g_hash_table_steal_all(table);
	return values;
}

static void send_extraction(vt_registrar *registrar, vt_peer *peer, extraction *one)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(registrar->store, one->id, &error);
	vt_autofd int fd = arrival != NULL && !vt_arrival_is_unsafe(arrival)
				   ? vt_files_open(registrar->store, arrival, &error)
				   : -1;

	if (fd < 0) {
		one->done(registrar, NULL, one->data);
		extraction_free(one);
		return;
	}
	one->request = vt_registrar_request(registrar);
	vt_write_u64(&writer, one->request);
	vt_write_text(&writer, one->path);
	g_hash_table_insert(registrar->extractions->sent, &one->request, one);
	vt_peer_send(peer, VT_KIND_EXTRACT, &writer, fd);
}

void vt_extractions_pump(vt_registrar *registrar)
{
	vt_extractions *extractions = registrar->extractions;
	vt_peer *peer = vt_run_peer(registrar->run, VT_PROGRAM_INSPECT);

	while (peer != NULL && extractions->waiting.length > 0
	       && g_hash_table_size(extractions->sent) < MAX_WITH_INSPECT)
		send_extraction(registrar, peer, g_queue_pop_head(&extractions->waiting));
}

void vt_extractions_lost(vt_registrar *registrar)
{
	g_autoptr(GPtrArray) lost = vt_steal_values(registrar->extractions->sent);

	for (guint i = 0; i < lost->len; i++)
		g_queue_push_tail(&registrar->extractions->waiting, g_ptr_array_index(lost, i));
}

void vt_extract(vt_registrar *registrar, const char *id, const char *path, vt_extracted done,
		void *data)
{
	extraction *one = g_new0(extraction, 1);

	one->id = g_strdup(id);
	one->path = g_strdup(path);
	one->done = done;
	one->data = data;
	g_queue_push_tail(&registrar->extractions->waiting, one);
	vt_extractions_pump(registrar);
}

void vt_on_extracted(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	bool found = vt_read_bool(&reader);
	extraction *one = NULL;
	g_autoptr(GBytes) leaf = NULL;

	if (!vt_reader_done(&reader, NULL)) {
		vt_peer_broken(peer, "an extraction that does not read");
		return;
	}
	one = g_hash_table_lookup(registrar->extractions->sent, &request);
	if (one == NULL)
		return;
	vt_inspect_watch_heard(registrar);
	g_hash_table_steal(registrar->extractions->sent, &request);
	if (found && packet->fd >= 0)
		leaf = vt_io_is_sealed(packet->fd)
			       ? vt_io_map_fd(packet->fd, VT_MAX_MESSAGE_BYTES, NULL)
			       : vt_io_read_fd(packet->fd, VT_MAX_MESSAGE_BYTES, NULL);
	one->done(registrar, leaf, one->data);
	extraction_free(one);
	vt_extractions_pump(registrar);
}
