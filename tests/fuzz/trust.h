/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust - whom the fuzzing targets believe, and when
 *
 * The authorities of tests/fuzz/trust, whose keys exist no more, and those of $VT_FUZZ_TRUST
 * (make-seeds). Nobody here can sign: whatever verifies was signed when the seeds were made.
 */
#ifndef VT_TESTS_FUZZ_TRUST_H
#define VT_TESTS_FUZZ_TRUST_H

#include "verify/trust.h"

/* make-seeds makes authorities and signatures for this moment. */
#define FUZZ_NOW 1795000000

static inline void fuzz_trust_load(vt_trust *trust, const char *folder)
{
	g_autofree char *roots = g_build_filename(folder, "trust", NULL);
	g_autofree char *intermediates = g_build_filename(folder, "intermediate", NULL);
	g_autofree char *crls = g_build_filename(folder, "crl", NULL);

	vt_trust_load_roots(trust, roots, NULL);
	vt_trust_load_intermediates(trust, intermediates, NULL);
	vt_trust_load_crls(trust, crls, NULL);
}

/* Made once, never freed. */
static inline const vt_trust *fuzz_trust(void)
{
	static vt_trust *trust;
	const char *source = g_getenv("VT_SOURCE");
	g_autofree char *stored =
		g_build_filename(source != NULL ? source : ".", "tests", "fuzz", "trust", NULL);

	if (trust != NULL)
		return trust;
	trust = vt_trust_new(&(vt_trust_policy){ .min_rsa_bits = 2048,
						 .min_ec_bits = 256,
						 .crl_required = true,
						 .clock_skew = 300 });
	fuzz_trust_load(trust, stored);
	g_assert(vt_trust_n_roots(trust) > 0);
	if (g_getenv("VT_FUZZ_TRUST") != NULL)
		fuzz_trust_load(trust, g_getenv("VT_FUZZ_TRUST"));
	return trust;
}

#endif
