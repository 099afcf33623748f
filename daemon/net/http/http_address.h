/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http_address - the addresses of a host, and which of them are not of the Internet
 */
#ifndef VT_NET_HTTP_HTTP_ADDRESS_H
#define VT_NET_HTTP_HTTP_ADDRESS_H

#include <glib.h>
#include <stdbool.h>
#include <sys/socket.h>

/* "HOST:PORT:ADDRESS,..." as CURLOPT_RESOLVE wants it. Blocks as long as the resolver does. NULL:
 * *why_out (static) says why; caller frees. */
char *vt_http_resolve(const char *host, const char *port, bool may_private, const char **why_out);

/* Loopback, private, link-local, shared, multicast, reserved (RFC 6890), also inside IPv6 that
 * carries IPv4. Unknown families are. */
#define VT_HTTP_IS_PRIVATE "it has an address in a private network (crl.private)"
bool vt_http_is_private(const struct sockaddr *address);

#endif
