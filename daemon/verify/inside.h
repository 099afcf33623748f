/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside - what the files of this folder know of each other; no other folder includes it
 */
#ifndef VT_VERIFY_INSIDE_H
#define VT_VERIFY_INSIDE_H

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/io.h"
#include "verify/certificate.h"
#include "verify/cms.h"
#include "verify/trust.h"

struct vt_certificate {
	grefcount refs;
	X509 *x509;
	GPtrArray *addresses;    /* char * */
	const char *odd_address; /* static; NULL */
	bool has_more_addresses;
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
	GPtrArray *crls;          /* vt_crl * */
	GHashTable *crls_known;   /* sha256 -> vt_crl *, both borrowed */
	GPtrArray *root_files;    /* vt_root_file * */
	GPtrArray *classes;       /* vt_trust_class * */
	GHashTable *class_of;     /* sha256 of a root -> vt_trust_class *, both borrowed */
	GHashTable *lists[VT_N_TRUST_LISTS]; /* NULL = none configured; keys as in trust_rules.c */
	char *list_fault; /* a list that cannot be read whole: nothing passes; NULL = none */
	X509_STORE_CTX_cert_crl_fn cert_crl;                 /* OpenSSL's own steps, which ours */
	X509_STORE_CTX_check_revocation_fn check_revocation; /* are put before */
};

/* A root by the file it stands in: classes may name it so. */
typedef struct vt_root_file {
	char *name;
	const char *sha256; /* borrowed */
} vt_root_file;

/* What is asked of a CRL for every message, read once: one of 16 MiB is not hashed again and again.
 */
typedef struct vt_crl {
	X509_CRL *x509;
	char sha256[VT_SHA256_HEX];
	bool carried;  /* by the message */
	GBytes *scope; /* issuer, authority key and distribution point, as bytes */
	guint scope_hash;
	bool odd;             /* an unknown critical extension: nothing good follows from it */
	ASN1_INTEGER *number; /* NULL = none */
	ASN1_INTEGER *base;   /* of a delta; NULL = it is complete */
	int64_t from, until;  /* thisUpdate, nextUpdate; VT_TIME_NONE */
	X509 *signer;         /* whose key made it; NULL = not known yet */
} vt_crl;

/* A reference of its own; NULL when it cannot be encoded. */
vt_crl *vt_crl_new(X509_CRL *x509, bool carried);
void vt_crl_free(void *data); /* a vt_crl */
/* Is that its issuer's name, and did its key make the list? */
bool vt_crl_is_by(const vt_crl *crl, X509 *signer);
bool vt_crl_same_scope(const vt_crl *a, const vt_crl *b);
/* Newer knowledge: the higher number, else the later thisUpdate. */
bool vt_crl_is_newer(const vt_crl *a, const vt_crl *b);

void vt_trust_init_rules(vt_trust *trust);
void vt_trust_clear_rules(vt_trust *trust);
void vt_trust_name_root(vt_trust *trust, const vt_certificate *root, const char *file);
/* Puts our steps before OpenSSL's (chain_crls.c). */
void vt_chain_prepare(vt_trust *trust);
/* How the CRL rules of a path's anchor are; never NULL. */
const vt_trust_class *vt_trust_class_of(const vt_trust *trust, const X509 *anchor);
/* Does a line of this list name the certificate? */
bool vt_trust_lists(const vt_trust *trust, vt_trust_list list, const vt_certificate *certificate);

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
void vt_x509_crl_free(void *crl);

/* RFC 4514, UTF-8; NULL when it cannot be written so. Caller frees. */
char *vt_name_text(const X509_NAME *name);
/* ASN.1 time as UTC seconds; VT_TIME_NONE when it is none. */
int64_t vt_asn1_seconds(const ASN1_TIME *time);

#endif
