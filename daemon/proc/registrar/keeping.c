/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeping - asks inspect for the certificates and CRLs of its trust, each once, and stores them
 */
#include "proc/registrar/keeping.h"

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/registrar/inspect_watch.h"
#include "store/evidence.h"

#define AGAIN_MS 1000

/* One verdict that waits for its evidence. */
typedef struct gathering {
	const GPtrArray *evidence;
	vt_gathered *done;
	void *data;
} gathering;

/* One object that somebody waits for. */
typedef struct wanted {
	char *sha256;
	uint64_t request;   /* 0 = not sent */
	GPtrArray *waiting; /* gathering * */
} wanted;

struct vt_keeping {
	GHashTable *wanted; /* sha256 -> wanted *, owned */
	GHashTable *sent;   /* request -> wanted *, borrowed */
};

unsigned vt_keeping_with_inspect(const vt_keeping *keeping)
{
	return g_hash_table_size(keeping->sent);
}

static void wanted_free(void *data)
{
	wanted *w = data;

	g_free(w->sha256);
	g_ptr_array_unref(w->waiting);
	g_free(w);
}

vt_keeping *vt_keeping_new(void)
{
	vt_keeping *keeping = g_new0(vt_keeping, 1);

	keeping->wanted = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, wanted_free);
	keeping->sent = g_hash_table_new(g_int64_hash, g_int64_equal);
	return keeping;
}

void vt_keeping_free(vt_keeping *keeping)
{
	if (keeping == NULL)
		return;
	g_hash_table_unref(keeping->sent);
	g_hash_table_unref(keeping->wanted);
	g_free(keeping);
}

static bool is_secret(const vt_contents *contents)
{
	static const vt_code codes[] = { VT_CODE_SECRET, VT_CODE_TOP_SECRET,
					 VT_CODE_ABSOLUTE_SECRET };

	for (unsigned i = 0; i < G_N_ELEMENTS(codes); i++) {
		if (vt_findings_have(contents->findings, codes[i]))
			return true;
	}
	return false;
}

bool vt_keeping_is_due(const vt_identity *identity, const vt_contents *contents)
{
	return identity != NULL && contents != NULL && !is_secret(contents);
}

/* NULL: nothing is missing. Borrowed. */
static const char *first_missing(const vt_registrar *registrar, const GPtrArray *evidence)
{
	for (guint i = 0; i < evidence->len; i++) {
		const vt_evidence *one = g_ptr_array_index(evidence, i);

		if (!one->carried && !vt_evidence_lies(registrar->store, one->sha256))
			return one->sha256;
	}
	return NULL;
}

bool vt_keeping_lies(const vt_registrar *registrar, const GPtrArray *evidence)
{
	return first_missing(registrar, evidence) == NULL;
}

/* To the next object it lacks, or to its end. */
static void go_on(vt_registrar *registrar, gathering *take_g)
{
	vt_keeping *keeping = registrar->keeping;
	const char *sha256 = first_missing(registrar, take_g->evidence);
	wanted *w = NULL;

	if (sha256 == NULL) {
		take_g->done(registrar, NULL, take_g->data);
		g_free(take_g);
		return;
	}
	w = g_hash_table_lookup(keeping->wanted, sha256);
	if (w == NULL) {
		w = g_new0(wanted, 1);
		w->sha256 = g_strdup(sha256);
		w->waiting = g_ptr_array_new();
		g_hash_table_insert(keeping->wanted, w->sha256, w);
	}
	g_ptr_array_add(w->waiting, take_g);
}

void vt_keeping_gather(vt_registrar *registrar, const GPtrArray *evidence, vt_gathered *done,
		       void *data)
{
	gathering *g = g_new0(gathering, 1);

	g->evidence = evidence;
	g->done = done;
	g->data = data;
	go_on(registrar, g);
	vt_keeping_pump(registrar);
}

void vt_keeping_pump(vt_registrar *registrar)
{
	vt_peer *peer = vt_run_peer(registrar->run, VT_PROGRAM_INSPECT);
	GHashTableIter iter;
	gpointer value = NULL;

	g_hash_table_iter_init(&iter, registrar->keeping->wanted);
	while (peer != NULL && g_hash_table_iter_next(&iter, NULL, &value)) {
		wanted *w = value;
		g_auto(vt_writer) writer = vt_writer_new();

		if (w->request != 0)
			continue;
		w->request = vt_registrar_request(registrar);
		g_hash_table_insert(registrar->keeping->sent, &w->request, w);
		vt_write_u64(&writer, w->request);
		vt_write_text(&writer, w->sha256);
		vt_peer_send(peer, VT_KIND_OBJECT, &writer, -1);
	}
}

void vt_keeping_lost(vt_registrar *registrar)
{
	GHashTableIter iter;
	gpointer value = NULL;

	g_hash_table_remove_all(registrar->keeping->sent);
	g_hash_table_iter_init(&iter, registrar->keeping->wanted);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		((wanted *)value)->request = 0;
}

static void ask_again(vt_run *run, void *data)
{
	(void)run;
	vt_keeping_pump(data);
}

static void answer(vt_registrar *registrar, wanted *w, bool kept)
{
	g_autofree char *sha256 = g_strdup(w->sha256);
	g_autoptr(GPtrArray) waiting = g_ptr_array_ref(w->waiting);

	g_hash_table_remove(registrar->keeping->wanted, sha256);
	for (guint i = 0; i < waiting->len; i++) {
		gathering *g = g_ptr_array_index(waiting, i);

		if (kept) {
			go_on(registrar, g);
		} else {
			g->done(registrar, sha256, g->data);
			g_free(g);
		}
	}
	vt_keeping_pump(registrar);
}

/* false: for lack of a resource; it is asked for again. kept_out: it lies in the store now. */
static bool store_object(vt_registrar *registrar, const wanted *w, int fd, bool *kept_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) der = vt_io_read_fd(fd, VT_MAX_CRL_BYTES, &error);

	*kept_out = der != NULL && vt_evidence_publish(registrar->store, w->sha256, der, &error);
	if (*kept_out) {
		vt_log(VT_LOG_INFO, "-", "evidence-kept", "sha256=%s bytes=%" G_GSIZE_FORMAT,
		       w->sha256, g_bytes_get_size(der));
		return true;
	}
	g_autofree char *fault = vt_log_value(error->message);
	vt_log(VT_LOG_ERROR, "-", "evidence-not-kept", "fault=%s", fault);
	return error->code == VT_NEVER;
}

void vt_on_object_found(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	vt_reader reader = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&reader);
	bool found = vt_read_bool(&reader);
	wanted *w = NULL;
	bool kept = false;

	if (!vt_reader_done(&reader, NULL) || (found && packet->fd < 0)) {
		vt_peer_broken(peer, "an object that does not read");
		return;
	}
	w = g_hash_table_lookup(registrar->keeping->sent, &request);
	if (w == NULL)
		return;
	vt_inspect_watch_heard(registrar);
	g_hash_table_remove(registrar->keeping->sent, &request);
	w->request = 0;
	if (found && !store_object(registrar, w, packet->fd, &kept)) {
		vt_run_after(run, AGAIN_MS, ask_again, registrar);
		return;
	}
	answer(registrar, w, kept);
}
