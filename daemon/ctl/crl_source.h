/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_source - one CRL that comes from outside, and what came of it
 */
#ifndef VT_CTL_CRL_SOURCE_H
#define VT_CTL_CRL_SOURCE_H

#include "ctl/crl_ask.h"

typedef enum {
	VT_CRL_WAITS,   /* fetched, not judged */
	VT_CRL_UPDATED, /* it lies in trust/crls */
	VT_CRL_SAME,    /* what is there is what would come */
	VT_CRL_MISSED,  /* it could not be had */
	VT_CRL_REFUSED, /* it was had and must not be used */
	VT_N_CRL_OUTCOMES,
} vt_crl_outcome;
const char *vt_crl_outcome_name(vt_crl_outcome outcome);

typedef struct vt_crl_source {
	char *label;     /* the name of its fetch block, its URL, or its file */
	char *issuer;    /* as vt_fetch has it; NULL = any */
	GPtrArray *urls; /* char *; empty for a file */
	bool named;
	vt_crl_outcome outcome;
	char *why;  /* of what is no success; NULL */
	int sealed; /* memfd with its bytes while it waits; -1 */
	char *url;  /* that it came from; borrowed, NULL */
	char *etag, *modified;
	vt_crl_row row; /* what is known of it; empty texts are NULL */
} vt_crl_source;

vt_crl_source *vt_crl_source_new(const char *label, const char *issuer, bool named);
void vt_crl_source_free(void *data);
/* Takes why. */
void vt_crl_source_end(vt_crl_source *source, vt_crl_outcome outcome, char *take_why);

/* The bytes of name below dir_fd, as they are now and for good: a sealed memfd, -1 with error. */
int vt_crl_seal(int dir_fd, const char *name, uint64_t max_bytes, GError **error);
/* Removes the files of folder, which is dir_fd, whose names begin so: what one that was killed
 * left. Only with the lock (ctl/crl_update.h). */
void vt_crl_sweep(const char *folder, int dir_fd, const char *prefix);
/* Judges all that waits and puts what is good into trust/crls, each file whole and durable or not
 * at all. What was refused is judged once more when something came before it: a delta needs its
 * complete list. */
void vt_crl_judge_all(const vt_crl_conf *conf, const GPtrArray *sources);

#endif
