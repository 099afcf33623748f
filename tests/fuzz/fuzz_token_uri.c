/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_token_uri - a PKCS#11 URI: refused with a word, or a token and a key
 */
#include "sign/token_uri.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_auto(vt_token_uri) uri = { 0 };
	g_autofree char *why = vt_token_uri_read(text, &uri);

	if (why != NULL) {
		g_assert(*why != '\0' && uri.token == NULL && uri.serial == NULL);
		return 0;
	}
	g_assert(vt_token_uri_is(text));
	g_assert(uri.token != NULL || uri.serial != NULL);
	g_assert(uri.object != NULL || uri.id != NULL);
	g_assert(uri.token == NULL || *uri.token != '\0');
	g_assert(uri.id == NULL || g_bytes_get_size(uri.id) > 0);
	return 0;
}
