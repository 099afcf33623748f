/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport - where messages go out: one Maildir per address, or one SMTP server
 *
 * A transport may be asked again for what it has delivered (a crash before it was recorded): the
 * same name to the same address is then delivered once more or not at all, but never twice where
 * that can be known. A repeat carries the same bytes.
 */
#ifndef VT_NET_TRANSPORT_H
#define VT_NET_TRANSPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/smtp_setup.h"

/* One message to one address; all borrowed. */
typedef struct vt_outgoing {
	int message_fd;      /* the bytes, at their beginning */
	const char *name;    /* the outbox's file name, a plain one */
	const char *address; /* normal form */
	const char *sender;  /* of the envelope; "" = null sender */
	const char *envid;   /* of the envelope, for reports of delivery; NULL = none */
} vt_outgoing;

typedef struct vt_transport vt_transport;
typedef struct vt_transport_ops {
	const char *name; /* "maildir" */
	/* true: safe with the recipient's side. The error's class says whether to try again, its
	 * text holds the other side's own words. */
	bool (*deliver)(vt_transport *transport, const vt_outgoing *mail, GError **error);
	/* Nothing has been delivered for a moment: what is kept open too long is closed.
	 * Milliseconds until it wants to be asked again, 0 = not before the next delivery. May be
	 * NULL. */
	int64_t (*rest)(vt_transport *transport);
	void (*close)(vt_transport *transport);
} vt_transport_ops;

struct vt_transport {
	const vt_transport_ops *ops;
};

/* One Maildir per address: FOLDER/ADDRESS/. */
vt_transport *vt_maildir_transport_open(const char *folder, GError **error);
/* Connects when there is something to send; keeps the connection for what follows. setup is
 * borrowed. cancel_fd: readable = stop waiting for the server, at once; borrowed, -1 = none. */
vt_transport *vt_smtp_transport_open(const vt_smtp_setup *setup, int cancel_fd);

#endif
