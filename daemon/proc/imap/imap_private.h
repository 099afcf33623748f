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

typedef struct vt_mailbox {
	vt_run *run;
	const char *account, *own, *folder, *done, *parked; /* borrowed */
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
	bool is_fresh; /* the folder is to be searched */
	bool is_idling, must_wake;
	unsigned timer;
	int64_t pause_ms, since_us;
	bool has_worked;     /* this session brought something on */
	int64_t leave_at_us; /* moving failed: not before */
	unsigned taken;
} vt_mailbox;

/* imap_account.c */
void vt_mailbox_check(const vt_office *office, vt_faults *faults);
/* What the block says, password and roots too. */
bool vt_mailbox_configure(vt_mailbox *mailbox, const vt_office *office, const vt_block *block,
			  GError **error);

/* imap_take.c: false = the session is of no use any more, with error. */
/* One message that is under way since an earlier session; acted_out: there was one. */
bool vt_mailbox_resume(vt_mailbox *mailbox, bool *acted_out, GError **error);
/* The next of what was found, at most a batch. */
bool vt_mailbox_take(vt_mailbox *mailbox, GError **error);
bool vt_mailbox_save(const vt_mailbox *mailbox, GError **error);
/* Is it whole in spool/? */
bool vt_mailbox_is_spooled(const vt_mailbox *mailbox, const char *id);
void vt_mailbox_announce(const vt_mailbox *mailbox, vt_underway *one);

/* imap_leave.c */
/* All that the registrar has leaves the folder. */
bool vt_mailbox_leave(vt_mailbox *mailbox, bool *acted_out, GError **error);
/* Told, and out of the way. */
bool vt_mailbox_park(vt_mailbox *mailbox, const vt_underway *one, GError **error);
bool vt_mailbox_may_leave(const vt_mailbox *mailbox);

/* Does something lie there, not \Deleted, under a UID that is behind us and not under way? */
bool vt_mailbox_overlooked(vt_mailbox *m, bool *has_out, GError **error);

#endif
