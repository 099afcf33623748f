/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-token - signs issued documents with a key that is on a PKCS#11 token
 *
 * Apart from vanthu-signer, which holds the other keys: a token comes with a module, code of its
 * maker. One file at a time goes to a child that loads the module, logs in, signs and ends, or is
 * ended; the token may come and go, and what the module does to a process happens to that one.
 * What cannot be signed waits: the registrar asks again.
 */
#include <poll.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/probe.h"
#include "proc/signing.h"
#include "proc/token/token_child.h"

typedef struct wish {
	uint64_t request;
	char *own;
	int file;
} wish;

/* Beside the setup, which is the run's data. One program, one queue. */
static struct {
	GQueue waiting; /* wish * */
	wish *now;      /* with the child; NULL = none */
	vt_token_child child;
	unsigned timer;
} queue = { .waiting = G_QUEUE_INIT };

static void wish_free(wish *w)
{
	vt_fd_close(&w->file);
	g_free(w->own);
	g_free(w);
}

static void answer(vt_run *run, const wish *w, GBytes *der, const char *fault)
{
	g_auto(vt_writer) body = vt_writer_new();
	gsize size = 0;
	const void *bytes = der != NULL ? g_bytes_get_data(der, &size) : "";

	if (size == 0) {
		g_autofree char *cause = vt_log_value(fault != NULL ? fault : "no answer");

		vt_log(VT_LOG_WARNING, "-", "not-signed", "agency=%s token=yes cause=%s", w->own,
		       cause);
	}
	vt_write_u64(&body, w->request);
	vt_write_bytes(&body, bytes, size);
	vt_write_text(&body, size > 0 ? NULL : fault != NULL ? fault : "no signature came");
	vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_SIGNED, &body, -1);
}

static void begin_next(vt_run *run);

static void end_child(vt_run *run)
{
	if (queue.timer != 0)
		vt_run_cancel(run, queue.timer);
	queue.timer = 0;
	if (queue.child.channel != NULL)
		vt_run_unwatch(run, vt_channel_fd(queue.child.channel));
	vt_token_child_end(&queue.child);
	g_clear_pointer(&queue.now, wish_free);
}

static void from_child(vt_run *run, int fd, short revents, void *data)
{
	g_auto(vt_packet) packet = { .fd = -1 };
	bool came = vt_channel_receive(queue.child.channel, 0, &packet) == VT_RECEIVED
		    && packet.kind == VT_KIND_SIGNED;

	(void)fd;
	(void)revents;
	(void)data;
	if (came) {
		vt_reader reader = vt_packet_reader(&packet);
		uint64_t request = vt_read_u64(&reader);
		g_autoptr(GBytes) der = vt_read_bytes(&reader, VT_MAX_PACKET_BYTES);
		g_autofree char *fault = vt_read_text(&reader, 1000);

		came = vt_reader_done(&reader, NULL) && request == queue.now->request;
		if (came)
			answer(run, queue.now, der, fault);
	}
	if (!came)
		answer(run, queue.now, NULL, "the module of the token ended the process");
	end_child(run);
	begin_next(run);
}

static void is_late(vt_run *run, void *data)
{
	(void)data;
	queue.timer = 0;
	answer(run, queue.now, NULL, "the module of the token does not answer");
	end_child(run);
	begin_next(run);
}

static void begin(vt_run *run, wish *take_wish)
{
	const vt_token_setup *setup = vt_run_data(run);
	const vt_token_of *of = vt_token_setup_find(setup, take_wish->own);
	g_autoptr(GError) error = NULL;

	queue.now = take_wish;
	if (of == NULL)
		vt_error_set(&error, VT_RETRY_LATER, "no key of '%s' is on a token",
			     take_wish->own);
	else if (vt_purpose_of(take_wish->file) != VT_PURPOSE_DOCUMENT)
		vt_error_set(&error, VT_NEVER, "cannot sign: not an issued document");
	else if (vt_token_child_start(&queue.child, setup, of, take_wish->request, take_wish->file,
				      &error)) {
		vt_run_watch(run, vt_channel_fd(queue.child.channel), POLLIN, from_child, NULL);
		queue.timer = vt_run_after(run, setup->timeout_ms, is_late, NULL);
		return;
	}
	answer(run, queue.now, NULL, error->message);
	end_child(run);
}

static void begin_next(vt_run *run)
{
	wish *w = NULL;

	while (queue.now == NULL && (w = g_queue_pop_head(&queue.waiting)) != NULL)
		begin(run, w);
}

static void handle_sign(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	g_autofree char *own = vt_read_text(&r, VT_MAX_NAME_BYTES);
	g_autoptr(GError) error = NULL;
	wish *w = NULL;

	if (!vt_reader_done(&r, &error) || own == NULL || packet->fd < 0) {
		vt_peer_broken(peer, error != NULL ? error->message : "no agency or no file");
		return;
	}
	w = g_new0(wish, 1);
	w->request = request;
	w->own = g_steal_pointer(&own);
	w->file = vt_fd_steal(&packet->fd);
	g_queue_push_tail(&queue.waiting, w);
	begin_next(run);
}

static bool prepare(vt_run *run, GError **error)
{
	return vt_token_setup_load(run, error) != NULL;
}

/* As vanthu-signer says it of the keys it holds. */
static bool start(vt_run *run, GError **error)
{
	const vt_token_setup *setup = vt_run_data(run);

	(void)error;
	for (guint i = 0; i < setup->keys->len; i++) {
		const vt_token_of *of = g_ptr_array_index(setup->keys, i);
		g_autoptr(vt_signing_key) key =
			vt_signing_certificate_load(of->keys->document_certificate, NULL);
		g_autofree char *name = g_strdup_printf("%s document", of->keys->own);
		g_auto(vt_writer) w = vt_writer_new();
		int64_t from = 0, until = 0;

		if (key == NULL)
			continue; /* said when it is to sign */
		vt_signing_key_validity(key, &from, &until);
		vt_write_text(&w, "own");
		vt_write_text(&w, name);
		vt_write_i64(&w, from);
		vt_write_i64(&w, until);
		vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_VALIDITY, &w, -1);
	}
	return true;
}

static void stop(vt_run *run)
{
	wish *w = NULL;

	end_child(run);
	while ((w = g_queue_pop_head(&queue.waiting)) != NULL)
		wish_free(w);
}

/* ---- vanthuctl doctor ---- */

static bool probe_prepare(vt_run *run, GError **error)
{
	return vt_settings_count(vt_run_office(run)->settings, "token") == 0
	       || vt_token_setup_load(run, error) != NULL;
}

/* A real login, with the same care; the process ends afterwards. */
static void probe(vt_run *run)
{
	const vt_token_setup *setup = vt_run_data(run);

	for (guint i = 0; setup != NULL && i < setup->keys->len; i++) {
		const vt_token_of *of = g_ptr_array_index(setup->keys, i);
		g_autofree char *subject = g_strdup_printf("token of %s", of->keys->own);
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) none = vt_token_child_sign(setup, of, -1, &error);

		if (error != NULL)
			vt_probe_say(VT_HEALTH_FAULT, subject,
				     "plug it in, look at module, document-key and document-pin: "
				     "issued documents wait",
				     "%s", error->message);
		else
			vt_probe_say(VT_HEALTH_GOOD, subject, NULL, "its key is there");
	}
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_REGISTRAR, VT_KIND_SIGN, handle_sign },
		{ 0 },
	};
	static const vt_proc proc = {
		.program = VT_PROGRAM_TOKEN,
		.may = VT_MAY_TOKEN,
		.nice = 5,
		.handlers = handlers,
		.check = vt_token_setup_check,
		.prepare = prepare,
		.start = start,
		.stop = stop,
		.probe_prepare = probe_prepare,
		.probe = probe,
	};

	return vt_proc_main(&proc, argc, argv);
}
