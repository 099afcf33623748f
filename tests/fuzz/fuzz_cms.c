/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_cms - the bytes of a signature part, and of a pkcs7-mime part, under the whole CMS policy
 */
#include "tests/fuzz/trust.h"
#include "verify/chain.h"
#include "verify/cms.h"
#include "verify/signed_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What make-seeds signs. */
static const char content[] = "Content-Type: text/plain\r\n\r\nXin\r\n";

/* Without the key only the seeds' own signatures verify, and they are over the content alone. */
static void check_digest(const vt_cms *cms, const void *bytes, gsize size)
{
	g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, size);

	if (cms->state == VT_CMS_VERIFIED && g_strcmp0(cms->digest_name, "sha256") == 0)
		g_assert_cmpstr(cms->digest, ==, sha256);
}

static void judge(vt_cms *take_cms)
{
	g_autoptr(vt_cms) cms = take_cms;
	vt_chain_verdict verdict;

	g_assert(cms->state < VT_N_CMS);
	g_assert(cms->state != VT_CMS_VERIFIED || (cms->signer != NULL && cms->digest != NULL));
	verdict = vt_chain_judge(fuzz_trust(), cms, FUZZ_NOW);
	g_assert(verdict.path < VT_N_PATHS);
	g_assert(verdict.path != VT_PATH_VALID || cms->signer != NULL);
	vt_chain_verdict_clear(&verdict);
	if (cms->content != NULL)
		check_digest(cms, g_bytes_get_data(cms->content, NULL),
			     g_bytes_get_size(cms->content));
	else
		check_digest(cms, content, sizeof(content) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GBytes) der = g_bytes_new_static(bytes, size);

	judge(vt_cms_verify_detached(fuzz_trust(), der, content, sizeof(content) - 1));
	judge(vt_cms_verify_opaque(fuzz_trust(), der));
	vt_is_attribute_set(bytes, size);
	return 0;
}
