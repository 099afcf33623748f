/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp - one session with a submission server (RFC 6409): greeting, TLS, login, messages
 *
 * On net/stream, so that no wait is without end. TLS comes first, verified, or nothing is said at
 * all. Errors: VT_NEVER only when this message will not be taken by that server (5yz, or it cannot
 * be said to it); everything else, refused logins and certificates too, is VT_RETRY_LATER, and
 * VT_RETRY_NOW when we were told to stop waiting. The server's words stand in the text.
 *
 * A client of our own and not libetpan's: that one has no PIPELINING, BODY=8BITMIME or SMTPUTF8,
 * cuts a command at 512 bytes without its CRLF, loops for ever on "AUTH<TAB>" where no deadline
 * reaches it, and rewrites bare CR in what is signed.
 */
#ifndef VT_NET_SMTP_H
#define VT_NET_SMTP_H

#include "net/smtp_command.h"
#include "net/smtp_setup.h"
#include "net/stream.h"

typedef struct vt_smtp vt_smtp;
/* Connected, greeted, encrypted and logged in. setup must outlive it. */
vt_smtp *vt_smtp_open(const vt_smtp_setup *setup, int cancel_fd, GError **error);
/* QUIT when the server still listens, without waiting for its answer. */
void vt_smtp_close(vt_smtp *smtp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_smtp, vt_smtp_close)

/* true: the server has taken it over (250 after the data). */
bool vt_smtp_send(vt_smtp *smtp, const vt_smtp_envelope *envelope, GBytes *message, GError **error);
/* May more be said on this connection? Not after a fault of it, or when the server said 421, closed
 * it, or speaks unasked. */
bool vt_smtp_is_open(const vt_smtp *smtp);
/* Did the last vt_smtp_send() fail before the server had the end of the data? Then it has not
 * taken the message over. */
bool vt_smtp_was_early(const vt_smtp *smtp);
/* Asks whether a message from sender to recipient would be taken, and takes it back (RSET): nothing
 * is sent. false: the server said no, in its words, or cannot be asked so, or the connection broke.
 */
bool vt_smtp_would_take(vt_smtp *smtp, const char *sender, const char *recipient, GError **error);
/* What the server offers, and the stream for what it showed. Borrowed. */
const vt_smtp_offers *vt_smtp_get_offers(const vt_smtp *smtp);
const vt_stream *vt_smtp_get_stream(const vt_smtp *smtp);
/* RSET: is the server still there? */
bool vt_smtp_reset(vt_smtp *smtp);

#endif
