/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_lmtp - sockets, time and limits of the LMTP doors
 */
#include "proc/intake/intake_lmtp.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "proc/intake/lmtp_keep.h"
#include "proc/listener.h"

#define PIECE_BYTES ((size_t)64 * 1024)
/* Replies that a client does not read: it is not read from either. */
#define MAX_UNREAD (64 * 1024)
/* RFC 5321 §4.5.3.2: five minutes for a command, and a message of 64 MiB over a slow line. */
#define TRANSACTION_SECONDS (30 * 60)
#define LOOK_EVERY_MS       2000
/* Who has said nothing for so long makes room for somebody else when all places are taken. */
#define EVICT_AFTER_SECONDS 10

typedef struct door {
	struct vt_lmtp_doors *doors;
	char *account, *own;
	int listener;
} door;

typedef struct client {
	struct vt_lmtp_doors *doors;
	int fd;
	short events;               /* watched for; 0 = not watched */
	int64_t heard_at, begun_at; /* seconds, monotonic; begun 0 = nothing under way */
	GString *out;
	vt_keep *keep;
	vt_lmtp_house house;
	vt_lmtp *lmtp;
} client;

struct vt_lmtp_doors {
	vt_run *run;
	const vt_office *office;
	void (*told)(vt_run *run, const char *id);
	int spool_dir;
	int64_t idle_seconds;
	unsigned max_clients, kept;
	char *host;
	GPtrArray *doors;   /* door * */
	GPtrArray *clients; /* client * */
	bool closing;
};

static int64_t now_seconds(void)
{
	return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static void door_free(door *d)
{
	vt_fd_close(&d->listener);
	g_free(d->account);
	g_free(d->own);
	g_free(d);
}

static void client_free(client *c)
{
	vt_run_unwatch(c->doors->run, c->fd);
	vt_lmtp_free(c->lmtp);
	vt_keep_free(c->keep);
	vt_fd_close(&c->fd);
	g_string_free(c->out, TRUE);
	g_free(c);
}

static void on_client(vt_run *run, int fd, short revents, void *data);

static void watch_for(client *c, short events)
{
	if (c->events == events)
		return;
	if (c->events != 0)
		vt_run_unwatch(c->doors->run, c->fd);
	c->events = events;
	if (events != 0)
		vt_run_watch(c->doors->run, c->fd, events, on_client, c);
}

/* false: the client is gone. */
static bool flush(client *c)
{
	while (c->out->len > 0) {
		ssize_t n = send(c->fd, c->out->str, c->out->len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		g_string_erase(c->out, 0, n);
	}
	return true;
}

/* After anything happened: says what is to be said, and waits for what can come. */
static void settle(client *c)
{
	short events = 0;

	if (!flush(c) || (vt_lmtp_is_over(c->lmtp) && c->out->len == 0)) {
		g_ptr_array_remove_fast(c->doors->clients, c);
		return;
	}
	if (c->out->len > 0)
		events |= POLLOUT;
	if (!vt_lmtp_is_waiting(c->lmtp) && !vt_lmtp_is_over(c->lmtp) && c->out->len < MAX_UNREAD)
		events |= POLLIN;
	if (vt_lmtp_is_idle(c->lmtp))
		c->begun_at = 0;
	else if (c->begun_at == 0)
		c->begun_at = now_seconds();
	watch_for(c, events);
}

static void on_client(vt_run *run, int fd, short revents, void *data)
{
	static uint8_t piece[PIECE_BYTES];
	client *c = data;
	ssize_t n;

	(void)run;
	if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0 && (c->events & POLLIN) != 0) {
		n = read(fd, piece, sizeof piece);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
			g_ptr_array_remove_fast(c->doors->clients, c);
			return;
		}
		if (n > 0) {
			c->heard_at = now_seconds();
			vt_lmtp_feed(c->lmtp, piece, (size_t)n, c->out);
		}
	}
	settle(c);
}

/* token addresses: the part behind the first '+' is not the mailbox's name. */
static bool knows(const char *address, void *data)
{
	const client *c = data;
	const char *at = strrchr(address, '@');
	const char *plus = memchr(address, '+', (size_t)(at - address));
	g_autofree char *plain = NULL;

	if (vt_directory_own_at(c->doors->office->directory, address) != NULL)
		return true;
	if (plus == NULL || plus == address)
		return false;
	plain = g_strdup_printf("%.*s%s", (int)(plus - address), address, at);
	return vt_directory_own_at(c->doors->office->directory, plain) != NULL;
}

static bool on_begin(void *data, bool *full_out)
{
	const client *c = data;

	return vt_keep_begin(c->keep, full_out);
}

static bool on_write(const uint8_t *bytes, size_t size, void *data, bool *full_out)
{
	const client *c = data;

	return vt_keep_write(c->keep, bytes, size, full_out);
}

static void on_whole(const vt_lmtp_envelope *envelope, void *data)
{
	const client *c = data;

	vt_keep_whole(c->keep, envelope);
}

static void on_drop(void *data)
{
	const client *c = data;

	vt_keep_drop(c->keep);
}

static void let_in(door *d, int take_fd)
{
	vt_lmtp_doors *doors = d->doors;
	client *c = g_new0(client, 1);

	c->doors = doors;
	c->fd = take_fd;
	c->out = g_string_new(NULL);
	c->heard_at = now_seconds();
	c->keep = vt_keep_new(doors->office, doors->spool_dir, d->account, d->own);
	c->house = (vt_lmtp_house){ .name = doors->host,
				    .max_bytes = doors->office->max_bytes,
				    .knows = knows,
				    .begin = on_begin,
				    .write = on_write,
				    .whole = on_whole,
				    .drop = on_drop,
				    .data = c };
	c->lmtp = vt_lmtp_new(&c->house, c->out);
	g_ptr_array_add(doors->clients, c);
	settle(c);
}

/* Whoever has been silent longest goes first; nobody who is at work does. */
static bool make_room(vt_lmtp_doors *doors)
{
	client *silent = NULL;

	if (doors->clients->len < doors->max_clients)
		return true;
	for (guint i = 0; i < doors->clients->len; i++) {
		client *c = doors->clients->pdata[i];

		if (!vt_lmtp_is_waiting(c->lmtp)
		    && (silent == NULL || c->heard_at < silent->heard_at))
			silent = c;
	}
	if (silent == NULL || silent->heard_at > now_seconds() - EVICT_AFTER_SECONDS)
		return false;
	vt_log(VT_LOG_WARNING, "-", "lmtp-evicted", "silent=%" G_GINT64_FORMAT,
	       now_seconds() - silent->heard_at);
	vt_lmtp_end(silent->lmtp, "silent too long, others wait", silent->out);
	(void)flush(silent);
	g_ptr_array_remove_fast(doors->clients, silent);
	return true;
}

static void on_listener(vt_run *run, int fd, short revents, void *data)
{
	static const char busy[] = "421 4.3.2 too many connections, try again\r\n";
	door *d = data;

	(void)run;
	(void)revents;
	for (;;) {
		/* cppcheck-suppress nullPointer; accept4(2) allows it */
		vt_autofd int got = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (got < 0)
			return;
		if (make_room(d->doors))
			let_in(d, vt_fd_steal(&got));
		else if (send(got, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
			return;
	}
}

static bool is_late(const vt_lmtp_doors *doors, const client *c)
{
	if (vt_lmtp_is_waiting(c->lmtp))
		return false;
	return c->heard_at < now_seconds() - doors->idle_seconds
	       || (c->begun_at != 0 && c->begun_at < now_seconds() - TRANSACTION_SECONDS);
}

static void on_time(vt_run *run, void *data)
{
	vt_lmtp_doors *doors = data;

	for (guint i = doors->clients->len; i-- > 0;) {
		client *c = doors->clients->pdata[i];

		if (!is_late(doors, c))
			continue;
		vt_lmtp_end(c->lmtp, "too slow", c->out);
		(void)flush(c);
		g_ptr_array_remove_index_fast(doors->clients, i);
	}
	vt_run_after(run, LOOK_EVERY_MS, on_time, doors);
}

static GPtrArray *whole_ones(const vt_lmtp_doors *doors)
{
	GPtrArray *whole = g_ptr_array_new();

	for (guint i = 0; i < doors->clients->len; i++) {
		client *c = doors->clients->pdata[i];

		if (vt_lmtp_is_waiting(c->lmtp))
			g_ptr_array_add(whole, c);
	}
	return whole;
}

void vt_lmtp_doors_commit(vt_lmtp_doors *doors)
{
	g_autoptr(GPtrArray) whole = whole_ones(doors);
	g_autoptr(GPtrArray) keeps = g_ptr_array_new();

	if (whole->len == 0)
		return;
	for (guint i = 0; i < whole->len; i++)
		g_ptr_array_add(keeps, ((client *)whole->pdata[i])->keep);
	vt_keep_commit(doors->spool_dir, keeps);
	for (guint i = 0; i < whole->len; i++) {
		client *c = whole->pdata[i];
		vt_lmtp_fate fate = vt_keep_fate(c->keep);
		g_autofree char *id = g_strdup(vt_keep_id(c->keep));

		vt_keep_drop(c->keep);
		if (fate == VT_LMTP_KEPT) {
			doors->kept++;
			doors->told(doors->run, id);
		}
		vt_lmtp_answer(c->lmtp, fate, id, c->out);
		settle(c);
	}
}

static const vt_block *block_nth(const vt_office *office, unsigned i)
{
	return vt_settings_nth(office->settings, "lmtp", i);
}

void vt_lmtp_doors_check(const vt_office *office, vt_faults *faults)
{
	unsigned n = vt_settings_count(office->settings, "lmtp");

	for (unsigned i = 0; i < n; i++) {
		const vt_block *block = block_nth(office, i);
		const char *where = vt_block_text(block, "listen");
		g_autoptr(GError) error = NULL;

		if (i == VT_MAX_LISTENERS)
			vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
				      "more than %d lmtp blocks", VT_MAX_LISTENERS);
		if (where != NULL && !vt_listener_check(where, &error))
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "listen", 0), "%s", error->message);
	}
}

static int find_listener(const char *where)
{
	for (int fd = VT_FD_LISTENERS; fd < VT_FD_LISTENERS + VT_MAX_LISTENERS; fd++)
		if (vt_listener_is(fd, where))
			return fcntl(fd, F_DUPFD_CLOEXEC, VT_FD_LISTENERS + VT_MAX_LISTENERS);
	return -1;
}

static bool add_door(vt_lmtp_doors *doors, const vt_block *block, GError **error)
{
	const char *where = vt_block_text(block, "listen");
	door *d = g_new0(door, 1);

	d->doors = doors;
	d->account = g_strdup(vt_block_name(block));
	d->own = g_strdup(vt_block_text(block, "agency"));
	d->listener = find_listener(where);
	g_ptr_array_add(doors->doors, d);
	/* The next of several blocks decides for all: one program, one sum. */
	doors->max_clients =
		(unsigned)MAX((int64_t)doors->max_clients, vt_block_int(block, "connections"));
	doors->idle_seconds = MAX(doors->idle_seconds, vt_block_int(block, "idle"));
	return d->listener >= 0
	       || vt_error_set(error, VT_RETRY_LATER, "nobody opened '%s' of lmtp '%s' for us",
			       where, d->account);
}

vt_lmtp_doors *vt_lmtp_doors_new(vt_run *run, int spool_dir,
				 void (*told)(vt_run *run, const char *id), GError **error)
{
	const vt_office *office = vt_run_office(run);
	vt_lmtp_doors *doors = g_new0(vt_lmtp_doors, 1);
	bool good = true;

	doors->run = run;
	doors->office = office;
	doors->told = told;
	doors->spool_dir = spool_dir;
	doors->host = g_strdup(g_get_host_name());
	doors->doors = g_ptr_array_new_with_free_func((GDestroyNotify)door_free);
	doors->clients = g_ptr_array_new_with_free_func((GDestroyNotify)client_free);
	for (unsigned i = 0; i < vt_settings_count(office->settings, "lmtp") && good; i++)
		good = add_door(doors, block_nth(office, i), error);
	if (good)
		return doors;
	vt_lmtp_doors_free(doors);
	return NULL;
}

void vt_lmtp_doors_free(vt_lmtp_doors *doors)
{
	if (doors == NULL)
		return;
	g_ptr_array_unref(doors->clients);
	g_ptr_array_unref(doors->doors);
	g_free(doors->host);
	g_free(doors);
}

void vt_lmtp_doors_open(vt_lmtp_doors *doors)
{
	for (guint i = 0; i < doors->doors->len; i++) {
		door *d = doors->doors->pdata[i];

		vt_run_watch(doors->run, d->listener, POLLIN, on_listener, d);
	}
	if (doors->doors->len > 0)
		on_time(doors->run, doors);
}

bool vt_lmtp_doors_close(vt_lmtp_doors *doors)
{
	for (guint i = 0; i < doors->doors->len && !doors->closing; i++)
		vt_run_unwatch(doors->run, ((door *)doors->doors->pdata[i])->listener);
	doors->closing = true;
	for (guint i = doors->clients->len; i-- > 0;) {
		client *c = doors->clients->pdata[i];

		if (!vt_lmtp_is_idle(c->lmtp))
			continue;
		vt_lmtp_end(c->lmtp, "back in a moment", c->out);
		(void)flush(c);
		g_ptr_array_remove_index_fast(doors->clients, i);
	}
	return doors->clients->len == 0;
}

unsigned vt_lmtp_doors_kept(const vt_lmtp_doors *doors)
{
	return doors->kept;
}
