/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside - what the files of this folder know of each other; no other folder includes it
 */
#ifndef VT_VERIFY_INSIDE_H
#define VT_VERIFY_INSIDE_H

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "verify/certificate.h"
#include "verify/cms.h"
#include "verify/trust.h"

struct vt_certificate {
	grefcount refs;
	X509 *x509;
	GPtrArray *addresses; /* char * */
	bool has_odd_address, has_more_addresses;
	char *subject, *issuer, *serial, *sha256;
	int64_t not_before, not_after;
};

struct vt_trust {
	vt_trust_policy policy;
	X509_STORE *store;        /* roots, nothing else */
	GHashTable *known;        /* sha256 -> vt_certificate: everything that was configured */
	GPtrArray *roots;         /* vt_certificate *, borrowed from known */
	GPtrArray *intermediates; /* vt_certificate *, borrowed from known */
	GPtrArray *pinned;        /* vt_certificate *, borrowed from known */
	GHashTable *owners;       /* sha256 of a pinned certificate -> owner */
	GPtrArray *crls;          /* X509_CRL * */
};

struct vt_cms_bundle {
	GPtrArray *certificates; /* vt_certificate * */
	GPtrArray *crls;         /* X509_CRL * */
};

/* Once per process and before anything else of OpenSSL: OPENSSL_CONF is never read. */
void vt_openssl_start(void);

/* Takes a reference of its own. NULL when a name cannot be read. */
vt_certificate *vt_certificate_wrap(X509 *x509);
/* Exactly one certificate in these bytes, or NULL. */
vt_certificate *vt_certificate_decode(const uint8_t *der, size_t size);
/* The configured certificate with these bytes, else a freshly decoded one, or NULL. */
vt_certificate *vt_trust_certificate(const vt_trust *trust, const uint8_t *der, size_t size);

/* Every certificate and CRL of a file, PEM or DER; what is neither is left out and counted. */
typedef struct vt_objects {
	GPtrArray *certificates; /* vt_certificate * */
	GPtrArray *crls;         /* X509_CRL * */
	unsigned n_broken;
} vt_objects;
void vt_objects_read(GBytes *bytes, vt_objects *out);
void vt_objects_clear(vt_objects *objects);
void vt_crl_free(void *crl);

/* RFC 4514, UTF-8; NULL when it cannot be written so. Caller frees. */
char *vt_name_text(const X509_NAME *name);
/* ASN.1 time as UTC seconds; VT_TIME_NONE when it is none. */
int64_t vt_asn1_seconds(const ASN1_TIME *time);

#endif
