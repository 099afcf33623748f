/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http_address - the addresses of a host, and which of them are not of the Internet
 */
#include "net/http/http_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#define MAX_ADDRESSES 8

typedef struct v4_block {
	uint32_t network; /* host order */
	unsigned bits;
} v4_block;

/* RFC 6890 and its registry, what is not globally reachable; 224/3 = multicast and reserved. */
static const v4_block v4_private[] = {
	{ 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
	{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
	{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
	{ 0xe0000000, 3 },
};

static bool is_private_v4(uint32_t address)
{
	for (size_t i = 0; i < G_N_ELEMENTS(v4_private); i++)
		if ((address ^ v4_private[i].network) >> (32 - v4_private[i].bits) == 0)
			return true;
	return false;
}

static uint32_t v4_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8
	       | bytes[3];
}

/* Only 2000::/3 is given out; of it what carries IPv4 is judged by that, documentation is none. */
static bool is_private_v6(const uint8_t *b)
{
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (memcmp(b, nat64, sizeof nat64) == 0 || memcmp(b, mapped, sizeof mapped) == 0)
		return is_private_v4(v4_at(b + 12));
	if (b[0] == 0x20 && b[1] == 0x02)
		return is_private_v4(v4_at(b + 2));
	/* Teredo and the rest of 2001::/23; 2001:db8::/32. */
	if (b[0] == 0x20 && b[1] == 0x01 && (b[2] < 2 || (b[2] == 0x0d && b[3] == 0xb8)))
		return true;
	return (b[0] & 0xe0) != 0x20;
}

bool vt_http_is_private(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, address, sizeof v4);
		return is_private_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, address, sizeof v6);
		return is_private_v6(v6.sin6_addr.s6_addr);
	}
	return true;
}

char *vt_http_resolve(const char *host, const char *port, bool may_private, const char **why_out)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	g_autoptr(GString) entry = g_string_new(NULL);
	struct addrinfo *found = NULL;
	unsigned n = 0;
	int status = getaddrinfo(host, port, &hints, &found);

	*why_out = status != 0 ? gai_strerror(status) : NULL;
	g_string_printf(entry, "%s:%s:", host, port);
	for (const struct addrinfo *one = found; one != NULL && n < MAX_ADDRESSES;
	     one = one->ai_next) {
		char text[INET6_ADDRSTRLEN];

		/* One of them is enough to refuse: who answers so is not asked again. */
		if (!may_private && vt_http_is_private(one->ai_addr))
			*why_out = VT_HTTP_IS_PRIVATE;
		if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, NULL, 0,
				NI_NUMERICHOST)
		    != 0)
			continue;
		g_string_append_printf(entry, one->ai_family == AF_INET6 ? "%s[%s]" : "%s%s",
				       n > 0 ? "," : "", text);
		n++;
	}
	if (found != NULL)
		freeaddrinfo(found);
	if (*why_out == NULL && n == 0)
		*why_out = "no address";
	return *why_out == NULL ? g_string_free(g_steal_pointer(&entry), FALSE) : NULL;
}
