/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - where a socket is: a path, or an address with a port
 */
#include "proc/place.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

static bool read_path(const char *where, vt_place *place)
{
	if (strlen(where) >= sizeof place->address.path.sun_path)
		return false;
	place->address.path.sun_family = AF_UNIX;
	g_strlcpy(place->address.path.sun_path, where, sizeof place->address.path.sun_path);
	place->size = sizeof place->address.path;
	return true;
}

static bool read_host(const char *host, in_port_t port, vt_place *place)
{
	if (inet_pton(AF_INET, host, &place->address.ip4.sin_addr) == 1) {
		place->address.ip4.sin_family = AF_INET;
		place->address.ip4.sin_port = port;
		place->size = sizeof place->address.ip4;
		return true;
	}
	if (inet_pton(AF_INET6, host, &place->address.ip6.sin6_addr) != 1)
		return false;
	place->address.ip6.sin6_family = AF_INET6;
	place->address.ip6.sin6_port = port;
	place->size = sizeof place->address.ip6;
	return true;
}

static bool read_port(const char *where, vt_place *place)
{
	const char *colon = strrchr(where, ':');
	g_autofree char *host = NULL;
	guint64 port;

	if (colon == NULL || colon == where
	    || !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &port, NULL))
		return false;
	host = where[0] == '[' && colon[-1] == ']'
		       ? g_strndup(where + 1, (gsize)(colon - where) - 2)
		       : g_strndup(where, (gsize)(colon - where));
	return read_host(host, htons((in_port_t)port), place);
}

bool vt_place_read(const char *where, vt_place *place_out)
{
	vt_place place;

	memset(&place, 0, sizeof place);
	if (!(where[0] == '/' ? read_path(where, &place) : read_port(where, &place)))
		return false;
	*place_out = place;
	return true;
}

bool vt_place_is_here(const vt_place *place)
{
	switch (place->address.any.sa_family) {
	case AF_INET:
		return ntohl(place->address.ip4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	case AF_INET6:
		return IN6_IS_ADDR_LOOPBACK(&place->address.ip6.sin6_addr);
	default:
		return true;
	}
}
