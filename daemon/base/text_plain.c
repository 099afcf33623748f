/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_plain - what looks like a plain character is one
 */
#include "base/text.h"

static const struct {
	gunichar from, to, plain;
} alike[] = {
	{ 0x00a0, 0x00a0, ' ' }, { 0x00d0, 0x00d0, 0x0110 }, { 0x2000, 0x200a, ' ' },
	{ 0x2010, 0x2015, '-' }, { 0x2018, 0x201b, '\'' },   { 0x201c, 0x201f, '"' },
	{ 0x202f, 0x202f, ' ' }, { 0x205f, 0x205f, ' ' },    { 0x2212, 0x2212, '-' },
	{ 0x3000, 0x3000, ' ' }, { 0xfe55, 0xfe55, ':' },    { 0xff0c, 0xff0c, ',' },
	{ 0xff0e, 0xff0e, '.' }, { 0xff0f, 0xff0f, '/' },    { 0xff1a, 0xff1a, ':' },
	{ 0xff1b, 0xff1b, ';' }, { 0xff1d, 0xff1d, '=' },    { 0xff1f, 0xff1f, '?' },
};

char *vt_text_plain(const char *utf8)
{
	g_autofree char *composed = vt_text_nfc(utf8);
	GString *out = g_string_new(NULL);

	for (const char *p = composed; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_type(c) == G_UNICODE_FORMAT)
			continue;
		if (g_unichar_iscntrl(c) && c != '\t')
			c = ' ';
		if (c >= 0xff10 && c <= 0xff19)
			c = '0' + (c - 0xff10);
		for (size_t i = 0; i < G_N_ELEMENTS(alike); i++) {
			if (c >= alike[i].from && c <= alike[i].to)
				c = alike[i].plain;
		}
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}
