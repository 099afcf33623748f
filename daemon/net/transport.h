/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport - where messages go out: Maildirs now, SMTP behind the same face
 *
 * A transport may be asked again for what it has delivered (a crash before it was recorded): the
 * same name to the same address is then delivered once more or not at all, but never twice where
 * that can be known.
 */
#ifndef VT_NET_TRANSPORT_H
#define VT_NET_TRANSPORT_H

#include <glib.h>
#include <stdbool.h>

typedef struct vt_transport vt_transport;
typedef struct vt_transport_ops {
	const char *name; /* "maildir" */
	/* message_fd: the bytes, at their beginning. name: the outbox's file name, a plain one.
	 * address: normal form. true: safe with the recipient's side. The error's class says
	 * whether to try again. */
	bool (*deliver)(vt_transport *transport, int message_fd, const char *name,
			const char *address, GError **error);
	void (*close)(vt_transport *transport);
} vt_transport_ops;

struct vt_transport {
	const vt_transport_ops *ops;
};

/* One Maildir per address: FOLDER/ADDRESS/. */
vt_transport *vt_maildir_transport_open(const char *folder, GError **error);

#endif
