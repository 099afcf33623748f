/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox_name - modified UTF-7
 */
#include "net/mailbox_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static bool is_plain(gunichar c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* 16-bit units, big-endian bits, six at a time. */
static void put_unit(GString *out, uint32_t *bits, unsigned *have, uint32_t unit)
{
	*bits = *bits << 16 | unit;
	for (*have += 16; *have >= 6; *have -= 6)
		g_string_append_c(out, digits[*bits >> (*have - 6) & 63]);
	*bits &= 63;
}

static const char *put_shifted(GString *out, const char *at)
{
	uint32_t bits = 0;
	unsigned have = 0;

	g_string_append_c(out, '&');
	for (; *at != '\0' && !is_plain(g_utf8_get_char(at)); at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c > 0xffff) {
			put_unit(out, &bits, &have, 0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		put_unit(out, &bits, &have, c);
	}
	if (have > 0)
		g_string_append_c(out, digits[bits << (6 - have) & 63]);
	g_string_append_c(out, '-');
	return at;
}

char *vt_mailbox_encode(const char *utf8)
{
	GString *out = g_string_new(NULL);

	while (*utf8 != '\0') {
		if (!is_plain(g_utf8_get_char(utf8))) {
			utf8 = put_shifted(out, utf8);
			continue;
		}
		g_string_append_c(out, *utf8);
		if (*utf8++ == '&')
			g_string_append_c(out, '-');
	}
	return g_string_free(out, FALSE);
}

/* The units of one shift, up to its '-'; NULL when they are none. */
static const char *read_units(const char *at, GArray *units)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (; *at != '-'; at++) {
		const char *digit = *at != '\0' ? strchr(digits, *at) : NULL;
		gunichar2 unit;

		if (digit == NULL)
			return NULL;
		bits = bits << 6 | (uint32_t)(digit - digits);
		have += 6;
		if (have < 16)
			continue;
		have -= 16;
		unit = (gunichar2)(bits >> have);
		bits &= (1u << have) - 1;
		if (unit == 0)
			return NULL;
		g_array_append_val(units, unit);
	}
	return have < 6 && bits == 0 && units->len > 0 ? at + 1 : NULL;
}

static bool has_plain(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text))
		if (is_plain(g_utf8_get_char(text)))
			return true;
	return false;
}

static const char *get_shifted(const char *at, GString *out)
{
	g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(gunichar2));
	g_autofree char *text = NULL;

	at = read_units(at, units);
	if (at == NULL || (at[0] == '&' && at[1] != '-'))
		return NULL;
	text = g_utf16_to_utf8((const gunichar2 *)(const void *)units->data, (glong)units->len,
			       NULL, NULL, NULL);
	if (text == NULL || has_plain(text))
		return NULL;
	g_string_append(out, text);
	return at;
}

char *vt_mailbox_decode(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (name != NULL && *name != '\0') {
		if (!is_plain((guchar)*name))
			return NULL;
		if (*name != '&') {
			g_string_append_c(out, *name++);
		} else if (name[1] == '-') {
			g_string_append_c(out, '&');
			name += 2;
		} else {
			name = get_shifted(name + 1, out);
		}
	}
	return name != NULL ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}
