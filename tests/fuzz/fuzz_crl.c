/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_crl - any bytes as a CRL that came from outside, and as a packet about one
 */
#include <string.h>

#include "tests/fuzz/trust.h"
#include "verify/crl_check.h"
#include "wire/crl_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	const vt_crl_question question = { .file = file, .now = FUZZ_NOW };
	g_auto(vt_crl_facts) facts = { .issuer = NULL };
	g_auto(vt_crl_row) row = { NULL };
	g_autofree char *why = vt_crl_check(fuzz_trust(), &question, &facts);
	vt_reader r = vt_reader_of(bytes, size);

	/* Nobody here can sign: what may be used has stood in the folders before. */
	if (why == NULL)
		g_assert_true(vt_crl_is_configured(fuzz_trust(), facts.sha256));
	if (facts.issuer != NULL)
		g_assert_true(g_utf8_validate(facts.issuer, -1, NULL));
	vt_read_crl(&r, &row);
	if (vt_reader_done(&r, NULL))
		g_assert_null(strpbrk(row.name, "/."));
	return 0;
}
