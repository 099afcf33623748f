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

#include "base/settings.h"

typedef struct vt_trust vt_trust;
typedef struct vt_certificate vt_certificate; /* verify/certificate.h */

typedef struct vt_trust_policy {
	int min_rsa_bits;   /* 2048 */
	int min_ec_bits;    /* 256 */
	bool crl_required;  /* every certificate of the path needs a current CRL; false = revocation
			       is not looked at */
	int64_t clock_skew; /* seconds a CRL's thisUpdate may lie in the future: 300 */
	uint32_t digests;   /* bits of vt_algorithm_bit(); 0 = all that are not weak */
	uint32_t signatures;
} vt_trust_policy;

/* "sha256" ..., "rsa", "rsa-pss", "ecdsa"; 0 = no such, or below what is ever accepted. */
uint32_t vt_digest_bit(const char *name);
uint32_t vt_signature_bit(const char *name);

/* How hard revocation is for the paths that end in certain roots. What is revoked is revoked in
 * every class. */
typedef struct vt_trust_class {
	bool crl_required;
	bool missing_accepted; /* no usable CRL: told, not held */
	bool stale_accepted;   /* past its nextUpdate: the same */
	int64_t grace;         /* seconds past nextUpdate that are accepted in any case */
} vt_trust_class;

typedef enum { VT_TRUST_DENY, VT_TRUST_ALLOW, VT_N_TRUST_LISTS } vt_trust_list;

vt_trust *vt_trust_new(const vt_trust_policy *policy);
void vt_trust_free(vt_trust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_trust, vt_trust_free)

/* Each folder may be NULL, absent or empty. warnings (char *, may be NULL) gets "PATH: is no
 * certificate or CRL" and the like. */
void vt_trust_load_roots(vt_trust *trust, const char *folder, GPtrArray *warnings);
void vt_trust_load_intermediates(vt_trust *trust, const char *folder, GPtrArray *warnings);
void vt_trust_load_crls(vt_trust *trust, const char *folder, GPtrArray *warnings);
/* After the roots: root is the SHA-256 of one, or the name of a file in their folder. false: there
 * is none such, or it is in a class already. */
bool vt_trust_classify(vt_trust *trust, const char *root, const vt_trust_class *rules);
/* A text file, # comments. A line is the SHA-256 of a certificate's DER; in the deny list also
 * "serial HEX ISSUER", ISSUER as vanthu shows it (RFC 4514). With a fault nothing is judged good:
 * the line may be the one that matters. */
void vt_trust_load_list(vt_trust *trust, vt_trust_list list, const char *path, vt_faults *faults);
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
/* Every root and intermediate, and every CRL by its issuer; until is VT_TIME_NONE where a CRL does
 * not say. */
typedef void (*vt_trust_visit)(const char *what, const char *name, int64_t from, int64_t until,
			       void *data);
void vt_trust_each(const vt_trust *trust, vt_trust_visit visit, void *data);
/* Every pinned certificate. */
typedef void (*vt_pin_visit)(const char *owner, const vt_certificate *certificate, void *data);
void vt_trust_each_pin(const vt_trust *trust, vt_pin_visit visit, void *data);
/* SHA-256 over the names, sizes and mtimes of all files: changes when anything was added, removed
 * or replaced. Caller frees. */
char *vt_trust_stamp(const char *const *folders, const char *const *files);

#endif
