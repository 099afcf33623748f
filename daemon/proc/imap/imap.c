/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-imap - one mailbox on an IMAP server: what comes in there is taken into spool/ and moved
 *
 * One process, one mailbox, one session; a server that hangs or lies hurts nobody else. Commands
 * block (within their deadline), waiting for mail does not. Between two sessions everything that
 * matters lies in the state file and in spool/.
 */
#include <poll.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "proc/imap/imap_private.h"

/* Between two attempts, doubling; whoever refuses us is asked more seldom, before it locks us out.
 */
#define FIRST_PAUSE_MS   1000
#define LAST_PAUSE_MS    (5 * 60 * 1000)
#define FIRST_REFUSED_MS 15000
#define LAST_REFUSED_MS  (15 * 60 * 1000)
/* A session that lived so long was a good one. */
#define GOOD_SESSION_US (30 * G_USEC_PER_SEC)
/* Then we retire: whatever leaked goes with us. */
#define MESSAGES_A_LIFE 10000
/* Told to the registrar and not yet kept, in batches. */
#define MAX_BATCHES    3
#define LEAVE_AGAIN_MS (60 * 1000)
#define TELL_AGAIN_US  (10 * 60 * G_USEC_PER_SEC)
#define MEMORY_BYTES   (512ull * 1024 * 1024)

static void mailbox_free(void *data)
{
	vt_mailbox *m = data;

	vt_imap_close(m->imap);
	vt_mailbox_state_free(m->state);
	vt_mailbox_unconfigure(m);
	g_array_unref(m->found);
	g_array_unref(m->looks);
	g_clear_pointer(&m->old, g_array_unref);
	g_ptr_array_unref(m->orders);
	g_queue_clear_full(&m->lately, g_free);
	vt_fd_close(&m->spool);
	vt_fd_close(&m->states);
	vt_fd_close(&m->server.cancel_fd);
	g_free(m);
}

static void answer_looks(vt_mailbox *m)
{
	for (guint i = 0; i < m->looks->len; i++) {
		g_auto(vt_writer) w = vt_writer_new();

		vt_write_u64(&w, g_array_index(m->looks, uint64_t, i));
		vt_peer_send(vt_run_peer(m->run, VT_PROGRAM_REGISTRAR), VT_KIND_LOOKED_AROUND, &w,
			     -1);
	}
	g_array_set_size(m->looks, 0);
}

static void set_timer(vt_mailbox *m, int64_t ms, vt_due due)
{
	if (m->timer != 0)
		vt_run_cancel(m->run, m->timer);
	m->timer = vt_run_after(m->run, ms, due, m);
}

/* --- connected, lost --- */

static void connect_now(vt_run *run, void *data);

static void plan_next(vt_mailbox *m, bool was_refused)
{
	int64_t first = was_refused ? FIRST_REFUSED_MS : FIRST_PAUSE_MS;
	int64_t last = was_refused ? LAST_REFUSED_MS : LAST_PAUSE_MS;

	m->pause_ms = CLAMP(m->pause_ms * 2, first, last);
	/* Several mailboxes of one server do not come back all at once. */
	set_timer(m, m->pause_ms + g_random_int_range(0, (gint32)(m->pause_ms / 4) + 1),
		  connect_now);
}

/* Once, until it worked in between; a server that changes its mind all the time is told now and
 * then. */
static void tell_refused(vt_mailbox *m, const char *why)
{
	g_auto(vt_writer) w = vt_writer_new();
	int64_t now = g_get_monotonic_time();

	if (m->state->told_at != 0 || (m->told_us != 0 && now - m->told_us < TELL_AGAIN_US))
		return;
	vt_write_text(&w, m->account);
	vt_write_text(&w, VT_DOOR_REFUSED);
	vt_write_text(&w, why);
	if (!vt_peer_send(vt_run_peer(m->run, VT_PROGRAM_REGISTRAR), VT_KIND_DOOR_FAULT, &w, -1))
		return;
	m->told_us = now;
	m->state->told_at = vt_clock_now();
	(void)vt_mailbox_save(m, NULL);
}

static void lose(vt_mailbox *m, const GError *error)
{
	bool was_refused = error->code == VT_NEVER;
	g_autofree char *why = vt_log_value(error->message);

	if (m->is_idling)
		vt_run_unwatch(m->run, vt_imap_fd(m->imap));
	m->is_idling = m->must_wake = false;
	if (m->has_worked
	    || (m->imap != NULL && g_get_monotonic_time() - m->since_us >= GOOD_SESSION_US))
		m->pause_ms = 0;
	m->has_worked = false;
	g_clear_pointer(&m->imap, vt_imap_close);
	vt_mailbox_import_lost(m);
	g_array_set_size(m->found, 0);
	if (vt_run_is_stopping(m->run))
		return;
	if (was_refused)
		tell_refused(m, error->message);
	plan_next(m, was_refused);
	vt_log(was_refused ? VT_LOG_ERROR : VT_LOG_WARNING, "-",
	       was_refused ? "imap-refused" : "imap-lost",
	       "account=%s server=%s:%u again-in-ms=%" G_GINT64_FORMAT " why=%s", m->account,
	       m->server.host, m->server.port, m->pause_ms, why);
}

static bool begin_session(vt_mailbox *m, GError **error)
{
	m->imap = vt_imap_open(&m->server, error);
	if (m->imap == NULL)
		return false;
	m->since_us = g_get_monotonic_time();
	m->has_worked = false;
	vt_imap_make_folder(m->imap, m->done);
	if (!vt_mailbox_enter(m, error))
		return false;
	if (m->state->told_at == 0)
		return true;
	m->state->told_at = 0;
	return vt_mailbox_save(m, error);
}

static void connect_now(vt_run *run, void *data)
{
	vt_mailbox *m = data;
	g_autoptr(GError) error = NULL;

	(void)run;
	m->timer = 0;
	if (!begin_session(m, &error)) {
		lose(m, error);
		return;
	}
	m->is_fresh = true;
	vt_log(VT_LOG_INFO, "-", "imap-connected",
	       "account=%s server=%s:%u idle=%s move=%s key=%s login=%s", m->account,
	       m->server.host, m->server.port, vt_imap_has_idle(m->imap) ? "yes" : "no",
	       vt_imap_has_move(m->imap) ? "yes" : "no", vt_imap_key(m->imap),
	       vt_imap_way_in(m->imap));
}

/* --- waiting --- */

static void on_due(vt_run *run, void *data)
{
	vt_mailbox *m = data;

	(void)run;
	m->timer = 0;
	m->must_wake = true;
}

static void on_readable(vt_run *run, int fd, short revents, void *data)
{
	(void)run;
	(void)fd;
	(void)revents;
	((vt_mailbox *)data)->must_wake = true;
}

static bool wait_for_mail(vt_mailbox *m, GError **error)
{
	int64_t ms = vt_imap_has_idle(m->imap) ? m->renew_ms : m->poll_ms;

	if (vt_imap_has_idle(m->imap)) {
		if (!vt_imap_idle(m->imap, error))
			return false;
		vt_run_watch(m->run, vt_imap_fd(m->imap), POLLIN, on_readable, m);
		m->must_wake = vt_imap_has_pending(m->imap);
	}
	m->is_idling = true;
	if (m->leave_at_us > g_get_monotonic_time() || m->orders->len > 0)
		ms = MIN(ms, LEAVE_AGAIN_MS);
	set_timer(m, ms, on_due);
	return true;
}

static bool wake(vt_mailbox *m, GError **error)
{
	m->must_wake = false;
	m->is_fresh = true;
	if (m->timer != 0)
		vt_run_cancel(m->run, m->timer);
	m->timer = 0;
	m->is_idling = false;
	if (!vt_imap_has_idle(m->imap))
		return true;
	vt_run_unwatch(m->run, vt_imap_fd(m->imap));
	return vt_imap_idle_done(m->imap, error);
}

/* --- one step after another --- */

static bool has_room(const vt_mailbox *m)
{
	return m->state->under_way->len < (guint)MAX_BATCHES * m->batch;
}

static void on_again(vt_run *run, void *data)
{
	(void)run;
	((vt_mailbox *)data)->timer = 0;
}

/* The registrar has enough to do, and its answers bring us on; but when what it has cannot leave
 * the folder, nothing but time does. */
static void wait_for_room(vt_mailbox *m)
{
	if (m->timer == 0)
		set_timer(m, LEAVE_AGAIN_MS, on_again);
}

static bool search(vt_mailbox *m, GError **error)
{
	GArray *found = vt_imap_search(m->imap, m->state->next, error);

	if (found == NULL)
		return false;
	g_array_unref(m->found);
	m->found = found;
	m->is_fresh = false;
	return true;
}

/* more_out: come back at once. */
static bool step(vt_mailbox *m, bool *more_out, GError **error)
{
	*more_out = true;
	if (m->is_idling)
		return wake(m, error);
	if (!vt_mailbox_resume(m, more_out, error))
		return false;
	if (*more_out)
		return true;
	if (!vt_mailbox_leave(m, more_out, error))
		return false;
	if (*more_out)
		return true;
	if (!vt_mailbox_move_on(m, more_out, error))
		return false;
	if (*more_out)
		return true;
	*more_out = true;
	if (m->found->len == 0 && m->is_fresh)
		return search(m, error);
	if (m->found->len > 0 && has_room(m))
		return vt_mailbox_take(m, error);
	if (!vt_mailbox_import(m, m->found->len == 0 && has_room(m), more_out, error))
		return false;
	if (*more_out)
		return true;
	if (m->found->len > 0 || m->state->import_since != 0) {
		wait_for_room(m);
		return true;
	}
	answer_looks(m);
	vt_peer_send(vt_run_peer(m->run, VT_PROGRAM_REGISTRAR), VT_KIND_FETCHED, NULL, -1);
	if (m->taken >= MESSAGES_A_LIFE && m->state->under_way->len == 0) {
		vt_run_stop(m->run, 0);
		return true;
	}
	return wait_for_mail(m, error);
}

static bool idle(vt_run *run)
{
	vt_mailbox *m = vt_run_data(run);
	g_autoptr(GError) error = NULL;
	bool more = false;

	if (m->imap == NULL) {
		/* Nothing lies at a door that nobody can reach. */
		answer_looks(m);
		return false;
	}
	if (m->is_idling && !m->must_wake)
		return false;
	if (step(m, &more, &error))
		return more;
	lose(m, error);
	return false;
}

/* --- the registrar --- */

static void on_kept(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_mailbox *m = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	g_autofree char *id = vt_read_text(&r, VT_ARRIVAL_ID_BYTES);
	vt_underway *one;

	if (!vt_reader_done(&r, NULL) || id == NULL) {
		vt_peer_broken(peer, "bad arrival-kept");
		return;
	}
	one = vt_mailbox_state_find(m->state, id);
	if (one == NULL)
		return; /* of another door */
	one->announced = one->kept = true;
	m->must_wake |= m->is_idling && vt_mailbox_may_leave(m);
}

static void on_move_on(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_mailbox *m = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);

	vt_mailbox_order(m, &r);
	if (!vt_reader_done(&r, NULL))
		vt_peer_broken(peer, "bad move-on");
	m->must_wake |= m->is_idling && vt_mailbox_has_order(m);
}

static void on_import(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_mailbox *m = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);

	vt_mailbox_ask_import(m, &r);
	if (!vt_reader_done(&r, NULL))
		vt_peer_broken(peer, "bad import");
	m->must_wake |= m->is_idling && m->import.is_asked;
}

static void on_look(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_mailbox *m = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);

	if (!vt_reader_done(&r, NULL)) {
		vt_peer_broken(peer, "bad look-around");
		return;
	}
	g_array_append_val(m->looks, request);
	m->is_fresh = m->must_wake = true;
}

/* --- begin --- */

static bool prepare(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	g_autofree char *spool = g_build_filename(office->state, "spool", NULL);
	g_autofree char *states = g_build_filename(office->state, "imap", NULL);
	vt_mailbox *m = g_new0(vt_mailbox, 1);

	m->run = run;
	m->found = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	m->looks = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	m->orders = g_ptr_array_new_with_free_func(g_free);
	g_queue_init(&m->lately);
	m->spool = m->states = -1;
	vt_run_set_data(run, m, mailbox_free);
	if (!vt_mailbox_configure(m, office, vt_run_block(run), error))
		return false;
	m->server.cancel_fd = vt_run_end_fd();
	m->spool = vt_io_open_dir(spool, true, 0700, error);
	m->states = m->spool < 0 ? -1 : vt_io_open_dir(states, true, 0700, error);
	m->state = m->states < 0 ? NULL : vt_mailbox_state_load(m->states, m->account, error);
	vt_run_allow(run, spool, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	vt_run_allow(run, states, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	vt_run_allow_resolver(run);
	vt_run_limit(run, &(vt_rlimits){ .memory_bytes = MEMORY_BYTES });
	return m->state != NULL;
}

static bool start(vt_run *run, GError **error)
{
	vt_mailbox *m = vt_run_data(run);

	(void)error;
	/* After READY: an office does not wait for a server. */
	set_timer(m, 0, connect_now);
	return true;
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_REGISTRAR, VT_KIND_ARRIVAL_KEPT, on_kept },
		{ VT_PROGRAM_REGISTRAR, VT_KIND_LOOK_AROUND, on_look },
		{ VT_PROGRAM_REGISTRAR, VT_KIND_MOVE_ON, on_move_on },
		{ VT_PROGRAM_REGISTRAR, VT_KIND_IMPORT, on_import },
		{ .handle = NULL },
	};
	static const vt_proc imap = {
		.program = VT_PROGRAM_IMAP,
		.may = VT_MAY_SUBMIT,
		.block_kind = "imap",
		.prepares_as_root = true,
		.handlers = handlers,
		.check = vt_mailbox_check,
		.prepare = prepare,
		.start = start,
		.idle = idle,
		.probe_prepare = vt_mailbox_probe_prepare,
		.probe = vt_mailbox_probe,
	};

	return vt_proc_main(&imap, argc, argv);
}
