/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_packet - any bytes, read in an order the bytes themselves choose
 */
#include "base/limits.h"
#include "wire/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n_steps = size < 16 ? size : 16;
	vt_reader r = vt_reader_of(data + n_steps, size - n_steps);

	for (size_t i = 0; i < n_steps; i++) {
		g_autofree char *text = NULL;
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(GPtrArray) texts = NULL;

		switch (data[i] % 7) {
		case 0:
			vt_read_u8(&r);
			break;
		case 1:
			vt_read_u32(&r);
			break;
		case 2:
			vt_read_bool(&r);
			break;
		case 3:
			g_assert(vt_read_enum(&r, 5) < 5);
			break;
		case 4:
			text = vt_read_text(&r, 300);
			g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
			break;
		case 5:
			bytes = vt_read_bytes(&r, 300);
			g_assert(g_bytes_get_size(bytes) <= 300);
			break;
		default:
			texts = vt_read_texts(&r, 20, 300);
			g_assert(texts->len <= 20);
			break;
		}
	}
	(void)vt_reader_done(&r, NULL);
	return 0;
}
