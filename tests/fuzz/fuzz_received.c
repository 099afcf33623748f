/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_received - one field Received, and the hops of a whole header, as bytes
 */
#include <string.h>

#include "base/limits.h"
#include "doc/report.h"
#include "mail/hops.h"
#include "mail/received.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(vt_received) received = vt_received_parse(text);
	g_autoptr(vt_scan) scan = vt_scan_new(data, size);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	if (received->login != NULL)
		g_assert_null(strpbrk(received->login, "() \t\r\n"));
	vt_received_is_authenticated(received);
	vt_hops_list(scan, lines, VT_MAX_HOPS);
	g_assert_cmpuint(lines->len, <=, VT_MAX_HOPS);
	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_ptr_array_index(lines, i);

		g_assert_cmpuint(strlen(line), <=, VT_MAX_NAME_BYTES);
		g_assert_true(g_utf8_validate(line, -1, NULL));
		g_assert_null(strpbrk(line, "\r\n"));
	}
	return 0;
}
