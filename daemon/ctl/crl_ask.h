/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_ask - what vanthuctl asks vanthu-fetch and vanthu-inspect --judge about CRLs
 */
#ifndef VT_CTL_CRL_ASK_H
#define VT_CTL_CRL_ASK_H

#include "ctl/started.h"
#include "doc/crl_conf.h"
#include "wire/crl_codec.h"

/* A distribution point that a configured certificate names. */
typedef struct vt_crl_point {
	char *url, *issuer; /* issuer: SHA-256 */
} vt_crl_point;

/* What is configured now, read by a program in its jail. Freed by their arrays. */
typedef struct vt_crl_listing {
	GPtrArray *points; /* vt_crl_point * */
	GPtrArray *known;  /* vt_crl_row *: those no newer one has replaced */
} vt_crl_listing;
void vt_crl_listing_clear(vt_crl_listing *listing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_crl_listing, vt_crl_listing_clear)
bool vt_crl_ask_list(const vt_crl_conf *conf, vt_crl_listing *listing_out, GError **error);

/* sealed: memfd with the file. *why_out NULL: it may be used; else why not. Caller frees, and
 * clears the row. */
bool vt_crl_ask_judge(const vt_crl_conf *conf, const char *issuer, int sealed, char **why_out,
		      vt_crl_row *row_out, GError **error);

typedef struct vt_crl_fetching {
	const char *name, *url; /* name: of the file in incoming/ */
	bool named;
	const char *etag, *modified; /* NULL = nothing is here */
} vt_crl_fetching;
typedef enum { VT_CRL_FETCHED, VT_CRL_UNCHANGED, VT_CRL_FAILED, VT_N_CRL_FETCHES } vt_crl_fetched;
typedef struct vt_crl_reply {
	vt_crl_fetched outcome;
	char *why, *etag, *modified;
} vt_crl_reply;
void vt_crl_reply_clear(vt_crl_reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_crl_reply, vt_crl_reply_clear)
/* *fetcher NULL: it is started; it is NULL again after a failure. Never fails otherwise: what went
 * wrong is the reply. */
void vt_crl_ask_fetch(const vt_crl_conf *conf, const char *incoming, vt_started **fetcher,
		      const vt_crl_fetching *what, vt_crl_reply *reply_out);

#endif
