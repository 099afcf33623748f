/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_cms - the bytes of a signature part, and of a pkcs7-mime part, under the whole CMS policy
 */
#include "verify/chain.h"
#include "verify/cms.h"
#include "verify/signed_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void judge(const vt_trust *trust, vt_cms *cms)
{
	vt_chain_verdict verdict;

	g_assert(cms->state < VT_N_CMS);
	g_assert(cms->state != VT_CMS_VERIFIED || (cms->signer != NULL && cms->digest != NULL));
	verdict = vt_chain_judge(trust, cms, 1795000000);
	g_assert(verdict.path < VT_N_PATHS && verdict.path != VT_PATH_VALID);
	vt_chain_verdict_clear(&verdict);
	vt_cms_free(cms);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char content[] = "Content-Type: text/plain\r\n\r\nXin\r\n";
	g_autoptr(vt_trust) trust = vt_trust_new(&(vt_trust_policy){
		.min_rsa_bits = 2048, .min_ec_bits = 256, .crl_required = true });
	g_autoptr(GBytes) der = g_bytes_new_static(bytes, size);

	judge(trust, vt_cms_verify_detached(trust, der, content, sizeof(content) - 1));
	judge(trust, vt_cms_verify_opaque(trust, der));
	vt_is_attribute_set(bytes, size);
	return 0;
}
