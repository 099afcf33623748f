/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sasl - the word of PLAIN, and secrets wiped
 */
#include "net/sasl.h"

#include <glib.h>
#include <string.h>

char *vt_sasl_plain(const char *user, const char *password)
{
	/* Not moved: no copies are left. */
	GString *text = g_string_sized_new(strlen(user) + strlen(password) + 3);
	char *out;

	g_string_append_c(text, '\0');
	g_string_append(text, user);
	g_string_append_c(text, '\0');
	g_string_append(text, password);
	out = g_base64_encode((const guchar *)text->str, text->len);
	explicit_bzero(text->str, text->len);
	g_string_free(text, TRUE);
	return out;
}

void vt_sasl_wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}
