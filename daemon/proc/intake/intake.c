/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-intake - takes messages from the doors into spool/ and tells the registrar
 *
 * A door forgets a message only when the registrar said ARRIVAL_KEPT. Until then everything is
 * repeated after a crash, under the same id: the registrar may hear ARRIVED for an id it knows (its
 * spool files made anew), and answers ARRIVAL_KEPT again.
 */
#include <errno.h>
#include <poll.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "doc/codes.h"
#include "net/door.h"
#include "proc/intake/intake_lmtp.h"
#include "proc/intake/intake_spool.h"
#include "proc/proc.h"

/* Told to the registrar and not yet kept. */
#define MAX_WAITING 64
/* Doors are looked at even when nothing woke us: inotify loses events, network folders have none.
 */
#define LOOK_EVERY_MS 3000
#define TRY_AGAIN_MS  5000
/* Then we retire: whatever leaked goes with us. */
#define MESSAGES_A_LIFE 10000

typedef struct entrance {
	char *path, *account, *own;
	vt_door *door;
	bool fresh; /* look at the source */
	bool stuck; /* opened again by the timer */
} entrance;

typedef struct intake {
	GPtrArray *entrances;
	GHashTable *waiting; /* id -> entrance */
	GHashTable *told;    /* ids announced before swept; then NULL */
	vt_lmtp_doors *lmtp;
	GArray *looks; /* uint64_t: LOOK_AROUND requests to answer */
	int spool;
	const vt_office *office;
	unsigned taken;
} intake;

static void entrance_free(entrance *e)
{
	if (e->door != NULL)
		e->door->ops->close(e->door);
	g_free(e->path);
	g_free(e->account);
	g_free(e->own);
	g_free(e);
}

static void intake_free(intake *in)
{
	vt_lmtp_doors_free(in->lmtp);
	g_hash_table_unref(in->waiting);
	g_clear_pointer(&in->told, g_hash_table_unref);
	g_ptr_array_unref(in->entrances);
	g_array_unref(in->looks);
	vt_fd_close(&in->spool);
	g_free(in);
}

static void complain(const char *id, const char *event, const entrance *e, const GError *error)
{
	g_autofree char *why = vt_log_value(error->message);

	vt_log(VT_LOG_WARNING, id, event, "door=%s why=%s", e->account, why);
}

static void on_wake(vt_run *run, int fd, short revents, void *data)
{
	entrance *e = data;
	char events[4096];

	(void)run;
	(void)revents;
	while (read(fd, events, sizeof events) > 0)
		;
	e->fresh = true;
}

static void listen_at(vt_run *run, entrance *e)
{
	int fd = e->door->ops->wake_fd(e->door);

	if (fd >= 0)
		vt_run_watch(run, fd, POLLIN, on_wake, e);
}

static void close_door(vt_run *run, entrance *e)
{
	int fd = e->door != NULL ? e->door->ops->wake_fd(e->door) : -1;

	if (fd >= 0)
		vt_run_unwatch(run, fd);
	if (e->door != NULL)
		e->door->ops->close(e->door);
	e->door = NULL;
}

static void open_again(vt_run *run, void *data)
{
	entrance *e = data;
	g_autoptr(GError) error = NULL;

	close_door(run, e);
	e->door = vt_maildir_door_open(e->path, e->account, e->own, &error);
	e->fresh = true;
	e->stuck = e->door == NULL;
	if (!e->stuck) {
		listen_at(run, e);
	} else {
		complain("-", "door-stuck", e, error);
		vt_run_after(run, TRY_AGAIN_MS, open_again, e);
	}
}

/* The door is closed for a while and then gives all its claims again; those that are waiting are
 * known. */
static void get_stuck(vt_run *run, entrance *e, const char *id, const GError *error)
{
	complain(id[0] != '\0' ? id : "-", "door-stuck", e, error);
	e->stuck = true;
	vt_run_after(run, TRY_AGAIN_MS, open_again, e);
}

static void announce(vt_run *run, const char *id)
{
	intake *in = vt_run_data(run);
	g_auto(vt_writer) w = vt_writer_new();

	if (in->told != NULL)
		g_hash_table_add(in->told, g_strdup(id));

	vt_write_text(&w, id);
	vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_ARRIVED, &w, -1);
}

/* Told before it is put aside: a repeat after a crash is better than silence. */
static void put_aside(vt_run *run, entrance *e, const vt_claim *claim, vt_code code,
		      const char *why)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *detail =
		g_strdup_printf("%s/%s bytes %" G_GUINT64_FORMAT, why, claim->id, claim->bytes);
	g_autoptr(GError) error = NULL;

	vt_write_text(&w, e->account);
	vt_write_text(&w, vt_code_find((int)code)->name);
	vt_write_text(&w, detail);
	vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_DOOR_FAULT, &w, -1);
	vt_log(VT_LOG_WARNING, claim->id, "not-taken",
	       "door=%s why=%s bytes=%" G_GUINT64_FORMAT " moved-to=.vanthu/%s", e->account, why,
	       claim->bytes, why);
	if (!e->door->ops->set_aside(e->door, claim->id, why, &error))
		get_stuck(run, e, claim->id, error);
}

static void take_in(vt_run *run, entrance *e, const vt_claim *claim)
{
	intake *in = vt_run_data(run);
	g_autoptr(GError) error = NULL;

	if (g_hash_table_contains(in->waiting, claim->id))
		return;
	switch (vt_spool_take(in->office, in->spool, e->door, claim, &error)) {
	case VT_SPOOLED:
		g_hash_table_insert(in->waiting, g_strdup(claim->id), e);
		in->taken++;
		vt_log(VT_LOG_INFO, claim->id, "taken", "door=%s bytes=%" G_GUINT64_FORMAT,
		       e->account, claim->bytes);
		announce(run, claim->id);
		break;
	case VT_SPOOL_TOO_BIG:
		put_aside(run, e, claim, VT_CODE_TOO_BIG, "too-big");
		break;
	case VT_SPOOL_FAILED:
		get_stuck(run, e, claim->id, error);
		break;
	}
}

static void on_stuck(vt_run *run, entrance *e, const vt_claim *claim, const GError *error)
{
	if (claim->id[0] != '\0' && error->code == VT_NEVER)
		put_aside(run, e, claim, VT_CODE_UNREADABLE, "unreadable");
	else
		get_stuck(run, e, claim->id, error);
}

/* true: something was there. */
static bool knock(vt_run *run, entrance *e)
{
	g_auto(vt_claim) claim = { .fd = -1 };
	g_autoptr(GError) error = NULL;

	switch (e->door->ops->next(e->door, e->fresh, &claim, &error)) {
	case VT_CAME:
		take_in(run, e, &claim);
		return true;
	case VT_NOBODY_THERE:
		e->fresh = false;
		return false;
	case VT_DOOR_STUCK:
		on_stuck(run, e, &claim, error);
		return true;
	}
	g_assert_not_reached();
}

static void answer_looks(vt_run *run, intake *in)
{
	for (guint i = 0; i < in->looks->len; i++) {
		g_auto(vt_writer) w = vt_writer_new();

		vt_write_u64(&w, g_array_index(in->looks, uint64_t, i));
		vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_LOOKED_AROUND, &w, -1);
	}
	g_array_set_size(in->looks, 0);
}

static void announce_spooled(const char *id, void *data)
{
	const intake *in = vt_run_data(data);

	if (!g_hash_table_contains(in->told, id))
		announce(data, id);
}

/* Once, after the doors have given what they hold: what was safe in the spool when the last intake
 * ended, and nobody may have heard of (LMTP had its 250). */
static void announce_rest(vt_run *run, intake *in)
{
	if (in->told == NULL)
		return;
	vt_spool_each(in->spool, announce_spooled, run);
	g_clear_pointer(&in->told, g_hash_table_unref);
}

static void retire(vt_run *run, intake *in)
{
	if (in->taken + vt_lmtp_doors_kept(in->lmtp) < MESSAGES_A_LIFE)
		return;
	if (vt_lmtp_doors_close(in->lmtp) && g_hash_table_size(in->waiting) == 0)
		vt_run_stop(run, 0);
}

static bool intake_idle(vt_run *run)
{
	intake *in = vt_run_data(run);
	bool all_looked = true, all_given = true;

	vt_lmtp_doors_commit(in->lmtp);
	if (g_hash_table_size(in->waiting) >= MAX_WAITING)
		return false;
	for (guint i = 0; i < in->entrances->len; i++) {
		/* Each time another one is first: a flood at one door does not close the others. */
		entrance *e = in->entrances->pdata[(i + in->taken) % in->entrances->len];

		if (!e->stuck && knock(run, e))
			return true;
		all_looked &= !e->fresh;
		all_given &= e->stuck || !e->fresh;
	}
	if (all_given)
		announce_rest(run, in);
	if (all_looked)
		answer_looks(run, in);
	retire(run, in);
	return false;
}

static void look_at_all(intake *in)
{
	for (guint i = 0; i < in->entrances->len; i++)
		((entrance *)in->entrances->pdata[i])->fresh = true;
}

static void on_timer(vt_run *run, void *data)
{
	look_at_all(data);
	vt_run_after(run, LOOK_EVERY_MS, on_timer, data);
}

static void on_kept(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	intake *in = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	g_autofree char *id = vt_read_text(&r, VT_ARRIVAL_ID_BYTES);
	entrance *e = NULL;
	g_autoptr(GError) error = NULL;

	if (!vt_reader_done(&r, NULL) || id == NULL) {
		vt_peer_broken(peer, "bad arrival-kept");
		return;
	}
	e = g_hash_table_lookup(in->waiting, id);
	if (e == NULL)
		return; /* told twice */
	if (e->door == NULL || !e->door->ops->keep(e->door, id, &error)) {
		/* The claim stays and is announced again when the door opens anew. */
		if (error != NULL)
			complain(id, "not-forgotten", e, error);
	} else {
		vt_log(VT_LOG_DEBUG, id, "forgotten", "door=%s", e->account);
	}
	g_hash_table_remove(in->waiting, id);
}

static void on_look(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	intake *in = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);

	if (!vt_reader_done(&r, NULL)) {
		vt_peer_broken(peer, "bad look-around");
		return;
	}
	g_array_append_val(in->looks, request);
	look_at_all(in);
}

static bool open_entrance(vt_run *run, intake *in, const vt_block *block, GError **error)
{
	entrance *e = g_new0(entrance, 1);

	e->path = g_strdup(vt_block_text(block, "path"));
	e->account = g_strdup(vt_block_name(block));
	e->own = g_strdup(vt_block_text(block, "agency"));
	e->fresh = true;
	g_ptr_array_add(in->entrances, e);
	e->door = vt_maildir_door_open(e->path, e->account, e->own, error);
	if (e->door == NULL)
		return false;
	vt_run_allow(run, e->path, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	return true;
}

static bool intake_prepare(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	g_autofree char *spool = g_build_filename(office->state, "spool", NULL);
	intake *in = g_new0(intake, 1);

	in->entrances = g_ptr_array_new_with_free_func((GDestroyNotify)entrance_free);
	in->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	in->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	in->looks = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	in->office = office;
	in->spool = vt_io_open_dir(spool, true, 0700, error);
	vt_run_set_data(run, in, (GDestroyNotify)intake_free);
	if (in->spool < 0)
		return false;
	vt_spool_sweep(in->spool);
	vt_run_allow(run, spool, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	for (unsigned i = 0; i < vt_settings_count(office->settings, "maildir"); i++)
		if (!open_entrance(run, in, vt_settings_nth(office->settings, "maildir", i), error))
			return false;
	in->lmtp = vt_lmtp_doors_new(run, in->spool, announce, error);
	return in->lmtp != NULL;
}

static bool intake_start(vt_run *run, GError **error)
{
	intake *in = vt_run_data(run);

	(void)error;
	vt_lmtp_doors_open(in->lmtp);
	for (guint i = 0; i < in->entrances->len; i++)
		listen_at(run, in->entrances->pdata[i]);
	on_timer(run, in);
	return true;
}

static void intake_check(const vt_office *office, vt_faults *faults)
{
	vt_lmtp_doors_check(office, faults);
	for (unsigned i = 0; i < vt_settings_count(office->settings, "maildir"); i++) {
		const vt_block *block = vt_settings_nth(office->settings, "maildir", i);
		const char *path = vt_block_text(block, "path");
		g_autofree char *parent = path != NULL ? g_path_get_dirname(path) : NULL;
		const char *needed = path;

		if (path == NULL)
			continue;
		if (access(path, F_OK) != 0 && errno == ENOENT)
			needed = parent;
		if (access(needed, R_OK | W_OK | X_OK) != 0
		    || !g_file_test(needed, G_FILE_TEST_IS_DIR))
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "path", 0),
				      "cannot take mail from '%s': %s", path,
				      errno != 0 ? g_strerror(errno) : "it is no folder");
	}
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_REGISTRAR, VT_KIND_ARRIVAL_KEPT, on_kept },
	{ VT_PROGRAM_REGISTRAR, VT_KIND_LOOK_AROUND, on_look },
	{ 0 },
};

int main(int argc, char **argv)
{
	static const vt_proc intake_proc = {
		.program = VT_PROGRAM_INTAKE,
		.may = VT_MAY_SPOOL,
		.has_listeners = true,
		.handlers = handlers,
		.check = intake_check,
		.prepare = intake_prepare,
		.start = intake_start,
		.idle = intake_idle,
	};

	return vt_proc_main(&intake_proc, argc, argv);
}
