/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - one e-mail address (addr-spec), compared the way the law of mail says
 */
#include "base/address.h"

#include <string.h>

#include "base/text.h"

#define LOCAL_MAX   64  /* RFC 5321 4.5.3.1.1 */
#define LABEL_MAX   63  /* RFC 1035 2.3.4 */
#define ADDRESS_MAX 254 /* RFC 5321 4.5.3.1.3: a path is 256 with its brackets */

/* atext of RFC 5322 3.2.3 */
static bool is_atext(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(const char *text, size_t size)
{
	if (size < 1 || size > LOCAL_MAX || text[0] == '.' || text[size - 1] == '.')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '.' ? text[i - 1] == '.' : !is_atext(text[i]))
			return false;
	}
	return true;
}

static bool is_label(const char *text, size_t size)
{
	if (size < 1 || size > LABEL_MAX || text[0] == '-' || text[size - 1] == '-')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return false;
	}
	return true;
}

static bool is_domain(const char *text, size_t size)
{
	for (;;) {
		const char *dot = memchr(text, '.', size);

		if (!dot)
			return is_label(text, size);
		if (!is_label(text, (size_t)(dot - text)))
			return false;
		size -= (size_t)(dot - text) + 1;
		text = dot + 1;
	}
}

char *vt_address_normal(const char *text, gssize size)
{
	size_t length;

	if (!text)
		return NULL;
	length = size < 0 ? strlen(text) : (size_t)size;
	if (length < 3 || length > ADDRESS_MAX)
		return NULL;
	const char *at = memchr(text, '@', length);
	if (!at)
		return NULL;
	size_t local = (size_t)(at - text);
	if (!is_dot_atom(text, local) || !is_domain(at + 1, length - local - 1))
		return NULL;
	char *normal = g_strndup(text, length);
	for (size_t i = local; i < length; i++)
		normal[i] = g_ascii_tolower(normal[i]);
	return normal;
}

/* What no mailbox holds, by its bytes alone. */
static const char *odd_text(const char *text, size_t size)
{
	if (size == 0)
		return "empty";
	if (memchr(text, '\0', size))
		return "NUL byte";
	if (!g_utf8_validate(text, (gssize)size, NULL))
		return "bytes that are not UTF-8";
	for (const char *p = text; p < text + size; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		const char *odd = vt_text_unseen(c);

		if (c == ' ' || g_unichar_isspace(c))
			return "white space";
		if (odd)
			return odd;
		if (c == ',' || c == ';')
			return c == ',' ? "comma" : "semicolon";
	}
	return NULL;
}

static const char *local_fault(const char *text, size_t size)
{
	if (size == 0)
		return "no local part";
	if (size > LOCAL_MAX)
		return "local part too long";
	if (text[0] == '"')
		return "quoted local part";
	if (text[0] == '.' || text[size - 1] == '.')
		return "dot at the end of the local part";
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '.' && text[i - 1] == '.')
			return "two dots";
		if (text[i] != '.' && !is_atext(text[i]) && !((unsigned char)text[i] & 0x80))
			return "character that a local part does not hold";
	}
	return NULL;
}

/* RFC 5890 2.3.2.1: a U-label is what its A-label decodes to, byte for byte. GLib maps first
 * (NFKC, full-width dots, dropped joiners, IDNA2003): what was mapped is no U-label. */
static char *domain_ascii(const char *domain)
{
	g_autofree char *folded = g_ascii_strdown(domain, -1);
	g_autofree char *ascii = NULL;
	g_autofree char *back = NULL;

	if (g_str_is_ascii(folded))
		return g_steal_pointer(&folded);
	ascii = g_hostname_to_ascii(folded);
	back = ascii ? g_hostname_to_unicode(ascii) : NULL;
	return back && strcmp(back, folded) == 0 ? g_steal_pointer(&ascii) : NULL;
}

char *vt_address_mailbox(const char *text, gssize size, const char **why_out)
{
	size_t length = !text ? 0 : size < 0 ? strlen(text) : (size_t)size;
	const char *why = text && length <= 4 * ADDRESS_MAX ? odd_text(text, length) : "too long";
	const char *at = why ? NULL : memchr(text, '@', length);
	g_autofree char *domain = NULL;
	g_autofree char *whole = NULL;
	char *normal = NULL;

	if (!why && !at)
		why = text[0] == '.' ? "domain alone" : "no @";
	if (!why && memrchr(text, '@', length) != at)
		why = text[0] == '"' ? "quoted local part" : "more than one @";
	if (!why)
		why = local_fault(text, (size_t)(at - text));
	if (!why && at[1] == '[' && (size_t)(at - text) + 2 < length)
		why = "address literal for a domain";
	if (!why) {
		whole = g_strndup(at + 1, length - (size_t)(at - text) - 1);
		domain = domain_ascii(whole);
		if (!domain || !is_domain(domain, strlen(domain)))
			why = "not a domain name";
		else
			normal = g_strdup_printf("%.*s@%s", (int)(at - text), text, domain);
	}
	if (normal && strlen(normal) > ADDRESS_MAX) {
		why = "too long";
		g_clear_pointer(&normal, g_free);
	}
	if (!normal)
		*why_out = why;
	return normal;
}

bool vt_address_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

const char *vt_address_domain(const char *normal)
{
	const char *at = strrchr(normal, '@');

	g_assert(at);
	return at + 1;
}
