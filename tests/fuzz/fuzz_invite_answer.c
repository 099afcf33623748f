/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_invite_answer - answers of calendars of any bytes: what is read is within its bounds
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "mail/invite_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(const char *text)
{
	g_assert(g_utf8_validate(text, -1, NULL));
	g_assert(strpbrk(text, "\r\n") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(vt_invite_answer) answer = vt_invite_answer_read((const char *)bytes, size);

	if (answer == NULL)
		return 0;
	g_assert(answer->said > VT_INVITE_NONE && answer->said < VT_N_INVITE_ANSWERS);
	g_assert(answer->sequence >= 0);
	g_assert(answer->said == VT_INVITE_COUNTERED || answer->at == VT_TIME_NONE);
	check_text(answer->uid);
	check_text(answer->comment);
	return 0;
}
