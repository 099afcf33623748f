/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls - which servers we believe: configured roots, or one pinned key; nothing else, and never
 * nobody
 *
 * TLS 1.2 and later (RFC 8997), server name sent and checked (RFC 9525), chain to the roots. The
 * environment and the system's store are asked only when the administrator names that file. A
 * server whose certificate nobody vouches for (private, expired) is reached by pinning its key.
 * There is no switch that verifies nothing.
 */
#ifndef VT_NET_TLS_H
#define VT_NET_TLS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_tls vt_tls;
/* Outside the jail. roots: a PEM file, or a folder of PEM or DER files; pin: vt_tls_is_pin(), or
 * NULL. With a pin roots may be NULL, and neither chain, name nor time is asked. VT_NEVER: set-up.
 */
vt_tls *vt_tls_new(const char *roots, const char *pin, GError **error);
void vt_tls_free(vt_tls *tls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_tls, vt_tls_free)
/* "sha256:" and 64 hex digits of the SubjectPublicKeyInfo (RFC 7469 §2.4), and perhaps the day it
 * was pinned, " 2026-11-22". since_out, may be NULL: the first second of that day in Vietnam;
 * VT_TIME_NONE = not written. */
bool vt_tls_is_pin(const char *pin, int64_t *since_out);

#endif
