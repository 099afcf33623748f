/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign - a key, its certificate, and detached CMS signatures made with them
 *
 * CAdES-BES as S/MIME wants it (RFC 5652, RFC 8551 §2.5, RFC 5035): SHA-256, signed attributes
 * contentType, messageDigest, signingTime, signingCertificateV2, SMIMECapabilities; the certificate
 * and its chain inside. RSA (PKCS#1, or PSS when the key says so) from 2048 bits, ECDSA from
 * P-256. The key is read once, lives in this process's memory only, and is wiped by
 * vt_signing_key_free(). Whoever calls checks the mode of the key's file.
 */
#ifndef VT_SIGN_SIGN_H
#define VT_SIGN_SIGN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_signing_key vt_signing_key;

/*
 * PEM files; chain (NULL = none) holds what is sent along, at most VT_MAX_CERTIFICATES. A key with
 * a pass phrase, one that does not belong to the certificate, a weak one, a certificate that may
 * not sign mail: VT_NEVER. A trial signature is made and verified, so that nothing is loaded
 * lazily later, in the jail. NULL with error.
 */
vt_signing_key *vt_signing_key_load(const char *key_path, const char *certificate_path,
				    const char *chain_path, GError **error);
/* The certificate alone, without its key: to look at. */
vt_signing_key *vt_signing_certificate_load(const char *path, GError **error);
void vt_signing_key_free(vt_signing_key *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_signing_key, vt_signing_key_free)

/* From and until when the certificate holds, UTC seconds. */
void vt_signing_key_validity(const vt_signing_key *key, int64_t *from_out, int64_t *until_out);
/* The certificate stands for this address (normal form): rfc822Name, or the subject's
 * emailAddress. */
bool vt_signing_key_has_address(const vt_signing_key *key, const char *address);

/* A signature being made over bytes that come in pieces, so that nobody holds them whole; the key
 * outlives it. NULL with error. */
typedef struct vt_signing vt_signing;
vt_signing *vt_signing_new(const vt_signing_key *key, int64_t signing_time, GError **error);
void vt_signing_free(vt_signing *signing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_signing, vt_signing_free)
bool vt_signing_add(vt_signing *signing, const void *bytes, size_t size, GError **error);
/* DER of SignedData over exactly these bytes, which are not in it. Once; NULL with error. */
GBytes *vt_signing_end(vt_signing *signing, GError **error);

/* The same over bytes in hand. */
GBytes *vt_signing_key_sign(const vt_signing_key *key, const void *bytes, size_t size,
			    int64_t signing_time, GError **error);

#endif
