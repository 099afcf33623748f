/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * received - one field Received: who took the message in, how, and who had logged in there
 *
 * The login is what Postfix writes with smtpd_sasl_authenticated_header: a comment of its own,
 * "(Authenticated sender: LOGIN)", between the host and "by". The name a client gives itself, its
 * certificate and its address stand there too, so the field is read by its form: comments are
 * counted, words inside them are nothing. Whether our own server wrote the field is the caller's
 * to know. Works on hostile bytes.
 */
#ifndef VT_MAIL_RECEIVED_H
#define VT_MAIL_RECEIVED_H

#include "mail/scan.h"

typedef struct vt_received {
	char *by;     /* the host behind "by", lower-case; NULL = not plainly one */
	char *with;   /* "ESMTPSA", upper-case; NULL */
	char *login;  /* NULL = none; more than one is none */
	char *client; /* address it was given in from, "192.0.2.7" or "IPv6:2001:db8::1", as the
			 server saw it: the end of the comment behind the client's own name; NULL */
} vt_received;

/* One value, unfolded, without the name of the field. Never NULL; what is not of the form is
 * NULL in it. */
vt_received *vt_received_parse(const char *value);
/* Of the message's header, from the top, 0 first. NULL = there are not that many. */
vt_received *vt_received_nth(const vt_scan *scan, unsigned nth);
void vt_received_free(vt_received *received);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_received, vt_received_free)
/* Did whoever gave it in there log in, by the protocol's name (RFC 3848, RFC 6531 §4.3)? */
bool vt_received_is_authenticated(const vt_received *received);

#endif
