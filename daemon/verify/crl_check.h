/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_check - may a list that came from outside stand among the configured ones?
 *
 * Asked in a jail of its own, before anybody else reads the file (design §1). Yes means: one CRL
 * and nothing else, signed by a configured certificate that may sign CRLs, in its time, newer than
 * what is here of the same issuer and scope; a delta belongs to a complete list that is here.
 */
#ifndef VT_VERIFY_CRL_CHECK_H
#define VT_VERIFY_CRL_CHECK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/io.h"
#include "verify/trust.h"

/* What is shown of a list, and the file it lies in: a newer one of the same issuer, key and scope
 * has the same name. */
typedef struct vt_crl_facts {
	char name[VT_SHA256_HEX]; /* 24 hex digits, "-delta" for one; "" = signer not configured */
	char sha256[VT_SHA256_HEX]; /* of its DER */
	char *issuer;               /* RFC 4514 */
	char *number;               /* decimal; "" = none */
	int64_t from, until;        /* thisUpdate, nextUpdate; VT_TIME_NONE */
	bool is_delta;
} vt_crl_facts;
void vt_crl_facts_clear(vt_crl_facts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_crl_facts, vt_crl_facts_clear)

typedef struct vt_crl_question {
	GBytes *file;       /* DER or PEM */
	const char *issuer; /* SHA-256 of the certificate it must be by; NULL = any configured */
	int64_t now;
} vt_crl_question;
/* NULL: it may. Else why not, an English sentence without subject; caller frees. facts_out is set
 * as far as the list could be read; clear it. The list that is in use already may, too: compare
 * sha256. */
char *vt_crl_check(const vt_trust *trust, const vt_crl_question *question, vt_crl_facts *facts_out);

/* Of every configured list that no newer one has replaced. */
typedef void vt_crl_visit(const vt_crl_facts *facts, void *data);
void vt_crl_each(const vt_trust *trust, vt_crl_visit *visit, void *data);
/* Is there a configured list with this hash? */
bool vt_crl_is_configured(const vt_trust *trust, const char *sha256);

/* A distribution point (also of deltas) that a configured certificate names, by URL; issuer: the
 * SHA-256 of the configured certificate that made that certificate. Others are left out. */
typedef void vt_crl_point_visit(const char *url, const char *issuer, void *data);
void vt_crl_each_point(const vt_trust *trust, vt_crl_point_visit *visit, void *data);

#endif
