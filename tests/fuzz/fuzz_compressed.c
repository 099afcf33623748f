/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_compressed - the bytes of a compressed-data part
 */
#include "base/limits.h"
#include "verify/compressed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GBytes) der = g_bytes_new_static(bytes, size), content = NULL;
	vt_compressed state = vt_compressed_open(der, &content);

	g_assert((state == VT_COMPRESSED_OPEN) == (content != NULL));
	g_assert(content == NULL || g_bytes_get_size(content) <= VT_FREE_INFLATE_BYTES
		 || g_bytes_get_size(content) <= size * VT_MAX_INFLATE_RATIO);
	return 0;
}
