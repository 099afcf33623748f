/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base32 - bits as letters and digits
 */
#include "base/base32.h"

#include <glib.h>

static uint8_t byte_at(const uint8_t *bytes, size_t size, size_t place)
{
	return place < size ? bytes[place] : 0;
}

void vt_base32(const uint8_t *bytes, size_t size, unsigned digits, char *out)
{
	static const char all[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (unsigned i = 0; i < digits; i++) {
		size_t bit = (size_t)i * 5;
		unsigned pair = (unsigned)byte_at(bytes, size, bit / 8) << 8
				| byte_at(bytes, size, bit / 8 + 1);

		out[i] = all[pair >> (11 - bit % 8) & 31];
	}
	out[digits] = '\0';
}

bool vt_base32_is(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (!g_ascii_isalpha(*c) && (*c < '2' || *c > '7'))
			return false;
	}
	return true;
}
