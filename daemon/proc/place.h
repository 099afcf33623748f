/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - where a socket is: a path, or an address with a port
 */
#ifndef VT_PROC_PLACE_H
#define VT_PROC_PLACE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/un.h>

typedef struct vt_place {
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in ip4;
		struct sockaddr_in6 ip6;
	} address;
	socklen_t size;
} vt_place;

/* "/run/x.sock", "127.0.0.1:24", "[::1]:24"; no names, nothing is looked up. false: neither. */
bool vt_place_read(const char *where, vt_place *place_out);
/* A path, or an address of the loopback. */
bool vt_place_is_here(const vt_place *place);

#endif
