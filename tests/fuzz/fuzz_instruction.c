/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_instruction - a line that a person wrote: instructions within their bounds
 */
#include <string.h>

#include "base/text.h"
#include "doc/instruction.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = vt_text_utf8((const char *)data, (gssize)size);
	g_autoptr(vt_said) said = vt_said_new();

	g_strdelimit(text, "\r\n", ' ');
	g_autofree char *plain = vt_text_plain(text);
	guint n = vt_instruction_read(said, plain, true, false);
	g_assert(n == said->instructions->len);
	said->too_much |= !vt_reference_read(plain, said->open_references);
	(void)vt_instruction_is_denied_by(plain);
	g_assert(vt_said_bytes(said) > VT_MAX_SAID_BYTES || vt_said_check(said, NULL));
	return 0;
}
