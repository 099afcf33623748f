/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter - one question about one message
 *
 * prepare() runs before the jail and may open files; run() sees hostile bytes inside it,
 * opens nothing and cannot fail: it appends findings. Phase 1 (scanner, From reader, OpenSSL) fills
 * the identity; phase 2 the contents. Nothing in phase 2 may write to identity.
 */
#ifndef VT_FILTERS_FILTER_H
#define VT_FILTERS_FILTER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "doc/office.h"
#include "doc/report.h"
#include "mail/mime.h"
#include "mail/scan.h"
#include "verify/cms.h"
#include "verify/trust.h"

/* What stood shut in one leaf and was opened: an opaque signature, compressed data. */
typedef struct vt_opened {
	const vt_entity *leaf; /* of the scan before it: c->scan, or that of the opened before */
	char *path;            /* of that leaf in the report; what was in it is counted below */
	GBytes *bytes;         /* the entity inside */
	vt_scan *scan;         /* of bytes */
} vt_opened;

/* Everything a filter may look at. Borrowed throughout. */
typedef struct vt_case {
	const uint8_t *bytes; /* the raw message */
	size_t size;
	int64_t received_at;
	const char *mail_from;   /* envelope sender; NULL = not known, "" = null sender */
	const vt_office *office; /* directory may be empty (offline inspection): then nobody is
				    "unknown" and no addressee is asked */
	const vt_trust *trust;
	vt_scan *scan;

	/* set by phase 1 for phase 2 */
	const vt_entity *signed_entity; /* detached: the first child of multipart/signed; NULL */
	GPtrArray *opened; /* vt_opened *: layers that had to be opened, outermost first; NULL =
			      there were none */
	const vt_entity *payload; /* what stands within all layers; NULL = some layer is shut */
	vt_scan *payload_scan;    /* where payload stands: c->scan or that of an opened one */
	GBytes *protected_header; /* the signed header that stands for the outer one (RFC 9788);
				     NULL = there is none */
	vt_cms *cms; /* of the outermost layer, whatever it is worth; NULL = there is none */

	/* phase 2 only */
	vt_mime *mime;   /* of the message; what was opened replaces the leaf that held it */
	char *main_text; /* text of the first page of the main document, layout kept; NULL = none */
	char *body_text; /* text of the mail itself; NULL = none */
} vt_case;

typedef struct vt_filter {
	const char *name;
	bool (*prepare)(const vt_office *office, GError **error); /* or NULL */
	void (*identify)(vt_case *c, vt_identity *identity);      /* phase 1, or NULL */
	void (*run)(vt_case *c, vt_contents *contents);           /* phase 2, or NULL */
} vt_filter;

/* In order; ends with a NULL name. filters/filters.c */
extern const vt_filter vt_filters[];
bool vt_filters_prepare(const vt_office *office, GError **error);
/* Phase 1, whole: scan, signature, chain, sender. c->bytes, size, received_at, office, trust are
 * set. Never NULL. */
vt_identity *vt_filters_identify(vt_case *c);
/* Phase 2, whole: parts, text, fields, findings. Never NULL. */
vt_contents *vt_filters_examine(vt_case *c, const vt_identity *identity);
/* GMime's reading, after phase 1: sets c->mime, with what was opened in place of the leaf that held
 * it. vt_filters_examine() does it itself. */
void vt_filters_read(vt_case *c);
/* The decoded bytes of one leaf (path of the report), for extraction; NULL = no such leaf. Needs
 * phase 1 and vt_filters_read(). "sha256:HEX": the certificate or CRL that the signature carries
 * with this hash, as DER. "head:PATH": the head of its page 1 (doc/picture.h). */
#define VT_LEAF_BY_HASH "sha256:"
GBytes *vt_filters_leaf(const vt_case *c, const char *path);
void vt_case_clear(vt_case *c);

#endif
