/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signed_data - what stands in a CMS message, seen before OpenSSL decodes it
 *
 * RFC 5652 §3, §5.1. Counts what an attacker may multiply and cuts the certificates
 * out, because decoding certificates is two thirds of the cost of verifying (libraries §0-5) and
 * most of them are known already.
 */
#ifndef VT_VERIFY_SIGNED_DATA_H
#define VT_VERIFY_SIGNED_DATA_H

#include <glib.h>

#include "verify/cms.h"
#include "verify/der.h"

typedef struct vt_signed_data {
	vt_bytes head;         /* version, digestAlgorithms, encapContentInfo as they stand */
	vt_bytes certificates; /* content of [0]; at NULL when absent */
	vt_bytes crls;         /* [1] as it stands; at NULL when absent */
	vt_bytes signers;      /* the SET as it stands */
	bool is_data;          /* eContentType is id-data */
	bool has_content;      /* eContent is there, be it empty */
	unsigned n_signers, n_certificates;
} vt_signed_data;

/* VT_CMS_VERIFIED: a SignedData, out is filled; nothing is verified yet. Else BROKEN, ENCRYPTED,
 * COMPRESSED, OTHER with why in *why_out (static). */
vt_cms_state vt_signed_data_read(GBytes *der, vt_signed_data *out, const char **why_out);
/* The same ContentInfo without [0], definite lengths outside. */
GBytes *vt_signed_data_bare(const vt_signed_data *data);
/* RFC 5652 §5.4, draft-ietf-lamps-cms-euf-cma-signeddata: are these bytes themselves a DER SET OF
 * Attribute? */
bool vt_is_attribute_set(const void *bytes, size_t size);

#endif
