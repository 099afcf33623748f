/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_setup - the server our mail goes through, as the smtp block of vanthu.conf names it
 */
#ifndef VT_NET_SMTP_SETUP_H
#define VT_NET_SMTP_SETUP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "net/tls.h"

typedef enum {
	VT_SMTP_IMPLICIT_TLS, /* RFC 8314 §3.3 */
	VT_SMTP_WITH_STARTTLS,
	VT_SMTP_NO_TLS, /* a relay on this machine */
	VT_SMTP_N_TLS,
} vt_smtp_tls;

typedef struct vt_smtp_setup {
	char *server; /* host name, address or path of a UNIX socket */
	uint16_t port;
	vt_smtp_tls mode;
	vt_tls *tls;           /* NULL with VT_SMTP_NO_TLS */
	char *user, *password; /* NULL = no login */
	bool plain_only;       /* no SCRAM although it is offered */
	char *helo;
	int64_t timeout_ms; /* of one command; the last answer after a message may take twice that
			     */
	int64_t idle_ms;    /* a connection without work is closed */
	unsigned reuse;     /* messages through one connection */
} vt_smtp_setup;

/* Outside the jail: reads roots and password. Every fault with its line; NULL when there is one. */
vt_smtp_setup *vt_smtp_setup_read(const vt_block *block, vt_faults *faults);
void vt_smtp_setup_free(vt_smtp_setup *setup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_smtp_setup, vt_smtp_setup_free)

#endif
