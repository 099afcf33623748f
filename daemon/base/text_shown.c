/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_shown - text as people and terminals see it: harmless, bounded, aligned
 */
#include "base/text.h"

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* g_utf8_next_char() casts const away. */
static const char *next_char(const char *p)
{
	return p + g_utf8_skip[(unsigned char)*p];
}

static bool is_bidi(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e
	       || c == 0x200f || c == 0x061c;
}

static bool is_blank_shape(gunichar c)
{
	return c == 0x034f                        /* grapheme joiner */
	       || c == 0x115f || c == 0x1160      /* Hangul fillers */
	       || c == 0x3164 || c == 0xffa0      /* Hangul fillers */
	       || c == 0x2800                     /* braille without dots */
	       || (c >= 0x180b && c <= 0x180f)    /* Mongolian selectors */
	       || (c >= 0xfe00 && c <= 0xfe0f)    /* variation selectors */
	       || (c >= 0xe0100 && c <= 0xe01ef); /* variation selectors */
}

/* What has no shape of its own and can change how its neighbours look. */
const char *vt_text_unseen(gunichar c)
{
	switch ((int)g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
		return "control character";
	case G_UNICODE_FORMAT: /* bidi, zero-width, tags */
		return is_bidi(c) ? "bidi control" : "zero-width character";
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_SURROGATE:
		return is_blank_shape(c) ? "zero-width character" : "unassigned character";
	default:
		return is_blank_shape(c) ? "zero-width character" : NULL;
	}
}

/* The next unit of the shown form, at most 10 characters; *p moves behind what it stands for. */
static void next_piece(const char **p, bool guillemets, GString *piece)
{
	gunichar c = g_utf8_get_char(*p);
	const char *end = next_char(*p);

	g_string_truncate(piece, 0);
	if (g_unichar_isspace(c)) {
		while (*end != '\0' && g_unichar_isspace(g_utf8_get_char(end)))
			end = next_char(end);
		g_string_append_c(piece, ' ');
	} else if (g_str_has_prefix(*p, "://")) {
		end = *p + 3;
		g_string_append(piece, "://");
		if (!g_unichar_isspace(g_utf8_get_char(end)))
			g_string_append_c(piece, ' ');
	} else if (vt_text_unseen(c) || (guillemets && (c == 0xab || c == 0xbb))) {
		g_string_append_printf(piece, "\\u{%04X}", c);
	} else {
		g_string_append_len(piece, *p, end - *p);
	}
	*p = end;
}

static char *shown(const char *utf8, size_t max_chars, bool guillemets)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) piece = g_string_new(NULL);
	size_t chars = 0;
	size_t cut = 0; /* bytes that leave room for the ellipsis */

	while (*utf8 != '\0') {
		next_piece(&utf8, guillemets, piece);
		if (piece->str[0] == ' ' && (out->len == 0 || *utf8 == '\0'))
			continue;
		chars += vt_text_chars(piece->str);
		if (chars > max_chars) {
			g_string_truncate(out, cut);
			g_strchomp(out->str);
			g_string_set_size(out, strlen(out->str));
			if (max_chars > 0)
				g_string_append(out, ELLIPSIS);
			break;
		}
		g_string_append_len(out, piece->str, (gssize)piece->len);
		if (chars < max_chars)
			cut = out->len;
	}
	g_strchomp(out->str);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *vt_text_shown(const char *utf8, size_t max_chars)
{
	return shown(utf8, max_chars, false);
}

/* "VT-" and four groups of four of base32, as doc/instruction.h has it. */
static bool is_reference(const char *text)
{
	if (g_ascii_strncasecmp(text, "VT-", 3) != 0)
		return false;
	for (unsigned i = 0; i < 19; i++) {
		char c = text[3 + i];
		bool fits = i % 5 == 4 ? c == '-' : g_ascii_isalnum(c);

		if (!fits)
			return false;
	}
	return true;
}

/* Whoever answers quotes what he was sent, and signs it: a stranger's words must bring no reference
 * of another question into that. */
static void break_references(char *text)
{
	for (char *p = text; *p != '\0'; p++)
		if (is_reference(p))
			p[2] = ' ';
}

char *vt_text_quoted(const char *utf8, size_t max_chars)
{
	/* A » inside would end the quotation before its end. */
	g_autofree char *inner = shown(utf8, max_chars, true);

	break_references(inner);
	return g_strconcat("«", inner, "»", NULL);
}

static size_t char_columns(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

size_t vt_text_columns(const char *utf8)
{
	size_t columns = 0;

	for (const char *p = utf8; *p != '\0'; p = next_char(p))
		columns += char_columns(g_utf8_get_char(p));
	return columns;
}

char *vt_text_fit(const char *utf8, size_t columns)
{
	g_autoptr(GString) out = g_string_new(NULL);
	size_t all = vt_text_columns(utf8);
	size_t used = 0;

	if (all <= columns) {
		g_string_append(out, utf8);
		used = all;
	} else if (columns > 0) {
		for (const char *p = utf8; *p != '\0'; p = next_char(p)) {
			size_t width = char_columns(g_utf8_get_char(p));

			if (used + width > columns - 1)
				break;
			used += width;
			g_string_append_len(out, p, next_char(p) - p);
		}
		g_string_append(out, ELLIPSIS);
		used++;
	}
	for (; used < columns; used++)
		g_string_append_c(out, ' ');
	return g_string_free(g_steal_pointer(&out), FALSE);
}
