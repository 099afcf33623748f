/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dsn - the machine part of a report: of delivery (RFC 3464, RFC 6533), of disposition (RFC 8098)
 *
 * The words for people beside it are in any language and never read. Works on hostile bytes: what
 * is odd is left out, texts are one line of UTF-8, cut on a character at their bound.
 */
#ifndef VT_MAIL_DSN_H
#define VT_MAIL_DSN_H

#include <glib.h>
#include <stddef.h>

/* Of the part; servers write 2 KB. The rest is not read. */
#define VT_MAX_DSN_BYTES (64u * 1024)

typedef struct vt_dsn_recipient {
	char *address;    /* Final-Recipient, else Original-Recipient, normal form; NULL */
	char *action;     /* of Action or Disposition, lower-case: "failed", "displayed"; "" */
	char *status;     /* RFC 3463, "5.1.1"; NULL */
	char *diagnostic; /* the server's words without their type, <= VT_MAX_DETAIL_BYTES; "" */
} vt_dsn_recipient;

typedef struct vt_dsn {
	char *envelope_id;     /* Original-Envelope-Id, <= 100 bytes; NULL */
	char *message_id;      /* Original-Message-ID of a disposition; NULL */
	GPtrArray *recipients; /* vt_dsn_recipient *, at most VT_MAX_TOLD */
} vt_dsn;

/* The decoded part. NULL = no recipient stands in it. */
vt_dsn *vt_dsn_delivery(const void *bytes, size_t size);
vt_dsn *vt_dsn_disposition(const void *bytes, size_t size);
void vt_dsn_free(vt_dsn *dsn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_dsn, vt_dsn_free)

#endif
