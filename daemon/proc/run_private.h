/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_private - what proc.c, loop.c and peer.c share; for no other file
 */
#ifndef VT_PROC_RUN_PRIVATE_H
#define VT_PROC_RUN_PRIVATE_H

#include "proc/proc.h"

struct vt_run {
	const vt_proc *proc;
	vt_office *office;
	vt_faults *read; /* what the office was read from */
	char *stamp;
	GHashTable *options; /* name -> value, both borrowed */
	bool offline, probing, deep;
	const char *which; /* name of its block; NULL */

	void *data;
	GDestroyNotify free_data;
	GArray *paths; /* vt_path, their paths owned */
	vt_may may;
	vt_rlimits limits;

	GPtrArray *peers;   /* vt_peer * */
	GPtrArray *watches; /* struct watch * */
	GPtrArray *timers;  /* struct timer * */
	unsigned last_timer;
	uint64_t starts; /* of the registrar itself, as vanthud told it */
	int control;     /* listening control socket, -1 = none */
	bool stopping;
	int exit_status;
};

struct vt_peer {
	vt_run *run;
	vt_program program;
	char *which; /* of several of that program; NULL */
	uint64_t starts;
	vt_trust_in trust;
	vt_channel *channel;
	GQueue waiting; /* struct queued * */
	size_t waiting_bytes;
	int64_t deadline_us; /* a vanthuctl must have moved by then; 0 = no hurry */
	bool closing, gone;
	bool deaf; /* gone because it takes nothing any more: what it said may lie there unread */
	bool told_gone; /* the program has heard that it is gone */
	uid_t uid;
	void *data;
	GDestroyNotify free_data;
};

/* peer.c. take_fd is closed with the peer. */
vt_peer *vt_peer_new(vt_run *run, int take_fd, vt_program program, vt_trust_in trust);
void vt_peer_free(vt_peer *peer);
/* Reads what is there, a bounded number of packets. */
void vt_peer_read(vt_peer *peer);
/* Tells the program, once, that the peer is gone. */
void vt_peer_tell_gone(vt_peer *peer);
void vt_peer_flush(vt_peer *peer);
/* Lost when its time is over. */
void vt_peer_hurry(vt_peer *peer, int64_t now_us);
bool vt_peer_waits(const vt_peer *peer);

/* loop.c */
void vt_run_loop(vt_run *run);

#endif
