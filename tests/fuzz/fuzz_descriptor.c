/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_descriptor - a registration descriptor from outside: what reads is written the same again
 */
#include "doc/descriptor.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_descriptor) first = NULL;
	g_autoptr(vt_descriptor) second = NULL;
	const char *why = NULL;

	switch (vt_descriptor_read((const char *)bytes, size, &first, &why)) {
	case VT_DESCRIPTOR_READ:
		break;
	case VT_DESCRIPTOR_WRONG:
		g_assert(why != NULL && first == NULL);
		return 0;
	case VT_DESCRIPTOR_OTHER:
	case VT_N_DESCRIPTOR_OUTCOMES:
		g_assert(first == NULL);
		return 0;
	}
	g_autofree char *once = vt_descriptor_write(first);
	if (strlen(once) > VT_DESCRIPTOR_MAX_BYTES)
		return 0;
	g_assert(vt_descriptor_read(once, strlen(once), &second, &why) == VT_DESCRIPTOR_READ);
	g_autofree char *twice = vt_descriptor_write(second);
	g_assert(strcmp(once, twice) == 0);
	return 0;
}
