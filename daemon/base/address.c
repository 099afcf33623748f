/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address - one e-mail address (addr-spec), compared the way the law of mail says
 */
#include "base/address.h"

#include <string.h>

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
