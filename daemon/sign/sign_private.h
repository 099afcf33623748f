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

/* "cannot WHAT: OpenSSL's first reason"; empties its queue. Always false. */
bool vt_sign_fault(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
