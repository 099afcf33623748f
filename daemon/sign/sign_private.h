/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign_private - what loading and signing share
 */
#ifndef VT_SIGN_SIGN_PRIVATE_H
#define VT_SIGN_SIGN_PRIVATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "sign/sign.h"

struct vt_signing_key {
	EVP_PKEY *key;
	X509 *certificate;
	STACK_OF(X509) * chain;
};

/* A key in hand, wherever it is, gets its certificate and chain (NULL = none): refused when it is
 * weak, or not the certificate's. shown: the key, for the error. */
bool vt_signing_key_complete(vt_signing_key *key, const char *shown, const char *certificate_path,
			     const char *chain_path, GError **error);

/* "cannot WHAT: OpenSSL's first reason"; empties its queue. Always false. */
bool vt_sign_fault(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
