/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_scram - what a server may say in SCRAM; nothing but its proof lets anybody in
 */
#include "net/scram.h"

#include <stdint.h>
#include <string.h>

#define NONCE "rOprNGfwEbeRWgbNEkqO"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A million rounds are right and slow: not for a fuzzer. */
static bool is_slow(const char *text)
{
	const char *rounds = strstr(text, ",i=");

	return rounds != NULL && strlen(rounds) > strlen(",i=4096");
}

/* The challenge is the first line, the proof the second. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 2);
	g_autoptr(vt_scram) scram = vt_scram_new("user", "pencil", NONCE, NULL);
	g_autofree char *answer = NULL;
	g_autofree char *decoded = NULL;

	if (lines[0] == NULL)
		return 0;
	decoded = vt_scram_decode(lines[0]);
	if (decoded != NULL) {
		g_autofree char *again = vt_scram_encode(decoded);

		g_assert(strcmp(again, lines[0]) == 0);
	}
	if (is_slow(lines[0]))
		return 0;
	answer = vt_scram_answer(scram, lines[0], NULL);
	g_assert(answer == NULL || g_str_has_prefix(answer, "c=biws,r=" NONCE));
	if (lines[1] != NULL)
		g_assert(!vt_scram_verify(scram, lines[1], NULL) || answer != NULL);
	return 0;
}
