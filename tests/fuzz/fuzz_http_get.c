/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_http_get - what a monitoring client may say; whatever the pieces, the same is understood
 */
#include <glib.h>
#include <string.h>

#include "net/http_get.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_http_get whole = { .status = 0 }, pieces = { .status = 0 };

	vt_http_get_feed(&whole, bytes, size);
	for (size_t i = 0; i < size; i++)
		vt_http_get_feed(&pieces, bytes + i, 1);
	g_assert(whole.status == pieces.status && strcmp(whole.path, pieces.path) == 0);
	g_assert(whole.status != 200 || whole.path[0] == '/');
	if (whole.status != 0) {
		g_autoptr(GString) answer =
			vt_http_get_answer(&whole, whole.status, "text/plain", "x");

		g_assert(answer->len > 0);
	}
	return 0;
}
