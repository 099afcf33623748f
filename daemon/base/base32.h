/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base32 - bits as letters and digits that survive mail addresses and people (RFC 4648 §6)
 */
#ifndef VT_BASE_BASE32_H
#define VT_BASE_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first 5 * digits bits, lower case, without padding; bits beyond size count as 0. out holds
 * digits + 1 bytes. */
void vt_base32(const uint8_t *bytes, size_t size, unsigned digits, char *out);
/* Nothing but such digits, in either case. */
bool vt_base32_is(const char *text);

#endif
