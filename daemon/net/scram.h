/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scram - the client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), as a machine: no socket
 *
 * The server never learns the password, and must prove that it knows it: a login is good only when
 * vt_scram_verify() says so. No channel binding (gs2 flag "n"): it runs inside TLS that was
 * verified. Everything the server says is untrusted: bounded, and read in the one form allowed.
 * Errors are VT_NEVER; no secret stands in them.
 */
#ifndef VT_NET_SCRAM_H
#define VT_NET_SCRAM_H

#include <glib.h>
#include <stdbool.h>

#define VT_SCRAM_MECHANISM "SCRAM-SHA-256"
/* RFC 7677 §4 asks for 4096 at least; above the other one a server merely keeps us busy. */
#define VT_SCRAM_LEAST_ROUNDS 4096
#define VT_SCRAM_MOST_ROUNDS  1000000

typedef struct vt_scram vt_scram;
/* Names and passwords as RFC 4013 prepares them. nonce: printable without comma; NULL = random.
 * NULL with error: a control character stands in one of them. */
vt_scram *vt_scram_new(const char *user, const char *password, const char *nonce, GError **error);
void vt_scram_free(vt_scram *scram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_scram, vt_scram_free)

/* What is sent first; borrowed. */
const char *vt_scram_first(const vt_scram *scram);
/* What is sent when the server has answered so. Once. Caller frees. */
char *vt_scram_answer(vt_scram *scram, const char *server_first, GError **error);
/* Has the server proved that it knows the password? After vt_scram_answer(). */
bool vt_scram_verify(const vt_scram *scram, const char *server_final, GError **error);

/* The same as the lines of SASL carry it: base64. decode: NULL = not base64 in its one form, of a
 * text. Caller frees. */
char *vt_scram_encode(const char *text);
char *vt_scram_decode(const char *base64);

#endif
