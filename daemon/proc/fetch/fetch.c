/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch - vanthu-fetch: asks the servers of CAs, and lays what they say into trust/incoming
 *
 * Started by vanthuctl, which names URL and file; it reads nothing of what it fetches and opens
 * nothing but that folder. One question at a time: whoever asks waits, and ends it when it hangs.
 */
#include <string.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "net/http/http.h"
#include "proc/proc.h"

#define CPU_SECONDS  300
#define MEMORY_BYTES (512ull * 1024 * 1024)
#define OPEN_FILES   64
#define MAX_TAG      512
#define MAX_NAME     32

typedef struct fetcher {
	vt_http_setup setup;
	int incoming;
} fetcher;

static void fetcher_free(void *data)
{
	fetcher *self = data;

	vt_fd_close(&self->incoming);
	g_free(self);
}

static bool number(const vt_run *run, const char *name, int64_t *out, GError **error)
{
	const char *text = vt_run_option(run, name);

	return (text != NULL && g_ascii_string_to_signed(text, 10, 1, INT32_MAX, out, NULL))
	       || vt_error_set(error, VT_NEVER, "cannot start without a number for --%s", name);
}

static bool prepare(vt_run *run, GError **error)
{
	fetcher *self = g_new0(fetcher, 1);
	const char *incoming = vt_run_option(run, "incoming");
	vt_rlimits limits = { .cpu_seconds = CPU_SECONDS,
			      .memory_bytes = MEMORY_BYTES,
			      .open_files = OPEN_FILES,
			      .no_new_processes = true };
	int64_t bytes = 0;

	self->incoming = -1;
	vt_run_set_data(run, self, fetcher_free);
	self->setup.proxy = vt_run_option(run, "proxy");
	self->setup.tls_roots = vt_run_option(run, "roots");
	self->setup.may_private = vt_run_option(run, "private") != NULL;
	if (!number(run, "seconds", &self->setup.seconds, error)
	    || !number(run, "bytes", &bytes, error))
		return false;
	self->setup.max_bytes = (uint64_t)bytes;
	limits.file_bytes = (uint64_t)bytes;
	if (incoming == NULL)
		return vt_error_set(error, VT_NEVER, "cannot start without --incoming");
	self->incoming = vt_io_open_dir(incoming, false, 0700, error);
	if (self->incoming < 0)
		return false;
	vt_run_allow(run, incoming, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	if (self->setup.tls_roots != NULL)
		vt_run_allow(run, self->setup.tls_roots, VT_PATH_READ | VT_PATH_OPTIONAL);
	vt_run_allow_resolver(run);
	vt_run_limit(run, &limits);
	return vt_http_start(error);
}

static bool is_plain(const char *name)
{
	return name != NULL && name[0] != '\0'
	       && strspn(name, "0123456789abcdefghijklmnopqrstuvwxyz-") == strlen(name);
}

static void on_fetch(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	const fetcher *self = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	g_autofree char *name = vt_read_text(&r, MAX_NAME);
	g_autofree char *url = vt_read_text(&r, VT_MAX_URL_BYTES);
	bool named = vt_read_bool(&r);
	g_autofree char *etag = vt_read_text(&r, MAX_TAG);
	g_autofree char *modified = vt_read_text(&r, MAX_TAG);
	g_auto(vt_http_answer) answer = { .why = NULL };
	g_auto(vt_writer) w = vt_writer_new();

	if (!vt_reader_done(&r, NULL) || !is_plain(name) || url == NULL) {
		vt_peer_broken(peer, "a question that does not read");
		return;
	}
	vt_http_fetch(&self->setup,
		      &(vt_http_request){ .url = url,
					  .named = named,
					  .etag = etag,
					  .modified = modified,
					  .dir_fd = self->incoming,
					  .name = name },
		      &answer);
	vt_write_u64(&w, request);
	vt_write_u32(&w, answer.outcome);
	vt_write_text(&w, answer.why);
	vt_write_text(&w, answer.etag);
	vt_write_text(&w, answer.modified);
	vt_peer_send(peer, VT_KIND_FETCH_DONE, &w, -1);
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_CTL, VT_KIND_FETCH, on_fetch },
	{ 0 },
};

static const vt_option options[] = {
	{ "incoming", "folder that it may write into" },
	{ "proxy", "http://HOST:PORT" },
	{ "roots", "PEM file for https" },
	{ "private", "yes: addresses of private networks are allowed everywhere" },
	{ "seconds", "longest time for one URL" },
	{ "bytes", "largest file" },
	{ 0 },
};

static const vt_proc fetch = {
	.program = VT_PROGRAM_FETCH,
	.may = VT_MAY_FETCH,
	.handlers = handlers,
	.prepare = prepare,
	.offline_options = options,
};

int main(int argc, char **argv)
{
	return vt_proc_main(&fetch, argc, argv);
}
