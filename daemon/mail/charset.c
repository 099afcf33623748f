/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset - the closed table of charsets, and its converters
 */
#include "mail/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/text.h"

#define MAX_ALIASES 4

/* iconv NULL: read as UTF-8, of which US-ASCII is a part. unit: bytes to step over when a character
 * is broken. */
static const struct {
	const char *iconv;
	unsigned unit;
	const char *names[MAX_ALIASES];
} charsets[] = {
	{ NULL, 1, { "utf-8", "utf8" } },
	{ NULL, 1, { "us-ascii", "ascii", "ansi_x3.4-1968" } },
	{ "ISO-8859-1", 1, { "iso-8859-1", "latin1", "iso8859-1", "iso_8859-1" } },
	{ "ISO-8859-15", 1, { "iso-8859-15", "latin-9" } },
	{ "CP1252", 1, { "windows-1252", "cp1252" } },
	{ "CP1258", 1, { "windows-1258", "cp1258" } },
	{ "VISCII", 1, { "viscii", "csviscii" } },
	{ "TCVN5712-1", 1, { "tcvn5712-1", "tcvn", "tcvn-5712", "tcvn5712-1:1993" } },
	{ "UTF-16", 2, { "utf-16", "utf16" } },
	{ "UTF-16LE", 2, { "utf-16le" } },
	{ "UTF-16BE", 2, { "utf-16be" } },
	{ "UTF-32", 4, { "utf-32", "utf32" } },
	{ "KOI8-R", 1, { "koi8-r" } },
	{ "GB18030", 1, { "gb18030" } },
	{ "GBK", 1, { "gbk", "gb2312", "cp936" } },
	{ "BIG5", 1, { "big5" } },
	{ "SHIFT_JIS", 1, { "shift_jis", "shift-jis", "sjis" } },
	{ "ISO-2022-JP", 1, { "iso-2022-jp" } },
	{ "EUC-KR", 1, { "euc-kr", "ks_c_5601-1987" } },
};

static iconv_t converters[G_N_ELEMENTS(charsets)];
static bool opened[G_N_ELEMENTS(charsets)];

static int charset_find(const char *charset)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(charsets); i++)
		for (unsigned j = 0; j < MAX_ALIASES && charsets[i].names[j]; j++)
			if (g_ascii_strcasecmp(charset, charsets[i].names[j]) == 0)
				return (int)i;
	return -1;
}

static void rest_flush(GString *out, iconv_t converter)
{
	char buffer[64];
	char *to = buffer;
	size_t room = sizeof(buffer);

	if (iconv(converter, NULL, NULL, &to, &room) != (size_t)-1)
		g_string_append_len(out, buffer, to - buffer);
}

static void convert(GString *out, iconv_t converter, const char *bytes, size_t size, unsigned unit)
{
	/* iconv takes what it only reads without const */
	union {
		const char *given;
		char *taken;
	} input = { .given = bytes };
	char *from = input.taken;
	size_t left = size;

	iconv(converter, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char buffer[4096];
		char *to = buffer;
		size_t room = sizeof(buffer);
		size_t done = iconv(converter, &from, &left, &to, &room);
		int reason = errno;

		g_string_append_len(out, buffer, to - buffer);
		if (done != (size_t)-1)
			break;
		if (reason == E2BIG)
			continue;
		g_string_append(out, "\xef\xbf\xbd");
		if (reason == EINVAL) /* cut off in the last character */
			break;
		size_t step = MIN(unit, left);
		from += step;
		left -= step;
	}
	rest_flush(out, converter);
}

void vt_charset_start(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(charsets); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		if (opened[i] || !charsets[i].iconv)
			continue;
		converters[i] = iconv_open("UTF-8", charsets[i].iconv);
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): iconv_open(3) says so */
		opened[i] = converters[i] != (iconv_t)-1;
		/* one conversion: some load the tables of another only then */
		if (opened[i])
			convert(out, converters[i], "abcd", 4, charsets[i].unit);
	}
}

bool vt_charset_known(const char *charset)
{
	int found = charset_find(charset);

	return found >= 0 && (!charsets[found].iconv || opened[found]);
}

char *vt_charset_utf8(const char *charset, const char *bytes, size_t size)
{
	int found = charset_find(charset);

	if (found < 0)
		return NULL;
	if (!charsets[found].iconv)
		return vt_text_utf8(bytes, (gssize)size);
	if (!opened[found])
		return NULL;
	g_autoptr(GString) out = g_string_sized_new(size + 1);
	convert(out, converters[found], bytes, size, charsets[found].unit);
	return vt_text_utf8(out->str, (gssize)out->len);
}
