/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust - whom we believe: configured roots, intermediates, CRLs and pinned certificates, nothing
 * else
 *
 * Loaded before the jail, inherited warm by every inspect child. The environment (SSL_CERT_DIR ...)
 * and the system's store are never asked. Files may be PEM (several objects) or DER, any name.
 * Sub-folders are not read.
 */
#ifndef VT_VERIFY_TRUST_H
#define VT_VERIFY_TRUST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_trust vt_trust;
typedef struct vt_certificate vt_certificate; /* verify/certificate.h */

typedef struct vt_trust_policy {
	int min_rsa_bits;   /* 2048 */
	int min_ec_bits;    /* 256 */
	bool crl_required;  /* every certificate of the path needs a current CRL; false = revocation
			       is not looked at */
	int64_t clock_skew; /* seconds a CRL's thisUpdate may lie in the future: 300 */
} vt_trust_policy;

vt_trust *vt_trust_new(const vt_trust_policy *policy);
void vt_trust_free(vt_trust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_trust, vt_trust_free)

/* Each folder may be NULL, absent or empty. warnings (char *, may be NULL) gets "PATH: is no
 * certificate or CRL" and the like. */
void vt_trust_load_roots(vt_trust *trust, const char *folder, GPtrArray *warnings);
void vt_trust_load_intermediates(vt_trust *trust, const char *folder, GPtrArray *warnings);
void vt_trust_load_crls(vt_trust *trust, const char *folder, GPtrArray *warnings);
/* A certificate file that stands for owner (an agency's key). false: unreadable. */
bool vt_trust_pin(vt_trust *trust, const char *owner, const char *path, GError **error);
unsigned vt_trust_n_roots(const vt_trust *trust);
/* The DER of a configured certificate or CRL by its SHA-256 (lower-case hex), as vt_evidence names
 * it; NULL = not configured now. Caller unrefs. */
GBytes *vt_trust_object(const vt_trust *trust, const char *sha256);
/* Owner of the pin with exactly these DER bytes; NULL = none. */
const char *vt_trust_pinned_owner(const vt_trust *trust, const vt_certificate *certificate);
/* What was loaded and does not hold at that time: certificates outside their validity, CRLs that
 * should have been renewed. texts_out: char *, one line each. */
void vt_trust_check(const vt_trust *trust, int64_t at, GPtrArray *texts_out);
/* SHA-256 over the names, sizes and mtimes of all files: changes when anything was added, removed
 * or replaced. Caller frees. */
char *vt_trust_stamp(const char *const *folders, const char *const *files);

#endif
