/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network - is an address of a network: 192.0.2.0/24, 2001:db8::/32, or one address
 */
#ifndef VT_BASE_NETWORK_H
#define VT_BASE_NETWORK_H

#include <stdbool.h>

/* Is it a network as above, without bits behind its length? */
bool vt_network_is(const char *network);
/* address: as text, also "IPv6:2001:db8::1" (RFC 5321 §4.1.3). false: it is none, or elsewhere. */
bool vt_network_holds(const char *network, const char *address);

#endif
