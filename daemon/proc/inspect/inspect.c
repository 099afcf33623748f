/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect - vanthu-inspect: the parent that never reads a message, and its queue of children
 *
 * It loads trust and tables, rehearses, enters its jail (no network, files for reading only) and
 * forks one child a message. After a child that died, after VT_CHILDREN_PER_PARENT children and
 * when trust changed it retires: children end first, then the process ends in order and whoever
 * started it starts it anew. (Replacing itself by exec inside the jail would stack one seccomp
 * filter and one of at most 16 Landlock layers each time, and would need the right to exec.)
 * Questions that wait when it retires are asked again by the peer, which does so after any end.
 */
#include <malloc.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/install.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "doc/codes.h"
#include "filters/filter.h"
#include "mail/invite_answer.h"
#include "proc/inspect/crl_judge.h"
#include "proc/inspect/inspect_anchors.h"
#include "proc/inspect/inspect_probe.h"
#include "proc/inspect/inspect_rehearsal.h"
#include "proc/inspect/inspection.h"
#include "proc/proc.h"

#define NAME_CHARS 60 /* of a certificate, as it is told */
/* Every question is preceded by a look at the files of trust, unless there are so many that looking
 * takes longer than this; then it may take a tenth of the time. */
#define CHEAP_LOOK_US 1000
#define LOOK_SHARE    10

typedef struct inspector {
	const vt_office *office;
	vt_office *defaults; /* offline: owned */
	vt_anchors *anchors;
	vt_trust *trust;
	vt_sandbox *jail;
	vt_rehearsal *rehearsal; /* until READY */
	vt_inspection_setup setup;
	int64_t looked_at, look_us;
	unsigned max_running, served;
	bool retiring;
	vt_peer *peer;
	GQueue waiting;     /* vt_question */
	GPtrArray *running; /* vt_inspection */
	int nothing;
} inspector;

static void inspector_free(void *data)
{
	inspector *self = data;

	g_ptr_array_unref(self->running);
	g_queue_clear_full(&self->waiting, (GDestroyNotify)vt_question_free);
	vt_rehearsal_free(self->rehearsal);
	vt_sandbox_free(self->jail);
	vt_trust_free(self->trust);
	vt_anchors_free(self->anchors);
	vt_office_free(self->defaults);
	vt_fd_close(&self->nothing);
	g_free(self);
}

static void on_done(vt_inspection *inspection, bool died, void *data)
{
	inspector *self = data;

	if (died)
		self->retiring = true;
	g_ptr_array_remove_fast(self->running, inspection);
}

static bool trust_changed(inspector *self)
{
	int64_t now = g_get_monotonic_time();
	bool changed;

	if (self->look_us > CHEAP_LOOK_US && now - self->looked_at < LOOK_SHARE * self->look_us)
		return false;
	changed = vt_anchors_changed(self->anchors);
	self->looked_at = g_get_monotonic_time();
	self->look_us = self->looked_at - now;
	return changed;
}

/* 0, or why no child needs to look. */
static uint32_t refuse_at_once(const inspector *self, const vt_question *question)
{
	struct stat status;

	if (fstat(question->message, &status) != 0 || !S_ISREG(status.st_mode))
		return VT_CODE_UNREADABLE;
	return (uint64_t)status.st_size > self->office->max_bytes ? VT_CODE_TOO_BIG : 0;
}

static void start_one(vt_run *run, inspector *self)
{
	g_autoptr(vt_question) question = g_queue_pop_head(&self->waiting);
	g_autoptr(GError) error = NULL;
	uint32_t refused = refuse_at_once(self, question);
	vt_inspection *inspection;

	if (refused != 0) {
		vt_inspection_refuse(self->peer, question, refused);
		return;
	}
	inspection = vt_inspection_start(run, self->peer, &self->setup, question, &error);
	if (inspection == NULL) {
		g_autofree char *why = vt_log_value(error->message);

		/* Asked again by the peer when we are back. */
		vt_log(VT_LOG_ERROR, "-", "no-child", "why=%s", why);
		vt_run_stop(run, EX_TEMPFAIL);
		return;
	}
	question = NULL;
	g_ptr_array_add(self->running, inspection);
	if (++self->served >= VT_CHILDREN_PER_PARENT)
		self->retiring = true;
}

static bool idle(vt_run *run)
{
	inspector *self = vt_run_data(run);

	if (!self->retiring && !g_queue_is_empty(&self->waiting) && trust_changed(self))
		self->retiring = true;
	while (!self->retiring && !vt_run_is_stopping(run) && self->running->len < self->max_running
	       && !g_queue_is_empty(&self->waiting))
		start_one(run, self);
	if (self->retiring && self->running->len == 0)
		vt_run_stop(run, 0);
	return false;
}

/* Children of an end that was ordered do not outlive it; what they said is asked again. */
static void stop(vt_run *run)
{
	inspector *self = vt_run_data(run);

	g_ptr_array_set_size(self->running, 0);
}

static void take_question(vt_run *run, vt_peer *peer, vt_packet *packet, vt_question *question,
			  const vt_reader *r)
{
	inspector *self = vt_run_data(run);
	g_autoptr(GError) error = NULL;

	if (!vt_reader_done(r, &error) || packet->fd < 0) {
		vt_question_free(question);
		vt_peer_broken(peer, "a question without its message");
		return;
	}
	question->message = vt_fd_steal(&packet->fd);
	self->peer = peer;
	g_queue_push_tail(&self->waiting, question);
}

static void on_inspect(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	vt_question *question = g_new0(vt_question, 1);

	question->message = -1;
	question->request = vt_read_u64(&r);
	question->received_at = vt_read_i64(&r);
	question->mail_from = vt_read_text(&r, VT_MAX_ENVELOPE_BYTES);
	question->wants_text = vt_read_bool(&r);
	take_question(run, peer, packet, question, &r);
}

static void on_extract(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	vt_question *question = g_new0(vt_question, 1);

	question->message = -1;
	question->request = vt_read_u64(&r);
	question->leaf = vt_read_text(&r, VT_MAX_PATH_BYTES + VT_SHA256_HEX);
	if (question->leaf == NULL)
		r.fault = "no part";
	take_question(run, peer, packet, question, &r);
}

/* What is configured, never a message: no child is needed, and none could add to it. */
static void on_object(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	inspector *self = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	g_autofree char *sha256 = vt_read_text(&r, VT_SHA256_HEX - 1);
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GBytes) der = NULL;
	vt_autofd int fd = -1;

	if (!vt_reader_done(&r, NULL) || sha256 == NULL) {
		vt_peer_broken(peer, "a question for an object that does not read");
		return;
	}
	der = vt_trust_object(self->trust, sha256);
	fd = der != NULL ? vt_io_memfd_of("object", der, NULL) : -1;
	vt_write_u64(&writer, request);
	vt_write_bool(&writer, fd >= 0);
	vt_peer_send(peer, VT_KIND_OBJECT_FOUND, &writer, fd);
}

static void allow_folder(vt_run *run, const char *folder)
{
	g_autofree char *above = folder != NULL ? g_path_get_dirname(folder) : NULL;

	if (folder == NULL)
		return;
	vt_run_allow(run, folder, VT_PATH_READ | VT_PATH_OPTIONAL);
	/* A folder that is made, or exchanged whole, later is another one to the kernel. */
	if (!vt_run_is_offline(run))
		vt_run_allow(run, above, VT_PATH_READ | VT_PATH_OPTIONAL);
}

static void allow_trust(vt_run *run, const vt_anchors *anchors)
{
	allow_folder(run, anchors->roots);
	allow_folder(run, anchors->intermediates);
	allow_folder(run, anchors->crls);
	if (anchors->office != NULL && anchors->office->deny != NULL)
		vt_run_allow(run, anchors->office->deny, VT_PATH_READ | VT_PATH_OPTIONAL);
	if (anchors->office != NULL && anchors->office->allow != NULL)
		vt_run_allow(run, anchors->office->allow, VT_PATH_READ | VT_PATH_OPTIONAL);
	for (guint i = 0; i < anchors->pins->len; i++)
		vt_run_allow(run, g_ptr_array_index(anchors->pins, i),
			     VT_PATH_READ | VT_PATH_OPTIONAL);
}

static const char *first_of(const char *given, const char *in_file)
{
	return given != NULL ? given : in_file;
}

/* The folders of the command line stand before those of the file. */
static void load_offline_trust(vt_run *run, inspector *self, vt_faults *faults)
{
	const char *policy = vt_run_option(run, "policy");
	vt_office *office = self->defaults;

	if (policy != NULL)
		vt_office_load_trust(office, policy, faults);
	self->anchors = vt_anchors_new(
		first_of(vt_run_option(run, "trust"), office->roots),
		first_of(vt_run_option(run, "intermediate"), office->intermediates),
		first_of(vt_run_option(run, "crl"), office->crls),
		policy != NULL ? office->crl_required : vt_run_option(run, "crl") != NULL);
	self->anchors->office = office;
	office->crl_required = self->anchors->crl_required;
}

static bool load_office(vt_run *run, inspector *self, const char *data, GError **error)
{
	g_autoptr(vt_faults) faults = vt_faults_new();

	self->office = vt_run_office(run);
	if (self->office != NULL) {
		self->anchors = vt_anchors_of_office(self->office);
		return true;
	}
	self->defaults = vt_office_load_defaults(data, faults);
	self->office = self->defaults;
	load_offline_trust(run, self, faults);
	if (vt_faults_count(faults) > 0)
		return vt_error_set(error, VT_NEVER, "%s", vt_faults_get(faults, 0));
	return true;
}

/* For an office they are faults of -n and lines of the log; offline the person asked just now. */
static void tell_warnings(const vt_run *run, const GPtrArray *warnings)
{
	if (vt_run_option(run, "quiet") != NULL)
		return;
	for (guint i = 0; i < warnings->len; i++) {
		const char *text = g_ptr_array_index(warnings, i);

		if (vt_run_is_offline(run)) {
			fprintf(stderr, "vanthuctl: warning: %s\n", text);
		} else {
			g_autofree char *shown = vt_log_value(text);

			vt_log(VT_LOG_WARNING, "-", "trust", "what=%s", shown);
		}
	}
}

static void set_limits(inspector *self)
{
	const vt_settings *settings = self->office->settings;
	const vt_block *block = settings != NULL ? vt_settings_one(settings, "inspect") : NULL;
	int64_t wall = VT_CHILD_WALL_SECONDS, children = 0;
	vt_rlimits limits = { .cpu_seconds = VT_CHILD_CPU_SECONDS,
			      .memory_bytes = VT_CHILD_MEMORY_BYTES,
			      .no_new_files = true,
			      .no_new_processes = true };

	if (block != NULL) {
		limits.cpu_seconds = (uint64_t)vt_block_int(block, "cpu");
		limits.memory_bytes = (uint64_t)vt_block_int(block, "memory");
		wall = vt_block_int(block, "wall");
		children = vt_block_int(block, "children");
	}
#ifdef VT_TEST_PLANTS
	limits.cpu_seconds = 1;
	wall = 3;
#endif
	self->setup.wall_ms = wall * 1000;
	self->setup.done = on_done;
	self->setup.data = self;
	self->max_running = children > 0 ? (unsigned)children : g_get_num_processors();
	self->setup.task.limits = limits;
}

/* A fork takes one thread along; what another one held stays locked for ever. */
static bool is_alone(GError **error)
{
	g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
	unsigned n = 0;

	while (tasks != NULL && g_dir_read_name(tasks) != NULL)
		n++;
	return n <= 1
	       || vt_error_set(error, VT_NEVER, "cannot fork safely: a library made %u threads", n);
}

static bool rehearse(inspector *self, const char *data, GError **error)
{
	self->rehearsal = vt_rehearsal_new(data, error);
	return self->rehearsal != NULL && vt_rehearsal_run(self->rehearsal, error)
	       && vt_rehearsal_run(self->rehearsal, error) && is_alone(error);
}

static bool make_task(inspector *self, GError **error)
{
	self->jail = vt_sandbox_new(VT_MAY_COMPUTE, NULL, 0, error);
	self->nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (self->jail == NULL)
		return false;
	if (self->nothing < 0)
		return vt_error_errno(error, "cannot open '/dev/null'");
	self->setup.task.office = self->office;
	self->setup.task.trust = self->trust;
	self->setup.task.jail = self->jail;
	self->setup.task.nothing = self->nothing;
	return true;
}

static bool prepare(vt_run *run, GError **error)
{
	inspector *self = g_new0(inspector, 1);
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	const char *data = vt_run_option(run, "data");

	self->nothing = -1;
	g_queue_init(&self->waiting);
	self->running = g_ptr_array_new_with_free_func((GDestroyNotify)vt_inspection_free);
	vt_run_set_data(run, self, inspector_free);
	if (data == NULL)
		data = vt_install_data();
	if (!load_office(run, self, data, error))
		return false;
	self->trust = vt_anchors_load(self->anchors, warnings);
	tell_warnings(run, warnings);
	allow_trust(run, self->anchors);
	set_limits(self);
	tzset();
	vt_child_catch_fatal();
	vt_mime_start();
	vt_invite_answer_start();
	if (!vt_filters_prepare(self->office, error) || !make_task(self, error)
	    || !rehearse(self, data, error))
		return false;
	malloc_trim(0);
	return true;
}

static void tell_validity(const char *what, const char *name, int64_t from, int64_t until,
			  void *data)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *valid = g_utf8_make_valid(name, -1);
	g_autofree char *shown = vt_text_shown(valid, NAME_CHARS);

	vt_write_text(&w, what);
	vt_write_text(&w, shown);
	vt_write_i64(&w, from);
	vt_write_i64(&w, until);
	vt_peer_send(vt_run_peer(data, VT_PROGRAM_REGISTRAR), VT_KIND_VALIDITY, &w, -1);
}

static void tell_pin(const char *owner, const vt_certificate *certificate, void *data)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree char *valid = g_utf8_make_valid(vt_certificate_subject(certificate), -1);
	g_autofree char *shown = vt_text_shown(valid, NAME_CHARS);

	vt_write_text(&w, owner);
	vt_write_text(&w, vt_certificate_sha256(certificate));
	vt_write_text(&w, shown);
	vt_write_i64(&w, vt_certificate_not_after(certificate));
	vt_peer_send(vt_run_peer(data, VT_PROGRAM_REGISTRAR), VT_KIND_PINNED, &w, -1);
}

/* Inside the parent's own jail, as every child is. */
static bool start(vt_run *run, GError **error)
{
	inspector *self = vt_run_data(run);
	bool ok = vt_rehearsal_run_jailed(self->rehearsal, &self->setup.task, error);

	g_clear_pointer(&self->rehearsal, vt_rehearsal_free);
	malloc_trim(0);
	if (!vt_run_is_offline(run)) {
		vt_trust_each(self->trust, tell_validity, run);
		vt_trust_each_pin(self->trust, tell_pin, run);
	}
	return ok;
}

static void check(const vt_office *office, vt_faults *faults)
{
	g_autoptr(vt_anchors) anchors = vt_anchors_of_office(office);

	vt_anchors_check(anchors, faults);
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_REGISTRAR, VT_KIND_INSPECT, on_inspect },
	{ VT_PROGRAM_REGISTRAR, VT_KIND_EXTRACT, on_extract },
	{ VT_PROGRAM_REGISTRAR, VT_KIND_OBJECT, on_object },
	{ VT_PROGRAM_CTL, VT_KIND_INSPECT, on_inspect },
	{ 0 },
};

static const vt_option options[] = {
	{ "trust", "folder of root certificates" },
	{ "intermediate", "folder of intermediate certificates" },
	{ "crl", "folder of CRLs; every certificate of a path then needs one" },
	{ "policy", "file with the blocks trust and class of vanthu.conf" },
	{ "data", "folder with templates/, config/ and filters/sample/" },
	{ "quiet", "yes: no warnings about trust (they were given before)" },
	{ 0 },
};

static const vt_proc inspect = {
	.program = VT_PROGRAM_INSPECT,
	.may = VT_MAY_FORK,
	.nice = 5,
	.handlers = handlers,
	.check = check,
	.prepare = prepare,
	.start = start,
	.idle = idle,
	.stop = stop,
	.probe_prepare = vt_inspect_probe_prepare,
	.probe = vt_inspect_probe,
	.offline_options = options,
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--judge") == 0)
		return vt_proc_main(&vt_crl_judge, argc - 1, argv + 1);
	return vt_proc_main(&inspect, argc, argv);
}
