/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * door - arrival ids
 */
#include "net/door.h"

#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/io.h"

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* 48 bits of milliseconds, 80 random ones; within one millisecond the last one plus one. */
void vt_arrival_id(char id_out[VT_ARRIVAL_ID_BYTES + 1])
{
	static uint8_t last[16];
	uint64_t ms = (uint64_t)vt_clock_now_us() / 1000;
	uint8_t bytes[16];
	unsigned bits = 0, have = 2; /* 130 bits of text for 128: two leading zeros */
	size_t at = 0;

	for (int i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	/* Also when the clock went back: ids rise. */
	if (memcmp(bytes, last, 6) <= 0) {
		memcpy(bytes, last, sizeof bytes);
		for (int i = 15; i >= 0 && ++bytes[i] == 0; i--)
			;
	} else {
		ssize_t got = getrandom(bytes + 6, 10, 0);

		g_assert(got == 10);
		bytes[6] &= 0x7f; /* room to count */
	}
	memcpy(last, bytes, sizeof last);
	for (size_t i = 0; i < sizeof bytes; i++) {
		bits = bits << 8 | bytes[i];
		have += 8;
		for (; have >= 5; have -= 5)
			id_out[at++] = digits[bits >> (have - 5) & 31];
		bits &= 31;
	}
	id_out[at] = '\0';
	g_assert(at == VT_ARRIVAL_ID_BYTES);
}

bool vt_arrival_id_is(const char *text)
{
	return strlen(text) == VT_ARRIVAL_ID_BYTES && strspn(text, digits) == VT_ARRIVAL_ID_BYTES
	       && text[0] <= '7';
}

int64_t vt_arrival_id_seconds(const char *id)
{
	uint64_t ms = 0;

	g_assert(vt_arrival_id_is(id));
	for (int i = 0; i < 10; i++)
		ms = ms << 5 | (uint64_t)(strchr(digits, id[i]) - digits);
	return (int64_t)(ms / 1000);
}

void vt_claim_clear(vt_claim *claim)
{
	if (claim->fd > 0)
		vt_fd_close(&claim->fd);
	claim->fd = -1;
	g_clear_pointer(&claim->mail_from, g_free);
	g_clear_pointer(&claim->rcpt_to, g_ptr_array_unref);
}
