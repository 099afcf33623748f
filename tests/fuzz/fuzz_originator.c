/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_originator - the From reader on any bytes: OK means one plain address
 */
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "mail/originator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	g_autoptr(vt_originator) o = vt_originator_read(scan);

	if (o->orig == VT_ORIG_OK) {
		g_assert(o->from->len == 1);
		const char *why;
		g_autofree char *again =
			vt_address_mailbox(g_ptr_array_index(o->from, 0), -1, &why);
		g_assert(vt_address_equal(again, g_ptr_array_index(o->from, 0)));
	}
	return 0;
}
