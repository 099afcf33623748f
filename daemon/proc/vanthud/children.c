/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * children - start, introduce, watch, start again
 */
#include "proc/vanthud/children.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "proc/vanthud/spawn.h"
#include "wire/channel.h"

#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS  (30 * 1000)
#define GOOD_RUN_MS    (60 * 1000)
#define KILL_AFTER_MS  (10 * 1000)
/* Who retires more often than this is not retiring. */
#define SHORTEST_LIFE_MS 1000
/* Files that somebody is editing are not looked at more often. */
#define LOOK_EVERY_MS 1500

/* In the order they start; the registrar first, because the others are introduced to it. */
static const vt_program order[] = { VT_PROGRAM_REGISTRAR, VT_PROGRAM_SIGNER, VT_PROGRAM_DISPATCH,
				    VT_PROGRAM_INSPECT, VT_PROGRAM_INTAKE };
#define REGISTRAR 0

typedef struct child {
	vt_program program;
	char *which;         /* of several of that program: its block; NULL */
	char *name;          /* for people: "vanthu-imap/den" */
	pid_t pid;           /* 0 = not running */
	vt_channel *channel; /* our end */
	bool ready, collateral;
	int64_t started_ms, start_at_ms, kill_at_ms; /* kill_at 0 = not told to end */
	int pause_ms;
	uint64_t starts;
} child;

struct vt_children {
	char *conf;
	int control;
	const vt_listeners *listeners;
	GPtrArray *others;
	GPtrArray *all; /* child *; order[] first, then the others */
	bool told_ready;
	bool reloading; /* all end; none starts before the registrar has ended */
	bool stop, hup; /* asked for by a signal */
	int64_t look_at_ms;
};

static int64_t now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

const char *const *vt_children_names(void)
{
	static const vt_program others[] = { VT_PROGRAM_IMAP, VT_PROGRAM_WATCH, VT_PROGRAM_SCAN,
					     VT_PROGRAM_TOKEN };
	static const char *names[G_N_ELEMENTS(order) + G_N_ELEMENTS(others) + 1];

	for (unsigned i = 0; i < G_N_ELEMENTS(order); i++)
		names[i] = vt_program_name(order[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
		names[G_N_ELEMENTS(order) + i] = vt_program_name(others[i]);
	return names;
}

static void child_free(void *data)
{
	child *c = data;

	vt_channel_free(c->channel);
	g_free(c->which);
	g_free(c->name);
	g_free(c);
}

static child *nth(const vt_children *children, unsigned i)
{
	return children->all->pdata[i];
}

/* name: as it stands in child.name. */
static void add_child(vt_children *children, const char *name)
{
	child *c = g_new0(child, 1);
	g_auto(GStrv) pieces = g_strsplit(name, "/", 2);
	int program = vt_program_find(pieces[0]);

	g_assert(program >= 0);
	c->program = (vt_program)program;
	c->which = g_strdup(pieces[1]);
	c->name = g_strdup(name);
	g_ptr_array_add(children->all, c);
}

static bool has_child(const vt_children *children, const char *name)
{
	for (unsigned i = G_N_ELEMENTS(order); i < children->all->len; i++)
		if (g_str_equal(nth(children, i)->name, name))
			return true;
	return false;
}

/* What the configuration says now; a program that still runs is ended by the reload. */
static void match_others(vt_children *children)
{
	for (unsigned i = children->all->len; i > G_N_ELEMENTS(order); i--)
		if (nth(children, i - 1)->pid == 0
		    && !g_ptr_array_find_with_equal_func(
			    children->others, nth(children, i - 1)->name, g_str_equal, NULL))
			g_ptr_array_remove_index(children->all, i - 1);
	for (unsigned i = 0; i < children->others->len; i++)
		if (!has_child(children, children->others->pdata[i]))
			add_child(children, children->others->pdata[i]);
}

vt_children *vt_children_new(const char *conf, int control_fd, const vt_listeners *listeners,
			     GPtrArray *others)
{
	vt_children *children = g_new0(vt_children, 1);

	children->conf = g_strdup(conf);
	children->control = control_fd;
	children->listeners = listeners;
	children->others = others;
	children->all = g_ptr_array_new_with_free_func(child_free);
	for (unsigned i = 0; i < G_N_ELEMENTS(order); i++)
		add_child(children, vt_program_name(order[i]));
	match_others(children);
	return children;
}

void vt_children_free(vt_children *children)
{
	if (children == NULL)
		return;
	g_ptr_array_unref(children->all);
	g_free(children->conf);
	g_free(children);
}

static bool spawn(const vt_children *children, child *c, int first, int vanthud, GError **error)
{
	const vt_spawn_order order_of = {
		.program = c->program,
		.conf = children->conf,
		.which = c->which,
		.listeners = c->program == VT_PROGRAM_INTAKE || c->program == VT_PROGRAM_WATCH
				     ? children->listeners
				     : NULL,
		.first = first,
		.vanthud = vanthud,
	};
	pid_t pid = vt_spawn(&order_of, error);

	c->pid = MAX(pid, 0);
	return pid > 0;
}

/* The registrar hears who the new peer is and gets its end. */
static bool introduce(vt_children *children, vt_program program, const child *c, int fd,
		      GError **error)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_text(&w, vt_program_name(program));
	vt_write_text(&w, c->which);
	vt_write_u64(&w, c->starts);
	return vt_channel_send(nth(children, REGISTRAR)->channel, VT_KIND_INTRODUCE, &w, fd, error);
}

static void take_channel(child *c, int take_fd)
{
	vt_channel_free(c->channel);
	c->channel = vt_channel_new(take_fd, c->name, VT_UNTRUSTED);
}

static bool start_registrar(vt_children *children, GError **error)
{
	child *c = nth(children, REGISTRAR);
	int ends[2];

	if (!vt_channel_pair(ends, error))
		return false;
	take_channel(c, ends[0]);
	{
		vt_autofd int theirs = ends[1];

		return spawn(children, c, theirs, -1, error)
		       && introduce(children, VT_PROGRAM_CTL, c, children->control, error);
	}
}

static bool start_other(vt_children *children, child *c, GError **error)
{
	int to_registrar[2], to_us[2];
	vt_autofd int first = -1;
	vt_autofd int registrars = -1;
	vt_autofd int vanthud = -1;

	if (!vt_channel_pair(to_registrar, error))
		return false;
	first = to_registrar[0];
	registrars = to_registrar[1];
	if (!vt_channel_pair(to_us, error))
		return false;
	vanthud = to_us[1];
	take_channel(c, to_us[0]);
	return introduce(children, c->program, c, registrars, error)
	       && spawn(children, c, first, vanthud, error);
}

static void start(vt_children *children, child *c)
{
	g_autoptr(GError) error = NULL;

	c->starts++;
	bool ok = c->program == VT_PROGRAM_REGISTRAR ? start_registrar(children, &error)
						     : start_other(children, c, &error);

	c->ready = c->collateral = false;
	c->kill_at_ms = 0;
	c->started_ms = now_ms();
	if (ok) {
		vt_log(VT_LOG_INFO, "-", "started", "program=%s pid=%d", c->name, (int)c->pid);
	} else {
		g_autofree char *why = vt_log_value(error->message);

		vt_log(VT_LOG_ERROR, "-", "start-failed", "program=%s why=%s", c->name, why);
		c->pause_ms = CLAMP(c->pause_ms * 2, FIRST_PAUSE_MS, LAST_PAUSE_MS);
		c->start_at_ms = c->started_ms + c->pause_ms;
	}
}

static void tell_end(child *c)
{
	if (c->pid > 0 && c->kill_at_ms == 0) {
		kill(c->pid, SIGTERM);
		c->kill_at_ms = now_ms() + KILL_AFTER_MS;
	}
}

static void end_others(vt_children *children, bool collateral)
{
	for (unsigned i = 1; i < children->all->len; i++) {
		nth(children, i)->collateral |= collateral;
		tell_end(nth(children, i));
	}
}

static void plan_restart(child *c, bool orderly)
{
	int64_t lived = now_ms() - c->started_ms;

	if (c->collateral || (orderly && lived >= SHORTEST_LIFE_MS))
		c->pause_ms = 0;
	else if (lived >= GOOD_RUN_MS || c->pause_ms == 0)
		c->pause_ms = FIRST_PAUSE_MS;
	else
		c->pause_ms = MIN(c->pause_ms * 2, LAST_PAUSE_MS);
	c->start_at_ms = now_ms() + c->pause_ms;
}

static void on_end(vt_children *children, child *c, int status, bool stopping)
{
	bool orderly = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	c->pid = 0;
	g_clear_pointer(&c->channel, vt_channel_free);
	plan_restart(c, orderly);
	vt_log(orderly || stopping || c->collateral ? VT_LOG_INFO : VT_LOG_WARNING, "-", "ended",
	       "program=%s %s=%d again-in-ms=%d", c->name,
	       WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	       stopping ? -1 : c->pause_ms);
	if (c->program == VT_PROGRAM_REGISTRAR) {
		children->reloading = false;
		if (!stopping)
			end_others(children, true);
	}
}

static void reap(vt_children *children, bool stopping)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (unsigned i = 0; i < children->all->len; i++)
			if (nth(children, i)->pid == pid)
				on_end(children, nth(children, i), status, stopping);
}

static void start_due(vt_children *children)
{
	match_others(children);
	for (unsigned i = 0; i < children->all->len; i++) {
		child *c = nth(children, i);
		/* A registrar whose channel broke is about to be reaped. */
		bool possible = i == REGISTRAR || nth(children, REGISTRAR)->channel != NULL;

		if (c->pid == 0 && possible && !children->reloading && c->start_at_ms <= now_ms())
			start(children, c);
	}
}

static void kill_due(vt_children *children)
{
	for (unsigned i = 0; i < children->all->len; i++) {
		child *c = nth(children, i);

		if (c->pid > 0 && c->kill_at_ms != 0 && c->kill_at_ms <= now_ms()) {
			vt_log(VT_LOG_WARNING, "-", "killed", "program=%s pid=%d", c->name,
			       (int)c->pid);
			kill(c->pid, SIGKILL);
			c->kill_at_ms = now_ms() + KILL_AFTER_MS;
		}
	}
}

static int wait_ms(const vt_children *children, bool stopping)
{
	bool looking = !stopping && !children->reloading;
	int64_t until = looking ? children->look_at_ms : now_ms() + LOOK_EVERY_MS;

	for (unsigned i = 0; i < children->all->len; i++) {
		const child *c = nth(children, i);

		if (c->pid > 0 && c->kill_at_ms != 0)
			until = MIN(until, c->kill_at_ms);
		else if (c->pid == 0 && !stopping && !children->reloading)
			until = MIN(until, c->start_at_ms);
	}
	return (int)MAX(0, until - now_ms());
}

static void hear(child *c)
{
	g_auto(vt_packet) packet = { .fd = -1 };
	vt_receipt receipt = vt_channel_receive(c->channel, 0, &packet);

	if (receipt == VT_NOTHING_YET)
		return;
	if (receipt == VT_RECEIVED && packet.kind == VT_KIND_READY) {
		c->ready = true;
		return;
	}
	/* Ended, or it says what it may not: either way nothing more is heard from it. */
	if (receipt != VT_PEER_GONE && c->pid > 0)
		tell_end(c);
	if (c->program != VT_PROGRAM_REGISTRAR)
		g_clear_pointer(&c->channel, vt_channel_free);
}

/* Notes the signals that came. */
static void wait_round(vt_children *children, int signals, bool stopping)
{
	g_autofree struct pollfd *items = g_new0(struct pollfd, 1 + children->all->len);
	struct signalfd_siginfo info;

	items[0] = (struct pollfd){ .fd = signals, .events = POLLIN };
	for (unsigned i = 0; i < children->all->len; i++) {
		const child *c = nth(children, i);
		/* The registrar's hang-up is seen by SIGCHLD; polling it would spin. */
		bool listen = c->channel != NULL && !c->ready;

		items[1 + i] =
			(struct pollfd){ listen ? vt_channel_fd(c->channel) : -1, POLLIN, 0 };
	}
	if (poll(items, 1 + children->all->len, wait_ms(children, stopping)) <= 0)
		return;
	for (unsigned i = 0; i < children->all->len; i++)
		if ((items[1 + i].revents & POLLIN) != 0 && nth(children, i)->channel != NULL)
			hear(nth(children, i));
		else if (items[1 + i].revents != 0
			 && nth(children, i)->program != VT_PROGRAM_REGISTRAR)
			g_clear_pointer(&nth(children, i)->channel, vt_channel_free);
	while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
		children->hup |= info.ssi_signo == SIGHUP;
		children->stop |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
	}
}

static unsigned count_ready(const vt_children *children)
{
	unsigned n = 0;

	for (unsigned i = 0; i < children->all->len; i++) {
		const child *c = nth(children, i);

		n += c->pid > 0 && c->ready && c->kill_at_ms == 0;
	}
	return n;
}

static void tell_health(vt_children *children, const vt_children_hooks *hooks)
{
	unsigned n = children->all->len, ready = count_ready(children);

	hooks->beat(hooks->data, n, ready);
	if (children->told_ready || children->reloading || ready < n)
		return;
	children->told_ready = true;
	vt_log(VT_LOG_INFO, "-", "all-ready", "programs=%u", n);
	hooks->ready(hooks->data);
}

static bool others_run(const vt_children *children)
{
	for (unsigned i = 1; i < children->all->len; i++)
		if (nth(children, i)->pid > 0)
			return true;
	return false;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What others still tell the registrar is recorded: it ends last. */
static void end_all(vt_children *children, int signals)
{
	end_others(children, false);
	while (others_run(children)) {
		wait_round(children, signals, true);
		reap(children, true);
		kill_due(children);
	}
	tell_end(nth(children, REGISTRAR));
	while (nth(children, REGISTRAR)->pid > 0) {
		wait_round(children, signals, true);
		reap(children, true);
		kill_due(children);
	}
}

/* First all but the registrar, so that what they still tell it is recorded; nothing new starts. */
static void begin_reload(vt_children *children)
{
	vt_log(VT_LOG_INFO, "-", "reload", "%s", "");
	children->reloading = nth(children, REGISTRAR)->pid > 0;
	children->told_ready = false;
	nth(children, REGISTRAR)->collateral = true;
	end_others(children, true);
}

static void go_on_reloading(vt_children *children)
{
	if (children->reloading && !others_run(children))
		tell_end(nth(children, REGISTRAR));
}

static void look_for_changes(vt_children *children, const vt_children_hooks *hooks)
{
	bool asked = children->hup;

	if (children->reloading || (!asked && children->look_at_ms > now_ms()))
		return;
	children->hup = false;
	if (hooks->reload(hooks->data, asked))
		begin_reload(children);
	children->look_at_ms = now_ms() + LOOK_EVERY_MS;
}

void vt_children_run(vt_children *children, const vt_children_hooks *hooks)
{
	vt_autofd int signals = open_signals();

	g_assert(signals >= 0);
	children->look_at_ms = now_ms() + LOOK_EVERY_MS;
	while (!children->stop) {
		reap(children, false);
		kill_due(children);
		look_for_changes(children, hooks);
		go_on_reloading(children);
		start_due(children);
		tell_health(children, hooks);
		wait_round(children, signals, false);
	}
	vt_log(VT_LOG_INFO, "-", "stopping", "%s", "");
	hooks->stopping(hooks->data);
	end_all(children, signals);
}
