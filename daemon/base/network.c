/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network - is an address of a network
 */
#include "base/network.h"

#include <arpa/inet.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>

#define LITERAL6 "IPv6:"

typedef struct bits {
	uint8_t bytes[16];
	unsigned size; /* in bytes: 4, 16 */
} bits;

static bool read_address(const char *text, bits *out)
{
	if (g_ascii_strncasecmp(text, LITERAL6, strlen(LITERAL6)) == 0)
		text += strlen(LITERAL6);
	out->size = strchr(text, ':') != NULL ? 16 : 4;
	return inet_pton(out->size == 16 ? AF_INET6 : AF_INET, text, out->bytes) == 1;
}

/* Bits behind the first length ones. */
static uint8_t host_bits(unsigned byte, unsigned length)
{
	unsigned first = byte * 8;

	if (length >= first + 8)
		return 0;
	return length <= first ? 0xff : (uint8_t)(0xff >> (length - first));
}

static bool read_network(const char *text, bits *out, unsigned *length_out)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", 2);
	guint64 length = 0;

	if (parts[0] == NULL || !read_address(parts[0], out))
		return false;
	if (parts[1] == NULL)
		length = out->size * 8;
	else if (!g_ascii_string_to_unsigned(parts[1], 10, 1, out->size * 8, &length, NULL))
		return false;
	*length_out = (unsigned)length;
	for (unsigned i = 0; i < out->size; i++)
		if ((out->bytes[i] & host_bits(i, *length_out)) != 0)
			return false;
	return true;
}

bool vt_network_is(const char *network)
{
	bits network_bits;
	unsigned length;

	return read_network(network, &network_bits, &length);
}

bool vt_network_holds(const char *network, const char *address)
{
	bits all, one;
	unsigned length;

	if (!read_network(network, &all, &length) || !read_address(address, &one)
	    || one.size != all.size)
		return false;
	for (unsigned i = 0; i < all.size; i++)
		if (((one.bytes[i] ^ all.bytes[i]) & (uint8_t)~host_bits(i, length)) != 0)
			return false;
	return true;
}
