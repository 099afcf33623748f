/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate - what one certificate says, read once, without OpenSSL types outside this folder
 */
#ifndef VT_VERIFY_CERTIFICATE_H
#define VT_VERIFY_CERTIFICATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_certificate vt_certificate; /* reference-counted */
vt_certificate *vt_certificate_load(const char *path,
				    GError **error); /* first one in a PEM or DER file */
vt_certificate *vt_certificate_ref(vt_certificate *certificate);
void vt_certificate_unref(vt_certificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_certificate, vt_certificate_unref)

/* rfc822Name and SmtpUTF8Mailbox (RFC 9598) of the SAN as bytes (base/address.h normal forms; what
 * is refused there is left out); only if the SAN has none at all, emailAddress of the subject.
 * char *, borrowed, at most VT_MAX_ADDRESSES. */
const GPtrArray *vt_certificate_addresses(const vt_certificate *certificate);
/* Why the first address that was refused was: nobody's by accident (pitfalls §2.1-10). A few
 * English words, static; NULL = none was. */
const char *vt_certificate_odd_address(const vt_certificate *certificate);
/* It holds more than VT_MAX_ADDRESSES; those that were read are the first. */
bool vt_certificate_has_more_addresses(const vt_certificate *certificate);
const char *vt_certificate_subject(const vt_certificate *certificate); /* RFC 4514, UTF-8 */
const char *vt_certificate_issuer(const vt_certificate *certificate);
const char *vt_certificate_serial(const vt_certificate *certificate); /* upper-case hex */
const char *vt_certificate_sha256(
	const vt_certificate *certificate); /* lower-case hex of the DER */
int64_t vt_certificate_not_before(const vt_certificate *certificate);
int64_t vt_certificate_not_after(const vt_certificate *certificate);

#endif
