/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim - is another byte string what a proven signature was made over
 *
 * Only a digest is compared: whoever finds bytes that match it has found what was signed.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "verify/cms.h"

struct vt_cms_claim {
	EVP_MD_CTX *context;
	GBytes *wanted;
};

vt_cms_claim *vt_cms_claim_new(const vt_cms *cms)
{
	const EVP_MD *md = cms->claimed == NULL ? NULL : EVP_get_digestbyname(cms->claimed_name);
	vt_cms_claim *claim;

	if (md == NULL)
		return NULL;
	claim = g_new0(vt_cms_claim, 1);
	claim->wanted = g_bytes_ref(cms->claimed);
	claim->context = EVP_MD_CTX_new();
	g_assert(claim->context != NULL && EVP_DigestInit_ex(claim->context, md, NULL) == 1);
	return claim;
}

vt_cms_claim *vt_cms_claim_copy(const vt_cms_claim *claim)
{
	vt_cms_claim *copy = g_new0(vt_cms_claim, 1);

	copy->wanted = g_bytes_ref(claim->wanted);
	copy->context = EVP_MD_CTX_new();
	g_assert(copy->context != NULL && EVP_MD_CTX_copy_ex(copy->context, claim->context) == 1);
	return copy;
}

void vt_cms_claim_add(vt_cms_claim *claim, const void *bytes, size_t size)
{
	int done = size == 0 ? 1 : EVP_DigestUpdate(claim->context, bytes, size);

	g_assert(done == 1);
}

bool vt_cms_claim_holds(vt_cms_claim *claim)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	gsize wanted;
	const void *at = g_bytes_get_data(claim->wanted, &wanted);

	return EVP_DigestFinal_ex(claim->context, digest, &size) == 1 && size == wanted
	       && CRYPTO_memcmp(digest, at, size) == 0;
}

void vt_cms_claim_free(vt_cms_claim *claim)
{
	if (claim == NULL)
		return;
	EVP_MD_CTX_free(claim->context);
	g_bytes_unref(claim->wanted);
	g_free(claim);
}

bool vt_cms_claims(const vt_cms *cms, const void *bytes, size_t size)
{
	g_autoptr(vt_cms_claim) claim = vt_cms_claim_new(cms);

	if (claim == NULL)
		return false;
	vt_cms_claim_add(claim, bytes, size);
	return vt_cms_claim_holds(claim);
}
