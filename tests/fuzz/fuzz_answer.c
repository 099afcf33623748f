/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_answer - vanthuctl hears a registrar that was taken over
 *
 * First byte: JSON or not. Then packets: kind, two bytes of length, body.
 */
#include "ctl/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const vt_kind kinds[] = { VT_KIND_TABLE, VT_KIND_ROW,   VT_KIND_TEXT,
					 VT_KIND_END,   VT_KIND_READY, VT_KIND_PROGRESS };
	static FILE *nowhere;
	g_autoptr(vt_answer) answer = NULL;
	g_autofree char *message = NULL;
	int status = -1;
	bool well = true;

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	answer = vt_answer_new(nowhere, size > 0 && (bytes[0] & 1) != 0);
	for (size_t at = 1; well && status < 0 && at + 3 <= size;) {
		size_t length = bytes[at + 1] | (size_t)bytes[at + 2] << 8;
		vt_packet packet = { .kind = kinds[bytes[at] % G_N_ELEMENTS(kinds)], .fd = -1 };

		at += 3;
		length = MIN(length, size - at);
		packet.body = g_bytes_new(bytes + at, length);
		well = vt_client_take(&packet, answer, NULL, &status, &message);
		vt_packet_clear(&packet);
		at += length;
	}
	g_assert(status >= -1 && status <= 255);
	g_assert(message == NULL || g_utf8_validate(message, -1, NULL));
	return 0;
}
