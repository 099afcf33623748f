/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_originator - the From reader on any bytes: OK means one plain address
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "mail/originator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	g_autoptr(vt_originator) o = vt_originator_read(scan);

	g_assert(o->from->len <= VT_MAX_ADDRESSES);
	for (guint i = 0; i < o->from->len; i++) {
		const char *address = g_ptr_array_index(o->from, i);

		g_assert(strlen(address) <= VT_MAX_ADDRESS_BYTES);
		g_assert(g_utf8_validate(address, -1, NULL) && strpbrk(address, "\r\n") == NULL);
	}
	if (o->orig == VT_ORIG_OK) {
		g_assert(o->from->len == 1);
		const char *why;
		g_autofree char *again =
			vt_address_mailbox(g_ptr_array_index(o->from, 0), -1, &why);
		g_assert(vt_address_equal(again, g_ptr_array_index(o->from, 0)));
	}
	return 0;
}
