/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pki - certificates, CRLs and CMS made at test time with OpenSSL alone, as wrong as a test wants
 * them
 *
 * Aborts on failure. Nothing is cached on disk; EC keys keep it fast.
 */
#ifndef VT_TESTS_PKI_H
#define VT_TESTS_PKI_H

#include <glib.h>
#include <openssl/cms.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>

#define PKI_NOW INT64_C(1795000000) /* 2026-11-18 */
#define PKI_DAY INT64_C(86400)

typedef struct pki_id {
	EVP_PKEY *key;
	X509 *x509;
} pki_id;

typedef struct pki_spec {
	const char *name;     /* CN */
	const char *ext[8];   /* "keyUsage=critical,digitalSignature", ... */
	EVP_PKEY *key;        /* taken; NULL = a fresh P-256 key */
	const pki_id *issuer; /* NULL = self-signed */
	const EVP_MD *md;     /* NULL = SHA-256 */
	int64_t from, to;     /* 0 = a year before and after PKI_NOW */
	GBytes *raw_email;    /* one rfc822Name with exactly these bytes */
} pki_spec;

EVP_PKEY *pki_rsa(int bits);
EVP_PKEY *pki_ec(const char *curve);
pki_id pki_make(const pki_spec *spec);
void pki_clear(pki_id *id);

/* Root, intermediate CA and a signer with agency@test.example: the shape of field-notes §1. */
typedef struct pki_tree {
	pki_id root, middle, leaf;
} pki_tree;
pki_tree pki_tree_make(void);
void pki_tree_clear(pki_tree *tree);
#define PKI_CA_EXT "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"
#define PKI_LEAF_EXT                                                                               \
	"keyUsage=critical,digitalSignature,nonRepudiation",                                       \
		"extendedKeyUsage=clientAuth,emailProtection",                                     \
		"subjectAltName=email:agency@test.example"

/* revoked may be NULL; from/to 0 = a day before, a week after PKI_NOW. */
X509_CRL *pki_crl(const pki_id *issuer, const X509 *revoked, int64_t from, int64_t to);

/* flags: CMS_DETACHED, CMS_NOATTR, CMS_NOCERTS ... on top of CMS_BINARY. extra: bundled beside, may
 * be NULL. when: signingTime, 0 = none. */
typedef struct pki_sign {
	const pki_id *by;
	const EVP_MD *md;
	unsigned flags;
	bool pss;
	int64_t when;
	STACK_OF(X509) * extra;
	X509_CRL *crl;
	const pki_id *second; /* another SignerInfo */
} pki_sign;
GBytes *pki_cms(const pki_sign *how, const void *content, size_t size);
GBytes *pki_der(CMS_ContentInfo *cms);

/* Folder of one test, removed by pki_folder_remove(). */
char *pki_folder(void);
void pki_folder_remove(const char *folder);
void pki_write_x509(const char *folder, const char *name, X509 *x509, bool pem);
void pki_write_crl(const char *folder, const char *name, X509_CRL *crl, bool pem);

#endif
