/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_envelope - any bytes as ID.env; what reads well is written and read the same
 */
#include "doc/arrived.h"

#define ID "01JD0000000000000000000000"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autoptr(vt_arrived) arrived = vt_arrived_parse(file, ID, NULL);

	if (arrived == NULL)
		return 0;
	g_autoptr(GBytes) written = vt_arrived_write(arrived);
	g_autoptr(vt_arrived) again = vt_arrived_parse(written, ID, NULL);

	g_assert_nonnull(again);
	g_assert_cmpstr(again->door, ==, arrived->door);
	g_assert_cmpstr(again->account, ==, arrived->account);
	g_assert_cmpstr(again->own, ==, arrived->own);
	g_assert_cmpstr(again->mail_from, ==, arrived->mail_from);
	g_assert_cmpstr(again->sha256, ==, arrived->sha256);
	g_assert_cmpuint(again->rcpt_to->len, ==, arrived->rcpt_to->len);
	g_assert_true(again->received_at == arrived->received_at);
	g_assert_cmpuint(again->bytes, ==, arrived->bytes);

	g_autoptr(GBytes) written_again = vt_arrived_write(again);

	g_assert_true(g_bytes_equal(written, written_again));
	return 0;
}
