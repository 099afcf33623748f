/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * algorithms - which digests and keys are good enough
 *
 * SHA-256 and above for every signature; of those what the office lists; RSA and EC keys of the
 * configured sizes. OpenSSL by itself
 * takes SHA-1 and MD5 (pitfalls §2.1-7).
 */
#ifndef VT_VERIFY_ALGORITHMS_H
#define VT_VERIFY_ALGORITHMS_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "verify/trust.h"

/* Everything a signature is made with (PSS: its parameters and the digest of its mask too). */
typedef struct vt_algorithms {
	uint32_t digests, signature; /* vt_digest_bit(), vt_signature_bit() */
	bool weak;                   /* one of the digests is below the floor, or unknown */
} vt_algorithms;
/* digest_beside: of a SignerInfo, whose signature algorithm may name none (rsaEncryption);
 * NID_undef = the signature algorithm must. */
vt_algorithms vt_algorithms_of(const X509_ALGOR *algorithm, int digest_beside);
/* Does the office's own list hold them? The floor is asked apart. */
bool vt_algorithms_are_listed(const vt_trust_policy *policy, const vt_algorithms *used);
/* Neither weak nor left out by the office. */
bool vt_is_strong_signature(const vt_trust_policy *policy, const X509_ALGOR *algorithm);
/* NULL when good enough, else one line that says what the key is. Caller frees. */
char *vt_key_fault(const vt_trust_policy *policy, EVP_PKEY *key);

#endif
