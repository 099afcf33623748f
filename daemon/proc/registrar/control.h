/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control - the clients behind the control socket: who they are, what they may, their answers
 *
 * A client is untrusted: a bad packet closes that client. Looking runs in a child of the registrar
 * with a read-only database, whose packets are passed on no faster than the client reads them.
 */
#ifndef VT_PROC_CONTROL_H
#define VT_PROC_CONTROL_H

#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"

typedef struct vt_control vt_control;
/* Outside the jail: maps the unix-user names of the directory to uids. warnings: names without an
 * account, char *. */
vt_control *vt_control_new(const vt_office *office, GPtrArray *warnings);
void vt_control_free(vt_control *control);

/* VT_KIND_COMMAND of a client. */
void vt_on_command(vt_run *run, vt_peer *peer, vt_packet *packet);
/* A client is gone: its child is stopped. */
void vt_control_gone(vt_registrar *registrar, vt_peer *peer);
/* Called after every round: answers those who wait for an idle office. */
void vt_control_idle(vt_registrar *registrar, bool is_idle);
bool vt_control_is_waited_for(const vt_control *control);
/* An intake came or went: what they were asked is asked again. */
void vt_control_doors_changed(vt_registrar *registrar);

/* For commands that change: the act runs in the next batch, the client is answered after the
 * COMMIT. The call with its order and reply stays alive until settled() has returned. Only inside
 * vt_command_run of a command with `changes`. */
typedef struct vt_change {
	bool (*act)(const vt_call *call, void *data,
		    GError **error); /* false without error: rolled back on purpose */
	void (*settled)(const vt_call *call, void *data,
			bool kept); /* ends the reply; not called for a failure of ours */
	void *data;
	GDestroyNotify free_data;
} vt_change;
void vt_control_change(const vt_call *call, const vt_change *take_change);
/* For commands that are answered later without an act: the call stays alive until released, which
 * ends it. Only inside vt_command_run of a command with `changes`. */
/* For these too: the client gets a file; fd stays the caller's. */
void vt_control_send_file(const vt_call *call, const char *name, int fd);
void vt_control_hold(const vt_call *call);
void vt_control_release(const vt_call *call);

#endif
