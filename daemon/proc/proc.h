/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc - the skeleton of every program but vanthud and vanthuctl
 *
 * A program is one vt_proc and one line of main. vt_proc_main() does, in this order: arguments,
 * clean environment, umask 077, log, the office's files (exit 78 with every fault), own user when
 * root, prepare(), the jail, start(), READY to vanthud, and then the loop until TERM, INT,
 * vt_run_stop() or the end of the peer it works for. One thread; every handler runs to its end, so
 * a unit of work is never torn.
 *
 * Descriptors at start: 3 = the registrar (for vanthu-registrar: vanthud, which brings the peers;
 * with --offline: vanthuctl), 4 = vanthud (absent for the registrar and --offline).
 * From VT_FD_LISTENERS on: listening sockets, for the program that has_listeners. All others are
 * closed.
 *
 * Exit status: 0 orderly end, 64 usage, 70 our bug, 75 a resource is missing or a peer is gone, 78
 * set-up. An orderly end that nobody asked for means "start me again at once": that is how a
 * program retires (vt_run_stop(run, 0)).
 *
 * Command line: NAME [-n | --probe [--deep]] [-f] [-i WHICH] -c CONF | --version | --help, or
 * --offline with the offline_options of vt_proc. -n prints every fault that check() finds, one a
 * line on stderr, and exits 78 or 0. -i names the block a program of several works for.
 */
#ifndef VT_PROC_PROC_H
#define VT_PROC_PROC_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/sandbox.h"
#include "doc/office.h"
#include "wire/channel.h"

typedef struct vt_run vt_run;   /* this program, running */
typedef struct vt_peer vt_peer; /* one other program, as long as its channel lives */

/* One kind from one program. Who may send a kind at all stands in wire/kinds; what has no handler
 * here breaks the peer. The packet is borrowed; take its descriptor with vt_fd_steal(&packet->fd).
 * A body that does not read well: vt_peer_broken(). */
typedef struct vt_handler {
	vt_program from;
	vt_kind kind;
	void (*handle)(vt_run *run, vt_peer *peer, vt_packet *packet);
} vt_handler;

/* --offline only: --NAME VALUE, once */
typedef struct vt_option {
	const char *name;
	const char *help;
} vt_option;

typedef struct vt_proc {
	vt_program program;
	vt_may may;
	/* One process for each block of that kind in vanthu.conf; NULL = one process. */
	const char *block_kind;
	/* Several of it may run, told apart by -i NUMBER; the first has none. */
	bool is_many;
	/* Of nice(2), 0 to 19: work that may wait a moment stands behind what brings mail in. */
	int nice;
	/* vanthud hands it the sockets of proc/listener.h; they stay open. */
	bool has_listeners;
	/* The keys: prepare() runs as root when we were started as root, only then the user
	 * changes. */
	bool prepares_as_root;
	const vt_handler *handlers; /* ends with .handle NULL */

	/* All of these may be NULL. */
	/* -n, before anything else happens: adds what only this program can find out. */
	void (*check)(const vt_office *office, vt_faults *faults);
	/* Outside the jail: opens and loads; names with vt_run_allow() what it needs later.
	 * VT_NEVER = set-up, exit 78. */
	bool (*prepare)(vt_run *run, GError **error);
	/* First thing inside the jail, before READY. */
	bool (*start)(vt_run *run, GError **error);
	/* After every round of the loop: one unit of waiting work. true = there is more, come back
	 * at once. */
	bool (*idle)(vt_run *run);
	void (*peer_new)(vt_run *run, vt_peer *peer);
	/* peer is freed afterwards. For the registrar; elsewhere the loop ends when the one peer is
	 * gone. */
	void (*peer_gone)(vt_run *run, vt_peer *peer);
	/* The orderly end begins; queued packets are still sent. */
	void (*stop)(vt_run *run);

	/* --probe, for vanthuctl doctor (proc/probe.h); NULL: it has nothing to look at. Jailed,
	 * after prepare() or what stands here in its place; no peers, no start(), no loop. */
	bool (*probe_prepare)(vt_run *run, GError **error);
	void (*probe)(vt_run *run);

	/* NULL: no --offline. Ends with a NULL name. */
	const vt_option *offline_options;
} vt_proc;

int vt_proc_main(const vt_proc *proc, int argc, char **argv);

/* --- this program --- */

/* NULL with --offline. */
const vt_office *vt_run_office(const vt_run *run);
/* The block of vt_proc.block_kind this process works for; NULL when there is no such kind. */
const vt_block *vt_run_block(const vt_run *run);
/* Have the files it was read from changed since? Works in the jail. */
bool vt_run_office_changed(const vt_run *run);
/* --offline: value of an option, NULL when not given; borrowed. */
const char *vt_run_option(const vt_run *run, const char *name);
bool vt_run_is_offline(const vt_run *run);
/* --probe --deep: also what a server may take for odd, as asking to send under another name. */
bool vt_run_is_deep(const vt_run *run);
/* State of the program: set in prepare(). free_data may be NULL. */
void vt_run_set_data(vt_run *run, void *take_data, GDestroyNotify free_data);
void *vt_run_data(const vt_run *run);
/* In prepare() only: VT_PATH_* of base/sandbox.h. path is copied. */
void vt_run_allow(vt_run *run, const char *path, unsigned access);
/* In prepare() only: another profile than vt_proc.may, for an office that needs it. */
void vt_run_may(vt_run *run, vt_may may);
/* In prepare() only: the files getaddrinfo(3) reads. */
void vt_run_allow_resolver(vt_run *run);
/* In prepare() only. Without it: no core dumps, nothing else. */
void vt_run_limit(vt_run *run, const vt_rlimits *limits);
/* Ends the loop after this round with that exit status. The first call counts. */
void vt_run_stop(vt_run *run, int exit_status);
bool vt_run_is_stopping(const vt_run *run);
/* Readable when we are told to end by TERM or INT, for waits outside of the loop: only looked at,
 * the loop reads one of its own. Caller closes; -1 with errno. */
int vt_run_end_fd(void);

/* --- peers --- */

/* The peer of that program, or NULL (not introduced yet, or just gone). Not for VT_PROGRAM_CTL. */
vt_peer *vt_run_peer(vt_run *run, vt_program program);
/* Every one of that program, in the order they came. */
typedef void (*vt_peer_visit)(vt_peer *peer, void *data);
void vt_run_each_peer(vt_run *run, vt_program program, vt_peer_visit visit, void *data);
unsigned vt_run_count_peers(vt_run *run, vt_program program);
/* Never blocks: what the peer does not read yet waits in a queue (with a duplicate of fd). body and
 * fd stay the caller's. false: peer is NULL or gone, nothing was sent. */
bool vt_peer_send(vt_peer *peer, vt_kind kind, const vt_writer *body, int fd);
/* Bytes waiting in that queue. */
size_t vt_peer_queued(const vt_peer *peer);
vt_program vt_peer_program(const vt_peer *peer);
const char *vt_peer_name(const vt_peer *peer);
/* Of several of that program, the block it works for; NULL. */
const char *vt_peer_which(const vt_peer *peer);
/* "vanthu-imap/den". Caller frees. */
char *vt_peer_full_name(const vt_peer *peer);
/* How often vanthud has started it, this time included; and the registrar itself. */
uint64_t vt_peer_starts(const vt_peer *peer);
uint64_t vt_run_starts(const vt_run *run);
/* Of the process at the other end (SO_PEERCRED); VT_PROGRAM_CTL asks for it. (uid_t)-1 when not
 * known. */
uid_t vt_peer_uid(const vt_peer *peer);
void vt_peer_set_data(vt_peer *peer, void *take_data, GDestroyNotify free_data);
void *vt_peer_data(const vt_peer *peer);
/* After its queue is sent. peer_gone() is called. */
void vt_peer_close(vt_peer *peer);
/* A packet that reads badly: logged; a trusted peer's is our bug and aborts, another's closes it.
 */
void vt_peer_broken(vt_peer *peer, const char *why);

/* --- time and other descriptors --- */

/* Calls ready whenever fd has one of events (POLLIN ...). fd stays the caller's; unwatch before
 * closing it. */
typedef void (*vt_ready)(vt_run *run, int fd, short revents, void *data);
void vt_run_watch(vt_run *run, int fd, short events, vt_ready ready, void *data);
void vt_run_unwatch(vt_run *run, int fd);
/* Once, that many milliseconds from now (monotonic). The id is never 0. */
typedef void (*vt_due)(vt_run *run, void *data);
unsigned vt_run_after(vt_run *run, int64_t milliseconds, vt_due due, void *data);
void vt_run_cancel(vt_run *run, unsigned id);

#endif
