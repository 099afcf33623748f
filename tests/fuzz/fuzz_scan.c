/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_scan - the scanner and its decoding on any bytes
 */
#include <stddef.h>
#include <stdint.h>

#include "mail/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);

	for (unsigned i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);
		g_autoptr(GBytes) content = vt_scan_decode(scan, leaf);

		g_assert(leaf->header <= leaf->body && leaf->body <= leaf->end
			 && leaf->end <= size);
		g_assert(g_bytes_get_size(content) <= size);
		g_assert(vt_scan_find(scan, leaf->path) == leaf);
	}
	return 0;
}
