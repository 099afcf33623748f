/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_private - one mailbox and its session, as the files of vanthu-imap share it
 */
#ifndef VT_PROC_IMAP_PRIVATE_H
#define VT_PROC_IMAP_PRIVATE_H

#include "net/etpan/imap.h"
#include "net/mailbox_state.h"
#include "proc/proc.h"

/* Each begun fetch costs one, an answer that is no message one more: three of those, or five times
 * that server or program went away over the same message, and it is parked. */
#define VT_TRIES_TOO_MANY 5
#define VT_TRIES_TOO_BIG  1000

/* What lay in the folder before our first day: asked for, and how far it has come. */
typedef struct vt_import {
	uint64_t request; /* who is told; 0 = nobody */
	int64_t since;
	bool is_asked, is_dry; /* asked and not counted yet; only counted */
	uint64_t messages, bytes, done;
	int64_t oldest, newest; /* 0 = none */
} vt_import;

typedef struct vt_mailbox {
	vt_run *run;
	const char *account, *own, *folder, *done, *parked, *sealed, *infected; /* borrowed */
	vt_imap_server server;
	vt_tls *tls;
	char *password;
	int64_t poll_ms, renew_ms;
	uint64_t max_bytes;
	guint batch;
	int spool, states; /* folders */

	vt_mailbox_state *state;
	vt_imap *imap; /* NULL = not connected */
	GArray *found; /* uint32_t: seen in the folder and not looked at yet, rising */
	GArray *looks; /* uint64_t: LOOK_AROUND requests to answer */
	vt_import import;
	GArray *old;       /* uint32_t: what is left of an import; NULL = not searched for */
	GPtrArray *orders; /* vt_move_order *: what is to be moved on */
	GQueue lately;     /* vt_moved_lately *: where the last ones went */
	bool is_fresh;     /* the folder is to be searched */
	bool is_idling, must_wake;
	unsigned timer;
	int64_t pause_ms, since_us;
	bool has_worked;     /* this session brought something on */
	int64_t told_us;     /* that the server refuses us, in this life; 0 = not */
	int64_t leave_at_us; /* moving failed: not before */
	unsigned taken;
} vt_mailbox;

/* imap_account.c */
void vt_mailbox_check(const vt_office *office, vt_faults *faults);
/* What the block says, password and roots too; server.cancel_fd is -1. To be undone also when it
 * failed. */
bool vt_mailbox_configure(vt_mailbox *mailbox, const vt_office *office, const vt_block *block,
			  GError **error);
void vt_mailbox_unconfigure(vt_mailbox *mailbox);

/* imap_probe.c: vanthuctl doctor */
bool vt_mailbox_probe_prepare(vt_run *run, GError **error);
void vt_mailbox_probe(vt_run *run);

/* imap_take.c: false = the session is of no use any more, with error. */
/* One message that is under way since an earlier session; acted_out: there was one. */
bool vt_mailbox_resume(vt_mailbox *mailbox, bool *acted_out, GError **error);
/* The next of what was found, at most a batch. */
bool vt_mailbox_take(vt_mailbox *mailbox, GError **error);
/* The same of what is left of an import. */
bool vt_mailbox_take_old(vt_mailbox *mailbox, GError **error);
bool vt_mailbox_save(const vt_mailbox *mailbox, GError **error);
/* Is it whole in spool/? */
bool vt_mailbox_is_spooled(const vt_mailbox *mailbox, const char *id);
void vt_mailbox_announce(const vt_mailbox *mailbox, vt_underway *one);

/* imap_folder.c: the folder that mail comes into */
/* Chosen; how it stands to what we know of it. */
bool vt_mailbox_enter(vt_mailbox *mailbox, GError **error);

/* imap_import.c */
void vt_mailbox_ask_import(vt_mailbox *mailbox, vt_reader *reader);
/* No session: whoever waits for a count hears of it. */
void vt_mailbox_import_lost(vt_mailbox *mailbox);
/* The next step. has_room: more may be taken in. */
bool vt_mailbox_import(vt_mailbox *mailbox, bool has_room, bool *acted_out, GError **error);

/* imap_order.c */
void vt_mailbox_order(vt_mailbox *mailbox, vt_reader *reader);
bool vt_mailbox_has_order(const vt_mailbox *mailbox);
/* Where a message lies now that an order may be about, or one that is under way to us. */
void vt_mailbox_order_lies(vt_mailbox *mailbox, const char *id, const vt_imap_gone *gone);
/* One order carried out, or put off. false: the session is of no use any more, with error. */
bool vt_mailbox_move_on(vt_mailbox *mailbox, bool *acted_out, GError **error);

/* imap_leave.c */
/* All that the registrar has leaves the folder. */
bool vt_mailbox_leave(vt_mailbox *mailbox, bool *acted_out, GError **error);
/* Told, and out of the way. */
bool vt_mailbox_park(vt_mailbox *mailbox, const vt_underway *one, GError **error);
bool vt_mailbox_may_leave(const vt_mailbox *mailbox);

/* imap_overlooked.c */
/* Does something lie there, not \Deleted, under a UID that is behind us and not under way? */
bool vt_mailbox_overlooked(vt_mailbox *m, bool *has_out, GError **error);

#endif
