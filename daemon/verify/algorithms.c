/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * algorithms - which digests and keys are good enough
 */
#include "verify/algorithms.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

/* The floor: what is not here is never accepted, whatever an office lists. */
static const struct {
	int nid;
	const char *name;
} digests[] = {
	{ NID_sha256, "sha256" },     { NID_sha384, "sha384" },
	{ NID_sha512, "sha512" },     { NID_sha512_256, "sha512-256" },
	{ NID_sha3_256, "sha3-256" }, { NID_sha3_384, "sha3-384" },
	{ NID_sha3_512, "sha3-512" },
};

typedef enum { RSA_PKCS1, RSA_PSS, ECDSA, N_SIGNATURES } kind;
static const char *const kinds[] = {
	[RSA_PKCS1] = "rsa",
	[RSA_PSS] = "rsa-pss",
	[ECDSA] = "ecdsa",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == N_SIGNATURES);

uint32_t vt_digest_bit(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digests); i++)
		if (strcmp(digests[i].name, name) == 0)
			return 1u << i;
	return 0;
}

uint32_t vt_signature_bit(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i], name) == 0)
			return 1u << i;
	return 0;
}

static void add_digest(vt_algorithms *used, int nid)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digests); i++)
		if (digests[i].nid == nid) {
			used->digests |= 1u << i;
			return;
		}
	used->weak = true;
}

/* RFC 4055 §3.1: absent fields mean SHA-1. */
static void add_pss(vt_algorithms *used, const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *mask_digest = NULL;
	const void *value = NULL;
	int type = V_ASN1_UNDEF;
	RSA_PSS_PARAMS *params = NULL;
	X509_ALGOR *mask = NULL;

	used->signature = 1u << RSA_PSS;
	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	if (type == V_ASN1_SEQUENCE && value != NULL)
		params = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	if (params != NULL && params->hashAlgorithm != NULL && params->maskGenAlgorithm != NULL) {
		X509_ALGOR_get0(NULL, &type, &value, params->maskGenAlgorithm);
		if (type == V_ASN1_SEQUENCE && value != NULL)
			mask = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
	}
	if (mask != NULL) {
		X509_ALGOR_get0(&mask_digest, NULL, NULL, mask);
		add_digest(used, OBJ_obj2nid(params->hashAlgorithm->algorithm));
		add_digest(used, OBJ_obj2nid(mask_digest));
	} else {
		used->weak = true;
	}
	X509_ALGOR_free(mask);
	RSA_PSS_PARAMS_free(params);
}

/* id-ecPublicKey as a signature algorithm stands in mail of old makers. */
static void add_key(vt_algorithms *used, int key)
{
	if (key == NID_rsaEncryption)
		used->signature = 1u << RSA_PKCS1;
	else if (key == NID_X9_62_id_ecPublicKey)
		used->signature = 1u << ECDSA;
}

vt_algorithms vt_algorithms_of(const X509_ALGOR *algorithm, int digest_beside)
{
	const ASN1_OBJECT *object;
	vt_algorithms used = { .weak = false };
	int nid, digest = NID_undef, key = NID_undef;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	nid = OBJ_obj2nid(object);
	if (digest_beside != NID_undef)
		add_digest(&used, digest_beside);
	if (nid == NID_rsassaPss) {
		add_pss(&used, algorithm);
		return used;
	}
	if (OBJ_find_sigid_algs(nid, &digest, &key) != 1)
		key = nid;
	if (digest != NID_undef || digest_beside == NID_undef)
		add_digest(&used, digest);
	add_key(&used, key);
	return used;
}

bool vt_algorithms_are_listed(const vt_trust_policy *policy, const vt_algorithms *used)
{
	return (policy->digests == 0 || (used->digests & ~policy->digests) == 0)
	       && (policy->signatures == 0 || (used->signature & policy->signatures) != 0);
}

bool vt_is_strong_signature(const vt_trust_policy *policy, const X509_ALGOR *algorithm)
{
	vt_algorithms used = vt_algorithms_of(algorithm, NID_undef);

	return !used.weak && vt_algorithms_are_listed(policy, &used);
}

static bool is_named_curve(EVP_PKEY *key)
{
	char encoding[32] = "";

	return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding,
					      sizeof(encoding), NULL)
	       && strcmp(encoding, OSSL_PKEY_EC_ENCODING_GROUP) == 0;
}

char *vt_key_fault(const vt_trust_policy *policy, EVP_PKEY *key)
{
	int bits, id;

	if (key == NULL)
		return g_strdup("unreadable key");
	bits = EVP_PKEY_get_bits(key);
	id = EVP_PKEY_get_base_id(key);
	if (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS)
		return bits < policy->min_rsa_bits ? g_strdup_printf("RSA %d bits", bits) : NULL;
	if (id != EVP_PKEY_EC)
		return g_strdup("key is neither RSA nor EC");
	if (!is_named_curve(key))
		return g_strdup("EC curve has no name");
	return bits < policy->min_ec_bits ? g_strdup_printf("EC %d bits", bits) : NULL;
}
