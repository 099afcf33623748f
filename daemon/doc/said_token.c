/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_token - the token in an address of ours
 */
#include "doc/said_token.h"

#include <string.h>

#include "base/address.h"
#include "base/base32.h"

#define TOKEN_CHARS       26
#define DEFAULT_DELIMITER "+" /* without an office: vanthuctl inspect */

static bool is_own(const vt_directory *directory, const char *address, size_t local)
{
	const char *domain = vt_address_domain(address);
	g_autofree char *plain = g_strdup_printf("%.*s@%s", (int)local, address, domain);

	return directory == NULL || directory->own->len == 0
	       || vt_directory_own_at(directory, plain) != NULL;
}

char *vt_said_token(const vt_office *office, const char *address)
{
	const char *delimiter = office->reply.delimiter;
	const char *domain = vt_address_domain(address);

	if (delimiter == NULL || *delimiter == '\0')
		delimiter = DEFAULT_DELIMITER;
	const char *at = strstr(address, delimiter);
	const char *word = at != NULL ? at + strlen(delimiter) : NULL;
	if (word == NULL || domain <= word || (size_t)(domain - 1 - word) != TOKEN_CHARS)
		return NULL;
	g_autofree char *token = g_ascii_strdown(word, TOKEN_CHARS);
	if (!vt_base32_is(token) || !is_own(office->directory, address, (size_t)(at - address)))
		return NULL;
	return g_steal_pointer(&token);
}
