/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox_state - what vanthu-imap knows of one mailbox, over crashes: imap/ACCOUNT.state
 *
 *	vanthu-imap 1
 *	uidvalidity 1795000000
 *	next 4711              smallest UID not looked at yet
 *	since 1795330000       first connection: what came before is none of ours ...
 *	old-below 0            ... which matters below this UID, after the mailbox was numbered anew
 *	told 1795330000        the server refuses us, and the administrator knows since then
 *	import 1793000000 17 4201      asked for: what came since, from this UID on, below that one
 *	under-way 4709 01JD... 1       UID, its arrival id, attempts to fetch it
 *	end
 *
 * A UID is under way from before the first byte is fetched until the message has left the folder.
 * Whatever happens in between, it gets the same arrival id again; so nothing is lost and nothing
 * comes twice.
 */
#ifndef VT_NET_MAILBOX_STATE_H
#define VT_NET_MAILBOX_STATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/door.h"

#define VT_MAX_UNDER_WAY 1000

typedef struct vt_underway {
	uint32_t uid;
	char id[VT_ARRIVAL_ID_BYTES + 1];
	uint32_t tries;
	/* Of this life, not in the file. */
	bool announced; /* whole in spool/, the registrar was told */
	bool kept;      /* the registrar has it: it may leave the folder */
} vt_underway;

typedef struct vt_mailbox_state {
	uint32_t validity; /* 0 = never connected */
	uint32_t next, old_below;
	int64_t since;
	int64_t told_at;      /* 0 = there is nothing to know */
	int64_t import_since; /* 0 = nothing of old is asked for */
	uint32_t import_next, import_below;
	GPtrArray *under_way; /* vt_underway *, owned */
} vt_mailbox_state;

vt_mailbox_state *vt_mailbox_state_new(void);
void vt_mailbox_state_free(vt_mailbox_state *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_mailbox_state, vt_mailbox_state_free)

/* Not under way yet; gets a new arrival id. Borrowed. */
vt_underway *vt_mailbox_state_add(vt_mailbox_state *state, uint32_t uid, uint32_t tries);
vt_underway *vt_mailbox_state_find(const vt_mailbox_state *state, const char *id);
/* NULL: it is not under way. */
vt_underway *vt_mailbox_state_with(const vt_mailbox_state *state, uint32_t uid);
void vt_mailbox_state_remove(vt_mailbox_state *state, uint32_t uid);

/* VT_NEVER: not in this form, which only somebody else can have written. */
vt_mailbox_state *vt_mailbox_state_parse(GBytes *bytes, GError **error);
GBytes *vt_mailbox_state_write(const vt_mailbox_state *state);
/* A file that is not there: never connected. */
vt_mailbox_state *vt_mailbox_state_load(int dir_fd, const char *account, GError **error);
/* Durable when true. */
bool vt_mailbox_state_save(const vt_mailbox_state *state, int dir_fd, const char *account,
			   GError **error);

#endif
