/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookalike - why two addresses that are not equal look so
 */
#include "base/lookalike.h"

#include <glib.h>
#include <string.h>

/* clang-format off: pairs */
static const struct {
	gunichar odd;
	char plain;
} letters[] = {
	/* Cyrillic */
	{ 0x0430, 'a' },
	{ 0x0435, 'e' },
	{ 0x0456, 'i' },
	{ 0x0458, 'j' },
	{ 0x043e, 'o' },
	{ 0x0440, 'p' },
	{ 0x0441, 'c' },
	{ 0x0443, 'y' },
	{ 0x0445, 'x' },
	{ 0x0455, 's' },
	{ 0x04bb, 'h' },
	{ 0x0501, 'd' },
	{ 0x051b, 'q' },
	{ 0x051d, 'w' },
	{ 0x04cf, 'l' },
	{ 0x0475, 'v' },
	{ 0x04af, 'y' },
	/* Greek */
	{ 0x03b1, 'a' },
	{ 0x03b9, 'i' },
	{ 0x03bd, 'v' },
	{ 0x03bf, 'o' },
	{ 0x03c1, 'p' },
	{ 0x03f2, 'c' },
	{ 0x03f3, 'j' },
	/* Armenian, and letters of Latin itself */
	{ 0x0578, 'n' },
	{ 0x057d, 'u' },
	{ 0x0585, 'o' },
	{ 0x0570, 'h' },
	{ 0x0581, 'g' },
	{ 0x0251, 'a' },
	{ 0x0261, 'g' },
	{ 0x0131, 'i' },
	{ 0x0237, 'j' },
};
/* clang-format on */

static gunichar plain(gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
		if (letters[i].odd == c)
			return (gunichar)letters[i].plain;
	return c;
}

/* The address as people see it: A-labels as their letters. */
static char *seen(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *domain = at ? g_hostname_to_unicode(at + 1) : NULL;

	if (!domain)
		return g_strdup(address);
	return g_strdup_printf("%.*s%s", (int)(at + 1 - address), address, domain);
}

static char *skeleton(const char *address)
{
	g_autofree char *letters_seen = seen(address);
	g_autofree char *folded = g_utf8_casefold(letters_seen, -1);
	g_autofree char *composed = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
	GString *out = g_string_new(NULL);

	for (const char *p = composed; p && *p; p = g_utf8_next_char(p))
		g_string_append_unichar(out, plain(g_utf8_get_char(p)));
	return g_string_free(out, FALSE);
}

const char *vt_lookalike(const char *a, const char *b)
{
	g_autofree char *nfc_a = g_utf8_normalize(a, -1, G_NORMALIZE_NFC);
	g_autofree char *nfc_b = g_utf8_normalize(b, -1, G_NORMALIZE_NFC);
	g_autofree char *case_a = NULL;
	g_autofree char *case_b = NULL;
	g_autofree char *bare_a = NULL;
	g_autofree char *bare_b = NULL;

	if (!nfc_a || !nfc_b || strcmp(a, b) == 0)
		return NULL;
	if (strcmp(nfc_a, nfc_b) == 0)
		return "differs in Unicode form only";
	case_a = g_utf8_casefold(nfc_a, -1);
	case_b = g_utf8_casefold(nfc_b, -1);
	if (strcmp(case_a, case_b) == 0)
		return "differs in case only";
	bare_a = skeleton(a);
	bare_b = skeleton(b);
	return strcmp(bare_a, bare_b) == 0 ? "looks the same in other letters" : NULL;
}
