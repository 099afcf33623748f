/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-watch - tells monitoring how the office is: /metrics, /healthz, a file
 *
 * It knows nothing itself: a snapshot is asked of the registrar, at most one a second, and served
 * to all who ask meanwhile. A client sends one small request and reads one answer; who is slow, or
 * one too many, is sent away.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/http_get.h"
#include "proc/listener.h"
#include "proc/proc.h"

#define MAX_CLIENTS  32
#define CLIENT_MS    5000 /* for request and answer together */
#define FRESH_MS     1000
#define ANSWER_MS    5000 /* the registrar's */
#define FILE_MODE    0644
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define PLAIN_TYPE   "text/plain; charset=utf-8"
#define NO_ANSWER    "the registrar does not answer"

typedef struct watcher {
	vt_run *run;
	int listener; /* -1 = none */
	int folder;   /* of the file; -1 = none */
	char *file;   /* its name */
	int64_t every_ms;
	GPtrArray *clients; /* client * */
	uint64_t request;
	unsigned patience; /* timer while a snapshot is asked for; 0 = none is */
	bool file_is_due;
	int64_t taken_ms; /* of the snapshot; 0 = none yet */
	char *text, *why; /* text NULL: not to be had; why NULL = healthy */
} watcher;

typedef struct client {
	watcher *w;
	int fd;
	unsigned timer;
	vt_http_get get;
	GString *answer; /* NULL = not yet */
	size_t written;
} client;

static int64_t now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

static void client_free(void *data)
{
	client *c = data;

	vt_run_unwatch(c->w->run, c->fd);
	if (c->timer != 0)
		vt_run_cancel(c->w->run, c->timer);
	vt_fd_close(&c->fd);
	if (c->answer != NULL)
		g_string_free(c->answer, TRUE);
	g_free(c);
}

static void watcher_free(void *data)
{
	watcher *w = data;

	g_ptr_array_unref(w->clients);
	vt_fd_close(&w->listener);
	vt_fd_close(&w->folder);
	g_free(w->file);
	g_free(w->text);
	g_free(w->why);
	g_free(w);
}

/* ---- answers ---- */

static void on_writable(vt_run *run, int fd, short revents, void *data)
{
	client *c = data;
	ssize_t put = send(fd, c->answer->str + c->written, c->answer->len - c->written,
			   MSG_NOSIGNAL | MSG_DONTWAIT);

	(void)run;
	(void)revents;
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	c->written += put > 0 ? (size_t)put : 0;
	if (put <= 0 || c->written == c->answer->len)
		g_ptr_array_remove_fast(c->w->clients, c);
}

static void answer(client *c, unsigned status, const char *type, const char *body)
{
	c->answer = vt_http_get_answer(&c->get, status, type, body);
	vt_run_unwatch(c->w->run, c->fd);
	vt_run_watch(c->w->run, c->fd, POLLOUT, on_writable, c);
}

static bool is_metrics(const client *c)
{
	return strcmp(c->get.path, "/metrics") == 0;
}

static void answer_health(client *c)
{
	g_autofree char *line = g_strdup_printf("%s\n", c->w->why != NULL ? c->w->why : "ok");

	answer(c, c->w->why != NULL ? 503 : 200, PLAIN_TYPE, line);
}

static void answer_by_snapshot(client *c)
{
	if (!is_metrics(c) || c->w->text == NULL)
		answer_health(c);
	else
		answer(c, 200, METRICS_TYPE, c->w->text);
}

static void write_file(watcher *w)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = w->text != NULL ? g_bytes_new(w->text, strlen(w->text)) : NULL;

	w->file_is_due = false;
	/* An old file tells its age; an empty one would tell that nothing is there. */
	if (bytes == NULL || vt_io_publish(w->folder, w->file, bytes, FILE_MODE, &error))
		return;
	g_autofree char *why = vt_log_value(error->message);
	vt_log(VT_LOG_WARNING, "-", "metrics-file", "why=%s", why);
}

static void serve_all(watcher *w)
{
	for (guint i = 0; i < w->clients->len; i++) {
		client *c = g_ptr_array_index(w->clients, i);

		if (c->answer == NULL && c->get.status == 200)
			answer_by_snapshot(c);
	}
	if (w->file_is_due)
		write_file(w);
}

/* ---- the snapshot ---- */

static void take_snapshot(watcher *w, char *take_text, char *take_why)
{
	if (w->patience != 0)
		vt_run_cancel(w->run, w->patience);
	w->patience = 0;
	g_free(w->text);
	g_free(w->why);
	w->text = take_text;
	w->why = take_why;
	w->taken_ms = now_ms();
	serve_all(w);
}

static void no_answer(vt_run *run, void *data)
{
	watcher *w = data;

	(void)run;
	w->patience = 0;
	take_snapshot(w, NULL, g_strdup(NO_ANSWER));
}

static void ask(watcher *w)
{
	g_auto(vt_writer) body = vt_writer_new();

	if (w->patience != 0)
		return;
	vt_write_u64(&body, ++w->request);
	vt_peer_send(vt_run_peer(w->run, VT_PROGRAM_REGISTRAR), VT_KIND_MEASURE, &body, -1);
	w->patience = vt_run_after(w->run, ANSWER_MS, no_answer, w);
}

static void on_measured(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	g_autofree char *why = NULL;
	g_autofree char *text = NULL;

	(void)vt_read_u64(&r);
	why = vt_read_text(&r, VT_MAX_PACKET_BYTES);
	text = vt_read_text(&r, VT_MAX_PACKET_BYTES);
	if (!vt_reader_done(&r, NULL)) {
		vt_peer_broken(peer, "a measurement that does not read");
		return;
	}
	if (why != NULL)
		g_strdelimit(why, "\r\n", ' ');
	take_snapshot(vt_run_data(run), g_steal_pointer(&text), g_steal_pointer(&why));
}

static void on_file_hour(vt_run *run, void *data)
{
	watcher *w = data;

	w->file_is_due = true;
	ask(w);
	vt_run_after(run, w->every_ms, on_file_hour, w);
}

/* ---- clients ---- */

static void take_request(client *c)
{
	static const char *const known[] = { "/metrics", "/healthz", NULL };

	if (c->get.status != 200)
		answer(c, c->get.status, PLAIN_TYPE, "one GET of /metrics or /healthz\n");
	else if (!g_strv_contains(known, c->get.path))
		answer(c, 404, PLAIN_TYPE, "there are /metrics and /healthz\n");
	else if (c->w->taken_ms != 0 && now_ms() - c->w->taken_ms < FRESH_MS)
		answer_by_snapshot(c);
	else
		ask(c->w);
}

static void on_readable(vt_run *run, int fd, short revents, void *data)
{
	client *c = data;
	uint8_t bytes[2048];
	ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

	(void)revents;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		g_ptr_array_remove_fast(c->w->clients, c);
		return;
	}
	if (!vt_http_get_feed(&c->get, bytes, (size_t)got))
		return;
	vt_run_unwatch(run, fd);
	take_request(c);
}

static void too_slow(vt_run *run, void *data)
{
	client *c = data;

	(void)run;
	c->timer = 0;
	g_ptr_array_remove_fast(c->w->clients, c);
}

static void on_client(vt_run *run, int fd, short revents, void *data)
{
	watcher *w = data;
	/* cppcheck-suppress nullPointer; accept4(2) allows it */
	vt_autofd int got = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	client *c = NULL;

	(void)revents;
	if (got < 0 || w->clients->len >= MAX_CLIENTS)
		return;
	c = g_new0(client, 1);
	c->w = w;
	c->fd = vt_fd_steal(&got);
	c->timer = vt_run_after(run, CLIENT_MS, too_slow, c);
	g_ptr_array_add(w->clients, c);
	vt_run_watch(run, c->fd, POLLIN, on_readable, c);
}

/* ---- from start to end ---- */

/* Those of other programs are not ours to hold. */
static int take_listener(const char *where)
{
	int found = -1;

	for (int fd = VT_FD_LISTENERS; fd < VT_FD_LISTENERS + VT_MAX_LISTENERS; fd++) {
		if (where != NULL && found < 0 && vt_listener_is(fd, where))
			found = fcntl(fd, F_DUPFD_CLOEXEC, VT_FD_LISTENERS + VT_MAX_LISTENERS);
		close(fd);
	}
	return found;
}

static bool open_file(watcher *w, const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);

	w->file = g_path_get_basename(path);
	w->folder = vt_io_open_dir(folder, false, 0755, error);
	vt_run_allow(w->run, folder, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	return w->folder >= 0;
}

static bool prepare(vt_run *run, GError **error)
{
	const vt_block *block = vt_settings_one(vt_run_office(run)->settings, "metrics");
	const char *where = vt_block_text(block, "listen"), *file = vt_block_text(block, "file");
	watcher *w = g_new0(watcher, 1);

	w->run = run;
	w->folder = -1;
	w->clients = g_ptr_array_new_with_free_func(client_free);
	w->every_ms = vt_block_int(block, "every") * 1000;
	vt_run_set_data(run, w, watcher_free);
	w->listener = take_listener(where);
	if (where != NULL && w->listener < 0)
		return vt_error_set(error, VT_RETRY_LATER, "no socket at '%s' was handed over",
				    where);
	return file == NULL || open_file(w, file, error);
}

static bool start(vt_run *run, GError **error)
{
	watcher *w = vt_run_data(run);

	(void)error;
	if (w->listener >= 0)
		vt_run_watch(run, w->listener, POLLIN, on_client, w);
	if (w->folder >= 0)
		on_file_hour(run, w);
	return true;
}

static void check(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "metrics");
	const char *where = vt_block_text(block, "listen"), *file = vt_block_text(block, "file");
	g_autofree char *folder = file != NULL ? g_path_get_dirname(file) : NULL;
	g_autoptr(GError) error = NULL;

	if (where != NULL && !vt_listener_check(where, &error))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "listen", 0),
			      "%s", error->message);
	if (folder != NULL && !g_file_test(folder, G_FILE_TEST_IS_DIR))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "file", 0),
			      "there is no folder '%s'", folder);
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_REGISTRAR, VT_KIND_MEASURED, on_measured },
		{ 0 },
	};
	static const vt_proc proc = {
		.program = VT_PROGRAM_WATCH,
		.may = VT_MAY_WATCH,
		.has_listeners = true,
		.handlers = handlers,
		.check = check,
		.prepare = prepare,
		.start = start,
	};

	return vt_proc_main(&proc, argc, argv);
}
