/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * algorithms - which digests and keys are good enough
 *
 * SHA-256 and above for every signature; RSA and EC keys of the configured sizes. OpenSSL by itself
 * takes SHA-1 and MD5 (pitfalls §2.1-7).
 */
#ifndef VT_VERIFY_ALGORITHMS_H
#define VT_VERIFY_ALGORITHMS_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "verify/trust.h"

bool vt_is_strong_digest(int nid);
/* The digest inside a signature algorithm (PSS parameters read), and for PSS that of its mask too.
 */
bool vt_is_strong_signature(const X509_ALGOR *algorithm);
/* NULL when good enough, else one line that says what the key is. Caller frees. */
char *vt_key_fault(const vt_trust_policy *policy, EVP_PKEY *key);

#endif
