/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_conf - what vanthu.conf says about fetching CRLs: the blocks crl and fetch
 *
 * For vanthuctl, which needs vanthu.conf alone: a fault in another file of the office must not let
 * the CRLs grow old.
 */
#ifndef VT_DOC_CRL_CONF_H
#define VT_DOC_CRL_CONF_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

typedef struct vt_fetch {
	char *name;
	GPtrArray *urls; /* char *; at least one */
	char *issuer;    /* 64 hex digits, or an absolute path; NULL = any */
} vt_fetch;

typedef struct vt_crl_conf {
	char *state;                        /* absolute */
	char *user;                         /* office.user; NULL = none */
	char *roots, *intermediates, *crls; /* folders of trust */
	char *proxy, *tls_roots;            /* NULL = none */
	bool cdp, may_private;
	int64_t seconds, warn_before;
	uint64_t max_bytes;
	GPtrArray *fetches; /* vt_fetch * */
} vt_crl_conf;

/* Never NULL. */
vt_crl_conf *vt_crl_conf_read(const vt_settings *settings);
void vt_crl_conf_free(vt_crl_conf *conf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_crl_conf, vt_crl_conf_free)
/* What the table of keys cannot say: URLs, roots for https, the proxy, how many there may be. */
void vt_crl_conf_check(const vt_settings *settings, vt_faults *faults);

/* NULL, or why this is no URL to fetch from: "is neither http nor https" ... Static. */
const char *vt_url_fault(const char *url);

#endif
